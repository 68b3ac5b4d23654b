import { WEIGHT_BOUNDS } from "../../fair-share/hierarchy.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { WhatIf, WhatIfAnswer, WhatIfRefusal } from "../../offers/what-if.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import { defined, instant } from "../context/job-document.ts";
import type { JsonSchema } from "../http/parameters.ts";
import { PublicError, type ProblemCode } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ID, object, ref } from "../http/schema-words.ts";
import { checkSubmission, invalidJob } from "../context/submission.ts";

/** More of them would be asked for by no person. */
const JOBS_MAX = 100;
const NODES_MAX = 1000;

const NAME = { type: "string", minLength: 1, maxLength: 200 } as const;
const BODY: JsonSchema = object(
  {
    "policy?": { type: "string", enum: ["fair-share", "fifo"] },
    "halfLifeSeconds?": { type: "integer", minimum: 60, maximum: 31_536_000 },
    "shares?": {
      type: "array",
      maxItems: 1000,
      items: object({ name: NAME, weight: { type: "number", ...WEIGHT_BOUNDS } }),
      description: "By name of a project, or `project/user`; others stay as they are.",
    },
    "addNodes?": {
      type: "array",
      maxItems: 100,
      items: object({ like: NAME, count: { type: "integer", minimum: 1, maximum: NODES_MAX } }),
      description: "So many more nodes like one that is there.",
    },
    "removeNodes?": {
      type: "array",
      maxItems: NODES_MAX,
      items: NAME,
      description: "Nothing new starts there, and what runs ends in its time.",
    },
    "cancel?": { type: "array", maxItems: 10_000, items: ID },
    "submit?": {
      type: "array",
      maxItems: JOBS_MAX,
      items: { type: "object" },
      description: "Specifications of jobs, as for `POST /api/v2/jobs`. Nothing is stored.",
    },
  },
  "What might be otherwise.",
);

interface Body {
  readonly policy?: NonNullable<WhatIf["policy"]>;
  readonly halfLifeSeconds?: number;
  readonly shares?: NonNullable<WhatIf["shares"]>;
  readonly addNodes?: NonNullable<WhatIf["addAgents"]>;
  readonly removeNodes?: readonly string[];
  readonly cancel?: readonly number[];
  readonly submit?: readonly unknown[];
}

const ASSUMPTIONS = [
  "no other jobs come, none fails, and nobody changes anything",
  "tasks run as long as earlier ones like them did, else as long as their time limits say",
  "whatever is free is offered at once; agents that are being emptied for wide jobs count as free",
];

const PROBLEM_OF: Readonly<Record<WhatIfRefusal["refused"], ProblemCode>> = {
  busy: "not_simulated",
  too_many_jobs: "not_simulated",
  too_long: "not_simulated",
  unknown_agent: "not_found",
  contradiction: "not_simulated",
};

/** What would be if something were otherwise, played by the leader on a copy of what is live. */
export function simulateRoutes(context: ApiContext): readonly Route[] {
  const { leader, nowMs, store } = context;
  const read = bodyReader<Body>(BODY);
  const rules = { ...context, findJob: (id: number) => store.job(id) };
  const simulate = defineRoute({
    method: "POST",
    path: "/api/v2/simulate",
    operationId: "simulate",
    summary: "When waiting jobs would start if something were otherwise. Nothing is changed.",
    permission: "scheduling:simulate",
    params: {},
    query: {},
    body: {
      mediaType: "application/json",
      schema: BODY,
      required: true,
      example: { addNodes: [{ like: "node7", count: 2 }] },
    },
    answers: { 200: { description: "Starts without the change and with it.", schema: ref("Simulation") } },
    problems: ["invalid", "too_large", "no_leader", "not_found", "not_simulated"],
    async handle({ body, caller }) {
      const { addNodes, halfLifeSeconds, removeNodes, submit = [], ...same } = read(body);
      const jobs: NewJob[] = [];
      for (const document of submit) {
        const checked = await checkSubmission(document, caller, rules);
        if (!checked.ok) throw invalidJob(checked.problems);
        jobs.push({
          id: 1 + jobs.length,
          user: caller.user,
          spec: checked.spec,
          submittedAtMs: nowMs(),
          source: "api",
        });
      }
      const answer = await leader.simulate({
        ...same,
        ...defined({
          halfLifeMs: halfLifeSeconds === undefined ? undefined : halfLifeSeconds * 1000,
          addAgents: addNodes,
          removeAgents: removeNodes,
        }),
        submit: jobs,
      });
      if (answer === undefined)
        throw new PublicError("no_leader", "Only a scheduler at work can play what would be.");
      if ("refused" in answer)
        throw new PublicError(PROBLEM_OF[answer.refused], `It was not simulated: ${answer.detail}.`);
      return { status: 200, json: simulationDocument(answer, jobs) };
    },
  });
  return [simulate];
}

function simulationDocument(answer: WhatIfAnswer, submitted: readonly NewJob[]): object {
  const { atMs, basis, earlier, later, rollouts, same, unknown } = answer;
  return {
    asOf: instant(atMs),
    basis,
    rollouts,
    assumptions: ASSUMPTIONS,
    earlier,
    later,
    same,
    unknown,
    jobs: answer.jobs.map(({ afterMs, beforeMs, job }) => ({
      id: job,
      ...defined({
        before: beforeMs === undefined ? undefined : instant(beforeMs),
        after: afterMs === undefined ? undefined : instant(afterMs),
        seconds:
          beforeMs === undefined || afterMs === undefined
            ? undefined
            : Math.round((afterMs - beforeMs) / 1000),
      }),
    })),
    submitted: answer.submitted.map(({ p50Ms, p90Ms }, at) => ({
      name: submitted[at]?.spec.name ?? "",
      ...defined({
        at: p50Ms === undefined ? undefined : instant(p50Ms),
        latest: p90Ms === undefined ? undefined : instant(p90Ms),
      }),
    })),
  };
}
