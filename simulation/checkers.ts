import type { Attempt, Job, NewJob } from "../jobs/life/job.ts";
import { isFinal } from "../jobs/life/job.ts";
import { elementOfIndex, taskCount, type GangSpec } from "../jobs/spec/spec.ts";
import { requirementOf } from "../jobs/placement/requirement.ts";
import { newStatus, transition } from "../jobs/life/transition.ts";
import { usageOf } from "../jobs/life/usage.ts";
import type { JournalEntry, UsageBucket } from "../store/store.ts";
import { firstUnmet } from "../offers/constraints.ts";
import { routeFor } from "../offers/routing.ts";
import { difference, EMPTY, values, type Ranges } from "../resources/ranges.ts";
import { fits, RESOURCE_KINDS, type ResourceVector } from "../resources/vector.ts";
import type { Tuning } from "../scheduler/state/tuning.ts";
import { LIMIT_CHECKERS } from "./limit-checkers.ts";
import type { Launch } from "./launches.ts";
import { ORDER_CHECKERS } from "./order-checkers.ts";
import type { AgentLife } from "./population.ts";
import type { Run } from "./tasks.ts";

/** Everything that is left at the end of a run, for the invariants below. */
export interface History {
  /** Jobs whose submission was acknowledged, as the store has them at the end. `undefined`: not there. */
  readonly accepted: ReadonlyMap<number, Job | undefined>;
  /** The same jobs as they were submitted. */
  readonly submitted: ReadonlyMap<number, NewJob>;
  readonly launches: readonly Launch[];
  /** Jobs that somebody asked to cancel. */
  /** Elements whose end was asked for, by the job. */
  readonly cancelRequested: ReadonlyMap<number, Ranges>;
  readonly attempts: ReadonlyMap<number, readonly Attempt[]>;
  /** Wide jobs among a crowd of small ones, with the time by which they had to run. */
  readonly wide: ReadonlyMap<number, number>;
  readonly runs: readonly Run[];
  readonly lives: readonly AgentLife[];
  readonly journal: readonly JournalEntry[];
  readonly usage: readonly UsageBucket[];
  /** What everybody was to be held to. */
  readonly limits: Pick<Tuning, "licences" | "quotas" | "routing" | "shares">;
}

/** After so long a scheduler knows of an agent: inventories come every 10 s. */
const SEEN_MS = 25_000;

type Checker = (history: History) => readonly string[];

