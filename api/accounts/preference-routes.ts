import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import type { Preferences } from "../context/preferences.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { object, ref } from "../http/schema-words.ts";

const NAME = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$" } as const;
export const PREFERENCES = object({
  "project?": { ...NAME, description: "Of jobs that name none." },
  "queue?": { ...NAME, description: "Of jobs that name none." },
});
const read = bodyReader<Preferences>(PREFERENCES);

/** What the caller wants for all of their jobs: it stands in for what a job does not name. */
export function preferenceRoutes({ preferences }: Pick<ApiContext, "preferences">): readonly Route[] {
  const etagOf = (revision: number | undefined): string => `"preferences-${revision ?? 0}"`;

  const getPreferences = defineRoute({
    method: "GET",
    path: "/api/v2/users/me/preferences",
    operationId: "getPreferences",
    summary: "Your preferences: the project and the queue of jobs that name none.",
    permission: "self:read",
    params: {},
    query: {},
    answers: { 200: { description: "As they are.", schema: ref("Preferences"), tagged: true } },
    problems: ["store_unavailable"],
    async handle({ caller }) {
      const kept = await preferences.read(caller.user);
      return { status: 200, headers: { etag: etagOf(kept.revision) }, json: kept.preferences };
    },
  });

  const replacePreferences = defineRoute({
    method: "PUT",
    path: "/api/v2/users/me/preferences",
    operationId: "replacePreferences",
    summary:
      "Replaces your preferences; what is left out is as the site has it. Jobs go by them after ten seconds at most.",
    permission: "self:write",
    params: {},
    query: {},
    headers: {
      "If-Match": {
        description: "The `ETag` of what is replaced; without it, whatever there is.",
        schema: { type: "string" },
      },
    },
    body: {
      mediaType: "application/json",
      schema: PREFERENCES,
      required: true,
      example: { project: "biology", queue: "short" },
    },
    answers: {
      200: {
        description: "They are kept.",
        schema: ref("Preferences"),
        headers: { ETag: "Version of the preferences." },
      },
    },
    problems: ["invalid", "precondition_failed", "store_unavailable"],
    async handle({ body, caller, header }) {
      const next = read(body);
      const { revision } = await preferences.read(caller.user);
      const ifMatch = header("if-match");
      const isMeant =
        ifMatch === undefined ||
        ifMatch.trim() === "*" ||
        ifMatch.split(",").some((tag) => tag.trim() === etagOf(revision));
      if (!isMeant || !(await preferences.replace(caller.user, revision, next)))
        throw new PublicError(
          "precondition_failed",
          "They are not what they were when you read them; read them again.",
        );
      const now = await preferences.read(caller.user);
      return { status: 200, headers: { etag: etagOf(now.revision) }, json: now.preferences };
    },
  });

  return [getPreferences, replacePreferences];
}
