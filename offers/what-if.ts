import type { NewJob } from "../jobs/life/job.ts";
import type { ForecastBasis } from "./forecast.ts";

/** What might be otherwise. Nothing of it is done: it is played on a copy of what is live. */
export interface WhatIf {
  readonly policy?: "fair-share" | "fifo";
  readonly halfLifeMs?: number;
  /** Laid over those of the configuration, by name: a project, or `project/user`. */
  readonly shares?: readonly { readonly name: string; readonly weight: number }[];
  /** More agents like one that is there, by its hostname; without reservations of others. */
  readonly addAgents?: readonly { readonly like: string; readonly count: number }[];
  /** Hostnames: nothing new starts there, and what runs ends in its time. */
  readonly removeAgents?: readonly string[];
  /** Jobs that are submitted now; their ids are only names here. */
  readonly submit?: readonly NewJob[];
  /** Jobs that are cancelled now. */
  readonly cancel?: readonly number[];
}

/** When jobs would start without and with it. */
export interface WhatIfAnswer {
  /** The instant that was played on from. */
  readonly atMs: number;
  readonly basis: ForecastBasis;
  readonly rollouts: number;
  /** Of the jobs that wait now: how many would start earlier, later, about when they would anyway. */
  readonly earlier: number;
  readonly later: number;
  readonly same: number;
  /** Of which nothing can be said, without or with it. */
  readonly unknown: number;
  /** Those whose start moves most come first; at most 1000. Times are medians; absent: nothing can be said. */
  readonly jobs: readonly { readonly job: number; readonly beforeMs?: number; readonly afterMs?: number }[];
  /** Jobs of `submit`, in its order. */
  readonly submitted: readonly { readonly p50Ms?: number; readonly p90Ms?: number }[];
}

/** Why there is no answer. */
export interface WhatIfRefusal {
  readonly refused: "busy" | "too_many_jobs" | "too_long" | "unknown_agent" | "contradiction";
  readonly detail: string;
}
