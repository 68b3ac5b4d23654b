import type { Maintenance } from "../../accounts/stored-rules.ts";
import { bodyReader } from "../http/checked-body.ts";
import { changeRules, type PlannedChange } from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { instant } from "../context/job-document.ts";
import { DRY_RUN } from "../http/parameters.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { object, ref } from "../http/schema-words.ts";

const BODY = object({
  mode: { type: "string", enum: ["off", "queue", "refuse"] },
  "message?": { type: "string", maxLength: 500 },
});
const read = bodyReader<{ readonly mode: "off" | Maintenance["mode"]; readonly message?: string }>(BODY);

/** Times in which no job is taken, or none starts. */
export function maintenanceRoutes(context: ApiContext): readonly Route[] {
  const { nowMs, rules } = context;

  const getMaintenance = defineRoute({
    method: "GET",
    path: "/api/v2/admin/maintenance",
    operationId: "getMaintenance",
    summary: "Whether jobs are taken and started.",
    permission: "self:read",
    params: {},
    query: {},
    answers: { 200: { description: "As it is now.", schema: ref("Maintenance") } },
    problems: [],
    handle: async () => ({ status: 200, json: maintenanceDocument(rules.current().maintenance) }),
  });

  const startMaintenance = defineRoute({
    method: "POST",
    path: "/api/v2/admin/maintenance",
    operationId: "startMaintenance",
    summary:
      "Begins or ends maintenance of the site: `refuse` takes no job, `queue` takes jobs and starts none, `off` ends it. What runs goes on.",
    permission: "site:operate",
    params: {},
    query: { dryRun: DRY_RUN },
    body: {
      mediaType: "application/json",
      schema: BODY,
      required: true,
      example: { mode: "queue", message: "the file server is moved until noon" },
    },
    answers: {
      200: { description: "It is so.", schema: ref("Maintenance") },
      202: {
        description: "It is stored, and so as soon as a scheduler is at work.",
        schema: ref("Maintenance"),
      },
    },
    problems: ["invalid", "precondition_failed", "no_leader", "store_unavailable"],
    async handle({ body, query, ...asking }) {
      const { mode, message } = read(body);
      const value: Maintenance | undefined =
        mode === "off"
          ? undefined
          : {
              mode,
              ...(message === undefined ? {} : { message }),
              by: asking.caller.user,
              sinceMs: nowMs(),
            };
      const how = await changeRules(
        context,
        asking,
        ({ maintenance }): PlannedChange => ({
          change: { of: "maintenance", ...(value === undefined ? {} : { value }) },
          action: value === undefined ? "maintenance.end" : "maintenance.begin",
          ...(maintenance === undefined ? {} : { before: maintenance }),
          ...(value === undefined ? {} : { after: value }),
        }),
        query,
      );
      return { status: how === "made" ? 200 : 202, json: maintenanceDocument(value) };
    },
  });

  return [getMaintenance, startMaintenance];
}

function maintenanceDocument(maintenance: Maintenance | undefined): object {
  if (maintenance === undefined) return { mode: "off" };
  const { sinceMs, ...same } = maintenance;
  return { ...same, since: instant(sinceMs) };
}
