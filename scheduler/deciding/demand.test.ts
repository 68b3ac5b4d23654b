import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../../jobs/life/job.builders.ts";
import { aCore, callsOf, job, launchedIds } from "../core/core.builders.ts";

/** Two agents, of which the second was declined, and a user of whom one job runs, as many as may, and the others wait. */
function aFullUser(...cpusOfJobs: readonly number[]) {
  const site = aCore({ quotas: [{ user: "ada", tasks: 1 }] });
  site.connect();
  site.cycle(site.inventory(["a1", 4, 64], ["a2", 4, 64]));
  site.submit(...cpusOfJobs.map((cpus, at) => job(at + 1, { resources: someResources({ cpus }) })));
  site.cycle(site.offer("a1", 4), site.offer("a2", 4));
  return site;
}

describe("jobs that limits keep, while others run", () => {
  it("do not stop the offers, which are declined with that reason", () => {
    const site = aFullUser(1, 1);
    assert.deepEqual(callsOf(site.advance(60_000), "suppress"), []);
    assert.deepEqual(
      callsOf(site.cycle(site.offer("a2", 4)), "decline").map(({ reason }) => reason),
      ["limits"],
    );
  });

  it("are told of in offers that others are too large for", () => {
    const site = aCore({ quotas: [{ user: "ada", tasks: 0 }] });
    site.connect();
    site.submit(
      job(1),
      job(2, { resources: someResources({ cpus: 2 }) }),
      job(3, { user: "bob", resources: someResources({ cpus: 8 }) }),
    );
    assert.equal(callsOf(site.cycle(site.offer("a1", 4)), "decline")[0]?.reason, "limits");
  });

  it("start on what a task leaves, and nothing is asked for", () => {
    const site = aFullUser(1, 1, 1);
    const ended = site.cycle(site.status("1.1.1", "finished"));
    const started = site.cycle(site.offer("a1", 4));
    assert.deepEqual(launchedIds(started), ["2.1.1"]);
    const later = [...Array(10).keys()].map(() => site.advance(1000));
    for (const decision of [ended, started, ...later]) assert.deepEqual(callsOf(decision, "revive"), []);
  });

  it("have offers asked for when what a task leaves does not come, or is too little", () => {
    for (const cpus of [0, 1]) {
      const site = aFullUser(1, 2);
      assert.deepEqual(callsOf(site.cycle(site.status("1.1.1", "finished")), "revive"), []);
      if (cpus > 0) assert.deepEqual(launchedIds(site.cycle(site.offer("a1", cpus))), []);
      assert.deepEqual(callsOf(site.advance(1900), "revive"), []);
      assert.equal(callsOf(site.advance(100), "revive").length, 1, `${cpus} CPUs came`);
    }
  });

  it("are suppressed when nothing runs: no end of a task will let them start", () => {
    const site = aFullUser(1, 1);
    site.core.configure({ quotas: [{ user: "ada", tasks: 0 }] });
    assert.equal(callsOf(site.cycle(site.status("1.1.1", "finished")), "suppress").length, 1);
  });
});
