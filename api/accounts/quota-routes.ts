import { type QuotaDefinition, quotaFaults, type QuotaWindow } from "../../accounts/quota.ts";
import { quotaKey, type QuotaOwner, type StoredRules } from "../../accounts/stored-rules.ts";
import { bodyReader } from "../http/checked-body.ts";
import { changeRules, checkRuleTag, type PlannedChange, ruleETag } from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { MIB } from "../context/job-document.ts";
import { type Excess, overQuota, stopNewest } from "./quota-excess.ts";
import { DRY_RUN, flag, optional, text, withDefault, word } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { PROJECT_NAME, USER_NAME } from "./project-schemas.ts";
import { QUOTA_BODY } from "./quota-schemas.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { CHANGE_PROBLEMS, conflictingRule, IF_MATCH, REMOVED_ANSWERS } from "../context/rule-answers.ts";
import { object, ref } from "../http/schema-words.ts";

interface QuotaBody extends Partial<Readonly<Record<"cpus" | "memoryBytes" | "diskBytes", number>>> {
  readonly gpus?: number;
  readonly tasks?: number;
  readonly jobs?: number;
  readonly queuedJobs?: number;
  readonly queuedTasks?: number;
  readonly arrayTasks?: number;
  readonly cpuHours?: number;
  readonly gpuHours?: number;
  readonly window?: QuotaWindow;
}

const readQuota = bodyReader<QuotaBody>(object(QUOTA_BODY));

const PROBLEMS = [...CHANGE_PROBLEMS, "count_differs"] as const;
const SCOPE = word("Of whom; `site`: of all together, and the name is `site`.", ["user", "project", "site"]);
const NAME = text("Name; `*`: each of them.", { maxLength: 200, pattern: /^(\*|[A-Za-z0-9._@-]{1,200})$/ });
const IN_PROJECT = optional(
  text("Of a user: in this project only.", { maxLength: 63, pattern: /^(\*|[a-z0-9][a-z0-9._-]{0,62})$/ }),
);
const SOFT = flag("The soft limits, which are no wall: others who have less than theirs go first.");
const ACROSS = flag("Of a user: the limits of what they have running in all projects together.");
const EXCEEDED = withDefault(
  word(
    "When more is in use than the new limit allows. `hold`: what runs goes on, and nothing new starts; `warn`: nothing is changed, and the answer is 409; `kill`: jobs that started last are cancelled until the rest fits.",
    ["hold", "warn", "kill"],
  ),
  "hold",
);

/** Limits that are set while the schedulers are at work. */
export function quotaRoutes(context: ApiContext): readonly Route[] {
  return [replaceQuotaRoute(context), deleteQuotaRoute(context)];
}

function replaceQuotaRoute(context: ApiContext): Route {
  const { rules } = context;
  return defineRoute({
    method: "PUT",
    path: "/api/v2/quotas/{scope}/{name}",
    operationId: "replaceQuota",
    summary: "Sets the limits of a user, a project or the site, in the place of those before.",
    permission: "quotas:write",
    params: { scope: SCOPE, name: NAME },
    query: {
      project: IN_PROJECT,
      soft: SOFT,
      acrossProjects: ACROSS,
      whenExceeded: EXCEEDED,
      dryRun: DRY_RUN,
    },
    headers: IF_MATCH,
    body: {
      mediaType: "application/json",
      schema: object(QUOTA_BODY),
      required: true,
      example: { cpus: 200, gpus: 8, cpuHours: 100_000, window: "month" },
    },
    answers: {
      200: {
        description: "They are in effect; with `dryRun=true` they would be.",
        schema: ref("QuotaSet"),
        headers: { ETag: "For `If-Match`." },
      },
      202: {
        description: "They are stored, and in effect as soon as a scheduler is at work.",
        schema: ref("QuotaSet"),
      },
    },
    problems: PROBLEMS,
    async handle({ body, params, query, ...asking }) {
      const whose = ownerOf(params, query);
      const value: QuotaDefinition = { ...whose, ...definitionOf(readQuota(body)) };
      checkQuota(context, value);
      const excess = await overQuota(context, value);
      if (query.whenExceeded === "warn" && excess.length > 0)
        throw new PublicError(
          "count_differs",
          `More is in use: ${sentenceOf(excess)}. Nothing was changed.`,
          {
            extra: { excess },
          },
        );
      const how = await changeRules(
        context,
        asking,
        (now): PlannedChange => {
          const before = configuredQuota(context, whose);
          checkRuleTag(etagOf(now, whose), before !== undefined, asking.header);
          return {
            change: { of: "quota", whose, value },
            action: "quota.set",
            ...(whose.project === undefined ? {} : { project: whose.project }),
            ...(before === undefined ? {} : { before: bodyOf(before) }),
            after: {
              ...bodyOf(value),
              ...(query.whenExceeded === "hold" ? {} : { whenExceeded: query.whenExceeded }),
            },
          };
        },
        query,
      );
      const cancelled =
        query.whenExceeded === "kill" && !query.dryRun ? await stopNewest(context, asking.caller, value) : [];
      return {
        status: how === "made" ? 200 : 202,
        headers: { etag: etagOf(rules.current(), whose) },
        json: {
          ...whose,
          limits: bodyOf(value),
          excess,
          ...(cancelled.length === 0 ? {} : { cancelled }),
        },
      };
    },
  });
}

