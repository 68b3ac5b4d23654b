import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { HOUR_KINDS, QUOTA_WINDOWS, type HourBudget } from "../accounts/quota.ts";
import { DAY_MS, windowAt } from "../accounts/window.ts";
import { HourLedger, PER_HOUR } from "./hour-ledger.ts";

const HOUR = 3_600_000;
/** A Wednesday, in the middle of a month. */
const NOON = Date.UTC(2030, 4, 15, 12);
/** 0 = the site, 1 and 2 projects, 3 below 1 a part of it; then accounts. */
const PARENTS = [-1, 0, 0, 1, 1, 2, 3, 3];
const ACCOUNTS = [4, 5, 6, 7];
const parentOf = (node: number): number => PARENTS[node] ?? -1;
const ledger = () => new HourLedger(parentOf, NOON);
const cpus = (count: number) => ({ cpuHours: count * 1000, gpuHours: 0 });
const budget = (hours: number, window: HourBudget["window"] = "day"): HourBudget => ({
  kind: "cpuHours",
  hours,
  window,
});

describe("windows of the calendar", () => {
  it("begin at midnight, on Mondays, on the first of a month, in UTC", () => {
    assert.deepEqual(windowAt("day", NOON), {
      startMs: Date.UTC(2030, 4, 15),
      endMs: Date.UTC(2030, 4, 16),
    });
    assert.deepEqual(windowAt("week", NOON), {
      startMs: Date.UTC(2030, 4, 13),
      endMs: Date.UTC(2030, 4, 20),
    });
    assert.deepEqual(windowAt("month", NOON), {
      startMs: Date.UTC(2030, 4, 1),
      endMs: Date.UTC(2030, 5, 1),
    });
    assert.equal(new Date(windowAt("week", NOON).startMs).getUTCDay(), 1);
  });

  it("follow each other without a gap, and an instant lies in its own", () => {
    fc.assert(
      fc.property(fc.constantFrom(...QUOTA_WINDOWS), fc.integer({ min: 0, max: 4e12 }), (window, atMs) => {
        const { startMs, endMs } = windowAt(window, atMs);
        assert.ok(startMs <= atMs && atMs < endMs);
        assert.equal(windowAt(window, endMs).startMs, endMs);
        assert.equal(windowAt(window, startMs - 1).endMs, startMs);
      }),
    );
  });
});

describe("a budget of hours", () => {
  it("is used up at the instant that was foretold, not before", () => {
    const hours = ledger();
    hours.setBudgets(1, [budget(4)]);
    hours.begin(4, cpus(2), NOON);
    assert.equal(hours.nextMs(), NOON + 2 * HOUR);
    assert.equal(hours.budgets(1)[0]?.exhaustedAtMs, NOON + 2 * HOUR);
    assert.deepEqual(hours.advance(NOON + 2 * HOUR - 1), []);
    assert.deepEqual(hours.advance(NOON + 2 * HOUR), [1]);
    assert.equal(hours.isExhausted(1), true);
  });

  it("comes back when its window ends, while what runs counts in the next one from its beginning", () => {
    const hours = ledger();
    hours.setBudgets(1, [budget(4)]);
    hours.begin(4, cpus(2), NOON);
    hours.advance(NOON + 2 * HOUR);
    const midnight = Date.UTC(2030, 4, 16);
    assert.equal(hours.nextMs(), midnight);
    assert.deepEqual(hours.advance(midnight + HOUR), [1]);
    assert.equal(hours.budgets(1)[0]?.usedHours, 2);
    assert.equal(hours.nextMs(), midnight + 2 * HOUR);
  });

  it("counts what all below the node use, and is of no concern to its neighbours", () => {
    const hours = ledger();
    hours.setBudgets(1, [budget(6)]);
    hours.begin(4, cpus(1), NOON);
    hours.begin(6, cpus(2), NOON);
    hours.begin(5, cpus(100), NOON);
    assert.deepEqual(hours.advance(NOON + HOUR), []);
    assert.equal(hours.budgets(1)[0]?.usedHours, 3);
    assert.equal(hours.nextMs(), NOON + 2 * HOUR);
  });

  it("that is set later knows what was used before it", () => {
    const hours = ledger();
    hours.book(4, { cpuHours: PER_HOUR.cpuHours, gpuHours: 0 }, NOON - 3 * DAY_MS);
    hours.begin(4, cpus(1), NOON);
    hours.advance(NOON + HOUR);
    assert.equal(hours.setBudgets(1, [budget(5, "month")]), false);
    assert.equal(hours.budgets(1)[0]?.usedHours, 2);
    assert.equal(hours.setBudgets(1, [budget(2, "month")]), true);
    assert.equal(hours.setBudgets(1, []), false);
  });

  it("of 0 is used up at once and for ever; one that is raised from 0 is free", () => {
    const hours = ledger();
    assert.equal(hours.setBudgets(1, [budget(0)]), true);
    assert.deepEqual(hours.advance(NOON + 3 * DAY_MS), []);
    assert.equal(hours.isExhausted(1), true);
    assert.equal(hours.setBudgets(1, [budget(1)]), false);
  });

  it("says what was booked beyond it with the next step of time", () => {
    const hours = ledger();
    hours.setBudgets(1, [budget(1)]);
    hours.book(4, { cpuHours: PER_HOUR.cpuHours, gpuHours: 0 }, NOON);
    assert.deepEqual(hours.advance(NOON), [1]);
  });
});

