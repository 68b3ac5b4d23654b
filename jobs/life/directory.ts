import { resourcesOf } from "../placement/requirement.ts";
import { legacyTaskId } from "../spec/legacy.ts";
import { portEnvironment } from "../spec/ports.ts";
import type { ArraySpec } from "../spec/spec.ts";
import type { Attempt, NewJob } from "./job.ts";

/**
 * Directory of a job below the job volume: `pairtree_root/12/3/task` for job 123, the layout of GoDocker 1.0, so that
 * tools that compute the path find it. Elements of an array have a directory of their own inside.
 */
export function jobDirectory(job: number, index?: number): string {
  const pairs = String(job).match(/.{1,2}/g) ?? [];
  const own = `pairtree_root/${pairs.join("/")}/task`;
  return index === undefined ? own : `${own}/${index}`;
}

/** What a task's environment says about its job, beside what the user asked for. */
export function jobEnvironment(
  job: NewJob,
  attempt: Pick<Attempt, "attempt" | "element" | "index" | "placement" | "ports">,
): Readonly<Record<string, string>> {
  const { cpusMilli, memMib, gpus } = resourcesOf(job.spec.resources);
  return {
    GODOCKER_JOB_ID: String(job.id),
    // The tasks of an array had ids of their own.
    GODOCKER_JID: String(attempt.index === undefined ? job.id : legacyTaskId(job.id, attempt.element)),
    GODOCKER_JOB_NAME: job.spec.name,
    GODOCKER_ATTEMPT: String(attempt.attempt),
    GODOCKER_CPUS: String(cpusMilli / 1000),
    GODOCKER_MEMORY_BYTES: String(memMib * 1024 * 1024),
    GODOCKER_GPUS: String(gpus),
    GODOCKER_NODE: attempt.placement.hostname,
    GODOCKER_PROJECT: job.spec.project,
    ...(attempt.index === undefined ? {} : { GODOCKER_ARRAY_INDEX: String(attempt.index) }),
    ...(attempt.index === undefined || job.spec.array === undefined
      ? {}
      : arrayEnvironment(job.spec.array, attempt.index)),
    ...portEnvironment(job.spec, attempt.ports ?? []),
    ...(job.spec.scratch === undefined ? {} : { GODOCKER_SCRATCH: job.spec.scratch.path }),
  };
}

/** As GoDocker 1.0 told the tasks of an array, under the right names and under those that it had by mistake. */
function arrayEnvironment(array: ArraySpec, index: number): Readonly<Record<string, string>> {
  const { from, to, step } =
    "indices" in array
      ? { from: array.indices[0] ?? index, to: array.indices.at(-1) ?? index, step: 1 }
      : array;
  const told = { ID: index, FIRST: from, LAST: to, STEP: step };
  return Object.fromEntries(
    ["GODOCKER_TASK", "GOGOCKER_TASK"].flatMap((prefix) =>
      Object.entries(told).map(([name, value]) => [`${prefix}_${name}`, String(value)]),
    ),
  );
}

/** `work` → `GODOCKER_VOLUME_WORK`: where a task finds a volume that it asked for. */
export function volumeVariable(name: string): string {
  return `GODOCKER_VOLUME_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}

/**
 * How a script is started: by the kernel when it says how (`#!`), else by `/bin/sh`. Data, never part of a shell line.
 * @param path  where the script is, absolute or relative to the sandbox
 */
export function scriptArgv(
  script: string,
  path: string,
  args: readonly string[],
): readonly [string, ...string[]] {
  return script.startsWith("#!") ? [path, ...args] : ["/bin/sh", path, ...args];
}
