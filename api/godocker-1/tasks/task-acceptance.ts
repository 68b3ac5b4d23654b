import type { Caller } from "../../../auth/caller.ts";
import type { LegacyTask } from "../../../jobs/spec/legacy.ts";
import type { Problem } from "../../../jobs/text/problem.ts";
import { grantedVolumes } from "../../../jobs/placement/volumes.ts";
import type { JobSpec } from "../../../jobs/spec/spec.ts";
import { PublicError } from "../../http/problems.ts";
import { checkSubmission, type SubmissionRules } from "../../context/submission.ts";
import { indexOf, type FoundTask } from "./find-task.ts";
import type { LegacyOptions } from "../frame/options.ts";
import { fault, forbidden } from "../frame/refusal.ts";
import { mountOf, specDocument } from "./spec-document.ts";
import type { TaskRequest } from "./task-request.ts";

const PARENTS_MAX = 1000;

/** What a task is taken by. */
export interface AcceptanceRules extends SubmissionRules {
  /** What an id of GoDocker 1.0 means. */
  readonly findTask: (id: number) => Promise<FoundTask | undefined>;
}

export type Acceptance =
  | {
      readonly ok: true;
      readonly spec: JobSpec;
      /** As they are granted. */
      readonly volumes: LegacyTask["volumes"];
      /** `undefined`: it runs in the machine's own file system. */
      readonly image: string | undefined;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * The job that a task document asks for, checked like one that comes through REST v2.
 * @throws PublicError  `forbidden`, `invalid` for what no policy of this version allows
 */
export async function acceptTask(
  request: TaskRequest,
  caller: Caller,
  rules: AcceptanceRules,
  options: LegacyOptions,
): Promise<Acceptance> {
  checkPolicy(request, options);
  const { legacy } = request;
  const canStartImages = rules.capabilities?.some(({ images }) => images) ?? true;
  const image =
    legacy.image === "" || (!canStartImages && options.unstartableImages === "run")
      ? undefined
      : legacy.image;
  const project = request.project ?? rules.jobDefaults.project ?? "default";
  const mine = grantedVolumes(rules.volumes, { user: caller.user, project });
  const volumes = wantedVolumes(request, mine, image !== undefined);
  const problems: Problem[] = [];
  const dependencies = await parentsOf(request, rules.findTask, problems);
  const document = specDocument({ request, image, volumes, dependencies, networks: rules.networks });
  const checked = await checkSubmission(document, caller, rules);
  if (!checked.ok) problems.push(...checked.problems);
  const root = problems.find(({ pointer }) => pointer === "/rootInContainer");
  if (root !== undefined)
    throw forbidden(`Root jobs are not allowed here: ${root.message}. Leave container.root out.`);
  if (!checked.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, spec: checked.spec, volumes, image };
}

function checkPolicy({ isInteractive, legacy }: TaskRequest, options: LegacyOptions): void {
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
}

function wantedVolumes(
  { volumes }: TaskRequest,
  configured: SubmissionRules["volumes"],
  hasImage: boolean,
): LegacyTask["volumes"] {
  return volumes.flatMap(({ name, acl }) => {
    const volume = configured.find((each) => each.name === name);
    if (volume === undefined) return []; // dropped without a word, as ever
    const { source, mode } = volume;
    const mount = hasImage ? mountOf(name, source) : source;
    return [{ name, acl: mode === "ro" ? "ro" : acl, path: source, mount }];
  });
}

async function parentsOf(
  { legacy }: TaskRequest,
  findTask: AcceptanceRules["findTask"],
  problems: Problem[],
): Promise<readonly { readonly job: number; readonly index?: number }[]> {
  const found = await Promise.all(
    legacy.requirements.tasks.slice(0, PARENTS_MAX).map(async (id) => ({ id, task: await findTask(id) })),
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
}
