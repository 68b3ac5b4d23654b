import { jobDirectory } from "../../../jobs/life/directory.ts";
import type { JobFilter } from "../../../jobs/query/job-filter.ts";
import { isFinal, JOB_STATES } from "../../../jobs/life/job.ts";
import { legacyTaskId } from "../../../jobs/spec/legacy.ts";
import type { StoredJob } from "../../../store/store.ts";
import type { ApiContext } from "../../context/context.ts";
import { removeTree } from "../../files/remove-tree.ts";
import { PublicError } from "../../http/problems.ts";
import { indexOf, permittedTask, type FoundTask } from "./find-task.ts";
import { keepTask } from "./kept-task.ts";
import { idOf, ok, queryText, wholeNumber, type LegacyCall, type LegacyRoute } from "../frame/route.ts";
import { isOver } from "./task-status.ts";
import { DAY_MS } from "./usage.ts";

const PAGE = 100;

/** Archiving: the files of a job go, its document stays; purging takes that, too. */
export function archiveRoutes(context: ApiContext): readonly LegacyRoute[] {
  const { store, jobFiles, log, nowMs } = context;

  const archive = async (task: FoundTask): Promise<void> => {
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
  };

  /** @throws PublicError  `invalid` */
  const purge = async (task: FoundTask): Promise<void> => {
    await archive(task);
    await store.hide([task.job.id]);
  };

  const over = async (call: LegacyCall): Promise<FoundTask> => {
    const task = await permittedTask(context, call, idOf(call), "jobs:write");
    if (!isOver(task)) throw new PublicError("invalid", `Task ${call.params.id} is not over.`);
    return task;
  };

  async function* ownEndedBefore(call: LegacyCall): AsyncGenerator<StoredJob> {
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
    for (
      let after: { readonly values: readonly []; readonly id: number } | undefined;
      !call.signal.aborted;
    ) {
      const page = await store.jobs({ filter, ...(after === undefined ? {} : { after }), limit: PAGE });
      for (const job of page) if (tag === undefined || job.legacy?.tags.includes(tag) === true) yield job;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = { values: [], id: last.id };
    }
  }

  const write = { permission: "jobs:write" } as const;
  return [
    {
      ...write,
      method: "GET",
      path: "/task/{id}/archive",
      async handle(call) {
        await archive(await over(call));
        return ok({ msg: "Task archived", id: idOf(call) });
      },
    },
    {
      ...write,
      method: "DELETE",
      path: "/task/{id}/archive",
      async handle(call) {
        const task = await over(call);
        if (task.element !== undefined)
          throw new PublicError(
            "invalid",
            `Task ${idOf(call)} is one of an array: purge the array, task ${task.job.id}.`,
          );
        await purge(task);
        return ok({ msg: "Task purged", id: idOf(call) });
      },
    },
    {
      ...write,
      method: "GET",
      path: "/archive/{days}",
      async handle(call) {
        let done = 0;
        for await (const job of ownEndedBefore(call)) {
          await archive({ job });
          done += 1;
        }
        return ok({ msg: "Tasks archived", nb_tasks: done });
      },
    },
    {
      ...write,
      method: "DELETE",
      path: "/archive/{days}",
      async handle(call) {
        let done = 0;
        for await (const job of ownEndedBefore(call)) {
          await purge({ job });
          done += 1;
        }
        return ok({ msg: "Tasks purged", nb_tasks: done });
      },
    },
  ];
}
