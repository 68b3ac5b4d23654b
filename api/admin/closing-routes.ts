import type { StoredClosing, StoredRules } from "../../accounts/stored-rules.ts";
import { parseInstant } from "../../jobs/query/job-query.ts";
import { bodyReader } from "../http/checked-body.ts";
import { changeRules, type AskingForChange, type PlannedChange } from "../context/change-rules.ts";
import type { ApiContext } from "../context/context.ts";
import { agentsNow } from "../context/leader.ts";
import { instant } from "../context/job-document.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Answer, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { INSTANT, object, ref, TEXT } from "../http/schema-words.ts";

const BODY = object({
  "reason?": { type: "string", minLength: 1, maxLength: 500 },
  "deadline?": {
    type: "string",
    minLength: 10,
    maxLength: 40,
    description:
      "What still runs then is stopped and tried elsewhere, free of charge; absent: it runs to its end.",
  },
});
const read = bodyReader<{ readonly reason?: string; readonly deadline?: string }>(BODY);

const WHY = {
  "reason?": TEXT,
  by: TEXT,
  since: INSTANT,
  "deadline?": { ...INSTANT, description: "What still runs then is stopped, and tried elsewhere." },
};
/** Of a machine or a cluster. */
export const CLOSED = object(
  { of: { type: "string", enum: ["node", "executor"], description: "What is closed." }, ...WHY },
  "Nothing new starts there, because somebody says so.",
);
export const CLOSING = object({
  name: TEXT,
  open: { type: "boolean" },
  ...Object.fromEntries(
    Object.entries(WHY).map(([name, schema]) => [name.endsWith("?") ? name : `${name}?`, schema]),
  ),
});

type Closings = StoredRules["drains"];

export function closingNamed(closings: Closings = {}, name: string): StoredClosing | undefined {
  return Object.hasOwn(closings, name) ? closings[name] : undefined;
}

export function closedDocument(closing: StoredClosing, of: "node" | "executor"): object {
  return { of, ...whyDocument(closing) };
}

function whyDocument({ by, deadlineMs, reason, sinceMs }: StoredClosing): object {
  return {
    ...(reason === undefined ? {} : { reason }),
    by,
    since: instant(sinceMs),
    ...(deadlineMs === undefined ? {} : { deadline: instant(deadlineMs) }),
  };
}

const PROBLEMS = ["not_found", "invalid", "precondition_failed", "no_leader", "store_unavailable"] as const;

interface Kind {
  readonly of: "drain" | "executor";
  readonly closings: (rules: StoredRules) => Closings;
  readonly closed: string;
  readonly opened: string;
}
const NODE: Kind = {
  of: "drain",
  closings: ({ drains }) => drains,
  closed: "node.drain",
  opened: "node.undrain",
};
const EXECUTOR: Kind = {
  of: "executor",
  closings: ({ switchedOff }) => switchedOff,
  closed: "executor.disable",
  opened: "executor.enable",
};

const WITH_BODY = {
  mediaType: "application/json",
  schema: BODY,
  required: false,
  example: { reason: "a fan is loud", deadline: "2030-01-31T12:00:00Z" },
} as const;
const NODE_NAME = {
  name: text("Its name, or its id.", { maxLength: 255, pattern: /^[^/:]+$/ }),
};
const EXECUTOR_NAME = {
  name: text("Its name.", { maxLength: 200, pattern: /^[A-Za-z0-9._-]{1,200}$/ }),
};

/** Machines and clusters that nothing new starts on: ours to say, whatever kind of cluster it is. */
export function closingRoutes(context: ApiContext): readonly Route[] {
  return [drainRoute(context), undrainRoute(context), disableRoute(context), enableRoute(context)];
}

function describeClosing(path: string, operationId: string, summary: string) {
  return {
    method: "POST",
    path: `/api/v2/${path}`,
    operationId,
    summary,
    permission: "nodes:write",
    query: { dryRun: DRY_RUN },
    answers: {
      200: { description: "It is so, or with `dryRun=true` would be.", schema: ref("Closing") },
      202: {
        description: "It is stored, and so as soon as a scheduler is at work.",
        schema: ref("Closing"),
      },
    },
    problems: PROBLEMS,
  } as const;
}

