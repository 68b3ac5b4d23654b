import { sharesWith, type StoredRules, type StoredShare } from "../../accounts/stored-rules.ts";
import { arrangeHierarchy } from "../../fair-share/hierarchy.ts";
import { bodyReader } from "../http/checked-body.ts";
import { changeRules, checkRuleTag, type PlannedChange, ruleETag } from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { PROJECT_NAME } from "./project-schemas.ts";
import { SHARE_BODY } from "./quota-schemas.ts";
import { defineRoute, type Route } from "../http/route.ts";
import {
  CHANGE_PROBLEMS,
  conflictingRule,
  IF_MATCH,
  LATER,
  REMOVED_ANSWERS,
} from "../context/rule-answers.ts";
import { object, ref } from "../http/schema-words.ts";

const readShare = bodyReader<StoredShare>(object(SHARE_BODY));

const PROBLEMS = [...CHANGE_PROBLEMS, "count_differs"] as const;

/** Shares of projects, and of what projects are part of. */
export function shareRoutes(context: ApiContext): readonly Route[] {
  return [replaceShareRoute(context), deleteShareRoute(context)];
}

function replaceShareRoute(context: ApiContext): Route {
  const { rules } = context;
  return defineRoute({
    method: "PUT",
    path: "/api/v2/shares/{name}",
    operationId: "replaceShare",
    summary: "Sets the share of a project, or of what projects are part of.",
    permission: "shares:write",
    params: { name: text("Its name.", { maxLength: 63, pattern: new RegExp(PROJECT_NAME) }) },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    body: {
      mediaType: "application/json",
      schema: object(SHARE_BODY),
      required: true,
      example: { parent: "science", weight: 2, users: { ana: 2 } },
    },
    answers: {
      200: {
        description: "It is in effect; with `dryRun=true` it would be.",
        schema: ref("ShareSet"),
        headers: { ETag: "For `If-Match`." },
      },
      202: {
        description: LATER,
        schema: ref("ShareSet"),
      },
    },
    problems: PROBLEMS,
    async handle({ body, params, query, ...asking }) {
      const { name } = params;
      const value = readShare(body);
      const how = await changeShare(context, asking, name, value, query.dryRun);
      return {
        status: how === "made" ? 200 : 202,
        headers: { etag: shareTag(rules.current(), name) },
        json: { name, ...value },
      };
    },
  });
}

function deleteShareRoute(context: ApiContext): Route {
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/shares/{name}",
    operationId: "deleteShare",
    summary: "Takes a share away, that of the configuration too: the project has weight 1 then.",
    permission: "shares:write",
    params: { name: text("Its name.", { maxLength: 63, pattern: new RegExp(PROJECT_NAME) }) },
    query: { dryRun: DRY_RUN },
    headers: IF_MATCH,
    answers: REMOVED_ANSWERS,
    problems: PROBLEMS,
    async handle({ params, query, ...asking }) {
      const how = await changeShare(context, asking, params.name, undefined, query.dryRun);
      return how === "made" ? { status: 204, none: true } : { status: 202, json: { name: params.name } };
    },
  });
}

function changeShare(
  context: ApiContext,
  asking: Parameters<typeof changeRules>[1],
  name: string,
  value: StoredShare | undefined,
  dryRun: boolean,
) {
  return changeRules(
    context,
    asking,
    (now): PlannedChange => {
      const all = currentShares(context);
      const before = all.find((share) => share.name === name);
      checkRuleTag(shareTag(now, name), before !== undefined, asking.header);
      if (value === undefined && before === undefined)
        throw new PublicError("not_found", `There is no share ${name}.`);
      const changed = {
        ...now,
        shares: { [name]: { revision: 0, ...(value === undefined ? {} : { value }) } },
      };
      const hierarchy = arrangeHierarchy(sharesWith(all, changed));
      if (!hierarchy.ok) throw conflictingRule(hierarchy.problems);
      return {
        change: { of: "share", name, ...(value === undefined ? {} : { value }) },
        action: value === undefined ? "share.remove" : "share.set",
        project: name,
        ...(before === undefined ? {} : { before }),
        ...(value === undefined ? {} : { after: value }),
      };
    },
    { dryRun },
  );
}

function currentShares({ accountRules, rules }: ApiContext) {
  const placed = accountRules().shares;
  return placed.map(({ name, parent, weight }) => {
    const above = placed[parent];
    const own = rules.current().shares[name]?.value?.users;
    return {
      name,
      weight,
      ...(above === undefined ? {} : { parent: above.name }),
      ...(own === undefined ? {} : { users: own }),
    };
  });
}

function shareTag({ shares }: StoredRules, name: string): string {
  return ruleETag(`share-${name}`, Object.hasOwn(shares, name) ? (shares[name]?.revision ?? 0) : 0);
}
