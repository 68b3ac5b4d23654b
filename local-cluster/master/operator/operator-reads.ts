import type { MasterCall, MasterResponse } from "../../../proto/generated/types.ts";
import { maintenanceStatus } from "../agents/maintenance.ts";
import { metrics } from "../state/metrics.ts";
import {
  describeAgents,
  describeExecutors,
  describeFrameworks,
  describeOperations,
  describeRoles,
  describeState,
  describeTasks,
} from "./operator-views.ts";
import { quotaStatus } from "./quota.ts";
import { VERSION } from "../state/state.ts";
import type { Master } from "../state/state.ts";
import { weightInfos } from "./weights.ts";

/** The answer to an operator's call that only reads, or `undefined`. Empty lists are left out, as Mesos does. */
export function readForOperator(master: Master, call: MasterCall): MasterResponse | undefined {
  switch (call.type) {
    case "GET_HEALTH":
      return { type: call.type, get_health: { healthy: true } };
    case "GET_VERSION":
      return { type: call.type, get_version: { version_info: { version: VERSION } } };
    case "GET_FLAGS":
      return {
        type: call.type,
        get_flags: { flags: Object.entries(master.settings.flags).map(([name, value]) => ({ name, value })) },
      };
    case "GET_LOGGING_LEVEL":
      return { type: call.type, get_logging_level: { level: master.logging.level } };
    case "GET_MASTER":
      return {
        type: call.type,
        get_master: {
          master_info: master.info,
          start_time: master.startedAtMs / 1000,
          elected_time: master.electedAtMs / 1000,
        },
      };
    case "GET_METRICS":
      return {
        type: call.type,
        get_metrics: { metrics: Object.entries(metrics(master)).map(([name, value]) => ({ name, value })) },
      };
    case "GET_AGENTS":
      return { type: call.type, get_agents: describeAgents(master) };
    case "GET_FRAMEWORKS":
      return { type: call.type, get_frameworks: describeFrameworks(master) };
    case "GET_TASKS":
      return { type: call.type, get_tasks: describeTasks(master) };
    case "GET_STATE":
      return { type: call.type, get_state: describeState(master) };
    case "GET_EXECUTORS":
      return { type: call.type, get_executors: describeExecutors(master) };
    case "GET_OPERATIONS":
      return { type: call.type, get_operations: describeOperations(master) };
    case "GET_ROLES": {
      const roles = describeRoles(master);
      return { type: call.type, get_roles: roles.length === 0 ? {} : { roles } };
    }
    case "GET_WEIGHTS": {
      const weights = weightInfos(master);
      return { type: call.type, ...(weights.length === 0 ? {} : { get_weights: { weight_infos: weights } }) };
    }
    case "GET_QUOTA":
      return { type: call.type, get_quota: { status: quotaStatus(master) } };
    case "GET_MAINTENANCE_SCHEDULE":
      return { type: call.type, get_maintenance_schedule: { schedule: master.maintenance.schedule } };
    case "GET_MAINTENANCE_STATUS":
      return { type: call.type, get_maintenance_status: { status: maintenanceStatus(master) } };
    default:
      return undefined;
  }
}
