import type { Caller } from "../auth/caller.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { ApiContext } from "./context.ts";
import { PublicError } from "./problems.ts";

/** Answers of one user that wait for news, at the same time. */
export const STREAMS_PER_USER_MAX = 100;

/** Counts long answers until their connection is closed, and refuses one too many. */
export function openStreams(
  metrics: Pick<Metrics, "streamOpened" | "streamClosed">,
): ApiContext["openStream"] {
  const open = new Map<string, number>();
  return ({ user }: Caller, kind, signal) => {
    const count = open.get(user) ?? 0;
    if (count >= STREAMS_PER_USER_MAX) {
      throw new PublicError(
        "rate_limited",
        `One user may have ${STREAMS_PER_USER_MAX} streams open at a time.`,
      );
    }
    if (signal.aborted) return;
    open.set(user, count + 1);
    metrics.streamOpened(kind);
    signal.addEventListener(
      "abort",
      () => {
        const left = (open.get(user) ?? 1) - 1;
        if (left > 0) open.set(user, left);
        else open.delete(user);
        metrics.streamClosed(kind);
      },
      { once: true },
    );
  };
}
