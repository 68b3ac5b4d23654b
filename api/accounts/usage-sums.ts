import type { UsageBucket } from "../../store/store.ts";
import { MIB } from "../context/job-document.ts";

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What sums are made for. */
export type GroupField = "user" | "project" | "day" | "week" | "month";

/** The sum of one group, named by its fields. */
export interface UsageSum extends Partial<Readonly<Record<GroupField, string>>> {
  readonly cpuHours: number;
  readonly gpuHours: number;
  readonly memoryGibHours: number;
  readonly cpuSeconds: number;
  readonly gpuSeconds: number;
  readonly memoryByteSeconds: number;
}

interface Exact {
  readonly group: Partial<Record<GroupField, string>>;
  cpuMilliMs: bigint;
  memMibMs: bigint;
  gpuMs: bigint;
}

/** One sum for each group, in the order of `groupText`. They are added up as integers, and rounded once, at the end. */
export function sumUsage(
  buckets: readonly UsageBucket[],
  groupBy: readonly GroupField[],
): readonly UsageSum[] {
  const sums = new Map<string, Exact>();
  for (const bucket of buckets) {
    const group = Object.fromEntries(groupBy.map((field) => [field, valueOf(bucket, field)]));
    const key = groupText(group, groupBy);
    const sum = sums.get(key) ?? { group, cpuMilliMs: 0n, memMibMs: 0n, gpuMs: 0n };
    sum.cpuMilliMs += BigInt(bucket.cpuMilliMs);
    sum.memMibMs += BigInt(bucket.memMibMs);
    sum.gpuMs += BigInt(bucket.gpuMs);
    sums.set(key, sum);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => rounded(sum));
}

/** Orders groups, and says where a page ended. */
export function groupText(
  sum: Partial<Readonly<Record<GroupField, string>>>,
  groupBy: readonly GroupField[],
): string {
  return groupBy.map((field) => sum[field] ?? "").join("\n");
}

function rounded({ group, cpuMilliMs, memMibMs, gpuMs }: Exact): UsageSum {
  const [cpu, gpu, mem] = [Number(cpuMilliMs), Number(gpuMs), Number(memMibMs)];
  return {
    ...group,
    cpuHours: cpu / 1000 / HOUR_MS,
    gpuHours: gpu / HOUR_MS,
    memoryGibHours: mem / 1024 / HOUR_MS,
    cpuSeconds: cpu / 1e6,
    gpuSeconds: gpu / 1000,
    memoryByteSeconds: (mem * MIB) / 1000,
  };
}

function valueOf({ hourMs, project, user }: UsageBucket, field: GroupField): string {
  switch (field) {
    case "user":
      return user;
    case "project":
      return project;
    case "day":
      return dayOf(hourMs);
    case "week": {
      const weekday = (new Date(hourMs).getUTCDay() + 6) % 7; // from Monday on
      return dayOf(hourMs - weekday * DAY_MS);
    }
    case "month":
      return dayOf(hourMs).slice(0, 7);
    default:
      return field satisfies never;
  }
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

const AMOUNTS = [
  "cpuHours",
  "gpuHours",
  "memoryGibHours",
  "cpuSeconds",
  "gpuSeconds",
  "memoryByteSeconds",
] as const;

export function csvOf(sums: readonly UsageSum[], groupBy: readonly GroupField[]): string {
  const names = [...groupBy, ...AMOUNTS];
  const lines = sums.map((sum) => names.map((name) => cell(sum[name])));
  return [names, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function cell(value: string | number | undefined): string {
  if (typeof value !== "string") return String(value ?? "");
  // A spreadsheet takes what begins so for a formula.
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
