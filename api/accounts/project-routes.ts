import type { NamedProject, StoredProject } from "../../accounts/stored-rules.ts";
import { projectOf } from "../context/access.ts";
import { bodyReader } from "../http/checked-body.ts";
import { changeRules, checkRuleTag, type PlannedChange } from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { DRY_RUN } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { patched, projectDocument } from "./project-document.ts";
import { PROJECT_BODY, PROJECT_NAME } from "./project-schemas.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { CHANGE_PROBLEMS, IF_MATCH, REMOVED_ANSWERS } from "../context/rule-answers.ts";
import { object, ref } from "../http/schema-words.ts";
import {
  changeProject,
  checkManages,
  knownProject,
  mayRead,
  noSuchProject,
  permitProject,
  PROJECT_ANSWERS,
  PROJECT_PARAMETER,
  projectETag,
} from "./project-changes.ts";
import { memberRoutes } from "./member-routes.ts";

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

/** Projects, with their members and owners. */
export function projectRoutes(context: ApiContext): readonly Route[] {
  return [
    listProjectsRoute(context),
    createProjectRoute(context),
    getProjectRoute(context),
    replaceProjectRoute(context),
    changeProjectRoute(context),
    deleteProjectRoute(context),
    ...memberRoutes(context),
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
    params: { name: PROJECT_PARAMETER },
    query: {},
    answers: {
      200: { description: "The project.", schema: ref("Project"), headers: { ETag: "For `If-Match`." } },
    },
    problems: ["not_found", "store_unavailable"],
    async handle({ caller, params }) {
      const project = knownProject(context, caller, params.name);
      return {
        status: 200,
        headers: { etag: projectETag(rules.current(), params.name) },
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
      201: {
        ...PROJECT_ANSWERS[200],
        headers: { ...PROJECT_ANSWERS[200].headers, Location: "Its address." },
      },
      202: PROJECT_ANSWERS[202],
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
    params: { name: PROJECT_PARAMETER },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    body: { mediaType: "application/json", schema: object(PROJECT_BODY), required: true },
    answers: PROJECT_ANSWERS,
    problems: CHANGE_PROBLEMS,
    async handle({ body, params, query, ...asking }) {
      const value = readProject(body);
      return changeProject(context, asking, params.name, query.dryRun, (before, now) => {
        checkRuleTag(projectETag(now, params.name), before !== undefined, asking.header);
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
    params: { name: PROJECT_PARAMETER },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    body: {
      mediaType: "application/merge-patch+json",
      also: ["application/json"],
      schema: PATCH_BODY,
      required: true,
    },
    answers: PROJECT_ANSWERS,
    problems: [...CHANGE_PROBLEMS, "forbidden"],
    async handle({ body, params, query, ...asking }) {
      await permitProject(context, asking, params.name);
      const patch = readPatch(body);
      if ("owners" in patch) checkManages(asking.caller, "name owners of projects");
      return changeProject(context, asking, params.name, query.dryRun, (before, now) => {
        if (before === undefined) throw noSuchProject(params.name);
        checkRuleTag(projectETag(now, params.name), true, asking.header);
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
    params: { name: PROJECT_PARAMETER },
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
          checkRuleTag(projectETag(now, name), before !== undefined, asking.header);
          if (before === undefined) throw noSuchProject(name);
          return { change: { of: "project", name }, action: "project.remove", project: name, before };
        },
        query,
      );
      return how === "made" ? { status: 204, none: true } : { status: 202, json: { name } };
    },
  });
}
