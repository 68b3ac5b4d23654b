import type { ExecutorInfo } from "../../proto/generated/types.ts";
import { idProblem } from "./ids.ts";
import { commandProblem, taskResourcesProblem } from "./task-validation.ts";

/** Mesos' refusal of the executor of a task of LAUNCH, or `undefined`. Source: Mesos, `executor::validate`. */
export function executorProblem(executor: ExecutorInfo, frameworkId: string): string | undefined {
  const itself = executorItselfProblem(executor, frameworkId);
  if (itself !== undefined) return itself;
  if (executor.type !== undefined && executor.type !== "CUSTOM")
    return "'ExecutorInfo.type' must be 'CUSTOM'";
  return executor.command === undefined ? "'ExecutorInfo.command' must be set" : undefined;
}

/** The checks that executors of LAUNCH and of LAUNCH_GROUP have in common. */
export function executorItselfProblem(executor: ExecutorInfo, frameworkId: string): string | undefined {
  const { type, command } = executor;
  if (type === "CUSTOM" && command === undefined)
    return "'ExecutorInfo.command' must be set for 'CUSTOM' executor";
  if (type === "DEFAULT" && command !== undefined)
    return "'ExecutorInfo.command' must not be set for 'DEFAULT' executor";
  const id = idProblem(executor.executor_id.value);
  if (id !== undefined) return id;
  if ((executor.shutdown_grace_period?.nanoseconds ?? 0) < 0)
    return "ExecutorInfo's 'shutdown_grace_period' must be non-negative";
  const commandWrong = command === undefined ? undefined : commandProblem(command);
  if (commandWrong !== undefined) return `Executor's \`CommandInfo\` is invalid: ${commandWrong}`;
  const named = executor.framework_id?.value;
  if (named !== undefined && named !== frameworkId)
    return `ExecutorInfo has an invalid FrameworkID (Actual: ${named} vs Expected: ${frameworkId})`;
  const resources = executor.resources ?? [];
  return resources.length === 0 ? undefined : taskResourcesProblem(resources, "Executor");
}
