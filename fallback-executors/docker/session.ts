import { createInterface } from "node:readline";
import type { BackendEvent, LaunchOrder, StatusUpdate, TaskLaunch, TaskRef } from "../../offers/backend.ts";
import { DerivedOffers, type Holding } from "../derived-offers.ts";
import { listedContainer, type ListedContainer } from "./container.ts";
import { fieldsOf, listOf, textIn, textsIn } from "./documents.ts";
import { LABELS, type DockerOptions } from "./docker-options.ts";
import { EngineError } from "./engine.ts";
import { inspect, KILLED, launchTask, removeContainer } from "./launcher.ts";
import { foreignUseOf, isForeign, machineOf, sumOf, type ForeignUse } from "./machine.ts";
import { createLimiter } from "./limiter.ts";
import { statusOf } from "./status.ts";

type Found = Omit<StatusUpdate, "taskId" | "agentId" | "reconciliation"> & { readonly endedAtMs?: number };

/** One connection with the engine, from the first answer to the first that does not come. */
export interface Session {
  readonly engineId: string;
  readonly offers: DerivedOffers;
  /** Begins to tell: tasks that are there, the inventory, offers, what happens. */
  begin(): void;
  launch(order: LaunchOrder): void;
  kill(task: TaskRef, graceMs: number): void;
  pause(task: TaskRef): void;
  resume(task: TaskRef): void;
  reconcile(tasks: readonly TaskRef[]): void;
  acknowledge(update: StatusUpdate): void;
  close(): void;
}

export interface SessionOptions {
  readonly docker: DockerOptions;
  /** Begins the ids of offers. */
  readonly prefix: string;
  /** When the session before this one was lost, in ms since 1970; absent: this is the first. */
  readonly awaySinceMs: number | undefined;
  /** Tasks that were told to stop: known beyond this session. */
  readonly killed: Set<string>;
  readonly emit: (event: BackendEvent) => void;
  /** Called once. */
  readonly lost: (cause: unknown) => void;
}

interface Known {
  readonly taskId: string;
  readonly holding: Holding & { readonly gpus: readonly string[] };
  containerId: string | undefined;
  /** While it is being launched. */
  launch: AbortController | undefined;
  /** It was heard to have ended before it was known to have begun. */
  hasDied: boolean;
  /** It was killed, and nobody knows yet whether the engine goes, too. */
  isDoubtful: boolean;
  /** Told and not acknowledged. */
  end: StatusUpdate | undefined;
  over: boolean;
}

const INVENTORY_MS = 30_000;
const PING_MS = 5000;
const PING_TIMEOUT_MS = 10_000;
const REPEAT_MS = 15_000;
/** Containers that are created and started at a time. */
const LAUNCHES_AT_ONCE = 16;

