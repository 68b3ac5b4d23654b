// Disturbs what clients of a master or an agent see on the wire. Only tests load this module: in their own process by
// `injectWireFaults`, or in a program's with `node --import …/testing/wire-faults.ts`. There the switches are set over
// HTTP, on the port that LOCAL_CLUSTER_FAULTS_PORT names (for the program that LOCAL_CLUSTER_FAULTS_PROGRAM names, else
// the master): PUT /faults (JSON), DELETE /faults, GET /faults, POST /kill.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { interceptWire, type RecordWriter } from "../http/wire-interception.ts";
import { injectFaults, type FaultSwitches } from "./faults.ts";
import { generator } from "./generator.ts";

export interface WireSwitches {
  readonly seed?: number;
  /** The first one that matches a request decides about it. */
  readonly requests?: readonly RequestFault[];
  readonly records?: RecordFaults;
}

export interface RequestFault {
  /** Beginning of the path; all of them when absent. */
  readonly path?: string;
  readonly method?: string;
  /** How often it happens; for ever when absent. */
  readonly times?: number;
  readonly delayMs?: number;
  /** Breaks the connection instead of answering. */
  readonly close?: boolean;
  /** Answers with this, and does nothing else. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

/** Probabilities from 0 to 1, drawn for each record in this order. */
export interface RecordFaults {
  /** Only events of these types; all when absent. */
  readonly types?: readonly string[];
  /** Nothing is written; what comes meanwhile is written when it ends. */
  readonly frozen?: boolean;
  readonly lose?: number;
  /** Writes half of the record and breaks the connection. */
  readonly cutInside?: number;
  /** Writes bytes that are no record before it. */
  readonly garbage?: number;
  readonly duplicate?: number;
  /** Written after the next one. */
  readonly reorder?: number;
  readonly delayMs?: number;
  /** Added to the timestamps of status updates, in seconds. */
  readonly clockOffBySeconds?: number;
}

export interface InjectedWireFaults {
  set(switches: WireSwitches): void;
  /** How often each kind happened. */
  readonly counts: Readonly<Record<string, number>>;
  stop(): void;
}

export function injectWireFaults(switches: WireSwitches): InjectedWireFaults {
  let current = switches;
  let random = generator(switches.seed ?? 1);
  const counts: Record<string, number> = {};
  const used = new Map<RequestFault, number>();
  const frozen: (() => void)[] = [];
  let overtaken: (() => void) | undefined;
  const happened = (kind: string): true => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return true;
  };
  const happens = (kind: string, probability = 0): boolean => random() < probability && happened(kind);

  async function request(incoming: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const fault = current.requests?.find(
      (one) =>
        (incoming.url ?? "").startsWith(one.path ?? "") &&
        (one.method ?? incoming.method) === incoming.method &&
        (used.get(one) ?? 0) < (one.times ?? Infinity),
    );
    if (fault === undefined) return false;
    used.set(fault, (used.get(fault) ?? 0) + 1);
    if (fault.delayMs !== undefined && happened("delayed requests")) await sleep(fault.delayMs);
    if (fault.close === true) {
      happened("closed requests");
      incoming.socket.destroy();
      return true;
    }
    if (fault.answer === undefined) return false;
    happened("answered requests");
    incoming.resume();
    const body = Buffer.from(fault.answer.body ?? "");
    response
      .writeHead(fault.answer.status, { ...fault.answer.headers, "Content-Length": body.length })
      .end(body);
    return true;
  }

  function record<Message>(message: Message, writer: RecordWriter<Message>): void {
    const { types, frozen: isFrozen, ...faults } = current.records ?? {};
    if (types !== undefined && !types.includes(typeOf(message))) return writer.write(message);
    if (isFrozen === true) {
      happened("frozen records");
      frozen.push(() => writer.write(message));
      return undefined;
    }
    if (happens("lost records", faults.lose)) return undefined;
    if (happens("cut records", faults.cutInside)) {
      const bytes = writer.bytesOf(message);
      writer.writeBytes(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      // On its way before the connection breaks.
      setTimeout(() => writer.cut(), 20);
      return undefined;
    }
    if (happens("garbage", faults.garbage)) writer.writeBytes(Buffer.from("-12\n{<html>}"));
    const changed = withClock(message, faults.clockOffBySeconds ?? 0);
    const copies = happens("duplicated records", faults.duplicate) ? 2 : 1;
    const write = (): void => {
      for (let copy = 0; copy < copies; copy += 1) writer.write(changed);
    };
    const before = overtaken;
    overtaken = undefined;
    if (before === undefined && happens("reordered records", faults.reorder)) overtaken = write;
    else if (faults.delayMs !== undefined && happened("delayed records")) setTimeout(write, faults.delayMs);
    else write();
    before?.();
    return undefined;
  }

  const release = (): void => {
    if (current.records?.frozen !== true) for (const write of frozen.splice(0)) write();
  };
  interceptWire({ request, record });
  return {
    counts,
    set(next) {
      if (next.seed !== undefined && next.seed !== current.seed) random = generator(next.seed);
      current = next;
      used.clear();
      release();
    },
    stop() {
      current = {};
      release();
      interceptWire(undefined);
    },
  };
}

function typeOf(message: unknown): string {
  return typeof message === "object" && message !== null && "type" in message ? String(message.type) : "";
}

/** The message with the timestamps of its status moved: a copy, the original is the master's own. */
function withClock<Message>(message: Message, seconds: number): Message {
  if (seconds === 0) return message;
  const copy = structuredClone(message);
  const update = typeof copy === "object" && copy !== null && "update" in copy ? copy.update : undefined;
  const status =
    typeof update === "object" && update !== null && "status" in update ? update.status : undefined;
  if (
    typeof status === "object" &&
    status !== null &&
    "timestamp" in status &&
    typeof status.timestamp === "number"
  ) {
    status.timestamp += seconds;
  }
  return copy;
}

/** What is set over HTTP: the wire to clients, and the link between agent and master (in an agent's process). */
export interface AllSwitches extends WireSwitches {
  readonly link?: FaultSwitches;
}

/** Serves the switches of this process. */
function serveSwitches(port: number): void {
  const wire = injectWireFaults({});
  const link = injectFaults({});
  const faults = {
    counts: wire.counts,
    set: (switches: AllSwitches) => {
      wire.set(switches);
      link.set(switches.link ?? {});
    },
  };
  createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method, url } = incoming;
      if (method === "POST" && url === "/kill") process.kill(process.pid, "SIGKILL");
      try {
        // The test that sends them is the only author.
        if (method === "PUT") faults.set(JSON.parse(Buffer.concat(chunks).toString("utf8")) as AllSwitches);
        if (method === "DELETE") faults.set({});
        response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(faults.counts));
      } catch (error) {
        response.writeHead(400).end(error instanceof Error ? error.message : String(error));
      }
    });
  })
    .listen(port, "127.0.0.1")
    .unref();
}

// Several programs may be started with one environment: one of them has the port.
const program = process.env["LOCAL_CLUSTER_FAULTS_PROGRAM"] ?? "master";
const port = process.env["LOCAL_CLUSTER_FAULTS_PORT"];
if (port !== undefined && process.argv[2] === program) serveSwitches(Number(port));