function drainRoute(context: ApiContext): Route {
  const { leader } = context;
  return defineRoute({
    ...describeClosing(
      "nodes/{name}:drain",
      "drainNode",
      "Lets nothing new start on a machine, in whatever cluster it is. What runs goes on, at most until the deadline.",
    ),
    params: NODE_NAME,
    body: WITH_BODY,
    async handle({ body, params, query, ...asking }) {
      const value = closingOf(context, body, asking);
      const agents = await agentsNow(leader);
      if (!agents.some(({ hostname, id }) => id === params.name || hostname === params.name))
        throw new PublicError("not_found", "There is no such machine now.");
      return closeOrOpen(context, NODE, params.name, value, asking, query);
    },
  });
}

function undrainRoute(context: ApiContext): Route {
  return defineRoute({
    ...describeClosing("nodes/{name}:undrain", "undrainNode", "Undoes that. Repeating it is harmless."),
    params: NODE_NAME,
    handle: ({ params, query, ...asking }) =>
      closeOrOpen(context, NODE, params.name, undefined, asking, query),
  });
}

function disableRoute(context: ApiContext): Route {
  return defineRoute({
    ...describeClosing(
      "executors/{name}:disable",
      "disableExecutor",
      "Switches a cluster off: nothing new starts there. What runs goes on, at most until the deadline.",
    ),
    params: EXECUTOR_NAME,
    body: WITH_BODY,
    async handle({ body, params, query, ...asking }) {
      const value = closingOf(context, body, asking);
      await checkExecutor(context, params.name);
      return closeOrOpen(context, EXECUTOR, params.name, value, asking, query);
    },
  });
}

function enableRoute(context: ApiContext): Route {
  return defineRoute({
    ...describeClosing("executors/{name}:enable", "enableExecutor", "Switches a cluster on again."),
    params: EXECUTOR_NAME,
    handle: ({ params, query, ...asking }) =>
      closeOrOpen(context, EXECUTOR, params.name, undefined, asking, query),
  });
}

function closingOf({ nowMs }: ApiContext, body: unknown, { caller }: AskingForChange): StoredClosing {
  const { deadline, reason } = body === undefined ? {} : read(body);
  const deadlineMs = deadline === undefined ? undefined : parseInstant(deadline);
  if (deadline !== undefined && deadlineMs === undefined)
    throw new PublicError("invalid", "The body has one fault.", {
      errors: [
        {
          pointer: "/deadline",
          code: "format",
          message: "is no instant",
          got: deadline,
          allowed: "RFC 3339, such as 2030-01-31T12:00:00Z",
        },
      ],
    });
  return {
    ...(reason === undefined ? {} : { reason }),
    by: caller.user,
    sinceMs: nowMs(),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
}

async function checkExecutor({ siteRules, leader }: ApiContext, name: string): Promise<void> {
  if (siteRules.executors.includes(name)) return;
  const executors = (await leader.executors()) ?? [];
  if (!executors.some((executor) => executor.name === name))
    throw new PublicError("not_found", `There is no executor ${name}.`);
}

async function closeOrOpen(
  context: ApiContext,
  { closed, closings, of, opened }: Kind,
  name: string,
  value: StoredClosing | undefined,
  asking: AskingForChange,
  query: { readonly dryRun: boolean },
): Promise<Answer> {
  const answer = (how: "made" | "stored"): Answer => ({
    status: how === "made" ? 200 : 202,
    json: { name, open: value === undefined, ...(value === undefined ? {} : whyDocument(value)) },
  });
  // What is open is not opened again.
  if (value === undefined && closingNamed(closings(await context.rules.reread()), name) === undefined)
    return answer("made");
  return answer(
    await changeRules(
      context,
      asking,
      (rules): PlannedChange => {
        const before = closingNamed(closings(rules), name);
        return {
          change: { of, name, ...(value === undefined ? {} : { value }) },
          action: value === undefined ? opened : closed,
          ...(before === undefined ? {} : { before }),
          ...(value === undefined ? {} : { after: value }),
        };
      },
      query,
    ),
  );
}
