import type { FrameworkInfo, FrameworkInfoCapabilityType, SchedulerCall } from "../proto/generated/types.ts";

/** How we introduce ourselves to Mesos. User and principal cannot change for a registration. */
export interface FrameworkOptions {
  /** Default account of tasks on the agents; each task names its own. */
  readonly user: string;
  readonly name: string;
  readonly role: string;
  /** For how long tasks go on while no scheduler is connected. */
  readonly failoverTimeoutSeconds: number;
  readonly webuiUrl?: string;
  readonly hostname?: string;
  /** Default: that of the credentials. */
  readonly principal?: string;
  /** Take offers of agents with GPUs, which Mesos otherwise keeps from us altogether. Default false. */
  readonly gpus?: boolean;
}

/**
 * SUBSCRIBE. Offers are never suppressed from the beginning: a new session is told to offer, whatever was asked of
 * the one before.
 */
export function subscribeCall(
  options: FrameworkOptions,
  credentialsPrincipal: string | undefined,
  registrationId: string | undefined,
): SchedulerCall {
  const { webuiUrl, hostname } = options;
  const principal = options.principal ?? credentialsPrincipal;
  const capabilities: FrameworkInfoCapabilityType[] = [
    "MULTI_ROLE", // `roles`, and `allocation_info` in offers
    "PARTITION_AWARE", // what happened to a task instead of TASK_LOST for all of it
    "TASK_KILLING_STATE",
    "RESERVATION_REFINEMENT", // reservations as a list in offers
  ];
  if (options.gpus === true) capabilities.push("GPU_RESOURCES");
  const info: FrameworkInfo = {
    user: options.user,
    name: options.name,
    ...(registrationId === undefined ? {} : { id: { value: registrationId } }),
    failover_timeout: options.failoverTimeoutSeconds,
    checkpoint: true, // tasks survive a restart of their agent
    roles: [options.role],
    ...(hostname === undefined ? {} : { hostname }),
    ...(principal === undefined ? {} : { principal }),
    ...(webuiUrl === undefined ? {} : { webui_url: webuiUrl }),
    capabilities: capabilities.map((type) => ({ type })),
  };
  return {
    ...(registrationId === undefined ? {} : { framework_id: { value: registrationId } }),
    type: "SUBSCRIBE",
    subscribe: { framework_info: info },
  };
}
