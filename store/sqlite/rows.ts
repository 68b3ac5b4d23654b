import type { SQLOutputValue } from "node:sqlite";
import type { UsageOfJob } from "../store.ts";

export type Row = Readonly<Record<string, SQLOutputValue>>;

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} holds ${typeof value}, not text`);
  return value;
}

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} holds ${typeof value}, not a number`);
  return value;
}

export function optional<T>(read: (row: Row, column: string) => T, row: Row, column: string): T | undefined {
  return row[column] === null ? undefined : read(row, column);
}

/** What a job has used, by the columns of its row. */
export function usedOf(row: Row): UsageOfJob {
  return {
    cpuMilliMs: number(row, "cpu_milli_ms"),
    memMibMs: number(row, "mem_mib_ms"),
    gpuMs: number(row, "gpu_ms"),
    wallMs: number(row, "wall_ms"),
  };
}
