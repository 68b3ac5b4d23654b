import { formatCpus, formatDuration, formatSize } from "../resources/units.ts";
import { RESOURCE_KINDS, type ResourceKind, type ResourceVector } from "../resources/vector.ts";

const MIB = 1024 * 1024;

export function only(kind: ResourceKind, amount: number): ResourceVector {
  return { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, [kind]: amount };
}

export function shortNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Whole minutes, rounded down; seconds when there is not even one. */
export function minutes(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return formatDuration(seconds < 60 ? seconds : seconds - (seconds % 60));
}

/** `6 of 16 CPUs and 10 GiB of 64 GiB memory`: the kinds that are not complete, else all that was asked for. */
export function collected(need: ResourceVector, has: ResourceVector): string {
  const asked = RESOURCE_KINDS.filter((kind) => need[kind] > 0);
  const open = asked.filter((kind) => has[kind] < need[kind]);
  return (open.length === 0 ? asked : open)
    .map((kind) => `${bare(kind, has)} of ${amounts(need, [kind])}`)
    .join(" and ");
}

/** `14:20`, in UTC; with the date when it is another day. */
export function timeOfDay(ms: number, nowMs: number): string {
  const text = new Date(ms).toISOString();
  const time = `${text.slice(11, 16)} UTC`;
  return text.slice(0, 10) === new Date(nowMs).toISOString().slice(0, 10)
    ? time
    : `${text.slice(0, 10)} ${time}`;
}

/** `3 CPUs and 2 GiB memory`: only the kinds asked for, all of them when none is. */
export function amounts(vector: ResourceVector, kinds: readonly ResourceKind[]): string {
  const shown = kinds.length === 0 ? (["cpusMilli", "memMib"] as const) : kinds;
  return shown
    .map((kind) => {
      const unit = UNITS[kind];
      return `${bare(kind, vector)} ${vector[kind] === unit.one ? unit.singular : unit.plural}`;
    })
    .join(" and ");
}

export const UNITS: Readonly<
  Record<ResourceKind, { readonly one: number; readonly singular: string; readonly plural: string }>
> = {
  cpusMilli: { one: 1000, singular: "CPU", plural: "CPUs" },
  memMib: { one: 1, singular: "memory", plural: "memory" },
  diskMib: { one: 1, singular: "disk", plural: "disk" },
  gpus: { one: 1, singular: "GPU", plural: "GPUs" },
};

/** Without the word for what it is. */
export function bare(kind: ResourceKind, vector: ResourceVector): string {
  switch (kind) {
    case "cpusMilli":
      return formatCpus(vector.cpusMilli);
    case "memMib":
    case "diskMib":
      return formatSize(vector[kind] * MIB);
    case "gpus":
      return String(vector.gpus);
    default:
      return kind satisfies never;
  }
}
