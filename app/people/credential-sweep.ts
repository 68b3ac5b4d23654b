import { systemClock, type Clock } from "../../coordination/clock.ts";
import { credentialsIn, type Credentials } from "../../store/credentials.ts";
import { failuresIn, type Failures } from "../../store/failures.ts";
import { StoreUnavailableError, type Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";

export interface SweepOptions {
  readonly credentials: Pick<Credentials, "sweep">;
  readonly failures: Pick<Failures, "sweep">;
  readonly clock: Clock;
  readonly nowMs: () => number;
  readonly log: Pick<Logger, "info" | "warn">;
}

const EVERY_MS = 900_000;

/** Run where one process leads. */
export function credentialSweepOf({ store, log }: { readonly store: Store; readonly log: Logger }) {
  const parts = { credentials: credentialsIn(store), failures: failuresIn(store) };
  return (signal: AbortSignal): Promise<void> =>
    runCredentialSweep({ ...parts, clock: systemClock, nowMs: Date.now, log }, signal);
}

/** Removes tokens and sessions that have ended, and tries to sign in that are forgotten, until `signal`. */
export async function runCredentialSweep(options: SweepOptions, signal: AbortSignal): Promise<void> {
  const { credentials, failures, clock, nowMs, log } = options;
  while (!signal.aborted) {
    try {
      const ended = await credentials.sweep(nowMs());
      await failures.sweep(nowMs());
      if (ended > 0)
        log.info("tokens and sessions that have ended are gone", { event: "credentials.swept", ended });
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      log.warn("tokens that have ended could not be removed", { event: "credentials.trouble", err: error });
    }
    await clock.sleep(EVERY_MS, signal);
  }
}
