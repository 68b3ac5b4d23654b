import type { Attempt, AttemptStart, NewJob } from "./job.ts";
import { taskIdOf } from "./job.ts";
import type { JobResources, JobSpec, RetryPolicy } from "../spec/spec.ts";

/** A valid spec; a test names only what it is about. */
export function aSpec(fields: Partial<JobSpec> = {}): JobSpec {
  return {
    name: "job",
    project: "default",
    queue: "default",
    command: ["true"],
    args: [],
    env: {},
    resources: someResources(),
    graceSeconds: 30,
    volumes: [],
    tmpfs: [],
    constraints: [],
    preemptible: false,
    dependencies: [],
    priority: 50,
    hold: false,
    retry: aRetryPolicy(),
    labels: {},
    notify: [],
    ...fields,
  };
}

export function someResources(fields: Partial<JobResources> = {}): JobResources {
  return { cpus: 1, memoryBytes: 1024 ** 3, diskBytes: 0, gpus: 0, ports: 0, portNames: [], ...fields };
}

export function aRetryPolicy(fields: Partial<RetryPolicy> = {}): RetryPolicy {
  return {
    maxAttempts: 2,
    on: ["node", "launch"],
    avoidFailedNodes: true,
    onUnreachable: "replace",
    backoff: { initialSeconds: 5, factor: 2, maxSeconds: 300 },
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
