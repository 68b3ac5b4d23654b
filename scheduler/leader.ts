import type { JobState, NewJob } from "../jobs/job.ts";
import { withChanges } from "../jobs/spec-changes.ts";
import type { Dependency } from "../jobs/spec.ts";
import type { Backend, BackendEvent, LaunchOrder, StatusUpdate, TaskLaunch } from "../offers/backend.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { InboxDocument, JournalEntry, JournalRecord, Store } from "../store/store.ts";
import { FencedError, StoreUnavailableError } from "../store/store.ts";
import { Core } from "./core.ts";
import type { BackendCall, CoreInput, Decision, LaunchPlan, PlannedAttempt } from "./decision.ts";
import type { KnownParent } from "./dependencies.ts";
import type { Tuning } from "./tuning.ts";

/** Everything the loop needs of the outside, as arguments: a simulator passes its own. */
export interface LeaderPorts {
  readonly store: Store;
  readonly backends: readonly Backend[];
  readonly nowMs: () => number;
  /** Resolves after `ms`, or at once when `wake` was called since the last wait. */
  readonly wait: (ms: number) => Promise<void>;
  readonly wake: () => void;
  /** Makes a planned attempt something a backend can start: files, environment, user. */
  readonly prepare: (job: NewJob, attempt: PlannedAttempt) => Promise<TaskLaunch>;
  /** Told of every turn; for metrics and logs. Must not throw. */
  readonly observe: (turn: TurnReport) => void;
  /** Told where the loop is, before and after each durable step. */
  readonly at?: (step: LoopStep) => void;
}

export interface LeaderOptions {
  /** Names this process in the journal. */
  readonly instance: string;
  readonly halfLifeMs: number;
  readonly tuning: Tuning;
  /** Longest sleep: how late an inbox document is seen when no wake-up came. */
  readonly pollMs: number;
  /** Entries kept for readers of events. */
  readonly journalEntries: number;
}

export type LoopStep = "load" | "idle" | "decide" | "prepare" | "commit" | "tell" | "compact";

export interface TurnReport {
  readonly decision: Decision;
  readonly inputs: number;
  readonly durationMs: number;
  readonly liveAttempts: number;
}

/** How a term of leadership ended. */
export type TermEnd =
  | { readonly type: "signal" }
  | { readonly type: "fenced" }
  | { readonly type: "superseded" | "refused"; readonly backend: string; readonly cause: string };

export interface Leader {
  readonly epoch: number;
  explain(job: number): Explanation | undefined;
  agents(): readonly AgentView[];
  countByState(): ReadonlyMap<JobState, number>;
  /** Agents that are emptied for a job, and reservations of ours that agents hold. */
  countReservations(): { readonly planned: number; readonly held: number };
  /** Changes what may be changed while it leads; the next turn, which follows at once, goes by it. */
  configure(changes: Partial<Tuning>): void;
  /** Runs turns until the term ends; backends are stopped then. Rejects only on faults of this program. */
  run(signal: AbortSignal): Promise<TermEnd>;
}

const INBOX_BATCH = 1000;
const EVENT_BATCH = 2000;
const RETRY_COMMIT_MS = 200;

/**
 * Takes over: writes the first entry of a new epoch and loads what is live. Nothing is told to any backend before
 * that entry is durable.
 * @throws FencedError  when somebody else took over at the same time
 */
export async function takeOver(ports: LeaderPorts, options: LeaderOptions): Promise<Leader> {
  const { store } = ports;
  ports.at?.("load");
  const last = await store.lastEntry();
  const journal = { n: last?.n ?? 0, epoch: (last?.epoch ?? 0) + 1 };
  const append = async (records: readonly JournalRecord[], signal?: AbortSignal): Promise<void> => {
    const { instance: writer } = options;
    const entry = { n: journal.n + 1, epoch: journal.epoch, atMs: ports.nowMs(), writer, records };
    await appendSurely(ports, entry, signal);
    journal.n = entry.n;
  };
  await append([{ type: "led", instance: options.instance }]);
  const core = await load(ports, options, journal.epoch);

  return {
    epoch: journal.epoch,
    explain: (job) => core.explain(job),
    agents: () => core.agents(),
    countByState: () => core.countByState(),
    countReservations: () => core.countReservations(),
    configure: (changes) => {
      core.configure(changes);
      ports.wake();
    },
    async run(signal) {
      const queue: CoreInput[] = [];
      const emit = (backend: string) => (event: BackendEvent) => {
        queue.push({ type: "backend", backend, event });
        ports.wake();
      };
      const onAbort = () => ports.wake();
      signal.addEventListener("abort", onAbort);
      try {
        for (const backend of ports.backends) {
          const registrationId = await store.registration(backend.name);
          await backend.start({ registrationId, emit: emit(backend.name) });
        }
        return await turns(ports, options, { core, queue, append, journal }, signal);
      } finally {
        signal.removeEventListener("abort", onAbort);
        await Promise.all(ports.backends.map((backend) => backend.stop()));
      }
    },
  };
}

