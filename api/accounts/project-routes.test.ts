import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ANA,
  AUDITOR,
  aWorld,
  BOB,
  EVE,
  OLAF,
  OPERATOR,
  ROOT,
  submitted,
  type World,
} from "../api.builders.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const ask = (world: World, method: Method, path: string, payload?: unknown, as = ROOT, headers = {}) =>
  world.inject({
    method,
    url: `/api/v2${path}`,
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
    headers: {
      ...(payload === undefined
        ? {}
        : { "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json" }),
      ...headers,
    },
    as,
  });

/** The project bio of ana and bob, owned by olaf. */
async function withBio(more: object = {}) {
  const world = await aWorld();
  const answer = await ask(world, "POST", "/projects", {
    name: "bio",
    members: ["ana", "bob"],
    owners: ["olaf"],
    ...more,
  });
  assert.equal(answer.statusCode, 201, answer.body);
  return world;
}

const codeOf = (answer: { readonly statusCode: number; json(): { readonly code?: string } }) => [
  answer.statusCode,
  answer.json().code,
];

describe("a project that was made over the API", () => {
  it("is there at once, in the journal, and takes jobs of its members only", async () => {
    await using world = await withBio();
    assert.equal((await world.store.rules()).revision, 1);
    await submitted(world, { project: "bio" }, ANA);
    await submitted(world, { project: "default" }, EVE);
    const refused = await ask(world, "POST", "/jobs", { command: ["true"], project: "bio" }, EVE);
    assert.deepEqual(codeOf(refused), [422, "invalid"]);
    const other = await ask(world, "POST", "/jobs", { command: ["true"], project: "anything" }, ANA);
    assert.deepEqual(codeOf(other), [422, "invalid"]);
  });

  it("is shown to who is in it and to who looks after the site, and to others it is not there", async () => {
    await using world = await withBio();
    for (const as of [ANA, OLAF, OPERATOR, AUDITOR, ROOT])
      assert.equal((await ask(world, "GET", "/projects/bio", undefined, as)).statusCode, 200);
    assert.deepEqual(codeOf(await ask(world, "GET", "/projects/bio", undefined, EVE)), [404, "not_found"]);
    const shown = async (as: string) =>
      (await ask(world, "GET", "/projects", undefined, as))
        .json()
        .items.map(({ name }: { name: string }) => name);
    assert.deepEqual(await shown(ROOT), ["bio", "default"]);
    assert.deepEqual(await shown(EVE), ["default"]);
  });

  it("is changed by its owner, who names no owners", async () => {
    await using world = await withBio();
    const added = await ask(world, "PUT", "/projects/bio/members/eve", undefined, OLAF);
    assert.deepEqual(added.json().members, ["ana", "bob", "eve"]);
    await submitted(world, { project: "bio" }, EVE);
    const gone = await ask(world, "DELETE", "/projects/bio/members/eve", undefined, OLAF);
    assert.deepEqual(gone.json().members, ["ana", "bob"]);
    for (const [method, path, body] of [
      ["PUT", "/projects/bio/members/eve", { role: "owner" }],
      ["PATCH", "/projects/bio", { owners: ["olaf", "eve"] }],
      ["DELETE", "/projects/bio/members/olaf", undefined],
      ["DELETE", "/projects/bio", undefined],
      ["PUT", "/projects/bio", {}],
    ] as const)
      assert.deepEqual(
        codeOf(await ask(world, method, path, body, OLAF, { "if-match": "*" })),
        [403, "forbidden"],
        path,
      );
    for (const as of [ANA, OPERATOR])
      assert.deepEqual(codeOf(await ask(world, "PUT", "/projects/bio/members/eve", undefined, as)), [
        403,
        "forbidden",
      ]);
    assert.deepEqual(codeOf(await ask(world, "PUT", "/projects/bio/members/eve", undefined, EVE)), [
      404,
      "not_found",
    ]);
  });

  it("lets its owner see and stop the jobs of its members, and members what it shares", async () => {
    await using world = await withBio();
    const id = await submitted(world, { project: "bio" }, ANA);
    const get = async (as: string) => (await ask(world, "GET", `/jobs/${id}`, undefined, as)).statusCode;
    assert.deepEqual([await get(OLAF), await get(BOB), await get(EVE)], [200, 404, 404]);
    assert.equal((await ask(world, "POST", `/jobs/${id}:hold`, undefined, OLAF)).statusCode, 202);
    const { etag } = (await ask(world, "GET", "/projects/bio")).headers;
    await ask(world, "PATCH", "/projects/bio", { shareJobs: true }, OLAF, { "if-match": etag });
    assert.deepEqual([await get(OLAF), await get(BOB), await get(EVE)], [200, 200, 404]);
    const list = async (as: string) =>
      (await ask(world, "GET", "/jobs", undefined, as)).json().items.map((job: { id: number }) => job.id);
    assert.deepEqual([await list(BOB), await list(EVE)], [[id], []]);
    const shown = (await ask(world, "GET", `/jobs/${id}`, undefined, BOB)).json();
    assert.deepEqual([shown.command, shown.withheld], [undefined, true]);
  });

  it("is changed by who knows it as it is", async () => {
    await using world = await withBio();
    const { etag } = (await ask(world, "GET", "/projects/bio")).headers;
    const patch = (headers: object) =>
      ask(world, "PATCH", "/projects/bio", { description: "x" }, ROOT, headers);
    assert.deepEqual(codeOf(await patch({})), [428, "precondition_required"]);
    assert.equal((await patch({ "if-match": etag })).statusCode, 200);
    assert.deepEqual(codeOf(await patch({ "if-match": etag })), [412, "precondition_failed"]);
    const again = await ask(world, "POST", "/projects", { name: "bio" });
    assert.deepEqual(codeOf(again), [412, "precondition_failed"]);
  });

  it("is gone when it is removed, also one of the configuration", async () => {
    await using world = await aWorld({
      siteRules: {
        notify: { ports: [], mailDomains: undefined },
        volumes: [],
        queues: [{ name: "default", limits: {} }],
        queueByDefault: "default",
        projects: [{ name: "default" }, { name: "old", members: ["ana"] }],
        licences: {},
        executors: ["mesos"],
      },
    });
    assert.equal(
      (await ask(world, "DELETE", "/projects/old", undefined, ROOT, { "if-match": "*" })).statusCode,
      204,
    );
    assert.deepEqual(codeOf(await ask(world, "GET", "/projects/old")), [404, "not_found"]);
    const refused = await ask(world, "POST", "/jobs", { command: ["true"], project: "old" }, ANA);
    assert.equal(refused.statusCode, 422);
  });

  it("is told as stored while no scheduler is at work, and a second change waits for one", async () => {
    await using world = await aWorld({ changeWaitMs: 20 });
    world.filesRecords = false;
    assert.equal((await ask(world, "POST", "/projects", { name: "bio" })).statusCode, 202);
    assert.deepEqual(codeOf(await ask(world, "POST", "/projects", { name: "geo" })), [503, "no_leader"]);
  });

  it("is in the audit log with what it was and is, and refusals are there, too", async () => {
    await using world = await withBio();
    await ask(world, "PUT", "/projects/bio/members/eve", undefined, OLAF);
    await ask(world, "DELETE", "/projects/bio/members/eve", undefined, ANA);
    const entries = (await ask(world, "GET", "/audit?order=oldest", undefined, AUDITOR)).json().items;
    assert.deepEqual(
      entries.map((entry: { action: string; actor: { name: string }; resource: string }) => [
        entry.action,
        entry.actor.name,
        entry.resource,
      ]),
      [
        ["project.create", "root", "project/bio"],
        ["project.change", "olaf", "project/bio"],
        ["access.deny", "ana", "project/bio"],
      ],
    );
    assert.deepEqual(
      [entries[1].before.members, entries[1].after.members],
      [
        ["ana", "bob"],
        ["ana", "bob", "eve"],
      ],
    );
    const seen = async (as: string) => (await ask(world, "GET", "/audit", undefined, as)).json().items.length;
    assert.deepEqual(
      [await seen(ANA), await seen(OLAF), await seen(EVE), await seen(ROOT), await seen(OPERATOR)],
      [1, 3, 0, 3, 0],
    );
  });

  it("is tried without being made with dryRun", async () => {
    await using world = await aWorld();
    assert.equal((await ask(world, "POST", "/projects?dryRun=true", { name: "bio" })).statusCode, 201);
    assert.equal((await world.store.rules()).revision, 0);
  });
});

