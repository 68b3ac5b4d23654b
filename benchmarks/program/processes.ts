import { readFileSync } from "node:fs";

/** Resident memory of a process in MiB. Source: proc(5), /proc/pid/status. */
export function residentMiB(pid: number): number {
  return statusMiB(pid, "VmRSS");
}

/** Most that was ever resident. */
export function peakMiB(pid: number): number {
  return statusMiB(pid, "VmHWM");
}

/** CPU time that a process has used so far, in ms, of all its threads. Source: proc(5), /proc/pid/stat. */
export function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const TICK_MS = 10; // sysconf(_SC_CLK_TCK) is 100 on Linux
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function statusMiB(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? Number.NaN) / 1024;
}
