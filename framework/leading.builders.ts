import { fairShareOrder } from "../fair-share/order.ts";
import { aJob, aSpec } from "../jobs/life/job.builders.ts";
import type { Attempt, Job, NewJob } from "../jobs/life/job.ts";
import type { Backend } from "../offers/backend.ts";
import { takeOver } from "../scheduler/leader.ts";
import type { TermEnd } from "../scheduler/leading/cycles.ts";
import type { LeaderPorts, LoopStep } from "../scheduler/leading/leader-ports.ts";
import { DEFAULT_TUNING, type Tuning } from "../scheduler/state/tuning.ts";
import type { JournalRecord, Store } from "../store/store.ts";
import { aTask, observe, type Observed } from "./backend.builders.ts";
import { offersEvent, type TinyMaster } from "./tiny-master.builders.ts";

/** A leader with its whole loop on a store, whose cluster is the master at a URL; under a manual clock. */
export interface Leading extends AsyncDisposable {
  readonly observed: Observed;
  readonly ended: Promise<TermEnd | Error>;
  submit(...jobs: readonly NewJob[]): Promise<void>;
  /** Lets time pass, a second at a time, so that what falls due finds the leader awake; with heartbeats. */
  pass(seconds: number): Promise<void>;
  /** Resolves when it is so; looked at after each cycle. */
  until(what: string, probe: () => Promise<boolean> | boolean): Promise<void>;
  job(id: number): Promise<Job>;
  attempts(id: number): Promise<readonly Attempt[]>;
  /** What the wall clock shows is off by so much from now on. */
  setClockOff(ms: number): void;
  /** Appends to the store take until it is let go on. */
  holdStore(): () => void;
}

/** Dies at that step, of the cycle whose records are like that. */
export interface Death {
  readonly at: LoopStep;
  readonly when: (records: readonly JournalRecord[]) => boolean;
}

const HEARTBEAT_S = 10;
/** Of the event loop. */
const ROUNDS_MIN = 10;
const ROUNDS_MAX = 100;
/** Of the first attempt of job 1 under the first leader. */
export const TASK = "1.1.1";
/** Milliseconds since 1970 at which manual clocks begin. */
const BEGAN_MS = 1_700_000_000_000;

export function jobs(...ids: readonly number[]): readonly NewJob[] {
  const resources = { cpus: 1, memoryBytes: 64 * 1024 ** 2, diskBytes: 0, gpus: 0, ports: 0, portNames: [] };
  return ids.map((id) => aJob({ id, submittedAtMs: BEGAN_MS, spec: aSpec({ resources }) }));
}

