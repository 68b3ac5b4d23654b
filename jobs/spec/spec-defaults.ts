import type { Dependency, JobSpec } from "./spec.ts";

export const DEFAULT_QUEUE = "default";

/** What a job gets where its document says nothing: the schema, stored jobs and the documentation all take it from here. */
export const SPEC_DEFAULTS = {
  queue: DEFAULT_QUEUE,
  args: [],
  env: {},
  resources: { cpus: 1, memoryBytes: 1024 ** 3, diskBytes: 0, gpus: 0, ports: 0, portNames: [] },
  graceSeconds: 30,
  volumes: [],
  tmpfs: [],
  constraints: [],
  preemptible: false,
  dependencies: [],
  priority: 50,
  hold: false,
  retry: {
    maxAttempts: 2,
    on: ["node", "launch"],
    avoidFailedNodes: true,
    onUnreachable: "replace",
    backoff: { initialSeconds: 5, factor: 2, maxSeconds: 300 },
  },
  labels: {},
  notify: [],
} as const satisfies Partial<JobSpec>;

export const DEPENDENCY_DEFAULTS = { on: "success", unmet: "fail" } as const satisfies Partial<Dependency>;

/** What a scratch space is called in the sandbox. */
const SCRATCH_NAME = "scratch";

/** Where a scratch space is, if a job does not say. */
export function scratchPath(hasImage: boolean): string {
  return hasImage ? `/${SCRATCH_NAME}` : SCRATCH_NAME;
}

/** Fields that a job may lack which an earlier version stored. */
type LaterFields = "tmpfs" | "constraints" | "preemptible" | "notify" | "queue";
export type StoredSpec = Omit<JobSpec, LaterFields | "dependencies" | "resources" | "retry"> &
  Partial<Pick<JobSpec, LaterFields>> & {
    readonly dependencies: readonly (Pick<Dependency, "job"> & Partial<Dependency>)[];
    readonly resources: Partial<JobSpec["resources"]>;
    readonly retry: Partial<JobSpec["retry"]>;
  };

/** A stored job's spec with every default of this version filled in. */
export function completeSpec(stored: StoredSpec): JobSpec {
  return {
    ...SPEC_DEFAULTS,
    ...stored,
    dependencies: stored.dependencies.map((dependency) => ({ ...DEPENDENCY_DEFAULTS, ...dependency })),
    resources: { ...SPEC_DEFAULTS.resources, ...stored.resources },
    retry: { ...SPEC_DEFAULTS.retry, ...stored.retry },
  };
}

/** File name of a job's script in its directory, the name that GoDocker 1.0 gave it. */
export const SCRIPT_NAME = "cmd.sh";
