import type { IncomingMessage } from "node:http";
import type { TaskLaunch, TaskRef } from "../../offers/backend.ts";
import type { AgentInfo } from "../../offers/offer.ts";
import type { Session, SessionContext } from "../backend/connected-backend.ts";
import type { Log } from "../backend/ports.ts";
import type { SessionLife } from "../backend/session-life.ts";
import { isEnd, trackTasks, type Found, type SessionTasks, type Tracked } from "../backend/session-tasks.ts";
import { listedContainer, type ListedContainer } from "./container.ts";
import { fieldsOf, listOf, textIn } from "./documents.ts";
import { LABELS, type DockerOptions } from "./docker-options.ts";
import { EngineError, type Engine } from "./engine.ts";
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
  const { engine } = docker;
  const { signal } = context.life;
  // Heard from now on, so that nothing happens between the list and the events.
  const filters = JSON.stringify({
    type: ["container"],
    label: [`${LABELS.installation}=${docker.installation}`],
  });
  const path = `/events?filters=${encodeURIComponent(filters)}`;
  const events = await engine.stream({ path, timeoutMs: ANSWER_MS, signal });
  const inventory = inventoryOf(await engine.json({ path: "/info", signal }), [], docker);
  return new DockerSession(docker, signalled, context, events, inventory);
}

class DockerSession implements Session {
  readonly clusterId: string;
  readonly tasks: SessionTasks<Own>;
  readonly #docker: DockerOptions;
  readonly #signalled: Set<string>;
  readonly #context: SessionContext;
  readonly #events: IncomingMessage;
  readonly #engine: Engine;
  readonly #log: Log;
  readonly #life: SessionLife;
  readonly #killed: Set<string>;
  readonly #signal: AbortSignal;
  readonly #taskOf = new Map<string, Task>();
  readonly #foreign = new Map<string, ForeignUse>();
  #inventory: Inventory;
  /** By so much the engine's clock is ahead of ours. */
  readonly #aheadMs: number;

  constructor(
    docker: DockerOptions,
    signalled: Set<string>,
    context: SessionContext,
    events: IncomingMessage,
    first: Inventory,
  ) {
    this.#docker = docker;
    this.#signalled = signalled;
    this.#context = context;
    this.#events = events;
    this.#engine = docker.engine;
    this.#log = docker.log;
    this.#life = context.life;
    this.#killed = context.killed;
    this.#signal = context.life.signal;
    this.#inventory = first;
    this.clusterId = first.id;
    this.#aheadMs = first.clockMs === undefined ? 0 : first.clockMs - Date.now();
    this.tasks = trackTasks<Own>(context, docker, {
      unknown: "the engine has no container of it",
      keepMs: docker.keepMs,
      own: ({ resources }) => ({
        gpus: this.#freeGpus(resources.gpus),
        containerId: undefined,
        hasDied: false,
        isDoubtful: false,
        pauses: Promise.resolve(),
      }),
      launch: (task, tracked, launchSignal) => this.#launch(task, tracked, launchSignal),
      stop: (tracked, graceMs) => this.#stop(tracked, graceMs),
      remove: (tracked) => this.#remove(tracked),
    });
  }

  async begin(): Promise<void> {
    for (const container of await this.#list()) await this.#adopt(container);
    this.tasks.ready();
    this.#inventory = await this.#takeInventory();
    this.tasks.offers.show(this.#inventory.reports);
    this.#life.beside(() => this.#listen());
    this.#life.every(PING_MS, () => this.#ping());
    this.#life.every(INVENTORY_MS, () => this.#takeStock());
  }

  pause(task: TaskRef): void {
    this.#order(task, "pause");
  }

  resume(task: TaskRef): void {
    this.#order(task, "unpause");
  }

  async #launch(task: TaskLaunch, tracked: Task, launchSignal: AbortSignal): Promise<Found | undefined> {
    const { own } = tracked;
    const info = this.#nodeOf(tracked);
    const begun = await launchTask(this.#docker, {
      task,
      gpus: own.gpus,
      kind: this.#inventory.kind,
      node: info?.hostname ?? "",
      signal: launchSignal,
      tell: (news) => this.tasks.tell(tracked, news),
    });
    const { containerId, found } = begun;
    if (containerId === undefined) {
      if (begun.isBounced !== true) return found;
      this.tasks.tellBounced(tracked, found.message ?? "");
      return undefined;
    }
    own.containerId = containerId;
    this.#taskOf.set(containerId, tracked);
    // It was started, whatever stands of it by now: Podman has states that nobody else knows.
    this.tasks.tell(tracked, found.state === "running" ? found : { state: "running" });
    if (own.hasDied || isEnd(found)) await this.#died(tracked);
    return undefined;
  }

