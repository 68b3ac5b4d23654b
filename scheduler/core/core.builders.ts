import { fairShareOrder } from "../../fair-share/order.ts";
import { aJob, aSpec } from "../../jobs/life/job.builders.ts";
import type { JobStatus, NewJob } from "../../jobs/life/job.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import type { ArraySpec, Dependency, JobSpec } from "../../jobs/spec/spec.ts";
import type { BackendEvent, Capabilities, StatusUpdate, TaskState } from "../../offers/backend.ts";
import type { AgentInfo, Offer } from "../../offers/offer.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import type { JobRequest } from "../../store/store.ts";
import type { BackendCall, CoreInput, Decision, KnownParent, PlannedAttempt } from "../state/decision.ts";
import { DEFAULT_TUNING, type Tuning } from "../state/tuning.ts";
import { Core } from "./core.ts";

/** A core with one backend that can do everything, driven by words; keeps every decision. */
export function aCore({
  nowMs: beganMs = 1_000_000,
  capabilities = CAPABLE,
  ...changes
}: Partial<Tuning> & { readonly nowMs?: number; readonly capabilities?: Capabilities } = {}) {
  let nowMs = beganMs;
  const tuning = {
    ...DEFAULT_TUNING,
    policy: fairShareOrder,
    unreachableTimeoutMs: 60_000,
    refuseMs: 60_000,
    ...changes,
  };
  const core = new Core({ epoch: 1, halfLifeMs: 3_600_000, nowMs, tuning });
  core.addBackend("mesos", undefined, capabilities);
  let offers = 0;
  const cycle = (...inputs: CoreInput[]): Decision => core.step(inputs, nowMs);
  const fromBackend = (event: BackendEvent): CoreInput => ({ type: "backend", backend: "mesos", event });
  return {
    core,
    tuning,
    cycle,
    fromBackend,
    advance: (ms: number): Decision => {
      nowMs += ms;
      return cycle();
    },
    connect: () => cycle(fromBackend({ type: "connected", registrationId: "f-1" })),
    submit: (...jobs: readonly NewJob[]) =>
      cycle(
        ...jobs.map((job) => ({ type: "submitted", key: `job/${job.id}`, job, parents: new Map() }) as const),
      ),
    request: (request: Partial<JobRequest>) =>
      cycle({
        type: "requested",
        key: "request/1",
        request: { job: 1, verb: "cancel", by: "ada", admin: false, atMs: nowMs, ...request },
      }),
    /** One offer of an agent; cpus in CPUs, memory in GiB. */
    offer: (agentId: string, cpus: number, memGib = 64, more: Partial<Offer> = {}) => {
      offers += 1;
      const offer: Offer = {
        id: `o${offers}`,
        agentId,
        hostname: `${agentId}.example`,
        access: "",
        attributes: {},
        lot: "",
        resources: vector(cpus, memGib),
        ports: [],
        reservations: [],
        ...more,
      };
      return fromBackend({ type: "offers", offers: [offer] });
    },
    inventory: (
      ...agents: readonly (readonly [id: string, cpus: number, memGib: number, more?: Partial<AgentInfo>])[]
    ) =>
      fromBackend({
        type: "agents",
        agents: agents.map(([id, cpus, memGib, more]) => ({
          id,
          hostname: `${id}.example`,
          attributes: {},
          total: vector(cpus, memGib),
          active: true,
          reservations: [],
          ...more,
        })),
      }),
    status: (taskId: string, state: TaskState, more: Partial<StatusUpdate> = {}) =>
      fromBackend({
        type: "status",
        update: { taskId, agentId: "a1", state, reconciliation: false, ...more },
      }),
  };
}

/** CPUs and GiB, with more disk than any test asks for. */
export function vector(cpus: number, memGib: number, diskMib = 100_000): ResourceVector {
  return { cpusMilli: cpus * 1000, memMib: memGib * 1024, diskMib, gpus: 0 };
}

/** Waits for the success of a job. */
export function after(parent: number, fields: Partial<Dependency> = {}): Dependency {
  return { job: parent, on: "success", unmet: "fail", ...fields };
}

/** A job that others wait for, as stored. */
export function known(status: Partial<JobStatus>, array?: ArraySpec): KnownParent {
  return { status: { ...newStatus(aJob()), ...status }, ...(array === undefined ? {} : { array }) };
}

export const CAPABLE: Capabilities = {
  gpus: true,
  ports: true,
  networks: true,
  images: true,
  dockerImages: true,
  tmpfs: true,
  shm: true,
  scratch: true,
  memoryLimits: true,
  revocable: true,
  reservations: true,
  volumes: "any-path",
  pause: false,
  exec: false,
};

export type { Core };

export function job(id: number, fields: Partial<JobSpec> & { readonly user?: string } = {}): NewJob {
  const { user = "ada", ...spec } = fields;
  return aJob({ id, user, spec: aSpec(spec) });
}

/** The tasks that a decision launches, in order. */
export function launched(decision: Decision): readonly PlannedAttempt[] {
  return decision.calls.flatMap((call) => (call.type === "launch" ? call.order.attempts : []));
}
export function launchedIds(decision: Decision): readonly string[] {
  return launched(decision).map((attempt) => attempt.taskId);
}
export function callsOf<T extends BackendCall["type"]>(
  decision: Decision,
  type: T,
): readonly Extract<BackendCall, { type: T }>[] {
  return decision.calls.filter((call): call is Extract<BackendCall, { type: T }> => call.type === type);
}
/** What the journal gets, as `job:event`. */
export function recorded(decision: Decision): readonly string[] {
  return decision.records.map((record) =>
    record.type === "job" ? `${record.job}:${record.event.type}` : record.type,
  );
}
