import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../../jobs/life/job.builders.ts";
import { changeSentences } from "../../offers/sentences.ts";
import { faultsOf } from "../../simulation/checkers/check-explanation.ts";
import { aCore, job, vector } from "../core/core.builders.ts";
import { limitClass, limitFloor } from "../state/time-limits.ts";

/** What is said would let job 1 start, after it was found to be true. */
function changesOf({ core }: ReturnType<typeof aCore>): readonly string[] {
  const explanation = core.explain(1);
  assert.ok(explanation !== undefined);
  assert.deepEqual(faultsOf(core.dump(), explanation), []);
  return changeSentences(explanation);
}

describe("the smallest change that would let a job start", () => {
  it("is the room that the nearest agent lacks", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["n1", 8, 64], ["n2", 8, 64], ["n3", 4, 64]));
    c.submit(job(1, { resources: someResources({ cpus: 6, ports: 2 }) }));
    const ports = [[31_000, 31_000]] as const;
    c.cycle(
      c.offer("n1", 5, 64, { ports }),
      c.offer("n2", 1, 64, { ports }),
      c.offer("n3", 4, 64, { ports }),
    );
    assert.deepEqual(changesOf(c), [
      "it could start with 1 more CPU and 1 more host port free on n1.example",
    ]);
  });

  it("is a shorter time limit where agents go away too soon", () => {
    const c = aCore({ maintenance: { policy: "finish", marginMs: 0, assumedMs: 60_000 } });
    c.connect();
    c.submit(job(1, { walltimeSeconds: 7200 }));
    c.cycle(
      c.offer("n1", 4, 64, { unavailability: { startMs: 1_000_000 + 1_230_000 } }),
      c.offer("n2", 4, 64, { unavailability: { startMs: 1_000_000 + 30_000 } }),
    );
    assert.deepEqual(changesOf(c), ["it could start with a time limit of at most 20 m on n1.example"]);
  });

  it("is a higher limit, or more licences", () => {
    const c = aCore({ quotas: [{ project: "default", cpusMilli: 3000 }], licences: { matlab: 2 } });
    c.connect();
    c.submit(job(2, { resources: someResources({ cpus: 2, licences: { matlab: 1 } }) }));
    c.cycle(c.offer("n1", 8));
    c.submit(job(1, { resources: someResources({ cpus: 4 }) }));
    assert.deepEqual(changesOf(c), [
      "it could start if the project default might have 3 more CPUs at once (6)",
    ]);
    const other = aCore({ licences: { matlab: 2 } });
    other.connect();
    other.submit(job(2, { resources: someResources({ licences: { matlab: 1 } }) }));
    other.cycle(other.offer("n1", 8));
    other.submit(job(1, { resources: someResources({ licences: { matlab: 2 } }) }));
    assert.deepEqual(changesOf(other), ["it could start with 1 more licence of matlab"]);
  });

  it("is not told where two things keep it, or something of its own", () => {
    const c = aCore({ quotas: [{ project: "default", cpusMilli: 3000 }] });
    c.connect();
    c.cycle(c.inventory(["n1", 8, 64]));
    c.cycle(c.offer("n1", 1, 64, { resources: vector(1, 64) }));
    c.submit(job(1, { resources: someResources({ cpus: 4 }) }));
    assert.deepEqual(changesOf(c), []);
    const held = aCore();
    held.connect();
    held.submit(job(1, { hold: true, resources: someResources({ cpus: 4 }) }));
    held.cycle(held.inventory(["n1", 8, 64]), held.offer("n1", 1));
    assert.deepEqual(changesOf(held), []);
  });
});

describe("the longest limit of a class", () => {
  it("is the last whole second that is not counted as more", () => {
    for (const seconds of [1, 9, 10, 59, 60, 61, 119, 3599, 3601, 86_399, 90_000, 700_000]) {
      const floor = limitFloor(seconds);
      if (floor > 0) assert.ok(limitClass(floor * 1000) <= seconds, `${seconds}`);
      assert.ok(limitClass((floor + 1) * 1000) > seconds, `${seconds}`);
    }
  });
});
