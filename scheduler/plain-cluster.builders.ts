import type { Backend, BackendEvent } from "../offers/backend.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { CAPABLE } from "./core/core.builders.ts";
import { silentBackend } from "./silent-backend.builders.ts";

/** A cluster whose tasks survive the leader that started them, and change when a test says so. */
interface PlainCluster {
  /** By task id. */
  readonly tasks: ReadonlyMap<string, { readonly agentId: string; readonly isRunning: boolean }>;
  /** A way to it for one leader. */
  connect(): Backend & { emit(event: BackendEvent): void };
  running(taskId: string, tell: (event: BackendEvent) => void): void;
  ended(taskId: string, state: "finished" | "failed", tell: (event: BackendEvent) => void): void;
  /** Offers of what is left on each agent. */
  offers(left: ReadonlyMap<string, ResourceVector>): BackendEvent;
}

export function plainCluster(agents: ReadonlyMap<string, ResourceVector>): PlainCluster {
  const tasks = new Map<string, { readonly agentId: string; readonly isRunning: boolean }>();
  let offered = 0;
  const nothing = (): void => undefined;
  return {
    tasks,
    connect: () => {
      let emit: (event: BackendEvent) => void = nothing;
      const tell = (taskId: string, agentId: string): void => {
        const task = tasks.get(taskId);
        const state = task === undefined ? "gone" : task.isRunning ? "running" : "staging";
        // Never from within a call of the leader's.
        queueMicrotask(() =>
          emit({ type: "status", update: { taskId, agentId, state, reconciliation: true } }),
        );
      };
      return {
        ...silentBackend(),
        name: "mesos",
        capabilities: CAPABLE,
        emit: (event) => emit(event),
        async start(options) {
          ({ emit } = options);
          emit({ type: "connected", registrationId: "f1" });
          emit({
            type: "agents",
            agents: [...agents].map(([id, total]) => ({
              id,
              hostname: id,
              attributes: {},
              total,
              active: true,
              reservations: [],
            })),
          });
        },
        launch(order) {
          for (const { taskId } of order.tasks)
            tasks.set(taskId, { agentId: order.agentId, isRunning: false });
        },
        kill({ agentId, taskId }) {
          if (!tasks.delete(taskId)) return tell(taskId, agentId);
          queueMicrotask(() =>
            emit({ type: "status", update: { taskId, agentId, state: "killed", reconciliation: false } }),
          );
        },
        reconcile(asked) {
          for (const { agentId, taskId } of asked) tell(taskId, agentId);
        },
        async stop() {
          emit = nothing;
        },
      };
    },
    running(taskId, tell) {
      const task = tasks.get(taskId);
      if (task === undefined) return;
      tasks.set(taskId, { ...task, isRunning: true });
      const { agentId } = task;
      tell({ type: "status", update: { taskId, agentId, state: "running", reconciliation: false } });
    },
    ended(taskId, state, tell) {
      const task = tasks.get(taskId);
      if (task === undefined) return;
      tasks.delete(taskId);
      const { agentId } = task;
      tell({ type: "status", update: { taskId, agentId, state, reconciliation: false } });
    },
    offers: (left) => ({
      type: "offers",
      offers: [...left].map(([agentId, resources]) => {
        offered += 1;
        return {
          id: `o${offered}`,
          agentId,
          hostname: agentId,
          access: "",
          attributes: {},
          lot: "",
          resources,
          ports: [],
          reservations: [],
        };
      }),
    }),
  };
}
