import type { JobState } from "../../client/documents/jobs.ts";
import { JOB_STATES } from "./states.ts";

/** What the list of jobs is narrowed to. */
export interface QueueFilter {
  /** `live`: everything that has not ended. */
  readonly state: JobState | "live" | "";
  readonly user: string;
  readonly name: string;
}

export type Place =
  | { readonly page: "queue"; readonly filter: QueueFilter }
  | { readonly page: "job"; readonly job: number }
  | { readonly page: "log"; readonly job: number; readonly log: LogChoice }
  | { readonly page: "nodes" }
  | { readonly page: "account" }
  | { readonly page: "people"; readonly name: string }
  | { readonly page: "unknown" };

/** Which output; what is absent is the latest attempt, and no task of an array. */
export interface LogChoice {
  readonly stream: "stdout" | "stderr";
  readonly attempt?: number;
  readonly index?: number;
}

export const NO_FILTER: QueueFilter = { state: "", user: "", name: "" };

/** What an address of this site means. Unknown parameters, and values that mean nothing, are left out. */
export function placeOf(pathname: string, search: string): Place {
  const query = new URLSearchParams(search);
  if (pathname === "/" || pathname === "/jobs") return { page: "queue", filter: filterOf(query) };
  if (pathname === "/nodes") return { page: "nodes" };
  if (pathname === "/account") return { page: "account" };
  if (pathname === "/people") return { page: "people", name: query.get("name") ?? "" };
  const [, id = "", logs] = /^\/jobs\/([1-9]\d{0,15})(\/logs)?$/.exec(pathname) ?? [];
  const job = Number(id);
  if (id === "" || !Number.isSafeInteger(job)) return { page: "unknown" };
  if (logs === undefined) return { page: "job", job };
  const attempt = whole(query.get("attempt"), 1);
  const index = whole(query.get("index"), 0);
  return {
    page: "log",
    job,
    log: {
      stream: query.get("stream") === "stderr" ? "stderr" : "stdout",
      ...(attempt === undefined ? {} : { attempt }),
      ...(index === undefined ? {} : { index }),
    },
  };
}

export function queueAddress({ state, user, name }: QueueFilter): string {
  return withQuery("/jobs", { state, user, name });
}

/** @param name  a part of the names of the people that are shown */
export function peopleAddress(name: string): string {
  return withQuery("/people", { name });
}

export function jobAddress(job: number): string {
  return `/jobs/${job}`;
}

export function logAddress(job: number, { stream, attempt, index }: LogChoice): string {
  return withQuery(`/jobs/${job}/logs`, {
    stream: stream === "stdout" ? "" : stream,
    index: index === undefined ? "" : String(index),
    attempt: attempt === undefined ? "" : String(attempt),
  });
}

function withQuery(path: string, values: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ""));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function filterOf(query: URLSearchParams): QueueFilter {
  const state = query.get("state") ?? "";
  const known = state === "live" ? state : JOB_STATES.find((each) => each === state);
  return { state: known ?? "", user: query.get("user") ?? "", name: query.get("name") ?? "" };
}

function whole(text: string | null, minimum: number): number | undefined {
  if (text === null || !/^\d{1,10}$/.test(text)) return undefined;
  return Number(text) >= minimum ? Number(text) : undefined;
}
