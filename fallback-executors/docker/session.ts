import type { TaskRef } from "../../offers/backend.ts";
import type { Session, SessionContext } from "../backend/connected-backend.ts";
import { isEnd, trackTasks, type Found, type Tracked } from "../backend/session-tasks.ts";
import { listedContainer, type ListedContainer } from "./container.ts";
import { fieldsOf, listOf, textIn } from "./documents.ts";
import { LABELS, type DockerOptions } from "./docker-options.ts";
import { EngineError } from "./engine.ts";
import { eventsIn } from "./events.ts";
import { foreignImage } from "./images.ts";
import { inspect, launchTask, removeContainer } from "./launcher.ts";
import { foreignUseOf, inventoryOf, isForeign, sumOf, type ForeignUse, type Inventory } from "./machine.ts";
import { endTimeOf, statusOf } from "./status.ts";

/** What is known of a task beside what is told of it. */
interface Own {
  readonly gpus: readonly string[];
  containerId: string | undefined;
  /** It was heard to have ended before it was known to have begun. */
  hasDied: boolean;
  /** It was killed, and nobody knows yet whether the engine goes, too. */
  isDoubtful: boolean;
  /** Pauses and resumes come one after the other, and a stop after them. */
  pauses: Promise<void>;
}
type Task = Tracked<Own>;

const INVENTORY_MS = 30_000;
/** First pause before a container is looked at again that died and is not over; doubles. */
const AGAIN_MS = 100;
const PING_MS = 5000;
const ANSWER_MS = 10_000;

/**
 * @param signalled  tasks that somebody else told to stop, an engine that stops among them: known beyond one session
 * @throws EngineError, EngineUnreachableError
 */
