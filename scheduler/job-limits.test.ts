import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quotaFaults, type QuotaDefinition } from "../accounts/quota.ts";
import type { JobSpec } from "../jobs/spec/spec.ts";
import { sentences } from "../offers/sentences.ts";
import { faultsOf } from "../simulation/checkers/check-explanation.ts";
import { aCore, callsOf, job, launchedIds } from "./core/core.builders.ts";

const array = (to: number): Pick<JobSpec, "array"> => ({ array: { from: 1, to, step: 1 } });
const gang = (to: number): Pick<JobSpec, "array"> => ({ array: { from: 1, to, step: 1, gang: {} } });

function aSite(quotas: readonly QuotaDefinition[], more: Parameters<typeof aCore>[0] = {}) {
  const desk = aCore({ quotas, ...more });
  desk.connect();
  desk.cycle(desk.inventory(["a1", 16, 64], ["a2", 16, 64]));
  return {
    ...desk,
    starts: (cpus: number) => launchedIds(desk.cycle(desk.offer("a1", cpus))),
    ends: (...tasks: readonly string[]) => desk.cycle(...tasks.map((task) => desk.status(task, "finished"))),
    /** As it is told, after it was checked. */
    why: (id: number) => {
      const explanation = desk.core.explain(id);
      assert.ok(explanation !== undefined);
      assert.deepEqual(faultsOf(desk.core.dump(), explanation), []);
      return sentences(explanation)[0];
    },
    jobsOf: (user: string) => desk.core.accounts().quotas.find((one) => one.user === user)?.running.jobs,
  };
}

