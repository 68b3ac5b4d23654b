import type { Used } from "./daily-use.ts";
import type { Order } from "./order.ts";

/**
 * A policy gives the fair-share order. It is pure: no clock, no chance, nothing kept; the same figures give the same keys.
 * There are two kinds, by what a key rests on:
 *
 * - An `Order` has the key of one node by itself. What it promises (`stable`) decides whether keys are kept.
 * - A `SnapshotPolicy` has keys that rest on everybody's figures, so that all change when one does. They are reckoned for
 *   all accounts at once, at most once in `SNAPSHOT_MS`, and hold until the next time; in between a decision costs what
 *   it costs with monotone keys.
 */
export type Policy = Order | SnapshotPolicy;

export const SNAPSHOT_MS = 1000;

export interface SnapshotPolicy {
  readonly name: string;
  /** What it was made with, so that it can be made again elsewhere. */
  readonly settings: Readonly<Record<string, number>>;
  /** @returns the key of a job of an account, from now until the next snapshot: the smallest goes first, never NaN */
  keysAt(snapshot: Snapshot): (account: number, job: number) => number;
  /** For playing on from now, beside what happens: what it knows stays as it is. Absent: it knows nothing by itself. */
  still?(): SnapshotPolicy;
}

/** Everybody's figures at one moment. */
export interface Snapshot {
  /** Accounts with something to start, each with its first job and how long that has waited. */
  readonly waiting: readonly { readonly account: number; readonly job: number; readonly waitedMs: number }[];
  figures(account: number): AccountFigures;
  /** How long a job has waited at that moment; less than 0 for one that came later. */
  waitedMs(job: number): number;
  /** How long a job may run at most; `undefined`: it does not say. */
  walltimeMs(job: number): number | undefined;
}

export interface AccountFigures {
  readonly user: string;
  readonly project: string;
  /** Of the user in the project, and of the project, see `ShareTree`. */
  readonly weight: number;
  readonly projectWeight: number;
  /** What ended tasks used: of the user in all projects, and of the project. */
  readonly userUsed: Used;
  readonly projectUsed: Used;
}

export function isSnapshotPolicy(policy: Policy): policy is SnapshotPolicy {
  return "keysAt" in policy;
}
