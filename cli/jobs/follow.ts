import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../../client/client.ts";
import type { Attempt } from "../../client/documents/jobs.ts";
import { hasEnded } from "./job-words.ts";

export interface Following {
  readonly client: Client;
  readonly job: number;
  /** Of an array: which task. */
  readonly index: number | undefined;
  /** Begin with the first attempt, or with the one that began last. */
  readonly from: "first" | "latest";
  /** Where each output goes. */
  readonly sinks: Readonly<Partial<Record<"stdout" | "stderr", (piece: Uint8Array) => Promise<void>>>>;
  readonly signal: AbortSignal;
  readonly onWaiting?: () => Promise<void>;
  /** A second or later attempt begins. */
  readonly onNextAttempt?: (attempt: number) => Promise<void>;
}

const PAUSE_MIN_MS = 250;
const PAUSE_MAX_MS = 5000;
/** More than the retry limit: attempts that never began are not counted by it. */
const ATTEMPTS_MAX = 1000;

/**
 * Hands over the output of a job, attempt after attempt, until it has ended. Before it begins the server makes the
 * connection wait; only between two attempts is it asked again and again, ever less often.
 * @throws ApiError, and the reason of an aborted signal
 */
export async function followJob(following: Following): Promise<void> {
  const { client, job, index, signal } = following;
  const attempts = async (): Promise<readonly Attempt[]> => {
    const query = { limit: ATTEMPTS_MAX, signal, ...(index === undefined ? {} : { index }) };
    return (await client.attempts(job, query)).items.filter(hasBegun);
  };
  let followed = 0;
  let pauseMs = PAUSE_MIN_MS;
  for (;;) {
    // In this order: what began before the job ended is among the attempts.
    const over = hasEnded((await client.get(job, { signal })).state);
    const begun = await attempts();
    const latest = begun.at(-1);
    const next =
      followed === 0 && following.from === "latest"
        ? latest
        : begun.find(({ attempt }) => attempt > followed);
    if (next !== undefined) {
      if (followed > 0) await following.onNextAttempt?.(next.attempt);
      await followAttempt(following, next.attempt);
      followed = next.attempt;
      pauseMs = PAUSE_MIN_MS;
    } else if (over || (index !== undefined && followed > 0)) {
      return; // of a task that failed nobody says whether it is tried again: its array may go on for days
    } else if (followed === 0) {
      await following.onWaiting?.();
      await followAttempt(following, undefined);
      // It followed the first that began; none did when the job ended before.
      followed = (await attempts()).at(0)?.attempt ?? 0;
      if (followed === 0) return;
    } else {
      await sleep(pauseMs, undefined, { signal });
      pauseMs = Math.min(PAUSE_MAX_MS, pauseMs * 2);
    }
  }
}

async function followAttempt(
  { client, job, index, sinks, signal: outer }: Following,
  attempt: number | undefined,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const one = async (stream: "stdout" | "stderr", sink: (piece: Uint8Array) => Promise<void>) => {
    const options = {
      stream,
      follow: true,
      signal,
      ...(attempt === undefined ? {} : { attempt }),
      ...(index === undefined ? {} : { index }),
    };
    for await (const piece of client.logs(job, options)) await sink(piece);
  };
  const both = [
    ...(sinks.stdout === undefined ? [] : [one("stdout", sinks.stdout)]),
    ...(sinks.stderr === undefined ? [] : [one("stderr", sinks.stderr)]),
  ];
  try {
    await Promise.all(both);
  } catch (error) {
    stop.abort(error); // one that failed does not leave the other behind
    await Promise.allSettled(both);
    throw error;
  }
}

/** False for one that the cluster turned away: it never wrote anything. */
export function hasBegun({ state, startedAt, reason }: Attempt): boolean {
  return startedAt !== undefined || (hasEnded(state) && reason !== "Launch" && reason !== "LaunchDropped");
}
