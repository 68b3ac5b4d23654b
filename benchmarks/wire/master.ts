import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { decodeJson, encodeJson } from "../../proto/codec.ts";
import type { Offer, Resource, SchedulerCall, SchedulerEvent } from "../../proto/generated/types.ts";
import { encodeRecord } from "../../proto/recordio.ts";

/** A call, and when its first bytes came, by `performance.now`. */
export interface HeardCall {
  readonly atMs: number;
  readonly call: SchedulerCall;
}

/** An event that was written as bytes before it is sent. */
export interface OffersEvent {
  readonly offerIds: readonly string[];
  readonly record: Uint8Array;
}

/** A master that makes the offers that it is told to make, takes every call, and reads calls only when it is asked for them. */
export interface WireMaster extends AsyncDisposable {
  readonly url: string;
  /** Resolves when a scheduler has subscribed and has asked for the agents. */
  subscribed(): Promise<void>;
  /** One event that offers `count` agents from `first` on. */
  offersOf(first: number, count: number): OffersEvent;
  /** Tells of a task that it has succeeded. */
  succeed(taskId: string, agentId: string): void;
  /** Resolves when the kernel has all of it. */
  send(record: Uint8Array): Promise<void>;
  /** How many calls came since they were taken. */
  heard(): number;
  take(): readonly HeardCall[];
}

/** What each agent has, and each offer holds: room for one job. */
export const AGENT = { cpus: 4, memMib: 8192, diskMib: 100_000 } as const;

const FRAMEWORK = { value: "wire-0000" };
const ROLE = "*";
const HEARTBEAT_SECONDS = 5;

export async function startWireMaster(agents: number): Promise<WireMaster> {
  const slaves = JSON.stringify({ slaves: Array.from({ length: agents }, (_, at) => slaveOf(at)) });
  const subscribed = Promise.withResolvers<undefined>();
  const asked = Promise.withResolvers<undefined>();
  let calls: { readonly atMs: number; readonly body: Buffer }[] = [];
  let offers = 0;
  let updates = 0;
  let stream: ServerResponse | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const atMs = performance.now();
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "application/json" }).end(slaves);
      asked.resolve(undefined);
      return;
    }
    const body = await buffer(request);
    if (request.headers["mesos-stream-id"] === undefined) {
      response.writeHead(200, { "content-type": "application/json", "mesos-stream-id": "wire" });
      response.write(recordOf(SUBSCRIBED));
      stream = response;
      subscribed.resolve(undefined);
      return;
    }
    calls.push({ atMs, body });
    // A changed framework is the one call that a master answers when it is done.
    response.writeHead(body.includes('"UPDATE_FRAMEWORK"') ? 200 : 202, { "content-length": 0 }).end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has such an address
  const heartbeat = setInterval(
    () => stream?.write(recordOf({ type: "HEARTBEAT" })),
    HEARTBEAT_SECONDS * 1000,
  );

  return {
    url: `http://127.0.0.1:${port}`,
    async subscribed() {
      await Promise.all([subscribed.promise, asked.promise]);
    },
    offersOf(first, count) {
      const list = Array.from({ length: count }, (_, at) => offerOf(`wire-O${(offers += 1)}`, first + at));
      return {
        offerIds: list.map(({ id }) => id.value),
        record: recordOf({ type: "OFFERS", offers: { offers: list } }),
      };
    },
    succeed(taskId, agentId) {
      const uuid = new Uint8Array(16);
      new DataView(uuid.buffer).setUint32(0, (updates += 1));
      const status = {
        task_id: { value: taskId },
        agent_id: { value: agentId },
        executor_id: { value: taskId },
        state: "TASK_FINISHED",
        source: "SOURCE_EXECUTOR",
        timestamp: Date.now() / 1000,
        uuid,
      } as const;
      stream?.write(recordOf({ type: "UPDATE", update: { status } }));
    },
    async send(record) {
      await new Promise<void>((resolve, reject) => {
        if (stream === undefined) reject(new Error("nobody has subscribed"));
        stream?.write(record, (error) => (error ? reject(error) : resolve()));
      });
    },
    heard: () => calls.length,
    take() {
      const taken = calls;
      calls = [];
      return taken.map(({ atMs, body }) => ({ atMs, call: decodeJson("mesos.v1.scheduler.Call", body) }));
    },
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const SUBSCRIBED: SchedulerEvent = {
  type: "SUBSCRIBED",
  subscribed: {
    framework_id: FRAMEWORK,
    heartbeat_interval_seconds: HEARTBEAT_SECONDS,
    master_info: { id: "wire", ip: 0, port: 5050, version: "1.11.0" },
  },
};

function recordOf(event: SchedulerEvent): Uint8Array {
  return encodeRecord(encodeJson("mesos.v1.scheduler.Event", event, { writeDefaults: true }));
}

/** As a master makes it for an agent on which nothing runs. */
function offerOf(id: string, agent: number): Offer {
  const allocation_info = { role: ROLE };
  const scalar = (name: string, value: number): Resource => ({
    name,
    type: "SCALAR",
    scalar: { value },
    allocation_info,
  });
  const hostname = hostnameOf(agent);
  return {
    id: { value: id },
    framework_id: FRAMEWORK,
    agent_id: { value: agentIdOf(agent) },
    hostname,
    url: {
      scheme: "http",
      address: { hostname, ip: "10.0.0.1", port: 5051 },
      path: "/slave(1)",
    },
    resources: [
      scalar("cpus", AGENT.cpus),
      scalar("mem", AGENT.memMib),
      scalar("disk", AGENT.diskMib),
      { name: "ports", type: "RANGES", ranges: { range: [{ begin: 31_000, end: 31_999 }] }, allocation_info },
    ],
    attributes: [{ name: "rack", type: "TEXT", text: { value: rackOf(agent) } }],
    allocation_info,
  };
}

/** The part of an agent in `/slaves` that is read. Source: Mesos, src/master/readonly_handler.cpp, `SlavesWriter`. */
function slaveOf(agent: number): object {
  return {
    id: agentIdOf(agent),
    hostname: hostnameOf(agent),
    port: 5051,
    attributes: { rack: rackOf(agent) },
    pid: "slave(1)@10.0.0.1:5051",
    resources: {
      cpus: AGENT.cpus,
      mem: AGENT.memMib,
      disk: AGENT.diskMib,
      gpus: 0,
      ports: "[31000-31999]",
    },
    active: true,
    deactivated: false,
    version: "1.11.0",
    capabilities: ["MULTI_ROLE", "RESERVATION_REFINEMENT", "AGENT_OPERATION_FEEDBACK"],
    reserved_resources_full: {},
  };
}

function agentIdOf(agent: number): string {
  return `wire-S${agent}`;
}

function hostnameOf(agent: number): string {
  return `h${agent}`;
}

function rackOf(agent: number): string {
  return `r${agent % 40}`;
}
