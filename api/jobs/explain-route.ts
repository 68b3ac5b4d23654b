import { isFinal } from "../../jobs/life/job.ts";
import { changeSentences, sentences } from "../../offers/sentences.ts";
import type { StoredJob } from "../../store/store.ts";
import type { ApiContext } from "../context/context.ts";
import { agentsNow } from "../context/leader.ts";
import { visibleJob } from "../context/access.ts";
import { defined, instant } from "../context/job-document.ts";
import { nodeVerdicts } from "./node-verdicts.ts";
import { flag, JOB_ID, optional, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";

export function explainJobRoute(context: ApiContext): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/explain",
    operationId: "explainJob",
    summary: "Why the job is where it is: causes with the facts behind them, and the same in sentences.",
    permission: "jobs:read",
    params: { id: JOB_ID },
    query: {
      trace: flag("With what each machine has against a task of the job."),
      node: optional(text("With what this machine has against it, by its name or id.", { maxLength: 255 })),
    },
    answers: { 200: { description: "The causes as they were at `at`.", schema: ref("Explanation") } },
    problems: ["not_found", "no_leader", "store_unavailable"],
    async handle({ caller, params, query }) {
      const job = await visibleJob(context, caller, params.id);
      const verdicts = await verdictsFor(context, job, query);
      const explanation = isFinal(job.status.state) ? undefined : await context.leader.explain(job.id);
      const reason = defined({ reason: job.status.reason });
      if (explanation !== undefined) {
        const { state, atMs, causes, changes } = explanation;
        const told = [...sentences(explanation), ...changeSentences(explanation)];
        return {
          status: 200,
          json: {
            job: job.id,
            state,
            ...reason,
            source: "leader",
            ...ageOf(context, atMs),
            causes,
            ...defined({ changes }),
            sentences: told,
            ...verdicts,
          },
        };
      }
      const { state, message, stateSinceMs } = job.status;
      const told = message === undefined ? [] : [message];
      const note = isFinal(state)
        ? undefined
        : "No scheduler can be asked now: this is the state that was stored last.";
      return {
        status: 200,
        json: {
          job: job.id,
          state,
          ...reason,
          source: "store",
          ...ageOf(context, stateSinceMs),
          causes: [],
          sentences: told,
          ...defined({ note }),
          ...verdicts,
        },
      };
    },
  });
}

/** @throws PublicError  `no_leader`; `not_found` for a machine that is not there */
async function verdictsFor(
  context: ApiContext,
  { spec, status }: StoredJob,
  { node, trace }: { readonly node: string | undefined; readonly trace: boolean },
) {
  if (isFinal(status.state) || (node === undefined && !trace)) return {};
  const agents = await agentsNow(context.leader);
  const meant = agents.filter(({ hostname, id }) => node === undefined || node === hostname || node === id);
  if (meant.length === 0 && node !== undefined)
    throw new PublicError("not_found", `There is no machine "${node}" now.`);
  return { nodes: nodeVerdicts(spec, meant, context.siteNeeds) };
}

function ageOf(context: ApiContext, atMs: number) {
  return {
    at: instant(atMs),
    ageSeconds: Math.max(0, (context.nowMs() - atMs) / 1000),
  };
}
