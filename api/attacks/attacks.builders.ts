import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import type { ApiOptions } from "../api-options.ts";
import { ANA, aWorld, submitted, type World } from "../api.builders.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite.ts";

/** A file that no attack may make. */
export interface Attacked extends World {
  readonly canary: string;
  /** Sends as ana, or as nobody. */
  send(
    method: string,
    url: string,
    options?: {
      readonly body?: unknown;
      readonly raw?: string;
      readonly as?: string | undefined;
      readonly headers?: Readonly<Record<string, string>>;
    },
  ): Promise<Answered>;
}

export interface Answered {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawPayload: Buffer;
  json(): Record<string, unknown>;
}

export const PROJECTS = [
  { name: "default" },
  { name: "bio", members: ["ana", "bob"], owners: ["olaf"] },
  { name: "geo", members: ["eve"] },
] as const;

/** A server on a real SQLite store, with a job of ana's in bio (1) and one of hers in no shared project (2). */
export async function underAttack(options: Partial<ApiOptions> = {}): Promise<Attacked & AsyncDisposable> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-attack-"));
  const store = await openSqliteStore({ directory });
  const world = await aWorld({
    store,
    changeWaitMs: 20,
    siteRules: {
      notify: { ports: [80, 443], mailDomains: ["example.org"] },
      volumes: [],
      jobsDirectory: "/data/jobs",
      queues: [{ name: "default", limits: {} }],
      queueByDefault: "default",
      projects: PROJECTS,
      licences: {},
      executors: ["mesos"],
    },
    ...options,
  });
  await submitted(world, { project: "bio", name: "secret-name", labels: { k: "secret-label" } });
  await submitted(world, { name: "other" });
  const close = world[Symbol.asyncDispose].bind(world);
  return Object.assign(world, {
    canary: join(directory, "canary"),
    send: async (
      method: string,
      url: string,
      {
        as = ANA,
        body,
        headers = {},
        raw,
      }: {
        readonly body?: unknown;
        readonly raw?: string;
        readonly as?: string | undefined;
        readonly headers?: Readonly<Record<string, string>>;
      } = {},
    ): Promise<Answered> =>
      world.app.inject({
        method: method as "GET", // those of the attacks
        url,
        headers: {
          host: "127.0.0.1",
          ...(as === "" ? {} : { authorization: `Bearer ${as}` }),
          ...(body === undefined && raw === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(raw === undefined
          ? body === undefined
            ? {}
            : { payload: JSON.stringify(body) }
          : { payload: raw }),
      }),
    [Symbol.asyncDispose]: async () => {
      await close();
      await store[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  });
}

/**
 * An attack by its number: it may succeed in nothing, no answer is an error of the server, and nothing was run.
 * @param wanted  what it must be answered with
 */
export function attack(
  id: string,
  what: string,
  run: (world: Attacked) => Promise<void>,
  options = {},
): void {
  it(`${id} ${what}`, async () => {
    await using world = await underAttack(options);
    await run(world);
    assert.equal(existsSync(world.canary), false, "something was run");
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });
}

export function refused(answer: Answered, ...statuses: readonly number[]): void {
  assert.ok(
    statuses.includes(answer.statusCode),
    `${answer.statusCode} instead of ${statuses.join(", ")}: ${answer.body.slice(0, 300)}`,
  );
}

/** Whether one may not see what belongs to another user in it. */
export function tellsNothing({ body, statusCode }: Answered): void {
  assert.ok(statusCode < 500, body.slice(0, 300));
  assert.doesNotMatch(body, /secret-name|secret-label/);
}
