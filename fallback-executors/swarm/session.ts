import type { TaskLaunch } from "../../offers/backend.ts";
import type { Session, SessionContext } from "../backend/connected-backend.ts";
import {
  isEnd,
  KILLED,
  trackTasks,
  type Found,
  type SessionTasks,
  type Tracked,
} from "../backend/session-tasks.ts";
import { holdingIn } from "../docker/container.ts";
import { fieldsOf, listOf, textIn, textsIn } from "../docker/documents.ts";
import { LABELS } from "../docker/docker-options.ts";
import { EngineError, type Engine } from "../docker/engine.ts";
import { fetched, FetchError } from "../docker/sandbox.ts";
import type { Manager } from "./managers.ts";
import { swarmNode, type SwarmNode } from "./nodes.ts";
import { refusalOf, serviceBody, serviceName, type StoredFile } from "./service.ts";
import type { SwarmOptions } from "./swarm-options.ts";
import { swarmTask, type SwarmTask } from "./task-state.ts";
import type { SessionLife } from "../backend/session-life.ts";

/** What is known of a task beside what is told of it. */
interface Own {
  serviceId: string | undefined;
  /** Its task was seen: one that is missing then is gone. */
  wasSeen: boolean;
  /** Since when no node was seen to take it, by our clock. */
  waitsSinceMs: number | undefined;
}
type Task = Tracked<Own>;

/** So often tasks are looked at, since nothing tells of them: as often as that costs managers little. */
const LOOK_LEAST_MS = 100;
const LOOK_MOST_MS = 500;
const LOOK_PART = 5;
const NODES_MS = 5000;
/** A manager that has lost the others lets people wait for a leader; another one may know one. */
const ANSWER_MS = 10_000;
/** So long a swarm may look for room on the node; then the launch has bounced. */
const BOUNCE_MS = 10_000;

export function openSwarmSession(swarm: SwarmOptions, manager: Manager, context: SessionContext): Session {
  return new SwarmSession(swarm, manager, context);
}

class SwarmSession implements Session {
  readonly clusterId: string;
  readonly #swarm: SwarmOptions;
  readonly #engine: Engine;
  readonly #life: SessionLife;
  readonly #killed: Set<string>;
  readonly #signal: AbortSignal;
  #nodes = new Map<string, SwarmNode>();
  readonly #ours: string;
  readonly tasks: SessionTasks<Own>;

