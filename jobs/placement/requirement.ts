import type { ResourceVector } from "../../resources/vector.ts";
import type { Affinity } from "../spec/affinity.ts";
import type { Constraint } from "../spec/constraint.ts";
import { licencesOf, type Licence } from "./licences.ts";
import type { JobResources, JobSpec } from "../spec/spec.ts";

const MIB = 1024 * 1024;

/** What an agent must be able to do for a task, beside having room: sites name the agents that can, by attributes. */
export type Feature = "gpus" | "image" | "docker" | "network" | "scratch" | "tmpfs" | "memory-limit";

/**
 * All that decides where one task of a job may run, and nothing of who asks or when. Jobs of equal requirements fit
 * or don't fit together.
 */
export interface Requirement {
  readonly resources: ResourceVector;
  /** So many host ports, any of those offered. */
  readonly ports: number;
  readonly constraints: readonly Constraint[];
  /** Sorted. */
  readonly features: readonly Feature[];
  /** May run on resources that can be taken away at any time. */
  readonly preemptible: boolean;
  /** Only on these clusters; absent: on any. */
  readonly executors?: readonly string[];
  /** By what runs there; absent: it does not matter. */
  readonly affinity?: readonly Affinity[];
  /** Of the site's licences, in the order of their names; absent: none. */
  readonly licences?: readonly Licence[];
}

/** What one task of a job needs of an agent. */
export function requirementOf(spec: JobSpec): Requirement {
  const { resources, image, network, scratch } = spec;
  const features: Feature[] = [];
  // A file system in memory is what Docker alone gives to an image.
  if (image?.containerizer === "docker" || spec.tmpfs.length > 0) features.push("docker");
  if (resources.gpus > 0) features.push("gpus");
  if (image !== undefined) features.push("image");
  if (resources.memoryLimitBytes !== undefined) features.push("memory-limit");
  if (network !== undefined) features.push("network");
  if (scratch !== undefined) features.push("scratch");
  if (spec.tmpfs.length > 0) features.push("tmpfs");
  const model: readonly Constraint[] =
    resources.gpuModel === undefined
      ? []
      : [{ attribute: GPU_MODEL_ATTRIBUTE, op: "eq", values: [resources.gpuModel] }];
  const amounts = resourcesOf(resources);
  const licences = licencesOf(spec);
  return {
    resources: { ...amounts, diskMib: amounts.diskMib + scratchMib(spec) },
    ports: resources.ports + (network?.ports.length ?? 0),
    constraints: [...spec.constraints, ...model],
    features,
    preemptible: spec.preemptible,
    ...(spec.executor === undefined ? {} : { executors: [spec.executor] }),
    ...(spec.affinity === undefined || spec.affinity.length === 0 ? {} : { affinity: spec.affinity }),
    ...(licences.length === 0 ? {} : { licences }),
  };
}

/** By this attribute agents tell the model of their GPUs. */
export const GPU_MODEL_ATTRIBUTE = "gpu_model";

/** The integers that matching counts in. Rounded up: a task gets what it asked for. */
export function resourcesOf(resources: JobResources): ResourceVector {
  return {
    cpusMilli: Math.max(1, Math.round(resources.cpus * 1000)),
    memMib: mib(resources.memoryBytes),
    diskMib: mib(resources.diskBytes),
    gpus: resources.gpus,
  };
}

/** Disk that a volume of the task's own takes, beside its sandbox. */
export function scratchMib(spec: Pick<JobSpec, "scratch">): number {
  return spec.scratch === undefined ? 0 : mib(spec.scratch.bytes);
}

export function mib(bytes: number): number {
  return Math.ceil(bytes / MIB);
}

/** Equal for equal requirements. */
export function requirementKey(requirement: Requirement): string {
  const {
    affinity = [],
    resources,
    ports,
    constraints,
    executors = [],
    features,
    licences = [],
    preemptible,
  } = requirement;
  const { cpusMilli, memMib, diskMib, gpus } = resources;
  const isPlain =
    affinity.length + constraints.length + features.length + executors.length + licences.length === 0;
  const rest = isPlain ? "" : JSON.stringify([constraints, features, executors, licences, affinity]);
  return `${cpusMilli},${memMib},${diskMib},${gpus},${ports},${preemptible ? 1 : 0}${rest}`;
}
