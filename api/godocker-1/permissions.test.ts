import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAuthenticator } from "../../auth/authenticator.ts";
import { tokenProvider } from "../../auth/token-file.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { ANA, CALLERS, submitted } from "../api.builders.ts";
import { ACTORS, type Actor, promise, PROMISED, RIGHTS_RULES, type Subject } from "../rights.builders.ts";
import type { Person } from "./frame/options.ts";
import { aLegacyWorld, aTask } from "./godocker-1.builders.ts";

/** A server with the job 1 of ana in bio, and clients of GoDocker 1.0. */
async function aSite() {
  const providers = CALLERS.map(([token, caller]) => tokenProvider(token, caller));
  const names = [...new Set(CALLERS.map(([, { user }]) => user))];
  const people = names.map((user): Person => ({
    user,
    uid: 2000,
    gid: 2000,
    sgids: [],
    homeDirectory: `/home/${user}`,
    isAdmin: false,
  }));
  const world = await aLegacyWorld({
    auth: createAuthenticator(providers),
    siteRules: RIGHTS_RULES,
    rateLimits: { reads: 100_000, writes: 100_000, streams: 10_000 },
    legacy: {
      people: { find: async (name) => people.find(({ user }) => user === name), list: async () => people },
    },
  });
  const routes: Operation[] = [];
  world.app.addHook("onRoute", ({ config, method, url }) => {
    if (!url.startsWith("/api/1.0")) return;
    const declared = config !== undefined && "permission" in config ? config.permission : undefined;
    routes.push({ method: String(method), url, permission: String(declared) });
  });
  assert.equal(await submitted(world, { project: "bio" }, ANA), 1);
  await world.lead(1);
  return Object.assign(world, { routes });
}

/** What is removed is removed last. */
function byMethod(a: Operation, b: Operation): number {
  return Number(a.method === "DELETE") - Number(b.method === "DELETE");
}

function isRefusal(status: number, body: string): boolean {
  return (
    status === 401 ||
    status === 403 ||
    (status === 404 && /(no task 1|There is no (task|job) 1)\b/.test(body))
  );
}

interface Operation {
  readonly method: string;
  /** As `/api/1.0/task/:id(…)/status`. */
  readonly url: string;
  readonly permission: string;
}

/** What it is about, and the address for that. */
const SUBJECTS: readonly (readonly [RegExp, Subject, string])[] = [
  [/^\/(authenticate|config|prometheus|image|task)$/, "site", ""],
  [/^\/task\/active$|^\/task\/over\/:skip|^\/archive\//, "site", ""],
  [/^\/task\/active\/all$|^\/task\/over\/all\//, "everybody", ""],
  [/^\/task\/:id/, "job of ana in bio", "1"],
  [/^\/user$|^\/project$/, "everybody", ""],
  // One's own account is looked at, and changed by those who change all.
  [/^\/user\/:id/, "ana", "ana"],
  [/^\/project\/:id\([^)]*\)\/usage$/, "bio", "bio"],
  [/^\/project\/:id/, "everybody", "bio"],
];

function subjectOf({ method, url }: Operation): { readonly subject: Subject; readonly address: string } {
  const path = url.slice("/api/1.0".length);
  const found = SUBJECTS.find(([pattern]) => pattern.test(path));
  assert.ok(found, `${method} ${url}: say in SUBJECTS what it is about`);
  const [, subject, id] = found;
  const address = url
    .replace(/:id\([^)]*\)/, id)
    .replace(/:days\([^)]*\)/, "30")
    .replace(/:skip\([^)]*\)/, "0")
    .replace(/:limit\([^)]*\)/, "10")
    .replace("*", "");
  return { subject, address };
}

/** What is one's own by that permission is another user's by this one; docs/reference/roles.md says so below its tables. */
const OF_OTHERS: Readonly<Record<string, string>> = {
  "/api/1.0/user/:id(^[^/:]+)": "users:read",
  "/api/1.0/user/:id(^[^/:]+)/project": "projects:read",
};
/** Members see what their project used; docs/reference/roles.md says that, too. */
const SHOWN_TO_MEMBERS = "/api/1.0/project/:id(^[^/:]+)/usage";