/** One task: who it belongs to, what it burns, when it ran. */
interface Task {
  readonly account: number;
  readonly burn: { readonly cpuHours: number; readonly gpuHours: number };
  readonly fromMs: number;
  toMs: number;
}

type Action =
  | { readonly do: "begin"; readonly account: number; readonly cpu: number; readonly gpu: number }
  | { readonly do: "end"; readonly which: number }
  | { readonly do: "pass"; readonly ms: number }
  | { readonly do: "budgets"; readonly node: number; readonly budgets: readonly HourBudget[] }
  | { readonly do: "restart" };

const someBudget: fc.Arbitrary<HourBudget> = fc.record({
  kind: fc.constantFrom(...HOUR_KINDS),
  hours: fc.integer({ min: 0, max: 60 }),
  window: fc.constantFrom(...QUOTA_WINDOWS),
});
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    do: fc.constant("begin" as const),
    account: fc.constantFrom(...ACCOUNTS),
    cpu: fc.integer({ min: 0, max: 8000 }),
    gpu: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({ do: fc.constant("end" as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 2 * DAY_MS }) }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 2 * HOUR }) }),
  fc.record({
    do: fc.constant("budgets" as const),
    node: fc.nat(PARENTS.length - 1),
    budgets: fc.array(someBudget, { maxLength: 2 }),
  }),
  fc.record({ do: fc.constant("restart" as const) }),
);

describe("hours under any history", () => {
  /** The slow way: every task that ever ran, cut to the window, for all accounts at or below the node. */
  const usedBy = (tasks: readonly Task[], node: number, of: HourBudget, nowMs: number): number => {
    const { startMs, endMs } = windowAt(of.window, nowMs);
    const isBelow = (account: number): boolean => {
      for (let at = account; at >= 0; at = parentOf(at)) if (at === node) return true;
      return false;
    };
    return tasks
      .filter(({ account }) => isBelow(account))
      .reduce((sum, { burn, fromMs, toMs }) => {
        const ms = Math.min(toMs, nowMs, endMs) - Math.max(fromMs, startMs);
        return sum + burn[of.kind] * Math.max(0, ms);
      }, 0);
  };

  it("equal the sum over all tasks, and a budget is used up exactly when the sum reaches it", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        let nowMs = NOON;
        let hours = ledger();
        let told = new Set<number>();
        const tasks: Task[] = [];
        const budgets = new Map<number, readonly HourBudget[]>();
        const isUsedUp = (node: number) =>
          (budgets.get(node) ?? []).some(
            (of) => usedBy(tasks, node, of, nowMs) >= of.hours * PER_HOUR[of.kind],
          );
        const note = (changed: readonly number[]) => {
          for (const node of changed) if (!told.delete(node)) told.add(node);
        };
        /** As a scheduler does it: woken at `nextMs` and at no other time. */
        const pass = (untilMs: number) => {
          while (hours.nextMs() <= untilMs) {
            nowMs = Math.max(nowMs, hours.nextMs());
            note(hours.advance(nowMs));
            for (const node of budgets.keys()) assert.equal(told.has(node), isUsedUp(node), `node ${node}`);
          }
          nowMs = untilMs;
          assert.deepEqual(hours.advance(nowMs), [], "something changed that was not foretold");
        };
        for (const act of actions) {
          switch (act.do) {
            case "begin": {
              const burn = { cpuHours: act.cpu, gpuHours: act.gpu };
              tasks.push({ account: act.account, burn, fromMs: nowMs, toMs: Infinity });
              hours.begin(act.account, burn, nowMs);
              break;
            }
            case "end": {
              const running = tasks.filter(({ toMs }) => toMs === Infinity);
              const task = running[act.which % Math.max(1, running.length)];
              if (task === undefined) break;
              task.toMs = nowMs;
              hours.end(task.account, task.burn);
              break;
            }
            case "pass":
              pass(nowMs + act.ms);
              break;
            case "budgets":
              budgets.set(act.node, act.budgets);
              if (hours.setBudgets(act.node, act.budgets)) told.add(act.node);
              else told.delete(act.node);
              break;
            case "restart": {
              // What ended is known by the hour of its end, day by day here; what runs by its beginning.
              const next = new HourLedger(parentOf, nowMs);
              for (const { account, burn, fromMs, toMs } of tasks) {
                if (toMs === Infinity) {
                  next.begin(account, burn, fromMs);
                  continue;
                }
                for (let atMs = fromMs; atMs < toMs;) {
                  const untilMs = Math.min(toMs, (Math.floor(atMs / DAY_MS) + 1) * DAY_MS);
                  const ms = untilMs - atMs;
                  const part = { cpuHours: burn.cpuHours * ms, gpuHours: burn.gpuHours * ms };
                  next.book(account, part, atMs);
                  atMs = untilMs;
                }
              }
              hours = next;
              told = new Set(
                [...budgets].flatMap(([node, all]) => (hours.setBudgets(node, all) ? [node] : [])),
              );
              break;
            }
            default:
              act satisfies never;
          }
          pass(nowMs);
          for (const [node, all] of budgets) {
            assert.equal(hours.isExhausted(node), isUsedUp(node), `node ${node} after ${act.do}`);
            hours.budgets(node).forEach((view, at) => {
              const of = all[at];
              assert.ok(of !== undefined);
              assert.equal(view.usedHours, usedBy(tasks, node, of, nowMs) / PER_HOUR[of.kind]);
            });
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
