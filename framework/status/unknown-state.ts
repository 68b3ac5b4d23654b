import { isKnownState } from "./task-status.ts";
import type { Acknowledgement } from "./task-status.ts";

/** A status that this version of us cannot read, but has to acknowledge: until then no later one of its task comes. */
export interface UnknownState {
  readonly state: string;
  readonly acknowledgement?: Acknowledgement;
}

/**
 * The state in an UPDATE that could not be decoded, when it is a name that we do not know.
 * @param record  the event as it came
 */
export function unknownStateIn(record: Uint8Array): UnknownState | undefined {
  const status = path(parsed(record), "update", "status");
  const state = path(status, "state");
  if (typeof state !== "string" || isKnownState(state)) return undefined;
  const taskId = path(status, "task_id", "value");
  const agentId = path(status, "agent_id", "value");
  const uuid = path(status, "uuid");
  const isWanted =
    typeof taskId === "string" && typeof agentId === "string" && typeof uuid === "string" && uuid !== "";
  return { state: state.slice(0, 64), ...(isWanted ? { acknowledgement: { taskId, agentId, uuid } } : {}) };
}

function parsed(record: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(record).toString("utf8"));
  } catch {
    return undefined;
  }
}

function path(value: unknown, ...names: readonly string[]): unknown {
  let at = value;
  for (const name of names) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = Object.getOwnPropertyDescriptor(at, name)?.value;
  }
  return at;
}
