import { jobDirectory } from "../../../jobs/life/directory.ts";
import type { JobFilter } from "../../../jobs/query/job-filter.ts";
import { isFinal, JOB_STATES } from "../../../jobs/life/job.ts";
import { legacyTaskId } from "../../../jobs/spec/legacy.ts";
import type { StoredJob } from "../../../store/store.ts";
import type { ApiContext } from "../../context/context.ts";
import { removeTree } from "../../files/remove-tree.ts";
import { PublicError } from "../../http/problems.ts";
import { indexOf, permittedTask, type FoundTask } from "./find-task.ts";
import { jobPages } from "./job-pages.ts";
import { keepTask } from "./kept-task.ts";
import { idOf, ok, queryText, wholeNumber, type LegacyCall, type LegacyRoute } from "../frame/route.ts";
import { isOver } from "./task-status.ts";
import { DAY_MS } from "./usage.ts";

const PAGE = 100;

/** Archiving: the files of a job go, its document stays; purging takes that, too. */
export function archiveRoutes(context: ApiContext): readonly LegacyRoute[] {
  return [
    archiveTaskRoute(context),
    purgeTaskRoute(context),
    archiveOldRoute(context),
    purgeOldRoute(context),
  ];
}

async function archiveTask({ jobFiles, log, store }: ApiContext, task: FoundTask): Promise<void> {
  const { job, element } = task;
  if (jobFiles !== undefined) {
    await removeTree(jobFiles.directory, jobDirectory(job.id, indexOf(task)).split("/")).catch(
      (error: unknown) => {
        // Somebody put something else in its place, or the disk is away: the job is archived all the same.
        log.warn("the directory of a job cannot be removed", {
          event: "job.files_left",
          job: job.id,
          err: error,
        });
      },
    );
  }
  await keepTask(store, element === undefined ? job.id : legacyTaskId(job.id, element), { archived: true });
}

/** @throws PublicError  `invalid` */
async function purgeTask(context: ApiContext, task: FoundTask): Promise<void> {
  const { store } = context;
  await archiveTask(context, task);
  await store.hide([task.job.id]);
}

async function finishedTask(context: ApiContext, call: LegacyCall): Promise<FoundTask> {
  const task = await permittedTask(context, call, idOf(call), "jobs:write");
  if (!isOver(task)) throw new PublicError("invalid", `Task ${call.params.id} is not over.`);
  return task;
}

async function* ownEndedBefore(context: ApiContext, call: LegacyCall): AsyncGenerator<StoredJob> {
  const { nowMs, store } = context;
  const before = nowMs() - wholeNumber(call, "days") * DAY_MS;
  const tag = queryText(call, "tag");
  const filter: JobFilter = {
    kind: "all",
    of: [
      { kind: "word", field: "user", values: [call.caller.user] },
      { kind: "word", field: "state", values: JOB_STATES.filter(isFinal) },
      { kind: "number", field: "endedAt", op: "<=", value: before },
    ],
  };
  for await (const page of jobPages(store, filter, PAGE)) {
    if (call.signal.aborted) return;
    for (const job of page) if (tag === undefined || job.legacy?.tags.includes(tag) === true) yield job;
  }
}

function archiveTaskRoute(context: ApiContext): LegacyRoute {
  return {
    permission: "jobs:write",
    method: "GET",
    path: "/task/{id}/archive",
    async handle(call) {
      await archiveTask(context, await finishedTask(context, call));
      return ok({ msg: "Task archived", id: idOf(call) });
    },
  };
}

function purgeTaskRoute(context: ApiContext): LegacyRoute {
  return {
    permission: "jobs:write",
    method: "DELETE",
    path: "/task/{id}/archive",
    async handle(call) {
      const task = await finishedTask(context, call);
      if (task.element !== undefined)
        throw new PublicError(
          "invalid",
          `Task ${idOf(call)} is one of an array: purge the array, task ${task.job.id}.`,
        );
      await purgeTask(context, task);
      return ok({ msg: "Task purged", id: idOf(call) });
    },
  };
}

function archiveOldRoute(context: ApiContext): LegacyRoute {
  return {
    permission: "jobs:write",
    method: "GET",
    path: "/archive/{days}",
    async handle(call) {
      let done = 0;
      for await (const job of ownEndedBefore(context, call)) {
        await archiveTask(context, { job });
        done += 1;
      }
      return ok({ msg: "Tasks archived", nb_tasks: done });
    },
  };
}

function purgeOldRoute(context: ApiContext): LegacyRoute {
  return {
    permission: "jobs:write",
    method: "DELETE",
    path: "/archive/{days}",
    async handle(call) {
      let done = 0;
      for await (const job of ownEndedBefore(context, call)) {
        await purgeTask(context, { job });
        done += 1;
      }
      return ok({ msg: "Tasks purged", nb_tasks: done });
    },
  };
}
