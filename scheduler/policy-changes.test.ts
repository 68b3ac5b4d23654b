import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fairShareOrder, fifoOrder } from "../fair-share/order.ts";
import { policyNamed } from "../fair-share/policies.ts";
import { someResources } from "../jobs/life/job.builders.ts";
import { aCore, job, launchedIds, vector } from "./core/core.builders.ts";
import { EQUAL_SHARES } from "./state/shares.ts";

/** Ada has used a lot and runs a task; she and bob wait, her jobs are older. */
function used() {
  const c = aCore();
  c.connect();
  c.cycle(c.inventory(["a1", 4, 64], ["a2", 4, 64]));
  c.submit(
    job(1, { user: "ada" }),
    job(2, { user: "ada" }),
    job(3, { user: "ada" }),
    job(4, { user: "bob" }),
  );
  c.submit(job(5, { user: "bob" }));
  c.cycle(c.offer("a1", 1));
  c.advance(600_000);
  return c;
}

describe("a policy that is changed while jobs wait and run", () => {
  it("decides the next cycle, and everybody's usage is what it was", () => {
    const c = used();
    c.core.configure({ policy: fifoOrder });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 1))), ["2.1.1"]);
    c.core.configure({ policy: fairShareOrder });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 2))), ["4.1.1", "5.1.1"]);
  });
  it("lets tasks end that began before, and counts them to their end", () => {
    const c = used();
    c.core.configure({ shares: { ...EQUAL_SHARES, alpha: 1 } });
    c.cycle(c.status("1.1.1", "finished"));
    // With present shares alone nobody is ahead of anybody now: the first account is the first that was seen.
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 1))), ["2.1.1"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 1))), ["4.1.1"]);
  });
  it("gives projects and users the weights that are configured", () => {
    const c = aCore({
      shares: {
        ...EQUAL_SHARES,
        alpha: 1,
        definitions: [
          { name: "dept", weight: 1 },
          { name: "atom", parent: "dept", weight: 3 },
          { name: "atom/bob", weight: 2 },
        ],
      },
    });
    c.connect();
    c.cycle(c.inventory(["a1", 16, 64]));
    const of = (from: number, user: string, project: string) =>
      Array.from({ length: 12 }, (_, n) => job(from + n, { user, project }));
    c.submit(...of(100, "ada", "atom"), ...of(200, "bob", "atom"), ...of(300, "cem", "bio"));
    const started = launchedIds(c.cycle(c.offer("a1", 12))).map((id) => id.slice(0, 1));
    const count = (of: string) => started.filter((one) => one === of).length;
    assert.deepEqual(
      [count("1"), count("2"), count("3")],
      [2, 4, 6],
      "dept and bio half each; bob twice ada",
    );
  });
  it("weighs kinds of resources against each other, those that were used and those that are held", () => {
    const c = aCore({ shares: { ...EQUAL_SHARES, weights: { cpus: 1, memory: 0.25, gpus: 0 } } });
    c.connect();
    const total = { ...vector(16, 64), gpus: 4 };
    c.cycle(c.inventory(["a1", 16, 64, { total }]));
    const booked = (user: string, cpuHours: number, gpuHours: number) =>
      c.core.loadUsage({
        user,
        project: "default",
        hourMs: 0,
        cpuMilliMs: cpuHours * 3_600_000_000,
        memMibMs: 0,
        gpuMs: gpuHours * 3_600_000,
      });
    booked("ada", 2, 0);
    booked("bob", 1, 1);
    const oneGpu = someResources({ gpus: 1 });
    c.submit(job(1, { user: "ada" }), job(2, { user: "bob", resources: oneGpu }), job(3, { user: "bob" }));
    const room = { resources: total };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 0, 0, { resources: vector(1, 64) }))), ["3.1.1"]);
    c.core.configure({ shares: EQUAL_SHARES });
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 0, 0, room))), ["1.1.1", "2.1.1"]);
  });
});

describe("the policy of GoDocker 1.x", () => {
  const site = () => {
    const policy = policyNamed("godocker-1");
    assert.ok(policy !== undefined);
    const c = aCore({ policy, nowMs: 1_700_000_000_000 });
    c.connect();
    c.cycle(c.inventory(["a1", 8, 64]));
    return c;
  };
  const used = (user: string, cpuHours: number) => ({
    user,
    project: "default",
    hourMs: 1_700_000_000_000,
    cpuMilliMs: cpuHours * 3_600_000_000,
    memMibMs: 0,
    gpuMs: 0,
  });

  it("lets go first who used least on the last days, all of it", () => {
    const c = site();
    c.core.loadUsage(used("ada", 5));
    c.core.loadUsage(used("bob", 2));
    c.submit(
      job(1, { user: "ada" }),
      job(2, { user: "bob" }),
      job(3, { user: "cem" }),
      job(4, { user: "cem" }),
    );
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 4))), ["3.1.1", "4.1.1", "2.1.1", "1.1.1"]);
  });

  it("reckons everybody anew once in a second, and not in between", () => {
    const c = site();
    c.core.loadUsage(used("ada", 5));
    c.submit(job(1, { user: "ada" }), job(2, { user: "bob" }));
    c.core.loadUsage(used("bob", 50));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), ["2.1.1"]);
    c.submit(job(3, { user: "bob" }));
    c.advance(1000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1))), ["1.1.1"]);
  });
});
