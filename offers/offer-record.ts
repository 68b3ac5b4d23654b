import type { ResourceVector } from "../resources/vector.ts";

/** Of an offer that nothing was started with: what most of what waits lacked first, or why nobody could have it. */
export const DECLINE_REASONS = [
  "cpu",
  "mem",
  "disk",
  "gpu",
  "ports",
  "constraint",
  "maintenance",
  "avoided",
  "reserved",
  "quarantined",
  "gang",
  "limits",
  "inactive",
  "nothing_waits",
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** What became of an offer. `void`: the connection was lost, or made anew. */
export const OFFER_OUTCOMES = ["held", "used", "declined", "rescinded", "void"] as const;
export type OfferOutcome = (typeof OFFER_OUTCOMES)[number];

/** One offer, as the leader saw it. Times in ms. */
export interface OfferRecord {
  readonly id: string;
  readonly backend: string;
  readonly agentId: string;
  readonly hostname: string;
  readonly resources: ResourceVector;
  /** How many host ports. */
  readonly ports: number;
  readonly receivedAtMs: number;
  /** `held`: it waits for an answer. */
  readonly outcome: OfferOutcome;
  /** Absent while it is held. */
  readonly endedAtMs?: number;
  /** Tasks that were started with it, and other offers of the same answer. */
  readonly tasks?: readonly string[];
  /** Resources of it were reserved, or given back, for a job that needs a whole agent. */
  readonly operation?: "reserve" | "unreserve";
  readonly reason?: DeclineReason;
  /** For how long what was not used shall not be offered again. */
  readonly refuseMs?: number;
}
