import { join } from "node:path";
import {
  cgroupDirectories,
  cgroupNames,
  killByKernel,
  makeCgroup,
  numberIn,
  pidsOfCgroup,
  readCgroupFile,
  removeCgroup,
  stopForks,
} from "./cgroups.ts";
import type { CgroupParents, CgroupSettings } from "./cgroups.ts";
import { findContainerProcesses } from "./processes.ts";
import type { ContainerMarks } from "./processes.ts";

/**
 * Holds the processes of a container together: limits what they use, finds them all, ends them all. By control groups
 * as far as the host has them, else by session and environment.
 */
export interface Containment {
  readonly parents: CgroupParents;
  /** Name of a container's groups. */
  groupOf(containerId: string): string;
  /**
   * Makes the container's groups. Returns the files in which a process writes its pid to enter, none without control
   * groups. Throws what the system says.
   */
  open(containerId: string, settings: CgroupSettings): readonly string[];
  /** The same files of a container that is open. */
  doors(containerId: string): readonly string[];
  pids(container: ContainerMarks): number[];
  /** How often the kernel has killed a process of the container for its memory. */
  memoryKills(containerId: string): number;
  memoryReport(containerId: string): MemoryReport;
  /** Resolves when all are gone; `false` when some were still there after `KILL_MS`. */
  killAll(container: ContainerMarks): Promise<boolean>;
  /** Forgets the container, which must be empty; what the kernel still holds is removed by a later `sweep`. */
  close(containerId: string): void;
  /** Removes groups of containers that are not wanted any more, with all that still runs in them. */
  sweep(isWanted: (containerId: string) => boolean): Promise<void>;
}

export interface MemoryReport {
  readonly limitBytes: number | undefined;
  readonly maxBytes: number;
  /** `memory.stat` as the kernel writes it. */
  readonly statistics: string;
}

/** SIGKILL takes effect at once, except in a process that waits for a disk. */
const KILL_MS = 5000;
const KILL_POLL_MS = 5;

/** @param instance  told from the other agents of this machine; groups are called `<instance>.<container id>` */
export function createContainment(parents: CgroupParents, instance: string): Containment {
  const nameOf = (containerId: string): string => `${instance}.${containerId}`;
  const byCgroup = Object.keys(parents).length > 0;
  const read = (containerId: string, files: { readonly 1: string; readonly 2: string }): string | undefined =>
    readCgroupFile(parents, "memory", nameOf(containerId), files);

  const pids = (container: ContainerMarks): number[] =>
    byCgroup
      ? pidsOfCgroup(parents, nameOf(container.containerId))
      : findContainerProcesses(container).map(({ pid }) => pid);

  async function killAll(container: ContainerMarks): Promise<boolean> {
    const name = nameOf(container.containerId);
    stopForks(parents, name);
    killByKernel(parents, name);
    for (const deadlineMs = Date.now() + KILL_MS; ;) {
      // Stopped first, and looked for again: what is being forked meanwhile must not slip through.
      const found = new Set<number>();
      for (let before = -1; found.size > before;) {
        before = found.size;
        for (const pid of pids(container)) if (!found.has(pid) && signal(pid, "SIGSTOP")) found.add(pid);
      }
      if (found.size === 0) return true;
      for (const pid of found) signal(pid, "SIGKILL");
      if (Date.now() > deadlineMs) return false;
      await new Promise((resolve) => setTimeout(resolve, KILL_POLL_MS));
    }
  }

  return {
    parents,
    groupOf: nameOf,
    open(containerId, settings) {
      makeCgroup(parents, nameOf(containerId), settings);
      return this.doors(containerId);
    },
    doors: (containerId) =>
      cgroupDirectories(parents, nameOf(containerId)).map((directory) => join(directory, "cgroup.procs")),
    pids,
    memoryKills: (containerId) =>
      numberIn(read(containerId, { 1: "memory.oom_control", 2: "memory.events" }), "oom_kill") ?? 0,
    memoryReport(containerId) {
      const limit = Number(read(containerId, { 1: "memory.limit_in_bytes", 2: "memory.max" }));
      return {
        limitBytes: Number.isSafeInteger(limit) ? limit : undefined,
        maxBytes: Number(read(containerId, { 1: "memory.max_usage_in_bytes", 2: "memory.peak" }) ?? limit),
        statistics: read(containerId, { 1: "memory.stat", 2: "memory.stat" }) ?? "",
      };
    },
    killAll,
    close(containerId) {
      removeCgroup(parents, nameOf(containerId));
    },
    async sweep(isWanted) {
      for (const name of cgroupNames(parents, `${instance}.`)) {
        const containerId = name.slice(instance.length + 1);
        if (containerId.startsWith("probe-") || isWanted(containerId)) continue;
        await killAll({ containerId, leader: undefined });
        removeCgroup(parents, name);
      }
    },
  };
}

/** `false` when it is gone, or not ours to signal. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
}
