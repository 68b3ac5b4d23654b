import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";

/** What this machine, or the container this process runs in, has to give. */
export interface Machine {
  /** Thousandths of a CPU. */
  readonly cpusMilli: number;
  readonly memMib: number;
  /** Free for this user where `diskOf` is. */
  readonly diskMib: number;
  readonly gpus: readonly DetectedGpu[];
}

export interface DetectedGpu {
  readonly index: number;
  /** Such as `NVIDIA A100-SXM4-40GB`. */
  readonly model: string;
  readonly uuid: string;
}

const MIB = 1024 * 1024;

/**
 * Looks at CPUs, memory, disk and NVIDIA GPUs. Limits of control groups above this process count: in a container or
 * a batch job the machine is what was given, not what is installed.
 *
 * @param options.diskOf  directory whose disk is meant; the current one when absent
 * @throws  what the system says when that directory cannot be looked at
 */
export async function detectMachine(options: { readonly diskOf?: string } = {}): Promise<Machine> {
  const limits = cgroupLimits(readOrEmpty);
  const cpusMilli = availableParallelism() * 1000; // knows the CPUs this process is bound to
  const memoryBytes = Math.min(totalmem(), limits.memoryBytes);
  const { bavail, bsize } = await statfs(options.diskOf ?? ".");
  return {
    cpusMilli: Math.max(1, Math.floor(Math.min(cpusMilli, limits.cpusMilli))),
    memMib: Math.floor(memoryBytes / MIB),
    diskMib: Math.floor((bavail * bsize) / MIB),
    gpus: parseNvidiaList(await nvidiaList()),
  };
}

/** `Infinity` where nothing limits. */
export interface CgroupLimits {
  readonly cpusMilli: number;
  readonly memoryBytes: number;
}

/**
 * The tightest limits on the way from the group of this process up to the top of its hierarchy, versions 1 and 2.
 *
 * @param read  the text of a file, empty when there is none
 */
export function cgroupLimits(read: (file: string) => string): CgroupLimits {
  let [cpusMilli, memoryBytes] = [Infinity, Infinity];
  const mounts = read("/proc/self/mountinfo").split("\n");
  const own = read("/proc/self/cgroup").split("\n");
  for (const { kind, directory } of groupsAbove(mounts, own)) {
    if (kind === "unified" || kind === "cpu") {
      cpusMilli = Math.min(
        cpusMilli,
        cpusOf(read(join(directory, "cpu.max"))),
        cpusOf(`${read(join(directory, "cpu.cfs_quota_us"))} ${read(join(directory, "cpu.cfs_period_us"))}`),
      );
    }
    if (kind === "unified" || kind === "memory") {
      memoryBytes = Math.min(
        memoryBytes,
        bytesOf(read(join(directory, "memory.max"))),
        bytesOf(read(join(directory, "memory.limit_in_bytes"))),
      );
    }
  }
  return { cpusMilli, memoryBytes };
}

interface Group {
  readonly kind: "unified" | "cpu" | "memory";
  readonly directory: string;
}

function groupsAbove(mounts: readonly string[], own: readonly string[]): Group[] {
  const groups: Group[] = [];
  for (const line of mounts) {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root = "/", mountPoint = ""] = before.split(" ");
    const [type, , options = ""] = after.split(" ");
    const kinds =
      type === "cgroup2"
        ? (["unified"] as const)
        : type === "cgroup"
          ? (["cpu", "memory"] as const).filter((kind) => options.split(",").includes(kind))
          : [];
    for (const kind of kinds) {
      const path = pathOf(own, kind);
      // A container often sees its own part only: paths then begin at what is mounted.
      const inside = path.startsWith(root) && root !== "/" ? path.slice(root.length) : path;
      for (const directory of upwards(mountPoint, inside)) groups.push({ kind, directory });
    }
  }
  return groups;
}

/** Lines `4:memory:/path` of version 1, `0::/path` of version 2. */
function pathOf(own: readonly string[], kind: Group["kind"]): string {
  for (const line of own) {
    const [, controllers = "", ...path] = line.split(":");
    const matches = kind === "unified" ? line.startsWith("0::") : controllers.split(",").includes(kind);
    if (matches) return path.join(":");
  }
  return "/";
}

function upwards(mountPoint: string, path: string): string[] {
  const directories: string[] = [];
  for (let at = join("/", path); at !== "/"; at = dirname(at)) directories.push(join(mountPoint, at));
  return [...directories, mountPoint];
}

/** `max 100000` or `-1 100000`: no limit; `150000 100000`: one and a half. */
function cpusOf(text: string): number {
  const [quota = "", period = ""] = text.trim().split(/\s+/);
  return /^[1-9]\d*$/.test(quota) && /^[1-9]\d*$/.test(period)
    ? (Number(quota) * 1000) / Number(period)
    : Infinity;
}

/** Version 1 writes no limit as the largest multiple of a page below 2^63. */
const NO_LIMIT_FROM = 2 ** 60;

function bytesOf(text: string): number {
  const bytes = /^\d+\n?$/.test(text) ? Number(text) : Infinity;
  return bytes >= NO_LIMIT_FROM ? Infinity : bytes;
}

/** Lines `GPU 0: NVIDIA A100 (UUID: GPU-1a2b…)`; parts of GPUs (MIG), indented below them, are passed over. */
export function parseNvidiaList(text: string): DetectedGpu[] {
  return text.split("\n").flatMap((line) => {
    const [, index, model, uuid] = /^GPU (\d+): (.+) \(UUID: (GPU-[\w-]+)\)\s*$/.exec(line) ?? [];
    return index === undefined || model === undefined || uuid === undefined
      ? []
      : [{ index: Number(index), model, uuid }];
  });
}

const NVIDIA_SMI_MS = 10_000;

/** Empty where there is no NVIDIA driver. */
function nvidiaList(): Promise<string> {
  return new Promise((resolve) => {
    execFile("nvidia-smi", ["-L"], { timeout: NVIDIA_SMI_MS }, (error, stdout) =>
      resolve(error === null ? stdout : ""),
    );
  });
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // not on this kernel, or not to be seen from here
  }
}
