import type { Caller } from "../../auth/caller.ts";
import { isAdmin } from "../../auth/caller.ts";
import type { LegacyTask } from "../../jobs/legacy.ts";
import type { Problem } from "../../jobs/problem.ts";
import type { ApiContext } from "../context.ts";
import { PublicError } from "../problems.ts";
import { warningsFor } from "../submission-warnings.ts";
import { checkSubmission, storeJobs } from "../submission.ts";
import { indexOf, taskOf } from "./find-task.ts";
import type { LegacyOptions } from "./options.ts";
import { fault, forbidden } from "./refusal.ts";
import { ok, type LegacyRoute } from "./route.ts";
import { NO_IDS } from "./task-document.ts";
import { mountOf, specDocument } from "./spec-document.ts";
import { readTask, type TaskRequest } from "./task-request.ts";

/** Submission: what a task document asks for becomes a job like any other. */
export function submitRoute(context: ApiContext, options: LegacyOptions): LegacyRoute {
  const { store, leader, metrics, nowMs } = context;
  const rules = { ...context, findJob: (id: number) => store.job(id) };

  /** @throws PublicError  `forbidden` */
  const ownerOf = async (
    caller: Caller,
    { owner }: TaskRequest,
  ): Promise<{ readonly caller: Caller; readonly known: LegacyTask["owner"] }> => {
    const isOther = owner !== undefined && owner.id !== caller.user;
    if (isOther && !isAdmin(caller)) throw forbidden("Only an administrator may submit for somebody else.");
    const user = isOther ? owner.id : caller.user;
    const person = await options.people.find(user);
    const { uid = NO_IDS.uid, gid = NO_IDS.gid } = isAdmin(caller) ? (owner ?? {}) : {};
    return {
      caller: isOther ? { user, roles: ["user"] } : caller,
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

  /** @throws PublicError  `forbidden` for what no policy of this version allows */
  const checkPolicy = ({ isRoot, isInteractive, legacy }: TaskRequest): void => {
    if (isRoot)
      throw forbidden(
        "Root jobs are not allowed here: every job runs as its owner. Leave container.root out.",
      );
    if (isInteractive) {
      // With this status clients show the reason.
      throw new PublicError(
        "invalid",
        "Interactive jobs are not possible here: their ssh server would have to start as root, and no cluster lets it. " +
          "Submit a job that sleeps and use `godocker exec` to work in it.",
      );
    }
    if (!options.userImages && !options.images.some(({ url }) => url === legacy.image))
      throw forbidden(`The image "${legacy.image}" is not one of this installation.`);
  };

  const grantedVolumes = ({ volumes }: TaskRequest, hasImage: boolean): LegacyTask["volumes"] =>
    volumes.flatMap(({ name, acl }) => {
      const volume = context.volumes.find((each) => each.name === name);
      if (volume === undefined) return []; // dropped without a word, as ever
      const { source, mode } = volume;
      const mount = hasImage ? mountOf(name, source) : source;
      return [{ name, acl: mode === "ro" ? "ro" : acl, path: source, mount }];
    });

  const parentsOf = async ({ legacy }: TaskRequest, problems: Problem[]) => {
    const found = await Promise.all(
      legacy.requirements.tasks.slice(0, 1000).map(async (id) => ({ id, task: await taskOf(store, id) })),
    );
    return found.flatMap(({ id, task }) => {
      if (task === undefined) {
        problems.push(
          fault("requirements.tasks", `there is no task ${id} that it could wait for`, "unknown_name"),
        );
        return [];
      }
      const index = indexOf(task);
      return [{ job: task.job.id, ...(index === undefined ? {} : { index }) }];
    });
  };

  const canStartImages = context.capabilities?.some(({ images }) => images) ?? true;

  return {
    method: "POST",
    path: "/task",
    permission: "jobs:write",
    async handle({ caller, body }) {
      const read = readTask(body);
      if (!read.ok) throw invalidTask(read.problems);
      const { request } = read;
      checkPolicy(request);
      const owner = await ownerOf(caller, request);
      const { legacy } = request;
      const image =
        legacy.image === "" || (!canStartImages && options.unstartableImages === "run")
          ? undefined
          : legacy.image;
      const volumes = grantedVolumes(request, image !== undefined);
      const problems: Problem[] = [];
      const dependencies = await parentsOf(request, problems);
      const document = specDocument({ request, image, volumes, dependencies, networks: context.networks });
      const checked = await checkSubmission(document, owner.caller, rules);
      if (!checked.ok) problems.push(...checked.problems);
      if (!checked.ok || problems.length > 0) throw invalidTask(problems);
      const { spec } = checked;
      const warnings = warningsFor(spec, await context.presentAgents(), context.siteNeeds).map(
        ({ message }) => message,
      );
      if (image === undefined && legacy.image !== "") {
        warnings.push(
          `No cluster here starts images: the job runs in the file system of its machine, and not in ${legacy.image}.`,
        );
      }
      const origin = { user: owner.caller.user, submittedAtMs: nowMs(), source: "legacy" } as const;
      const [job] = await storeJobs(
        context,
        [{ spec, legacy: { ...legacy, volumes, owner: owner.known } }],
        origin,
      );
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
