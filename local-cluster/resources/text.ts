import type { Resource, ResourceDiskInfo, ResourceReservationInfo } from "../../proto/generated/types.ts";
import { amountOf, kindOf } from "./pool.ts";
import type { Amount, Pool, ResourceKind } from "./pool.ts";

// How Mesos prints resources. Source: Mesos, src/common/resources.cpp, the operators `<<`.

/** `cpus(allocated: batch):1.5; ports(allocated: batch):[31000-31009]`; `{}` for nothing. */
export function poolText(pool: Pool, allocatedTo?: string): string {
  if (pool.size === 0) return "{}";
  return [...pool.values()].map(({ kind, amount }) => entryText(kind, amount, allocatedTo)).join("; ");
}

export function resourceText(resource: Resource): string {
  return entryText(kindOf(resource), amountOf(resource), resource.allocation_info?.role);
}

export function amountText(amount: Amount): string {
  if (amount.type === "SCALAR") return String(amount.milli / 1000);
  if (amount.type === "SET") return `{${amount.items.join(", ")}}`;
  return `[${amount.ranges.map(([first, last]) => `${first}-${last}`).join(", ")}]`;
}

function entryText(kind: ResourceKind, amount: Amount, allocatedTo: string | undefined): string {
  const allocated = allocatedTo === undefined ? "" : `(allocated: ${allocatedTo})`;
  const stack = (kind.reservations ?? []).map((entry) => `(${reservationText(entry)})`);
  const reserved = stack.length === 0 ? "" : `(reservations: [${stack.join(",")}])`;
  const disk = kind.disk === undefined ? "" : `[${diskText(kind.disk)}]`;
  const marks = `${kind.revocable ? "{REV}" : ""}${kind.shared ? "<SHARED>" : ""}`;
  return `${kind.name}${allocated}${reserved}${disk}${marks}:${amountText(amount)}`;
}

function reservationText({
  type = "STATIC",
  role = "*",
  principal,
  labels,
}: ResourceReservationInfo): string {
  const parts: string[] = [type, role];
  if (principal !== undefined) parts.push(principal);
  if (labels !== undefined) {
    const pairs = (labels.labels ?? []).map(({ key, value }) =>
      value === undefined ? key : `${key}: ${value}`,
    );
    parts.push(`{${pairs.join(", ")}}`);
  }
  return parts.join(",");
}

function diskText({ source, persistence, volume }: ResourceDiskInfo): string {
  const root = source?.mount?.root ?? source?.path?.root;
  const from = source === undefined ? "" : `${source.type}${root === undefined ? "" : `:${root}`}`;
  const id = persistence === undefined ? "" : `${source === undefined ? "" : ","}${persistence.id}`;
  if (volume === undefined) return from + id;
  const host = volume.host_path === undefined ? "" : `${volume.host_path}:`;
  const mode = volume.host_path === undefined ? "" : `:${volume.mode.toLowerCase()}`;
  return `${from}${id}:${host}${volume.container_path}${mode}`;
}
