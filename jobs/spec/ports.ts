import type { JobSpec } from "./spec.ts";

/** `http` → `GODOCKER_PORT_HTTP`: where a task finds a port that has a name. */
export function portVariable(name: string): string {
  return `GODOCKER_PORT_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** What a host port of a task is for. */
export interface PortUse {
  readonly name?: string;
  /** Of a port that a network maps to one of the container. */
  readonly container?: number;
  readonly protocol?: "tcp" | "udp";
}

/** The uses of a task's host ports in the order in which they are given out: the job's own, then the network's. */
export function portUses({ resources, network }: Pick<JobSpec, "resources" | "network">): readonly PortUse[] {
  const own = Array.from({ length: resources.ports }, (_, at): PortUse => {
    const name = resources.portNames[at];
    return name === undefined ? {} : { name };
  });
  return [...own, ...(network?.ports ?? [])];
}

/** What a task's environment says of its host ports: all of them, in order, and each that has a name. */
export function portEnvironment(
  spec: Pick<JobSpec, "resources" | "network">,
  ports: readonly number[],
): Readonly<Record<string, string>> {
  if (ports.length === 0) return {};
  const named = portUses(spec).flatMap(({ name }, at) =>
    name === undefined ? [] : [[portVariable(name), String(ports[at])] as const],
  );
  return { GODOCKER_PORTS: ports.join(","), ...Object.fromEntries(named) };
}
