import {
  isFinal,
  parseTaskId,
  type Attempt,
  type AttemptStart,
  type JobStatus,
  type NewJob,
} from "../jobs/life/job.ts";
import { withChanges } from "../jobs/life/spec-changes.ts";
import type { JobSpec } from "../jobs/spec/spec.ts";
import { newStatus, transition } from "../jobs/life/transition.ts";
import type { JournalEntry } from "../store/store.ts";

/** A launch as the journal tells it, with what held at that moment. */
export interface Launch {
  readonly job: number;
  readonly start: AttemptStart;
  readonly atMs: number;
  /** The job as it was then. */
  readonly spec: JobSpec;
  /** Before the launch. */
  readonly status: JobStatus;
  /** Of the jobs that it names as dependencies. */
  readonly parents: ReadonlyMap<number, JobStatus | undefined>;
  /** Agents on which tasks are live then: of the job itself, and of those that its affinity names. */
  readonly live: ReadonlyMap<number, readonly string[]>;
}

function agentsOf(attempts: Iterable<Attempt>, job: number): readonly string[] {
  return [...attempts].flatMap(({ placement, state, taskId }) =>
    isFinal(state) || parseTaskId(taskId)?.job !== job ? [] : [placement.agentId],
  );
}

/** Reads the journal from its beginning. */
export function launchesOf(
  journal: readonly JournalEntry[],
  submitted: ReadonlyMap<number, NewJob>,
): readonly Launch[] {
  const launches: Launch[] = [];
  const statuses = new Map<number, JobStatus>();
  const attempts = new Map<string, Attempt>();
  for (const { atMs, records } of journal) {
    for (const record of records) {
      if (record.type !== "job") continue;
      const { event, job: id } = record;
      const body = submitted.get(id);
      if (body === undefined) continue;
      const status = statuses.get(id) ?? newStatus(body);
      if (event.type === "launched") {
        const spec = withChanges(body.spec, status.changes);
        const parents = new Map(spec.dependencies.map(({ job }) => [job, statuses.get(job)]));
        const named = [id, ...(spec.affinity ?? []).flatMap(({ job = [] }) => job)];
        const live = new Map(named.map((job) => [job, agentsOf(attempts.values(), job)]));
        launches.push({ job: id, start: event.start, atMs, spec, status, parents, live });
      }
      const attempt = "taskId" in event ? attempts.get(event.taskId) : undefined;
      const step = transition(id, status, attempt, event, atMs);
      if (step.kind === "ignored") continue;
      statuses.set(id, step.status);
      if (step.attempt !== undefined) attempts.set(step.attempt.taskId, step.attempt);
    }
  }
  return launches;
}
