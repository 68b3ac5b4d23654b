import type { ResourceVector } from "../resources/vector.ts";
import type { JobResources } from "./spec.ts";

const MIB = 1024 * 1024;

/** What one task of a job needs, in the integers that matching counts in. Rounded up: a task gets what it asked for. */
export function requirementOf(resources: JobResources): ResourceVector {
  return {
    cpusMilli: Math.max(1, Math.round(resources.cpus * 1000)),
    memMib: Math.ceil(resources.memoryBytes / MIB),
    diskMib: Math.ceil(resources.diskBytes / MIB),
    gpus: 0,
  };
}
