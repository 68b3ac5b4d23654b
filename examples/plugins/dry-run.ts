// Executor: a cluster that is not there. Its tasks begin at once, and succeed after a while; nothing is run. Of shell
// scripts it understands `sleep 5` and `exit 1`.
import { definePlugin } from "godocker/plugin";
import type { BackendEvent, Offer, TaskLaunch, TaskRef } from "godocker/plugin";

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
  create: (options) => {
    const total = {
      cpusMilli: options.cpus * 1000,
      memMib: options.memoryGib * 1024,
      diskMib: 1_000_000,
      gpus: 0,
    };
    const agents = Array.from({ length: options.machines }, (_, at) => `dry-${at}`);
    const running = new Map<string, Running>();
    const ended = new Map<string, { readonly update: Update; readonly timer: NodeJS.Timeout }>();
    const offered = new Map<string, string>();
    let emit: Emit = () => undefined;
    let offers = 0;
    let isWanted = true;

    const freeOn = (agentId: string): Resources =>
      [...running.values()]
        .filter((task) => task.agentId === agentId)
        .reduce((free, { launch }) => minus(free, launch.resources), total);
    /** One offer of each machine at a time, of all that is free there. */
    const offer = (agentId: string): void => {
      if (!isWanted || [...offered.values()].includes(agentId)) return;
      const id = `${agentId}-${Date.now()}-${(offers += 1)}`;
      offered.set(id, agentId);
      const place = { agentId, hostname: agentId, access: agentId };
      const resources = freeOn(agentId);
      const rest = { attributes: {}, lot: "", ports: [], reservations: [] };
      emit({ type: "offers", offers: [{ id, ...place, resources, ...rest }] });
    };
    /** What is free has changed: the offer that was made tells less than there is. */
    const offerAnew = (agentId: string): void => {
      for (const [offerId, of] of offered)
        if (of === agentId && offered.delete(offerId)) emit({ type: "rescinded", offerId });
      offer(agentId);
    };
    const tell = (update: Update): void => emit({ type: "status", update });
    const toldRunning = ({ agentId, launch: { taskId } }: Running, reconciliation: boolean): void =>
      tell({ taskId, agentId, state: "running", reconciliation });
    const over = (update: Update): void => {
      ended.set(update.taskId, { update, timer: setInterval(() => tell(update), AGAIN_MS) });
      tell(update);
    };
    const end = (taskId: string, how: Pick<Update, "exitCode" | "message" | "state">): void => {
      const task = running.get(taskId);
      if (task === undefined) return;
      clearTimeout(task.timer);
      running.delete(taskId);
      over({ taskId: task.launch.taskId, agentId: task.agentId, reconciliation: false, ...how });
      offerAnew(task.agentId);
    };
    const begin = (launch: TaskLaunch, agentId: string): void => {
      const { maxCompletionMs = Infinity, taskId } = launch;
      const script = launch.argv.at(-1) ?? "";
      const exitCode = Number(/\bexit (\d+)/.exec(script)?.[1] ?? 0);
      const ms = Number(/\bsleep (\d+)/.exec(script)?.[1] ?? options.taskSeconds) * 1000;
      const timer = setTimeout(
        () =>
          maxCompletionMs < ms
            ? end(taskId, { state: "killed", message: "it took longer than it may" })
            : end(taskId, { state: exitCode === 0 ? "finished" : "failed", exitCode }),
        Math.min(ms, maxCompletionMs),
      );
      running.set(taskId, { launch, agentId, timer });
      toldRunning({ launch, agentId, timer }, false);
    };
    /** What became of a task, for somebody who asks. */
    const answer = ({ agentId, taskId }: TaskRef): void => {
      const task = running.get(taskId);
      const known = ended.get(taskId);
      if (task !== undefined) toldRunning(task, true);
      else if (known !== undefined) tell({ ...known.update, reconciliation: true });
      // Whatever ran here before is gone with the process that it was imagined in.
      else tell({ taskId, agentId, state: "gone", reconciliation: true });
    };

    const none = (): void => undefined;
    return {
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
      backend: {
        async start(options) {
          ({ emit } = options);
          emit({ type: "connected", registrationId: options.registrationId ?? "dry-run" });
          const own = { attributes: {}, total, active: true, reservations: [] };
          emit({ type: "agents", agents: agents.map((id) => ({ id, hostname: id, ...own })) });
          agents.forEach(offer);
        },
        launch({ agentId, offerIds, tasks }) {
          const isValid = offerIds.length > 0 && offerIds.every((id) => offered.get(id) === agentId);
          for (const id of offerIds) offered.delete(id);
          for (const launch of tasks) {
            const message = isValid ? launch.withheld : "the offer is not valid any more";
            if (message === undefined) begin(launch, agentId);
            else over({ taskId: launch.taskId, agentId, state: "dropped", reconciliation: false, message });
          }
          if (agents.includes(agentId)) offer(agentId);
        },
        decline(offerIds, refuseMs) {
          for (const id of offerIds) {
            const agentId = offered.get(id);
            offered.delete(id);
            if (agentId !== undefined) setTimeout(() => offer(agentId), refuseMs);
          }
        },
        suppress() {
          isWanted = false;
        },
        revive() {
          isWanted = true;
          agents.forEach(offer);
        },
        kill(task) {
          if (running.has(task.taskId)) end(task.taskId, { state: "killed" });
          else answer(task);
        },
        reconcile(tasks) {
          if (tasks.length === 0) for (const task of running.values()) toldRunning(task, true);
          for (const task of tasks) answer(task);
        },
        acknowledge({ taskId }) {
          clearInterval(ended.get(taskId)?.timer);
          ended.delete(taskId);
        },
        want: none,
        reserve: none,
        unreserve: none,
        answerMaintenance: none,
        reconcileOperations: none,
        stop: async () => undefined,
      },
      access: {
        read: async () => undefined,
        list: async () => undefined,
        readFile: async () => undefined,
      },
    };
  },
});

function minus(a: Resources, b: Resources): Resources {
  return {
    cpusMilli: a.cpusMilli - b.cpusMilli,
    memMib: a.memMib - b.memMib,
    diskMib: a.diskMib - b.diskMib,
    gpus: a.gpus - b.gpus,
  };
}
