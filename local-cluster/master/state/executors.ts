import type { ExecutorInfo } from "../../../proto/generated/types.ts";
import { add, poolOf, subtract } from "../../resources/pool.ts";
import { chargeFramework, executorKey } from "./state.ts";
import type { Agent, Framework, Master, MasterExecutor } from "./state.ts";

/** Books an executor that is not there yet; its resources are held until it ends. */
export function addExecutor(framework: Framework, agent: Agent, info: ExecutorInfo, role: string): void {
  const key = executorKey(framework.id, info.executor_id.value);
  if (agent.executors.has(key)) return;
  const resources = poolOf(info.resources ?? []);
  const executor: MasterExecutor = { info, frameworkId: framework.id, agentId: agent.id, role, resources };
  agent.executors.set(key, executor);
  agent.used = add(agent.used, resources);
  chargeFramework(framework, role, (held) => add(held, resources));
}

export function removeExecutor(master: Master, agent: Agent, executor: MasterExecutor): void {
  const key = executorKey(executor.frameworkId, executor.info.executor_id.value);
  if (!agent.executors.delete(key)) return;
  agent.used = subtract(agent.used, executor.resources);
  const framework = master.frameworks.get(executor.frameworkId);
  if (framework !== undefined)
    chargeFramework(framework, executor.role, (held) => subtract(held, executor.resources));
}

/** The agent tells that an executor ended. Its tasks end by updates of their own. */
export function executorExited(
  master: Master,
  agent: Agent,
  frameworkId: string,
  executorId: string,
  status: number,
): void {
  const executor = agent.executors.get(executorKey(frameworkId, executorId));
  if (executor === undefined) return;
  removeExecutor(master, agent, executor);
  master.frameworks.get(frameworkId)?.stream?.send({
    type: "FAILURE",
    failure: { agent_id: { value: agent.id }, executor_id: { value: executorId }, status },
  });
}

export function executorRole(info: ExecutorInfo, otherwise: string): string {
  return info.resources?.[0]?.allocation_info?.role ?? otherwise;
}

/** Ids of the framework's executors on the agent, for its offers. */
export function executorIdsOf(framework: Framework, agent: Agent): readonly { readonly value: string }[] {
  return [...agent.executors.values()]
    .filter(({ frameworkId }) => frameworkId === framework.id)
    .map(({ info }) => info.executor_id);
}
