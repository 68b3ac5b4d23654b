import type { Attempt } from "../../../jobs/life/job.ts";
import type { JobSpec } from "../../../jobs/spec/spec.ts";

export function hostPorts(attempt: Attempt | undefined): readonly number[] {
  return attempt?.ports ?? [];
}

/** Ports of the container that a job publishes; `undefined`: none. */
export function containerPorts({ network }: Pick<JobSpec, "network">): readonly number[] | undefined {
  return network === undefined || network.ports.length === 0
    ? undefined
    : network.ports.map(({ container }) => container);
}
