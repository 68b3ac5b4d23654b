import type { Lot, PooledAgent } from "../../offers/agent-pool.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { PlannedAttempt } from "./decision.ts";
import type { LiveJob } from "./live-job.ts";
import type { Site } from "./start-order.ts";

/** A lot whose offers are in hand, and what becomes of it in this turn. */
export interface LotInHand {
  readonly agent: PooledAgent;
  readonly lot: Lot;
  readonly site: Site;
  /** Before anything was started. */
  readonly offered: ResourceVector;
  /** What of it is kept for the job that the agent is emptied for, and that job. */
  kept: ResourceVector;
  readonly planned: LiveJob | undefined;
  readonly started: LiveJob[];
  readonly attempts: PlannedAttempt[];
  /** Its numbers in the matcher. */
  numbers: readonly number[];
}
