import type { Attempt, JobEvent } from "./documents/jobs.ts";
import type { Connection } from "./http.ts";
import { ApiError, bytesOf, linesOf, request, requestJson } from "./http.ts";

/** Cuts in a row, without a byte between them, after which a stream is given up. */
const CUTS_MAX = 20;
const PAUSE_MIN_MS = 250;
const PAUSE_MAX_MS = 5000;

export interface LogOptions {
  readonly stream?: "stdout" | "stderr";
  /** The latest if absent. */
  readonly attempt?: number;
  /** Of an array: which task. */
  readonly index?: number;
  /** First byte. */
  readonly offset?: number;
  /** Instead of `offset`: begin with that many last lines. */
  readonly tail?: number;
  /** At most so many bytes. */
  readonly maxBytes?: number;
  /** Go on until the attempt ends; waits for it to begin. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/** Every byte once, in order: after a cut it goes on behind the last one, in the same attempt. */
export async function* readLog(
  connection: Connection,
  job: number,
  options: LogOptions,
): AsyncGenerator<Uint8Array> {
  const { stream = "stdout", index, follow = false, signal } = options;
  const path = `/api/v2/jobs/${job}/logs/${stream}`;
  let { attempt, offset = 0, tail, maxBytes } = options;
  const cuts = patience(signal);
  while (maxBytes !== 0) {
    const from = offset;
    let awaited = 1;
    try {
      const begin = tail === undefined ? { offset } : { tail };
      const query = { attempt, index, ...begin, maxBytes, follow: follow || undefined };
      const response = await request(connection, { path, query, accept: "text/plain", signal });
      const told = Number(response.headers.get("x-godocker-attempt") ?? 0);
      if (told > 0) attempt ??= told;
      awaited = Number(response.headers.get("x-godocker-attempt-from") ?? 1);
      if (tail !== undefined) {
        offset = Number(response.headers.get("x-godocker-offset") ?? 0);
        tail = undefined;
      }
      for await (const bytes of bytesOf(response, signal)) {
        offset += bytes.length;
        if (maxBytes !== undefined) maxBytes -= bytes.length;
        cuts.progress();
        yield bytes;
      }
      return;
    } catch (error) {
      await cuts.wait(error);
    }
    // It began while the answer was waiting, so nobody told which one it was.
    if (offset > from) attempt ??= await firstBegun(connection, { job, index, awaited }, signal);
  }
}

/** The first attempt from a number on that began. */
async function firstBegun(
  connection: Connection,
  {
    job,
    index,
    awaited,
  }: { readonly job: number; readonly index: number | undefined; readonly awaited: number },
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const cuts = patience(signal);
  for (;;) {
    try {
      const { items } = await requestJson<{ readonly items: readonly Attempt[] }>(connection, {
        path: `/api/v2/jobs/${job}/attempts`,
        query: { index, limit: 1000 },
        signal,
      });
      const turnedAway = ({ reason }: Attempt) => reason === "Launch" || reason === "LaunchDropped";
      return items.find(
        (item) =>
          item.attempt >= awaited &&
          (item.startedAt !== undefined || (item.endedAt !== undefined && !turnedAway(item))),
      )?.attempt;
    } catch (error) {
      await cuts.wait(error);
    }
  }
}

/** Bytes of an output, and which attempt wrote them. */
export interface LogPiece {
  readonly attempt: number;
  /** Of the first of these bytes in the output of the attempt. */
  readonly offset: number;
  /** None where an attempt begins. */
  readonly bytes: Uint8Array;
  /** To go on behind it, with another call. */
  readonly cursor: string;
}

export interface LogEventOptions {
  readonly stream?: "stdout" | "stderr";
  readonly index?: number;
  /** `cursor` of a piece; absent = the latest attempt, or the first that begins. */
  readonly after?: string;
  readonly signal?: AbortSignal;
}

/** Follows attempt after attempt, until no more can come. Every byte once, in order, whatever is cut. */
export async function* readLogEvents(
  connection: Connection,
  job: number,
  options: LogEventOptions,
): AsyncGenerator<LogPiece> {
  const { stream = "stdout", index, signal } = options;
  let { after } = options;
  let told = 0;
  const cuts = patience(signal);
  for (;;) {
    try {
      const response = await request(connection, {
        path: `/api/v2/jobs/${job}/logs/${stream}`,
        query: { index, after, encoding: "base64" },
        accept: "text/event-stream",
        signal,
      });
      for await (const frame of framesOf(linesOf(response, signal))) {
        cuts.progress();
        if (frame.event === "end") {
          if (/"reason":"ended"/.test(frame.data)) return;
          throw endError(frame.data);
        }
        if (frame.id === undefined) continue;
        after = frame.id;
        // What the server publishes under these names.
        const {
          attempt,
          offset,
          base64 = "",
        } = JSON.parse(frame.data) as {
          readonly attempt: number;
          readonly offset: number;
          readonly base64?: string;
        };
        // After a cut the attempt is told again.
        if (base64 === "" && told === attempt) continue;
        told = attempt;
        yield { attempt, offset, bytes: fromBase64(base64), cursor: frame.id };
      }
      throw new ApiError("unreachable", "the server ended the stream");
    } catch (error) {
      await cuts.wait(error);
    }
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export interface EventOptions {
  readonly job?: number;
  readonly user?: string;
  readonly project?: string;
  /** `cursor` of an event, or "0" for the oldest that is kept; absent = from now on. */
  readonly after?: string;
  /** Told when events can arrive, and when the connection was cut; what happened between the two may be missing. */
  readonly onLive?: (isLive: boolean) => void;
  readonly signal?: AbortSignal;
}

/** Events as they happen; after a cut it goes on behind the last one. At least once each. */
export async function* readEvents(
  connection: Connection,
  options: EventOptions,
): AsyncGenerator<JobEvent & { readonly cursor: string }> {
  const { job, user, project, onLive, signal } = options;
  let { after } = options;
  const cuts = patience(signal);
  for (;;) {
    try {
      const response = await request(connection, {
        path: "/api/v2/events",
        query: { job, user, project, after },
        accept: "text/event-stream",
        signal,
      });
      onLive?.(true);
      for await (const frame of framesOf(linesOf(response, signal))) {
        cuts.progress();
        if (frame.event === "end") throw endError(frame.data);
        if (frame.event !== "job.state" || frame.id === undefined) continue;
        after = frame.id;
        yield { ...(JSON.parse(frame.data) as JobEvent), cursor: frame.id }; // what the server publishes under this name
      }
      throw new ApiError("unreachable", "the server ended the stream");
    } catch (error) {
      if (signal?.aborted !== true) onLive?.(false);
      await cuts.wait(error);
    }
  }
}

function endError(data: string): ApiError {
  const reason = /"reason":"(\w+)"/.exec(data)?.[1] ?? "unreachable";
  return new ApiError(reason, `the server ended the stream: ${reason}`);
}

interface Frame {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** Server-sent events (WHATWG HTML, section 9.2): fields until an empty line; comments are left out. */
export async function* framesOf(lines: AsyncIterable<string>): AsyncGenerator<Frame> {
  let id: string | undefined;
  let event = "message";
  let data: string[] = [];
  for await (const line of lines) {
    if (line === "") {
      if (data.length > 0) yield { id, event, data: data.join("\n") };
      [id, event, data] = [undefined, "message", []];
      continue;
    }
    const at = line.indexOf(":");
    const [field, raw] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (field === "id") id = value;
    else if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
}

/** Pauses after a cut, longer each time, until too many came without progress. Other errors go through at once. */
export function patience(signal: AbortSignal | undefined) {
  let cuts = 0;
  return {
    progress: (): void => {
      cuts = 0;
    },
    wait: async (error: unknown): Promise<void> => {
      if (!(error instanceof ApiError) || !error.retryable || cuts >= CUTS_MAX) throw error;
      const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** cuts);
      cuts += 1;
      await pause(pauseMs, signal);
    },
  };
}

/** @throws the signal's reason  when it is aborted */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
