import { projectOf } from "../context/access.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { USER_NAME } from "./project-schemas.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { CHANGE_PROBLEMS } from "../context/rule-answers.ts";
import { object } from "../http/schema-words.ts";
import {
  changeProject,
  checkManages,
  noSuchProject,
  permitProject,
  PROJECT_ANSWERS,
  PROJECT_PARAMETER,
} from "./project-changes.ts";

const USER = text("Name of a user.", { maxLength: 128, pattern: new RegExp(USER_NAME) });
const MEMBER_BODY = object({ role: { type: "string", enum: ["member", "owner"] } });
const readMember = bodyReader<{ readonly role: "member" | "owner" }>(MEMBER_BODY);

/** Members and owners of projects. */
export function memberRoutes(context: ApiContext): readonly Route[] {
  return [addMemberRoute(context), removeMemberRoute(context)];
}

function addMemberRoute(context: ApiContext): Route {
  return defineRoute({
    method: "PUT",
    path: "/api/v2/projects/{name}/members/{user}",
    operationId: "addMember",
    summary: "Takes a user into a project. Its owners may; owners are named by administrators.",
    permission: "projects:write",
    params: { name: PROJECT_PARAMETER, user: USER },
    query: { dryRun: DRY_RUN },
    body: {
      mediaType: "application/json",
      schema: MEMBER_BODY,
      required: false,
      example: { role: "member" },
    },
    answers: PROJECT_ANSWERS,
    problems: [...CHANGE_PROBLEMS, "forbidden"],
    async handle({ body, params, query, ...asking }) {
      const { name, user } = params;
      await permitProject(context, asking, name);
      const { role } = body === undefined ? { role: "member" as const } : readMember(body);
      if (role === "owner") checkManages(asking.caller, "name owners of projects");
      return changeProject(context, asking, name, query.dryRun, (before) => {
        if (before === undefined) throw noSuchProject(name);
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
    params: { name: PROJECT_PARAMETER, user: USER },
    query: { dryRun: DRY_RUN },
    answers: PROJECT_ANSWERS,
    problems: [...CHANGE_PROBLEMS, "forbidden"],
    async handle({ params, query, ...asking }) {
      const { name, user } = params;
      await permitProject(context, asking, name);
      if (projectOf(siteRules.projects, name)?.owners?.includes(user) === true)
        checkManages(asking.caller, "remove owners of projects");
      return changeProject(context, asking, name, query.dryRun, (before) => {
        if (before === undefined) throw noSuchProject(name);
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

function withName(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names : [...names, name];
}
