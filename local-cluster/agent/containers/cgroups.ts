import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The parts of control groups the agent uses. `io` is called `blkio` in version 1. */
export type Controller = "cpu" | "cpuacct" | "memory" | "pids" | "io";

/** Where this agent's groups are made, by controller. Several controllers may share a directory. */
export type CgroupParents = Readonly<Partial<Record<Controller, CgroupParent>>>;

export interface CgroupParent {
  readonly version: 1 | 2;
  readonly directory: string;
}

/** What one container may use. Absent: no limit. */
export interface CgroupSettings {
  readonly cpusMilli: number;
  /** A hard cap beside the share, in thousandths of a CPU. */
  readonly cpuQuotaMilli?: number;
  readonly memorySoftBytes: number;
  readonly memoryBytes?: number;
  readonly pids?: number;
}

/** One mounted hierarchy, from `/proc/self/mountinfo`. */
export interface CgroupMount {
  readonly version: 1 | 2;
  readonly directory: string;
  /** Names of version 1; empty for version 2, whose controllers are in `cgroup.controllers`. */
  readonly controllers: readonly string[];
}

export function parseCgroupMounts(mountinfo: string): CgroupMount[] {
  const mounts: CgroupMount[] = [];
  for (const line of mountinfo.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const directory = before.split(" ")[4]?.replaceAll("\\040", " ");
    const [type, , options = ""] = after.split(" ");
    if (directory === undefined) continue;
    if (type === "cgroup2") mounts.push({ version: 2, directory, controllers: [] });
    else if (type === "cgroup")
      mounts.push({ version: 1, directory, controllers: options.split(",").map(nameInVersion2) });
  }
  return mounts;
}

function nameInVersion2(controller: string): string {
  return controller === "blkio" ? "io" : controller;
}

/** The group of this process in the hierarchy of version 2, from `/proc/self/cgroup`. */
export function parseOwnCgroup(cgroup: string): string | undefined {
  return /^0::(\/.*)$/m.exec(cgroup)?.[1];
}

/** Source: Mesos, src/slave/containerizer/mesos/isolators/cgroups/constants.hpp. */
const SHARES_PER_CPU = 1024;
const SHARES_MIN = 2;
const QUOTA_PERIOD_US = 100_000;
const QUOTA_MIN_US = 1000;
/** Version 2 counts from 1 to 10000; as Mesos, 100 to a CPU. */
const WEIGHT_PER_CPU = 100;
const WEIGHT_MAX = 10_000;

interface Setting {
  readonly controller: Controller;
  readonly file: string;
  readonly value: string;
  /** Not on every kernel or not in every configuration; the limit stands without it. */
  readonly optional?: true;
}

/** What is to be written, in this order, for a group of the version. Exported for its test. */
export function settingsFor(version: 1 | 2, wanted: CgroupSettings): Setting[] {
  return version === 1 ? settingsOfVersion1(wanted) : settingsOfVersion2(wanted);
}

function quotaUs(milli: number): number {
  return Math.max(QUOTA_MIN_US, Math.round((milli * QUOTA_PERIOD_US) / 1000));
}

function settingsOfVersion1(wanted: CgroupSettings): Setting[] {
  const { cpusMilli, cpuQuotaMilli, memorySoftBytes, memoryBytes, pids } = wanted;
  const shares = Math.max(SHARES_MIN, Math.floor((SHARES_PER_CPU * cpusMilli) / 1000));
  const settings: Setting[] = [{ controller: "cpu", file: "cpu.shares", value: String(shares) }];
  if (cpuQuotaMilli !== undefined)
    settings.push(
      { controller: "cpu", file: "cpu.cfs_period_us", value: String(QUOTA_PERIOD_US) },
      { controller: "cpu", file: "cpu.cfs_quota_us", value: String(quotaUs(cpuQuotaMilli)) },
    );
  settings.push({
    controller: "memory",
    file: "memory.soft_limit_in_bytes",
    value: String(memorySoftBytes),
    optional: true,
  });
  if (memoryBytes !== undefined)
    settings.push(
      { controller: "memory", file: "memory.limit_in_bytes", value: String(memoryBytes) },
      // Without it a task over its limit would fill the swap of everybody.
      {
        controller: "memory",
        file: "memory.memsw.limit_in_bytes",
        value: String(memoryBytes),
        optional: true,
      },
    );
  if (pids !== undefined) settings.push({ controller: "pids", file: "pids.max", value: String(pids) });
  return settings;
}

