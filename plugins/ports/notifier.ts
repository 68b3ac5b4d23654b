import type { JobState } from "../../jobs/life/job.ts";
import type { Occasion } from "../../jobs/spec/notify.ts";

/** What somebody is told of a job. No script, environment or secret is part of it. */
export interface Notification {
  /** The same whenever it is sent again: at least once is promised, and by this a receiver knows repetitions. */
  readonly id: string;
  readonly of: Occasion;
  /** RFC 3339, UTC: when it happened. */
  readonly at: string;
  readonly job: {
    readonly id: number;
    readonly name: string;
    readonly user: string;
    readonly project: string;
    readonly state: JobState;
    readonly reason?: string;
    readonly message?: string;
    readonly exitCode?: number;
    /** Of arrays. */
    readonly tasks?: {
      readonly total: number;
      readonly succeeded: number;
      readonly failed: number;
      readonly cancelled: number;
    };
  };
  /** Of the job, for people. */
  readonly link: string;
}

export type Delivery =
  | { readonly outcome: "delivered" }
  /** Later it may go. */
  | { readonly outcome: "failed"; readonly why: string }
  /** It would only be refused again. */
  | { readonly outcome: "refused"; readonly why: string };

/** A way to tell somebody. */
export interface Notifier {
  /**
   * Never rejects, and takes no longer than its own time limit. `why` never holds the address or a secret.
   * @param address  a URL, or a mail address
   */
  deliver(address: string, notification: Notification, signal: AbortSignal): Promise<Delivery>;
}
