import type { Store } from "../store/store.ts";
import { StoreUnavailableError } from "../store/store.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Life of one process: while it is paused nothing of it moves, and after its death nothing ever does. */
export interface Process {
  /** Resolves when the process may go on; never for a dead one. */
  gate(): Promise<void>;
  pause(): void;
  resume(): void;
  kill(): void;
  readonly dead: boolean;
}

export function startProcess(): Process {
  let waiting: (() => void)[] = [];
  let paused = false;
  let dead = false;
  return {
    gate: () => {
      if (dead || paused) return new Promise((resolve) => waiting.push(resolve));
      return Promise.resolve();
    },
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
      if (dead) return;
      const going = waiting;
      waiting = [];
      for (const go of going) go();
    },
    kill: () => {
      dead = true;
      waiting = [];
    },
    get dead() {
      return dead;
    },
  };
}

/**
 * A store as one process sees it: calls take time, fail before or after they took effect, stand still while the
 * process is paused, and never return once it is dead.
 */
export function faultyStore(
  store: Store,
  options: {
    readonly process: Process;
    readonly time: VirtualTime;
    readonly random: Random;
    /** Probability that a call fails; half of the failing appends take effect all the same. */
    readonly failure: () => number;
  },
): Store {
  const { process, time, random, failure } = options;
  const call = async <T>(act: () => Promise<T>): Promise<T> => {
    await process.gate();
    await time.sleep(random.integer(0, 4));
    await process.gate();
    if (!random.chance(failure())) {
      const result = await act();
      await process.gate();
      return result;
    }
    if (random.chance(0.5)) await act();
    await process.gate();
    throw new StoreUnavailableError("simulated: the outcome is unknown");
  };
  return {
    takeIds: (count) => call(() => store.takeIds(count)),
    submit: (documents, notes) => call(() => store.submit(documents, notes)),
    notes: (keys, nowMs) => call(() => store.notes(keys, nowMs)),
    inbox: (limit, unreadable) => call(() => store.inbox(limit, unreadable)),
    append: (entry) => call(() => store.append(entry)),
    lastEntry: () => call(() => store.lastEntry()),
    entries: (n, limit) => call(() => store.entries(n, limit)),
    entriesOf: (job, n, limit) => call(() => store.entriesOf(job, n, limit)),
    entryNumbers: (n, limit) => call(() => store.entryNumbers(n, limit)),
    compact: (n) => call(() => store.compact(n)),
    job: (id) => call(() => store.job(id)),
    jobs: (query) => call(() => store.jobs(query)),
    countJobs: (query, max) => call(() => store.countJobs(query, max)),
    archive: (endedBeforeMs, limit) => call(() => store.archive(endedBeforeMs, limit)),
    hide: (jobs) => call(() => store.hide(jobs)),
    newJobs: (ids) => call(() => store.newJobs(ids)),
    standings: (ids) => call(() => store.standings(ids)),
    attempts: (job, query) => call(() => store.attempts(job, query)),
    latestAttempts: (of) => call(() => store.latestAttempts(of)),
    liveJobs: async function* (unreadable) {
      for await (const batch of store.liveJobs(unreadable)) {
        await process.gate();
        yield batch;
      }
    },
    liveJobsOf: (ids, unreadable) => call(() => store.liveJobsOf(ids, unreadable)),
    usage: (sinceMs, beforeMs) => call(() => store.usage(sinceMs, beforeMs)),
    registration: (backend) => call(() => store.registration(backend)),
    trust: () => call(() => store.trust()),
    kept: (key) => call(() => store.kept(key)),
    keptUnder: (prefix, after, limit) => call(() => store.keptUnder(prefix, after, limit)),
    keep: (key, expected, body) => call(() => store.keep(key, expected, body)),
    rules: () => call(() => store.rules()),
    addAudit: (records) => call(() => store.addAudit(records)),
    audit: (query) => call(() => store.audit(query)),
    lease: () => call(() => store.lease()),
    replaceLease: (expected, next) => call(() => store.replaceLease(expected, next)),
    sharedSecret: (name) => call(() => store.sharedSecret(name)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
