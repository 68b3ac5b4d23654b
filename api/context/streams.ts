import type { Caller } from "../../auth/caller.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { ApiContext } from "./context.ts";
import { PublicError } from "../http/problems.ts";

/** Answers of one user that wait for news, at the same time. */
export const STREAMS_PER_USER_MAX = 100;
/** Commands of one user in running jobs: each is a process on a machine of the cluster, and three connections to it. */
export const SESSIONS_PER_USER_MAX = 20;

/** Counts long answers until their connection is closed, and refuses one too many. */
export function openStreams(
  metrics: Pick<Metrics, "streamOpened" | "streamClosed">,
): ApiContext["openStream"] {
  const open = new Map<string, number>();
  return ({ user: name }: Caller, kind, signal) => {
    const [max, what] =
      kind === "exec" ? [SESSIONS_PER_USER_MAX, "commands"] : [STREAMS_PER_USER_MAX, "streams"];
    const user = `${what} ${name}`;
    const count = open.get(user) ?? 0;
    if (count >= max) {
      throw new PublicError("rate_limited", `One user may have ${max} ${what} open at a time.`);
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