interface Running {
  readonly core: Core;
  readonly queue: CoreInput[];
  readonly append: (records: readonly JournalRecord[], signal?: AbortSignal) => Promise<void>;
  readonly journal: { readonly n: number };
}

/** Decide → persist → tell, again and again. */
async function turns(
  ports: LeaderPorts,
  options: LeaderOptions,
  { core, queue, append, journal }: Running,
  signal: AbortSignal,
): Promise<TermEnd> {
  const backends = new Map(ports.backends.map((backend) => [backend.name, backend]));
  let compactedTo = 0;
  while (!signal.aborted) {
    try {
      const inputs = [...(await readInbox(ports.store)), ...queue.splice(0, EVENT_BATCH)];
      const startedMs = ports.nowMs();
      ports.at?.("decide");
      const decision = core.step(inputs, startedMs);
      ports.at?.("prepare");
      // The core has moved on: from here to the commit nothing may be given up but the term itself.
      const bodies = await surely(ports, signal, () => bodiesOf(ports.store, decision));
      if (decision.records.length > 0) {
        ports.at?.("commit");
        await append(decision.records, signal);
      }
      ports.at?.("tell");
      for (const call of decision.calls) await tell(ports, backends, call, bodies, queue);
      ports.observe({
        decision,
        inputs: inputs.length,
        durationMs: ports.nowMs() - startedMs,
        liveAttempts: core.liveAttempts(),
      });
      if (decision.stop !== undefined) return decision.stop;
      if (journal.n - compactedTo > 2 * options.journalEntries) {
        ports.at?.("compact");
        compactedTo = journal.n - options.journalEntries;
        await ports.store.compact(compactedTo);
      }
      ports.at?.("idle");
      if (queue.length > 0 || inputs.length >= INBOX_BATCH) continue;
      const timerMs = core.nextTimerMs();
      const sleepMs =
        timerMs === undefined ? options.pollMs : Math.min(options.pollMs, timerMs - ports.nowMs());
      await ports.wait(Math.max(0, sleepMs));
    } catch (error) {
      if (error instanceof FencedError) return { type: "fenced" };
      // The store can't be read; nothing was decided or told of what it holds. Try again until the lease ends.
      if (!(error instanceof StoreUnavailableError)) throw error;
      await ports.wait(RETRY_COMMIT_MS);
    }
  }
  return { type: "signal" };
}

/**
 * Repeats what the store can't do now.
 * @throws FencedError  when `signal` ends the attempts: what this core decided must not be told
 */
async function surely<T>(
  ports: LeaderPorts,
  signal: AbortSignal | undefined,
  act: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    }
    if (signal?.aborted === true)
      throw new FencedError("leadership ended while the store could not be reached");
    await ports.wait(RETRY_COMMIT_MS);
  }
}

/** Appends until it is there or lost: after an unknown outcome the entry with our number tells whose it is. */
function appendSurely(
  ports: LeaderPorts,
  entry: JournalEntry,
  signal: AbortSignal | undefined,
): Promise<void> {
  return surely(ports, signal, async () => {
    try {
      await ports.store.append(entry);
    } catch (error) {
      if (!(error instanceof FencedError) || !(await isOurs(ports.store, entry))) throw error;
    }
  });
}

async function isOurs(store: Store, entry: JournalEntry): Promise<boolean> {
  const [there] = await store.entries(entry.n - 1, 1);
  return there?.n === entry.n && there.writer === entry.writer && there.epoch === entry.epoch;
}

async function load(ports: LeaderPorts, options: LeaderOptions, epoch: number): Promise<Core> {
  const { store } = ports;
  const { halfLifeMs, tuning } = options;
  const core = new Core({ epoch, halfLifeMs, nowMs: ports.nowMs(), tuning });
  for (const { capabilities, name } of ports.backends)
    core.addBackend(name, await store.registration(name), capabilities);
  // After ten half-lives a thousandth is left.
  for (const bucket of await store.usage(ports.nowMs() - 10 * halfLifeMs)) core.loadUsage(bucket);
  for await (const batch of store.liveJobs()) {
    const parents = await parentsOf(
      store,
      batch.flatMap(({ job }) => job.spec.dependencies),
    );
    for (const { job, live } of batch) core.loadJob(job, live, parents);
  }
  return core;
}

