import type { Used } from "./daily-use.ts";
import type { SnapshotPolicy } from "./policy.ts";

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

/**
 * It as a policy. Weights of 1 count as a priority of 50, and twice that as twice it, up to 100, as they were when the
 * accounts were imported. GoDocker 1.0 added up what jobs had asked for, however long they ran; here usage is what was
 * held × time, which is what is booked.
 */
export function godocker1Policy(weights: Godocker1Weights): SnapshotPolicy {
  return {
    name: "godocker-1",
    settings: { ...weights },
    keysAt: ({ figures, waitedMs, waiting }) => {
      const known = new Map<number, Godocker1Account>();
      const accountOf = (account: number, seconds: number): Godocker1Account => {
        const { projectWeight, weight, ...of } = figures(account);
        return {
          ...of,
          userPriority: priorityOf(weight),
          projectPriority: priorityOf(projectWeight),
          longestWaitSeconds: seconds,
          shortestWaitSeconds: seconds,
        };
      };
      for (const { account, waitedMs: ms } of waiting) known.set(account, accountOf(account, ms / 1000));
      const share = godocker1Shares([...known.values()], weights);
      return (account, job) => share(known.get(account) ?? accountOf(account, 0), waitedMs(job) / 1000);
    },
  };
}

function priorityOf(weight: number): number {
  return Math.min(100, weight * 50);
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
