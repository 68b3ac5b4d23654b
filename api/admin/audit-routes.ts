import { auditEntry, type AuditQuery, type AuditRecord } from "../../store/audit.ts";
import { reachOf } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/caller.ts";
import type { ApiContext } from "../context/context.ts";
import { defined, instant } from "../context/job-document.ts";
import { instantText, integer, optional, text, withDefault, word } from "../http/parameters.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

const PAGE_MAX = 1000;

/** Who did what: all of it for auditors and administrators, their own for others, and of projects for their owners. */
export function auditRoutes(context: ApiContext): readonly Route[] {
  const { audit } = context;

  const listAudit = defineRoute({
    method: "GET",
    path: "/api/v2/audit",
    operationId: "listAudit",
    summary:
      "The audit log: your own entries and those of projects that you own, or all of it for auditors and administrators. As NDJSON (`Accept: application/x-ndjson`) everything that matches, one entry a line.",
    permission: "audit:read",
    params: {},
    query: {
      actor: optional(text("Only what this user did.", { maxLength: 200 })),
      action: optional(
        text("Only actions that begin so: `token.` is all about tokens.", {
          maxLength: 64,
          pattern: /^[a-z][a-z.-]*$/,
        }),
      ),
      resource: optional(text("Only what was done to this, such as `job/17`.", { maxLength: 300 })),
      since: optional(instantText("Only what was done then or later.")),
      until: optional(instantText("Only what was done before.")),
      order: withDefault(word("Which come first.", ["newest", "oldest"]), "newest"),
      limit: withDefault(integer("Entries on one page.", { minimum: 1, maximum: PAGE_MAX }), 100),
      after: optional(
        integer("`next` of the page before.", { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      ),
    },
    answers: {
      200: {
        description: "One page, or all of it as NDJSON.",
        schema: ref("AuditList"),
        also: [{ mediaType: "application/x-ndjson", schema: ref("AuditEntry") }],
      },
    },
    problems: ["store_unavailable"],
    async handle({ caller, query, header, signal }) {
      const { since, until, limit, ...same } = query;
      const wanted = {
        ...defined({ ...same, reach: reachFor(caller), sinceMs: since, untilMs: until }),
        order: query.order,
      };
      if (/\bapplication\/x-ndjson\b/.test(header("accept") ?? ""))
        return {
          status: 200,
          headers: { "content-type": "application/x-ndjson" },
          chunks: lines(wanted, signal),
        };
      const found = await audit.list({ ...wanted, limit: limit + 1 });
      const page = found.slice(0, limit);
      const next = found.length > limit ? page.at(-1)?.seq : undefined;
      return { status: 200, json: { items: page.map(entryDocument), ...defined({ next }) } };
    },
  });

  const reachFor = (caller: Caller): AuditQuery["reach"] => {
    const reach = reachOf(caller, "audit:read", context.siteRules.projects);
    return reach === "all" ? undefined : { actor: caller.user, projects: reach.projects };
  };

  async function* lines(wanted: Omit<AuditQuery, "limit">, signal: AbortSignal): AsyncGenerator<string> {
    for (let after = wanted.after; !signal.aborted;) {
      const page = await audit.list({ ...wanted, ...defined({ after }), limit: PAGE_MAX });
      if (page.length > 0) yield page.map((record) => `${JSON.stringify(entryDocument(record))}\n`).join("");
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_MAX) return;
      after = last.seq;
    }
  }

  return [listAudit];
}

function entryDocument(record: AuditRecord): object {
  return { at: instant(record.atMs), ...auditEntry(record) };
}
