import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  type Godocker1Account,
  type Godocker1Weights,
  godocker1Policy,
  godocker1Shares,
  GODOCKER_1_WEIGHTS,
} from "./godocker-1.ts";
import { NOTHING_USED, usedSinceGap, type DayOfUsage } from "./daily-use.ts";

/** Recorded from GoDocker 1.3.1. */
interface Recorded {
  readonly name: string;
  readonly note: string;
  readonly tasks: readonly { id: number; project: string; user: string; waiting_seconds: number }[];
  readonly usage: readonly {
    id: string;
    key: "user" | "group";
    days_ago: number;
    cpu: number;
    ram: number;
    time: number;
  }[];
  readonly users_prio: Readonly<Record<string, number | null>>;
  readonly projects_prio: Readonly<Record<string, number>>;
  readonly weights: Readonly<Record<string, number>>;
  readonly order: readonly number[];
  readonly shares: Readonly<Record<string, number>>;
}

const file = join(import.meta.dirname, "testing", "godocker-1-shares.json");
const recorded = JSON.parse(readFileSync(file, "utf8")) as readonly Recorded[];

const SETTINGS: Readonly<Record<string, keyof Godocker1Weights>> = {
  fairshare_user_time_weight: "userTime",
  fairshare_waiting_time_weight: "waitingTime",
};

describe("the fair share of GoDocker 1.0", () => {
  for (const one of recorded) {
    it(`gives the recorded shares: ${one.name}${one.note === "" ? "" : ` (${one.note})`}`, () => {
      const accounts = one.tasks.map((task) => accountOf(one, task));
      const shares = godocker1Shares(accounts, weightsOf(one));
      const got = one.tasks.map((task, at) => {
        const account = accounts[at];
        assert.ok(account !== undefined);
        return { id: task.id, share: shares(account, task.waiting_seconds) };
      });
      for (const { id, share } of got) assert.equal(share, one.shares[id]);
      const order = got.toSorted((a, b) => a.share - b.share || a.id - b.id).map(({ id }) => id);
      assert.deepEqual(order, one.order);
    });

    it(`orders accounts as recorded: ${one.name}`, () => {
      const accounts = one.tasks.map((task) => accountOf(one, task));
      const find = <T>(items: readonly T[], at: number): T => {
        const item = items[at];
        assert.ok(item !== undefined);
        return item;
      };
      const keyOf = godocker1Policy(weightsOf(one)).keysAt({
        waiting: accounts.map(({ longestWaitSeconds }, at) => ({
          account: at + 1,
          job: at + 1,
          waitedMs: longestWaitSeconds * 1000,
        })),
        figures: (account) => {
          const { project, projectPriority, projectUsed, user, userPriority, userUsed } = find(
            accounts,
            account - 1,
          );
          const [weight, projectWeight] = [userPriority, projectPriority].map((of = 50) => of / 50);
          assert.ok(weight !== undefined && projectWeight !== undefined);
          return { user, project, userUsed, projectUsed, weight, projectWeight };
        },
        waitedMs: (job) => find(one.tasks, job - 1).waiting_seconds * 1000,
        walltimeMs: () => undefined,
      });
      const keyed = one.tasks.map(({ id }) => ({ id, key: keyOf(id, id) }));
      assert.deepEqual(
        keyed.toSorted((a, b) => a.key - b.key || a.id - b.id).map(({ id }) => id),
        one.order,
      );
    });
  }
});

function accountOf(of: Recorded, task: Recorded["tasks"][number]): Godocker1Account {
  const used = (key: "user" | "group", id: string) => {
    const days = of.usage
      .filter((row) => row.key === key && row.id === id)
      .map(({ days_ago, cpu, ram, time }): DayOfUsage => ({ daysAgo: days_ago, cpu, ram, seconds: time }));
    return days.length === 0 ? NOTHING_USED : usedSinceGap(days);
  };
  return {
    user: task.user,
    project: task.project,
    userUsed: used("user", task.user),
    projectUsed: used("group", task.project),
    userPriority: of.users_prio[task.user] ?? undefined,
    projectPriority: of.projects_prio[task.project],
    longestWaitSeconds: task.waiting_seconds,
    shortestWaitSeconds: task.waiting_seconds,
  };
}

function weightsOf(of: Recorded): Godocker1Weights {
  const weights: { -readonly [K in keyof Godocker1Weights]: number } = { ...GODOCKER_1_WEIGHTS };
  for (const [key, value] of Object.entries(of.weights)) {
    const setting = SETTINGS[key];
    assert.ok(setting !== undefined, key);
    weights[setting] = value;
  }
  return weights;
}
