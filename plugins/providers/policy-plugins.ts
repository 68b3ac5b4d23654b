import type { AccountFigures, Snapshot, SnapshotPolicy } from "../../fair-share/policy.ts";
import type { Host } from "../host/host.ts";
import type { JobFigures, KeysRequest } from "../ports/reckoned-keys.ts";

/** Longest time that a policy may reckon: until then, the keys before hold. */
export const ANSWER_MS = 5000;
/** Most jobs that are asked about beside the first of each account. */
const ASKED_MAX = 10_000;

const KEYS = { type: "array", items: { type: "number" } };

/** Keys of one moment, of jobs by the name of their account: each scheduler that is made numbers accounts by itself. */
type Keys = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * A policy whose keys are reckoned in the process of its plugin. The scheduler never waits for them: a decision goes by
 * those that came last, which are of the snapshot before. Jobs that were not asked about then have the key of their
 * account's first; accounts that came since go last until the next snapshot, which is after a second; before the first
 * answer the oldest job goes first.
 */
export function policyOf(host: Host): SnapshotPolicy {
  const name = `plugin:${host.plugin.name}`;
  let last: Keys | undefined;
  let isAsked = false;
  /** What decisions wanted to know since the last snapshot, by account. */
  let wanted = new Map<number, number>();

  const ask = async (snapshot: Snapshot): Promise<void> => {
    const request = requestOf(snapshot, wanted);
    isAsked = true;
    wanted = new Map();
    try {
      const keys = (await host.call("keys", [request], KEYS)) as readonly number[]; // of this shape
      if (keys.length === request.jobs.length) last = keysOf(request, keys);
      else host.end("gave more or fewer keys than it was asked for");
    } catch {
      // The host has told of it, and sets the plugin aside when it goes on: until then the keys before hold.
    } finally {
      isAsked = false;
    }
  };

  return {
    name,
    settings: {}, // whatever they are, it cannot be made again elsewhere
    keysAt(snapshot) {
      // What holds until the next snapshot must not change in between.
      const keyOf = byKeys(snapshot, last);
      if (!isAsked && host.trouble() === undefined) void ask(snapshot);
      return (account, job) => {
        if (wanted.size < ASKED_MAX) wanted.set(job, account);
        return keyOf(account, job);
      };
    },
    still() {
      const keys = last;
      return { name, settings: {}, keysAt: (snapshot) => byKeys(snapshot, keys) };
    },
  };
}

function byKeys(snapshot: Snapshot, keys: Keys | undefined): (account: number, job: number) => number {
  const known = new Map<number, ReadonlyMap<number, number> | undefined>();
  return (account, job) => {
    if (keys === undefined) return job;
    if (!known.has(account)) known.set(account, keys.get(nameOf(snapshot.figures(account))));
    const own = known.get(account);
    const [first = Infinity] = own?.values() ?? [];
    return own?.get(job) ?? first;
  };
}

function requestOf(snapshot: Snapshot, wanted: ReadonlyMap<number, number>): KeysRequest {
  const jobs = new Map<number, JobFigures>();
  const figures = new Map<number, AccountFigures>();
  const add = (account: number, job: number): void => {
    if (jobs.has(job)) return;
    const walltimeMs = snapshot.walltimeMs(job);
    jobs.set(job, {
      account,
      job,
      waitedMs: snapshot.waitedMs(job),
      ...(walltimeMs === undefined ? {} : { walltimeMs }),
    });
    if (!figures.has(account)) figures.set(account, snapshot.figures(account));
  };
  for (const { account, job } of snapshot.waiting) add(account, job);
  // Of accounts that have nothing to start any more nobody asks again.
  for (const [job, account] of wanted) if (figures.has(account)) add(account, job);
  return { waiting: snapshot.waiting, figures: [...figures], jobs: [...jobs.values()] };
}

function keysOf({ figures, jobs }: KeysRequest, keys: readonly number[]): Keys {
  const names = new Map(figures.map(([account, each]) => [account, nameOf(each)]));
  const byName = new Map<string, Map<number, number>>();
  for (const [at, { account, job }] of jobs.entries()) {
    const name = names.get(account) ?? "";
    const own = byName.get(name) ?? new Map<number, number>();
    byName.set(name, own);
    own.set(job, keys[at] ?? Infinity);
  }
  return byName;
}

/** No name has a slash in it. */
function nameOf({ project, user }: AccountFigures): string {
  return `${project}/${user}`;
}
