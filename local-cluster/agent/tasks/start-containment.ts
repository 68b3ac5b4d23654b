import type { Attribute, Resource } from "../../../proto/generated/types.ts";
import { poolOf, rangesOf, totalMilli } from "../../resources/pool.ts";
import { setUpCgroups, tearDownCgroups } from "../containers/cgroup-setup.ts";
import type { ContainerPolicy } from "../containers/container-settings.ts";
import { createContainment } from "../containers/containment.ts";
import type { Containment } from "../containers/containment.ts";
import type { ExecutorTools } from "../containers/executor.ts";
import { createGpuAllocation } from "../containers/gpus.ts";
import type { GpuAllocation } from "../containers/gpus.ts";
import { enforcedNames, hostLimits } from "../containers/host-limits.ts";
import type { HostLimits } from "../containers/host-limits.ts";
import { watchLimits } from "./limit-watch.ts";
import type { LimitWatch, LimitWatchOptions } from "./limit-watch.ts";

/** What tasks are held to, as far as the host can. */
export interface ContainerOptions extends ContainerPolicy {
  readonly cgroups: boolean;
  /** Name of the groups' parent, below the top of each hierarchy. */
  readonly cgroupsRoot: string;
  /** How often sandboxes are measured; their size is not limited when absent. */
  readonly diskWatchMs: number | undefined;
  /** How often listening ports are checked; they are not when absent. */
  readonly portsWatchMs: number | undefined;
  /** Ports outside of the agent's own are free for all. */
  readonly agentPortsOnly: boolean;
  /** As the driver names them; `0`, `1` … up to the agent's `gpus` when absent. */
  readonly gpuDevices: readonly string[] | undefined;
}

/** All that holds the agent's tasks, once the host was looked at. */
export interface Containers {
  readonly containment: Containment;
  readonly limits: HostLimits;
  readonly gpus: GpuAllocation;
  /** Tells the master what is enforced: `godocker_limits:cpu,memory,pids`. */
  readonly attribute: Attribute;
  watch(tasks: Pick<LimitWatchOptions, "running" | "exceed" | "log">): LimitWatch;
  close(): void;
}

/**
 * @param instance  tells this agent from others on the machine
 * @param resources  of the agent
 */
export function openContainers(
  options: ContainerOptions,
  instance: string,
  tools: ExecutorTools,
  resources: readonly Resource[],
): Containers {
  const own = poolOf(resources);
  const gpuCount = Math.floor(totalMilli(own, "gpus") / 1000);
  const gpus = createGpuAllocation(
    options.gpuDevices ?? Array.from({ length: gpuCount }, (_, index) => String(index)),
  );
  const cgroups = options.cgroups ? setUpCgroups(options.cgroupsRoot, instance) : undefined;
  const limits = hostLimits({
    cgroups,
    isRoot: process.getuid?.() === 0,
    prlimit: tools.prlimit,
    setpriv: tools.setpriv,
    diskQuota: options.diskWatchMs !== undefined,
    containerPorts: options.portsWatchMs !== undefined,
    gpus: gpus.devices.length,
  });
  const containment = createContainment(cgroups?.parents ?? {}, instance);
  const { diskWatchMs, portsWatchMs } = options;
  return {
    containment,
    limits,
    gpus,
    attribute: { name: "godocker_limits", type: "TEXT", text: { value: enforcedNames(limits) } },
    watch: (tasks) =>
      watchLimits({
        ...tasks,
        containment,
        disk: diskWatchMs === undefined ? undefined : { intervalMs: diskWatchMs },
        ports:
          portsWatchMs === undefined
            ? undefined
            : {
                intervalMs: portsWatchMs,
                onlyWithin: options.agentPortsOnly ? rangesOf(own, "ports") : undefined,
              },
      }),
    close: () => tearDownCgroups(containment.parents),
  };
}
