import type { Config } from "../../config/loading/config.ts";
import { systemClock, type Clock } from "../../coordination/clock.ts";
import { StoreUnavailableError, type Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";

export interface RetentionOptions {
  readonly store: Pick<Store, "archive">;
  readonly clock: Clock;
  readonly nowMs: () => number;
  /** So long jobs that have ended stay in lists. */
  readonly keepMs: () => number;
  readonly log: Pick<Logger, "info" | "warn">;
}

const EVERY_MS = 600_000;
/** Small, with pauses: the leader's own writes go between two of them. */
const CHUNK_ROWS = 500;
const PAUSE_MS = 200;

/** As configured; a change of the time takes effect at a reload. */
export function retentionOf(
  settings: { readonly config: Config },
  { log, store }: { readonly log: Logger; readonly store: Store },
): (signal: AbortSignal) => Promise<void> {
  const keepMs = () => settings.config.jobs.keepMs;
  return (signal) =>
    runRetention({ store, log, clock: systemClock, nowMs: Date.now, keepMs }, signal).catch(
      (error: unknown) =>
        log.error("old jobs stay where they are until somebody else leads", {
          event: "archive.ended",
          err: error,
        }),
    );
}

/** Moves jobs that ended long ago to the archive, a few at a time, until `signal`; run where one process leads. */
export async function runRetention(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { clock, keepMs, log, nowMs, store } = options;
  let rows = 0;
  while (!signal.aborted) {
    let moved = 0;
    try {
      moved = await store.archive(nowMs() - keepMs(), CHUNK_ROWS);
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      log.warn("old jobs could not be moved to the archive", { event: "archive.trouble", err: error });
    }
    rows += moved;
    if (moved === 0 && rows > 0) {
      log.info("old jobs are in the archive", { event: "archive.moved", rows });
      rows = 0;
    }
    await clock.sleep(moved > 0 ? PAUSE_MS : EVERY_MS, signal);
  }
}
