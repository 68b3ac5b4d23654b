import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANA, AUDITOR, aWorld, BOB, OPERATOR, ROOT, submitted, type World } from "../api.builders.ts";
import { ACTORS, aRightsWorld, PROMISED, promise, type Subject } from "../rights.builders.ts";

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly permission: string;
  readonly type: string | undefined;
}

async function operationsOf(world: World): Promise<readonly Operation[]> {
  const { paths } = (await world.inject({ url: "/api/v2/openapi.json", as: ROOT })).json();
  return Object.entries<
    Record<
      string,
      { description?: string; security?: []; requestBody?: { content: Record<string, unknown> } }
    >
  >(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { description = "", requestBody, security }]) => ({
      method: method.toUpperCase(),
      path,
      permission: security === undefined ? (/`(.*)`/.exec(description)?.[1] ?? "") : "public",
      type: requestBody === undefined ? undefined : Object.keys(requestBody.content)[0],
    })),
  );
}

/** A server with the job 1 of ana in bio. */
async function aSite() {
  const world = await aRightsWorld();
  assert.equal(await submitted(world, { project: "bio" }, ANA), 1);
  return world;
}

function call(world: World, { method, path, type }: Operation, token: string | undefined, headers = {}) {
  const url = path
    .replace("/jobs/{id}", "/jobs/1")
    .replace("/projects/{name}", "/projects/bio")
    .replace("/quotas/{scope}/{name}", "/quotas/user/ana")
    .replace("{stream}", "stdout")
    .replace("{index}", "0")
    .replace("/{id}", "/77")
    .replace("{token}", "x")
    .replaceAll(/\{\w+\}/g, "x");
  return world.app.inject({
    // A stream never ends; its head tells the same.
    method: (method === "GET" ? (path === "/api/v2/events" ? "HEAD" : "GET") : method) as "GET", // of the document
    url,
    headers: {
      host: "127.0.0.1",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(type === undefined ? {} : { "content-type": type }),
      ...headers,
    },
    ...(type === undefined ? {} : { payload: "{}\n" }),
  });
}

function subjectOf({ path }: Operation): Subject {
  if (path.startsWith("/api/v2/jobs/{id}")) return "job of ana in bio";
  if (path.startsWith("/api/v2/projects/{name}")) return "bio";
  return path === "/api/v2/quotas/{scope}/{name}" ? "ana" : "site";
}

const GIVEN = { "break-glass": "ticket 12: the disk is full" };

describe("the table of docs/reference/roles.md", () => {
  it("has a line for every permission that an operation names", async () => {
    await using world = await aSite();
    const operations = await operationsOf(world);
    assert.ok(operations.length > 80);
    for (const { method, path, permission } of operations)
      assert.ok(PROMISED.has(permission), `${method} ${path} names ${permission}`);
  });

  for (const actor of ACTORS) {
    it(`is what every operation does for ${actor.name}`, async () => {
      await using world = await aSite();
      const wrong: string[] = [];
      for (const operation of await operationsOf(world)) {
        const { method, path, permission } = operation;
        const without = await call(world, operation, actor.token);
        // Of what does not exist yet only the door is there.
        const subject = without.statusCode === 501 ? "site" : subjectOf(operation);
        const promised = promise(actor, permission, subject);
        const isOpen = promised === "yes";
        const isGlass = promised === "break-glass";
        const answer = isGlass ? await call(world, operation, actor.token, GIVEN) : without;
        const isRefused = ({ body, statusCode }: typeof answer) =>
          statusCode === 401 ||
          (statusCode === 403 && !body.includes("new_password_needed")) ||
          (statusCode === 404 && /There is no (job 1|project bio|such user)\b/.test(body));
        const told = `${method} ${path} (${permission}): ${answer.statusCode} ${answer.body.slice(0, 200)}`;
        if ((isOpen || isGlass) === isRefused(answer)) wrong.push(told);
        if (isGlass && subject === "job of ana in bio" && without.statusCode !== 403)
          wrong.push(`without a reason: ${told}`);
        if (actor.token === undefined && !isOpen && answer.statusCode !== 401)
          wrong.push(`not signed in: ${told}`);
      }
      assert.deepEqual(wrong, []);
    });
  }
});