export async function lead(
  master: TinyMaster,
  store: Store,
  { death, tuning = {} }: { readonly death?: Death; readonly tuning?: Partial<Tuning> } = {},
): Promise<Leading> {
  const observed = observe({ masters: [master.url] });
  const { time } = observed;
  let clockOffMs = 0;
  let records: readonly JournalRecord[] = [];
  let held: Promise<void> = Promise.resolve();
  const cycles: (() => void)[] = [];
  let waiting: (() => void) | undefined;
  let woken = false;

  const watched: Store = Object.assign(Object.create(store) as Store, {
    append: async (entry) => {
      await held;
      await store.append(entry);
      ({ records } = entry);
    },
  } satisfies Partial<Store>);
  const heard: Backend = Object.assign(Object.create(observed.backend) as Backend, {
    start: ({ registrationId, emit }) =>
      observed.backend.start({
        registrationId,
        emit: (event) => {
          emit(event);
          observed.hear(event);
        },
      }),
  } satisfies Partial<Backend>);
  const ports: LeaderPorts = {
    store: watched,
    backends: [heard],
    nowMs: () => BEGAN_MS + time.nowMs() + clockOffMs,
    wait: (ms) =>
      new Promise((resolve) => {
        for (const told of cycles.splice(0)) told();
        const goOn = (): void => {
          cancel();
          waiting = undefined;
          woken = false;
          resolve();
        };
        const cancel = time.after(ms, goOn);
        waiting = goOn;
        if (woken) goOn();
      }),
    wake: () => {
      woken = true;
      waiting?.();
    },
    prepare: (job, { taskId, resources }) =>
      Promise.resolve(aTask({ taskId, resources, account: { name: job.user } })),
    observe: () => undefined,
    at: (step) => {
      if (step === "decide") records = [];
      if (step === death?.at && death.when(records)) throw new Error("the process died");
    },
  };
  const leader = await takeOver(ports, {
    instance: `leader-${(await store.lastEntry())?.n ?? 0}`,
    halfLifeMs: 3_600_000,
    pollMs: 60_000,
    journalEntries: 10_000,
    tuning: {
      ...DEFAULT_TUNING,
      policy: fairShareOrder,
      unreachableTimeoutMs: 600_000,
      refuseMs: 5000,
      ...tuning,
    },
  });
  const stop = new AbortController();
  const ended = leader.run(stop.signal).catch((error: unknown) => error as Error);
  /** Time for what is on its way between master and leader; what one of them keeps to itself is not waited for. */
  const quiet = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (round > ROUNDS_MIN && observed.backend.status().pendingCalls === 0) return;
    }
  };
  const cycle = (): Promise<void> => new Promise((resolve) => cycles.push(resolve));

  return {
    observed,
    ended,
    async submit(...list) {
      await store.submit(list.map((job) => ({ kind: "job", key: `job/${job.id}`, job })));
      ports.wake();
    },
    async pass(seconds) {
      for (let second = 1; second <= seconds; second += 1) {
        if (second % HEARTBEAT_S === 0) master.send({ type: "HEARTBEAT" });
        const done = cycle();
        time.advance(1000);
        ports.wake();
        await done;
        await quiet();
      }
    },
    async until(what, probe) {
      for (const deadlineMs = Date.now() + 120_000; !(await probe());) {
        if (Date.now() > deadlineMs) throw new Error(`it never came: ${what}`);
        await Promise.race([cycle(), new Promise((resolve) => setTimeout(resolve, 10))]);
      }
    },
    async job(id) {
      const found = await store.job(id);
      if (found === undefined) throw new Error(`job ${id} is not in the store`);
      return found;
    },
    attempts: (id) => store.attempts(id, { limit: 100 }),
    setClockOff(ms) {
      clockOffMs = ms;
      ports.wake();
    },
    holdStore() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      time.advance(10_000); // whatever it waits for, a flush of calls among it
      ports.wake();
      await ended;
    },
  };
}

export function hasEvent(type: string): Death["when"] {
  return (records) => records.some((record) => record.type === "job" && record.event.type === type);
}

/** An UPDATE from agent-1, as its executor sends it. */
export function updateEvent(taskId: string, state: string, fields: object = {}): object {
  return {
    type: "UPDATE",
    update: {
      status: {
        task_id: { value: taskId },
        agent_id: { value: "agent-1" },
        state,
        source: "SOURCE_EXECUTOR",
        uuid: uuidOf(`${taskId} ${state}`),
        ...fields,
      },
    },
  };
}

/** The answer of a master to RECONCILE. */
export function reconciled(taskId: string, state: string): object {
  return updateEvent(taskId, state, {
    source: "SOURCE_MASTER",
    reason: "REASON_RECONCILIATION",
    message: "Reconciliation",
    uuid: undefined,
  });
}

function uuidOf(text: string): string {
  return Buffer.from(text.padEnd(16).slice(-16)).toString("base64");
}

/** Job 1 runs as task 1.1.1. */
export async function running(master: TinyMaster, leading: Leading): Promise<void> {
  await launched(master, leading);
  master.send(updateEvent(TASK, "TASK_RUNNING"));
  await leading.until("job 1 runs", async () => (await leading.job(1)).status.state === "running");
}

export async function launched(master: TinyMaster, leading: Leading): Promise<void> {
  await leading.submit(...jobs(1));
  await leading.observed.until("connected");
  master.send(offersEvent("o1"));
  await master.until("ACCEPT");
}

export function launchedIn(master: TinyMaster): readonly string[] {
  return master
    .calls()
    .flatMap(({ accept }) => accept?.operations ?? [])
    .flatMap(({ launch }) => launch?.task_infos ?? [])
    .map(({ task_id: id }) => id.value);
}

export function reconciledIn(master: TinyMaster): readonly (readonly string[])[] {
  return master
    .calls()
    .flatMap(({ reconcile }) => (reconcile === undefined ? [] : [reconcile.tasks ?? []]))
    .map((tasks) => tasks.map(({ task_id: id }) => id.value));
}

export function typesIn(master: TinyMaster): readonly (string | undefined)[] {
  return master.calls().map(({ type }) => type);
}