function deleteQuotaRoute(context: ApiContext): Route {
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/quotas/{scope}/{name}",
    operationId: "deleteQuota",
    summary: "Takes the limits of a user, a project or the site away, those of the configuration too.",
    permission: "quotas:write",
    params: { scope: SCOPE, name: NAME },
    query: { project: IN_PROJECT, soft: SOFT, acrossProjects: ACROSS, dryRun: DRY_RUN },
    headers: IF_MATCH,
    answers: REMOVED_ANSWERS,
    problems: PROBLEMS,
    async handle({ params, query, ...asking }) {
      const whose = ownerOf(params, query);
      const how = await changeRules(
        context,
        asking,
        (now): PlannedChange => {
          const before = configuredQuota(context, whose);
          checkRuleTag(etagOf(now, whose), before !== undefined, asking.header);
          if (before === undefined) throw new PublicError("not_found", "There are no such limits.");
          return {
            change: { of: "quota", whose },
            action: "quota.remove",
            ...(whose.project === undefined ? {} : { project: whose.project }),
            before: bodyOf(before),
          };
        },
        query,
      );
      return how === "made" ? { status: 204, none: true } : { status: 202, json: whose };
    },
  });
}

function configuredQuota({ accountRules }: ApiContext, whose: QuotaOwner): QuotaDefinition | undefined {
  return accountRules().quotas.find((each) => quotaKey(each) === quotaKey(whose));
}

/** @throws PublicError  `invalid` */
function checkQuota({ siteRules, accountRules }: ApiContext, value: QuotaDefinition): void {
  const { projects } = siteRules;
  const names = [...projects, ...accountRules().shares].map(({ name }) => name);
  const faults = quotaFaults([value], projects.length === 0 ? undefined : names);
  if (faults.length > 0) throw conflictingRule(faults);
}

/** @throws PublicError  `bad_parameter` */
function ownerOf(
  { name, scope }: { readonly name: string; readonly scope: "user" | "project" | "site" },
  {
    acrossProjects,
    project,
    soft,
  }: {
    readonly acrossProjects: boolean;
    readonly project: string | undefined;
    readonly soft: boolean;
  },
): QuotaOwner {
  const kind = { ...(soft ? { soft } : {}), ...(acrossProjects ? { acrossProjects } : {}) };
  const bad = (why: string) => new PublicError("bad_parameter", why, { extra: { parameter: "name" } });
  if (scope === "site") {
    if (name !== "site") throw bad('Of the site the name is "site".');
    return kind;
  }
  if (scope === "project") {
    if (name !== "*" && !new RegExp(PROJECT_NAME).test(name)) throw bad("This is no name of a project.");
    return { project: name, ...kind };
  }
  if (name !== "*" && !new RegExp(USER_NAME).test(name)) throw bad("This is no name of a user.");
  return { user: name, ...(project === undefined ? {} : { project }), ...kind };
}

function etagOf({ quotas }: StoredRules, whose: QuotaOwner): string {
  return ruleETag("quota", quotas[quotaKey(whose)]?.revision ?? 0);
}

function definitionOf({ cpus, memoryBytes, diskBytes, ...same }: QuotaBody): QuotaDefinition {
  return {
    ...same,
    ...(cpus === undefined ? {} : { cpusMilli: Math.round(cpus * 1000) }),
    ...(memoryBytes === undefined ? {} : { memMib: Math.floor(memoryBytes / MIB) }),
    ...(diskBytes === undefined ? {} : { diskMib: Math.floor(diskBytes / MIB) }),
  };
}

function bodyOf({
  acrossProjects: _a,
  cpusMilli,
  diskMib,
  memMib,
  project: _p,
  soft: _s,
  user: _u,
  ...same
}: QuotaDefinition): QuotaBody {
  return {
    ...same,
    ...(cpusMilli === undefined ? {} : { cpus: cpusMilli / 1000 }),
    ...(memMib === undefined ? {} : { memoryBytes: memMib * MIB }),
    ...(diskMib === undefined ? {} : { diskBytes: diskMib * MIB }),
  };
}

function sentenceOf(excess: readonly Excess[]): string {
  return excess.map(({ limit, of, used }) => `${used} of ${of}, and the limit would be ${limit}`).join("; ");
}
