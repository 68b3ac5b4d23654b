import type { BackendEvent, TaskLaunch, TaskRef } from "../offers/backend.ts";
import { parseTaskId, taskIdOf } from "../jobs/life/job.ts";
import { createMesosBackend } from "./mesos-backend.ts";
import type { MesosBackend, MesosBackendOptions } from "./mesos-backend.ts";
import { manualTime } from "./manual-time.builders.ts";
import type { ManualTime } from "./manual-time.builders.ts";
import type { FrameworkCount } from "./connection/ports.ts";

export function aTask(fields: Partial<TaskLaunch> = {}): TaskLaunch {
  return {
    taskId: taskIdOf(1, undefined, 1, 1),
    name: "job (ada)",
    argv: ["true"],
    env: {},
    files: [],
    resources: { cpusMilli: 500, memMib: 64, diskMib: 0, gpus: 0 },
    ports: [],
    account: { name: "ada" },
    labels: {},
    mounts: [],
    tmpfs: [],
    preemptible: false,
    graceMs: 30_000,
    ...fields,
  };
}

/** Names a task on agent-1. */
export function aRef(taskId: string): TaskRef {
  const parts = parseTaskId(taskId);
  if (parts === undefined) throw new Error(`${taskId} is no task id`);
  const { job, index, attempt, epoch } = parts;
  return { taskId: taskIdOf(job, index, attempt, epoch), agentId: "agent-1", access: "" };
}

export interface Observed extends AsyncDisposable {
  readonly backend: MesosBackend;
  readonly time: ManualTime;
  readonly events: readonly BackendEvent[];
  readonly logged: readonly string[];
  readonly counts: ReadonlyMap<FrameworkCount, number>;
  /** Resolves with the first event, of those so far or to come, that is as wanted, and is the `nth` such. */
  until<Type extends BackendEvent["type"]>(
    type: Type,
    nth?: number,
  ): Promise<Extract<BackendEvent, { readonly type: Type }>>;
  /** Resolves when there are that many events of any kind. */
  untilCount(wanted: number): Promise<void>;
  /** Resolves when it was logged that often that a new subscription is waited for. */
  waiting(times: number): Promise<void>;
  /** Resolves when a line like that is logged. */
  logs(line: RegExp): Promise<void>;
  /** Resolves when that was counted so often. */
  counted(what: FrameworkCount, times: number): Promise<void>;
  /** Resolves with the `nth` line that was logged like that. */
  untilLogged(pattern: RegExp, nth?: number): Promise<string>;
  /** Resolves when a timer is set that falls due within that time. */
  timerWithin(ms: number): Promise<void>;
  start(registrationId?: string): Promise<void>;
  /** Writes an event down; for those who start the backend themselves. */
  hear(event: BackendEvent): void;
}

/** A backend under a manual clock, with what it emits and logs written down. */
export function observe(
  options: Partial<MesosBackendOptions> & Pick<MesosBackendOptions, "masters">,
): Observed {
  const time = manualTime();
  const events: BackendEvent[] = [];
  const logged: string[] = [];
  const counts = new Map<FrameworkCount, number>();
  const wake: (() => void)[] = [];
  const news = (): Promise<void> => new Promise((resolve) => wake.push(resolve));
  const wakeAll = (): void => {
    for (const each of wake.splice(0)) each();
  };
  const write = (msg: string, fields?: object): void => {
    logged.push(`${msg} ${JSON.stringify(fields ?? {})}`);
    wakeAll();
  };
  const hear = (event: BackendEvent): void => {
    events.push(event);
    wakeAll();
  };
  const backend = createMesosBackend({
    name: "mesos",
    framework: { user: "ada", name: "godocker", roles: ["batch"], failoverTimeoutSeconds: 604_800 },
    random: () => 0.5,
    nowMs: time.nowMs,
    after: (ms, run) => {
      const cancel = time.after(ms, run);
      wakeAll();
      return cancel;
    },
    log: { debug: write, info: write, warn: write, error: write },
    count: (what, by) => {
      counts.set(what, (counts.get(what) ?? 0) + by);
      wakeAll();
    },
    ...options,
  });
  return {
    backend,
    time,
    events,
    logged,
    counts,
    async until(type, nth = 1) {
      for (;;) {
        const found = events.filter((event) => event.type === type)[nth - 1];
        // The filter found it by its type.
        if (found !== undefined) return found as Extract<BackendEvent, { readonly type: typeof type }>;
        await news();
      }
    },
    async untilCount(wanted) {
      while (events.length < wanted) await news();
    },
    async waiting(times) {
      while (logged.filter((line) => line.includes("trying again")).length < times) await news();
    },
    async logs(line) {
      while (!logged.some((one) => line.test(one))) await news();
    },
    async counted(what, times) {
      while ((counts.get(what) ?? 0) < times) await news();
    },
    async untilLogged(pattern, nth = 1) {
      for (;;) {
        const found = logged.filter((line) => pattern.test(line))[nth - 1];
        if (found !== undefined) return found;
        await news();
      }
    },
    async timerWithin(ms) {
      while (!time.dueWithin(ms)) await news();
    },
    start: (registrationId) =>
      backend.start({
        registrationId,
        emit: hear,
      }),
    hear,
    async [Symbol.asyncDispose]() {
      await backend.stop();
    },
  };
}