/** @throws EngineError, EngineUnreachableError */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { docker, killed, emit, lost } = options;
  const { engine, log, after } = docker;
  const over = new AbortController();
  const timers = new Set<() => void>();
  const tasks = new Map<string, Known>();
  const taskOf = new Map<string, Known>();
  const foreign = new Map<string, ForeignUse>();
  const inTurn = createLimiter(LAUNCHES_AT_ONCE);
  let ended: readonly { readonly containerId: string; readonly taskId: string; readonly atMs: number }[] = [];

  const fail = (cause: unknown): void => {
    if (over.signal.aborted) return;
    close();
    lost(cause);
  };
  const close = (): void => {
    over.abort();
    for (const cancel of timers) cancel();
    offers.close();
    for (const { launch } of tasks.values()) launch?.abort();
  };
  /** What runs beside the calls: its failure is that of the session. */
  const beside = (work: () => Promise<void>): void => {
    void work().catch(fail);
  };
  const every = (ms: number, work: () => Promise<void>): void => {
    const again = (): void => {
      const cancel = after(ms, () => {
        timers.delete(cancel);
        beside(async () => {
          await work();
          if (!over.signal.aborted) again();
        });
      });
      timers.add(cancel);
    };
    again();
  };

  // Heard from now on, so that nothing happens between the list and the events.
  const filters = JSON.stringify({
    type: ["container"],
    label: [`${LABELS.installation}=${docker.installation}`],
  });
  const events = await engine.stream({
    path: `/events?filters=${encodeURIComponent(filters)}`,
    signal: over.signal,
  });
  const first = await machine();
  const { id: engineId } = first;
  const offers = new DerivedOffers({ prefix: options.prefix, emit, nowMs: docker.nowMs, after });

  const tell = (taskId: string, found: Found, reconciliation: boolean): StatusUpdate => {
    const { endedAtMs: _, ...told } = found;
    const update: StatusUpdate = { taskId, agentId: engineId, ...told, reconciliation };
    if (!over.signal.aborted) emit({ type: "status", update });
    return update;
  };
  const tellEnd = (known: Known, found: Found): void => {
    if (known.over) return;
    known.over = true;
    offers.release(known.taskId);
    known.end = tell(known.taskId, { ...found, acknowledgement: known.containerId ?? "" }, false);
  };
  const look = async (known: Known): Promise<Found> => {
    if (known.containerId === undefined) return { state: "staging" };
    try {
      return statusOf(await inspect(engine, known.containerId), killed.has(known.taskId));
    } catch (error) {
      if (!(error instanceof EngineError) || error.status !== 404) throw error;
      return { state: "gone", fault: "agent", message: "its container is gone" };
    }
  };
  const finish = async (known: Known): Promise<void> => {
    const found = await look(known);
    if (!isEnd(found) || known.isDoubtful) return;
    if (!wasStopped(found, known)) return tellEnd(known, found);
    // An engine that is being stopped stops its containers first, and goes on answering meanwhile.
    known.isDoubtful = true;
    const cancel = after(SHUTDOWN_MS, () => {
      timers.delete(cancel);
      tellEnd(known, found);
    });
    timers.add(cancel);
  };
  /** By somebody else than us, or the limit of its memory. */
  const wasStopped = ({ outOfMemory, signal, state }: Found, { taskId }: Known): boolean =>
    state === "failed" && (signal === 9 || signal === 15) && outOfMemory !== true && !killed.has(taskId);

  async function list(): Promise<readonly ListedContainer[]> {
    const all = listOf(await engine.json({ path: "/containers/json?all=true", signal: over.signal }));
    for (const id of foreign.keys())
      if (!all.some((one) => textIn(fieldsOf(one), "Id") === id)) foreign.delete(id);
    for (const one of all) {
      const fields = fieldsOf(one);
      const id = textIn(fields, "Id");
      if (id === undefined || foreign.has(id) || !isForeign(one, docker.installation)) continue;
      if (textIn(fields, "State") === "running") foreign.set(id, await foreignUse(id));
    }
    return all.flatMap((one) => listedContainer(one, docker.installation) ?? []);
  }
  async function foreignUse(id: string): Promise<ForeignUse> {
    try {
      return foreignUseOf(await inspect(engine, id));
    } catch (error) {
      if (error instanceof EngineError) return sumOf([]); // gone meanwhile
      throw error;
    }
  }
  async function machine(): Promise<ReturnType<typeof machineOf>> {
    return machineOf(
      await engine.json({ path: "/info", signal: over.signal }),
      sumOf([...foreign.values()]),
      docker,
    );
  }

  /** Containers that an earlier session, or process, left. */
  const adopt = async ({ id, taskId, state, holding }: ListedContainer): Promise<void> => {
    const { resources, ports, gpus } = holding;
    const known: Known = {
      taskId,
      holding: { agentId: engineId, resources, ports, gpus },
      containerId: id,
      launch: undefined,
      hasDied: false,
      isDoubtful: false,
      end: undefined,
      over: false,
    };
    // Whoever created it did not come to start it, and will not any more.
    if (state === "created" && (await removeContainer(engine, id))) {
      tell(taskId, { state: "dropped", message: "its container was never started" }, false);
      return;
    }
    tasks.set(taskId, known);
    taskOf.set(id, known);
    const found = await look(known);
    if (isEnd(found)) tellEnd(known, stoppedByMachine(found, known) ? LOST : found);
    else offers.hold(taskId, known.holding);
  };

  /**
   * Whoever stops an engine stops its containers, unless it restores them live: a task that was killed while nobody
   * answered, and not by us, went with its machine.
   */
  const stoppedByMachine = (found: Found, known: Known): boolean =>
    wasStopped(found, known) &&
    options.awaySinceMs !== undefined &&
    (found.endedAtMs ?? 0) >= options.awaySinceMs - SHUTDOWN_MS - CLOCKS_APART_MS;

  const freeGpus = (wanted: number): readonly string[] => {
    const used = new Set([...tasks.values()].flatMap((known) => (known.over ? [] : known.holding.gpus)));
    return docker.gpus.filter((gpu) => !used.has(gpu)).slice(0, wanted);
  };
  const begin = (task: TaskLaunch, known: Known): void =>
    beside(async () => {
      const launch = new AbortController();
      known.launch = launch;
      const { containerId, found } = await inTurn(() =>
        launchTask(docker, {
          task,
          gpus: known.holding.gpus,
          signal: AbortSignal.any([launch.signal, over.signal]),
          tell: (news) => void tell(task.taskId, news, false),
        }),
      );
      known.launch = undefined;
      if (containerId === undefined) return tellEnd(known, found);
      known.containerId = containerId;
      taskOf.set(containerId, known);
      tell(task.taskId, isEnd(found) ? { state: "running" } : found, false);
      if (isEnd(found)) tellEnd(known, found);
      else if (known.hasDied) await finish(known);
      if (killed.has(task.taskId) && !known.over) await stopContainer(containerId, task.graceMs);
    });
  const stopContainer = async (containerId: string, graceMs: number): Promise<void> => {
    const seconds = Math.ceil(graceMs / 1000);
    try {
      await engine.json({
        method: "POST",
        path: `/containers/${containerId}/stop?t=${seconds}`,
        timeoutMs: graceMs + 60_000,
        signal: over.signal,
      });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error; // 304 and 404: it is over already
    }
  };
  const order = (task: TaskRef, action: "pause" | "unpause"): void =>
    beside(async () => {
      const known = tasks.get(task.taskId);
      if (known?.containerId === undefined || known.over) return;
      try {
        await engine.json({ method: "POST", path: `/containers/${known.containerId}/${action}` });
      } catch (error) {
        if (!(error instanceof EngineError)) throw error; // it is paused already, or over
      }
    });

  const listen = async (): Promise<void> => {
    for await (const line of createInterface({ input: events })) {
      const event = parsedEvent(line);
      const known = event === undefined ? undefined : (taskOf.get(event.id) ?? tasks.get(event.taskId));
      if (event === undefined || known === undefined || known.over) continue;
      if (event.action === "die") {
        if (known.containerId === undefined) known.hasDied = true;
        else beside(() => finish(known));
      } else if (event.action === "destroy" && known.launch === undefined)
        tellEnd(known, { state: "gone", fault: "agent", message: "its container was removed" });
    }
    throw new Error("the engine ended its events");
  };

  const adopted = Promise.withResolvers<void>();
  const start = async (): Promise<void> => {
    for (const container of await list()) await adopt(container);
    adopted.resolve();
    offers.show([(await machine()).report]);
    beside(listen);
    every(PING_MS, async () => {
      const answer = await engine.stream({
        path: "/_ping",
        timeoutMs: PING_TIMEOUT_MS,
        signal: over.signal,
      });
      answer.resume();
    });
    every(INVENTORY_MS, async () => {
      const containers = await list();
      const { id, report } = await machine();
      if (id !== engineId) throw new Error("another engine answers at this address");
      offers.show([report]);
      for (const { id: containerId } of containers) {
        const known = taskOf.get(containerId);
        if (known !== undefined && !known.over) await finish(known);
      }
      await cleanUp();
    });
    every(REPEAT_MS, async () => {
      for (const { end } of tasks.values()) if (end !== undefined) emit({ type: "status", update: end });
      await Promise.resolve();
    });
  };

  async function cleanUp(): Promise<void> {
    const nowMs = docker.nowMs();
    const due = ended.filter(({ atMs }) => atMs + docker.keepMs <= nowMs);
    ended = ended.filter(({ atMs }) => atMs + docker.keepMs > nowMs);
    for (const { containerId, taskId } of due) {
      await removeContainer(engine, containerId);
      tasks.delete(taskId);
      taskOf.delete(containerId);
      killed.delete(taskId);
    }
    if (due.length > 0)
      log.debug("ended containers are removed", { event: "docker.cleaned", count: due.length });
  }

  return {
    engineId,
    offers,
    close,
    begin: () => beside(start),
    launch({ offerIds, tasks: launches, refuseMs }) {
      const known = launches.map((task): [TaskLaunch, Known] => {
        const { taskId, resources, ports } = task;
        const holding = {
          agentId: engineId,
          resources,
          ports: ports.map(({ port }) => port),
          gpus: freeGpus(resources.gpus),
        };
        const entry = {
          taskId,
          holding,
          containerId: undefined,
          launch: undefined,
          hasDied: false,
          isDoubtful: false,
        };
        const one: Known = { ...entry, end: undefined, over: false };
        return [task, one];
      });
      const holdings = new Map(known.map(([{ taskId }, { holding }]) => [taskId as string, holding]));
      if (offers.use(offerIds, holdings, refuseMs)) {
        for (const [task, entry] of known) {
          tasks.set(task.taskId, entry);
          begin(task, entry);
        }
        return;
      }
      queueMicrotask(() => {
        for (const { taskId } of launches)
          tell(taskId, { state: "dropped", message: "its offer was not valid any more" }, false);
      });
    },
    kill({ taskId }, graceMs) {
      killed.add(taskId);
      beside(async () => {
        await adopted.promise;
        const known = tasks.get(taskId);
        if (known === undefined) tell(taskId, { state: "gone", fault: "agent", message: UNKNOWN }, true);
        else if (known.launch !== undefined) known.launch.abort(KILLED);
        else if (known.containerId !== undefined && !known.over) {
          tell(taskId, { state: "killing" }, false);
          await stopContainer(known.containerId, graceMs);
        } else if (known.end !== undefined) tell(taskId, known.end, true);
      });
    },
    pause: (task) => order(task, "pause"),
    resume: (task) => order(task, "unpause"),
    reconcile(asked) {
      beside(async () => {
        await adopted.promise;
        const ids = asked.length === 0 ? [...tasks.keys()] : asked.map(({ taskId }) => taskId as string);
        for (const taskId of ids) {
          const known = tasks.get(taskId);
          if (known === undefined) tell(taskId, { state: "gone", fault: "agent", message: UNKNOWN }, true);
          else tell(taskId, known.end ?? (await look(known)), true);
        }
      });
    },
    acknowledge({ taskId }) {
      const known = tasks.get(taskId);
      if (known?.end === undefined) return;
      known.end = undefined;
      if (known.containerId === undefined) tasks.delete(taskId);
      else ended = [...ended, { containerId: known.containerId, taskId, atMs: docker.nowMs() }];
    },
  };
}

const LOST: Found = {
  state: "lost",
  fault: "agent",
  message: "the engine was stopped, and its containers with it",
};
/** So long an engine takes to stop. Source: dockerd, `--shutdown-timeout`. */
const SHUTDOWN_MS = 15_000;
/** Clocks of machines differ. */
const CLOCKS_APART_MS = 10_000;
const UNKNOWN = "the engine has no container of it";

function isEnd({ state }: Found): boolean {
  return !["staging", "starting", "running", "killing", "unknown", "unreachable"].includes(state);
}

function parsedEvent(
  line: string,
): { readonly id: string; readonly taskId: string; readonly action: string } | undefined {
  try {
    const fields = fieldsOf(JSON.parse(line));
    const actor = fieldsOf(fields["Actor"]);
    const id = textIn(actor, "ID");
    const action = textIn(fields, "Action");
    if (id === undefined || action === undefined) return undefined;
    return { id, action, taskId: textsIn(actor, "Attributes")[LABELS.task] ?? "" };
  } catch {
    return undefined;
  }
}
