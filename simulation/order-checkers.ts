import { isFinal, type JobStatus } from "../jobs/life/job.ts";
import { withChanges } from "../jobs/life/spec-changes.ts";
import type { ArraySpec, Dependency } from "../jobs/spec/spec.ts";
import { elementOfIndex } from "../jobs/spec/spec.ts";
import { contains, count } from "../resources/ranges.ts";
import type { History } from "./checkers.ts";
import type { Launch } from "./launches.ts";

/** After so long somebody leads again, whatever happened to the one before. */
const LED_AGAIN_MS = 20_000;

type Checker = (history: History) => readonly string[];

/** What people and jobs ask for: each launch obeys what held at that moment. */
export const ORDER_CHECKERS: Readonly<Record<string, Checker>> = {
  "a gang starts as a whole": ({ launches }) => {
    const found: string[] = [];
    const gangs = launches.filter(({ spec }) => spec.array?.gang !== undefined);
    for (const together of Map.groupBy(gangs, ({ atMs, job }) => `${job} ${atMs}`).values()) {
      const [first] = together;
      if (first === undefined) continue;
      const { running, starting, stopping, suspended = 0, waiting } = first.status;
      const live = running + starting + stopping + suspended;
      if (live > 0 || count(waiting) !== together.length)
        found.push(
          `job ${first.job}: ${together.length} of ${count(waiting)} tasks started beside ${live} others`,
        );
    }
    return found;
  },

  "dependencies come first": ({ launches, submitted }) =>
    launches.flatMap(({ job, parents, spec, start, status }) =>
      spec.dependencies.flatMap((dependency) => {
        const { index, job: parent, on } = dependency;
        if (status.unmet?.some((one) => one.job === parent && one.index === index) === true) return []; // released
        const end = endOf(parents.get(parent), submitted.get(parent)?.spec.array, index);
        const isMet =
          end !== undefined && (on === "end" || end === `${on === "success" ? "succeed" : "fail"}ed`);
        const what = index === undefined ? `job ${parent}` : `task ${index} of job ${parent}`;
        return isMet ? [] : [`job ${job} began (${start.taskId}) when ${what} was ${end ?? "under way"}`];
      }),
    ),

  "nothing starts where its affinity forbids it": ({ launches }) =>
    launches.flatMap(({ job, live, spec, start }) =>
      (spec.affinity ?? []).flatMap(({ attribute, job: other = job, op }) => {
        if (attribute !== "hostname") return [];
        const { agentId } = start.placement;
        const there = (live.get(other) ?? []).filter((agent) => agent === agentId).length;
        const isRight = op === "with" ? there > 0 : op === "balanced" || there === 0;
        return isRight
          ? []
          : [`${start.taskId} began on ${agentId} beside ${there} tasks of job ${other} (${op})`];
      }),
    ),

  "an array keeps its limit": ({ launches }) =>
    launches.flatMap(({ job, spec, status }) => {
      const { running, starting, stopping, suspended = 0 } = status;
      const live = running + starting + stopping + suspended;
      // Of a gang none is left out.
      const most = spec.array?.gang === undefined ? (spec.array?.maxConcurrent ?? Infinity) : Infinity;
      return live < most ? [] : [`job ${job}: one more beside ${live} tasks, at most ${most}`];
    }),

  "nothing starts that is held, suspended or cancelled": ({ launches }) =>
    launches
      .filter(
        ({ status: { cancelledBy, heldBy, suspendedBy } }) =>
          (heldBy ?? suspendedBy ?? cancelledBy) !== undefined,
      )
      .map(({ start }) => `${start.taskId} began although its job was kept`),

  "nothing starts before its time or too late for its deadline": ({ launches }) =>
    launches
      .filter((launch) => !isInTime(launch))
      .map(({ start }) => `${start.taskId} began outside its time`),

  "what runs at its deadline is stopped": ({ accepted, attempts }) => {
    const found: string[] = [];
    for (const job of accepted.values()) {
      const { deadline } = job?.spec ?? {};
      if (job === undefined || deadline === undefined) continue;
      for (const { endedAtMs = Infinity, stopCause, taskId } of attempts.get(job.id) ?? [])
        if (endedAtMs > Date.parse(deadline) + LED_AGAIN_MS && stopCause === undefined)
          found.push(`${taskId} ran beyond ${deadline} and nobody stopped it`);
    }
    return found;
  },

  "who wants to be told of something is, once": ({ accepted, journal }) => {
    const noted = journal
      .flatMap(({ records }) => records)
      .flatMap((record) => (record.type === "notice" ? [`${record.job} ${record.of}`] : []));
    const due = [...accepted.values()].flatMap((job) => {
      if (job === undefined) return [];
      const { state, startedAtMs } = job.status;
      const happened = new Set([startedAtMs === undefined ? "" : "start", OCCASIONS[state] ?? ""]);
      const wanted = job.spec.notify.flatMap(({ on }) => on);
      return wanted.filter((occasion) => happened.has(occasion)).map((occasion) => `${job.id} ${occasion}`);
    });
    return JSON.stringify(noted.toSorted()) === JSON.stringify(due.toSorted())
      ? []
      : [`noted ${noted.join(", ")}; due ${due.join(", ")}`];
  },

  "a job is shown with the changes that were made": ({ accepted, submitted, journal }) => {
    const changed = new Map<number, object>();
    for (const { records } of journal)
      for (const record of records)
        if (record.type === "job" && record.event.type === "changed")
          changed.set(record.job, { ...changed.get(record.job), ...record.event.changes });
    return [...submitted.values()]
      .filter(({ id, spec }) => {
        const shown = accepted.get(id)?.spec;
        return (
          shown !== undefined && JSON.stringify(shown) !== JSON.stringify(withChanges(spec, changed.get(id)))
        );
      })
      .map(({ id }) => `job ${id} is not shown as it was changed`);
  },
};

const OCCASIONS: Readonly<Partial<Record<string, string>>> = {
  succeeded: "success",
  failed: "failure",
  cancelled: "cancel",
};

function isInTime({ atMs, spec: { deadline, notBefore, walltimeSeconds = 0 } }: Launch): boolean {
  if (notBefore !== undefined && atMs < Date.parse(notBefore)) return false;
  return deadline === undefined || atMs + walltimeSeconds * 1000 < Date.parse(deadline);
}

function endOf(
  status: JobStatus | undefined,
  array: ArraySpec | undefined,
  index: Dependency["index"],
): string | undefined {
  if (status === undefined) return undefined;
  if (index === undefined) return isFinal(status.state) ? status.state : undefined;
  const element = elementOfIndex(array, index) ?? -1;
  return (["succeeded", "failed", "cancelled"] as const).find((end) => contains(status[end], element));
}
