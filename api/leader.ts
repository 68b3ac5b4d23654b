import type { AgentView, Explanation } from "../offers/explanation.ts";

/** What the API asks of whoever leads, in this process or another. */
export interface LeaderLink {
  /** Something is in the inbox. Returns at once; a lost wake-up only costs the leader's polling interval. */
  wake(): void;
  /** `undefined` when no leader can be reached, or it does not know the job (yet, or any more). Never rejects. */
  explain(job: number): Promise<Explanation | undefined>;
  /** `undefined` when no leader can be reached. Never rejects. */
  agents(): Promise<readonly AgentView[] | undefined>;
  /** Its metrics in the Prometheus text format. `undefined` when no leader can be reached. Never rejects. */
  metrics(): Promise<string | undefined>;
}
