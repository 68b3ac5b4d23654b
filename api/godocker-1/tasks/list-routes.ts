import type { JobFilter } from "../../../jobs/query/job-filter.ts";
import { JOB_STATES, isFinal } from "../../../jobs/life/job.ts";
import type { StoredJob } from "../../../store/store.ts";
import type { ApiContext } from "../../context/context.ts";
import { jsonList } from "../frame/serve.ts";
import { queryText, wholeNumber, type LegacyCall, type LegacyRoute } from "../frame/route.ts";
import type { TaskReader } from "./task-reader.ts";
import { isOver } from "./task-status.ts";

/** Jobs read at once. */
const PAGE = 100;
const FINAL = JOB_STATES.filter(isFinal);
const ACTIVE: JobFilter = { kind: "not", of: { kind: "word", field: "state", values: FINAL } };

/** Lists of tasks: of one user, or for administrators of all. The tasks of arrays stand in them like jobs. */
export function listRoutes(context: ApiContext, reader: TaskReader): readonly LegacyRoute[] {
  const active =
    (whose: Whose): LegacyRoute["handle"] =>
    (call) =>
      jsonList(activeTasks(call, filterOf(call, whose)));
  const over =
    (whose: Whose): LegacyRoute["handle"] =>
    (call) =>
      jsonList(overTasks(call, filterOf(call, whose), wholeNumber(call, "skip"), wholeNumber(call, "limit")));

  async function* activeTasks({ caller }: LegacyCall, filter: readonly JobFilter[]): AsyncGenerator<unknown> {
    for await (const job of jobsOf({ kind: "all", of: [...filter, ACTIVE] }, "up"))
      yield* reader.ofJob(caller, job, (task) => !isOver(task), "up");
  }

  /** The latest ids first. `limit` 0: all of them. */
  async function* overTasks(
    { caller }: LegacyCall,
    filter: readonly JobFilter[],
    skip: number,
    limit: number,
  ): AsyncGenerator<unknown> {
    const tasksOver: JobFilter = {
      kind: "any",
      of: [
        { kind: "word", field: "state", values: FINAL },
        { kind: "array", isArray: true },
      ],
    };
    let [left, wanted] = [skip, limit === 0 ? Infinity : limit];
    for await (const job of jobsOf({ kind: "all", of: [...filter, tasksOver] }, "down")) {
      const one = (task: Parameters<typeof isOver>[0]): boolean => {
        if (!isOver(task) || wanted <= 0) return false;
        if (left > 0) {
          left -= 1;
          return false;
        }
        wanted -= 1;
        return true;
      };
      yield* reader.ofJob(caller, job, one, "down");
      if (wanted <= 0) return;
    }
  }

  async function* jobsOf(filter: JobFilter, order: "up" | "down"): AsyncGenerator<StoredJob> {
    const sort = [{ field: "id", descending: order === "down" }] as const;
    let after: { readonly values: readonly [number]; readonly id: number } | undefined;
    for (;;) {
      const page = await context.store.jobs({
        filter,
        sort,
        ...(after === undefined ? {} : { after }),
        limit: PAGE,
      });
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = { values: [last.id], id: last.id };
    }
  }

  const read = { permission: "jobs:read" } as const;
  return [
    { ...read, method: "GET", path: "/task/active", handle: active("own") },
    { ...read, method: "GET", path: "/task/active/all", everybody: true, handle: active("all") },
    { ...read, method: "POST", path: "/task/over/{skip}/{limit}", handle: over("own") },
    { ...read, method: "POST", path: "/task/over/all/{skip}/{limit}", everybody: true, handle: over("all") },
  ];
}

type Whose = "own" | "all";

function filterOf(call: LegacyCall, whose: Whose): readonly JobFilter[] {
  const project = queryText(call, "project");
  return [
    ...(whose === "all" ? [] : [{ kind: "word", field: "user", values: [call.caller.user] } as const]),
    ...(project === undefined ? [] : [{ kind: "word", field: "project", values: [project] } as const]),
  ];
}
