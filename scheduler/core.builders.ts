import { fairShare } from "../fair-share/policy.ts";
import { aJob, aSpec } from "../jobs/job.builders.ts";
import type { NewJob } from "../jobs/job.ts";
import type { JobSpec } from "../jobs/spec.ts";
import type { BackendEvent, TaskState } from "../offers/backend.ts";
import type { ResourceVector } from "../resources/vector.ts";
import type { JobRequest } from "../store/store.ts";
import { Core, type CoreOptions } from "./core.ts";
import type { BackendCall, CoreInput, Decision, PlannedAttempt } from "./decision.ts";

/** A core with one backend, driven by words; keeps every decision. */
export function aCore(options: Partial<CoreOptions> = {}) {
  let nowMs = options.nowMs ?? 1_000_000;
  const core = new Core({
    epoch: 1,
    policy: fairShare,
    halfLifeMs: 3_600_000,
    unreachableTimeoutMs: 60_000,
    refuseMs: 60_000,
    nowMs,
    ...options,
  });
  core.addBackend("mesos", undefined);
  let offers = 0;
  const turn = (...inputs: CoreInput[]): Decision => core.step(inputs, nowMs);
  const fromBackend = (event: BackendEvent): CoreInput => ({ type: "backend", backend: "mesos", event });
  return {
    core,
    turn,
    fromBackend,
    advance: (ms: number): Decision => {
      nowMs += ms;
      return turn();
    },
    connect: () => turn(fromBackend({ type: "connected", registrationId: "f-1" })),
    submit: (...jobs: readonly NewJob[]) =>
      turn(
        ...jobs.map((job) => ({ type: "submitted", key: `job/${job.id}`, job, parents: new Map() }) as const),
      ),
    request: (request: Partial<JobRequest>) =>
      turn({
        type: "requested",
        key: "request/1",
        request: { job: 1, verb: "cancel", by: "ada", admin: false, atMs: nowMs, ...request },
      }),
    /** One offer of an agent; cpus in CPUs, memory in GiB. */
    offer: (agentId: string, cpus: number, memGib = 64) => {
      offers += 1;
      const resources: ResourceVector = {
        cpusMilli: cpus * 1000,
        memMib: memGib * 1024,
        diskMib: 100_000,
        gpus: 0,
      };
      const id = `o${offers}`;
      const offer = {
        id,
        agentId,
        hostname: `${agentId}.example`,
        access: "",
        attributes: {},
        resources,
        ports: [],
      };
      return fromBackend({ type: "offers", offers: [offer] });
    },
    inventory: (...agents: readonly (readonly [id: string, cpus: number, memGib: number])[]) =>
      fromBackend({
        type: "agents",
        agents: agents.map(([id, cpus, memGib]) => ({
          id,
          hostname: `${id}.example`,
          attributes: {},
          total: { cpusMilli: cpus * 1000, memMib: memGib * 1024, diskMib: 100_000, gpus: 0 },
          active: true,
        })),
      }),
    status: (taskId: string, state: TaskState, more: { exitCode?: number; acknowledgement?: unknown } = {}) =>
      fromBackend({
        type: "status",
        update: { taskId, agentId: "a1", state, reconciliation: false, ...more },
      }),
  };
}

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
