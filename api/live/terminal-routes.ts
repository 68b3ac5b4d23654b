import { isFinal } from "../../jobs/life/job.ts";
import type { Attempt, Job } from "../../jobs/life/job.ts";
import type { ApiContext } from "../context/context.ts";
import { ofRequest, permittedJob } from "../context/access.ts";
import { serveExec } from "./exec-session.ts";
import { elementOf } from "../jobs/job-routes.ts";
import { latestAttempt } from "./output.ts";
import { ARRAY_INDEX, JOB_ID, optional } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineSocketRoute } from "../http/route.ts";

export function terminalRoutes(context: ApiContext): readonly Route[] {
  const terminal = defineSocketRoute({
    path: "/api/v2/jobs/{id}/terminal",
    operationId: "openTerminal",
    summary:
      "A command beside a job that runs, over a WebSocket: its input, output, end, and a terminal if wanted. Only for the job's owner.",
    permission: "jobs:exec",
    params: { id: JOB_ID },
    query: { index: optional(ARRAY_INDEX) },
    problems: ["not_found", "conflict_state", "no_exec", "rate_limited", "store_unavailable"],
    async open({ params, query, signal, ...asking }) {
      const { caller, credential, requestId } = asking;
      const { access, audit, log, execLimits: limits, nowMs } = context;
      // A command has the rights of the job's owner.
      const job = await permittedJob(context, asking, params.id, "jobs:exec", "a command in it");
      const attempt = await runningAttempt(context, job, query.index);
      const { exec } = access;
      if (exec === undefined) {
        throw new PublicError(
          "no_exec",
          `The executor ${attempt.placement.backend} has no way into its jobs.`,
        );
      }
      context.openStream(caller, "exec", signal);
      const entry = { ...ofRequest(asking), resource: `job/${job.id}`, project: job.spec.project } as const;
      const task = { taskId: attempt.taskId, owner: job.user };
      // Before the connection is switched: from then on nothing is waited for until somebody listens.
      await audit.record({ ...entry, action: "exec.open", outcome: "done", after: task });
      return async (socket) => {
        const fields = { requestId, user: caller.user, job: job.id, taskId: attempt.taskId };
        const beganAtMs = nowMs();
        log.info("a command in a job begins", { event: "exec.opened", ...fields });
        const outcome = await serveExec(socket, {
          start: (command) => exec.call(access, attempt, command),
          attempt: attempt.attempt,
          node: attempt.placement.hostname,
          requestId,
          limits,
          stillAllowed: () => context.stillAllowed(credential),
          signal,
        });
        const durationMs = nowMs() - beganAtMs;
        log.info("a command in a job has ended", { event: "exec.closed", ...fields, outcome, durationMs });
        await audit.record({
          ...entry,
          action: "exec.close",
          outcome: "done",
          after: { ...task, how: outcome, durationMs },
        });
      };
    },
  });
  return [terminal];
}

/** @throws PublicError  `conflict_state`, `bad_parameter`, `not_found` */
async function runningAttempt(context: ApiContext, job: Job, index: number | undefined): Promise<Attempt> {
  if (job.spec.array !== undefined && index === undefined) {
    throw new PublicError("bad_parameter", `Job ${job.id} is an array: say which task with "index".`, {
      extra: { parameter: "index" },
    });
  }
  const element = index === undefined ? 0 : elementOf(job, index);
  const attempt = await latestAttempt(context, job.id, element);
  if (attempt !== undefined && attempt.runningAtMs !== undefined && !isFinal(attempt.state)) return attempt;
  const name = index === undefined ? `Job ${job.id}` : `Task ${index} of job ${job.id}`;
  const { state } = job.status;
  const why =
    isFinal(state) || (attempt !== undefined && isFinal(attempt.state))
      ? "does not run any more"
      : "does not run yet";
  throw new PublicError("conflict_state", `${name} ${why}.`, {
    extra: { from: attempt?.state ?? state, wanted: "exec", allowed: ["running", "stopping"] },
  });
}
