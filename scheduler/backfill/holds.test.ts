import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Holds } from "./holds.ts";
import { Outlooks } from "./outlook.ts";
import { amounts } from "./outlook.builders.ts";
import { playSmallWorld, someSmallWorld, type SmallTask, type SmallWorld } from "./small-world.builders.ts";

const everywhere = { tasks: 1, admits: () => true } as const;
const MINUTE = 60_000;

/** Agents of 8 cpus; on each some one-cpu tasks, by the minute at which they end at the latest. */
function cluster(...limits: readonly (readonly number[])[]): Outlooks {
  const outlooks = new Outlooks({ assumedMs: () => 60 * MINUTE });
  for (const [agent, minutes] of limits.entries()) {
    outlooks.setFree(agent, amounts(8 - minutes.length));
    for (const [at, minute] of minutes.entries())
      outlooks.start(agent, `t${at}`, { sinceMs: 0, limitMs: minute * MINUTE, amounts: amounts(1) });
  }
  return outlooks;
}

describe("room that is kept for a wide job", () => {
  it("is on the agent that will have it first", () => {
    const holds = new Holds(cluster([10, 20, 50], [30, 30]));
    const hold = holds.keep({ job: 12, need: amounts(8), ...everywhere }, 0);
    assert.deepEqual([hold?.parts, hold?.startMs], [new Map([[1, 1]]), 30 * MINUTE]);
  });

  it("may be used by all who are over by then, and by nobody else when all of it is needed", () => {
    const holds = new Holds(cluster([10, 30]));
    holds.keep({ job: 12, need: amounts(8), ...everywhere }, 0);
    assert.deepEqual(holds.allowance(0, 0), { startMs: 30 * MINUTE, spare: amounts(0) });
  });

  it("leaves to those who take longer what is left over at that time", () => {
    const holds = new Holds(cluster([10, 30]));
    holds.keep({ job: 12, need: amounts(7), ...everywhere }, 0);
    assert.deepEqual(holds.allowance(0, 0), { startMs: 10 * MINUTE, spare: amounts(0) });
    const roomy = new Holds(cluster([10, 10, 30]));
    roomy.keep({ job: 12, need: amounts(6), ...everywhere }, 0);
    assert.deepEqual(roomy.allowance(0, 0), { startMs: 10 * MINUTE, spare: amounts(1) });
  });

  it("is for each job on agents of its own", () => {
    const holds = new Holds(cluster([10], [20], [30]));
    const agents = [12, 13, 14, 15].map((job) => {
      const hold = holds.keep({ job, need: amounts(8), ...everywhere }, 0);
      return hold === undefined ? "none" : [...hold.parts.keys()].join();
    });
    assert.deepEqual(agents, ["0", "1", "2", "none"]);
    holds.drop(12);
    assert.deepEqual(holds.keep({ job: 15, need: amounts(8), ...everywhere }, 0)?.parts, new Map([[0, 1]]));
  });

  it("moves to an agent that is free earlier than was thought, unless it is being collected", () => {
    for (const pinned of [false, true]) {
      const outlooks = cluster([10], [20]);
      const holds = new Holds(outlooks);
      holds.keep({ job: 12, need: amounts(8), ...everywhere }, 0);
      if (pinned) holds.pin(12);
      outlooks.end(1, "t0");
      outlooks.setFree(1, amounts(8));
      holds.improve(MINUTE);
      assert.deepEqual([...(holds.of(12)?.parts.keys() ?? [])], [pinned ? 0 : 1]);
    }
  });

  it("moves away from an agent that may not be used any more, collected or not", () => {
    const banned = new Set<number>();
    const holds = new Holds(cluster([10], [20]));
    holds.keep({ job: 12, need: amounts(8), tasks: 1, admits: (agent) => !banned.has(agent) }, 0);
    holds.pin(12);
    banned.add(0);
    holds.look(0);
    holds.improve(MINUTE);
    assert.deepEqual([holds.of(12)?.startMs, holds.on(0)], [20 * MINUTE, undefined]);
  });

  it("is of several agents for a gang, all of them until the last one is ready", () => {
    const holds = new Holds(cluster([10], [20], [50]));
    const hold = holds.keep({ job: 12, need: amounts(4), tasks: 4, admits: () => true }, 0);
    assert.deepEqual([hold?.startMs, hold?.parts.size], [10 * MINUTE, 3]);
    const whole = holds.keep({ job: 12, need: amounts(4), tasks: 5, admits: () => true }, 0);
    assert.deepEqual(whole?.startMs, 20 * MINUTE);
    for (const agent of whole?.parts.keys() ?? [])
      assert.equal(holds.allowance(agent, 0)?.startMs, 20 * MINUTE);
  });

  it("is on agents of one value for a gang that wants them alike", () => {
    const holds = new Holds(cluster([10], [20], [15]));
    const groupOf = (agent: number) => ["r1", "r2", "r2"][agent];
    const hold = holds.keep({ job: 12, need: amounts(8), tasks: 2, admits: () => true, groupOf }, 0);
    assert.deepEqual([hold?.startMs, [...(hold?.parts.keys() ?? [])].sort()], [20 * MINUTE, [1, 2]]);
  });
});

