import type {
  DumpedAgent,
  DumpedAmounts,
  DumpedJob,
  StateDump,
} from "../../scheduler/explaining/state-dump.ts";
import { avoids, hasTotal, isAble, isOpen, leftBesideGpus, unmetBy } from "./legal-start.ts";
import { AMOUNTS, waitingCount } from "./own-state.ts";

/* Room for gangs, from a dump alone. */

/** For how many tasks of a gang there is room now, kept or not. */
export function roomForGang(dump: StateDump, job: DumpedJob): number {
  const { status, walltimeMs = dump.tuning.maintenance.assumedMs } = job;
  const hosts = dump.agents.filter(
    (agent) =>
      agent.active &&
      hasTotal(job, agent) &&
      unmetBy(job, agent) === undefined &&
      isOpen(dump, job, agent.backend),
  );
  const others = hosts.filter(
    (agent) => !Object.values(status.retrying).some(({ avoid = [] }) => avoids(dump, job, avoid, agent)),
  );
  const isUnknown = dump.backends.some(
    ({ awaitsInventory, connected, name }) => awaitsInventory && connected && isOpen(dump, job, name),
  );
  // Better there than never: where the others, empty, are not enough for all of it, it may go everywhere.
  const isEnough =
    isUnknown || slotsFor(job, others, ({ total }) => ({ ...total, ports: Infinity })) >= waitingCount(job);
  const usable = (isEnough ? others : hosts).filter((agent) => {
    const backend = dump.backends.find(({ name }) => name === agent.backend);
    if (backend?.connected !== true || (agent.trustedWith !== undefined && agent.untried !== true))
      return false;
    const { endMs = Infinity, startMs } = agent.unavailability ?? { startMs: Infinity };
    const longest = endMs <= dump.nowMs ? Infinity : startMs - dump.tuning.maintenance.marginMs - dump.nowMs;
    return walltimeMs <= longest && isAble(dump, job, agent);
  });
  return slotsFor(job, usable, (agent) => leftBesideGpus(dump, job, agent, agent.free) ?? agent.free);
}

/** The most tasks of a gang that there is room for together. */
function slotsFor(
  { array, need }: DumpedJob,
  agents: readonly DumpedAgent[],
  roomOf: (agent: DumpedAgent) => DumpedAmounts,
): number {
  const uniform = array?.gang?.uniform;
  const wanted = { ...need.resources, ports: need.ports };
  const sums = new Map<string, number>();
  for (const agent of agents) {
    const has = uniform === "hostname" ? agent.hostname : agent.attributes[uniform ?? ""];
    const group = uniform === undefined ? "" : has;
    if (group === undefined) continue;
    const room = roomOf(agent);
    const slots = [...AMOUNTS, "ports" as const]
      .filter((kind) => wanted[kind] > 0)
      .map((kind) => Math.floor(room[kind] / wanted[kind]));
    const fit = slots.length === 0 ? 0 : Math.max(0, Math.min(...slots));
    sums.set(group, (sums.get(group) ?? 0) + fit);
  }
  return Math.max(0, ...sums.values());
}
