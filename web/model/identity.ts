import type { Token, User } from "../../client/identity.ts";
import type { Connection } from "../../client/http.ts";
import { requestJson } from "../../client/http.ts";
import type { Whoami } from "../../client/documents/accounts.ts";

/** What a token may be made for; none of them: everything. */
export const SCOPES = [
  "jobs:read",
  "jobs:write",
  "jobs:exec",
  "usage:read",
  "nodes:read",
  "metrics:read",
  "tokens",
  "admin:*",
] as const;

const DAY_SECONDS = 86_400;
const PAGE_PEOPLE = 100;

export function whoami(connection: Connection, signal: AbortSignal): Promise<Whoami> {
  return requestJson(connection, { path: "/api/v2/whoami", signal });
}

export interface PeoplePage {
  readonly items: readonly User[];
  readonly next?: string;
}

/** By name. @param name  a part of their names */
export function peoplePage(
  connection: Connection,
  name: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<PeoplePage> {
  const query = { name: name || undefined, limit: PAGE_PEOPLE, cursor };
  return requestJson(connection, { path: "/api/v2/users", query, signal });
}

/** What a form says of a new token. @returns a fault, a sentence */
export function wantedToken(
  name: string,
  days: string,
  scopes: readonly string[],
): { readonly name: string; readonly scopes?: readonly string[]; readonly lifetimeSeconds: number } | string {
  const trimmed = name.trim();
  if (trimmed === "") return "Give it a name, by which you know it again.";
  if (!/^[1-9]\d{0,3}$/.test(days.trim())) return "Write a number of days, such as 30.";
  return {
    name: trimmed,
    ...(scopes.length === 0 ? {} : { scopes }),
    lifetimeSeconds: Number(days) * DAY_SECONDS,
  };
}

/** This one, then sessions, then tokens; the newest first. */
export function inOrder(tokens: readonly Token[]): readonly Token[] {
  const rank = ({ current, kind }: Token) => (current === true ? 0 : kind === "session" ? 1 : 2);
  return tokens.toSorted((a, b) => rank(a) - rank(b) || b.createdAt.localeCompare(a.createdAt));
}
