import { machineKey } from "./machines.ts";
import type { RegistryState } from "./registry.ts";
import type { AgentMode, Machine, MaintenanceState, Master } from "./state.ts";

/** Masters whose changes are being collected by `saveTogether`. */
const collecting = new WeakMap<Master, { changed: boolean }>();

/** Writes once what `change` saves, before it returns: many agents may register at a time. */
export function saveTogether(master: Master, change: () => void): void {
  const collected = { changed: false };
  collecting.set(master, collected);
  try {
    change();
  } finally {
    collecting.delete(master);
    if (collected.changed) saveRegistry(master);
  }
}

/** Writes down what a later run of the master has to know. */
export function saveRegistry(master: Master): void {
  const collected = collecting.get(master);
  if (collected !== undefined) {
    collected.changed = true;
    return;
  }
  const times = (list: ReadonlyMap<string, { readonly sinceMs: number }>): Record<string, number> =>
    Object.fromEntries([...list].map(([id, { sinceMs }]) => [id, sinceMs]));
  master.registry.save({
    agents: [...master.agents.keys(), ...master.recovered.keys()],
    unreachable: times(master.unreachable),
    gone: times(master.gone),
    completedFrameworks: [...master.completed.keys()],
    modes: Object.fromEntries(
      [...master.modes].map(([id, { deactivated, drain }]) => [
        id,
        { deactivated, ...(drain === undefined ? {} : { drain }) },
      ]),
    ),
    quotas: [...master.quotas.values()],
    weights: Object.fromEntries(master.weights),
    schedule: master.maintenance.schedule,
    downMachines: [...master.maintenance.machines.values()]
      .filter(({ mode }) => mode === "DOWN")
      .map(({ id }) => id),
  });
}

type Recovered = Pick<
  Master,
  "completed" | "unreachable" | "gone" | "modes" | "quotas" | "weights" | "maintenance"
>;

/** The part of the master's state that an earlier run wrote down. */
export function recoverState(before: RegistryState): Recovered {
  const since = (times: Readonly<Record<string, number>>): Map<string, { sinceMs: number }> =>
    new Map(Object.entries(times).map(([id, sinceMs]) => [id, { sinceMs }]));
  const modes = Object.entries(before.modes).map(([id, { deactivated, drain }]): [string, AgentMode] => [
    id,
    { deactivated, drain, drainStartedAtMs: undefined },
  ]);
  return {
    completed: new Map(before.completedFrameworks.map((id) => [id, { id, framework: undefined }] as const)),
    unreachable: since(before.unreachable),
    gone: since(before.gone),
    modes: new Map(modes),
    quotas: new Map(before.quotas.map((quota) => [quota.role, quota])),
    weights: new Map(Object.entries(before.weights)),
    maintenance: recoverMaintenance(before),
  };
}

function recoverMaintenance({ schedule, downMachines }: RegistryState): MaintenanceState {
  const down = new Set(downMachines.map(machineKey));
  const machines = new Map<string, Machine>();
  for (const { machine_ids = [], unavailability } of schedule.windows ?? []) {
    for (const id of machine_ids) {
      const key = machineKey(id);
      machines.set(key, {
        id,
        mode: down.has(key) ? "DOWN" : "DRAINING",
        unavailability,
        statuses: new Map(),
      });
    }
  }
  return { schedule, machines };
}
