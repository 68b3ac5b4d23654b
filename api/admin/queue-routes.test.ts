import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANA, AUDITOR, aWorld, BOB, EVE, READER, ROOT, type World } from "../api.builders.ts";

const GIB = 1024 ** 3;
const SITE = {
  notify: { ports: [443], mailDomains: [] },
  volumes: [],
  jobsDirectory: "/data/jobs",
  queues: [
    { name: "default", limits: {} },
    {
      name: "gpu",
      projects: ["bio", "chem"],
      executors: ["mesos"],
      image: "cuda:12",
      limits: { gpus: 8, memoryBytes: 64 * GIB, walltimeSeconds: 3600 },
    },
  ],
  queueByDefault: "default",
  projects: [
    { name: "bio", members: ["ana"] },
    { name: "chem", members: [], owners: ["bob"] },
  ],
  licences: {},
  executors: ["mesos"],
};

describe("queues", () => {
  it("are shown with what they give and allow", async () => {
    await using world = await aWorld({ siteRules: SITE });
    const { items } = (await world.inject({ url: "/api/v2/queues" })).json();
    assert.deepEqual(items, [
      { name: "default", isDefault: true, limits: {}, source: "configuration" },
      {
        name: "gpu",
        isDefault: false,
        projects: ["bio"],
        executors: ["mesos"],
        image: "cuda:12",
        walltimeSeconds: 3600,
        limits: { gpus: 8, memoryBytes: 64 * GIB, walltimeSeconds: 3600 },
        source: "configuration",
      },
    ]);
    assert.deepEqual((await world.inject({ url: "/api/v2/queues/gpu" })).json(), items[1]);
  });

  it("are shown to whom they take jobs of, and to who watches the site", async () => {
    await using world = await aWorld({ siteRules: SITE });
    for (const [as, projects] of [
      [ANA, ["bio"]],
      [READER, ["bio"]],
      [BOB, ["chem"]],
      [AUDITOR, ["bio", "chem"]],
    ] as const)
      assert.deepEqual((await world.inject({ url: "/api/v2/queues/gpu", as })).json().projects, projects);
    const [hidden, none] = await Promise.all([
      world.inject({ url: "/api/v2/queues/gpu", as: EVE }),
      world.inject({ url: "/api/v2/queues/nowhere", as: EVE }),
    ]);
    assert.deepEqual([hidden.statusCode, none.statusCode], [404, 404]);
    assert.equal(hidden.json().detail.replace("gpu", ""), none.json().detail.replace("nowhere", ""));
    const { items } = (await world.inject({ url: "/api/v2/queues", as: EVE })).json();
    assert.deepEqual(
      items.map(({ name }: { readonly name: string }) => name),
      ["default"],
    );
  });

  it("have a version each", async () => {
    await using world = await aWorld({ siteRules: SITE });
    const url = "/api/v2/queues/default";
    const { etag = "" } = (await world.inject({ url })).headers;
    const again = await world.inject({ url, headers: { "if-none-match": String(etag) } });
    assert.equal(again.statusCode, 304);
  });
});

describe("a queue over the API", { timeout: 240_000 }, () => {
  const ask = (
    world: World,
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    payload?: object,
    { as = ROOT, ...headers }: Readonly<Record<string, string>> = {},
  ) =>
    world.inject({
      method,
      url: `/api/v2/queues${path}`,
      ...(payload === undefined ? {} : { payload }),
      headers,
      as,
    });
  const SHORT = { executors: ["mesos"], limits: { cpus: 8, walltimeSeconds: 3600 } };
  const submit = (world: World, spec: object) =>
    world.inject({ method: "POST", url: "/api/v2/jobs", payload: { command: ["true"], ...spec } });

  it("is made, takes jobs within its limits, is changed, and removed", async () => {
    await using world = await aWorld();
    const made = await ask(world, "POST", "", { name: "short", ...SHORT });
    assert.equal(made.statusCode, 201, made.body);
    assert.deepEqual(made.json(), {
      name: "short",
      isDefault: false,
      ...SHORT,
      walltimeSeconds: 3600,
      source: "store",
    });
    assert.equal((await submit(world, { queue: "short", walltimeSeconds: 60 })).statusCode, 201);
    const large = { queue: "short", walltimeSeconds: 60, resources: { cpus: 9 } };
    assert.equal((await submit(world, large)).statusCode, 422);
    const patch = { limits: { cpus: 16, walltimeSeconds: null }, walltimeSeconds: 120 };
    const changed = await ask(world, "PATCH", "/short", patch, {
      "if-match": String(made.headers["etag"]),
      "content-type": "application/merge-patch+json",
    });
    assert.equal(changed.statusCode, 200, changed.body);
    assert.deepEqual(changed.json().limits, { cpus: 16 });
    assert.equal((await submit(world, large)).statusCode, 201);
    assert.equal((await ask(world, "DELETE", "/short", undefined, { "if-match": "*" })).statusCode, 204);
    assert.equal((await submit(world, { queue: "short" })).statusCode, 422);
    assert.equal((await world.inject({ url: "/api/v2/queues/short" })).statusCode, 404);
    // Where its jobs may run is still known.
    const { queues } = await world.store.rules();
    assert.deepEqual(queues?.["short"]?.value?.executors, ["mesos"]);
  });

  it("stands above the one of the configuration, and says so", async () => {
    await using world = await aWorld({ siteRules: { ...SITE, projects: [] } });
    const read = await world.inject({ url: "/api/v2/queues/gpu" });
    assert.equal(read.json().source, "configuration");
    const put = await ask(
      world,
      "PUT",
      "/gpu",
      { limits: { gpus: 2 } },
      {
        "if-match": String(read.headers["etag"]),
      },
    );
    assert.equal(put.statusCode, 200, put.body);
    const now = (await world.inject({ url: "/api/v2/queues/gpu" })).json();
    assert.deepEqual([now.source, now.limits, now.executors], ["store", { gpus: 2 }, undefined]);
  });

  it("is changed only by who knows it as it is, and only with what makes sense", async () => {
    await using world = await aWorld();
    await ask(world, "POST", "", { name: "short", ...SHORT });
    const codes = async (answer: ReturnType<typeof ask>) => (await answer).statusCode;
    assert.equal(await codes(ask(world, "POST", "", { name: "short" })), 412);
    assert.equal(await codes(ask(world, "PUT", "/short", {})), 428);
    assert.equal(await codes(ask(world, "PUT", "/short", {}, { "if-match": '"queue-short-9"' })), 412);
    const any = { "if-match": "*" };
    assert.equal(await codes(ask(world, "PUT", "/short", { executors: ["nothing"] }, any)), 422);
    assert.equal(await codes(ask(world, "PUT", "/short", { prefer: ["docker"] }, any)), 422);
    const beyond = { walltimeSeconds: 7200, limits: { walltimeSeconds: 3600 } };
    assert.equal(await codes(ask(world, "PUT", "/short", beyond, any)), 422);
    assert.equal(await codes(ask(world, "PUT", "/short", { limits: { cpu: 1 } }, any)), 422);
    assert.equal(await codes(ask(world, "POST", "", { name: "Short queue" })), 422);
    assert.equal(await codes(ask(world, "DELETE", "/default", undefined, any)), 422);
    assert.equal(await codes(ask(world, "DELETE", "/nowhere", undefined, any)), 412);
    assert.equal(await codes(ask(world, "POST", "", { name: "mine" }, { as: ANA })), 403);
    assert.equal((await world.store.rules()).revision, 1);
  });
});