function promiseOf(actor: Actor, { method, permission, url }: Operation, subject: Subject) {
  const others = method === "GET" ? OF_OTHERS[url] : undefined;
  if (others !== undefined && actor.standings.ana?.includes("user") !== true)
    return promise(actor, others, subject);
  const isMember = url === SHOWN_TO_MEMBERS && actor.standings.bio?.includes("member") === true;
  return promise(isMember ? { ...actor, standings: { bio: ["user"] } } : actor, permission, subject);
}

const REASON = "ticket 12: the disk is full";

describe("every operation of 1.0", { timeout: 240_000 }, () => {
  it("declares a permission that docs/reference/roles.md has a line for", async () => {
    await using world = await aSite();
    assert.ok(world.routes.length > 30);
    for (const { method, permission, url } of world.routes)
      assert.ok(PROMISED.has(permission), `${method} ${url} names ${permission}`);
  });

  for (const actor of ACTORS)
    it(`does for ${actor.name} what docs/reference/roles.md says`, async () => {
      await using world = await aSite();
      const host = { host: "127.0.0.1" };
      const user = CALLERS.find(([token]) => token === actor.token)?.[1].user;
      const exchanged = await world.app.inject({
        method: "POST",
        url: "/api/1.0/authenticate",
        headers: host,
        payload: { user: user ?? "ana", apikey: actor.token ?? "APIKEYWRONG" },
      });
      assert.equal(exchanged.statusCode, user === undefined ? 401 : 200, exchanged.body);
      const bearer = user === undefined ? "a.b.c" : exchanged.json().token;
      const call = async ({ method }: Operation, url: string, headers = {}) =>
        world.app.inject({
          method: method as "GET", // of the table of routes
          url,
          headers: { ...host, authorization: `Bearer ${bearer}`, ...headers },
        });
      const wrong: string[] = [];
      for (const operation of world.routes.toSorted(byMethod)) {
        const { subject, address } = subjectOf(operation);
        const promised = promiseOf(actor, operation, subject);
        const answers = [await call(operation, address)];
        if (promised === "break-glass")
          answers.push(await call(operation, address, { "break-glass": REASON }));
        const told = answers.map(({ body, statusCode }) => `${statusCode} ${body.slice(0, 100)}`).join(" | ");
        const refused = answers.map(({ body, statusCode }) => isRefusal(statusCode, body));
        const expected = { yes: [false], "break-glass": [true, false], no: [true] }[promised];
        if (refused.join() !== expected.join() || answers.some(({ statusCode }) => statusCode >= 500))
          wrong.push(`${operation.method} ${address} (${operation.permission}): ${promised}, but ${told}`);
        if (actor.token === undefined && promised === "no" && answers[0]?.statusCode !== 401)
          wrong.push(`not signed in: ${operation.method} ${address}: ${told}`);
      }
      assert.deepEqual(wrong, []);
    });

  it("has no other status than clients know when the store is away, or there are too many requests", async () => {
    const store = openMemoryStore();
    let isAway = false;
    const failing = new Proxy(store, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (isAway && name !== "sharedSecret") throw new StoreUnavailableError("the disk is full");
          return Reflect.apply(value, target, args);
        };
      },
    });
    await using world = await aLegacyWorld({ store: failing, rateLimits: { writes: 3 } });
    await world.tokenOf("alice");
    isAway = true;
    const away = await world.call("GET", "/task/active");
    assert.deepEqual([away.statusCode, /Try again later/.test(away.body)], [500, true]);
    isAway = false;
    const statuses = [];
    for (let n = 0; n < 5; n += 1)
      statuses.push((await world.call("POST", "/task", { body: aTask() })).statusCode);
    assert.deepEqual(statuses.slice(-2), [403, 403]);
  });

  it("is refused to pages of other sites, and under other names", async () => {
    await using world = await aLegacyWorld();
    assert.equal(
      (await world.call("GET", "/config", { headers: { origin: "https://evil.example" } })).statusCode,
      403,
    );
    assert.equal((await world.call("GET", "/config", { headers: { host: "evil.example" } })).statusCode, 403);
  });
});
