import type { FoundTask } from "../../api/godocker-1/tasks/find-task.ts";
import { taskOf } from "../../api/godocker-1/tasks/find-task.ts";
import type { LegacyOptions } from "../../api/godocker-1/frame/options.ts";
import { acceptTask } from "../../api/godocker-1/tasks/task-acceptance.ts";
import { readTask } from "../../api/godocker-1/tasks/task-request.ts";
import { PublicError } from "../../api/http/problems.ts";
import type { SubmissionRules } from "../../api/context/submission.ts";
import { plainUser } from "../../auth/caller.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { Problem } from "../../jobs/text/problem.ts";
import { taskCount } from "../../jobs/spec/spec.ts";
import type { Store } from "../../store/store.ts";
import { ownerOf } from "./ended-spec.ts";
import type { OldUnit } from "./units.ts";
import { timeOf, type OldDocument } from "./old-values.ts";

export type SiteRulesOfImport = Omit<SubmissionRules, "findJob"> & { readonly legacy: LegacyOptions };

export type Waiting =
  | { readonly ok: true; readonly job: NewJob; readonly changed: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** A job that waits under GoDocker 1.x, by the rules of this site: it keeps its id and its date. */
export async function pendingJob(
  unit: OldUnit,
  task: OldDocument,
  rules: SiteRulesOfImport,
  lookUp: {
    readonly store: Pick<Store, "job" | "jobs" | "newJobs">;
    /** Told instead of written: parents that would be there by now are taken for granted. */
    readonly isThere?: (id: number) => boolean;
  },
): Promise<Waiting> {
  const { id } = unit.task;
  if (unit.isOrphan) return { ok: false, why: "it is the task of an array that is not there any more" };
  const read = readTask(task);
  if (!read.ok) return { ok: false, why: sentence(read.problems) };
  const { request } = read;
  const { owner, legacy } = request;
  if (owner === undefined) return { ok: false, why: "it has no owner" };
  const { isThere } = lookUp;
  const tasks = legacy.requirements.tasks.filter((parent) => isThere?.(parent) !== true);
  const asked = { ...request, legacy: { ...legacy, requirements: { ...legacy.requirements, tasks } } };
  const accepted = await acceptTask(
    asked,
    plainUser(owner.id),
    {
      ...rules,
      findJob: (parent) => lookUp.store.job(parent),
      findTask: (parent): Promise<FoundTask | undefined> => taskOf(lookUp.store, parent),
    },
    rules.legacy,
  ).catch((error: unknown) => {
    if (error instanceof PublicError) return error;
    throw error;
  });
  if (accepted instanceof PublicError) return { ok: false, why: accepted.message };
  if (!accepted.ok) return { ok: false, why: sentence(accepted.problems) };
  const { spec, volumes } = accepted;
  const changed: string[] = [];
  if (spec.array !== undefined) {
    const count = taskCount(spec.array);
    const strange = unit.children.some(({ id: child }, element) => child !== id + 1 + element);
    if (strange || unit.children.length < count)
      return { ok: false, why: "the ids of its tasks do not follow its own: submit it again" };
    if (unit.children.length > count)
      changed.push(
        `it has ${count} tasks and not ${unit.children.length}: those beyond its last index are gone`,
      );
  }
  const dropped = request.volumes.length - volumes.length;
  if (dropped > 0) changed.push("it has no volumes that are not configured here");
  const date = timeOf(task["date"]);
  const nowMs = rules.nowMs();
  if (date === undefined || date > nowMs) changed.push("its date cannot be: it is taken to come now");
  return {
    ok: true,
    job: {
      id,
      user: owner.id,
      spec,
      submittedAtMs: Math.min(date ?? nowMs, nowMs),
      source: "legacy",
      legacy: { ...legacy, volumes, owner: ownerOf(task["user"]) },
    },
    changed,
  };
}

function sentence(problems: readonly Problem[]): string {
  return problems
    .slice(0, 5)
    .map(({ pointer, message, allowed }) => {
      const where = pointer === "" ? "" : `${pointer.slice(1).replaceAll("/", ".")}: `;
      return `${where}${message}${allowed === undefined ? "" : ` (allowed: ${allowed})`}`;
    })
    .join("; ");
}
