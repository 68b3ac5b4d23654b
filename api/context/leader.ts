import type { AccountsView } from "../../fair-share/views.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { AgentView, Explanation } from "../../offers/explanation.ts";
import type { StartForecast } from "../../offers/forecast.ts";
import type { OfferRecord } from "../../offers/offer-record.ts";
import type { WhatIf, WhatIfAnswer, WhatIfRefusal } from "../../offers/what-if.ts";
import { PublicError } from "../http/problems.ts";

/** A cluster, as the scheduler that leads stands with it. */
export interface ExecutorView {
  readonly name: string;
  /** `refused`, `superseded`: a person must act; see `cause`. */
  readonly state: "connected" | "disconnected" | "refused" | "superseded";
  /** Why it is not connected. */
  readonly cause?: string;
  /** Milliseconds since it is so. */
  readonly forMs: number;
  /** When it is tried again, while a person must act. */
  readonly retryInMs?: number;
  /** Absent: the leader is of a version that does not tell. */
  readonly capabilities?: Capabilities;
}

/** Who leads. */
export interface LeaderStanding {
  readonly instance: string;
  /** One more with each change of leader. */
  readonly epoch: number;
  readonly sinceMs: number;
}

/** Of a question that only a leader can answer. */
export const NOBODY_ANSWERS =
  "No scheduler can be asked now: none leads, or the one that does is too busy to answer.";

/** What the API asks of whoever leads, in this process or another. */
export interface LeaderLink {
  /** Something is in the inbox. Returns at once; a lost wake-up only costs the leader's polling interval. */
  wake(): void;
  /** `undefined` when no leader can be reached, or it does not know the job (yet, or any more). Never rejects. */
  explain(job: number): Promise<Explanation | undefined>;
  /** `undefined` when no leader can be reached. Never rejects. */
  agents(): Promise<readonly AgentView[] | undefined>;
  /** The newest offers with what became of them, the newest first. `undefined` when no leader can be reached. Never rejects. */
  offers(): Promise<readonly OfferRecord[] | undefined>;
  /** Shares, quotas and licences, and what is used of them. `undefined` when no leader can be reached. Never rejects. */
  accounts(): Promise<AccountsView | undefined>;
  /** When jobs that wait will start, by job; those of which nothing can be said are not in it. Never rejects. */
  forecasts(): Promise<ReadonlyMap<number, StartForecast>>;
  /** What would be if something were otherwise; takes seconds. `undefined` when no leader can be reached. Never rejects. */
  simulate(change: WhatIf): Promise<WhatIfAnswer | WhatIfRefusal | undefined>;
  /** Its clusters, and how it stands with them. `undefined` when no leader can be reached. Never rejects. */
  executors(): Promise<readonly ExecutorView[] | undefined>;
  /** Who it is. `undefined` when no leader can be reached. Never rejects. */
  standing(): Promise<LeaderStanding | undefined>;
  /** Has it give its lease up, in order. @returns whether it was told. Never rejects. */
  stepDown(): Promise<boolean>;
  /** Has it ask its clusters how everything stands. @returns those that it asks. Never rejects. */
  reconcile(): Promise<readonly string[] | undefined>;
  /** Its metrics in the Prometheus text format. `undefined` when no leader can be reached. Never rejects. */
  metrics(): Promise<string | undefined>;
}

/** The machines, as the leader knows them now. @throws PublicError  `no_leader` */
export async function agentsNow(leader: Pick<LeaderLink, "agents">): Promise<readonly AgentView[]> {
  const agents = await leader.agents();
  if (agents === undefined)
    throw new PublicError("no_leader", "Only a scheduler at work knows the machines.");
  return agents;
}