function settingsOfVersion2(wanted: CgroupSettings): Setting[] {
  const { cpusMilli, cpuQuotaMilli, memorySoftBytes, memoryBytes, pids } = wanted;
  const weight = Math.min(WEIGHT_MAX, Math.max(1, Math.round((WEIGHT_PER_CPU * cpusMilli) / 1000)));
  const settings: Setting[] = [{ controller: "cpu", file: "cpu.weight", value: String(weight) }];
  if (cpuQuotaMilli !== undefined)
    settings.push({
      controller: "cpu",
      file: "cpu.max",
      value: `${quotaUs(cpuQuotaMilli)} ${QUOTA_PERIOD_US}`,
    });
  settings.push({ controller: "memory", file: "memory.low", value: String(memorySoftBytes), optional: true });
  if (memoryBytes !== undefined)
    settings.push(
      { controller: "memory", file: "memory.max", value: String(memoryBytes) },
      { controller: "memory", file: "memory.swap.max", value: "0", optional: true },
      { controller: "memory", file: "memory.oom.group", value: "1", optional: true },
    );
  if (pids !== undefined) settings.push({ controller: "pids", file: "pids.max", value: String(pids) });
  return settings;
}

/** All directories of one container's group, each once. */
export function cgroupDirectories(parents: CgroupParents, name: string): string[] {
  return [...new Set(Object.values(parents).map(({ directory }) => join(directory, name)))];
}

/** Makes a container's groups and sets its limits. Throws what the system says. */
export function makeCgroup(parents: CgroupParents, name: string, wanted: CgroupSettings): void {
  for (const directory of cgroupDirectories(parents, name)) mkdirSync(directory, { recursive: true });
  const { memory } = parents;
  if (memory?.version === 1 && wanted.memoryBytes !== undefined) {
    try {
      // In a group that is there already the limit cannot be raised over that of memory and swap: so that goes first.
      writeFileSync(join(memory.directory, name, "memory.memsw.limit_in_bytes"), String(wanted.memoryBytes));
    } catch {
      // No such file, or a new group, whose limits are lowered the other way round.
    }
  }
  for (const version of [1, 2] as const) {
    for (const { controller, file, value, optional } of settingsFor(version, wanted)) {
      const parent = parents[controller];
      if (parent?.version !== version) continue;
      try {
        writeFileSync(join(parent.directory, name, file), value);
      } catch (error) {
        if (optional === undefined) throw error; // else: this kernel has no such file
      }
    }
  }
}

/** Pids in the group and in groups that its processes made below it. */
export function pidsOfCgroup(parents: CgroupParents, name: string): number[] {
  const pids = new Set<number>();
  for (const directory of cgroupDirectories(parents, name)) collectPids(directory, pids);
  return [...pids];
}

/** Groups of root tasks can be nested as deep as they like. */
const DEPTH_MAX = 16;

function collectPids(directory: string, pids: Set<number>, depth = 0): void {
  for (const line of (readText(join(directory, "cgroup.procs")) ?? "").split("\n"))
    if (line !== "") pids.add(Number(line));
  if (depth < DEPTH_MAX) for (const child of childrenOf(directory)) collectPids(child, pids, depth + 1);
}

/** No process of the group can make another one any more. `false`: this host cannot do that. */
export function stopForks(parents: CgroupParents, name: string): boolean {
  if (parents.pids === undefined) return false;
  try {
    writeFileSync(join(parents.pids.directory, name, "pids.max"), "0");
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Kernels since 5.14 end a whole group of version 2 at once. */
export function killByKernel(parents: CgroupParents, name: string): void {
  for (const { version, directory } of Object.values(parents)) {
    if (version !== 2) continue;
    try {
      writeFileSync(join(directory, name, "cgroup.kill"), "1");
    } catch {
      // An older kernel, or the group is gone: the caller kills by pid as well.
    }
  }
}

/** `false` while processes are left in it. */
export function removeCgroup(parents: CgroupParents, name: string): boolean {
  return cgroupDirectories(parents, name)
    .map((directory) => removeTree(directory))
    .every((removed) => removed);
}

function removeTree(directory: string, depth = 0): boolean {
  if (depth < DEPTH_MAX) for (const child of childrenOf(directory)) removeTree(child, depth + 1);
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return isGone(error); // else EBUSY: a process is still on its way out
  }
}

/** Names of the groups this agent has made and not removed. */
export function cgroupNames(parents: CgroupParents, prefix: string): string[] {
  const names = new Set<string>();
  for (const { directory } of Object.values(parents))
    for (const child of childrenOf(directory)) {
      const name = child.slice(directory.length + 1);
      if (name.startsWith(prefix)) names.add(name);
    }
  return [...names];
}

function childrenOf(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(directory, entry.name));
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** A file of the container's group, or `undefined` when this host has none such. */
export function readCgroupFile(
  parents: CgroupParents,
  controller: Controller,
  name: string,
  files: { readonly 1: string; readonly 2: string },
): string | undefined {
  const parent = parents[controller];
  return parent === undefined ? undefined : readText(join(parent.directory, name, files[parent.version]));
}

/** The number after a word at the start of a line, as in `memory.stat`. */
export function numberIn(text: string | undefined, key: string): number | undefined {
  if (text === undefined) return undefined;
  for (const line of text.split("\n"))
    if (line.startsWith(`${key} `)) return Number(line.slice(key.length + 1));
  return undefined;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // ENODEV: the group was removed between opening a file of it and using it.
  return code === "ENOENT" || code === "ENODEV" || code === "EOPNOTSUPP";
}