describe("breaking glass", () => {
  it("tells the owner in the history of the job, and the audit log before", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.lead(id);
    const url = `/api/v2/jobs/${id}/spec`;
    assert.equal((await world.inject({ url, as: ROOT })).statusCode, 403);
    assert.equal(
      (await world.inject({ url, as: ROOT, headers: { "break-glass": "short" } })).statusCode,
      403,
    );
    const opened = await world.inject({ url, as: ROOT, headers: GIVEN });
    assert.deepEqual(opened.json().command, ["true"]);
    const [entry] = await world.store.audit({ order: "newest", limit: 1 });
    assert.deepEqual(
      [entry?.action, entry?.actor, entry?.resource],
      ["access.break-glass", "root", `job/${id}`],
    );
    const events = async () => (await world.inject({ url: `/api/v2/jobs/${id}/events` })).json().items;
    for (let tries = 0; (await events()).length < 2 && tries < 200; tries += 1)
      await new Promise(setImmediate);
    const told = (await events()).at(-1);
    assert.equal(told.type, "looked_at");
    assert.match(told.message, /root read its specification: ticket 12/);
  });

  it("reads nothing when it cannot be written down", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    const { StoreUnavailableError } = await import("../../store/store.ts");
    world.store.addAudit = () => Promise.reject(new StoreUnavailableError("the disk is full"));
    const answer = await world.inject({ url: `/api/v2/jobs/${id}/spec`, as: ROOT, headers: GIVEN });
    assert.deepEqual([answer.statusCode, answer.json().code], [503, "store_unavailable"]);
  });

  it("is not needed for one's own", async () => {
    await using world = await aWorld();
    const id = await submitted(world, {}, ROOT);
    assert.equal((await world.inject({ url: `/api/v2/jobs/${id}/spec`, as: ROOT })).statusCode, 200);
    assert.deepEqual(await world.store.audit({ order: "newest", limit: 1 }), []);
  });
});

describe("acting under the name of another user", () => {
  const as = { "impersonate-user": "ana" };

  it("is for administrators, has the rights of a user and nothing more, and is in the audit log", async () => {
    await using world = await aWorld();
    const made = await world.inject({
      method: "POST",
      url: "/api/v2/jobs",
      payload: { command: ["true"] },
      as: ROOT,
      headers: as,
    });
    assert.equal(made.json().user, "ana");
    const closed = await world.inject({ url: "/api/v2/offers", as: ROOT, headers: as });
    assert.equal(closed.statusCode, 403);
    const entries = await world.store.audit({ order: "oldest", limit: 10 });
    assert.deepEqual(
      entries.map(({ action, actor, resource }) => [action, actor, resource]),
      [
        ["impersonate", "root", "user/ana"],
        ["impersonate", "root", "user/ana"],
        ["access.deny", "ana", ""],
      ],
    );
    assert.match(entries[2]?.body ?? "", /"impersonator":"root"/);
  });

  it("is refused to everybody else", async () => {
    await using world = await aWorld();
    for (const token of [BOB, OPERATOR, AUDITOR]) {
      const answer = await world.inject({ url: "/api/v2/jobs", as: token, headers: as });
      assert.deepEqual([answer.statusCode, answer.json().code], [403, "forbidden"]);
    }
  });

  it("is refused for what is no name", async () => {
    await using world = await aWorld();
    for (const user of ["", "../root", "a b", "x".repeat(200)]) {
      const answer = await world.inject({
        url: "/api/v2/jobs",
        as: ROOT,
        headers: { "impersonate-user": user },
      });
      assert.equal(answer.statusCode, 400, user);
    }
  });
});

describe("repeating the job of another user", () => {
  it("keeps what runs as it is: it runs under their name", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.lead(id, { type: "cancel_requested", by: "ana" });
    const retry = (changes: object) =>
      world.inject({ method: "POST", url: `/api/v2/jobs/${id}:retry`, payload: { changes }, as: ROOT });
    for (const changes of [
      { command: ["id"] },
      { script: "#!/bin/sh\nid\n", command: null },
      { env: { X: "1" } },
      { image: "evil" },
      { volumes: [] },
      { secrets: [] },
    ])
      assert.equal((await retry(changes)).statusCode, 403, JSON.stringify(changes));
    const allowed = await retry({ resources: { cpus: 2 } });
    assert.deepEqual([allowed.statusCode, allowed.json().user], [201, "ana"]);
  });
});
