// Shares and limits of projects and users, as they go over the wire.

/** What limits a place in the tree of projects and users: the site, a project, or a user in one. */
export interface Quota {
  /** `account`: a user in a project; `user`: in all projects together. */
  readonly scope: "site" | "project" | "account" | "user";
  readonly project?: string;
  readonly user?: string;
  readonly soft?: true;
  readonly limits: readonly QuotaLimit[];
}

export interface QuotaLimit {
  readonly of:
    | "cpus"
    | "memoryBytes"
    | "diskBytes"
    | "gpus"
    | "tasks"
    | "jobs"
    | "queuedJobs"
    | "queuedTasks"
    | "arrayTasks"
    | "cpuHours"
    | "gpuHours";
  readonly limit: number;
  /** Now; of hours in this window. */
  readonly used?: number;
  readonly left?: number;
  /** Of hours, by the calendar. */
  readonly window?: "day" | "week" | "month";
  readonly returnsAt?: string;
  readonly usedUpAt?: string;
  readonly isUsedUp?: true;
}

export interface ShareTree {
  readonly at: string;
  readonly policy: string;
  /** The site first, parents before children. */
  readonly items: readonly Share[];
}

export interface Share {
  readonly scope: "site" | "project" | "account";
  readonly project?: string;
  readonly user?: string;
  readonly parent?: string;
  readonly weight: number;
  readonly held: number;
  readonly usedCpuHours: number;
  readonly key: number;
  readonly position?: number;
  readonly runningTasks: number;
}

export interface Licence {
  readonly name: string;
  readonly total: number;
  readonly inUse: number;
}

export interface Whoami {
  readonly user: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}
