import type { CgroupSetup } from "./cgroup-setup.ts";
import type { Controller } from "./cgroups.ts";

/**
 * What this agent holds its tasks to: `enforced`, or `not enforced: ` and why. `processes`: whatever a task leaves
 * behind is ended with it. `users`: tasks run as the account they ask for.
 */
export type HostLimits = Readonly<Record<LimitName, string>>;

export type LimitName =
  "cpu" | "memory" | "pids" | "disk" | "ports" | "rlimits" | "processes" | "users" | "gpus";

export interface HostFacts {
  /** `undefined`: control groups are switched off. */
  readonly cgroups: CgroupSetup | undefined;
  readonly isRoot: boolean;
  readonly prlimit: string | undefined;
  readonly setpriv: string | undefined;
  readonly diskQuota: boolean;
  readonly containerPorts: boolean;
  readonly gpus: number;
}

const ENFORCED = "enforced";

export function hostLimits(facts: HostFacts): HostLimits {
  const { cgroups, isRoot } = facts;
  const byCgroup = (controller: Controller): string => {
    if (cgroups === undefined) return no("control groups are switched off (--cgroups false)");
    const why = cgroups.missing[controller];
    return why === undefined ? ENFORCED : no(why);
  };
  const grouped = cgroups !== undefined && Object.keys(cgroups.parents).length > 0;
  const users = isRoot
    ? facts.setpriv === undefined
      ? no("the program setpriv (util-linux) is not installed")
      : ENFORCED
    : no("the agent does not run as root: all tasks run as its own user");
  return {
    cpu: byCgroup("cpu"),
    memory: byCgroup("memory"),
    pids: byCgroup("pids"),
    disk: facts.diskQuota ? ENFORCED : no("--enforce-container-disk-quota is off"),
    ports: facts.containerPorts ? ENFORCED : no("--enforce-container-ports is off"),
    rlimits: facts.prlimit === undefined ? no("the program prlimit (util-linux) is not installed") : ENFORCED,
    processes: grouped
      ? ENFORCED
      : no("without control groups, processes are found by session, environment and parent only"),
    users,
    gpus:
      facts.gpus === 0
        ? no("this agent has no GPUs")
        : no("GPUs are named in the environment (CUDA_VISIBLE_DEVICES); devices are not locked"),
  };
}

function no(why: string): string {
  return `not enforced: ${why}`;
}

/** The value of the agent's attribute `godocker_limits`: `cpu,memory,pids`, or `none`. */
export function enforcedNames(limits: HostLimits): string {
  const names = Object.entries(limits).flatMap(([name, text]) => (text === ENFORCED ? [name] : []));
  return names.length === 0 ? "none" : names.join(",");
}
