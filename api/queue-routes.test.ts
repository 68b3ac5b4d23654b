import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANA, AUDITOR, aWorld, BOB, EVE, READER, ROOT } from "./api.builders.ts";

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
      { name: "default", isDefault: true, limits: {} },
      {
        name: "gpu",
        isDefault: false,
        projects: ["bio"],
        executors: ["mesos"],
        image: "cuda:12",
        walltimeSeconds: 3600,
        limits: { gpus: 8, memoryBytes: 64 * GIB, walltimeSeconds: 3600 },
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

  it("are not changed over the API, and say why", async () => {
    await using world = await aWorld({ siteRules: SITE });
    const remove = (as: string) => world.inject({ method: "DELETE", url: "/api/v2/queues/gpu", as });
    assert.equal((await remove(ANA)).statusCode, 403);
    const answer = await remove(ROOT);
    assert.equal(answer.statusCode, 501);
    assert.match(answer.json().detail, /they are configuration \(`queues`\)/);
  });
});
