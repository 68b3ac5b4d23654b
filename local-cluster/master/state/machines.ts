import type { MachineID, Unavailability } from "../../../proto/generated/types.ts";
import type { Agent, Machine, Master } from "./state.ts";

// Which agent is on which machine of the maintenance schedule: hostname and address both have to be the agent's.

export function machineKey({ hostname = "", ip = "" }: MachineID): string {
  return `${hostname.toLowerCase()}\n${ip}`;
}

/** As Mesos prints it. */
export function machineText({ hostname, ip }: MachineID): string {
  if (hostname !== undefined && ip !== undefined) return `${hostname} (${ip})`;
  return hostname ?? ip ?? "";
}

/** `address` is the agent's `ip:port`. */
export function machineOf(master: Master, hostname: string, address: string): Machine | undefined {
  return master.maintenance.machines.get(machineKey({ hostname, ip: address.split(":")[0] ?? "" }));
}

export function machineOfAgent(master: Master, agent: Agent): Machine | undefined {
  return machineOf(master, agent.info.hostname, agent.address);
}

export function unavailabilityOf(master: Master, agent: Agent): Unavailability | undefined {
  return machineOfAgent(master, agent)?.unavailability;
}
