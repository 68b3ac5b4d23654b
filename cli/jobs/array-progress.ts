import type { Client } from "../../client/client.ts";
import { ApiError } from "../../client/http.ts";
import type { LiveLine } from "../frame/live-line.ts";
import { progressBar } from "../text/progress-bar.ts";

/**
 * Draws how far an array is, after each of its events, until `signal` is aborted. Settles always: what goes wrong here
 * is told by whoever waits for the job.
 */
export async function showArrayProgress(
  line: LiveLine,
  client: Pick<Client, "events" | "get">,
  id: number,
  signal: AbortSignal,
): Promise<void> {
  let isAsking = false;
  let isStale = false;
  // Events come faster than anybody looks: one question is open at a time, and answers for all that came meanwhile.
  const look = async (): Promise<void> => {
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    do {
      isStale = false;
      const { progress } = await client.get(id, { signal });
      if (progress !== undefined) await line.show(`job ${id} ${progressBar(progress)}`);
    } while (isStale && !signal.aborted);
    isAsking = false;
  };
  const looks = new Set<Promise<void>>();
  const start = (): void => {
    const own = look()
      .catch(() => undefined)
      .finally(() => looks.delete(own));
    looks.add(own);
  };
  try {
    start();
    for await (const _ of client.events({ job: id, signal })) start();
  } catch (error) {
    if (!signal.aborted && !(error instanceof ApiError)) throw error;
  } finally {
    await Promise.all(looks);
  }
}
