import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  DrainInfo,
  MachineID,
  MaintenanceSchedule,
  QuotaConfig,
} from "../../../proto/generated/types.ts";

/**
 * What survives the master: which agents there are, which are unreachable, gone, deactivated or drained, which
 * frameworks were removed, quotas, weights and the schedule of maintenance. Tasks, reservations and frameworks
 * come back from the agents. Ids are never used again because every run of the
 * master begins them with a UUID of its own.
 */
export interface RegistryState {
  readonly agents: readonly string[];
  /** Agent id → when it was declared unreachable, in ms since the epoch. */
  readonly unreachable: Readonly<Record<string, number>>;
  readonly gone: Readonly<Record<string, number>>;
  readonly completedFrameworks: readonly string[];
  /** By agent id. */
  readonly modes: Readonly<Record<string, { readonly deactivated: boolean; readonly drain?: DrainInfo }>>;
  readonly quotas: readonly QuotaConfig[];
  readonly weights: Readonly<Record<string, number>>;
  readonly schedule: MaintenanceSchedule;
  /** Machines of the schedule that are down. */
  readonly downMachines: readonly MachineID[];
}

export interface Registry {
  /** As the last run of the master left it. */
  readonly before: RegistryState;
  /** In a file: written before it returns. In ZooKeeper: on its way. */
  save(state: RegistryState): void;
}

export const EMPTY_REGISTRY: RegistryState = {
  agents: [],
  unreachable: {},
  gone: {},
  completedFrameworks: [],
  modes: {},
  quotas: [],
  weights: {},
  schedule: {},
  downMachines: [],
};

/** One that nobody reads: of a master that does not lead. */
export function emptyRegistry(): Registry {
  return { before: EMPTY_REGISTRY, save: () => undefined };
}

/** Throws `Error` when the directory cannot be written or the file is none of ours. */
export function openRegistry(workDirectory: string): Registry {
  mkdirSync(workDirectory, { recursive: true });
  const file = join(workDirectory, "registry.json");
  const before = readState(file);
  const save = (state: RegistryState): void => {
    writeFileSync(`${file}.tmp`, `${JSON.stringify(state)}\n`);
    renameSync(`${file}.tmp`, file);
  };
  save(before);
  return { before, save };
}

function readState(file: string): RegistryState {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return EMPTY_REGISTRY;
    throw error;
  }
  return parseRegistry(text, file);
}

/** `where` it was read is named in the error. Throws `Error` when it is no registry. */
export function parseRegistry(text: string, where: string): RegistryState {
  const state: unknown = JSON.parse(text);
  if (typeof state !== "object" || state === null || !("agents" in state) || !Array.isArray(state.agents))
    throw new Error(`${where} is no registry of a master; move it away to start without memory of agents`);
  // Only the functions of this folder write it.
  return { ...EMPTY_REGISTRY, ...(state as RegistryState) };
}