/** Invariants of the engine, each a function of the history alone: they share nothing with the core. */
export const CHECKERS: Readonly<Record<string, Checker>> = {
  ...ORDER_CHECKERS,
  ...LIMIT_CHECKERS,

  "no accepted job is lost": ({ accepted }) =>
    [...accepted].filter(([, job]) => job === undefined).map(([id]) => `job ${id} is not in the store`),

  "every job ends": ({ accepted }) =>
    [...accepted.values()]
      .filter((job): job is Job => job !== undefined && !isFinal(job.status.state))
      .map((job) => `job ${job.id} is still ${job.status.state}`),

  "no two attempts of one task run at the same time": ({ runs }) => {
    const found: string[] = [];
    for (const [task, own] of byTask(runs)) {
      const sorted = own.toSorted((a, b) => a.startMs - b.startMs);
      sorted.forEach((run, at) => {
        const before = sorted[at - 1];
        if (before !== undefined && (before.endMs ?? Infinity) > run.startMs) {
          found.push(`task ${task}: ${run.taskId} began while ${before.taskId} was running`);
        }
      });
    }
    return found;
  },

  "nothing that succeeded runs again": ({ runs }) => {
    const found: string[] = [];
    for (const [task, own] of byTask(runs)) {
      const done = own.find((run) => run.outcome === "finished");
      const again = own.find((run) => done !== undefined && run.startMs > (done.endMs ?? Infinity));
      if (again !== undefined)
        found.push(`task ${task}: ${again.taskId} ran after ${done?.taskId} had finished`);
    }
    return found;
  },

  "a job ends as its tasks did": ({ accepted, runs, cancelRequested }) => {
    const found: string[] = [];
    const tasks = byTask(runs);
    for (const job of accepted.values()) {
      if (job === undefined) continue;
      const { state, reason } = job.status;
      for (const element of values(difference(job.status.cancelled, cancelRequested.get(job.id) ?? EMPTY)))
        found.push(`task ${element} of job ${job.id} was cancelled by nobody`);
      if (state !== "succeeded") continue;
      for (const index of indicesOf(job)) {
        const own = tasks.get(taskName(job.id, index)) ?? [];
        const fine = own.some((run) => run.outcome === "finished" || run.outcome === "lost");
        if (!fine)
          found.push(`job ${job.id} succeeded (${reason ?? "-"}) but its task ${index ?? ""} never finished`);
      }
    }
    return found;
  },

  "the journal is dense, its epochs rise, and each epoch begins with its leader": ({ journal }) => {
    const found: string[] = [];
    journal.forEach((entry, at) => {
      const before = journal[at - 1];
      if (before !== undefined && entry.n !== before.n + 1)
        found.push(`entry ${entry.n} follows ${before.n}`);
      if (before !== undefined && entry.epoch < before.epoch)
        found.push(`epoch ${entry.epoch} follows ${before.epoch}`);
      const first = before === undefined || before.epoch !== entry.epoch;
      if (first && entry.records[0]?.type !== "led")
        found.push(`epoch ${entry.epoch} begins without its leader`);
      if (!first && before.writer !== entry.writer)
        found.push(`entry ${entry.n}: two writers in epoch ${entry.epoch}`);
    });
    return found;
  },

  "the journal holds legal transitions only, and they lead to what the store shows": ({
    journal,
    accepted,
  }) => {
    const found: string[] = [];
    for (const job of accepted.values()) {
      if (job === undefined) continue;
      let status = newStatus(job);
      const attempts = new Map<string, Attempt>();
      for (const entry of journal) {
        for (const record of entry.records) {
          if (record.type !== "job" || record.job !== job.id || record.event.type === "filed") continue;
          const attempt = "taskId" in record.event ? attempts.get(record.event.taskId) : undefined;
          const step = transition(job.id, status, attempt, record.event, entry.atMs);
          if (step.kind === "ignored") {
            found.push(`job ${job.id}, entry ${entry.n}: ${record.event.type} was ${step.why}`);
            continue;
          }
          status = step.status;
          if (step.attempt !== undefined) attempts.set(step.attempt.taskId, step.attempt);
        }
      }
      if (JSON.stringify(sorted(status)) !== JSON.stringify(sorted(job.status))) {
        found.push(
          `job ${job.id}: the journal leads to ${JSON.stringify(status)}, the store shows ${JSON.stringify(job.status)}`,
        );
      }
    }
    return found;
  },

  "usage is counted exactly once": ({ attempts, usage }) => {
    const booked = { cpuMilliMs: 0, memMibMs: 0, gpuMs: 0 };
    for (const bucket of usage) {
      booked.cpuMilliMs += bucket.cpuMilliMs;
      booked.memMibMs += bucket.memMibMs;
      booked.gpuMs += bucket.gpuMs;
    }
    const due = { cpuMilliMs: 0, memMibMs: 0, gpuMs: 0 };
    for (const attempt of [...attempts.values()].flat()) {
      const used = usageOf(attempt);
      due.cpuMilliMs += used?.cpuMilliMs ?? 0;
      due.memMibMs += used?.memMibMs ?? 0;
      due.gpuMs += used?.gpuMs ?? 0;
    }
    return JSON.stringify(booked) === JSON.stringify(due)
      ? []
      : [`booked ${JSON.stringify(booked)}, attempts used ${JSON.stringify(due)}`];
  },

  "no port is given twice": ({ runs }) => {
    const found: string[] = [];
    for (const [agent, own] of Map.groupBy(runs, (run) => run.agentId)) {
      for (const run of own) {
        const other = own.find(
          (one) =>
            one !== run &&
            one.startMs <= run.startMs &&
            (one.endMs ?? Infinity) > run.startMs &&
            one.ports.some((port) => run.ports.includes(port)),
        );
        if (other !== undefined) found.push(`${run.taskId} and ${other.taskId} share a port of ${agent}`);
      }
    }
    return found;
  },

  "an agent that failed a task is avoided": ({ launches, lives }) => {
    const found: string[] = [];
    for (const { atMs, job, spec, start, status } of launches) {
      const { agentId } = start.placement;
      const own = status.retrying[start.element]?.avoid;
      if (own?.includes(agentId) !== true) continue;
      const gang = spec.array?.gang;
      // All of a gang starts together, on agents that none of its tasks avoids.
      const avoid =
        gang === undefined
          ? own
          : launches.flatMap((other) =>
              other.job === job && other.atMs === atMs
                ? (other.status.retrying[other.start.element]?.avoid ?? [])
                : [],
            );
      const need = requirementOf(spec);
      const others = lives.filter(
        ({ agent, cluster, downMs, upMs }) =>
          cluster === start.placement.backend && // the others it may not use yet, or not at all
          upMs + SEEN_MS <= atMs &&
          (downMs ?? Infinity) > atMs &&
          !avoid.includes(agent.id) &&
          fits(need.resources, agent.total) &&
          firstUnmet(need.constraints, { hostname: agent.id, attributes: agent.attributes }) === undefined,
      );
      const [elsewhere] = others;
      const isEnough = gang === undefined || slotsFor(gang, need.resources, others) >= taskCount(spec.array);
      if (elsewhere !== undefined && isEnough)
        found.push(`${start.taskId} went to ${agentId} again, with ${elsewhere.agent.id} there`);
    }
    return found;
  },

  "a job starts on the clusters that it may use": ({ attempts, launches, limits, submitted }) =>
    launches.flatMap(({ atMs, job, spec, start }) => {
      const { backend } = start.placement;
      const waitedMs = atMs - (submitted.get(job)?.submittedAtMs ?? atMs);
      if (spec.executor !== undefined)
        return spec.executor === backend ? [] : [`${start.taskId} began on ${backend}, not ${spec.executor}`];
      const route = routeFor(limits.routing, spec.queue);
      const isFirst = route === undefined || (route.order[0]?.includes(backend) ?? true);
      // Whose node was lost goes on wherever there is room.
      const isLost = attempts
        .get(job)
        ?.some(({ endedAtMs = Infinity, reason }) => reason === "NodeLost" && endedAtMs <= atMs);
      if (isFirst || isLost === true || waitedMs >= route.spillAfterMs) return [];
      return [`${start.taskId} began on ${backend} after ${waitedMs} ms, others are preferred`];
    }),

  "a wide job starts within its bound": ({ runs, wide }) =>
    [...wide].flatMap(([job, untilMs]) => {
      const first = runs.find((run) => run.job === job)?.startMs;
      return first !== undefined && first <= untilMs
        ? []
        : [`job ${job} ran ${first === undefined ? "never" : `${first - untilMs} ms too late`}`];
    }),
};

