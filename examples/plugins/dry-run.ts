// Executor: a cluster that is not there. Its tasks begin at once, and succeed after a while; nothing is run. Of shell
// scripts it understands `sleep 5` and `exit 1`.
import { definePlugin } from "godocker/plugin";
import type { Backend, BackendEvent, Offer, PluginExecutor, TaskLaunch, TaskRef } from "godocker/plugin";

interface Options {
  readonly machines: number;
  readonly cpus: number;
  readonly memoryGib: number;
  readonly taskSeconds: number;
}

interface Running {
  readonly launch: TaskLaunch;
  readonly agentId: string;
  readonly timer: NodeJS.Timeout;
}

type Resources = Offer["resources"];
type ImaginedBackend = PluginExecutor["backend"];
type Emit = (event: BackendEvent) => void;
type Update = Extract<BackendEvent, { type: "status" }>["update"];

/** An end that nobody has acknowledged is told again so often. */
const AGAIN_MS = 2000;

export default definePlugin<"executor", Options>({
  kind: "executor",
  contract: 1,
  name: "dry-run",
  options: {
    type: "object",
    properties: {
      machines: { type: "integer", minimum: 1, maximum: 1000, default: 2 },
      cpus: { type: "integer", minimum: 1, default: 16 },
      memoryGib: { type: "integer", minimum: 1, default: 64 },
      taskSeconds: { type: "number", minimum: 0, default: 1 },
    },
    additionalProperties: false,
  },
  create: (options) => ({
    capabilities: {
      gpus: false,
      ports: false,
      networks: false,
      images: true,
      dockerImages: true,
      tmpfs: true,
      shm: true,
      scratch: false,
      memoryLimits: true,
      revocable: false,
      reservations: false,
      volumes: "any-path",
      pause: false,
      exec: false,
    },
    backend: new ImaginedCluster(options),
    access: {
      read: async () => undefined,
      list: async () => undefined,
      readFile: async () => undefined,
    },
  }),
});

class ImaginedCluster implements ImaginedBackend {
  readonly #total: Resources;
  readonly #agents: readonly string[];
  readonly #taskMs: number;
  readonly #running = new Map<string, Running>();
  readonly #ended = new Map<string, { readonly update: Update; readonly timer: NodeJS.Timeout }>();
  readonly #offered = new Map<string, string>();
  #emit: Emit = () => undefined;
  #offers = 0;
  #isWanted = true;

  constructor({ cpus, machines, memoryGib, taskSeconds }: Options) {
    this.#total = { cpusMilli: cpus * 1000, memMib: memoryGib * 1024, diskMib: 1_000_000, gpus: 0 };
    this.#agents = Array.from({ length: machines }, (_, at) => `dry-${at}`);
    this.#taskMs = taskSeconds * 1000;
  }

