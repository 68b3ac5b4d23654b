import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Affinity } from "../../jobs/spec/affinity.ts";
import { someResources } from "../../jobs/life/job.builders.ts";
import { sentences } from "../../offers/sentences.ts";
import { faultsOf } from "../../simulation/checkers/check-explanation.ts";
import { aCore, job, launched, vector } from "../core/core.builders.ts";

const RACKS: Readonly<Record<string, string>> = { a1: "r1", a2: "r1", a3: "r2" };
const of = (id: string) => ({ attributes: RACKS[id] === undefined ? {} : { rack: RACKS[id] } });

/** Four machines in two racks and one in none, all offered with 8 CPUs at once. */
function site() {
  const c = aCore();
  c.connect();
  c.cycle(
    c.inventory(["a1", 8, 64, of("a1")], ["a2", 8, 64, of("a2")], ["a3", 8, 64, of("a3")], ["a4", 8, 64]),
  );
  const offer = (id: string, cpus: number) => c.offer(id, cpus, 64, of(id));
  const offerAll = () => c.cycle(...["a1", "a2", "a3", "a4"].map((id) => offer(id, 8)));
  const on = (decision: Parameters<typeof launched>[0]) =>
    launched(decision).map(({ job: id, placement }) => `${id} ${placement.agentId}`);
  const why = (id: number) => {
    const explanation = c.core.explain(id);
    assert.ok(explanation !== undefined);
    assert.deepEqual(faultsOf(c.core.dump(), explanation), []);
    return sentences(explanation).join("\n");
  };
  return { ...c, offer, offerAll, on, why };
}

const spread = (affinity: Affinity, tasks: number) => ({
  array: { from: 0, to: tasks - 1, step: 1 },
  affinity: [affinity],
});

describe("the tasks of an array", () => {
  it("run on a machine each where they are unique by machine, and the others wait", () => {
    const c = site();
    c.submit(job(1, spread({ attribute: "hostname", op: "unique" }, 6)));
    assert.deepEqual(c.on(c.offerAll()).toSorted(), ["1 a1", "1 a2", "1 a3", "1 a4"]);
    assert.match(c.why(1), /4 with room, where another of its tasks runs there/);
    c.cycle(c.status("1-2.1.1", "finished"));
    const on = c.on(c.offerAll());
    assert.equal(on.length, 1, "as one has ended");
  });

  it("run on another value each where they are unique by an attribute, and not where there is none", () => {
    const c = site();
    c.submit(job(1, spread({ attribute: "rack", op: "unique" }, 6)));
    const on = c.on(c.offerAll());
    assert.equal(on.length, 2);
    assert.ok(on.includes("1 a3") && !on.includes("1 a4"), on.join());
  });

  it("are spread evenly where they are balanced", () => {
    const c = site();
    c.submit(job(1, spread({ attribute: "rack", op: "balanced" }, 6)));
    const on = c.on(c.offerAll());
    assert.equal(on.length, 6);
    assert.equal(on.filter((one) => one === "1 a3").length, 3);
  });

  it("wait for the emptier value where they are balanced", () => {
    const c = site();
    c.submit(job(1, spread({ attribute: "rack", op: "balanced" }, 6)));
    assert.equal(c.on(c.cycle(c.offer("a1", 8))).length, 1);
    assert.match(c.why(1), /it is next/);
    assert.deepEqual(c.on(c.cycle(c.offer("a3", 8))), ["1 a3", "1 a3"], "never two more than elsewhere");
  });
});

describe("a job that goes by another one", () => {
  it("runs on its machine, and waits while nothing of it runs", () => {
    const c = site();
    c.submit(job(2, { affinity: [{ attribute: "hostname", op: "with", job: 1 }] }));
    assert.deepEqual(c.on(c.offerAll()), []);
    assert.match(c.why(2), /4 with room, where no task of job 1 runs there/);
    c.submit(job(1));
    const on = c.on(c.offerAll());
    assert.equal(on.length, 2);
    assert.equal(on[0]?.slice(2), on[1]?.slice(2), on.join());
  });

  it("runs in its rack, by attribute", () => {
    const c = site();
    c.submit(job(1), job(2, { affinity: [{ attribute: "rack", op: "with", job: 1 }] }));
    assert.deepEqual(c.on(c.cycle(c.offer("a3", 1))), ["1 a3"]);
    assert.deepEqual(c.on(c.cycle(c.offer("a1", 8), c.offer("a4", 8))), []);
    assert.deepEqual(c.on(c.cycle(c.offer("a3", 7))), ["2 a3"]);
  });

  it("runs apart from it, also when both could start in one turn", () => {
    const c = site();
    c.submit(job(1), job(2, { affinity: [{ attribute: "hostname", op: "apart", job: 1 }] }));
    assert.deepEqual(c.on(c.cycle(c.offer("a1", 8))), ["1 a1"]);
    assert.deepEqual(c.on(c.cycle(c.offer("a1", 7), c.offer("a2", 8))), ["2 a2"]);
    c.cycle(c.status("1.1.1", "finished"));
  });

  it("leaves room that it may not use to others in the same cycle", () => {
    const c = site();
    c.submit(job(1), job(2, { affinity: [{ attribute: "hostname", op: "apart", job: 1 }] }), job(3));
    assert.deepEqual(c.on(c.cycle(c.offer("a1", 2))), ["1 a1", "3 a1"]);
  });
});

describe("a job that wants to be with another one", () => {
  it("may have what can be taken away there, if it is preemptible", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 8, 64], ["a2", 8, 64]));
    c.submit(job(1, { resources: someResources({ cpus: 8 }) }));
    c.cycle(c.offer("a1", 8));
    const affinity: readonly Affinity[] = [{ attribute: "hostname", op: "with", job: 1 }];
    c.submit(job(2, { affinity, preemptible: true }), job(3, { affinity }));
    const decision = c.cycle(c.offer("a1", 0, 0, { revocable: vector(2, 4) }));
    assert.deepEqual(
      launched(decision).map(({ job: id, placement }) => [id, placement.agentId]),
      [[2, "a1"]],
    );
  });
});

describe("a task after which others may start elsewhere than before", () => {
  it("is followed by the next of the same array, before those fair-share order is later", () => {
    const c = site();
    c.submit(job(1, spread({ attribute: "hostname", op: "balanced" }, 4)), job(2), job(3));
    assert.deepEqual(
      c.on(c.cycle(c.offer("a1", 1), c.offer("a2", 1), c.offer("a3", 1))).map((one) => one.slice(0, 1)),
      ["1", "1", "1"],
    );
  });
});
