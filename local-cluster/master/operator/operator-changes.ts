import type { MasterCall } from "../../../proto/generated/types.ts";
import { deactivateAgent, drainAgent, reactivateAgent } from "../agents/agent-modes.ts";
import { markGone } from "../agents/agent-removal.ts";
import { startMaintenance, stopMaintenance, updateSchedule } from "../agents/maintenance.ts";
import { setLoggingLevel } from "../state/logging-level.ts";
import { removeOldQuota, setOldQuota } from "./old-quota.ts";
import { updateQuota } from "./quota.ts";
import { operateOnAgent, operationOfCall } from "./resource-calls.ts";
import type { Answer } from "./resource-calls.ts";
import type { Master } from "../state/state.ts";
import { removeFramework } from "../frameworks/subscriptions.ts";
import { updateWeights } from "./weights.ts";

/** Carries out an operator's call that changes something; `undefined` for types without a meaning here. */
export function changeForOperator(
  master: Master,
  call: MasterCall,
  principal: string | undefined,
): Answer | undefined {
  const operation = operationOfCall(call);
  if (operation !== undefined)
    return operateOnAgent(master, operation.agentId, operation.operation, principal);
  switch (call.type) {
    case "TEARDOWN":
      return teardown(master, call.teardown?.framework_id.value ?? "");
    case "MARK_AGENT_GONE":
      return goneCall(master, call.mark_agent_gone?.agent_id.value ?? "");
    case "DRAIN_AGENT": {
      const { agent_id, max_grace_period, mark_gone = false } = call.drain_agent ?? {};
      const { seconds = 0, nanos = 0 } = max_grace_period ?? {};
      const grace = max_grace_period && { max_grace_period: { nanoseconds: seconds * 1e9 + nanos } };
      return answer(drainAgent(master, agent_id?.value ?? "", { ...grace, mark_gone }));
    }
    case "DEACTIVATE_AGENT":
      return answer(deactivateAgent(master, call.deactivate_agent?.agent_id.value ?? ""));
    case "REACTIVATE_AGENT":
      return reactivateAgent(master, call.reactivate_agent?.agent_id.value ?? "") ?? { status: 200 };
    case "UPDATE_QUOTA": {
      const { quota_configs = [], force = false } = call.update_quota ?? {};
      return answer(updateQuota(master, quota_configs, force));
    }
    case "SET_QUOTA":
      return answer(setOldQuota(master, call.set_quota?.quota_request ?? {}));
    case "REMOVE_QUOTA":
      return answer(removeOldQuota(master, call.remove_quota?.role ?? ""));
    case "UPDATE_WEIGHTS":
      return answer(updateWeights(master, call.update_weights?.weight_infos ?? []));
    case "UPDATE_MAINTENANCE_SCHEDULE":
      return answer(updateSchedule(master, call.update_maintenance_schedule?.schedule ?? {}));
    case "START_MAINTENANCE":
      return answer(startMaintenance(master, call.start_maintenance?.machines ?? []));
    case "STOP_MAINTENANCE":
      return answer(stopMaintenance(master, call.stop_maintenance?.machines ?? []));
    case "SET_LOGGING_LEVEL": {
      const { level = 0, duration } = call.set_logging_level ?? {};
      return answer(setLoggingLevel(master, level, (duration?.nanoseconds ?? 0) / 1e6));
    }
    case "LIST_FILES":
    case "READ_FILE":
      return { status: 404, text: "" }; // the master has no files: its log goes to standard error
    default:
      return undefined;
  }
}

function answer(refusal: string | undefined): Answer {
  return refusal === undefined ? { status: 200 } : { status: 400, text: refusal };
}

export function teardown(master: Master, frameworkId: string): Answer {
  const framework = master.frameworks.get(frameworkId);
  if (framework === undefined) return { status: 400, text: "No framework found with specified ID" };
  removeFramework(master, framework);
  return { status: 200 };
}

function goneCall(master: Master, id: string): Answer {
  const known =
    master.agents.has(id) || master.unreachable.has(id) || master.recovered.has(id) || master.gone.has(id);
  if (!known) return { status: 404, text: `Agent '${id}' not found` };
  markGone(master, id);
  return { status: 200 };
}
