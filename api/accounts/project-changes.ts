import type { NamedProject, StoredProject, StoredRules } from "../../accounts/stored-rules.ts";
import { may } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/caller.ts";
import { type Asking, ofRequest, projectOf } from "../context/access.ts";
import { type AskingForChange, changeRules, type PlannedChange, ruleETag } from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { projectDocument } from "./project-document.ts";
import { PROJECT_NAME } from "./project-schemas.ts";
import type { Answer } from "../http/route.ts";
import { changedAnswers } from "../context/rule-answers.ts";

export const PROJECT_PARAMETER = text("Its name.", { maxLength: 63, pattern: new RegExp(PROJECT_NAME) });
export const PROJECT_ANSWERS = changedAnswers("Project", "project");

export function mayRead(caller: Caller, project: NamedProject): boolean {
  return may(caller, "projects:read", { owner: "", project });
}

/** @throws PublicError  `not_found`, also for one that the caller is not in */
export function knownProject({ siteRules }: ApiContext, caller: Caller, name: string): NamedProject {
  const project = projectOf(siteRules.projects, name);
  if (project === undefined || !mayRead(caller, project)) throw noSuchProject(name);
  return project;
}

export async function permitProject(context: ApiContext, asking: Asking, name: string): Promise<void> {
  const project = knownProject(context, asking.caller, name);
  if (may(asking.caller, "projects:write", { owner: "", project })) return;
  await context.audit.record({
    action: "access.deny",
    outcome: "refused",
    ...ofRequest(asking),
    resource: `project/${name}`,
    project: name,
    after: { permission: "projects:write" },
  });
  throw new PublicError("forbidden", `Only owners of ${name} and administrators change it.`, {
    extra: { permission: "projects:write" },
  });
}

export async function changeProject(
  context: ApiContext,
  asking: AskingForChange,
  name: string,
  dryRun: boolean,
  next: (before: StoredProject | undefined, now: StoredRules) => StoredProject,
): Promise<Extract<Answer, { readonly json: unknown }>> {
  const { siteRules, rules } = context;
  let made: StoredProject = {};
  const how = await changeRules(
    context,
    asking,
    (now): PlannedChange => {
      const before = projectOf(siteRules.projects, name);
      const { name: _, ...rest } = before ?? { name };
      made = next(before === undefined ? undefined : rest, now);
      return {
        change: { of: "project", name, value: made },
        action: before === undefined ? "project.create" : "project.change",
        project: name,
        ...(before === undefined ? {} : { before: rest }),
        after: made,
      };
    },
    { dryRun },
  );
  return {
    status: how === "made" ? 200 : 202,
    headers: { etag: projectETag(rules.current(), name) },
    json: projectDocument({ name, ...made }, rules.current()),
  };
}

export function checkManages(caller: Caller, what: string): void {
  if (may(caller, "projects:manage")) return;
  throw new PublicError("forbidden", `Only administrators ${what}.`, {
    extra: { permission: "projects:manage" },
  });
}

export function noSuchProject(name: string): PublicError {
  return new PublicError("not_found", `There is no project ${name}, or you are not in it.`);
}

export function projectETag({ projects }: StoredRules, name: string): string {
  return ruleETag(name, Object.hasOwn(projects, name) ? (projects[name]?.revision ?? 0) : 0);
}
