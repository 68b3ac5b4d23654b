import { execFile } from "node:child_process";
import * as Ranges from "../../../resources/ranges.ts";
import { filter, poolOf, rangesOf, totalMilli } from "../../resources/pool.ts";
import type { Containment } from "../containers/containment.ts";
import { diskLimitation, memoryLimitation, portsLimitation } from "../containers/limitation.ts";
import type { Limitation } from "../containers/limitation.ts";
import { listeningPorts, tcpListeners } from "../containers/processes.ts";
import { marksOf } from "./task-run.ts";
import type { RunningTask } from "./task-run.ts";

/** How often and whether running tasks are looked at. Absent: that limit is not enforced. */
export interface LimitWatchOptions {
  readonly containment: Containment;
  readonly running: () => readonly RunningTask[];
  readonly exceed: (running: RunningTask, limitation: Limitation) => void;
  readonly log: (line: string) => void;
  readonly disk: { readonly intervalMs: number } | undefined;
  readonly ports: PortsWatch | undefined;
}

export interface PortsWatch {
  readonly intervalMs: number;
  /** Ports outside of these are nobody's business. Absent: all ports are watched. */
  readonly onlyWithin: Ranges.Ranges | undefined;
}

export interface LimitWatch {
  /** What `du` found in a sandbox when it looked last. */
  diskUsedBytes(containerId: string): number | undefined;
  close(): void;
}

/** The kernel ends one process of a task over its memory limit; the rest is ended that much later. */
const MEMORY_POLL_MS = 200;
const DU_TIMEOUT_MS = 60_000;
const DU_PARALLEL_MAX = 4;
const MIB = 1024 * 1024;

export function watchLimits(options: LimitWatchOptions): LimitWatch {
  const { containment, exceed } = options;
  const diskUsed = new Map<string, number>();
  const stop = new AbortController();

  const memory = setInterval(() => {
    for (const running of options.running()) {
      const found = memoryProblem(containment, running.ids.containerId);
      if (found !== undefined) exceed(running, found);
    }
  }, MEMORY_POLL_MS);
  if (containment.parents.memory === undefined) clearInterval(memory);

  let measuring = false;
  const disk =
    options.disk === undefined
      ? undefined
      : setInterval(() => {
          if (measuring) return;
          measuring = true;
          measureAll()
            .catch((error: unknown) => options.log(`cannot measure sandboxes: ${String(error)}`))
            .finally(() => {
              measuring = false;
            });
        }, options.disk.intervalMs);

  async function measureAll(): Promise<void> {
    const waiting = options.running().filter((running) => diskQuotaBytes(running) !== undefined);
    const known = new Set(waiting.map(({ ids }) => ids.containerId));
    for (const containerId of diskUsed.keys()) if (!known.has(containerId)) diskUsed.delete(containerId);
    const work = async (): Promise<void> => {
      for (let running = waiting.shift(); running !== undefined; running = waiting.shift()) {
        const used = await sizeOf(running.sandbox, stop.signal);
        const quota = diskQuotaBytes(running);
        if (used === undefined || quota === undefined) continue;
        diskUsed.set(running.ids.containerId, used);
        if (used > quota) exceed(running, diskLimitation(used, quota));
      }
    };
    await Promise.all(Array.from({ length: DU_PARALLEL_MAX }, work));
  }

  const { ports } = options;
  const portsTimer =
    ports === undefined
      ? undefined
      : setInterval(() => {
          const listeners = tcpListeners();
          for (const running of options.running()) {
            const bad = unallocated(
              running,
              listeningPorts(containment.pids(marksOf(running)), listeners),
              ports,
            );
            if (bad.length > 0) exceed(running, portsLimitation(running.ids.containerId, bad));
          }
        }, ports.intervalMs);

  return {
    diskUsedBytes: (containerId) => diskUsed.get(containerId),
    close() {
      clearInterval(memory);
      clearInterval(disk);
      clearInterval(portsTimer);
      stop.abort();
    },
  };
}

/** What the kernel did to a container for its memory, if anything. */
export function memoryProblem(containment: Containment, containerId: string): Limitation | undefined {
  return containment.memoryKills(containerId) === 0
    ? undefined
    : memoryLimitation(containment.memoryReport(containerId));
}

/** Of the sandbox; persistent volumes are counted apart. Tasks without disk have no quota, as in Mesos. */
export function diskQuotaBytes({ task }: RunningTask): number | undefined {
  const plain = filter(poolOf(task.resources ?? []), ({ kind }) => kind.disk === undefined);
  const milli = totalMilli(plain, "disk");
  return milli === 0 ? undefined : Math.floor((milli / 1000) * MIB);
}

function unallocated(
  { task }: RunningTask,
  ports: readonly number[],
  { onlyWithin }: PortsWatch,
): readonly number[] {
  const mine = rangesOf(poolOf(task.resources ?? []), "ports");
  return ports.filter(
    (port) => !Ranges.contains(mine, port) && (onlyWithin === undefined || Ranges.contains(onlyWithin, port)),
  );
}

/** Bytes on disk; `undefined` when `du` could not tell. Errors inside, such as files removed meanwhile, do not count. */
function sizeOf(directory: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    execFile(
      "du",
      ["-k", "-s", "--", directory],
      { timeout: DU_TIMEOUT_MS, signal, env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" } },
      (_error, stdout) => {
        const kib = /^(\d+)\s/.exec(stdout)?.[1];
        resolve(kib === undefined ? undefined : Number(kib) * 1024);
      },
    );
  });
}
