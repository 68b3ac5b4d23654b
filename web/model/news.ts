import type { JobEvent } from "../../client/documents/jobs.ts";
import type { Connection } from "../../client/http.ts";
import { ApiError } from "../../client/http.ts";
import { readEvents } from "../../client/streams.ts";

/** `undefined`: nobody knows what has changed, so everything may have. */
export type News = JobEvent | undefined;

export interface NewsListener {
  readonly onNews: (news: News) => void;
  readonly onLive: (isLive: boolean) => void;
  /** The token does not count any more. */
  readonly onSignedOut: () => void;
}

/**
 * Follows the events of all jobs until `signal` is aborted, over cuts of any length. Whenever it is connected, again or
 * for the first time, everything may have changed: what was listed before is older than the first event.
 */
export async function followNews(
  connection: Connection,
  { onNews, onLive, onSignedOut }: NewsListener,
  pause: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const events = readEvents(connection, {
        signal,
        onLive: (isLive) => {
          onLive(isLive);
          if (isLive) onNews(undefined);
        },
      });
      for await (const event of events) onNews(event);
    } catch (error) {
      if (signal.aborted) return;
      onLive(false);
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "not_signed_in" || error.code === "token_expired") return onSignedOut();
      await pause(signal);
    }
  }
}
