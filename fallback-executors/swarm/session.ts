import type { BackendEvent, LaunchOrder, StatusUpdate, TaskLaunch, TaskRef } from "../../offers/backend.ts";
import { DerivedOffers, type Holding } from "../derived-offers.ts";
import { holdingIn } from "../docker/container.ts";
import { fieldsOf, listOf, textIn, textsIn } from "../docker/documents.ts";
import { LABELS } from "../docker/docker-options.ts";
import { EngineError, type Engine } from "../docker/engine.ts";
import { createLimiter } from "../docker/limiter.ts";
import { fetched, FetchError } from "../docker/sandbox.ts";
import type { Manager } from "./managers.ts";
import { swarmNode, type SwarmNode } from "./nodes.ts";
import { refusalOf, serviceBody, serviceName, type StoredFile } from "./service.ts";
import type { SwarmOptions } from "./swarm-options.ts";
import { swarmTask, type Found, type SwarmTask } from "./task-state.ts";

/** One connection with a manager, from the first answer to the first that does not come. */
export interface SwarmSession {
  readonly offers: DerivedOffers;
  begin(): void;
  launch(order: LaunchOrder): void;
  kill(task: TaskRef): void;
  reconcile(tasks: readonly TaskRef[]): void;
  acknowledge(update: StatusUpdate): void;
  close(): void;
}

interface Known {
  readonly taskId: string;
  readonly holding: Holding;
  serviceId: string | undefined;
  launch: AbortController | undefined;
  last: Found;
  /** Its task was seen: one that is missing then is gone. */
  wasSeen: boolean;
  end: StatusUpdate | undefined;
  over: boolean;
}

const LOOK_MS = 500;
const NODES_MS = 5000;
const REPEAT_MS = 15_000;
/** So long a swarm may look for room on the node; then the launch has bounced. */
const BOUNCE_MS = 10_000;
const LAUNCHES_AT_ONCE = 16;
const KILLED = "killed";

