import type { Caller } from "../../../auth/caller.ts";
import type { Permission } from "../../../auth/permissions.ts";
import { PublicError } from "../../http/problems.ts";
import type { Answer } from "../../http/route.ts";

/** A request of a GoDocker 1.0 client. */
export interface LegacyCall {
  readonly caller: Caller;
  /** Of the path, as text. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; `undefined` for an empty body. */
  readonly body: unknown;
  readonly header: (name: string) => string | undefined;
  /** Where it came from. */
  readonly address: string;
  readonly requestId: string;
  /** Aborted when the client is gone or the server closes. */
  readonly signal: AbortSignal;
}

/** An operation below `/api/1.0`. */
export interface LegacyRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `/task/{id}`; `{path}` at its end is all that follows. */
  readonly path: string;
  readonly permission: Permission;
  /** For those only who may do it to what is anybody's. */
  readonly everybody?: true;
  readonly handle: (call: LegacyCall) => Promise<Answer>;
}

export function ok(json: unknown): Answer {
  return { status: 200, json };
}

/** A whole number from the path. @throws PublicError  `not_found` for what is none: there is nothing of that name */
export function idOf(call: LegacyCall): number {
  return wholeNumber(call, "id");
}

export function wholeNumber({ params }: LegacyCall, name: string): number {
  const text = params[name] ?? "";
  if (!/^\d{1,15}$/.test(text)) throw new PublicError("not_found", "The resource could not be found.");
  return Number(text);
}

/** A query parameter that says something. */
export function queryText({ query }: LegacyCall, name: string): string | undefined {
  const text = query.get(name);
  return text === null || text === "" ? undefined : text;
}
