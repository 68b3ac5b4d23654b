import type * as ranges from "../../resources/ranges.ts";
import type { LeaderPorts } from "../../scheduler/leading/leader-ports.ts";
import type { readAhead } from "../../scheduler/leading/reading-ahead.ts";
import type { Tuning } from "../../scheduler/state/tuning.ts";
import type { SimulatedCluster } from "../../simulation/cluster.ts";
import type { Process } from "../../simulation/faulty-store.ts";
import type { Random } from "../../simulation/random.ts";
import type { StandingBy } from "../../simulation/standing-by.ts";
import type { VirtualTime } from "../../simulation/virtual-time.ts";
import type { Store } from "../../store/store.ts";
import type { BlackHoles } from "./black-holes.ts";
import type { Work } from "./day.ts";
import type { Ledger } from "./ledger.ts";

export const FAULTS = ["flaps", "black-holes", "updates", "offers", "scheduler", "master", "store"] as const;
type FaultKind = (typeof FAULTS)[number];

export interface FailingDayOptions {
  readonly seed: number;
  readonly agents: number;
  readonly jobs: number;
  /** Without any nothing goes wrong but what the jobs themselves do. */
  readonly faults: ReadonlySet<FaultKind>;
  /** Puts a fault into what schedulers stand on, to see that it is found. */
  readonly tamper?: (ports: LeaderPorts) => LeaderPorts;
  /** How those who stand by read ahead. */
  readonly reading?: typeof readAhead;
  /** Told each simulated hour how far it is. */
  readonly progress?: (sofar: Progress) => void;
}

export interface Progress {
  readonly lastedMs: number;
  /** Jobs that were submitted, and those of them that have not ended. */
  readonly jobs: number;
  readonly open: number;
}

export const HOUR_MS = 3_600_000;

/** What the parts of one failing day share. */
export interface World {
  readonly options: FailingDayOptions;
  readonly random: Random;
  readonly time: VirtualTime;
  readonly beganMs: number;
  readonly store: Store;
  readonly cluster: SimulatedCluster;
  readonly ledger: Ledger;
  readonly holes: BlackHoles;
  readonly tuning: Tuning;
  /** By job. */
  readonly work: Map<number, readonly Work[]>;
  readonly cancelRequested: Map<number, ranges.Ranges>;
  readonly writes: () => { readonly delayMs: number; readonly failsAfterwards: boolean };
  /** Whether the scheduler is to die at its next write. */
  isDoomed: boolean;
  leaders: number;
  requests: number;
  /** The process that leads, and what wakes it up. */
  leading: { readonly process: Process; readonly wake: () => void } | undefined;
  /** From the first leader on. */
  standby: StandingBy | undefined;
  isOver: boolean;
}
