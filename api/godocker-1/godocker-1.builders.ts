import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LightMyRequestResponse } from "fastify";
import { createAuthenticator } from "../../auth/authenticator.ts";
import type { Caller } from "../../auth/caller.ts";
import { tokenProvider } from "../../auth/token-file.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";
import { aWorld, type World } from "../api.builders.ts";
import type { ApiOptions } from "../api-options.ts";
import type { LegacyOptions, Person } from "./frame/options.ts";

/** API keys, as short as those of GoDocker 1.0. */
export const KEYS = { alice: "APIKEY1234", bob: "APIKEY5678", root: "APIKEYROOT" } as const;
export type Name = keyof typeof KEYS;

const CALLERS: Readonly<Record<Name, Caller>> = {
  alice: { user: "alice", roles: ["user"], via: "token" },
  bob: { user: "bob", roles: ["user"], via: "token" },
  root: { user: "root", roles: ["user", "admin"], via: "token" },
};

export const PEOPLE: readonly Person[] = [
  { user: "alice", uid: 1000, gid: 1000, sgids: [], homeDirectory: "/home/alice", isAdmin: false },
  { user: "bob", uid: 1002, gid: 1000, sgids: [2001], homeDirectory: "/home/bob", isAdmin: false },
  {
    user: "root",
    uid: 0,
    gid: 0,
    sgids: [],
    email: "root@example.org",
    homeDirectory: "/root",
    isAdmin: true,
  },
];

const VOLUMES = [
  { name: "proj1", source: "/srv/shared", mode: "rw" },
  { name: "home", source: "/home/alice", mode: "rw" },
  { name: "db", source: "/db", mode: "ro" },
] as const;

export function siteRulesWith(volumes: SiteRules["volumes"], executor: string): SiteRules {
  return {
    notify: { ports: [80, 443], mailDomains: ["example.org"] },
    volumes,
    jobsDirectory: "/opt/godshared/tasks",
    queues: [{ name: "default", limits: {} }],
    queueByDefault: "default",
    projects: [],
    executors: [executor],
    licences: {},
  };
}

/** The API with a cluster told by hand, and clients of GoDocker 1.0. */
export interface LegacyWorld extends World {
  /** A token of theirs, exchanged once. */
  tokenOf(user: Name): Promise<string>;
  call(method: Method, path: string, options?: CallOptions): Promise<LightMyRequestResponse>;
  /** The body of an answer that is 200; anything else fails the test. */
  answer<T = Json>(method: Method, path: string, options?: CallOptions): Promise<T>;
  submit(task: unknown, as?: Name): Promise<number>;
  task(id: number, as?: Name): Promise<Json>;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";
interface CallOptions {
  readonly as?: Name;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
/** A document that a test looks into. */
// oxlint-disable-next-line typescript/no-explicit-any -- documents of a foreign form, looked at member by member
export type Json = any;

export async function aLegacyWorld(
  options: Partial<ApiOptions> & { readonly legacy?: Partial<LegacyOptions> } = {},
): Promise<LegacyWorld & AsyncDisposable> {
  const revoked = new Set<string>();
  const names = Object.keys(KEYS) as readonly Name[]; // its own keys
  const world = await aWorld({
    auth: createAuthenticator(
      names.map((name) => {
        const { identify, ...provider } = tokenProvider(KEYS[name], CALLERS[name]);
        return {
          ...provider,
          identify: async (shown) =>
            shown.kind === "bearer" && revoked.has(shown.token) ? undefined : identify(shown),
        };
      }),
    ),
    volumes: VOLUMES,
    siteRules: siteRulesWith(VOLUMES, "mesos"),
    ...options,
    legacy: {
      people: {
        find: async (user) => PEOPLE.find((person) => person.user === user),
        list: async () => PEOPLE,
      },
      ...options.legacy,
    },
  });
  const tokens = new Map<Name, string>();
  const tokenOf = async (user: Name): Promise<string> => {
    const known = tokens.get(user);
    if (known !== undefined) return known;
    const answer = await world.app.inject({
      method: "POST",
      url: "/api/1.0/authenticate",
      headers: { host: "127.0.0.1" },
      payload: { user, apikey: KEYS[user] },
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const { token } = answer.json();
    tokens.set(user, token);
    return token;
  };
  const call: LegacyWorld["call"] = async (method, path, { as = "alice", body, headers = {} } = {}) =>
    world.app.inject({
      method,
      url: path.startsWith("/api") || path.startsWith("//api") ? path : `/api/1.0${path}`,
      headers: {
        host: "127.0.0.1",
        authorization: `Bearer ${await tokenOf(as)}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  const answer = async <T>(method: Method, path: string, options_: CallOptions = {}): Promise<T> => {
    const got = await call(method, path, options_);
    assert.equal(got.statusCode, 200, `${method} ${path}: ${got.body}`);
    assert.equal(got.headers["content-type"], "application/json; charset=UTF-8", path);
    return got.json();
  };
  return Object.assign(world, {
    revoked,
    tokenOf,
    call,
    answer,
    submit: async (task: unknown, as: Name = "alice") =>
      (await answer<{ readonly id: number }>("POST", "/task", { as, body: task })).id,
    task: (id: number, as: Name = "alice") => answer("GET", `/task/${id}`, { as }),
  });
}

/** The smallest task; a test says what it is about. */
export function aTask(
  fields: {
    readonly requirements?: object;
    readonly container?: object;
    readonly command?: object;
    readonly meta?: object;
    readonly user?: object;
  } = {},
): object {
  return {
    ...(fields.user === undefined ? {} : { user: fields.user }),
    meta: { name: "job", description: "", tags: [], ...fields.meta },
    requirements: { cpu: 1, ram: 1, ...fields.requirements },
    container: { image: "centos:latest", volumes: [], ...fields.container },
    command: { cmd: "#!/bin/bash\ntrue", interactive: false, ...fields.command },
  };
}

export interface Recorded {
  readonly request: {
    readonly method: Method;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Json;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Json;
  };
  readonly state: Json;
}

/** A document of this directory's `recorded/`. */
export function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(join(import.meta.dirname, "recorded", `${name}.json`), "utf8"));
}
