import type { Cause } from "../../offers/explanation.ts";
import type { aCore } from "../../scheduler/core/core.builders.ts";
import type { CorePlanting } from "./core-planting.ts";
import type { Asked, SlurmPlanting } from "./slurm-planting.ts";
import type { Accepted, Fact } from "./verdict.ts";

/** Why a job waits, planted in both. */
export interface PlantedCase {
  readonly name: string;
  /** Those of both sides alike. */
  readonly facts: readonly Fact[];
  readonly inSlurm: (planting: SlurmPlanting) => Promise<Asked>;
  readonly inOurs: (planting: CorePlanting) => void;
  /** Causes that ours may name; any other is not so. */
  readonly kinds: readonly Cause["kind"][];
  readonly tuning?: Parameters<typeof aCore>[0];
}

export const obstacle = (what: string, inSlurm: Accepted, inOurs: RegExp): Fact => ({
  what,
  is: "obstacle",
  inSlurm,
  inOurs,
});
export const detail = (what: string, inSlurm: Accepted, inOurs: RegExp): Fact => ({
  what,
  is: "detail",
  inSlurm,
  inOurs,
});

/** Slurm has no words for it in an answer of that kind. */
export const NOTHING: Accepted = {};