  async start({ emit, registrationId = "dry-run" }: Parameters<Backend["start"]>[0]): Promise<void> {
    this.#emit = emit;
    emit({ type: "connected", registrationId });
    const own = { attributes: {}, total: this.#total, active: true, reservations: [] };
    emit({ type: "agents", agents: this.#agents.map((id) => ({ id, hostname: id, ...own })) });
    for (const agentId of this.#agents) this.#offer(agentId);
  }

  launch({ agentId, offerIds, tasks }: Parameters<Backend["launch"]>[0]): void {
    const isValid = offerIds.length > 0 && offerIds.every((id) => this.#offered.get(id) === agentId);
    for (const id of offerIds) this.#offered.delete(id);
    for (const launch of tasks) {
      const message = isValid ? launch.withheld : "the offer is not valid any more";
      if (message === undefined) this.#begin(launch, agentId);
      else this.#over({ taskId: launch.taskId, agentId, state: "dropped", reconciliation: false, message });
    }
    if (this.#agents.includes(agentId)) this.#offer(agentId);
  }

  decline(offerIds: readonly string[], refuseMs: number): void {
    for (const id of offerIds) {
      const agentId = this.#offered.get(id);
      this.#offered.delete(id);
      if (agentId !== undefined) setTimeout(() => this.#offer(agentId), refuseMs);
    }
  }

  suppress(): void {
    this.#isWanted = false;
  }

  revive(): void {
    this.#isWanted = true;
    for (const agentId of this.#agents) this.#offer(agentId);
  }

  kill(task: TaskRef): void {
    if (this.#running.has(task.taskId)) this.#end(task.taskId, { state: "killed" });
    else this.#answer(task);
  }

  reconcile(tasks: readonly TaskRef[]): void {
    if (tasks.length === 0) for (const task of this.#running.values()) this.#tellRunning(task, true);
    for (const task of tasks) this.#answer(task);
  }

  acknowledge({ taskId }: { readonly taskId: string }): void {
    clearInterval(this.#ended.get(taskId)?.timer);
    this.#ended.delete(taskId);
  }

  want(): void {}
  reserve(): void {}
  unreserve(): void {}
  answerMaintenance(): void {}
  reconcileOperations(): void {}
  async stop(): Promise<void> {}

  #begin(launch: TaskLaunch, agentId: string): void {
    const { maxCompletionMs = Infinity, taskId } = launch;
    const script = launch.argv.at(-1) ?? "";
    const exitCode = Number(/\bexit (\d+)/.exec(script)?.[1] ?? 0);
    const slept = /\bsleep (\d+)/.exec(script)?.[1];
    const ms = slept === undefined ? this.#taskMs : Number(slept) * 1000;
    const timer = setTimeout(
      () =>
        maxCompletionMs < ms
          ? this.#end(taskId, { state: "killed", message: "it took longer than it may" })
          : this.#end(taskId, { state: exitCode === 0 ? "finished" : "failed", exitCode }),
      Math.min(ms, maxCompletionMs),
    );
    this.#running.set(taskId, { launch, agentId, timer });
    this.#tellRunning({ launch, agentId, timer }, false);
  }

  #end(taskId: string, how: Pick<Update, "exitCode" | "message" | "state">): void {
    const task = this.#running.get(taskId);
    if (task === undefined) return;
    clearTimeout(task.timer);
    this.#running.delete(taskId);
    this.#over({ taskId: task.launch.taskId, agentId: task.agentId, reconciliation: false, ...how });
    this.#offerAnew(task.agentId);
  }

  #over(update: Update): void {
    this.#ended.set(update.taskId, { update, timer: setInterval(() => this.#tell(update), AGAIN_MS) });
    this.#tell(update);
  }

  /** What became of a task, for somebody who asks. */
  #answer({ agentId, taskId }: TaskRef): void {
    const task = this.#running.get(taskId);
    const known = this.#ended.get(taskId);
    if (task !== undefined) this.#tellRunning(task, true);
    else if (known !== undefined) this.#tell({ ...known.update, reconciliation: true });
    // Whatever ran here before is gone with the process that it was imagined in.
    else this.#tell({ taskId, agentId, state: "gone", reconciliation: true });
  }

  #tellRunning({ agentId, launch: { taskId } }: Running, reconciliation: boolean): void {
    this.#tell({ taskId, agentId, state: "running", reconciliation });
  }

  #tell(update: Update): void {
    this.#emit({ type: "status", update });
  }

  /** One offer of each machine at a time, of all that is free there. */
  #offer(agentId: string): void {
    if (!this.#isWanted || [...this.#offered.values()].includes(agentId)) return;
    const id = `${agentId}-${Date.now()}-${(this.#offers += 1)}`;
    this.#offered.set(id, agentId);
    const place = { agentId, hostname: agentId, access: agentId };
    const rest = { attributes: {}, lot: "", ports: [], reservations: [] };
    this.#emit({
      type: "offers",
      offers: [{ id, ...place, resources: this.#freeOn(agentId), ...rest }],
    });
  }

  /** What is free has changed: the offer that was made tells less than there is. */
  #offerAnew(agentId: string): void {
    for (const [offerId, of] of this.#offered)
      if (of === agentId && this.#offered.delete(offerId)) this.#emit({ type: "rescinded", offerId });
    this.#offer(agentId);
  }

  #freeOn(agentId: string): Resources {
    return [...this.#running.values()]
      .filter((task) => task.agentId === agentId)
      .reduce((free, { launch }) => minus(free, launch.resources), this.#total);
  }
}

function minus(a: Resources, b: Resources): Resources {
  return {
    cpusMilli: a.cpusMilli - b.cpusMilli,
    memMib: a.memMib - b.memMib,
    diskMib: a.diskMib - b.diskMib,
    gpus: a.gpus - b.gpus,
  };
}
