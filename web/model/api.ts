import type { Node } from "../../client/documents/cluster.ts";
import type { Attempt, Job, JobEvent, JobSummary } from "../../client/documents/jobs.ts";
import type { Explanation } from "../../client/documents/waiting.ts";
import type { Call, Connection } from "../../client/http.ts";
import { ApiError, request, requestJson } from "../../client/http.ts";
import type { LogChoice, QueueFilter } from "./address.ts";
import { LIVE_STATES } from "./states.ts";

/** What the pages ask of the API, one page or piece at a time. All throw `ApiError`. */

export const PAGE_JOBS = 100;

export interface JobPage {
  readonly items: readonly JobSummary[];
  /** Of the next, older page. */
  readonly next?: string;
  /** Jobs on all pages; more than that, if the other field says so. */
  readonly total: number;
  readonly totalIsLowerBound?: boolean;
}

export function jobPage(
  connection: Connection,
  { state, user, name }: QueueFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<JobPage> {
  const query = {
    state: state === "live" ? LIVE_STATES : state || undefined,
    user: user || undefined,
    name: nameGlob(name),
    count: true,
    limit: PAGE_JOBS,
    cursor,
  };
  return requestJson(connection, { path: "/api/v2/jobs", query, signal });
}

/** A part of a name is enough; `*` and `?` mean what they mean in a shell. */
function nameGlob(name: string): string | undefined {
  if (name === "") return undefined;
  return /[*?]/.test(name) ? name : `*${name}*`;
}

export function job(connection: Connection, id: number, signal: AbortSignal): Promise<Job> {
  return requestJson(connection, { path: `/api/v2/jobs/${id}`, signal });
}

export function explanation(connection: Connection, id: number, signal: AbortSignal): Promise<Explanation> {
  return requestJson(connection, { path: `/api/v2/jobs/${id}/explain`, signal });
}

/** The first thousand entries: more than that has only an array. */
export async function eventsOf(
  connection: Connection,
  id: number,
  signal: AbortSignal,
): Promise<readonly JobEvent[]> {
  const { items } = await requestJson<{ readonly items: readonly JobEvent[] }>(connection, {
    path: `/api/v2/jobs/${id}/events`,
    query: { limit: 1000 },
    signal,
  });
  return items;
}

export async function attemptsOf(
  connection: Connection,
  id: number,
  index: number | undefined,
  signal: AbortSignal,
): Promise<readonly Attempt[]> {
  const { items } = await requestJson<{ readonly items: readonly Attempt[] }>(connection, {
    path: `/api/v2/jobs/${id}/attempts`,
    query: { index, limit: 1000 },
    signal,
  });
  return items;
}

export async function nodes(connection: Connection, signal: AbortSignal): Promise<readonly Node[]> {
  const { items } = await requestJson<{ readonly items: readonly Node[] }>(connection, {
    path: "/api/v2/nodes",
    signal,
  });
  return items;
}

export interface LogPiece {
  readonly bytes: Uint8Array;
  /** Of the first byte. */
  readonly from: number;
  /** Bytes that the output had. */
  readonly size: number;
}

/** `last`: that many bytes from the end. */
export type LogPart = { readonly last: number } | { readonly from: number; readonly length: number };

/** A part of an output, as it is now. @returns `undefined`  while there is none */
export async function logPiece(
  connection: Connection,
  id: number,
  { stream, attempt, index }: LogChoice,
  part: LogPart,
  signal: AbortSignal,
): Promise<LogPiece | undefined> {
  const call = {
    path: `/api/v2/jobs/${id}/logs/${stream}`,
    query: { attempt, index },
    accept: "text/plain",
    signal,
  };
  try {
    // How long it is comes first: a part of what is empty, or beyond its end, would be refused.
    const size = await sizeOf(connection, call);
    const from = "last" in part ? Math.max(0, size - part.last) : Math.min(size, part.from);
    const to = Math.min(size, from + ("last" in part ? part.last : part.length));
    if (from === to) return { bytes: new Uint8Array(), from, size };
    const response = await request(connection, { ...call, headers: { range: `bytes=${from}-${to - 1}` } });
    return { bytes: new Uint8Array(await response.arrayBuffer()), from, size };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ApiError && error.code === "no_output") return undefined;
    throw error;
  }
}

async function sizeOf(connection: Connection, call: Call): Promise<number> {
  try {
    const { headers } = await request(connection, { ...call, method: "HEAD" });
    return Number(headers.get("content-length") ?? 0);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0) throw error;
    // An answer without a body does not say what is wrong; the same question with one does.
    await request(connection, { ...call, headers: { range: "bytes=0-0" } });
    throw error;
  }
}

/** @returns the token, for a code that a program printed */
export async function signIn(connection: Connection, code: string): Promise<string> {
  const { token } = await requestJson<{ readonly token: string }>(connection, {
    method: "POST",
    path: "/api/v2/sign-in",
    body: { type: "application/json", content: JSON.stringify({ code }) },
  });
  return token;
}

/** The whole output, for a file: the browser keeps it where it has room. */
export async function wholeLog(
  connection: Connection,
  id: number,
  { stream, attempt, index }: LogChoice,
): Promise<Blob> {
  const path = `/api/v2/jobs/${id}/logs/${stream}`;
  const response = await request(connection, { path, query: { attempt, index }, accept: "text/plain" });
  return response.blob();
}