async function readInbox(store: Store): Promise<CoreInput[]> {
  const documents: readonly InboxDocument[] = await store.inbox(INBOX_BATCH);
  if (documents.length === 0) return [];
  const parents = await parentsOf(
    store,
    documents.flatMap((document) =>
      document.kind === "job"
        ? document.job.spec.dependencies
        : (document.request.changes?.dependencies ?? []),
    ),
  );
  const changed = documents.flatMap((document) =>
    document.kind === "request" && document.request.verb === "change" ? [document.request.job] : [],
  );
  const bodies = new Map(
    changed.length === 0 ? [] : (await store.newJobs([...new Set(changed)])).map((job) => [job.id, job]),
  );
  return documents.map((document): CoreInput => {
    const { key } = document;
    if (document.kind === "job") return { type: "submitted", key, job: document.job, parents };
    const { request } = document;
    const job = bodies.get(request.job);
    return { type: "requested", key, request, parents, ...(job === undefined ? {} : { job }) };
  });
}

/** All jobs that are named, as stored; those that are live the core knows better. */
async function parentsOf(
  store: Store,
  dependencies: readonly Dependency[],
): Promise<ReadonlyMap<number, KnownParent>> {
  const parents = new Map<number, KnownParent>();
  for (const id of new Set(dependencies.map(({ job }) => job))) {
    const job = await store.job(id);
    if (job === undefined) continue;
    const { spec, status } = job;
    parents.set(id, { status, ...(spec.array === undefined ? {} : { array: spec.array }) });
  }
  return parents;
}

/** The jobs that are launched, with the changes that the same decision makes: the store does not know these yet. */
async function bodiesOf(store: Store, { calls, records }: Decision): Promise<ReadonlyMap<number, NewJob>> {
  const ids = new Set<number>();
  for (const call of calls)
    if (call.type === "launch") for (const { job } of call.order.attempts) ids.add(job);
  if (ids.size === 0) return new Map();
  const bodies = new Map((await store.newJobs([...ids])).map((job) => [job.id, job]));
  for (const record of records) {
    if (record.type !== "job" || record.event.type !== "changed") continue;
    const body = bodies.get(record.job);
    if (body === undefined) continue;
    bodies.set(body.id, { ...body, spec: withChanges(body.spec, record.event.changes) });
  }
  return bodies;
}

async function tell(
  ports: LeaderPorts,
  backends: ReadonlyMap<string, Backend>,
  call: BackendCall,
  bodies: ReadonlyMap<number, NewJob>,
  queue: CoreInput[],
): Promise<void> {
  const backend = backends.get(call.backend);
  if (backend === undefined) throw new Error(`no backend ${call.backend}`);
  switch (call.type) {
    case "launch":
      backend.launch(await orderOf(ports, call.backend, call.order, bodies, queue));
      return;
    case "decline":
      backend.decline(call.offerIds, call.refuseMs);
      return;
    case "suppress":
      backend.suppress();
      return;
    case "revive":
      backend.revive();
      return;
    case "want":
      backend.want(call.wishes);
      return;
    case "reserve":
      backend.reserve(call.order);
      return;
    case "unreserve":
      backend.unreserve(call.order);
      return;
    case "reconcile_operations":
      backend.reconcileOperations(call.operations);
      return;
    case "answer_maintenance":
      backend.answerMaintenance(call.requestIds, call.accept, call.refuseMs);
      return;
    case "kill":
      backend.kill(call.task, call.graceMs);
      return;
    case "pause":
      backend.pause?.(call.task);
      return;
    case "resume":
      backend.resume?.(call.task);
      return;
    case "reconcile":
      backend.reconcile(call.tasks);
      return;
    case "acknowledge":
      backend.acknowledge(call.update);
      return;
    default:
      call satisfies never;
  }
}

/** A task that cannot be prepared (disk full, script unreadable) fails as a launch, and the others go on. */
async function orderOf(
  ports: LeaderPorts,
  backend: string,
  plan: LaunchPlan,
  bodies: ReadonlyMap<number, NewJob>,
  queue: CoreInput[],
): Promise<LaunchOrder> {
  const tasks: TaskLaunch[] = [];
  const prepared = await Promise.allSettled(
    plan.attempts.map(async (attempt) => {
      const job = bodies.get(attempt.job);
      if (job === undefined) throw new Error(`job ${attempt.job} has no body in the store`);
      return ports.prepare(job, attempt);
    }),
  );
  prepared.forEach((result, at) => {
    const attempt = plan.attempts[at];
    if (attempt === undefined) return;
    if (result.status === "fulfilled") {
      tasks.push(result.value);
      return;
    }
    const message = result.reason instanceof Error ? result.reason.message : String(result.reason);
    const update: StatusUpdate = {
      taskId: attempt.taskId,
      agentId: plan.agentId,
      state: "error",
      message,
      reconciliation: false,
    };
    queue.push({ type: "backend", backend, event: { type: "status", update } });
  });
  return { agentId: plan.agentId, offerIds: plan.offerIds, tasks, refuseMs: plan.refuseMs };
}
