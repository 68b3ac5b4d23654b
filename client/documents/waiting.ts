// Why a job waits and what would change it, as it goes over the wire.

import type { JobState } from "./jobs.ts";
import type { JobSpec } from "./spec.ts";

/** What might be otherwise. */
export interface Change {
  readonly policy?: "fair-share" | "fifo";
  readonly halfLifeSeconds?: number;
  readonly shares?: readonly { readonly name: string; readonly weight: number }[];
  readonly addNodes?: readonly { readonly like: string; readonly count: number }[];
  readonly removeNodes?: readonly string[];
  readonly cancel?: readonly number[];
  readonly submit?: readonly JobSpec[];
}

/** When waiting jobs would start, without a change and with it. */
export interface Simulation {
  readonly asOf: string;
  readonly basis: "history" | "limits" | "mixed";
  readonly rollouts: number;
  readonly assumptions: readonly string[];
  readonly earlier: number;
  readonly later: number;
  readonly same: number;
  readonly unknown: number;
  readonly jobs: readonly {
    readonly id: number;
    readonly before?: string;
    readonly after?: string;
    readonly seconds?: number;
  }[];
  readonly submitted: readonly { readonly name: string; readonly at?: string; readonly latest?: string }[];
}

export interface Explanation {
  readonly job: number;
  readonly state: JobState;
  readonly reason?: string;
  /** `store`: no scheduler could be asked, this is what was stored last. */
  readonly source: "leader" | "store";
  readonly at: string;
  readonly ageSeconds: number;
  /** Facts; each with a `kind`. */
  readonly causes: readonly ({ readonly kind: string } & Readonly<Record<string, unknown>>)[];
  /** What alone would let it start, fair-share order aside; absent where no single change is enough. */
  readonly changes?: readonly ({ readonly kind: string } & Readonly<Record<string, unknown>>)[];
  /** The same for people. */
  readonly sentences: readonly string[];
  /** What each machine has against it, where that was asked for. */
  readonly nodes?: readonly {
    readonly node: string;
    readonly executor: string;
    readonly fits: boolean;
    readonly lacking?: string;
    readonly sentence: string;
  }[];
  readonly note?: string;
}
