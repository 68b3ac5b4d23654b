import { randomUUID } from "node:crypto";
import type { Caller } from "../../../auth/caller.ts";
import { isAdmin, isOperating, plainUser } from "../../../auth/caller.ts";
import { isFinal } from "../../../jobs/life/job.ts";
import { parseLifespan } from "../../../jobs/spec/legacy.ts";
import { isRecord } from "../../../jobs/text/problem.ts";
import { changesBetween } from "../../../jobs/life/spec-changes.ts";
import { permit } from "../../context/access.ts";
import type { ApiContext } from "../../context/context.ts";
import { requestOf, type Verb } from "../../actions/job-actions.ts";
import { PublicError } from "../../http/problems.ts";
import { checkSubmission, invalidJob } from "../../context/submission.ts";
import { permittedTask, type FoundTask } from "./find-task.ts";
import { jobPages, unfinishedJobsOf } from "./job-pages.ts";
import { keepTask } from "./kept-task.ts";
import type { LegacyOptions } from "../frame/options.ts";
import { forbidden } from "../frame/refusal.ts";
import { idOf, ok, queryText, type LegacyRoute } from "../frame/route.ts";
import { statusDocument } from "./task-document.ts";
import type { TaskReader } from "./task-reader.ts";
import { isOver, statusOf } from "./task-status.ts";
import { checkSelf } from "../frame/people-rules.ts";

/** Jobs that one request ends. */
const KILLED_AT_ONCE = 500;

/** One task: how it is, and what is to become of it. */
export function taskRoutes(
  context: ApiContext,
  options: LegacyOptions,
  reader: TaskReader,
): readonly LegacyRoute[] {
  return [
    getTaskRoute(reader),
    taskStatusRoute(reader),
    killTaskRoute(context),
    killUserTasksRoute(context),
    suspendTaskRoute(context, reader),
    resumeTaskRoute(context),
    changeTaskRoute(context, options),
  ];
}

async function requestFor(
  { store, nowMs, leader }: ApiContext,
  caller: Caller,
  tasks: readonly FoundTask[],
  verb: Verb,
): Promise<void> {
  if (tasks.length === 0) return;
  await store.submit(
    tasks.map(({ element, job }) =>
      requestOf(job, verb, caller, nowMs(), element === undefined ? {} : { elements: [[element, element]] }),
    ),
  );
  leader.wake();
}

/** Requests are for a whole job. @throws PublicError  `invalid` */
function checkNotOne(task: FoundTask, id: number, what: string): void {
  if (task.element === undefined) return;
  throw new PublicError(
    "invalid",
    `Task ${id} is one of an array, and only all of it can be ${what}: task ${task.job.id}.`,
  );
}

/** What cannot be done is told with the task, not as an error. */
async function refuse(
  { store }: ApiContext,
  id: number,
  { job }: FoundTask,
  secondary: "suspend rejected" | "resume rejected",
) {
  if (!isFinal(job.status.state)) await keepTask(store, id, { refused: { secondary, version: job.version } });
  return ok({ msg: secondary, id });
}

/** @throws PublicError  `invalid` for a job that runs: its time limit stands */
async function changeLifespan(
  context: ApiContext,
  caller: Caller,
  { job }: FoundTask,
  text: string,
): Promise<void> {
  const { store, nowMs, leader } = context;
  const walltimeSeconds = parseLifespan(text);
  if (walltimeSeconds === undefined || walltimeSeconds === 0)
    throw new PublicError("invalid", "maxlifespan is a time such as 7d, 12h or 30s.");
  const { state } = job.status;
  if (state !== "pending" && state !== "held")
    throw new PublicError("invalid", "The job has started: its time limit can only be changed before.");
  const owner = isAdmin(caller) ? { ...caller, user: job.user } : plainUser(job.user);
  const rules = { ...context, findJob: (id: number) => store.job(id) };
  const checked = await checkSubmission({ ...job.spec, walltimeSeconds }, owner, rules);
  if (!checked.ok) throw invalidJob(checked.problems);
  const changes = changesBetween(job.spec, checked.spec);
  if (Object.keys(changes).length === 0) return;
  const request = {
    job: job.id,
    verb: "change",
    by: caller.user,
    admin: isOperating(caller),
    atMs: nowMs(),
    changes,
  } as const;
  await store.submit([{ kind: "request", key: `request/${job.id}/change/${randomUUID()}`, request }]);
  leader.wake();
}

