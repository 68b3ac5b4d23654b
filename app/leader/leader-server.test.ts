import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { WhatIf } from "../../offers/what-if.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { openLeaderServer, type LeaderServer } from "./leader-server.ts";
import { createLeaderLink } from "./leader-client.ts";

const anOffer = {
  id: "o1",
  backend: "mesos",
  agentId: "a1",
  hostname: "n1",
  resources: { cpusMilli: 1000, memMib: 1, diskMib: 0, gpus: 0 },
  ports: 0,
  receivedAtMs: 1,
  outcome: "held",
} as const;

describe("the leader's door", () => {
  const secret = "s".repeat(32);
  let server: LeaderServer;
  let woken = 0;
  let steppedDown = 0;
  const questions = {
    wake: () => {
      woken += 1;
    },
    explain: (job: number) =>
      job === 1
        ? ({ job, state: "pending", atMs: 5, causes: [{ kind: "held", by: "user" }] } as const)
        : undefined,
    agents: () => [],
    offers: () => [anOffer],
    accounts: () => ({ atMs: 5, policy: "fifo", shares: [], quotas: [], licences: [] }),
    clusters: () => [{ name: "mesos", state: "refused", cause: "401", forMs: 7 }] as const,
    standing: () => ({ instance: "one", epoch: 3, sinceMs: 5 }),
    stepDown: () => {
      steppedDown += 1;
    },
    reconcile: () => ["mesos"],
    simulate: async ({ cancel = [] }: WhatIf) =>
      ({ refused: "busy", detail: `${cancel.length} jobs` }) as const,
    forecasts: () => [{ job: 1, atMs: 5, p50Ms: 9, p90Ms: 12, basis: "limits" }] as const,
    troubles: () => ["job 7 is left out"],
    metrics: async () => "godocker_leader 1\n",
  };
  before(async () => {
    server = await openLeaderServer({ host: "127.0.0.1", secret });
  });
  after(() => server.close());

  const linkTo = async (address: string, shown: string) => {
    const store = openMemoryStore();
    const lease = { holder: "a", renewal: 1, ttlMs: 1000, held: true, address, secret: shown };
    assert.ok(await store.replaceLease(undefined, lease));
    return createLeaderLink(store, Date.now);
  };

  it("answers an API process that found its address and secret in the lease", async () => {
    server.serve(questions);
    const link = await linkTo(server.address, secret);
    assert.equal((await link.explain(1))?.causes[0]?.kind, "held");
    assert.equal(await link.explain(2), undefined);
    assert.deepEqual(await link.agents(), []);
    assert.deepEqual(await link.offers(), [anOffer]);
    assert.deepEqual(await link.clusters(), [{ name: "mesos", state: "refused", cause: "401", forMs: 7 }]);
    assert.deepEqual(await link.executors(), await link.clusters());
    assert.deepEqual(await link.standing(), { instance: "one", epoch: 3, sinceMs: 5 });
    assert.deepEqual(await link.reconcile(), ["mesos"]);
    assert.deepEqual([await link.stepDown(), steppedDown], [true, 1]);
    assert.equal((await link.forecasts()).get(1)?.p50Ms, 9);
    assert.equal((await link.forecasts()).get(2), undefined);
    assert.deepEqual(await link.simulate({ cancel: [1, 2] }), { refused: "busy", detail: "2 jobs" });
    assert.deepEqual(await link.troubles(), ["job 7 is left out"]);
    assert.equal(await link.metrics(), "godocker_leader 1\n");
    link.wake();
    while (woken === 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it("answers nobody without the secret", async () => {
    server.serve(questions);
    assert.equal((await fetch(`${server.address}/agents`)).status, 401);
    assert.equal(await (await linkTo(server.address, "x".repeat(32))).agents(), undefined);
  });

  it("has no answer while its process does not lead, or is gone", async () => {
    server.serve(undefined);
    assert.equal(await (await linkTo(server.address, secret)).agents(), undefined);
    assert.equal(await (await linkTo("http://127.0.0.1:9", secret)).agents(), undefined);
    assert.equal(await createLeaderLink(openMemoryStore(), Date.now).agents(), undefined, "no lease");
    assert.equal(await (await linkTo(server.address, secret)).stepDown(), false);
  });
});
