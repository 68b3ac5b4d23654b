import { mayExecInJobOf } from "../auth/permissions.ts";
import { isFinal } from "../jobs/job.ts";
import type { Attempt, Job } from "../jobs/job.ts";
import type { ApiContext } from "./context.ts";
import { visibleJob } from "./context.ts";
import { serveExec } from "./exec-session.ts";
import { elementOf } from "./job-routes.ts";
import { latestAttempt } from "./output.ts";
import { ARRAY_INDEX, JOB_ID, optional } from "./parameters.ts";
import { PublicError } from "./problems.ts";
import type { Route } from "./route.ts";
import { defineSocketRoute } from "./route.ts";

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
    async open({ caller, params, query, header, requestId, signal }) {
      const { access, log, execLimits: limits, nowMs } = context;
      const job = await visibleJob(context, caller, params.id);
      if (!mayExecInJobOf(caller, job.user)) {
        throw new PublicError(
          "forbidden",
          `Job ${job.id} belongs to ${job.user}: nobody else runs commands in it.`,
        );
      }
      const attempt = await runningAttempt(context, job, query.index);
      const { exec } = access;
      if (exec === undefined) {
        throw new PublicError(
          "no_exec",
          `The executor ${attempt.placement.backend} has no way into its jobs.`,
        );
      }
      context.openStream(caller, "exec", signal);
      const authorization = header("authorization");
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
          stillAllowed: () => context.stillAllowed(authorization),
          signal,
        });
        const durationMs = nowMs() - beganAtMs;
        log.info("a command in a job has ended", { event: "exec.closed", ...fields, outcome, durationMs });
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
