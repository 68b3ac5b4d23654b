import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  ANA,
  AUDITOR,
  aWorld,
  BOB,
  EVE,
  OLAF,
  OPERATOR,
  READER,
  ROOT,
  submitted,
  type World,
} from "./api.builders.ts";
import { aPeopledWorld } from "./identity.builders.ts";

/** What `docs/roles.md` promises: who may do what, by permission. */
const PROMISED = promised(readFileSync(join(import.meta.dirname, "../docs/roles.md"), "utf8"));

type Cells = Readonly<Record<string, string>>;

function promised(page: string): ReadonlyMap<string, Cells> {
  const rows = page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const at = rows.findIndex(([first, second]) => first === "permission" && second === "what");
  const [head = []] = rows.slice(at);
  const end = rows.findIndex(([first, second]) => first === "permission" && second === "operations");
  return new Map(
    rows
      .slice(at + 2, end)
      .map((cells) => [
        (cells[0] ?? "").replaceAll("`", ""),
        Object.fromEntries(head.map((name, k) => [name, cells[k] ?? ""])),
      ]),
  );
}

/** On the job of ana in the project bio, on that project, and on what belongs to nobody. */
interface Actor {
  readonly name: string;
  readonly token: string | undefined;
  readonly onJob: readonly string[];
  readonly onProject: readonly string[];
  readonly onAna: readonly string[];
  readonly elsewhere: readonly string[];
  readonly scopes?: readonly string[];
}

const ANYWHERE = ["user", "member", "owner"];
const ACTORS: readonly Actor[] = [
  { name: "nobody", token: undefined, onJob: [], onProject: [], onAna: [], elsewhere: [] },
  {
    name: "the owner of the job",
    token: ANA,
    onJob: ["user", "member"],
    onProject: ["member"],
    onAna: ["user"],
    elsewhere: ANYWHERE,
  },
  {
    name: "a member of the project",
    token: BOB,
    onJob: ["member"],
    onProject: ["member"],
    onAna: [],
    elsewhere: ANYWHERE,
  },
  {
    name: "the owner of the project",
    token: OLAF,
    onJob: ["member", "owner"],
    onProject: ["member", "owner"],
    onAna: [],
    elsewhere: ANYWHERE,
  },
  {
    name: "somebody of another project",
    token: EVE,
    onJob: [],
    onProject: [],
    onAna: [],
    elsewhere: ANYWHERE,
  },
  {
    name: "an operator",
    token: OPERATOR,
    onJob: ["operator"],
    onProject: ["operator"],
    onAna: ["operator"],
    elsewhere: ["operator", ...ANYWHERE],
  },
  {
    name: "an auditor",
    token: AUDITOR,
    onJob: ["auditor"],
    onProject: ["auditor"],
    onAna: ["auditor"],
    elsewhere: ["auditor"],
  },
  {
    name: "an administrator",
    token: ROOT,
    onJob: ["admin"],
    onProject: ["admin"],
    onAna: ["admin"],
    elsewhere: ["admin", ...ANYWHERE],
  },
  {
    name: "a token of the owner for reading jobs",
    token: READER,
    onJob: ["user", "member"],
    onProject: ["member"],
    onAna: ["user"],
    elsewhere: ANYWHERE,
    scopes: ["jobs:read"],
  },
];

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

/** A server with the job 1 of ana in bio, whose members are ana and bob, whose owner is olaf, and which shares all. */
async function aSite() {
  const peopled = await aPeopledWorld();
  const world = await aWorld({
    store: peopled.store,
    identity: { ...peopled.identity, accountOf: async () => undefined },
    changeWaitMs: 5,
    rateLimits: { reads: 100_000, writes: 100_000, streams: 10_000 },
    siteRules: {
      notify: { ports: [], mailDomains: undefined },
      volumes: [],
      queues: [{ name: "default", limits: {} }],
      queueByDefault: "default",
      projects: [
        { name: "default" },
        { name: "bio", members: ["ana", "bob"], owners: ["olaf"], shareJobs: true, shareLogs: true },
        { name: "geo", members: ["eve"] },
      ],
      licences: {},
      executors: ["mesos"],
    },
  });
  assert.equal(await submitted(world, { project: "bio" }, ANA), 1);
  return Object.assign(world, {
    [Symbol.asyncDispose]: async () => {
      await world.app.close();
      await peopled[Symbol.asyncDispose]();
    },
  });
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

function subjectOf({ path }: Operation): "onJob" | "onProject" | "onAna" | "elsewhere" {
  if (path.startsWith("/api/v2/jobs/{id}")) return "onJob";
  if (path.startsWith("/api/v2/projects/{name}")) return "onProject";
  return path === "/api/v2/quotas/{scope}/{name}" ? "onAna" : "elsewhere";
}

const GIVEN = { "break-glass": "ticket 12: the disk is full" };

describe("the table of docs/roles.md", () => {
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
        const cells = PROMISED.get(permission) ?? {};
        const without = await call(world, operation, actor.token);
        // Of what does not exist yet only the door is there.
        const subject = without.statusCode === 501 ? "elsewhere" : subjectOf(operation);
        const scopes = cells["scopes of tokens"] ?? "";
        const inScope =
          actor.scopes === undefined ||
          scopes === "any" ||
          actor.scopes.some((scope) => scopes.includes(scope));
        const granted = cells["anonymous"] === "yes" ? ["yes"] : actor[subject].map((each) => cells[each]);
        const isOpen = inScope && granted.includes("yes");
        const isGlass = inScope && !isOpen && granted.includes("break-glass");
        const answer = isGlass ? await call(world, operation, actor.token, GIVEN) : without;
        const isRefused = ({ body, statusCode }: typeof answer) =>
          statusCode === 401 ||
          (statusCode === 403 && !body.includes("new_password_needed")) ||
          (statusCode === 404 && /There is no (job 1|project bio|such user)\b/.test(body));
        const told = `${method} ${path} (${permission}): ${answer.statusCode} ${answer.body.slice(0, 200)}`;
        if ((isOpen || isGlass) === isRefused(answer)) wrong.push(told);
        if (isGlass && subject === "onJob" && without.statusCode !== 403)
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
    const { StoreUnavailableError } = await import("../store/store.ts");
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

describe("acting under the name of somebody else", () => {
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

describe("repeating the job of somebody else", () => {
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
