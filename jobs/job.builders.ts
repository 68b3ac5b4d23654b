import type { Attempt, AttemptStart, NewJob } from "./job.ts";
import { taskIdOf } from "./job.ts";
import type { JobSpec } from "./spec.ts";

/** A valid spec; a test names only what it is about. */
export function aSpec(fields: Partial<JobSpec> = {}): JobSpec {
  return {
    name: "job",
    project: "default",
    command: ["true"],
    args: [],
    env: {},
    resources: { cpus: 1, memoryBytes: 1024 ** 3, diskBytes: 0 },
    graceSeconds: 30,
    volumes: [],
    dependencies: [],
    priority: 50,
    hold: false,
    retry: {
      maxAttempts: 2,
      on: ["node", "launch"],
      backoff: { initialSeconds: 5, factor: 2, maxSeconds: 300 },
    },
    labels: {},
    ...fields,
  };
}

export function aJob(fields: Partial<NewJob> & { readonly spec?: JobSpec } = {}): NewJob {
  return { id: 1, user: "ada", spec: aSpec(), submittedAtMs: 1000, source: "api", ...fields };
}

export function aStart(fields: Partial<AttemptStart> & { readonly job?: number } = {}): AttemptStart {
  const { job = 1, ...rest } = fields;
  const start = { element: 0, attempt: 1, charged: 1, epoch: 1, ...rest };
  return {
    taskId: taskIdOf(job, start.index, start.attempt, start.epoch),
    placement: { backend: "mesos", agentId: "a1", hostname: "node1", access: "" },
    resources: { cpusMilli: 1000, memMib: 1024, diskMib: 0, gpus: 0 },
    ...start,
  };
}

export function anAttempt(fields: Partial<Attempt> = {}): Attempt {
  return { job: 1, ...aStart(), state: "starting", reason: "Accepted", launchedAtMs: 2000, ...fields };
}
