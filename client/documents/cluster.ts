// Machines, offers and volumes, as they go over the wire.

/** Nothing new starts there, because somebody says so. */
export interface Closed {
  /** What is closed: the machine, or all of its cluster. */
  readonly of: "node" | "executor";
  readonly reason?: string;
  readonly by: string;
  readonly since: string;
  /** What still runs then is stopped, and tried elsewhere. */
  readonly deadline?: string;
}

export interface Node {
  readonly id: string;
  readonly executor: string;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly active: boolean;
  /** The cluster that has its machine, too, and keeps it: nothing starts here. */
  readonly sharedWith?: string;
  readonly closed?: Closed;
  readonly total: Amounts;
  readonly free: Amounts;
  readonly tasks: number;
  /** How far it is trusted with tasks; absent: as others are. */
  readonly trust?: {
    readonly state: "wary" | "held" | "quarantined" | "probation" | "throttled";
    readonly until?: string;
  };
}

/** Whether there is room for a job that waits. */
export interface Match {
  readonly job: number;
  readonly name: string;
  readonly user: string;
  readonly project: string;
  /** What is kept for others, and fair-share order, is not looked at. */
  readonly fits: boolean;
  /** The first thing that keeps it from there. */
  readonly lacking?: string;
  readonly sentence: string;
}

/** An offer of a cluster, and what became of it. */
export interface Offer {
  readonly id: string;
  readonly executor: string;
  readonly nodeId: string;
  readonly hostname: string;
  readonly resources: Amounts & { readonly ports: number };
  readonly receivedAt: string;
  readonly outcome: "held" | "used" | "declined" | "rescinded" | "void";
  readonly heldMs?: number;
  readonly tasks?: readonly string[];
  readonly operation?: "reserve" | "unreserve";
  readonly reason?: string;
  readonly refusedForSeconds?: number;
}

export interface Amounts {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly gpus?: number;
}

export interface Volume {
  readonly name: string;
  readonly path: string;
  readonly mode: "ro" | "rw";
}
