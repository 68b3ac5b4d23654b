import type { JobSort } from "../../jobs/query/job-filter.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "../http/cursor.ts";
import { nodeVerdicts } from "../jobs/node-verdicts.ts";
import { integer, optional, text, withDefault } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ID, list, NEXT, object, ref, TEXT } from "../http/schema-words.ts";

const MATCHES_MAX = 200;
const WAITING = { kind: "word", field: "state", values: ["pending"] } as const;
const OLDEST_FIRST: readonly JobSort[] = [{ field: "id", descending: false }];

export const MATCH_LIST = object({
  node: TEXT,
  executor: TEXT,
  items: list(
    object({
      job: ID,
      name: TEXT,
      user: TEXT,
      project: TEXT,
      fits: {
        type: "boolean",
        description:
          "A task of it has room there now; what is kept for others, and whose turn it is, is not looked at.",
      },
      "lacking?": { ...TEXT, description: "The first thing that keeps it from there." },
      sentence: TEXT,
    }),
  ),
  "next?": NEXT,
});

/** Which jobs that wait a machine has room for, and why not for the others: looked at from here, for the scheduler is busy. */
export function offerMatchRoutes(context: ApiContext): readonly Route[] {
  const { leader, nowMs, siteNeeds, store } = context;

  const listMatches = defineRoute({
    method: "GET",
    path: "/api/v2/offers/{name}/matches",
    operationId: "listMatches",
    summary:
      "Which jobs that wait an offer, or what a machine has free, would do for, and what keeps the others from it; the oldest job first. Jobs of which something has started are not among them.",
    permission: "offers:read",
    params: {
      name: text("Id of an offer, or name or id of a machine.", { maxLength: 255, pattern: /^[^/:]+$/ }),
    },
    query: {
      limit: withDefault(integer("Jobs on one page.", { minimum: 1, maximum: MATCHES_MAX }), 50),
      cursor: optional(text("`next` of the page before.", { maxLength: 1100 })),
    },
    answers: { 200: { description: "One page.", schema: ref("MatchList") } },
    problems: ["not_found", "bad_cursor", "no_leader", "store_unavailable"],
    async handle({ params, query: { cursor, limit } }) {
      const agent = await agentOf(params.name);
      const cursors = {
        secret: await store.sharedSecret(CURSOR_SECRET),
        filter: `matches ${params.name}`,
        nowMs: nowMs(),
      };
      const last = cursor === undefined ? undefined : Number(readCursor(cursors, cursor)[0]);
      const jobs = await store.jobs({
        filter: WAITING,
        sort: OLDEST_FIRST,
        limit: limit + 1,
        ...(last === undefined ? {} : { after: { values: [last], id: last } }),
      });
      const page = jobs.slice(0, limit);
      const end = jobs.length > limit ? page.at(-1) : undefined;
      return {
        status: 200,
        json: {
          node: agent.hostname,
          executor: agent.backend,
          items: page.map((job) => matchOf(job, agent)),
          ...(end === undefined ? {} : { next: makeCursor(cursors, [end.id]) }),
        },
      };
    },
  });

  /** With what the offer has as its free room, when one is named. */
  const agentOf = async (name: string): Promise<AgentView> => {
    const [agents, offers] = await Promise.all([leader.agents(), leader.offers()]);
    if (agents === undefined || offers === undefined)
      throw new PublicError("no_leader", "Only a scheduler at work knows offers and machines.");
    const offer = offers.find(({ id }) => id === name);
    const agent = agents.find(({ backend, hostname, id }) =>
      offer === undefined
        ? id === name || hostname === name
        : id === offer.agentId && backend === offer.backend,
    );
    if (agent === undefined)
      throw new PublicError(
        "not_found",
        `There is no offer ${name} that is remembered, and no such machine now.`,
      );
    return offer === undefined ? agent : { ...agent, free: offer.resources };
  };

  const matchOf = ({ id, spec, user }: StoredJob, agent: AgentView): object => {
    const [verdict] = nodeVerdicts(spec, [agent], siteNeeds);
    return {
      job: id,
      name: spec.name,
      user,
      project: spec.project,
      fits: verdict?.fits ?? false,
      ...(verdict?.lacking === undefined ? {} : { lacking: verdict.lacking }),
      sentence: verdict?.sentence ?? "",
    };
  };

  return [listMatches];
}
