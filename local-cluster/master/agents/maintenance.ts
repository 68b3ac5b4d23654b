import type {
  MachineID,
  MaintenanceClusterStatus,
  MaintenanceSchedule,
  Unavailability,
} from "../../../proto/generated/types.ts";
import { shutDownAgent } from "./agent-removal.ts";
import { rescindInverseOffers } from "../offers/inverse-offers.ts";
import { machineKey, machineOfAgent } from "../state/machines.ts";
import { rescindAll } from "../offers/offers.ts";
import { saveRegistry } from "../state/recovery.ts";
import type { Machine, Master } from "../state/state.ts";

// The schedule of maintenance and the machines in it. All functions that change something answer with Mesos'
// refusal (status 400), or `undefined` when it was done. Source: Mesos, src/master/maintenance.cpp and http.cpp.

/** Replaces the schedule. Machines that are new in it begin to drain; those that left it are up again. */
export function updateSchedule(master: Master, schedule: MaintenanceSchedule): string | undefined {
  const problem = scheduleProblem(master, schedule);
  if (problem !== undefined) return problem;
  const { maintenance } = master;
  const before = new Map(maintenance.machines);
  maintenance.machines.clear();
  for (const { machine_ids = [], unavailability } of schedule.windows ?? []) {
    for (const id of machine_ids) {
      const known = before.get(machineKey(id));
      const unchanged = known !== undefined && sameTime(known.unavailability, unavailability);
      const statuses = unchanged ? known.statuses : new Map<string, never>();
      maintenance.machines.set(machineKey(id), {
        id,
        mode: known?.mode ?? "DRAINING",
        unavailability,
        statuses,
      });
    }
  }
  maintenance.schedule = schedule;
  saveRegistry(master);
  for (const agent of master.agents.values()) {
    rescindAll(master, agent.offers);
    rescindInverseOffers(master, agent);
    for (const framework of master.frameworks.values()) framework.inverseFilters.delete(agent.id);
  }
  master.requestAllocation();
  return undefined;
}

function sameTime(a: Unavailability, b: Unavailability): boolean {
  return a.start.nanoseconds === b.start.nanoseconds && a.duration?.nanoseconds === b.duration?.nanoseconds;
}

function scheduleProblem(master: Master, schedule: MaintenanceSchedule): string | undefined {
  const seen = new Set<string>();
  for (const { machine_ids = [], unavailability } of schedule.windows ?? []) {
    if (machine_ids.length === 0) return "List of machines in the maintenance window is empty";
    if ((unavailability.duration?.nanoseconds ?? 0) < 0) return "Unavailability 'duration' is negative";
    const problem = machineIdsProblem(machine_ids, seen);
    if (problem !== undefined) return problem;
  }
  for (const [key, { id, mode }] of master.maintenance.machines) {
    if (mode === "DOWN" && !seen.has(key))
      return `Machine '${JSON.stringify(id)}' is deactivated and cannot be removed from the schedule`;
  }
  return undefined;
}

function machineIdsProblem(ids: readonly MachineID[], seen: Set<string>): string | undefined {
  for (const id of ids) {
    if ((id.hostname ?? "") === "" && (id.ip ?? "") === "")
      return "Both 'hostname' and 'ip' for a machine are empty";
    if ((id.ip ?? "") !== "" && !/^(\d{1,3}\.){3}\d{1,3}$/.test(id.ip ?? ""))
      return `Failed to parse the IP: Invalid IPv4 address '${id.ip}'`;
    if (seen.has(machineKey(id)))
      return `Machine '${JSON.stringify(id)}' appears more than once in the schedule`;
    seen.add(machineKey(id));
  }
  return undefined;
}

/** The machines of a call, all of them in the wanted mode; or what is wrong. */
function machinesOf(
  master: Master,
  ids: readonly MachineID[],
  mode: Machine["mode"],
  cannot: string,
): readonly Machine[] | string {
  if (ids.length === 0) return "List of machines is empty";
  const invalid = machineIdsProblem(ids, new Set());
  if (invalid !== undefined) return invalid;
  const machines: Machine[] = [];
  for (const id of ids) {
    const machine = master.maintenance.machines.get(machineKey(id));
    if (machine === undefined) return `Machine '${JSON.stringify(id)}' is not part of a maintenance schedule`;
    if (machine.mode !== mode)
      return `Machine '${JSON.stringify(id)}' is not in ${mode} mode and cannot be brought ${cannot}`;
    machines.push(machine);
  }
  return machines;
}

/** Machines go down: their agents are shut down and refused until `stopMaintenance`. */
export function startMaintenance(master: Master, ids: readonly MachineID[]): string | undefined {
  const machines = machinesOf(master, ids, "DRAINING", "down");
  if (typeof machines === "string") return machines;
  const down = new Set(machines);
  for (const machine of machines) machine.mode = "DOWN";
  for (const agent of master.agents.values()) {
    const machine = machineOfAgent(master, agent);
    if (machine !== undefined && down.has(machine))
      shutDownAgent(master, agent, "Operator initiated 'Machine DOWN'");
  }
  saveRegistry(master);
  return undefined;
}

/** Machines are up again, and out of the schedule. */
export function stopMaintenance(master: Master, ids: readonly MachineID[]): string | undefined {
  const machines = machinesOf(master, ids, "DOWN", "up");
  if (typeof machines === "string") return machines;
  const up = new Set(machines.map(({ id }) => machineKey(id)));
  for (const key of up) master.maintenance.machines.delete(key);
  const windows = (master.maintenance.schedule.windows ?? []).flatMap((window) => {
    const left = (window.machine_ids ?? []).filter((id) => !up.has(machineKey(id)));
    return left.length === 0 ? [] : [{ ...window, machine_ids: left }];
  });
  master.maintenance.schedule = windows.length === 0 ? {} : { windows };
  saveRegistry(master);
  return undefined;
}

export function maintenanceStatus({ maintenance }: Master): MaintenanceClusterStatus {
  const machines = [...maintenance.machines.values()];
  return {
    draining_machines: machines
      .filter(({ mode }) => mode === "DRAINING")
      .map(({ id, statuses }) => ({ id, statuses: [...statuses.values()] })),
    down_machines: machines.filter(({ mode }) => mode === "DOWN").map(({ id }) => id),
  };
}