export function openSwarmSession(options: {
  readonly swarm: SwarmOptions;
  readonly manager: Manager;
  readonly prefix: string;
  readonly killed: Set<string>;
  readonly emit: (event: BackendEvent) => void;
  /** Called once. */
  readonly lost: (cause: unknown) => void;
}): SwarmSession {
  const { swarm, killed, emit, lost } = options;
  const { engine } = options.manager;
  const { after, nowMs } = swarm;
  const over = new AbortController();
  const timers = new Set<() => void>();
  const tasks = new Map<string, Known>();
  const offers = new DerivedOffers({ prefix: options.prefix, emit, nowMs, after });
  const inTurn = createLimiter(LAUNCHES_AT_ONCE);
  const adopted = Promise.withResolvers<void>();
  let nodes = new Map<string, SwarmNode>();
  let ended: readonly { readonly taskId: string; readonly atMs: number }[] = [];

  const close = (): void => {
    over.abort();
    for (const cancel of timers) cancel();
    offers.close();
    for (const { launch } of tasks.values()) launch?.abort();
  };
  const fail = (cause: unknown): void => {
    if (over.signal.aborted) return;
    close();
    lost(cause);
  };
  const beside = (work: () => Promise<void>): void => void work().catch(fail);
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
  const ask = (path: string): Promise<unknown> => engine.json({ path, signal: over.signal });

  const tell = (known: Pick<Known, "taskId" | "holding">, found: Found, more: Partial<StatusUpdate> = {}) => {
    const update: StatusUpdate = {
      taskId: known.taskId,
      agentId: known.holding.agentId,
      ...found,
      reconciliation: false,
      ...more,
    };
    if (!over.signal.aborted) emit({ type: "status", update });
    return update;
  };
  const tellEnd = (known: Known, found: Found): void => {
    if (known.over) return;
    known.over = true;
    known.last = found;
    offers.release(known.taskId);
    known.end = tell(known, found, { acknowledgement: known.serviceId ?? "" });
  };

  async function showNodes(): Promise<void> {
    const found = listOf(await ask("/nodes")).flatMap((node) => swarmNode(node, swarm) ?? []);
    nodes = new Map(found.map((node) => [node.report.info.id, node]));
    offers.show(found.map(({ report }) => report));
  }

  async function look(): Promise<void> {
    const filters = encodeURIComponent(
      JSON.stringify({ label: [`${LABELS.installation}=${swarm.installation}`] }),
    );
    const byService = new Map<string, SwarmTask>();
    for (const value of listOf(await ask(`/tasks?filters=${filters}`))) {
      const task = swarmTask(value);
      if (task !== undefined) byService.set(task.serviceId, task);
    }
    for (const known of tasks.values()) {
      const { launch, over: isOver, serviceId } = known;
      if (isOver || serviceId === undefined || launch !== undefined) continue;
      await lookAt(known, serviceId, byService.get(serviceId));
    }
  }

  async function lookAt(known: Known, serviceId: string, task: SwarmTask | undefined): Promise<void> {
    const isKilled = killed.has(known.taskId);
    if (task === undefined) {
      if (isKilled) tellEnd(known, { state: "killed" });
      else if (known.wasSeen) tellEnd(known, { state: "gone", fault: "agent", message: "its task is gone" });
      return;
    }
    known.wasSeen = true;
    const { found, waits } = task;
    if (isEnd(found)) {
      // One that was short has ended before anybody looked.
      const hasRun =
        found.fault === undefined && (found.exitCode !== undefined || found.signal !== undefined);
      if (hasRun && known.last.state === "staging") tell(known, { state: "running" });
      return tellEnd(known, isKilled && found.state === "failed" ? { ...found, state: "killed" } : found);
    }
    if (waits !== undefined && Date.now() - waits.sinceMs > BOUNCE_MS) {
      await removeService(engine, serviceId);
      offers.bounced(known.taskId);
      return tellEnd(known, { state: "dropped", message: waits.why });
    }
    const isDown = nodes.get(known.holding.agentId)?.isUp === false;
    const next: Found = isDown
      ? { state: "unreachable", message: "its node does not answer the swarm" }
      : found;
    if (next.state === known.last.state && next.message === known.last.message) return;
    known.last = next;
    tell(known, next);
  }

  async function adopt(): Promise<void> {
    const filters = encodeURIComponent(
      JSON.stringify({ label: [`${LABELS.installation}=${swarm.installation}`] }),
    );
    for (const value of listOf(await ask(`/services?filters=${filters}`))) {
      const service = fieldsOf(value);
      const labels = textsIn(fieldsOf(service["Spec"]), "Labels");
      const [serviceId, taskId] = [textIn(service, "ID"), labels[LABELS.task]];
      if (serviceId === undefined || taskId === undefined) continue;
      const { resources, ports } = holdingIn(labels);
      const known: Known = {
        taskId,
        holding: { agentId: nodeIn(labels), resources, ports },
        serviceId,
        launch: undefined,
        last: { state: "staging" },
        wasSeen: true,
        end: undefined,
        over: false,
      };
      tasks.set(taskId, known);
      offers.hold(taskId, known.holding);
    }
  }

  const begin = (task: TaskLaunch, known: Known): void =>
    beside(async () => {
      const launch = new AbortController();
      known.launch = launch;
      const signal = AbortSignal.any([launch.signal, over.signal]);
      const refused = await inTurn(() => create(task, known, signal));
      known.launch = undefined;
      if (refused !== undefined) return tellEnd(known, refused);
      if (killed.has(task.taskId)) await stopService(known);
    });

  /** @returns why there is no service */
  async function create(task: TaskLaunch, known: Known, signal: AbortSignal): Promise<Found | undefined> {
    if (task.withheld !== undefined) return { state: "dropped", message: task.withheld };
    const refusal = refusalOf(task, swarm);
    if (refusal !== undefined) return { state: "error", fault: "refused", message: refusal };
    try {
      const files: StoredFile[] = [];
      for (const { url, name, executable } of task.files) {
        const content = Buffer.from(await fetched(url, name, signal)).toString("base64");
        const config = `${serviceName(swarm.installation, task.taskId).slice(-50)}-${files.length}`;
        const created = fieldsOf(
          await engine.json({
            method: "POST",
            path: "/configs/create",
            body: {
              Name: config,
              Data: content,
              Labels: { [LABELS.installation]: swarm.installation, [LABELS.task]: task.taskId },
            },
            signal,
          }),
        );
        files.push({ id: textIn(created, "ID") ?? "", name: config, path: name, executable });
      }
      signal.throwIfAborted();
      const body = serviceBody(task, known.holding.agentId, files, swarm);
      const created = fieldsOf(await engine.json({ method: "POST", path: "/services/create", body }));
      known.serviceId = textIn(created, "ID");
      return known.serviceId === undefined
        ? { state: "error", fault: "launch", message: "the swarm tells no id of the new service" }
        : undefined;
    } catch (error) {
      if (signal.aborted && signal.reason === KILLED)
        return { state: "killed", message: "it was stopped before it began" };
      if (error instanceof FetchError) return { state: "failed", fault: "launch", message: error.message };
      if (!(error instanceof EngineError)) throw error;
      if (error.status === 409) return { state: "dropped", message: error.message };
      return { state: "error", fault: error.status === 400 ? "refused" : "launch", message: error.message };
    }
  }

  /**
   * Wants nothing of the service any more. It stays for its output; removing it now would leave its task running for
   * ever: engines up to 20.10 at least forget to stop tasks of jobs whose service is removed.
   */
  async function stopService(known: Known): Promise<void> {
    const { serviceId } = known;
    if (serviceId === undefined || known.over) return;
    try {
      const service = fieldsOf(await ask(`/services/${serviceId}`));
      const version = fieldsOf(service["Version"])["Index"];
      await engine.json({
        method: "POST",
        path: `/services/${serviceId}/update?version=${String(version)}`,
        body: {
          ...fieldsOf(service["Spec"]),
          Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 0 } },
        },
        signal: over.signal,
      });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error; // it is gone, or somebody else changes it: told again
    }
  }

  async function cleanUp(): Promise<void> {
    const due = ended.filter(({ atMs }) => atMs + swarm.keepMs <= nowMs());
    ended = ended.filter(({ atMs }) => atMs + swarm.keepMs > nowMs());
    for (const { taskId } of due) {
      const known = tasks.get(taskId);
      if (known?.serviceId !== undefined) await removeService(engine, known.serviceId);
      await removeConfigs(taskId);
      tasks.delete(taskId);
      killed.delete(taskId);
    }
  }
  async function removeConfigs(taskId: string): Promise<void> {
    const filters = encodeURIComponent(JSON.stringify({ label: [`${LABELS.task}=${taskId}`] }));
    for (const config of listOf(await ask(`/configs?filters=${filters}`))) {
      const id = textIn(fieldsOf(config), "ID");
      if (id === undefined) continue;
      await engine.json({ method: "DELETE", path: `/configs/${id}` }).catch(engineFaultsOnly);
    }
  }

  const answer = (taskId: string, agentId: string): void => {
    const known = tasks.get(taskId);
    if (known === undefined)
      tell(
        { taskId, holding: { agentId, resources: NOTHING, ports: [] } },
        { state: "gone", fault: "agent", message: "the swarm has no service of it" },
        { reconciliation: true },
      );
    else if (known.end !== undefined) tell(known, known.end, { ...known.end, reconciliation: true });
    else if (!known.over) tell(known, known.last, { reconciliation: true });
  };

  return {
    offers,
    close,
    begin: () =>
      beside(async () => {
        await showNodes();
        await adopt();
        await look();
        adopted.resolve();
        every(LOOK_MS, look);
        every(NODES_MS, async () => {
          await showNodes();
          await cleanUp();
        });
        every(REPEAT_MS, async () => {
          for (const { end } of tasks.values()) if (end !== undefined) emit({ type: "status", update: end });
          await Promise.resolve();
        });
      }),
    launch({ agentId, offerIds, tasks: launches, refuseMs }) {
      const all = launches.map((task): readonly [TaskLaunch, Known] => [task, knownOf(task, agentId)]);
      const holdings = new Map(all.map(([{ taskId }, { holding }]) => [taskId as string, holding]));
      if (offers.use(offerIds, holdings, refuseMs)) {
        for (const [task, known] of all) {
          tasks.set(task.taskId, known);
          begin(task, known);
        }
        return;
      }
      queueMicrotask(() => {
        for (const [, known] of all)
          tell(known, { state: "dropped", message: "its offer was not valid any more" });
      });
    },
    kill({ taskId, agentId }) {
      killed.add(taskId);
      beside(async () => {
        await adopted.promise;
        const known = tasks.get(taskId);
        if (known === undefined || known.over) answer(taskId, agentId);
        else if (known.launch !== undefined) known.launch.abort(KILLED);
        else await stopService(known);
      });
    },
    reconcile(asked) {
      beside(async () => {
        await adopted.promise;
        if (asked.length === 0)
          for (const { taskId, holding } of tasks.values()) answer(taskId, holding.agentId);
        else for (const { taskId, agentId } of asked) answer(taskId, agentId);
      });
    },
    acknowledge({ taskId }) {
      const known = tasks.get(taskId);
      if (known?.end === undefined) return;
      known.end = undefined;
      ended = [...ended, { taskId, atMs: nowMs() }];
    },
  };
}

const NOTHING = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 };

function knownOf({ taskId, resources, ports }: TaskLaunch, agentId: string): Known {
  return {
    taskId,
    holding: { agentId, resources, ports: ports.map(({ port }) => port) },
    serviceId: undefined,
    launch: undefined,
    last: { state: "staging" },
    wasSeen: false,
    end: undefined,
    over: false,
  };
}

function nodeIn(labels: Readonly<Record<string, string>>): string {
  try {
    return textIn(fieldsOf(JSON.parse(labels[LABELS.holding] ?? "{}")), "node") ?? "";
  } catch {
    return ""; // somebody changed the label: nobody knows where it runs
  }
}

async function removeService(engine: Engine, serviceId: string): Promise<void> {
  await engine.json({ method: "DELETE", path: `/services/${serviceId}` }).catch(engineFaultsOnly);
}

/** What is gone already needs no removal. */
function engineFaultsOnly(error: unknown): void {
  if (!(error instanceof EngineError)) throw error;
}

function isEnd({ state }: Found): boolean {
  return !["staging", "starting", "running", "killing", "unknown", "unreachable"].includes(state);
}
