import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../jobs/life/job.builders.ts";
import { aCore, job, launched, launchedIds, vector } from "./core/core.builders.ts";

const withGpus = (cpus: number, gpus: number) => ({ total: { ...vector(cpus, 64), gpus } });
const offered = (cpus: number, gpus: number) => ({ resources: { ...vector(cpus, 64), gpus } });
const agentsOf = (decision: Parameters<typeof launched>[0]) =>
  launched(decision).map(({ job: id, placement }) => [id, placement.agentId]);
const oneGpu = someResources({ cpus: 2, gpus: 1 });
/** Ada's jobs, without GPUs. */
const small = (from: number, count: number) => Array.from({ length: count }, (_, n) => job(from + n));

describe("machines with GPUs", () => {
  const site = (gpuReserve: number) => {
    const c = aCore({ gpuReserve });
    c.connect();
    c.cycle(c.inventory(["g1", 8, 64, withGpus(8, 2)]));
    return c;
  };
  /** A job that wants both GPUs has room only when nothing is kept from it. */
  const both = job(1, { resources: someResources({ cpus: 4, gpus: 2 }), user: "bob" });

  it("come last for jobs that want none, in whatever order they are offered", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["g1", 8, 64, withGpus(8, 2)], ["n1", 8, 64]));
    c.submit(...small(1, 2));
    const decision = c.cycle(c.offer("g1", 0, 0, offered(4, 2)), c.offer("n1", 2));
    assert.deepEqual(agentsOf(decision), [
      [1, "n1"],
      [2, "n1"],
    ]);
  });

  it("keep CPUs beside free GPUs while a job waits for these", () => {
    const c = site(50);
    c.submit(both, ...small(10, 9));
    // Bob's job lacks a CPU. Ada's may have what is not kept beside two GPUs, which is none of 3; and all beside none.
    assert.deepEqual(launchedIds(c.cycle(c.offer("g1", 0, 0, offered(3, 2)))), []);
    assert.deepEqual(launchedIds(c.cycle(c.offer("g1", 0, 0, offered(2, 0)))), ["10.1.1", "11.1.1"]);
  });

  it("keep none when the site does not want it", () => {
    const c = site(0);
    c.submit(both, ...small(10, 9));
    assert.deepEqual(launchedIds(c.cycle(c.offer("g1", 0, 0, offered(3, 2)))), [
      "10.1.1",
      "11.1.1",
      "12.1.1",
    ]);
  });

  it("keep none when nobody waits for a GPU that his limits let him have", () => {
    const c = aCore({ quotas: [{ user: "bob", gpus: 0 }] });
    c.connect();
    c.cycle(c.inventory(["g1", 8, 64, withGpus(8, 2)]));
    c.submit(both, ...small(10, 2));
    assert.deepEqual(launchedIds(c.cycle(c.offer("g1", 0, 0, offered(2, 2)))), ["10.1.1", "11.1.1"]);
  });

  it("give what they kept to others as soon as nobody waits for them any more, in the same cycle", () => {
    const c = site(100);
    c.submit(job(1, { resources: oneGpu, user: "bob" }), ...small(10, 9));
    const decision = c.cycle(c.offer("g1", 0, 0, offered(8, 2)));
    assert.equal(launchedIds(decision).length, 7, "2 CPUs beside the GPU that is used, 6 for others");
  });
});

describe("jobs that fit on several machines", () => {
  const site = (packing: "pack" | "spread") => {
    const c = aCore({ packing });
    c.connect();
    c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64], ["a3", 8, 64]));
    return c;
  };
  const used = (packing: "pack" | "spread") => {
    const c = site(packing);
    c.submit(...small(1, 3));
    const decision = c.cycle(c.offer("a1", 8), c.offer("a2", 8), c.offer("a3", 8));
    return new Set(agentsOf(decision).map(([, agent]) => agent)).size;
  };

  it("go together by default", () => {
    assert.equal(used("pack"), 1);
  });

  it("go to the emptiest where the site wants them spread", () => {
    assert.equal(used("spread"), 3);
    const c = site("spread");
    c.submit(job(1));
    assert.deepEqual(agentsOf(c.cycle(c.offer("a1", 2), c.offer("a2", 7), c.offer("a3", 4))), [[1, "a2"]]);
  });

  it("go elsewhere from the next cycle on when that is changed", () => {
    const c = site("pack");
    c.core.configure({ packing: "spread" });
    c.submit(...small(1, 2));
    const decision = c.cycle(c.offer("a1", 4), c.offer("a2", 4));
    assert.deepEqual(new Set(agentsOf(decision).map(([, agent]) => agent)), new Set(["a1", "a2"]));
  });
});