function getTaskRoute(reader: TaskReader): LegacyRoute {
  return {
    method: "GET",
    path: "/task/{id}",
    permission: "jobs:read",
    handle: async (call) =>
      ok(await reader.document(call.caller, await reader.state(call.caller, idOf(call)))),
  };
}

function taskStatusRoute(reader: TaskReader): LegacyRoute {
  return {
    method: "GET",
    path: "/task/{id}/status",
    permission: "jobs:read",
    handle: async (call) => ok(statusDocument(idOf(call), await reader.state(call.caller, idOf(call)))),
  };
}

function killTaskRoute(context: ApiContext): LegacyRoute {
  return {
    method: "DELETE",
    path: "/task/{id}",
    permission: "jobs:control",
    async handle(call) {
      const id = idOf(call);
      const task = await permittedTask(context, call, id, "jobs:control");
      if (isOver(task)) return ok({ msg: "Task is already over", id });
      if (task.job.spec.array?.gang !== undefined) checkNotOne(task, id, "killed");
      if (task.job.status.cancelledBy === undefined) await requestFor(context, call.caller, [task], "cancel");
      return ok({ msg: "Task will be killed", id });
    },
  };
}

function killUserTasksRoute(context: ApiContext): LegacyRoute {
  return {
    method: "DELETE",
    path: "/user/{id}/task",
    permission: "jobs:control",
    async handle(call) {
      const user = call.params.id ?? "";
      checkSelf(call.caller, user, "jobs:control");
      const tag = queryText(call, "tag");
      let killed = 0;
      for await (const page of jobPages(context.store, unfinishedJobsOf(user), KILLED_AT_ONCE)) {
        const wanted = page.filter(
          ({ legacy, status }) =>
            status.cancelledBy === undefined && (tag === undefined || legacy?.tags.includes(tag) === true),
        );
        await requestFor(
          context,
          call.caller,
          wanted.map((job) => ({ job })),
          "cancel",
        );
        killed += wanted.length;
      }
      return ok({ msg: "Tasks will be killed", nb_tasks: killed });
    },
  };
}

function suspendTaskRoute(context: ApiContext, reader: TaskReader): LegacyRoute {
  const canPause = context.capabilities?.some(({ pause }) => pause) ?? true;
  return {
    method: "GET",
    path: "/task/{id}/suspend",
    permission: "jobs:control",
    async handle(call) {
      const id = idOf(call);
      const state = await reader.state(call.caller, id);
      await permit(context, call, state.job, "jobs:control");
      const { primary } = statusOf(state);
      if (primary !== "running" || state.job.spec.array !== undefined || !canPause)
        return refuse(context, id, state, "suspend rejected");
      await requestFor(context, call.caller, [state], "suspend");
      return ok({ msg: "suspend requested", id });
    },
  };
}

function resumeTaskRoute(context: ApiContext): LegacyRoute {
  return {
    method: "GET",
    path: "/task/{id}/resume",
    permission: "jobs:control",
    async handle(call) {
      const id = idOf(call);
      const task = await permittedTask(context, call, id, "jobs:control");
      if (task.job.status.suspendedBy === undefined || isFinal(task.job.status.state))
        return refuse(context, id, task, "resume rejected");
      await requestFor(context, call.caller, [task], "resume");
      return ok({ msg: "resume requested", id });
    },
  };
}

function changeTaskRoute(context: ApiContext, options: LegacyOptions): LegacyRoute {
  const { store } = context;
  return {
    method: "PUT",
    path: "/task/{id}",
    permission: "jobs:write",
    async handle(call) {
      const id = idOf(call);
      const task = await permittedTask(context, call, id, "jobs:write");
      const { name, value } = isRecord(call.body) ? call.body : {};
      if (typeof name !== "string" || !(typeof value === "string" || typeof value === "number"))
        throw new PublicError("invalid", "Send the name of a requirement and its value.");
      const field = options.dynamicFields.find((each) => each.name === name);
      if (field === undefined)
        throw new PublicError("invalid", `"${name}" is not a requirement that may be changed.`);
      if (field.adminOnly && !isAdmin(call.caller))
        throw forbidden(`Only an administrator may change "${name}".`);
      checkNotOne(task, id, "changed");
      if (isOver(task)) throw new PublicError("invalid", `Task ${id} is over.`);
      if (name === "maxlifespan") await changeLifespan(context, call.caller, task, String(value));
      else await keepTask(store, id, { requirements: { [name]: String(value) } });
      return ok({ id, requirements: { [name]: String(value) } });
    },
  };
}
