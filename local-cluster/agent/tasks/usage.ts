import type { ResourceStatistics } from "../../../proto/generated/types.ts";
import { poolOf, totalMilli } from "../../resources/pool.ts";
import { numberIn, readCgroupFile } from "../containers/cgroups.ts";
import type { Containment } from "../containers/containment.ts";
import { ioOf, residentBytes, statOf, TICKS_PER_SECOND } from "../containers/processes.ts";
import { diskQuotaBytes } from "./limit-watch.ts";
import type { LimitWatch } from "./limit-watch.ts";
import { marksOf } from "./task-run.ts";
import type { RunningTask } from "./task-run.ts";

export interface Usage {
  readonly statistics: ResourceStatistics;
  /**
   * Bytes that went to and came from disks: what the control group has counted, or what the processes that live have,
   * whichever is more. Writes through the page cache are not in the books of groups of version 1.
   */
  readonly io: { readonly readBytes: number; readonly writtenBytes: number };
}

/** What a container uses: by its control groups as far as there are any, else summed over its processes. */
export function usageOf(running: RunningTask, containment: Containment, watch: LimitWatch): Usage {
  const { containerId } = running.ids;
  const name = containment.groupOf(containerId);
  const { parents } = containment;
  const pids = containment.pids(marksOf(running));
  const stats = pids.flatMap((pid) => statOf(pid) ?? []);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const cpus = totalMilli(poolOf(running.task.resources ?? []), "cpus") / 1000;
  const quota = diskQuotaBytes(running);
  const used = watch.diskUsedBytes(containerId);
  const io = groupIo(readCgroupFile(parents, "io", name, { 1: BLKIO, 2: "io.stat" }));
  const ofProcesses = pids.map(ioOf);
  return {
    statistics: {
      timestamp: Date.now() / 1000,
      cpus_soft_limit: cpus,
      cpus_limit: running.task.limits?.["cpus"]?.value ?? cpus,
      processes: pids.length,
      threads: sum(stats.map(({ threads }) => threads)),
      ...(cpuTimes(containment, name) ?? {
        cpus_user_time_secs: sum(stats.map(({ userTicks }) => userTicks)) / TICKS_PER_SECOND,
        cpus_system_time_secs: sum(stats.map(({ systemTicks }) => systemTicks)) / TICKS_PER_SECOND,
      }),
      ...throttling(readCgroupFile(parents, "cpu", name, { 1: "cpu.stat", 2: "cpu.stat" })),
      ...(memory(containment, containerId, name) ?? { mem_rss_bytes: sum(pids.map(residentBytes)) }),
      ...(quota === undefined ? {} : { disk_limit_bytes: quota }),
      ...(used === undefined ? {} : { disk_used_bytes: used }),
    },
    io: {
      readBytes: Math.max(io.readBytes, sum(ofProcesses.map(({ readBytes }) => readBytes))),
      writtenBytes: Math.max(io.writtenBytes, sum(ofProcesses.map(({ writtenBytes }) => writtenBytes))),
    },
  };
}

const BLKIO = "blkio.throttle.io_service_bytes";

function cpuTimes(
  { parents }: Containment,
  name: string,
): Pick<ResourceStatistics, "cpus_user_time_secs" | "cpus_system_time_secs"> | undefined {
  const text = readCgroupFile(parents, "cpuacct", name, { 1: "cpuacct.stat", 2: "cpu.stat" });
  const [user, system] = [numberIn(text, "user"), numberIn(text, "system")];
  if (user !== undefined && system !== undefined)
    return {
      cpus_user_time_secs: user / TICKS_PER_SECOND,
      cpus_system_time_secs: system / TICKS_PER_SECOND,
    };
  const [userUs, systemUs] = [numberIn(text, "user_usec"), numberIn(text, "system_usec")];
  return userUs === undefined || systemUs === undefined
    ? undefined
    : { cpus_user_time_secs: userUs / 1e6, cpus_system_time_secs: systemUs / 1e6 };
}

/** Only counted where there is a quota. */
function throttling(text: string | undefined): Partial<ResourceStatistics> {
  const periods = numberIn(text, "nr_periods") ?? 0;
  if (periods === 0) return {};
  const ns = numberIn(text, "throttled_time") ?? (numberIn(text, "throttled_usec") ?? 0) * 1000;
  return {
    cpus_nr_periods: periods,
    cpus_nr_throttled: numberIn(text, "nr_throttled") ?? 0,
    cpus_throttled_time_secs: ns / 1e9,
  };
}

function memory(
  containment: Containment,
  containerId: string,
  name: string,
): Partial<ResourceStatistics> | undefined {
  const total = readCgroupFile(containment.parents, "memory", name, {
    1: "memory.usage_in_bytes",
    2: "memory.current",
  });
  if (total === undefined) return undefined;
  const { limitBytes, statistics } = containment.memoryReport(containerId);
  const anonymous = numberIn(statistics, "total_rss") ?? numberIn(statistics, "anon") ?? 0;
  const file = numberIn(statistics, "total_cache") ?? numberIn(statistics, "file") ?? 0;
  return {
    mem_total_bytes: Number(total),
    mem_rss_bytes: anonymous,
    mem_anon_bytes: anonymous,
    mem_file_bytes: file,
    mem_cache_bytes: file,
    ...(limitBytes === undefined ? {} : { mem_limit_bytes: limitBytes }),
  };
}

/** Lines `8:0 Read 123` of version 1, `8:0 rbytes=1 wbytes=2 …` of version 2; one a disk. */
export function groupIo(text = ""): Usage["io"] {
  const sum = (pattern: RegExp): number =>
    [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
  return {
    readBytes: sum(/^\d+:\d+ Read (\d+)$/gm) + sum(/ rbytes=(\d+)/g),
    writtenBytes: sum(/^\d+:\d+ Write (\d+)$/gm) + sum(/ wbytes=(\d+)/g),
  };
}
