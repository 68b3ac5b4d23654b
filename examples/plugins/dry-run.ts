// Executor: a cluster that is not there. Its tasks begin at once, and succeed after a while; nothing is run.
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
    const tell = (
      taskId: string,
      agentId: string,
      state: "running" | "finished" | "killed",
      asked = false,
    ): void => emit({ type: "status", update: { taskId, agentId, state, reconciliation: asked } });
    const end = (taskId: string, state: "finished" | "killed"): void => {
      const task = running.get(taskId);
      if (task === undefined) return;
      clearTimeout(task.timer);
      running.delete(taskId);
      tell(taskId, task.agentId, state);
      offerAnew(task.agentId);
    };
    const begin = (launch: TaskLaunch, agentId: string): void => {
      const timer = setTimeout(() => end(launch.taskId, "finished"), options.taskSeconds * 1000);
      running.set(launch.taskId, { launch, agentId, timer });
      tell(launch.taskId, agentId, "running");
    };
    const unknown = ({ agentId, taskId }: TaskRef): void =>
      // Whatever ran here before is gone with the process that it was imagined in.
      emit({ type: "status", update: { taskId, agentId, state: "gone", reconciliation: true } });

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
          for (const id of offerIds) offered.delete(id);
          for (const launch of tasks) begin(launch, agentId);
          offer(agentId);
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
          if (running.has(task.taskId)) end(task.taskId, "killed");
          else unknown(task);
        },
        reconcile(tasks) {
          if (tasks.length === 0)
            for (const [taskId, { agentId }] of running) tell(taskId, agentId, "running", true);
          for (const task of tasks)
            if (running.has(task.taskId)) tell(task.taskId, task.agentId, "running", true);
            else unknown(task);
        },
        want: none,
        reserve: none,
        unreserve: none,
        answerMaintenance: none,
        reconcileOperations: none,
        acknowledge: none,
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
