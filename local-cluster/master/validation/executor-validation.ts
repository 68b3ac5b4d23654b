import { encodeJson } from "../../../proto/codec.ts";
import type { ExecutorInfo } from "../../../proto/generated/types.ts";
import { canonicalJson } from "../../protocol/json.ts";
import { idProblem } from "../../resources/ids.ts";
import { poolOf } from "../../resources/pool.ts";
import { poolText } from "../../resources/text.ts";
import { commandProblem, taskResourcesProblem, type TaskSituation } from "./command-and-resources.ts";

/** Mesos' refusal of the executor of a task of LAUNCH, or `undefined`. Source: Mesos, `executor::validate`. */
export function executorProblem(executor: ExecutorInfo, situation: TaskSituation): string | undefined {
  const itself = executorItselfProblem(executor, situation);
  if (itself !== undefined) return itself;
  if (executor.type !== undefined && executor.type !== "CUSTOM")
    return "'ExecutorInfo.type' must be 'CUSTOM'";
  if (executor.command === undefined) return "'ExecutorInfo.command' must be set";
  const shared = (executor.resources ?? []).some((resource) => resource.shared !== undefined);
  if (shared)
    return `Executor resources ${poolText(poolOf(executor.resources ?? []), situation.role)} should not contain any shared resources`;
  return shareProblem(executor);
}

export function shareProblem({ container }: ExecutorInfo): string | undefined {
  return container?.linux_info?.share_cgroups === true
    ? "The 'share_cgroups' field cannot be set to 'true' on executor containers"
    : undefined;
}

/** The checks that executors of LAUNCH and of LAUNCH_GROUP have in common. */
export function executorItselfProblem(
  executor: ExecutorInfo,
  { frameworkId, executor: known }: TaskSituation,
): string | undefined {
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
  if (named === undefined) return "'ExecutorInfo.framework_id' must be set";
  if (named !== frameworkId)
    return `ExecutorInfo has an invalid FrameworkID (Actual: ${named} vs Expected: ${frameworkId})`;
  const resources = executor.resources ?? [];
  const invalid = resources.length === 0 ? undefined : taskResourcesProblem(resources, "Executor");
  if (invalid !== undefined) return invalid;
  const there = known(executor.executor_id.value);
  return there === undefined || same(there, executor) ? undefined : differenceText(there, executor);
}

/** Whether two descriptions say the same, in whatever order. */
export function same(a: ExecutorInfo, b: ExecutorInfo): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function differenceText(there: ExecutorInfo, given: ExecutorInfo): string {
  const line = "-".repeat(60);
  const text = (info: ExecutorInfo): string => encodeJson("mesos.v1.ExecutorInfo", info);
  return `ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.\n${line}\nExisting ExecutorInfo:\n${text(there)}\n${line}\nExecutorInfo:\n${text(given)}\n${line}\n`;
}
