import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StoreUnavailableError } from "../../store/store.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { aLegacyWorld, aTask } from "./godocker-1.builders.ts";

/** Every operation, and who may use it on what belongs to alice: nobody in particular, alice, bob, an administrator. */
const OPERATIONS = [
  ["POST", "/authenticate", "public"],
  ["GET", "/config", "public"],
  ["POST", "/prometheus", "public"],
  ["GET", "/image", "user"],
  ["GET", "/user", "admin"],
  ["GET", "/user/alice", "own"],
  ["PUT", "/user/alice", "admin"],
  ["DELETE", "/user/alice", "admin"],
  ["GET", "/user/alice/project", "own"],
  ["GET", "/user/alice/usage", "own"],
  ["DELETE", "/user/alice/task", "own"],
  ["GET", "/project", "admin"],
  ["POST", "/project", "admin"],
  ["GET", "/project/p1", "admin"],
  ["POST", "/project/p1", "admin"],
  ["DELETE", "/project/p1", "admin"],
  ["DELETE", "/project/p1/quota", "admin"],
  ["GET", "/project/p1/usage", "own"],
  ["POST", "/task", "user"],
  ["GET", "/task/1", "job"],
  ["PUT", "/task/1", "job"],
  ["DELETE", "/task/1", "job"],
  ["GET", "/task/1/status", "job"],
  ["GET", "/task/1/suspend", "job"],
  ["GET", "/task/1/resume", "job"],
  ["GET", "/task/1/files/", "owner"],
  ["GET", "/task/1/files", "owner"],
  ["GET", "/task/1/archive", "job"],
  ["DELETE", "/task/1/archive", "job"],
  ["GET", "/archive/30", "user"],
  ["DELETE", "/archive/30", "user"],
  ["GET", "/task/active", "user"],
  ["GET", "/task/active/all", "admin"],
  ["POST", "/task/over/0/10", "user"],
  ["POST", "/task/over/all/0/10", "admin"],
] as const;

/** What refuses one for who he is; anything else is about what was sent. */
const REFUSALS = {
  public: { nobody: [], bob: [], alice: [], root: [] },
  user: { nobody: [401], bob: [], alice: [], root: [] },
  own: { nobody: [401], bob: [403], alice: [], root: [] },
  job: { nobody: [401], bob: [404], alice: [], root: [] },
  // Administrators give a reason in the header Break-Glass.
  owner: { nobody: [401], bob: [404], alice: [], root: [403] },
  admin: { nobody: [401], bob: [403], alice: [403], root: [] },
} as const;

describe("every operation of 1.0", () => {
  for (const [method, path, who] of OPERATIONS) {
    it(`${method} ${path} is for: ${who}`, async () => {
      await using world = await aLegacyWorld();
      await world.submit(aTask());
      await world.answer("POST", "/project", { as: "root", body: { id: "p1", members: ["alice"] } });
      for (const as of ["nobody", "bob", "alice", "root"] as const) {
        const answer = await world.call(method, path, {
          as: as === "nobody" ? "alice" : as,
          ...(as === "nobody" ? { headers: { authorization: "" } } : {}),
        });
        assert.ok([200, 400, 401, 403, 404].includes(answer.statusCode), `${as}: ${answer.statusCode}`);
        const expected: readonly number[] = REFUSALS[who][as];
        const [refusal] = expected;
        if (refusal !== undefined) assert.equal(answer.statusCode, refusal, `${as}: ${answer.body}`);
        // What is public and needs something in its body says so.
        else assert.ok([200, 400].includes(answer.statusCode), `${as}: ${answer.statusCode} ${answer.body}`);
      }
    });
  }

  it("is among these", async () => {
    await using world = await aLegacyWorld();
    const routes = new Set<string>();
    world.app.addHook("onRoute", ({ method, url }) => {
      if (url.startsWith("/api/1.0")) routes.add(`${String(method)} ${url.slice("/api/1.0".length)}`);
    });
    await world.app.ready();
    const named = OPERATIONS.map(([method, path]) => {
      const parts = path.split("/").map((part, at, all) => {
        if (part === "" && at > 0) return "*";
        if (/^(alice|p1)$/.test(part) || (part === "1" && all[1] === "task")) return ":id(^[^/:]+)";
        if (part === "30") return ":days(^[^/:]+)";
        if (part === "0") return ":skip(^[^/:]+)";
        return part === "10" ? ":limit(^[^/:]+)" : part;
      });
      return `${method} ${parts.join("/")}`;
    });
    assert.deepEqual([...routes].sort(), [...new Set(named)].sort());
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