describe("quotas and shares that are set over the API", () => {
  it("hold at once, with a version, and are taken away again", async () => {
    await using world = await withBio();
    const set = await ask(world, "PUT", "/quotas/user/ana?project=bio", { queuedJobs: 1 });
    assert.equal(set.statusCode, 200, set.body);
    await submitted(world, { project: "bio" }, ANA);
    const refused = await ask(world, "POST", "/jobs", { command: ["true"], project: "bio" }, ANA);
    assert.deepEqual(codeOf(refused), [409, "quota_exceeded"]);
    assert.deepEqual(codeOf(await ask(world, "PUT", "/quotas/user/ana?project=bio", { queuedJobs: 5 })), [
      428,
      "precondition_required",
    ]);
    const more = await ask(world, "PUT", "/quotas/user/ana?project=bio", { queuedJobs: 5 }, ROOT, {
      "if-match": set.headers.etag,
    });
    assert.equal(more.statusCode, 200);
    await submitted(world, { project: "bio" }, ANA);
    const gone = await ask(world, "DELETE", "/quotas/user/ana?project=bio", undefined, ROOT, {
      "if-match": more.headers.etag,
    });
    assert.equal(gone.statusCode, 204);
  });

  it("are set by administrators", async () => {
    await using world = await withBio();
    for (const as of [ANA, OLAF, OPERATOR, AUDITOR]) {
      assert.equal((await ask(world, "PUT", "/quotas/project/bio", { cpus: 1 }, as)).statusCode, 403);
      assert.equal((await ask(world, "PUT", "/shares/bio", { weight: 2 }, as)).statusCode, 403);
    }
  });

  it("are refused when they limit nothing, name nobody, or contradict each other", async () => {
    await using world = await withBio();
    for (const [path, body] of [
      ["/quotas/project/bio", {}],
      ["/quotas/project/geo", { cpus: 1 }],
      ["/quotas/project/bio", { cpus: -1 }],
      ["/shares/bio", { weight: 0 }],
      ["/shares/bio", { weight: 1, parent: "nothing" }],
      ["/shares/bio", { weight: 1, parent: "bio" }],
    ] as const)
      assert.equal((await ask(world, "PUT", path, body)).statusCode, 422, JSON.stringify([path, body]));
    assert.equal((await world.store.rules()).revision, 1);
  });

  it("below what runs: warn changes nothing, hold lets it go on, kill ends what started last", async () => {
    await using world = await withBio();
    const ids: number[] = [];
    for (let k = 0; k < 3; k += 1) {
      const id = await submitted(world, { project: "bio" }, ANA);
      await world.lead(id);
      await world.running(await world.launch(id));
      ids.push(id);
    }
    const warned = await ask(world, "PUT", "/quotas/project/bio?whenExceeded=warn", { tasks: 1 });
    assert.deepEqual(codeOf(warned), [409, "count_differs"]);
    const held = await ask(world, "PUT", "/quotas/project/bio", { tasks: 1 });
    assert.deepEqual(held.json().excess, [{ of: "tasks", limit: 1, used: 3, project: "bio" }]);
    const killed = await ask(world, "PUT", "/quotas/project/bio?whenExceeded=kill", { tasks: 1 }, ROOT, {
      "if-match": held.headers.etag,
    });
    assert.deepEqual(killed.json().cancelled, [ids[2], ids[1]]);
    const asked = (await world.store.inbox(10)).map((document) =>
      document.kind === "request" ? [document.request.job, document.request.verb] : [],
    );
    assert.deepEqual(asked, [
      [ids[2], "cancel"],
      [ids[1], "cancel"],
    ]);
  });
});

