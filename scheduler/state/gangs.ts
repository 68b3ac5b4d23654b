import { GangSlots } from "../gangs/gang-slots.ts";
import type { LiveJob } from "./live-job.ts";

/*
 * Gangs: arrays whose tasks start together or not at all. They do not wait in the matcher. One starts when the offers
 * in hand have room for all of it; when what is believed to be free has, its offers are kept in hand for a moment until
 * all are there. One that has waited for long, the first in order alone, has room held for it.
 */

export interface Gang {
  readonly job: LiveJob;
  readonly slots: GangSlots;
  /** What agents were last looked at for, beside what is free there. */
  seen: { readonly status: LiveJob["status"] | undefined; readonly connected: string };
  /** Whether all of it has run since it was last launched; how often in a row it was not so. */
  isWhole: boolean;
  losses: number;
  /** Its offers were kept in hand in vain so often; not again before then. */
  gatherings: number;
  gatherNotBeforeMs: number;
  /** Whether it keeps off agents where tasks of it failed; and for which state of it and of the agents that was found. */
  avoids: boolean;
  readonly avoidsFor: { status: LiveJob["status"] | undefined; version: number };
}

/** Offers that are kept in hand for one gang until there are enough of them. */
export interface Gathering {
  readonly job: number;
  /** See `hostKey`. */
  readonly agents: ReadonlySet<string>;
  readonly untilMs: number;
}
