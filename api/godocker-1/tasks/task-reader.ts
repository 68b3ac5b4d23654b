import type { Caller } from "../../../auth/caller.ts";
import type { Attempt } from "../../../jobs/life/job.ts";
import { may } from "../../../auth/authorize.ts";
import { legacyTaskId } from "../../../jobs/spec/legacy.ts";
import { taskCount } from "../../../jobs/spec/spec.ts";
import type { StoredJob } from "../../../store/store.ts";
import { resourceOf } from "../../context/access.ts";
import type { ApiContext } from "../../context/context.ts";
import type { AccountBook } from "../frame/account-book.ts";
import { findTask, type FoundTask } from "./find-task.ts";
import { keptTask, keptTasks } from "./kept-task.ts";
import type { LegacyOptions } from "../frame/options.ts";
import { NO_IDS, taskDocument, type DocumentSite } from "./task-document.ts";
import { isOver, phaseOf, type TaskState } from "./task-status.ts";

/** Attempts looked at of one task; there are never so many that count. */
const ATTEMPTS_MAX = 50;
/** Tasks whose attempts are read at once. */
const PIECE = 200;

type TaskDocument = ReturnType<typeof taskDocument>;

export interface TaskReader {
  /** The task with that id, with all that its document tells. @throws PublicError  `not_found` */
  state(caller: Caller, id: number): Promise<TaskState>;
  /** Without its command for who may see the job and not that. */
  document(caller: Caller, state: TaskState): Promise<TaskDocument>;
  /** The documents of a job and, of an array, of its tasks behind it, the latest id first or last. */
  ofJob(
    caller: Caller,
    job: StoredJob,
    wanted: (task: FoundTask) => boolean,
    order: "up" | "down",
  ): AsyncGenerator<TaskDocument>;
}

export function createTaskReader(
  context: Pick<ApiContext, "store" | "leader" | "siteRules" | "volumes">,
  options: LegacyOptions,
  book: AccountBook,
): TaskReader {
  const { store, leader, siteRules } = context;
  const { jobsDirectory } = siteRules;

  const siteOf = async (caller: Caller, { spec, user }: StoredJob): Promise<DocumentSite> => {
    const person = await options.people.find(user);
    return {
      volumes: context.volumes,
      showsCommand: may(caller, "jobs:output", resourceOf(context, { spec, user })),
      ...(jobsDirectory === undefined ? {} : { jobsDirectory }),
      executor: siteRules.executors[0] ?? "mesos",
      ownerOf: () => person ?? NO_IDS,
    };
  };

  const document = async (caller: Caller, state: TaskState): Promise<TaskDocument> => {
    const { user, spec } = state.job;
    const quota = { user: await book.userQuota(user), project: await book.projectQuota(spec.project) };
    return taskDocument(state, await siteOf(caller, state.job), quota);
  };

  /** Whether the scheduler looked for a place in vain. */
  const isRejected = async ({ job, element }: FoundTask): Promise<boolean> => {
    if (phaseOf({ job, ...(element === undefined ? {} : { element }) }) !== "waiting") return false;
    const { causes = [] } = (await leader.explain(job.id)) ?? {};
    return causes.some(({ kind }) => REJECTING.has(kind));
  };

  return {
    async state(caller, id) {
      const found = await findTask(context, caller, id);
      const { job, element } = found;
      const isArray = job.spec.array !== undefined && element === undefined;
      const attempts = isArray
        ? []
        : await store.attempts(job.id, { element: element ?? 0, newestFirst: true, limit: ATTEMPTS_MAX });
      const [latest, ...earlier] = attempts;
      return {
        ...found,
        ...(latest === undefined ? {} : { latest }),
        failed: (isOver(found) ? earlier : latest?.endedAtMs === undefined ? earlier : attempts).toReversed(),
        kept: await keptTask(store, id),
        isRejected: await isRejected(found),
      };
    },
    document,
    async *ofJob(caller, job, wanted, order) {
      const { array } = job.spec;
      const last = array === undefined ? job.id : legacyTaskId(job.id, taskCount(array) - 1);
      const kept = await keptTasks(store, job.id, last);
      const withKept = (state: TaskState, id: number): TaskState => {
        const own = kept.get(id);
        return own === undefined ? state : { ...state, kept: own };
      };
      const whole = async (): Promise<TaskDocument> => {
        const [latest] = array === undefined ? await store.latestAttempts([{ job: job.id, element: 0 }]) : [];
        return document(caller, withKept({ job, ...(latest === undefined ? {} : { latest }) }, job.id));
      };
      if (order === "up" && wanted({ job })) yield whole();
      for (const elements of pieces(array === undefined ? 0 : taskCount(array), order)) {
        const mine = elements.filter((element) => wanted({ job, element }));
        if (mine.length === 0) continue;
        const latest = new Map<number, Attempt>(
          (await store.latestAttempts(mine.map((element) => ({ job: job.id, element })))).map((each) => [
            each.element,
            each,
          ]),
        );
        for (const element of mine) {
          const attempt = latest.get(element);
          const state = { job, element, ...(attempt === undefined ? {} : { latest: attempt }) };
          yield document(caller, withKept(state, legacyTaskId(job.id, element)));
        }
      }
      if (order === "down" && wanted({ job })) yield whole();
    },
  };
}

/** What keeps a job that the scheduler looked at. */
const REJECTING: ReadonlySet<string> = new Set([
  "no_room",
  "never_fits",
  "no_match",
  "no_agents",
  "reserving",
  "maintenance",
]);

function* pieces(count: number, order: "up" | "down"): Generator<readonly number[]> {
  for (let done = 0; done < count; done += PIECE) {
    const length = Math.min(PIECE, count - done);
    yield Array.from({ length }, (_, at) => (order === "up" ? done + at : count - 1 - done - at));
  }
}