describe("limits of the same name and another kind", () => {
  it("stand beside each other: soft ones, and those of a user in all projects", async () => {
    await using world = await withBio();
    const put = (query: string, body: object) => ask(world, "PUT", `/quotas/user/ana${query}`, body);
    assert.equal((await put("", { cpus: 8 })).statusCode, 200);
    const soft = await put("?soft=true", { cpus: 4 });
    assert.deepEqual([soft.statusCode, soft.json().soft, soft.json().limits], [200, true, { cpus: 4 }]);
    const across = await put("?acrossProjects=true", { cpus: 16 });
    assert.deepEqual([across.statusCode, across.json().acrossProjects], [200, true]);
    assert.deepEqual(
      Object.values((await world.store.rules()).quotas).map(({ value }) => value),
      [
        { user: "ana", cpusMilli: 8000 },
        { user: "ana", soft: true, cpusMilli: 4000 },
        { user: "ana", acrossProjects: true, cpusMilli: 16_000 },
      ],
    );
    for (const [query, body] of [
      ["?soft=true", { queuedJobs: 1 }],
      ["?soft=true&acrossProjects=true", { cpus: 1 }],
      ["?acrossProjects=true&project=bio", { cpus: 1 }],
    ] as const)
      assert.equal((await put(query, body)).statusCode, 422, query);
    assert.equal(
      (await ask(world, "DELETE", "/quotas/user/ana?soft=true", undefined, ROOT, { "if-match": "*" }))
        .statusCode,
      204,
    );
    const entries = await world.store.audit({ order: "oldest", action: "quota.", limit: 10 });
    assert.deepEqual(
      entries.map(({ action, resource }) => [action, resource]),
      [
        ["quota.set", "quota of the user ana"],
        ["quota.set", "soft quota of the user ana"],
        ["quota.set", "quota of the user ana in all projects"],
        ["quota.remove", "soft quota of the user ana"],
      ],
    );
  });

  it("of a user in all projects end what is above them, whatever project it is in", async () => {
    await using world = await withBio();
    const ids: number[] = [];
    for (const project of ["bio", "default", "bio"]) {
      const id = await submitted(world, { project }, ANA);
      await world.lead(id);
      await world.running(await world.launch(id));
      ids.push(id);
    }
    const killed = await ask(world, "PUT", "/quotas/user/ana?acrossProjects=true&whenExceeded=kill", {
      tasks: 2,
    });
    assert.deepEqual(killed.json().excess, [{ of: "tasks", limit: 2, used: 3, user: "ana" }]);
    assert.deepEqual(killed.json().cancelled, [ids[2]]);
    const soft = await ask(world, "PUT", "/quotas/user/ana?soft=true&whenExceeded=kill", { tasks: 1 });
    assert.deepEqual([soft.json().excess, soft.json().cancelled], [[], undefined]);
  });
});