export async function openSession(
  docker: DockerOptions,
  signalled: Set<string>,
  context: SessionContext,
): Promise<Session> {
  const { engine, log } = docker;
  const { life, killed } = context;
  const { signal } = life;
  const taskOf = new Map<string, Task>();
  const foreign = new Map<string, ForeignUse>();
  // Heard from now on, so that nothing happens between the list and the events.
  const filters = JSON.stringify({
    type: ["container"],
    label: [`${LABELS.installation}=${docker.installation}`],
  });
  const path = `/events?filters=${encodeURIComponent(filters)}`;
  const events = await engine.stream({ path, timeoutMs: ANSWER_MS, signal });
  let inventory = await takeInventory();
  const { id: engineId, clockMs } = inventory;
  /** By so much the engine's clock is ahead of ours. */
  const aheadMs = clockMs === undefined ? 0 : clockMs - Date.now();

  const tasks = trackTasks<Own>(context, docker, {
    unknown: "the engine has no container of it",
    keepMs: docker.keepMs,
    own: ({ resources }) => ({
      gpus: freeGpus(resources.gpus),
      containerId: undefined,
      hasDied: false,
      isDoubtful: false,
      pauses: Promise.resolve(),
    }),
    async launch(task, tracked, launchSignal) {
      const { own } = tracked;
      const info = nodeOf(tracked);
      const begun = await launchTask(docker, {
        task,
        gpus: own.gpus,
        kind: inventory.kind,
        node: info?.hostname ?? "",
        signal: launchSignal,
        tell: (news) => tasks.tell(tracked, news),
      });
      const { containerId, found } = begun;
      if (containerId === undefined) {
        if (begun.isBounced !== true) return found;
        tasks.tellBounced(tracked, found.message ?? "");
        return undefined;
      }
      own.containerId = containerId;
      taskOf.set(containerId, tracked);
      // It was started, whatever stands of it by now: Podman has states that nobody else knows.
      tasks.tell(tracked, found.state === "running" ? found : { state: "running" });
      if (own.hasDied || isEnd(found)) await died(tracked);
      return undefined;
    },
    async stop(tracked, graceMs) {
      tasks.tell(tracked, { state: "killing" });
      await tracked.own.pauses;
      // Podman stops nothing that is paused.
      if (inventory.kind === "podman") await ask(tracked, "unpause", 30_000);
      await ask(tracked, `stop?t=${Math.ceil(graceMs / 1000)}`, graceMs + 60_000);
    },
    async remove({ taskId, own: { containerId } }) {
      signalled.delete(taskId);
      if (containerId === undefined) return;
      await removeContainer(engine, containerId);
      taskOf.delete(containerId);
    },
  });

  /** Orders to a container that is over, or does already what is asked, are answered with an error: no matter. */
  async function ask({ own: { containerId } }: Task, what: string, timeoutMs: number): Promise<void> {
    try {
      const path = `/containers/${containerId ?? ""}/${what}`;
      await engine.json({ method: "POST", path, timeoutMs, signal });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  const order = ({ taskId }: TaskRef, action: "pause" | "unpause"): void =>
    life.beside(async () => {
      const task = tasks.all.get(taskId);
      if (task?.own.containerId === undefined || task.isOver) return;
      task.own.pauses = task.own.pauses.then(() => ask(task, action, 30_000));
      await task.own.pauses;
    });

  /** Its node, as far as that is there. */
  const nodeOf = ({ holding }: Task) =>
    inventory.reports.find(({ info }) => info.id === holding.agentId)?.info;

  async function finish(task: Task): Promise<void> {
    const { taskId, own } = task;
    const inspected = await inspected404(own.containerId ?? "");
    const seen = inspected === undefined ? GONE : statusOf(inspected, killed.has(taskId));
    if (!isEnd(seen) && task.last.state === "unreachable") tasks.tell(task, seen);
    if (!isEnd(seen) || own.isDoubtful || task.isOver) return;
    const found = await withImage(task, seen, inspected);
    if (!wasStopped(taskId, found)) return tasks.tellEnd(task, found);
    // An engine that is being stopped stops its containers first, and goes on answering meanwhile.
    own.isDoubtful = true;
    life.later(SHUTDOWN_MS, () => tasks.tellEnd(task, found));
  }
  /** An engine may tell that a container died before it says so of it; the next inventory finds it in any case. */
  async function died(task: Task, againMs = AGAIN_MS): Promise<void> {
    await finish(task);
    if (task.isOver || task.own.isDoubtful || againMs > INVENTORY_MS) return;
    life.later(againMs, () => life.beside(() => died(task, 2 * againMs)));
  }
  /** That a program for other processors could not be executed its init process tells by an exit code like any other. */
  async function withImage(task: Task, found: Found, inspected: unknown): Promise<Found> {
    if (found.state !== "failed" || found.exitCode === undefined) return found;
    const imageId = textIn(fieldsOf(inspected), "Image") ?? "";
    const architecture = nodeOf(task)?.attributes["arch"];
    if (architecture === undefined) return found;
    const foreign = await foreignImage(docker, imageId, architecture);
    if (foreign === undefined) return found;
    return { ...found, message: found.message === undefined ? foreign : `${found.message}; ${foreign}` };
  }
  /** By somebody else than us, or the limit of its memory. */
  function wasStopped(taskId: string, { outOfMemory, signal: by, state }: Found): boolean {
    const isStopped = by === TERM || by === KILL || signalled.has(taskId); // who hears TERM may exit with any code
    return state === "failed" && isStopped && outOfMemory !== true && !killed.has(taskId);
  }
  /** @returns undefined when there is no such container (any more) */
  async function inspected404(containerId: string): Promise<unknown> {
    try {
      return await inspect(engine, containerId);
    } catch (error) {
      if (!(error instanceof EngineError) || error.status !== 404) throw error;
      return undefined;
    }
  }

  async function list(): Promise<readonly ListedContainer[]> {
    const all = listOf(await engine.json({ path: "/containers/json?all=true", signal }));
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
  async function takeInventory(): Promise<Inventory> {
    const info = await engine.json({ path: "/info", signal });
    return inventoryOf(info, [...foreign.values()], docker);
  }

  /** Containers that an earlier session, or process, left. */
  async function adopt({ id, taskId, state, holding, node }: ListedContainer): Promise<void> {
    const { resources, ports, gpus } = holding;
    const { reports } = inventory;
    const isClassicSwarm = inventory.kind === "classic-swarm";
    const there = isClassicSwarm ? reports.find(({ info }) => info.hostname === node)?.info : undefined;
    const agentId = isClassicSwarm ? (there?.id ?? node ?? "") : engineId;
    const held = { agentId, resources, ports };
    const pauses = Promise.resolve();
    const own: Own = { gpus, containerId: id, hasDied: false, isDoubtful: false, pauses };
    // Whoever created it did not come to start it, and will not any more.
    if (state === "created" && (await removeContainer(engine, id))) {
      const dropped = { state: "dropped", message: "its container was never started" } as const;
      tasks.adopt(taskId, held, { ...own, containerId: undefined }, dropped);
      return;
    }
    if (isClassicSwarm && there?.active !== true) {
      taskOf.set(id, tasks.adopt(taskId, held, own, UNREACHABLE));
      return;
    }
    const inspected = await inspected404(id);
    const found = inspected === undefined ? GONE : statusOf(inspected, killed.has(taskId));
    const isLost = wasStopped(taskId, found) && isSinceAway(endTimeOf(inspected));
    taskOf.set(id, tasks.adopt(taskId, held, own, isLost ? LOST : found));
  }
  /**
   * Whoever stops an engine stops its containers, unless it restores them live: a task that was killed while nobody
   * answered, and not by us, went with its machine.
   */
  const isSinceAway = (endedAtMs = 0): boolean =>
    context.awaySinceMs !== undefined &&
    endedAtMs - aheadMs >= context.awaySinceMs - SHUTDOWN_MS - CLOCKS_APART_MS;

  function freeGpus(wanted: number): readonly string[] {
    const used = new Set([...tasks.all.values()].flatMap(({ isOver, own }) => (isOver ? [] : own.gpus)));
    return docker.gpus.filter((gpu) => !used.has(gpu)).slice(0, wanted);
  }

  const listen = async (): Promise<void> => {
    for await (const { id, taskId, action, by } of eventsIn(events)) {
      const task = taskOf.get(id) ?? tasks.all.get(taskId);
      if (task === undefined || task.isOver) continue;
      if (action === "kill" && (by === TERM || by === KILL)) signalled.add(task.taskId);
      if (action === "die") {
        if (task.own.containerId === undefined) task.own.hasDied = true;
        else life.beside(() => died(task));
      } else if (action === "destroy" && task.launch === undefined)
        tasks.tellEnd(task, { ...GONE, message: "its container was removed" });
    }
    throw new Error("the engine ended its events");
  };
  const ping = async (): Promise<void> => {
    (await engine.stream({ path: "/_ping", timeoutMs: ANSWER_MS, signal })).resume();
  };
  const takeStock = async (): Promise<void> => {
    const containers = await list();
    inventory = await takeInventory();
    if (inventory.id !== engineId) throw new Error("another engine answers at this address");
    tasks.offers.show(inventory.reports);
    for (const { id: containerId } of containers) {
      const task = taskOf.get(containerId);
      if (task !== undefined && !task.isOver && nodeOf(task)?.active === true) await finish(task);
    }
    for (const task of taskOf.values())
      if (!task.isOver && nodeOf(task)?.active !== true) tasks.tell(task, UNREACHABLE);
    const count = await tasks.cleanUp();
    if (count > 0) log.debug("ended containers are removed", { event: "docker.cleaned", count });
  };

  return {
    clusterId: engineId,
    tasks,
    async begin() {
      for (const container of await list()) await adopt(container);
      tasks.ready();
      inventory = await takeInventory();
      tasks.offers.show(inventory.reports);
      life.beside(listen);
      life.every(PING_MS, ping);
      life.every(INVENTORY_MS, takeStock);
    },
    pause: (task) => order(task, "pause"),
    resume: (task) => order(task, "unpause"),
  };
}

const GONE: Found = { state: "gone", fault: "agent", message: "its container is gone" };
const UNREACHABLE: Found = { state: "unreachable", message: "its node does not answer the swarm" };
const LOST: Found = {
  state: "lost",
  fault: "agent",
  message: "the engine was stopped, and its containers with it",
};
const TERM = 15;
const KILL = 9;
/** So long an engine takes to stop. Source: dockerd, `--shutdown-timeout`. */
const SHUTDOWN_MS = 15_000;
/** Clocks of machines differ, and how much is known about that well only. */
const CLOCKS_APART_MS = 10_000;
