import type { Order } from "./order.ts";

/** Settings of GoDocker 1.0's FairShare with their defaults there. */
export interface Godocker1Weights {
  readonly waitingTime: number;
  readonly userTime: number;
  readonly userCpu: number;
  readonly userRam: number;
  readonly groupTime: number;
  readonly groupCpu: number;
  readonly groupRam: number;
  readonly user: number;
  readonly group: number;
}
export const GODOCKER_1_WEIGHTS: Godocker1Weights = {
  waitingTime: 0.1,
  userTime: 1,
  userCpu: 0.2,
  userRam: 0.2,
  groupTime: 0.1,
  groupCpu: 0.01,
  groupRam: 0.01,
  user: 1,
  group: 1,
};

/** Booked at the end of a job: what it asked for, and for how many seconds it ran. */
export interface DayOfUsage {
  /** 0 = today. */
  readonly daysAgo: number;
  readonly cpu: number;
  readonly ram: number;
  readonly seconds: number;
}
export interface Used {
  readonly cpu: number;
  readonly ram: number;
  readonly seconds: number;
}
export const NOTHING_USED: Used = { cpu: 0, ram: 0, seconds: 0 };

/** 1.0 counts back from today and stops at the first day without data: who ran nothing today has used nothing. */
export function usedSinceGap(days: readonly DayOfUsage[]): Used {
  const byDay = new Map<number, Used>();
  for (const { daysAgo, cpu, ram, seconds } of days) {
    const so = byDay.get(daysAgo) ?? NOTHING_USED;
    byDay.set(daysAgo, { cpu: so.cpu + cpu, ram: so.ram + ram, seconds: so.seconds + seconds });
  }
  let sum = NOTHING_USED;
  for (let day = 0; ; day += 1) {
    const of = byDay.get(day);
    if (of === undefined) return sum;
    sum = { cpu: sum.cpu + of.cpu, ram: sum.ram + of.ram, seconds: sum.seconds + of.seconds };
  }
}

/** An account with waiting jobs, as 1.0 looks at it. */
export interface Godocker1Account {
  readonly user: string;
  /** `default` = no project. */
  readonly project: string;
  readonly userUsed: Used;
  readonly projectUsed: Used;
  /** 0 … 100; `undefined` counts as 50. */
  readonly userPriority: number | undefined;
  readonly projectPriority: number | undefined;
  readonly longestWaitSeconds: number;
  readonly shortestWaitSeconds: number;
}

const DEFAULT_PROJECT = "default";

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * FairShare of GoDocker 1.0, kept as it was: figures are spread between the smallest and the largest among those who
 * wait, so everybody's share changes when anybody comes, goes or has used something.
 *
 * @param accounts  all that wait now
 * @returns the share of a job by its account and its wait; the smallest goes first
 */
export function godocker1Shares(
  accounts: readonly Godocker1Account[],
  weights: Godocker1Weights,
): (account: Godocker1Account, waitSeconds: number) => number {
  const boundsOf = (figure: (account: Godocker1Account) => number): Bounds => {
    const figures = accounts.map(figure);
    return { low: smallest(figures), high: largest(figures) };
  };
  // Jobs without a project enter the bounds of projects as nothing, and are scored like the worst project.
  const ofProject = (of: (used: Used) => number): Bounds =>
    boundsOf(({ project, projectUsed }) => (project === DEFAULT_PROJECT ? 0 : of(projectUsed)));
  const wait = {
    low: smallest(accounts.map(({ shortestWaitSeconds }) => shortestWaitSeconds)),
    high: largest(accounts.map(({ longestWaitSeconds }) => longestWaitSeconds)),
  };
  const userTime = boundsOf(({ userUsed }) => userUsed.seconds);
  const userCpu = boundsOf(({ userUsed }) => userUsed.cpu);
  const userRam = boundsOf(({ userUsed }) => userUsed.ram);
  const groupTime = ofProject(({ seconds }) => seconds);
  const groupCpu = ofProject(({ cpu }) => cpu);
  const groupRam = ofProject(({ ram }) => ram);

  return ({ project, userUsed, projectUsed, userPriority, projectPriority }, waitSeconds) => {
    const none = project === DEFAULT_PROJECT;
    return (
      (1 - spread(waitSeconds, wait)) * weights.waitingTime +
      spread(userUsed.seconds, userTime) * weights.userTime +
      spread(userUsed.cpu, userCpu) * weights.userCpu +
      spread(userUsed.ram, userRam) * weights.userRam +
      spread(none ? groupTime.high : projectUsed.seconds, groupTime) * weights.groupTime +
      spread(none ? groupCpu.high : projectUsed.cpu, groupCpu) * weights.groupCpu +
      spread(none ? groupRam.high : projectUsed.ram, groupRam) * weights.groupRam +
      (1 - priority(userPriority)) * weights.user +
      (1 - (none ? 0.5 : priority(projectPriority))) * weights.group
    );
  };
}

/** What the order asks for: the state of those who wait, at the moment of a decision. */
export interface Godocker1View {
  waiting(): readonly Godocker1Account[];
  account(node: number): Godocker1Account;
  waitSeconds(job: number): number;
}

/** Not stable and of the job: every account that could start something is asked at every start. */
export function godocker1FairShareOrder(view: Godocker1View, weights: Godocker1Weights): Order {
  return {
    name: "godocker-1-fair-share",
    stable: false,
    ofJob: true,
    among: "accounts",
    key: (_tree, node, job) =>
      godocker1Shares(view.waiting(), weights)(view.account(node), view.waitSeconds(job)),
  };
}

/** 0 … 1 between the bounds; one half where they are less than 1 apart. */
function spread(figure: number, { low, high }: Bounds): number {
  return high - low < 1 ? 0.5 : (figure - low) / (high - low);
}
function priority(percent: number | undefined): number {
  return percent === undefined ? 0.5 : percent / 100;
}
function smallest(figures: readonly number[]): number {
  return figures.reduce((a, b) => Math.min(a, b), Infinity);
}
function largest(figures: readonly number[]): number {
  return figures.reduce((a, b) => Math.max(a, b), -Infinity);
}
