import type { CommandInfo, ExecutorInfo, Resource } from "../../../proto/generated/types.ts";
import { completeResourcesProblem, persistenceIdsProblem, singleRoleProblem } from "../../resources/disk.ts";
import type { Pool } from "../../resources/pool.ts";

/** What a task is measured against. */
export interface TaskSituation {
  readonly frameworkId: string;
  /** Of the offers. */
  readonly agentId: string;
  readonly role: string;
  /** What the tasks before it left of the offers. */
  readonly available: Pool;
  readonly isKnown: (taskId: string) => boolean;
  readonly isUnreachable: (taskId: string) => boolean;
  /** The framework's executor of that id on the agent, if there is one. */
  readonly executor: (executorId: string) => ExecutorInfo | undefined;
}

/** `owner` is `Task` or `Executor`. */
export function taskResourcesProblem(resources: readonly Resource[], owner: string): string | undefined {
  if (resources.length === 0) return `${owner} uses no resources`;
  const invalid = completeResourcesProblem(resources);
  if (invalid !== undefined) return `${owner} uses invalid resources: ${invalid}`;
  const twice = persistenceIdsProblem(new Map(), resources);
  if (twice !== undefined) return `${owner} uses duplicate persistence ID: ${twice}`;
  const roles = singleRoleProblem(resources);
  if (roles !== undefined) return `Invalid ${owner.toLowerCase()} resources: ${roles}`;
  const mixed = revocableMixProblem(resources);
  return mixed === undefined ? undefined : `${owner} mixes revocable and non-revocable resources: ${mixed}`;
}

/** Revocable and other resources of one name cannot be used together. */
export function revocableMixProblem(resources: readonly Resource[]): string | undefined {
  const mixed = resources.find(({ name, revocable }) =>
    resources.some(
      (other) => other.name === name && (other.revocable === undefined) !== (revocable === undefined),
    ),
  );
  return mixed && `Cannot use both revocable and non-revocable '${mixed.name}' at the same time`;
}

export function commandProblem(command: CommandInfo): string | undefined {
  for (const { name, type = "VALUE", value, secret } of command.environment?.variables ?? []) {
    const of = `Environment variable '${name}' of type '${type}'`;
    if (type === "UNKNOWN") return "Environment variable of type 'UNKNOWN' is not allowed";
    if (type === "SECRET") {
      if (secret === undefined) return `${of} must have a secret set`;
      if (value !== undefined) return `${of} must not have a value set`;
      if (secret.value?.data.includes(0) === true)
        return `Environment variable '${name}' specifies a secret containing null bytes, which is not allowed in the environment`;
    } else {
      if (secret !== undefined) return `${of} must not have a secret set`;
      if (value === undefined) return `${of} must have a value set`;
    }
  }
  return undefined;
}
