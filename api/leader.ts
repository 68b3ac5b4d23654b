import type { AccountsView } from "../fair-share/views.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { StartForecast } from "../offers/forecast.ts";
import type { OfferRecord } from "../offers/offer-record.ts";
import type { WhatIf, WhatIfAnswer, WhatIfRefusal } from "../offers/what-if.ts";

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
  /** Its metrics in the Prometheus text format. `undefined` when no leader can be reached. Never rejects. */
  metrics(): Promise<string | undefined>;
}
