import type { TaskInfo } from "../../../proto/generated/types.ts";
import { poolOf, totalMilli } from "../../resources/pool.ts";
import type { CgroupSettings } from "./cgroups.ts";

/** What the agent's flags say about containers. */
export interface ContainerPolicy {
  /** Processes and threads of one task. */
  readonly pidsLimit: number;
  /** Whether a task's cpus are a hard cap, not only its share when CPUs are short (Mesos: `--cgroups_enable_cfs`). */
  readonly cfs: boolean;
}

/** Source: Mesos, src/slave/containerizer/mesos/isolators/cgroups/constants.hpp (MIN_MEMORY). */
const MEMORY_MIN_BYTES = 32 * 1024 * 1024;
const MIB = 1024 * 1024;

/** A task's resources as limits. The executor stands outside of the container: nothing is added for it. */
export function settingsOf(task: TaskInfo, { pidsLimit, cfs }: ContainerPolicy): CgroupSettings {
  const pool = poolOf(task.resources ?? []);
  const cpusMilli = totalMilli(pool, "cpus");
  const request = Math.max(MEMORY_MIN_BYTES, Math.floor((totalMilli(pool, "mem") / 1000) * MIB));
  const cpuLimit = task.limits?.["cpus"]?.value;
  const memoryLimit = task.limits?.["mem"]?.value;
  const quotaMilli = cpuLimit === undefined ? (cfs ? cpusMilli : Infinity) : cpuLimit * 1000;
  const memoryBytes = memoryLimit === undefined ? request : Math.max(request, Math.floor(memoryLimit * MIB));
  return {
    cpusMilli,
    ...(Number.isFinite(quotaMilli) ? { cpuQuotaMilli: quotaMilli } : {}),
    memorySoftBytes: request,
    ...(Number.isFinite(memoryBytes) ? { memoryBytes } : {}),
    pids: Math.min(pidsLimit, pidsOf(task) ?? pidsLimit),
  };
}

/** By this label a task asks for fewer processes than the agent allows; Mesos itself has no word for that. */
const PIDS_LABEL = "godocker.pids";

function pidsOf({ labels }: TaskInfo): number | undefined {
  const text = labels?.labels?.find(({ key }) => key === PIDS_LABEL)?.value ?? "";
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
}
