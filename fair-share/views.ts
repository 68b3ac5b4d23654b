import type { HourKind, QuotaWindow, RunningKind } from "../accounts/quota.ts";

/** A node of the tree: neither name: the site; `project` alone; or a user in it. Of limits also a user in all projects. */
export interface NodeName {
  readonly project?: string;
  readonly user?: string;
}

/** A node of the tree of shares, as the leader sees it. */
export interface ShareView extends NodeName {
  /** What it is part of; absent: the site, or the site itself. */
  readonly parent?: string;
  readonly weight: number;
  /** Part of the scarcest resource of the site that it holds now, 0 … 1. */
  readonly held: number;
  /** Past usage in CPU hours, halved with each half-life. */
  readonly usedCpuHours: number;
  /** By which it is compared with its siblings: the smallest goes first. */
  readonly key: number;
  /** Among its siblings that have something to start, 1 goes first; absent: it has nothing to start. */
  readonly position?: number;
  readonly runningTasks: number;
}

/** What runs below a node that has limits, and what it used. */
export interface QuotaUse extends NodeName {
  /** `jobs`: where there are limits of jobs. */
  readonly running: Readonly<Record<Exclude<RunningKind, "jobs">, number>> & { readonly jobs?: number };
  readonly hours: readonly HourUse[];
}

export interface HourUse {
  readonly kind: HourKind;
  readonly window: QuotaWindow;
  readonly limitHours: number;
  readonly usedHours: number;
  readonly isExhausted: boolean;
  readonly exhaustedAtMs?: number;
  readonly windowEndsAtMs: number;
}

/** How many of a licence are taken. */
export interface LicenceUse {
  readonly name: string;
  readonly total: number;
  readonly inUse: number;
}

/** All of it at one moment. */
export interface AccountsView {
  readonly atMs: number;
  readonly policy: string;
  readonly shares: readonly ShareView[];
  readonly quotas: readonly QuotaUse[];
  readonly licences: readonly LicenceUse[];
}
