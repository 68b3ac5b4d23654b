import type {
  FrameworkInfo,
  FrameworkInfoCapabilityType,
  SchedulerCall,
  SchedulerOfferConstraints,
} from "../../proto/generated/types.ts";
import type { OfferNeeds } from "./offer-needs.ts";

/** How we introduce ourselves to Mesos. User and principal cannot change for a registration. */
export interface FrameworkOptions {
  /** Default account of tasks on the agents; each task names its own. */
  readonly user: string;
  readonly name: string;
  /** At least one; each gets offers of its own. */
  readonly roles: readonly string[];
  /** For how long tasks go on while no scheduler is connected. */
  readonly failoverTimeoutSeconds: number;
  readonly webuiUrl?: string;
  readonly hostname?: string;
  /** Default: that of the credentials. */
  readonly principal?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Take offers of agents with GPUs, which Mesos otherwise keeps from us altogether. Default false. */
  readonly gpus?: boolean;
  /** Take offers of resources that can be taken away at any time. Default false. */
  readonly revocable?: boolean;
  /** Take offers of agents in other regions than the master's. Default false. */
  readonly regionAware?: boolean;
}

/** What can change while a registration lives. */
export type FrameworkChange = Omit<FrameworkOptions, "user" | "principal">;

/** What every SUBSCRIBE and every UPDATE_FRAMEWORK must say, or it ends. */
export interface Standing {
  readonly suppressed: boolean;
  readonly needs: OfferNeeds;
}

/** @throws RangeError  for options with which Mesos would refuse us, or never make an offer */
export function checkFramework({ roles, failoverTimeoutSeconds }: FrameworkChange): void {
  if (roles.length === 0)
    throw new RangeError("At least one Mesos role must be named: without one no offers come");
  if (new Set(roles).size < roles.length) throw new RangeError(`A role is named twice: ${roles.join(", ")}`);
  if (!(failoverTimeoutSeconds >= 0) || failoverTimeoutSeconds > FAILOVER_SECONDS_MAX)
    throw new RangeError("The failover timeout must be between 0 and 292 years");
}

/** Mesos counts it in nanoseconds, in 64 bits. */
const FAILOVER_SECONDS_MAX = 9_223_372_036;

/** @param principal  that of the credentials */
export function frameworkInfo(
  options: FrameworkOptions,
  principal: string | undefined,
  registrationId: string | undefined,
  { filters }: OfferNeeds,
): FrameworkInfo {
  const { webuiUrl, hostname, labels, roles } = options;
  const own = options.principal ?? principal;
  const capabilities: FrameworkInfoCapabilityType[] = [
    "MULTI_ROLE", // `roles`, and `allocation_info` in offers
    "PARTITION_AWARE", // what happened to a task instead of TASK_LOST for all of it
    "TASK_KILLING_STATE",
    "RESERVATION_REFINEMENT", // reservations as a list in offers
    "SHARED_RESOURCES",
  ];
  if (options.gpus === true) capabilities.push("GPU_RESOURCES");
  if (options.revocable === true) capabilities.push("REVOCABLE_RESOURCES");
  if (options.regionAware === true) capabilities.push("REGION_AWARE");
  return {
    user: options.user,
    name: options.name,
    ...(registrationId === undefined ? {} : { id: { value: registrationId } }),
    failover_timeout: options.failoverTimeoutSeconds,
    checkpoint: true, // tasks survive a restart of their agent
    roles,
    ...(hostname === undefined ? {} : { hostname }),
    ...(own === undefined ? {} : { principal: own }), // Mesos takes its absence for a change
    ...(webuiUrl === undefined ? {} : { webui_url: webuiUrl }),
    ...(labels === undefined
      ? {}
      : { labels: { labels: Object.entries(labels).map(([key, value]) => ({ key, value })) } }),
    capabilities: capabilities.map((type) => ({ type })),
    ...(filters === undefined
      ? {}
      : { offer_filters: Object.fromEntries(roles.map((role) => [role, filters])) }),
  };
}

/** @param info  with the id of the registration when there is one */
export function subscribeCall(info: FrameworkInfo, standing: Standing): SchedulerCall {
  return {
    ...(info.id === undefined ? {} : { framework_id: info.id }),
    type: "SUBSCRIBE",
    subscribe: { framework_info: info, ...standingOf(info, standing) },
  };
}

/** @param info  with the id of the registration */
export function updateFrameworkCall(info: FrameworkInfo, standing: Standing): SchedulerCall {
  return {
    type: "UPDATE_FRAMEWORK",
    update_framework: { framework_info: info, ...standingOf(info, standing) },
  };
}

function standingOf(
  { roles = [] }: FrameworkInfo,
  { suppressed, needs: { constraints } }: Standing,
): { readonly suppressed_roles?: readonly string[]; readonly offer_constraints?: SchedulerOfferConstraints } {
  return {
    ...(suppressed ? { suppressed_roles: roles } : {}),
    ...(constraints === undefined
      ? {}
      : {
          offer_constraints: {
            role_constraints: Object.fromEntries(roles.map((role) => [role, constraints])),
          },
        }),
  };
}