  constructor(swarm: SwarmOptions, { engine, swarmId }: Manager, context: SessionContext) {
    this.#swarm = swarm;
    this.#engine = engine;
    this.clusterId = swarmId;
    this.#life = context.life;
    this.#killed = context.killed;
    this.#signal = context.life.signal;
    this.#ours = `${LABELS.installation}=${swarm.installation}`;
    this.tasks = trackTasks<Own>(context, swarm, {
      unknown: "the swarm has no service of it",
      keepMs: swarm.keepMs,
      own: () => ({ serviceId: undefined, wasSeen: false, waitsSinceMs: undefined }),
      launch: (task, tracked, launchSignal) => this.#create(task, tracked, launchSignal),
      stop: ({ own: { serviceId } }) => this.#stopService(serviceId ?? ""), // the grace is that of its service
      remove: async ({ taskId, own: { serviceId } }) => {
        if (serviceId !== undefined) await this.#remove(`/services/${serviceId}`);
        for (const config of await this.#all("configs", `${LABELS.task}=${taskId}`))
          await this.#remove(`/configs/${textIn(fieldsOf(config), "ID") ?? ""}`);
      },
    });
  }

  async begin(): Promise<void> {
    await this.#showNodes();
    await this.#adopt();
    await this.#look();
    this.tasks.ready();
    let tookMs = 0;
    const pauseMs = (): number => Math.min(LOOK_MOST_MS, Math.max(LOOK_LEAST_MS, LOOK_PART * tookMs));
    this.#life.every(pauseMs, async () => {
      const beganMs = this.#swarm.nowMs();
      await this.#look();
      tookMs = this.#swarm.nowMs() - beganMs;
    });
    this.#life.every(NODES_MS, async () => {
      await this.#showNodes();
      await this.tasks.cleanUp();
    });
  }

  #ask(path: string): Promise<unknown> {
    return this.#engine.json({ path, timeoutMs: ANSWER_MS, signal: this.#signal });
  }

  async #all(kind: "services" | "tasks" | "configs", label: string): Promise<readonly unknown[]> {
    return listOf(
      await this.#ask(`/${kind}?filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`),
    );
  }

  async #showNodes(): Promise<void> {
    const found = listOf(await this.#ask("/nodes")).flatMap((node) => swarmNode(node, this.#swarm) ?? []);
    this.#nodes = new Map(found.map((node) => [node.report.info.id, node]));
    this.tasks.offers.show(found.map(({ report }) => report));
  }

  async #look(): Promise<void> {
    const byService = new Map<string, SwarmTask>();
    for (const value of await this.#all("tasks", this.#ours)) {
      const task = swarmTask(value);
      if (task !== undefined) byService.set(task.serviceId, task);
    }
    for (const task of this.tasks.all.values()) {
      const { launch, isOver, own } = task;
      if (isOver || own.serviceId === undefined || launch !== undefined) continue;
      await this.#lookAt(task, own.serviceId, byService.get(own.serviceId));
    }
  }

  async #lookAt(task: Task, serviceId: string, seen: SwarmTask | undefined): Promise<void> {
    const { holding, own, taskId } = task;
    const isKilled = this.#killed.has(taskId);
    if (seen === undefined) {
      if (isKilled) this.tasks.tellEnd(task, { state: "killed" });
      else if (own.wasSeen)
        this.tasks.tellEnd(task, { state: "gone", fault: "agent", message: "its task is gone" });
      return;
    }
    own.wasSeen = true;
    const { found, waitsFor } = seen;
    if (isEnd(found)) {
      // One that was short has ended before anybody looked.
      const hasRun =
        found.fault === undefined && (found.exitCode !== undefined || found.signal !== undefined);
      if (hasRun && task.last.state === "staging") this.tasks.tell(task, { state: "running" });
      const isOurs = isKilled && found.state === "failed";
      return this.tasks.tellEnd(task, isOurs ? { ...found, state: "killed" } : found);
    }
    own.waitsSinceMs = waitsFor === undefined ? undefined : (own.waitsSinceMs ?? this.#swarm.nowMs());
    if (waitsFor !== undefined && this.#swarm.nowMs() - (own.waitsSinceMs ?? 0) > BOUNCE_MS) {
      await this.#remove(`/services/${serviceId}`);
      return this.tasks.tellBounced(task, waitsFor);
    }
    const isDown = this.#nodes.get(holding.agentId)?.isUp === false;
    this.tasks.tell(task, isDown ? UNREACHABLE : found);
  }

  async #adopt(): Promise<void> {
    for (const value of await this.#all("services", this.#ours)) {
      const service = fieldsOf(value);
      const labels = textsIn(fieldsOf(service["Spec"]), "Labels");
      const [serviceId, taskId] = [textIn(service, "ID"), labels[LABELS.task]];
      if (serviceId === undefined || taskId === undefined) continue;
      const { resources, ports } = holdingIn(labels);
      const holding = { agentId: nodeIn(labels), resources, ports };
      const own = { serviceId, wasSeen: true, waitsSinceMs: undefined };
      this.tasks.adopt(taskId, holding, own, { state: "staging" });
    }
  }

  /** @returns why there is no service */
  async #create(
    task: TaskLaunch,
    { holding, own }: Task,
    launchSignal: AbortSignal,
  ): Promise<Found | undefined> {
    if (task.withheld !== undefined) return { state: "dropped", message: task.withheld };
    const refusal = refusalOf(task, this.#swarm);
    if (refusal !== undefined) return { state: "error", fault: "refused", message: refusal };
    try {
      const files: StoredFile[] = [];
      for (const { url, name, executable } of task.files) {
        const content = Buffer.from(await fetched(url, name, launchSignal)).toString("base64");
        const config = `${serviceName(this.#swarm.installation, task.taskId).slice(-50)}-${files.length}`;
        const body = {
          Name: config,
          Data: content,
          Labels: { [LABELS.installation]: this.#swarm.installation, [LABELS.task]: task.taskId },
        };
        const request = { method: "POST", path: "/configs/create", body, signal: launchSignal } as const;
        const id = textIn(fieldsOf(await this.#engine.json(request)), "ID") ?? "";
        files.push({ id, name: config, path: name, executable });
      }
      launchSignal.throwIfAborted();
      const body = serviceBody(task, holding.agentId, files, this.#swarm);
      const created = fieldsOf(await this.#engine.json({ method: "POST", path: "/services/create", body }));
      own.serviceId = textIn(created, "ID");
      return own.serviceId === undefined
        ? { state: "error", fault: "launch", message: "the swarm tells no id of the new service" }
        : undefined;
    } catch (error) {
      if (launchSignal.aborted && launchSignal.reason === KILLED)
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
  async #stopService(serviceId: string): Promise<void> {
    try {
      const service = fieldsOf(await this.#ask(`/services/${serviceId}`));
      const version = fieldsOf(service["Version"])["Index"];
      await this.#engine.json({
        method: "POST",
        path: `/services/${serviceId}/update?version=${String(version)}`,
        body: {
          ...fieldsOf(service["Spec"]),
          Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 0 } },
        },
        signal: this.#signal,
      });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error; // it is gone, or somebody else changes it: told again
    }
  }

  async #remove(path: string): Promise<void> {
    try {
      await this.#engine.json({ method: "DELETE", path });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error; // what is gone already needs no removal
    }
  }
}

const UNREACHABLE: Found = { state: "unreachable", message: "its node does not answer the swarm" };

function nodeIn(labels: Readonly<Record<string, string>>): string {
  try {
    return textIn(fieldsOf(JSON.parse(labels[LABELS.holding] ?? "{}")), "node") ?? "";
  } catch {
    return ""; // somebody changed the label: nobody knows where it runs
  }
}