describe("a job whose room is kept", () => {
  it("starts when that was promised, or before, whatever else comes", () => {
    fc.assert(
      fc.property(someSmallWorld(), (world) => {
        const { longestMs, promisedMs, startedMs } = playSmallWorld(world, "backfill");
        assert.ok(startedMs <= promisedMs, `promised for ${promisedMs}, started at ${startedMs}`);
        assert.ok(
          startedMs <= world.wide.comesMs + longestMs,
          "it waited longer than all that ran there could",
        );
      }),
      { numRuns: 300 },
    );
  });

  it("starts in the end also among tasks that say nothing of how long they take", () => {
    fc.assert(
      fc.property(someSmallWorld("some"), (world) => {
        assert.ok(playSmallWorld(world, "backfill").startedMs < Infinity);
      }),
    );
  });

  it("lets nothing stand still that would be over in time", () => {
    fc.assert(
      fc.property(someSmallWorld(), (world) => {
        assert.deepEqual(playSmallWorld(world, "backfill").idled, []);
      }),
    );
  });

  it("costs nothing where what comes is short: it runs on the kept room meanwhile", () => {
    const { backfilled, startedMs } = playSmallWorld(longAndShort, "backfill");
    assert.deepEqual([startedMs, backfilled > 0], [100_000, true]);
    const idle = playSmallWorld(longAndShort, "idle");
    assert.deepEqual([idle.startedMs, idle.backfilled], [100_000, 0]);
  });

  it("is late, and the check of the promise sees it, where the others do not keep to their allowance", () => {
    const late = fc.sample(someSmallWorld(), { numRuns: 300, seed: 1 }).filter((world) => {
      const { promisedMs, startedMs } = playSmallWorld(world, "blind");
      return startedMs > promisedMs;
    });
    assert.ok(late.length > 0);
    const { idled } = playSmallWorld(longAndShort, "idle");
    assert.ok(idled.length > 0, "room that stands idle is seen, too");
  });
});

const short: Omit<SmallTask, "comesMs"> = { cpus: 1, runMs: 10_000, limitMs: 10_000 };
/** One agent: a long task, then a wide job, then many short ones. */
const longAndShort: SmallWorld = {
  agents: [4],
  tasks: [
    { cpus: 1, runMs: 100_000, limitMs: 100_000, comesMs: 0 },
    ...Array.from({ length: 30 }, (_, at) => ({ ...short, comesMs: 1000 * (at + 2) })),
  ],
  wide: { cpus: 4, tasks: 1, comesMs: 1000 },
};
