import { WINDOW_MS_MAX } from "../../accounts/window.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { Dependency } from "../../jobs/spec/spec.ts";
import type { Backend } from "../../offers/backend.ts";
import { StoreUnavailableError, type Store } from "../../store/store.ts";
import { Core } from "../core/core.ts";
import { recordedCore, type DrivenCore, type RecordCall } from "../recording/recorded-core.ts";
import type { CoreInput, KnownParent } from "../state/decision.ts";
import type { CoreOptions } from "../state/state.ts";
import type { ReadJobs } from "./reading-ahead.ts";
import type { RecordDocument } from "./rulebook.ts";

export interface Loading {
  readonly store: Store;
  readonly backends: readonly Pick<Backend, "capabilities" | "name">[];
  readonly options: CoreOptions;
  /** Jobs that are left out. */
  readonly leavesOut: (job: number) => boolean;
  /** Called with a job that cannot be loaded; the core is of no use then. */
  readonly onFault: (job: number, error: unknown) => void;
  /** Called with each that was loaded. */
  readonly onLoaded?: (job: number) => void;
  readonly record?: RecordCall;
  /** All live jobs, where they were read before: they are not recorded. */
  readonly read?: ReadJobs;
}

/** A core that knows what the store knows. */
export async function loadCore(
  loading: Loading,
): Promise<{ readonly core: Core; readonly driven: DrivenCore }> {
  const { backends, leavesOut, onFault, onLoaded, options, read, record, store } = loading;
  for (const [job, cause] of read?.unreadable ?? []) onFault(job, cause);
  const core = new Core(options, read?.prepared);
  const driven = record === undefined ? core : recordedCore(core, options, record);
  for (const { capabilities, name } of backends)
    driven.addBackend(name, await store.registration(name), capabilities);
  // After ten half-lives a thousandth is left; budgets of hours want a whole window.
  const sinceMs = options.nowMs - Math.max(10 * options.halfLifeMs, WINDOW_MS_MAX);
  for (const bucket of await store.usage(sinceMs)) driven.loadUsage(bucket);
  for (const agent of await store.trust()) driven.loadTrust(agent);
  for await (const batch of read === undefined ? store.liveJobs(onFault) : [read.others]) {
    const kept = batch.filter(({ job }) => !leavesOut(job.id));
    const parents = await parentsOf(
      store,
      kept.map(({ job }) => ({ of: job.id, dependencies: job.spec.dependencies })),
      onFault,
    );
    for (const { job, live } of kept) {
      try {
        driven.loadJob(job, live, parents);
        onLoaded?.(job.id);
      } catch (error) {
        onFault(job.id, error);
      }
    }
  }
  return { core, driven };
}

/**
 * The oldest documents: as inputs of the core, and those that the core has nothing to say to.
 * @param onFault  told of each that cannot be read; it stays where it is
 */
export async function readInbox(
  store: Store,
  limit: number,
  onFault: (key: string, error: unknown) => void,
): Promise<{ readonly inputs: readonly CoreInput[]; readonly records: readonly RecordDocument[] }> {
  const all = await store.inbox(limit, onFault);
  const records = all.filter((document) => document.kind === "record");
  const documents = all.filter((document) => document.kind !== "record");
  if (documents.length === 0) return { inputs: [], records };
  const faulty = new Set<string>();
  const parents = await parentsOf(
    store,
    documents.map((document) => ({
      of: document.key,
      dependencies:
        document.kind === "job"
          ? document.job.spec.dependencies
          : (document.request.changes?.dependencies ?? []),
    })),
    (key, error) => {
      faulty.add(key);
      onFault(key, error);
    },
  );
  const changed = documents.flatMap((document) =>
    document.kind === "request" && document.request.verb === "change" ? [document.request.job] : [],
  );
  const bodies = new Map(
    changed.length === 0
      ? []
      : (await readableJobs(store, [...new Set(changed)])).map((job) => [job.id, job]),
  );
  const inputs = documents.flatMap((document): readonly CoreInput[] => {
    const { key } = document;
    if (faulty.has(key)) return [];
    if (document.kind === "job") return [{ type: "submitted", key, job: document.job, parents }];
    const { request } = document;
    const job = bodies.get(request.job);
    return [{ type: "requested", key, request, parents, ...(job === undefined ? {} : { job }) }];
  });
  return { inputs, records };
}

/** All jobs that are named, as stored; those that are live the core knows better. */
async function parentsOf<T>(
  store: Store,
  children: readonly { readonly of: T; readonly dependencies: readonly Dependency[] }[],
  onFault: (child: T, error: unknown) => void,
): Promise<ReadonlyMap<number, KnownParent>> {
  const parents = new Map<number, KnownParent>();
  const missing = new Set<number>();
  for (const { of, dependencies } of children) {
    try {
      for (const { job: id } of dependencies) {
        if (parents.has(id) || missing.has(id)) continue;
        const job = await store.job(id);
        if (job === undefined) {
          missing.add(id);
          continue;
        }
        const { spec, status } = job;
        parents.set(id, { status, ...(spec.array === undefined ? {} : { array: spec.array }) });
      }
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      onFault(of, error);
    }
  }
  return parents;
}

/** One that cannot be read takes no other with it: it has no body then, and its launch fails. */
export async function readableJobs(store: Store, ids: readonly number[]): Promise<readonly NewJob[]> {
  try {
    return await store.newJobs(ids);
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    if (ids.length === 1) return [];
  }
  const half = ids.length >> 1;
  return [
    ...(await readableJobs(store, ids.slice(0, half))),
    ...(await readableJobs(store, ids.slice(half))),
  ];
}
