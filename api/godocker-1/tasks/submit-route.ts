import { may } from "../../../auth/authorize.ts";
import type { Caller } from "../../../auth/caller.ts";
import { isAdmin, plainUser } from "../../../auth/caller.ts";
import type { LegacyTask } from "../../../jobs/spec/legacy.ts";
import type { Problem } from "../../../jobs/text/problem.ts";
import { ofRequest, type Asking } from "../../context/access.ts";
import type { ApiContext } from "../../context/context.ts";
import { PublicError } from "../../http/problems.ts";
import { warningsFor } from "../../submit/submission-warnings.ts";
import { storeJobs } from "../../context/submission.ts";
import { taskOf } from "./find-task.ts";
import type { LegacyOptions } from "../frame/options.ts";
import { forbidden } from "../frame/refusal.ts";
import { ok, type LegacyRoute } from "../frame/route.ts";
import { NO_IDS } from "./task-document.ts";
import { acceptTask } from "./task-acceptance.ts";
import { readTask, type TaskRequest } from "./task-request.ts";

/** Submission: what a task document asks for becomes a job like any other. */
export function submitRoute(context: ApiContext, options: LegacyOptions): LegacyRoute {
  const { store, leader, metrics, nowMs } = context;
  const rules = {
    ...context,
    findJob: (id: number) => store.job(id),
    findTask: (id: number) => taskOf(store, id),
  };

  /** @throws PublicError  `forbidden` */
  const ownerOf = async (
    asking: Asking,
    { owner }: TaskRequest,
  ): Promise<{ readonly caller: Caller; readonly known: LegacyTask["owner"] }> => {
    const { caller } = asking;
    const isOther = owner !== undefined && owner.id !== caller.user;
    if (isOther) await checkImpersonates(asking, owner.id);
    const user = isOther ? owner.id : caller.user;
    const person = await options.people.find(user);
    const { uid = NO_IDS.uid, gid = NO_IDS.gid } = isAdmin(caller) ? (owner ?? {}) : {};
    return {
      caller: isOther ? plainUser(user) : caller,
      known:
        person === undefined
          ? { uid, gid, sgids: [] }
          : {
              uid: person.uid,
              gid: person.gid,
              sgids: person.sgids,
              ...(person.email === undefined ? {} : { email: person.email }),
            },
    };
  };

  /** @throws PublicError  `forbidden` */
  const checkImpersonates = async (asking: Asking, user: string): Promise<void> => {
    const isAllowed = may(asking.caller, "impersonate");
    await context.audit.record({
      action: isAllowed ? "impersonate" : "access.deny",
      outcome: isAllowed ? "done" : "refused",
      ...ofRequest(asking),
      resource: `user/${user}`,
      after: { operation: "POST /api/1.0/task", permission: "impersonate" },
    });
    if (!isAllowed) throw forbidden("Only an administrator may submit for somebody else.");
  };

  return {
    method: "POST",
    path: "/task",
    permission: "jobs:submit",
    async handle(call) {
      const read = readTask(call.body);
      if (!read.ok) throw invalidTask(read.problems);
      const { request } = read;
      const owner = await ownerOf(call, request);
      const { legacy } = request;
      const accepted = await acceptTask(request, owner.caller, rules, options);
      if (!accepted.ok) throw invalidTask(accepted.problems);
      const { spec, image, volumes } = accepted;
      const warnings = warningsFor(spec, await context.presentAgents(), context.siteNeeds).map(
        ({ message }) => message,
      );
      if (image === undefined && legacy.image !== "") {
        warnings.push(
          `No cluster here starts images: the job runs in the file system of its machine, and not in ${legacy.image}.`,
        );
      }
      const origin = { user: owner.caller.user, submittedAtMs: nowMs(), source: "legacy" } as const;
      const [job] = await storeJobs(context, [{ spec, legacy: { ...legacy, volumes, owner: owner.known } }], {
        ...origin,
        caller: call.caller,
      });
      if (job === undefined) throw new Error("one job was given, so one comes back");
      leader.wake();
      metrics.jobSubmitted("legacy", 1);
      return ok({ msg: "Task added", id: job.id, ...(warnings.length === 0 ? {} : { warnings }) });
    },
  };
}

/** Faults of what a project or a limit allows are refusals; those of the document itself are its own. */
function invalidTask(problems: readonly Problem[]): PublicError {
  const isForbidden = problems.every(({ pointer, code }) => pointer === "/project" && code === "conflict");
  const what = problems.length === 1 ? "The task has one fault." : `The task has ${problems.length} faults.`;
  return new PublicError(isForbidden ? "forbidden" : "invalid", what, { errors: problems });
}