  async #stop(tracked: Task, graceMs: number): Promise<void> {
    this.tasks.tell(tracked, { state: "killing" });
    await tracked.own.pauses;
    // Podman stops nothing that is paused.
    if (this.#inventory.kind === "podman") await this.#ask(tracked, "unpause", 30_000);
    await this.#ask(tracked, `stop?t=${Math.ceil(graceMs / 1000)}`, graceMs + 60_000);
  }

  async #remove({ taskId, own: { containerId } }: Task): Promise<void> {
    this.#signalled.delete(taskId);
    if (containerId === undefined) return;
    await removeContainer(this.#engine, containerId);
    this.#taskOf.delete(containerId);
  }

  /** Orders to a container that is over, or does already what is asked, are answered with an error: no matter. */
  async #ask({ own: { containerId } }: Task, what: string, timeoutMs: number): Promise<void> {
    try {
      const path = `/containers/${containerId ?? ""}/${what}`;
      await this.#engine.json({ method: "POST", path, timeoutMs, signal: this.#signal });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }

  #order({ taskId }: TaskRef, action: "pause" | "unpause"): void {
    this.#life.beside(async () => {
      const task = this.tasks.all.get(taskId);
      if (task?.own.containerId === undefined || task.isOver) return;
      task.own.pauses = task.own.pauses.then(() => this.#ask(task, action, 30_000));
      await task.own.pauses;
    });
  }

  /** Its node, as far as that is there. */
  #nodeOf({ holding }: Task): AgentInfo | undefined {
    return this.#inventory.reports.find(({ info }) => info.id === holding.agentId)?.info;
  }

  async #finish(task: Task): Promise<void> {
    const { taskId, own } = task;
    const inspected = await this.#inspected404(own.containerId ?? "");
    const seen = inspected === undefined ? GONE : statusOf(inspected, this.#killed.has(taskId));
    if (!isEnd(seen) && task.last.state === "unreachable") this.tasks.tell(task, seen);
    if (!isEnd(seen) || own.isDoubtful || task.isOver) return;
    const found = await this.#withImage(task, seen, inspected);
    if (!this.#wasStopped(taskId, found)) return this.tasks.tellEnd(task, found);
    // An engine that is being stopped stops its containers first, and goes on answering meanwhile.
    own.isDoubtful = true;
    this.#life.later(SHUTDOWN_MS, () => this.tasks.tellEnd(task, found));
  }

  /** An engine may tell that a container died before it says so of it; the next inventory finds it in any case. */
  async #died(task: Task, againMs = AGAIN_MS): Promise<void> {
    await this.#finish(task);
    if (task.isOver || task.own.isDoubtful || againMs > INVENTORY_MS) return;
    this.#life.later(againMs, () => this.#life.beside(() => this.#died(task, 2 * againMs)));
  }

  /** That a program for other processors could not be executed its init process tells by an exit code like any other. */
  async #withImage(task: Task, found: Found, inspected: unknown): Promise<Found> {
    if (found.state !== "failed" || found.exitCode === undefined) return found;
    const imageId = textIn(fieldsOf(inspected), "Image") ?? "";
    const architecture = this.#nodeOf(task)?.attributes["arch"];
    if (architecture === undefined) return found;
    const foreign = await foreignImage(this.#docker, imageId, architecture);
    if (foreign === undefined) return found;
    return { ...found, message: found.message === undefined ? foreign : `${found.message}; ${foreign}` };
  }

  /** By somebody else than us, or the limit of its memory. */
  #wasStopped(taskId: string, { outOfMemory, signal: by, state }: Found): boolean {
    const isStopped = by === TERM || by === KILL || this.#signalled.has(taskId); // who hears TERM may exit with any code
    return state === "failed" && isStopped && outOfMemory !== true && !this.#killed.has(taskId);
  }

  /** @returns undefined when there is no such container (any more) */
  async #inspected404(containerId: string): Promise<unknown> {
    try {
      return await inspect(this.#engine, containerId);
    } catch (error) {
      if (!(error instanceof EngineError) || error.status !== 404) throw error;
      return undefined;
    }
  }

  async #list(): Promise<readonly ListedContainer[]> {
    const all = listOf(await this.#engine.json({ path: "/containers/json?all=true", signal: this.#signal }));
    for (const id of this.#foreign.keys())
      if (!all.some((one) => textIn(fieldsOf(one), "Id") === id)) this.#foreign.delete(id);
    for (const one of all) {
      const fields = fieldsOf(one);
      const id = textIn(fields, "Id");
      if (id === undefined || this.#foreign.has(id) || !isForeign(one, this.#docker.installation)) continue;
      if (textIn(fields, "State") === "running") this.#foreign.set(id, await this.#foreignUse(id));
    }
    return all.flatMap((one) => listedContainer(one, this.#docker.installation) ?? []);
  }

  async #foreignUse(id: string): Promise<ForeignUse> {
    try {
      return foreignUseOf(await inspect(this.#engine, id));
    } catch (error) {
      if (error instanceof EngineError) return sumOf([]); // gone meanwhile
      throw error;
    }
  }

  async #takeInventory(): Promise<Inventory> {
    const info = await this.#engine.json({ path: "/info", signal: this.#signal });
    return inventoryOf(info, [...this.#foreign.values()], this.#docker);
  }

  /** Containers that an earlier session, or process, left. */
  async #adopt({ id, taskId, state, holding, node }: ListedContainer): Promise<void> {
    const { resources, ports, gpus } = holding;
    const { reports } = this.#inventory;
    const isClassicSwarm = this.#inventory.kind === "classic-swarm";
    const there = isClassicSwarm ? reports.find(({ info }) => info.hostname === node)?.info : undefined;
    const agentId = isClassicSwarm ? (there?.id ?? node ?? "") : this.clusterId;
    const held = { agentId, resources, ports };
    const pauses = Promise.resolve();
    const own: Own = { gpus, containerId: id, hasDied: false, isDoubtful: false, pauses };
    // Whoever created it did not come to start it, and will not any more.
    if (state === "created" && (await removeContainer(this.#engine, id))) {
      const dropped = { state: "dropped", message: "its container was never started" } as const;
      this.tasks.adopt(taskId, held, { ...own, containerId: undefined }, dropped);
      return;
    }
    if (isClassicSwarm && there?.active !== true) {
      this.#taskOf.set(id, this.tasks.adopt(taskId, held, own, UNREACHABLE));
      return;
    }
    const inspected = await this.#inspected404(id);
    const found = inspected === undefined ? GONE : statusOf(inspected, this.#killed.has(taskId));
    const isLost = this.#wasStopped(taskId, found) && this.#isSinceAway(endTimeOf(inspected));
    this.#taskOf.set(id, this.tasks.adopt(taskId, held, own, isLost ? LOST : found));
  }

  /**
   * Whoever stops an engine stops its containers, unless it restores them live: a task that was killed while nobody
   * answered, and not by us, went with its machine.
   */
  #isSinceAway(endedAtMs = 0): boolean {
    return (
      this.#context.awaySinceMs !== undefined &&
      endedAtMs - this.#aheadMs >= this.#context.awaySinceMs - SHUTDOWN_MS - CLOCKS_APART_MS
    );
  }

  #freeGpus(wanted: number): readonly string[] {
    const used = new Set([...this.tasks.all.values()].flatMap(({ isOver, own }) => (isOver ? [] : own.gpus)));
    return this.#docker.gpus.filter((gpu) => !used.has(gpu)).slice(0, wanted);
  }

  async #listen(): Promise<void> {
    for await (const { id, taskId, action, by } of eventsIn(this.#events)) {
      const task = this.#taskOf.get(id) ?? this.tasks.all.get(taskId);
      if (task === undefined || task.isOver) continue;
      if (action === "kill" && (by === TERM || by === KILL)) this.#signalled.add(task.taskId);
      if (action === "die") {
        if (task.own.containerId === undefined) task.own.hasDied = true;
        else this.#life.beside(() => this.#died(task));
      } else if (action === "destroy" && task.launch === undefined)
        this.tasks.tellEnd(task, { ...GONE, message: "its container was removed" });
    }
    throw new Error("the engine ended its events");
  }

  async #ping(): Promise<void> {
    (await this.#engine.stream({ path: "/_ping", timeoutMs: ANSWER_MS, signal: this.#signal })).resume();
  }

  async #takeStock(): Promise<void> {
    const containers = await this.#list();
    this.#inventory = await this.#takeInventory();
    if (this.#inventory.id !== this.clusterId) throw new Error("another engine answers at this address");
    this.tasks.offers.show(this.#inventory.reports);
    for (const { id: containerId } of containers) {
      const task = this.#taskOf.get(containerId);
      if (task !== undefined && !task.isOver && this.#nodeOf(task)?.active === true) await this.#finish(task);
    }
    for (const task of this.#taskOf.values())
      if (!task.isOver && this.#nodeOf(task)?.active !== true) this.tasks.tell(task, UNREACHABLE);
    const count = await this.tasks.cleanUp();
    if (count > 0) this.#log.debug("ended containers are removed", { event: "docker.cleaned", count });
  }
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
