import type { NamedProject, StoredProject, StoredRules } from "../../accounts/stored-rules.ts";
import { may } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/caller.ts";
import { ofRequest, projectOf, type Asking } from "../context/access.ts";
import { bodyReader } from "../http/checked-body.ts";
import {
  changeRules,
  checkRuleTag,
  ruleETag,
  type AskingForChange,
  type PlannedChange,
} from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { patched, projectDocument } from "./project-document.ts";
import { PROJECT_BODY, PROJECT_NAME, USER_NAME } from "./project-schemas.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { CHANGE_PROBLEMS, changedAnswers, IF_MATCH, REMOVED_ANSWERS } from "../context/rule-answers.ts";
import { object, ref } from "../http/schema-words.ts";

const NAME = text("Its name.", { maxLength: 63, pattern: new RegExp(PROJECT_NAME) });
const USER = text("Name of a user.", { maxLength: 128, pattern: new RegExp(USER_NAME) });
const CHANGED = changedAnswers("Project", "project");

const readProject = bodyReader<StoredProject>(object(PROJECT_BODY));
const readNew = bodyReader<NamedProject>(
  object({ name: { type: "string", pattern: PROJECT_NAME }, ...PROJECT_BODY }),
);
const PATCH_BODY = {
  type: "object",
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(PROJECT_BODY).map(([name, schema]) => [
      name.replace(/\?$/, ""),
      { anyOf: [schema, { type: "null" }] },
    ]),
  ),
} as const;
const readPatch = bodyReader<{ readonly [K in keyof StoredProject]?: StoredProject[K] | null }>(PATCH_BODY);
const MEMBER_BODY = object({ role: { type: "string", enum: ["member", "owner"] } });
const readMember = bodyReader<{ readonly role: "member" | "owner" }>(MEMBER_BODY);

/** Projects, with their members and owners. */
export function projectRoutes(context: ApiContext): readonly Route[] {
  return [
    listProjectsRoute(context),
    createProjectRoute(context),
    getProjectRoute(context),
    replaceProjectRoute(context),
    changeProjectRoute(context),
    deleteProjectRoute(context),
    addMemberRoute(context),
    removeMemberRoute(context),
  ];
}

function listProjectsRoute({ siteRules, rules }: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/projects",
    operationId: "listProjects",
    summary:
      "The projects that you are in, or all of them for who sees all. Without any, jobs may name any project.",
    permission: "projects:read",
    params: {},
    query: {},
    answers: { 200: { description: "By name.", schema: ref("ProjectList") } },
    problems: ["store_unavailable"],
    handle: async ({ caller }) => ({
      status: 200,
      json: {
        items: siteRules.projects
          .filter((project) => mayRead(caller, project))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map((project) => projectDocument(project, rules.current())),
      },
    }),
  });
}

function getProjectRoute(context: ApiContext): Route {
  const { rules } = context;
  return defineRoute({
    method: "GET",
    path: "/api/v2/projects/{name}",
    operationId: "getProject",
    summary: "A project that you are in.",
    permission: "projects:read",
    params: { name: NAME },
    query: {},
    answers: {
      200: { description: "The project.", schema: ref("Project"), headers: { ETag: "For `If-Match`." } },
    },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params }) {
      const project = knownProject(context, caller, params.name);
      return {
        status: 200,
        headers: { etag: etagOf(rules.current(), params.name) },
        json: projectDocument(project, rules.current()),
      };
    },
  });
}

function createProjectRoute(context: ApiContext): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/projects",
    operationId: "createProject",
    summary: "Makes a project. Where there were none so far, jobs may from now on name existing ones only.",
    permission: "projects:manage",
    params: {},
    query: { dryRun: DRY_RUN },
    body: {
      mediaType: "application/json",
      schema: object({ name: { type: "string", pattern: PROJECT_NAME }, ...PROJECT_BODY }),
      required: true,
      example: { name: "biology", members: ["ana", "bob"], owners: ["olaf"] },
    },
    answers: {
      201: { ...CHANGED[200], headers: { ...CHANGED[200].headers, Location: "Its address." } },
      202: CHANGED[202],
    },
    problems: CHANGE_PROBLEMS,
    async handle({ body, query, ...asking }) {
      const { name, ...value } = readNew(body);
      const answer = await changeProject(context, asking, name, query.dryRun, (before) => {
        if (before !== undefined)
          throw new PublicError("precondition_failed", `There is a project ${name} already.`);
        return value;
      });
      return answer.status === 200
        ? { ...answer, status: 201, headers: { ...answer.headers, location: `/api/v2/projects/${name}` } }
        : answer;
    },
  });
}

function replaceProjectRoute(context: ApiContext): Route {
  return defineRoute({
    method: "PUT",
    path: "/api/v2/projects/{name}",
    operationId: "replaceProject",
    summary: "Makes a project, or replaces what is said of it.",
    permission: "projects:manage",
    params: { name: NAME },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    body: { mediaType: "application/json", schema: object(PROJECT_BODY), required: true },
    answers: CHANGED,
    problems: CHANGE_PROBLEMS,
    async handle({ body, params, query, ...asking }) {
      const value = readProject(body);
      return changeProject(context, asking, params.name, query.dryRun, (before, now) => {
        checkRuleTag(etagOf(now, params.name), before !== undefined, asking.header);
        return value;
      });
    },
  });
}

