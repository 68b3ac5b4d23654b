import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "./executor.ts";

/** In the environment of everything a container starts: what is left behind is found by it. */
export const CONTAINER_VARIABLE = "GODOCKER_CONTAINER_ID";

/** The same for what a session starts. */
export const SESSION_VARIABLE = "GODOCKER_SESSION_ID";

/** One line of `/proc/<pid>/stat`, as far as it is used here. */
export interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** With what its children that were waited for have used. */
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly threads: number;
  readonly startTicks: number;
}

/** Linux tells all times of user space in hundredths of a second, whatever the kernel's own clock. */
export const TICKS_PER_SECOND = 100;

export function parseStat(text: string): ProcessStat | undefined {
  const pid = Number.parseInt(text, 10);
  // The name in parentheses may hold anything, parentheses included.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (Number.isNaN(pid) || fields.length < 22) return undefined;
  const number = (at: number): number => Number(fields[at]);
  return {
    pid,
    state: fields[0] ?? "",
    parent: number(1),
    group: number(2),
    session: number(3),
    userTicks: number(11) + number(13),
    systemTicks: number(12) + number(14),
    threads: number(17),
    startTicks: number(19),
  };
}

/** All processes that can be seen, without those that only wait to be reaped. */
export function allProcesses(): ProcessStat[] {
  const found: ProcessStat[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = parseStat(readOrEmpty(join("/proc", name, "stat")));
    if (stat !== undefined && stat.state !== "Z" && stat.state !== "X") found.push(stat);
  }
  return found;
}

export function statOf(pid: number): ProcessStat | undefined {
  return parseStat(readOrEmpty(`/proc/${pid}/stat`));
}

/** What belongs to a container, for hosts without control groups. */
export interface ContainerMarks {
  /** Value of `CONTAINER_VARIABLE`. */
  readonly containerId: string;
  /** The command that was started: leader of its session. */
  readonly leader: ProcessIdentity | undefined;
  /** Carries the mark too, but is the agent's: it has to tell how the command ended. */
  readonly executor?: ProcessIdentity | undefined;
}

export function findContainerProcesses({ containerId, leader, executor }: ContainerMarks): ProcessStat[] {
  return findMarkedProcesses(`${CONTAINER_VARIABLE}=${containerId}`, leader, executor);
}

/**
 * Processes of the leader's session or process group, those that carry the mark in their environment, and what all
 * of them have started. A process that leaves its session, clears its environment and whose parent has ended
 * is not found: only control groups hold such a one.
 */
export function findMarkedProcesses(
  mark: string,
  leader: ProcessIdentity | undefined,
  executor?: ProcessIdentity,
): ProcessStat[] {
  const all = allProcesses();
  const since = Number(leader?.startTicks ?? 0);
  // A number is not given out again while a session has it: a stranger under it means that the session is over.
  const stranger = all.some(({ pid, startTicks }) => pid === leader?.pid && startTicks !== since);
  const session = stranger ? undefined : leader?.pid;
  const found = new Map<number, ProcessStat>();
  for (const one of all) {
    if (one.startTicks < since) continue; // older than the container
    if (
      (session !== undefined && (one.session === session || one.group === session)) ||
      carries(one.pid, mark)
    )
      found.set(one.pid, one);
  }
  const spared = new Set([process.pid, executor?.pid]);
  for (const pid of spared) if (pid !== undefined) found.delete(pid);
  // Children after their parents, whatever the order of pids.
  for (let grown = true; grown;) {
    grown = false;
    for (const one of all) {
      if (found.has(one.pid) || spared.has(one.pid) || !found.has(one.parent)) continue;
      found.set(one.pid, one);
      grown = true;
    }
  }
  return [...found.values()];
}

/** Another user's environment cannot be read: then only the session and the parents tell. */
function carries(pid: number, mark: string): boolean {
  return readOrEmpty(`/proc/${pid}/environ`).split("\0").includes(mark);
}

/** Memory a process holds; shared pages count in every process that has them. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** Bytes a process and its children that were waited for have had read and written by disks. */
export function ioOf(pid: number): { readonly readBytes: number; readonly writtenBytes: number } {
  const text = readOrEmpty(`/proc/${pid}/io`);
  const value = (key: string): number => Number(new RegExp(`^${key}: (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  return { readBytes: value("read_bytes"), writtenBytes: value("write_bytes") };
}

/** Ports the processes listen on, TCP, any address. */
export function listeningPorts(pids: readonly number[], listeners = tcpListeners()): number[] {
  const ports = new Set<number>();
  for (const pid of pids) {
    for (const descriptor of namesIn(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${descriptor}`))?.[1];
      const port = inode === undefined ? undefined : listeners.get(inode);
      if (port !== undefined) ports.add(port);
    }
  }
  return [...ports].sort((a, b) => a - b);
}

/** Ports by the inode of their listening socket. */
export function tcpListeners(): ReadonlyMap<string, number> {
  const listeners = new Map<string, number>();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"])
    for (const [inode, port] of parseTcp(readOrEmpty(file))) listeners.set(inode, port);
  return listeners;
}

const LISTEN = "0A";

export function parseTcp(table: string): [string, number][] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      const port = local.split(":")[1];
      return state === LISTEN && inode !== undefined && port !== undefined
        ? [[inode, Number.parseInt(port, 16)] satisfies [string, number]]
        : [];
    });
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // the process is gone, or another user's
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // closed meanwhile
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // the process is gone, or another user's
  }
}
