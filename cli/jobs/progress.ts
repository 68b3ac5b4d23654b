import type { Client } from "../../client/client.ts";
import { ApiError } from "../../client/http.ts";
import type { Context } from "../frame/context.ts";

/**
 * Tells a person at a terminal where a job stands, a line for each change, until `signal` is aborted; elsewhere it
 * does nothing. Settles always: what goes wrong here is told by whoever waits for the job.
 */
export async function showProgress(
  { io, terminal }: Pick<Context, "io" | "terminal">,
  client: Pick<Client, "events">,
  job: number,
  signal: AbortSignal,
): Promise<void> {
  if (!io.isTty.stderr) return;
  let told = "";
  try {
    for await (const { state, type, reason } of client.events({ job, signal })) {
      const now = `${state}${type === "unreachable" ? ", its node cannot be reached" : ""}`;
      if (now === told || ENDED.has(state)) continue;
      told = now;
      await terminal.note(`job ${job}: ${now}${reason === undefined ? "" : ` (${reason})`}`);
    }
  } catch (error) {
    if (!signal.aborted && !(error instanceof ApiError)) throw error;
  }
}

/** Told with the reason, and the time it took, by whoever waits for the end. */
const ENDED: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);
