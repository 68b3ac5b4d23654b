import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../jobs/life/job.builders.ts";
import { sentences } from "../offers/sentences.ts";
import { aCore, callsOf, job, launched, launchedIds, vector } from "./core/core.builders.ts";

const cpus = (count: number) => ({ resources: someResources({ cpus: count }) });

describe("offers of one agent", () => {
  it("are as much together as they are in pieces", () => {
    const started = (pieces: readonly number[]) => {
      const c = aCore();
      c.connect();
      c.submit(...[3, 2, 1, 1, 2].map((count, n) => job(n + 1, cpus(count))));
      return launchedIds(c.cycle(...pieces.map((piece) => c.offer("a1", piece, 8))));
    };
    assert.deepEqual(started([1, 2, 3]), started([6]));
    assert.deepEqual(started([0.5, 0.5, 1, 4]), started([6]));
  });
  it("are no more when the same one is given twice", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1), job(2), job(3));
    const offer = c.offer("a1", 2);
    const decision = c.cycle(offer, offer);
    assert.deepEqual(launchedIds(decision), ["1.1.1", "2.1.1"]);
    assert.deepEqual(callsOf(decision, "launch")[0]?.order.offerIds, ["o1"]);
  });
});

describe("an agent that shrinks below what runs on it", () => {
  it("goes on with that, gets nothing more, and is not thought to be as large as before", () => {
    const c = aCore();
    c.connect();
    c.cycle(c.inventory(["a1", 8, 64]));
    c.submit(job(1, cpus(4)), job(2, cpus(4)), job(3, cpus(3)));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 8))), ["1.1.1", "2.1.1"]);
    c.cycle(c.inventory(["a1", 2, 64]));
    assert.ok(c.core.explain(3)?.causes.some((cause) => cause.kind === "never_fits"));
    c.cycle(c.status("1.1.1", "finished"));
    assert.deepEqual(c.core.agents()[0]?.free.cpusMilli, 2000, "no more than it has");
    c.submit(job(4, cpus(2)));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 2))), ["4.1.1"]);
    c.cycle(c.inventory(["a1", 8, 64]), c.status("2.1.1", "finished"));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 6))), ["3.1.1"]);
  });
});

describe("a clock that steps back", () => {
  it("undoes nothing: what could start may start, who has used more has used more", () => {
    const c = aCore();
    c.connect();
    c.submit(job(1, { user: "ada" }), job(2, { user: "ada" }));
    c.cycle(c.offer("a1", 1));
    c.advance(60_000);
    c.submit(job(3, { user: "bob" }));
    c.advance(-3_600_000);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a2", 1))), ["3.1.1"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a3", 1))), ["2.1.1"]);
    const timerMs = c.core.nextTimerMs();
    assert.ok(timerMs !== undefined && timerMs >= 1_060_000);
  });
});

describe("very much of one kind", () => {
  it("one user's thousands of jobs before everybody else's few: these start at once all the same", () => {
    const c = aCore();
    c.connect();
    c.submit(...Array.from({ length: 6000 }, (_, n) => job(n + 1, { user: "ada" })));
    c.cycle(c.offer("a1", 4));
    c.advance(1000);
    c.submit(...Array.from({ length: 10 }, (_, n) => job(n + 30_000, { user: `user${n}` })));
    const others = new Set(launched(c.cycle(c.offer("a2", 10))).map((attempt) => attempt.job));
    assert.deepEqual(
      [...others],
      Array.from({ length: 10 }, (_, n) => n + 30_000),
    );
    const explanation = c.core.explain(6000);
    assert.ok(explanation !== undefined);
    assert.match(sentences(explanation).join("\n"), /5000 or more of your own jobs/);
  });

  it("thousands of different sizes: each agent gets what fits it, in order", () => {
    const c = aCore();
    c.connect();
    const size = (n: number) => ({
      resources: someResources({ cpus: 1, memoryBytes: (1024 + n) * 1024 ** 2 }),
    });
    c.submit(...Array.from({ length: 3000 }, (_, n) => job(n + 1, size(3000 - n))));
    const exact = { resources: { ...vector(1, 0), memMib: 1024 + 1500 } };
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1, 0, exact))), ["1501.1.1"]);
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 1, 0, exact))), ["1502.1.1"]);
    const two = { resources: { ...vector(2, 0), memMib: 2 * (1024 + 2) } };
    assert.deepEqual(
      launchedIds(c.cycle(c.offer("a2", 2, 0, two))),
      ["1973.1.1"],
      "the first of those that fit",
    );
  });

  it("an attribute of its own on each of thousands of agents: jobs find the one that they name", () => {
    const c = aCore();
    c.connect();
    const tags = Array.from({ length: 2000 }, (_, n) => `tag${n}`);
    c.cycle(c.inventory(...tags.map((tag, n) => [`a${n}`, 1, 64, { attributes: { [tag]: "x" } }] as const)));
    c.submit(
      ...[7, 1999].map((n) =>
        job(n + 1, { constraints: [{ attribute: tags[n] ?? "", op: "eq", values: ["x"] }] }),
      ),
    );
    const offers = tags.map((tag, n) => c.offer(`a${n}`, 1, 64, { attributes: { [tag]: "x" } }));
    assert.deepEqual(
      launched(c.cycle(...offers)).map(({ job: id, placement }) => [id, placement.agentId]),
      [
        [8, "a7"],
        [2000, "a1999"],
      ],
    );
  });
});
