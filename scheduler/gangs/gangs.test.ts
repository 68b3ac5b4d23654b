import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anAttempt } from "../../jobs/life/job.builders.ts";
import type { JobStatus } from "../../jobs/life/job.ts";
import { slotsIn } from "../backfill/earliest-gang.ts";
import { Outlooks } from "../backfill/outlook.ts";
import { amounts, someHistory } from "../backfill/outlook.builders.ts";
import { GangSlots } from "./gang-slots.ts";
import { mustering, strayed } from "./gang-tasks.ts";

const outlooks = () => new Outlooks({ assumedMs: () => 3_600_000 });
const sizes = (parts: ReadonlyMap<number, number> | undefined) =>
  parts === undefined ? undefined : [...parts].sort(([a], [b]) => a - b);

describe("the room for a gang", () => {
  const room = (...cpus: readonly number[]) => {
    const ahead = outlooks();
    for (const [agent, free] of cpus.entries()) ahead.setFree(agent, amounts(free));
    return ahead;
  };

  it("is counted in whole tasks on each agent, by whatever is scarcest there", () => {
    const ahead = room(5, 3);
    ahead.setFree(2, amounts(8, { memMib: 2048 }));
    const slots = new GangSlots(ahead, { need: amounts(2), admits: () => true });
    assert.equal(slots.most(0), 2 + 1 + 1);
  });

  it("is taken on as few agents as possible", () => {
    const slots = new GangSlots(room(2, 8, 4), { need: amounts(1), admits: () => true });
    assert.deepEqual(sizes(slots.place(10, 0)), [
      [1, 8],
      [2, 2],
    ]);
    assert.equal(slots.place(15, 0), undefined);
  });

  it("is in one group where all must be alike, in the one that is left with the least", () => {
    const groupOf = (agent: number) => ["a", "a", "b", "b", undefined][agent];
    const slots = new GangSlots(room(4, 4, 3, 3, 64), { need: amounts(1), admits: () => true, groupOf });
    assert.equal(slots.most(0), 8);
    assert.deepEqual(
      sizes(slots.place(6, 0))?.map(([agent]) => agent),
      [2, 3],
    );
    assert.deepEqual(
      sizes(slots.place(7, 0))?.map(([agent]) => agent),
      [0, 1],
    );
    assert.equal(slots.place(9, 0), undefined);
  });

  it("is, whatever changed, as if it were counted anew", () => {
    fc.assert(
      fc.property(someHistory(), fc.integer({ min: 1, max: 4 }), fc.boolean(), (history, cpus, alike) => {
        const ahead = outlooks();
        const banned = new Set<number>();
        const admits = (agent: number) => !banned.has(agent);
        const groupOf = (agent: number) => (agent === 5 ? undefined : String(agent % 2));
        const gang = { need: amounts(cpus), admits, ...(alike ? { groupOf } : {}) };
        const slots = new GangSlots(ahead, gang);
        let nowMs = 0;
        for (const step of history) {
          nowMs += step.afterMs;
          step.apply(ahead, nowMs);
          if (step.bans !== undefined) {
            if (!banned.delete(step.bans)) banned.add(step.bans);
            slots.look(step.bans);
          }
          const sums = new Map<string, number>([["", 0]]);
          for (const agent of ahead.agents()) {
            const group = alike ? groupOf(agent) : "";
            if (banned.has(agent) || group === undefined) continue;
            const free = slotsIn(ahead.freeAt(agent, -Infinity, nowMs), amounts(cpus));
            sums.set(group, (sums.get(group) ?? 0) + free);
          }
          const most = Math.max(...sums.values());
          assert.equal(slots.most(nowMs), most);
          const place = slots.place(Math.max(1, most), nowMs);
          assert.equal(place === undefined, most === 0);
          for (const [agent, part] of place ?? [])
            assert.ok(part <= slotsIn(ahead.freeAt(agent, -Infinity, nowMs), amounts(cpus)));
        }
      }),
    );
  });
});

describe("a gang that was launched", () => {
  const status = (fields: Partial<JobStatus>): JobStatus => ({
    state: "running",
    stateSinceMs: 0,
    waiting: [],
    retrying: {},
    starting: 0,
    running: 0,
    stopping: 0,
    unreachable: 0,
    succeeded: [],
    failed: [],
    cancelled: [],
    ...fields,
  });
  const two = [anAttempt({ element: 0 }), anAttempt({ element: 1, state: "stopping" })];

  it("is stopped, as far as it is not yet, when one of its tasks waits again", () => {
    assert.deepEqual(strayed(status({ waiting: [[2, 2]] }), two), [two[0]]);
  });

  it("goes on with those that are left when one has ended for good", () => {
    assert.deepEqual(strayed(status({ failed: [[2, 2]] }), two), []);
  });

  it("starts again only when nothing of it is live any more, and none of its pauses lasts", () => {
    const waits = status({ waiting: [[0, 63]] });
    assert.deepEqual([mustering(waits, 1, 0), mustering(waits, 0, 0)], [0, 64]);
    const pauses = { ...waits, retrying: { 3: { attempts: 1, charged: 0, eligibleAtMs: 1000 } } };
    assert.deepEqual([mustering(pauses, 0, 999), mustering(pauses, 0, 1000)], [0, 64]);
  });
});