describe("maintenance", () => {
  it("refuses jobs through every door while it is on, and says why", async () => {
    await using world = await aWorld();
    const id = await submitted(world);
    await world.lead(id, { type: "cancel_requested", by: "ana" });
    const begun = await ask(
      world,
      "POST",
      "/admin/maintenance",
      { mode: "refuse", message: "new disks" },
      OPERATOR,
    );
    assert.equal(begun.statusCode, 200, begun.body);
    const refused = await ask(world, "POST", "/jobs", { command: ["true"] }, ANA);
    assert.deepEqual(codeOf(refused), [503, "maintenance"]);
    assert.match(refused.json().detail, /new disks/);
    assert.deepEqual(codeOf(await ask(world, "POST", `/jobs/${id}:retry`, undefined, ANA)), [
      503,
      "maintenance",
    ]);
    assert.equal((await ask(world, "GET", "/admin/maintenance", undefined, ANA)).json().mode, "refuse");
    await ask(world, "POST", "/admin/maintenance", { mode: "off" }, OPERATOR);
    await submitted(world);
  });

  it("is begun by operators and administrators", async () => {
    await using world = await aWorld();
    for (const as of [ANA, AUDITOR])
      assert.equal((await ask(world, "POST", "/admin/maintenance", { mode: "refuse" }, as)).statusCode, 403);
  });
});
