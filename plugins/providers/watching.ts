import type { Clock } from "../../coordination/clock.ts";
import type { Attempt, Job } from "../../jobs/life/job.ts";
import { PluginFailure, type Host } from "../host/host.ts";
import { record, text, type Shape } from "../host/shapes.ts";
import type { WatchedTask, WatcherRequest } from "../ports/watcher.ts";
import type { Store } from "../../store/store.ts";

export interface WatchingOptions {
  readonly store: Pick<Store, "liveJobs">;
  /** Of both streams of a task; `undefined` when nobody can tell. Must not reject. */
  readonly outputBytes: (attempt: Attempt) => Promise<number | undefined>;
  /** Carries a request out. */
  readonly act: (watcher: string, request: WatcherRequest, job: Job) => Promise<void>;
  readonly nowMs: () => number;
  readonly clock: Clock;
  /** The store failed, or what it asks for could not be done: the next look tries again. */
  readonly trouble: (watcher: string, error: unknown) => void;
}

const RHYTHM: Shape = record({
  everySeconds: { type: "number", minimum: 1, maximum: 86_400 },
  wantsOutputSize: { type: "boolean" },
});
const REQUESTS: Shape = {
  type: "array",
  maxItems: 10_000,
  items: record({
    job: { type: "integer", minimum: 1 },
    action: { enum: ["warn", "hold", "kill"] },
    reason: text(300, 1),
  }),
};
/** Machines that are asked at once for the size of output. */
const ASKED_AT_ONCE = 8;
/** After a failure. */
const AGAIN_MS = 10_000;

/** Lets a watcher look at what runs, until `signal`. It never rejects, and whatever fails is tried with the next look. */
export async function runWatcher(host: Host, options: WatchingOptions, signal: AbortSignal): Promise<void> {
  const { clock, nowMs, trouble } = options;
  const { name } = host.plugin;
  let asked: ReadonlySet<string> = new Set();
  while (!signal.aborted) {
    let everyMs = AGAIN_MS;
    try {
      const rhythm = await host.call("rhythm", [], RHYTHM);
      const { everySeconds, wantsOutputSize } = rhythm as { everySeconds: number; wantsOutputSize: boolean }; // the shape says so
      everyMs = everySeconds * 1000;
      asked = await look(host, { ...options, wantsOutputSize }, asked, nowMs());
    } catch (error) {
      // A plugin that fails is reported where it is called.
      if (!(error instanceof PluginFailure)) trouble(name, error);
    }
    await clock.sleep(everyMs, signal);
  }
}

/** @returns what it asks for now, so that it is not done twice */
async function look(
  host: Host,
  options: WatchingOptions & { readonly wantsOutputSize: boolean },
  asked: ReadonlySet<string>,
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const jobs = new Map<number, Job>();
  const attempts: Attempt[] = [];
  for await (const batch of options.store.liveJobs(() => undefined))
    for (const { job, live } of batch) {
      const begun = live.filter(({ state }) => state === "running" || state === "suspended");
      if (begun.length > 0) jobs.set(job.id, job);
      attempts.push(...begun);
    }
  const sizes = options.wantsOutputSize ? await sizesOf(attempts, options) : new Map<Attempt, number>();
  const tasks = attempts.flatMap((attempt) => {
    const job = jobs.get(attempt.job);
    return job === undefined ? [] : [taskOf(job, attempt, sizes.get(attempt))];
  });
  const requests = (await host.call("look", [tasks, nowMs], REQUESTS)) as readonly WatcherRequest[]; // the shape says so
  const now = new Set<string>();
  for (const request of requests) {
    const job = jobs.get(request.job);
    const key = `${request.action} ${request.job}`;
    // What it has not been shown is none of its business.
    if (job === undefined || now.has(key)) continue;
    if (!asked.has(key)) {
      try {
        await options.act(host.plugin.name, request, job);
      } catch (error) {
        options.trouble(host.plugin.name, error);
        continue;
      }
    }
    now.add(key);
  }
  return now;
}

function taskOf({ spec, user }: Job, attempt: Attempt, outputBytes: number | undefined): WatchedTask {
  const { index, placement, runningAtMs, state } = attempt;
  return {
    taskId: attempt.taskId,
    job: attempt.job,
    ...(index === undefined ? {} : { index }),
    attempt: attempt.attempt,
    name: spec.name,
    user,
    project: spec.project,
    queue: spec.queue,
    labels: spec.labels,
    state: state === "suspended" ? "suspended" : "running",
    runningSinceMs: runningAtMs ?? attempt.launchedAtMs,
    ...(spec.walltimeSeconds === undefined ? {} : { walltimeSeconds: spec.walltimeSeconds }),
    executor: placement.backend,
    hostname: placement.hostname,
    unreachable: attempt.unreachableSinceMs !== undefined,
    ...(outputBytes === undefined ? {} : { outputBytes }),
  };
}

async function sizesOf(
  attempts: readonly Attempt[],
  { outputBytes }: WatchingOptions,
): Promise<ReadonlyMap<Attempt, number>> {
  const sizes = new Map<Attempt, number>();
  const left = attempts.values(); // all of those who ask take from it
  const askOn = async (): Promise<void> => {
    for (const attempt of left) {
      const bytes = await outputBytes(attempt);
      if (bytes !== undefined) sizes.set(attempt, bytes);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, askOn));
  return sizes;
}
