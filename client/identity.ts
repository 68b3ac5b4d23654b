import type { Connection, Fetch } from "./http.ts";
import { request, requestJson } from "./http.ts";

interface Cancellable {
  readonly signal?: AbortSignal;
}

/** A token or a session of a browser. */
export interface Token {
  /** Names it; no secret. */
  readonly id: string;
  readonly kind: "token" | "session";
  readonly name: string;
  /** What it allows of all that its owner may; absent: all of it. */
  readonly scopes?: readonly string[];
  readonly via: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt?: string;
  readonly lastUsedFrom?: string;
  /** The one that this client shows. */
  readonly current?: boolean;
}

/** A token with its secret, which is shown once. */
export interface NewToken extends Token {
  readonly token: string;
}

export interface User {
  readonly name: string;
  /** Which directory knows them. */
  readonly directory: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
  readonly uid?: number;
  readonly gid?: number;
  readonly groups: readonly number[];
  readonly groupNames: readonly string[];
  readonly home?: string;
  readonly mail?: string;
  readonly expiresAt?: string;
}

interface UserPage {
  readonly items: readonly User[];
  readonly next?: string;
}

/** What an account of the installation has. */
export interface UserFields {
  readonly uid?: number;
  readonly gid?: number;
  readonly groups?: readonly number[];
  readonly home?: string;
  readonly mail?: string;
  readonly roles?: readonly string[];
  /** RFC 3339. */
  readonly expiresAt?: string;
}

export interface SyncResult {
  readonly known: number;
  readonly gone: readonly string[];
  readonly ended: number;
}

/** Tokens of one's own, and people. */
export interface Identity {
  /** Your tokens and sessions that are good now. */
  tokens(options?: Cancellable): Promise<readonly Token[]>;
  createToken(
    wanted: { readonly name: string; readonly scopes?: readonly string[]; readonly lifetimeSeconds?: number },
    options?: Cancellable,
  ): Promise<NewToken>;
  revokeToken(id: string, options?: Cancellable): Promise<void>;
  /** Ends the token that this client shows. */
  logOut(options?: Cancellable): Promise<void>;

  /** By name, all pages. @param options.name  a part of their names */
  users(options?: Cancellable & { readonly name?: string }): AsyncGenerator<User>;
  user(name: string, options?: Cancellable): Promise<User>;
  /** @returns the password for the first sign-in, which is shown once; none with `dryRun` */
  createUser(
    wanted: UserFields & { readonly name: string },
    options?: Cancellable & { readonly dryRun?: boolean },
  ): Promise<{ readonly user: User; readonly password?: string }>;
  changeUser(
    name: string,
    change: UserFields & { readonly disabled?: boolean; readonly reason?: string },
    options?: Cancellable,
  ): Promise<User>;
  deleteUser(name: string, options?: Cancellable): Promise<void>;
  resetPassword(
    name: string,
    options?: Cancellable,
  ): Promise<{ readonly user: User; readonly password?: string }>;
  tokensOf(name: string, options?: Cancellable): Promise<readonly Token[]>;
  revokeTokenOf(name: string, id: string, options?: Cancellable): Promise<void>;
  syncUsers(options?: Cancellable & { readonly dryRun?: boolean }): Promise<SyncResult>;
}

const V2 = "/api/v2";

export function identityMethods(connection: Connection): Identity {
  const json = (content: unknown) => ({ type: "application/json", content: JSON.stringify(content) });
  const user = (name: string) => `${V2}/users/${encodeURIComponent(name)}`;
  const items = async <T>(path: string, signal: AbortSignal | undefined): Promise<readonly T[]> =>
    (await requestJson<{ readonly items: readonly T[] }>(connection, { path, signal })).items;
  return {
    tokens: ({ signal } = {}) => items<Token>(`${V2}/tokens`, signal),
    createToken: (wanted, { signal } = {}) =>
      requestJson(connection, { method: "POST", path: `${V2}/tokens`, body: json(wanted), signal }),
    revokeToken: async (id, { signal } = {}) => {
      await request(connection, { method: "DELETE", path: `${V2}/tokens/${encodeURIComponent(id)}`, signal });
    },
    logOut: async ({ signal } = {}) => {
      await request(connection, { method: "POST", path: `${V2}/auth/logout`, signal });
    },
    async *users({ signal, name } = {}) {
      let cursor: string | undefined;
      do {
        const query = { name, limit: 1000, cursor };
        const page: UserPage = await requestJson(connection, { path: `${V2}/users`, query, signal });
        yield* page.items;
        cursor = page.next;
      } while (cursor !== undefined);
    },
    user: (name, { signal } = {}) => requestJson(connection, { path: user(name), signal }),
    createUser: (wanted, { signal, dryRun } = {}) =>
      requestJson(connection, {
        method: "POST",
        path: `${V2}/users`,
        query: { dryRun },
        body: json(wanted),
        signal,
      }),
    changeUser: (name, change, { signal } = {}) =>
      requestJson(connection, { method: "PATCH", path: user(name), body: json(change), signal }),
    deleteUser: async (name, { signal } = {}) => {
      await request(connection, { method: "DELETE", path: user(name), signal });
    },
    resetPassword: (name, { signal } = {}) =>
      requestJson(connection, { method: "POST", path: `${user(name)}:reset-password`, signal }),
    tokensOf: (name, { signal } = {}) => items<Token>(`${user(name)}/tokens`, signal),
    revokeTokenOf: async (name, id, { signal } = {}) => {
      const path = `${user(name)}/tokens/${encodeURIComponent(id)}`;
      await request(connection, { method: "DELETE", path, signal });
    },
    syncUsers: ({ signal, dryRun } = {}) =>
      requestJson(connection, { method: "POST", path: `${V2}/users:sync`, query: { dryRun }, signal }),
  };
}

export interface LogIn {
  readonly user: string;
  readonly password: string;
  /** Where the one given is for one use. */
  readonly newPassword?: string;
  /** What the token is called in lists. */
  readonly name?: string;
}

export interface LoggedIn {
  /** As the directory writes it. */
  readonly user: string;
  readonly roles: readonly string[];
  readonly expiresAt: string;
  readonly token: string;
}

/** A token for name and password. @throws ApiError */
export function logIn(
  { baseUrl, fetch = globalThis.fetch }: { readonly baseUrl: string; readonly fetch?: Fetch },
  who: LogIn,
  { signal }: Cancellable = {},
): Promise<LoggedIn> {
  return requestJson(
    { baseUrl, token: "", fetch, source: undefined },
    {
      method: "POST",
      path: `${V2}/auth/login`,
      body: { type: "application/json", content: JSON.stringify(who) },
      signal,
    },
  );
}