/** Room for tasks of a gang on empty agents, of those with one value of its attribute if it wants that. */
function slotsFor({ uniform }: GangSpec, need: ResourceVector, lives: readonly AgentLife[]): number {
  const sums = new Map<string, number>();
  for (const { agent } of lives) {
    const group = uniform === undefined ? "" : agent.attributes[uniform];
    if (group !== undefined) sums.set(group, (sums.get(group) ?? 0) + slotsIn(need, agent.total));
  }
  return Math.max(0, ...sums.values());
}

function slotsIn(need: ResourceVector, total: ResourceVector): number {
  return Math.min(
    ...RESOURCE_KINDS.filter((kind) => need[kind] > 0).map((kind) => Math.floor(total[kind] / need[kind])),
  );
}

function byTask(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  return Map.groupBy(runs, (run) => taskName(run.job, run.index));
}

function taskName(job: number, index: number | undefined): string {
  return index === undefined ? `${job}` : `${job}-${index}`;
}

function indicesOf(job: Job): readonly (number | undefined)[] {
  const { array } = job.spec;
  if (array === undefined) return [undefined];
  if ("indices" in array) return array.indices;
  const indices: number[] = [];
  for (let index = array.from; elementOfIndex(array, index) !== undefined; index += array.step)
    indices.push(index);
  return indices;
}

function sorted(value: object): unknown {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