describe("a limit of running jobs", () => {
  it("counts an array once, however many of its tasks run", () => {
    const site = aSite([{ user: "*", jobs: 2 }]);
    site.submit(job(1, array(4)), job(2), job(3), job(4, { user: "bob" }));
    const started = site.starts(16);
    assert.deepEqual(started.toSorted(), ["1-1.1.1", "1-2.1.1", "1-3.1.1", "1-4.1.1", "2.1.1", "4.1.1"]);
    assert.equal(site.jobsOf("ada"), 2);
    assert.equal(site.why(3), "ada in the project default may run 2 jobs at once, and 2 are under way");
    site.ends("1-1.1.1", "1-2.1.1", "1-3.1.1");
    assert.deepEqual(site.starts(8), [], "a task of the array still runs");
    site.ends("1-4.1.1");
    assert.deepEqual(site.starts(8), ["3.1.1"]);
  });

  it("holds nobody up behind an array that begins and may run no more tasks at once", () => {
    const site = aSite([{ user: "*", jobs: 2 }]);
    site.submit(
      job(1, { array: { from: 1, to: 4, step: 1, maxConcurrent: 1 } }),
      job(2),
      job(3, { user: "bob" }),
    );
    assert.deepEqual(site.starts(16).toSorted(), ["1-1.1.1", "2.1.1", "3.1.1"]);
  });

  it("lets an array that runs go on, before jobs that are older and of which nothing runs", () => {
    const site = aSite([{ user: "*", jobs: 1 }]);
    site.submit(job(2, array(3)));
    assert.deepEqual(site.starts(1), ["2-1.1.1"]);
    site.submit(job(1, { priority: 90 }));
    assert.deepEqual(site.starts(1), ["2-2.1.1"]);
    assert.match(site.why(1) ?? "", /may run one job at once, and 1 is under way/);
    assert.doesNotMatch(site.why(2) ?? "", /at once/, "the array waits for room alone");
    site.ends("2-1.1.1", "2-2.1.1");
    assert.deepEqual(site.starts(1), ["1.1.1"], "an array of which nothing runs is one among the others");
    assert.match(site.why(2) ?? "", /may run one job at once, and 1 is under way/);
  });

  it("that is lowered lets nothing more begin, and what runs go on with all of its tasks", () => {
    const site = aSite([{ user: "*", jobs: 3 }]);
    site.submit(job(1, array(4)), job(2));
    assert.deepEqual(site.starts(2).length, 2);
    site.core.configure({ quotas: [{ user: "*", jobs: 0 }] });
    site.submit(job(3));
    assert.deepEqual(
      site.starts(8).filter((id) => !id.startsWith("1-")),
      [],
    );
    assert.match(site.why(3) ?? "", /may run no jobs/);
    site.core.configure({ quotas: [] });
    assert.ok(site.starts(8).includes("3.1.1"));
  });

  it("comes and goes while jobs run: they are counted from then on", () => {
    const site = aSite([]);
    site.submit(job(1, array(3)), job(2));
    assert.equal(site.starts(4).length, 4);
    site.submit(job(3), job(4));
    site.core.configure({ quotas: [{ user: "ada", acrossProjects: true, jobs: 3 }] });
    assert.equal(site.starts(4).length, 1);
    assert.equal(site.why(4), "ada in all projects may run 3 jobs at once, and 3 are under way");
    site.ends("2.1.1");
    assert.deepEqual(site.starts(4), ["4.1.1"]);
  });

  it("wakes whom it kept, and asks for offers for nobody else", () => {
    const site = aSite([{ user: "ada", jobs: 1 }]);
    site.submit(job(1, array(2)), job(2));
    assert.equal(site.starts(2).length, 2);
    site.cycle(site.offer("a2", 16));
    site.advance(600_000);
    assert.deepEqual(callsOf(site.ends("1-1.1.1"), "revive"), []);
    assert.deepEqual(callsOf(site.ends("1-2.1.1"), "revive"), [], "what it leaves may be enough");
    assert.equal(callsOf(site.advance(2000), "revive").length, 1, "it did not come");
  });

  it("takes a gang for one job", () => {
    const site = aSite([{ user: "*", jobs: 1 }]);
    site.submit(job(1), job(2, gang(3)));
    assert.deepEqual(site.starts(8), ["1.1.1"]);
    assert.match(site.why(2) ?? "", /may run one job at once, and 1 is under way/);
    site.ends("1.1.1");
    assert.equal(site.starts(8).length, 3);
    assert.equal(site.jobsOf("ada"), 1);
  });

  it("holds for a task that is tried again as for one that was never tried", () => {
    const site = aSite([{ user: "*", jobs: 1 }]);
    site.submit(job(1), job(2));
    assert.deepEqual(site.starts(1), ["1.1.1"]);
    site.cycle(site.status("1.1.1", "dropped"));
    assert.deepEqual(site.starts(1), ["2.1.1"], "it is tried again later");
    site.advance(600_000);
    assert.deepEqual(site.starts(1), []);
    assert.match(site.why(1) ?? "", /may run one job at once, and 1 is under way/);
    site.ends("2.1.1");
    assert.deepEqual(site.starts(1), ["1.2.1"]);
  });

  it("may be soft: others go first then", () => {
    const site = aSite([{ user: "ada", soft: true, jobs: 1 }]);
    site.submit(job(1), job(2));
    assert.deepEqual(site.starts(1), ["1.1.1"]);
    site.submit(job(3, { user: "bob" }), job(4, { user: "bob" }));
    assert.deepEqual(site.starts(2), ["3.1.1", "4.1.1"]);
    assert.deepEqual(site.starts(1), ["2.1.1"]);
  });

  it("says with how much more of it the job would start", () => {
    const site = aSite([{ user: "*", jobs: 1 }]);
    site.submit(job(1), job(2));
    site.starts(8);
    site.cycle(site.fromBackend({ type: "agents", agents: [] }), site.inventory(["a1", 16, 64]));
    const changes = site.core.explain(2)?.changes ?? [];
    assert.deepEqual(changes, [
      { kind: "quota", scope: "account", project: "default", user: "ada", of: "jobs", limit: 2, more: 1 },
    ]);
  });

  it("is a whole number, and cannot be of hours", () => {
    assert.deepEqual(quotaFaults([{ user: "*", jobs: 2 }], undefined), []);
    assert.match(quotaFaults([{ jobs: -1 }], undefined).join(), /jobs is -1/);
  });
});