function changeProjectRoute(context: ApiContext): Route {
  return defineRoute({
    method: "PATCH",
    path: "/api/v2/projects/{name}",
    operationId: "changeProject",
    summary:
      "Changes some of a project, as a merge patch. Its owners may, but for `owners`; `members: null` opens it to everybody.",
    permission: "projects:write",
    params: { name: NAME },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    body: {
      mediaType: "application/merge-patch+json",
      also: ["application/json"],
      schema: PATCH_BODY,
      required: true,
    },
    answers: CHANGED,
    problems: [...CHANGE_PROBLEMS, "forbidden"],
    async handle({ body, params, query, ...asking }) {
      await permitProject(context, asking, params.name);
      const patch = readPatch(body);
      if ("owners" in patch) checkManages(asking.caller, "name owners of projects");
      return changeProject(context, asking, params.name, query.dryRun, (before, now) => {
        if (before === undefined) throw nothing(params.name);
        checkRuleTag(etagOf(now, params.name), true, asking.header);
        return patched(before, patch);
      });
    },
  });
}

function deleteProjectRoute(context: ApiContext): Route {
  const { siteRules } = context;
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/projects/{name}",
    operationId: "deleteProject",
    summary: "Removes a project: it takes no jobs any more. Those that it has go on.",
    permission: "projects:manage",
    params: { name: NAME },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    answers: REMOVED_ANSWERS,
    problems: CHANGE_PROBLEMS,
    async handle({ params, query, ...asking }) {
      const { name } = params;
      const how = await changeRules(
        context,
        asking,
        (now): PlannedChange => {
          const before = projectOf(siteRules.projects, name);
          checkRuleTag(etagOf(now, name), before !== undefined, asking.header);
          if (before === undefined) throw nothing(name);
          return { change: { of: "project", name }, action: "project.remove", project: name, before };
        },
        query,
      );
      return how === "made" ? { status: 204, none: true } : { status: 202, json: { name } };
    },
  });
}

function addMemberRoute(context: ApiContext): Route {
  return defineRoute({
    method: "PUT",
    path: "/api/v2/projects/{name}/members/{user}",
    operationId: "addMember",
    summary: "Takes a user into a project. Its owners may; owners are named by administrators.",
    permission: "projects:write",
    params: { name: NAME, user: USER },
    query: { dryRun: DRY_RUN },
    body: {
      mediaType: "application/json",
      schema: MEMBER_BODY,
      required: false,
      example: { role: "member" },
    },
    answers: CHANGED,
    problems: [...CHANGE_PROBLEMS, "forbidden"],
    async handle({ body, params, query, ...asking }) {
      const { name, user } = params;
      await permitProject(context, asking, name);
      const { role } = body === undefined ? { role: "member" as const } : readMember(body);
      if (role === "owner") checkManages(asking.caller, "name owners of projects");
      return changeProject(context, asking, name, query.dryRun, (before) => {
        if (before === undefined) throw nothing(name);
        const { members, owners = [] } = before;
        if (role === "owner") return { ...before, owners: withName(owners, user) };
        if (members === undefined)
          throw new PublicError("invalid", `Everybody is a member of ${name} as it is.`, {
            errors: [
              {
                pointer: "",
                code: "conflict",
                message: "the project has no list of members",
                hint: "give it one with PATCH: members",
              },
            ],
          });
        return { ...before, members: withName(members, user) };
      });
    },
  });
}

function removeMemberRoute(context: ApiContext): Route {
  const { siteRules } = context;
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/projects/{name}/members/{user}",
    operationId: "removeMember",
    summary: "Takes a user out of a project. Their jobs in it go on.",
    permission: "projects:write",
    params: { name: NAME, user: USER },
    query: { dryRun: DRY_RUN },
    answers: CHANGED,
    problems: [...CHANGE_PROBLEMS, "forbidden"],
    async handle({ params, query, ...asking }) {
      const { name, user } = params;
      await permitProject(context, asking, name);
      if (projectOf(siteRules.projects, name)?.owners?.includes(user) === true)
        checkManages(asking.caller, "remove owners of projects");
      return changeProject(context, asking, name, query.dryRun, (before) => {
        if (before === undefined) throw nothing(name);
        const { members, owners } = before;
        if (members?.includes(user) !== true && owners?.includes(user) !== true)
          throw new PublicError("not_found", `${user} is not named in ${name}.`);
        return {
          ...before,
          ...(members === undefined ? {} : { members: members.filter((each) => each !== user) }),
          ...(owners === undefined ? {} : { owners: owners.filter((each) => each !== user) }),
        };
      });
    },
  });
}

function mayRead(caller: Caller, project: NamedProject): boolean {
  return may(caller, "projects:read", { owner: "", project });
}

/** @throws PublicError  `not_found`, also for one that the caller is not in */
function knownProject({ siteRules }: ApiContext, caller: Caller, name: string): NamedProject {
  const project = projectOf(siteRules.projects, name);
  if (project === undefined || !mayRead(caller, project)) throw nothing(name);
  return project;
}

async function permitProject(context: ApiContext, asking: Asking, name: string): Promise<void> {
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

async function changeProject(
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
    headers: { etag: etagOf(rules.current(), name) },
    json: projectDocument({ name, ...made }, rules.current()),
  };
}

function checkManages(caller: Caller, what: string): void {
  if (may(caller, "projects:manage")) return;
  throw new PublicError("forbidden", `Only administrators ${what}.`, {
    extra: { permission: "projects:manage" },
  });
}

function nothing(name: string): PublicError {
  return new PublicError("not_found", `There is no project ${name}, or you are not in it.`);
}

function etagOf({ projects }: StoredRules, name: string): string {
  return ruleETag(name, Object.hasOwn(projects, name) ? (projects[name]?.revision ?? 0) : 0);
}

function withName(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names : [...names, name];
}
