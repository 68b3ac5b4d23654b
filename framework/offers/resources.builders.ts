import type { Offer as MesosOffer, Resource, ResourceReservationInfo } from "../../proto/generated/types.ts";

export function aScalar(name: string, value: number, fields: Partial<Resource> = {}): Resource {
  return { name, type: "SCALAR", scalar: { value }, allocation_info: { role: "batch" }, ...fields };
}

export function somePorts(...ranges: readonly (readonly [number, number])[]): Resource {
  const range = ranges.map(([begin, end]) => ({ begin, end }));
  return { name: "ports", type: "RANGES", ranges: { range }, allocation_info: { role: "batch" } };
}

/** Reserved by an operator. */
export function reservedFor(role: string): { readonly reservations: readonly ResourceReservationInfo[] } {
  return { reservations: [{ type: "DYNAMIC", role, principal: "op" }] };
}

/** Reserved by a GoDocker, for one purpose. */
export function labelled(
  id: string,
  framework = "godocker",
): { readonly reservations: readonly ResourceReservationInfo[] } {
  const labels = {
    labels: [
      { key: "godocker.framework", value: framework },
      { key: "godocker.reservation", value: id },
    ],
  };
  return { reservations: [{ type: "DYNAMIC", role: "batch", principal: "gd", labels }] };
}

export function aVolume(id: string, mib: number, reserved = labelled("task-1.1.1")): Resource {
  const disk = {
    persistence: { id, principal: "gd" },
    volume: { container_path: "work", mode: "RW" as const },
  };
  return aScalar("disk", mib, { ...reserved, disk });
}

export function anOffer(resources: readonly Resource[], fields: Partial<MesosOffer> = {}): MesosOffer {
  return {
    id: { value: "o1" },
    framework_id: { value: "fw-1" },
    agent_id: { value: "agent-1" },
    hostname: "node1",
    url: { scheme: "http", address: { hostname: "node1.example", port: 5051 }, path: "/slave(1)" },
    allocation_info: { role: "batch" },
    resources,
    ...fields,
  };
}
