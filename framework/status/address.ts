import type { TaskStatus } from "../../proto/generated/types.ts";

export interface AddressHints {
  /** Of networks that tasks of ours can be in. */
  readonly networks: ReadonlySet<string>;
  /** Of the agent, which statuses name when a task is in the machine's own network. */
  readonly agentAddress?: string;
}

/**
 * The address of a task in its network. Only TASK_RUNNING can be trusted with it: the first and the last update of a
 * Docker task name the agent. Of several networks, ours are found by their names, whatever the order.
 */
export function addressOf(
  { state, container_status: container }: TaskStatus,
  { networks, agentAddress }: AddressHints,
): string | undefined {
  if (state !== "TASK_RUNNING") return undefined;
  const infos = container?.network_infos ?? [];
  const named = infos.find(({ name }) => name !== undefined && networks.has(name));
  const unnamed = infos.find(({ name }) => name === undefined);
  const [first] = [...(named?.ip_addresses ?? []), ...(unnamed?.ip_addresses ?? [])].flatMap(
    ({ ip_address: address }) => address ?? [],
  );
  if (named !== undefined) return first;
  return agentAddress === undefined || first === agentAddress ? undefined : first;
}
