import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What survives the master: which agents there are, which are unreachable or gone, and which frameworks were
 * removed. Tasks and frameworks come back from the agents. Ids are never used again because every run of the
 * master begins them with a UUID of its own.
 */
export interface RegistryState {
  readonly agents: readonly string[];
  /** Agent id → when it was declared unreachable, in ms since the epoch. */
  readonly unreachable: Readonly<Record<string, number>>;
  readonly gone: Readonly<Record<string, number>>;
  readonly completedFrameworks: readonly string[];
}

export interface Registry {
  /** As the last run of the master left it. */
  readonly before: RegistryState;
  /** Written to disk before it returns. */
  save(state: RegistryState): void;
}

const NOTHING: RegistryState = { agents: [], unreachable: {}, gone: {}, completedFrameworks: [] };

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
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return NOTHING;
    throw error;
  }
  const state: unknown = JSON.parse(text);
  if (typeof state !== "object" || state === null || !("agents" in state) || !Array.isArray(state.agents))
    throw new Error(`${file} is no registry of a master; move it away to start without memory of agents`);
  // Only `save` above writes this file.
  return { ...NOTHING, ...(state as RegistryState) };
}
