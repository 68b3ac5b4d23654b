import type { Attempt } from "../../jobs/life/job.ts";
import { isFinal } from "../../jobs/life/job.ts";
import { WARNING_SIGNALS, type WarningSignalName } from "../../jobs/spec/spec.ts";
import { TASK_RANGES } from "../../jobs/spec/task-ranges.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import { contains } from "../../resources/ranges.ts";
import type { StoredJob } from "../../store/store.ts";
import { permittedJob } from "../context/access.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import { someElements } from "./job-actions.ts";
import { DRY_RUN, JOB_ID, optional, text } from "../http/parameters.ts";
import { PublicError, type ProblemCode } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { COUNT, list, object, ref, TEXT } from "../http/schema-words.ts";

const BODY = object({ signal: { type: "string", enum: WARNING_SIGNALS } });
const read = bodyReader<{ readonly signal: WarningSignalName }>(BODY);

/** Latest attempts that are looked at, and tasks that one request reaches. */
const ATTEMPTS_MAX = 10_000;
const TASKS_MAX = 1000;
/** Tasks that are asked for at once: agents have few connections for each of us. */
const AT_ONCE = 8;

const OUTCOMES = ["sent", "not_sent", "not_running", "unsupported", "refused", "unreachable"] as const;
type Outcome = (typeof OUTCOMES)[number];

export const SIGNAL_REPORT = object({
  signal: { type: "string", enum: WARNING_SIGNALS },
  sent: { ...COUNT, description: "To so many tasks." },
  items: list(
    object({
      "index?": { ...COUNT, description: "Of an array." },
      attempt: COUNT,
      node: TEXT,
      outcome: {
        type: "string",
        enum: OUTCOMES,
        description:
          "`not_running`: its program is over, or has not begun; `unsupported`: there is no way to it; `not_sent`: of a dry run.",
      },
      "why?": TEXT,
    }),
  ),
});

interface Told {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly why?: string;
}

/** Signals to programs of jobs that run: they go to the machines from here, and no state of a job changes by them. */
export function signalRoutes(context: ApiContext): readonly Route[] {
  const signalJob = defineRoute({
    method: "POST",
    path: "/api/v2/jobs/{id}:signal",
    operationId: "signalJob",
    summary:
      "Sends a signal to the program of a job that runs, or of tasks of an array. What becomes of it is the program's affair; to end a job, cancel it.",
    permission: "jobs:control",
    params: { id: JOB_ID },
    query: {
      dryRun: DRY_RUN,
      tasks: optional(
        text("Of an array only these, by their indexes: 3-8,12.", { maxLength: 2000, pattern: TASK_RANGES }),
      ),
    },
    body: { mediaType: "application/json", schema: BODY, required: true, example: { signal: "USR1" } },
    answers: {
      200: { description: "It was sent to one task at least.", schema: ref("SignalReport") },
    },
    problems: [
      "not_found",
      "conflict_state",
      "no_signal",
      "executor_unavailable",
      "invalid",
      "store_unavailable",
    ],
    async handle({ body, params, query, ...asking }) {
      const job = await permittedJob(context, asking, params.id, "jobs:control", "a signal");
      const { signal } = read(body);
      const running = await runningTasks(context, job, query.tasks);
      const told = query.dryRun
        ? running.map((attempt): Told => ({ attempt, outcome: "not_sent" }))
        : await sendAll(context, running, signal);
      const sent = told.filter(({ outcome }) => outcome === "sent").length;
      const [first] = told;
      if (sent === 0 && !query.dryRun && first !== undefined) throw failure(job, first);
      return {
        status: 200,
        json: {
          signal,
          sent,
          items: told.map(({ attempt: { attempt, index, placement }, outcome, why }) => ({
            ...(index === undefined ? {} : { index }),
            attempt,
            node: placement.hostname,
            outcome,
            ...(why === undefined ? {} : { why }),
          })),
        },
      };
    },
  });
  return [signalJob];
}

/** @throws PublicError  `conflict_state` when there is none, or too many */
async function runningTasks(
  { store }: ApiContext,
  job: StoredJob,
  tasks: string | undefined,
): Promise<readonly Attempt[]> {
  const elements = tasks === undefined ? undefined : someElements(job, tasks, "signal all of it");
  const { state } = job.status;
  const attempts = isFinal(state)
    ? []
    : await store.attempts(job.id, { newestFirst: true, limit: ATTEMPTS_MAX });
  const running = attempts.filter(
    (attempt) =>
      attempt.endedAtMs === undefined &&
      attempt.runningAtMs !== undefined &&
      (elements === undefined || contains(elements, attempt.element)),
  );
  const extra = { from: state, wanted: "signal", allowed: ["running", "stopping", "suspended"] };
  if (running.length === 0)
    throw new PublicError("conflict_state", `Nothing of job ${job.id} runs now (${state}).`, { extra });
  if (running.length > TASKS_MAX)
    throw new PublicError(
      "conflict_state",
      `${running.length} tasks of job ${job.id} run, and one request reaches ${TASKS_MAX}: name them with "tasks".`,
      { extra },
    );
  return running.toReversed();
}

async function sendAll(
  context: ApiContext,
  running: readonly Attempt[],
  name: WarningSignalName,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      const attempt = running[at];
      if (attempt === undefined) return;
      told[at] = await send(context, attempt, name);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return told;
}

async function send({ access, log }: ApiContext, attempt: Attempt, name: WarningSignalName): Promise<Told> {
  const { backend } = attempt.placement;
  if (access.signal === undefined)
    return { attempt, outcome: "unsupported", why: `the executor ${backend} has no way to send signals` };
  try {
    await access.signal(attempt, name);
    return { attempt, outcome: "sent" };
  } catch (error) {
    if (error instanceof ExecRefusedError) return { attempt, outcome: error.reason, why: error.message };
    if (!(error instanceof TaskAccessError)) throw error;
    log.warn("a signal did not reach its task", {
      event: "signal.unreachable",
      taskId: attempt.taskId,
      err: error,
    });
    return { attempt, outcome: "unreachable", why: "its machine cannot be reached" };
  }
}

const CODES: Readonly<Record<Outcome, ProblemCode>> = {
  sent: "internal",
  not_sent: "internal",
  not_running: "conflict_state",
  unsupported: "no_signal",
  refused: "no_signal",
  unreachable: "executor_unavailable",
};

/** Nobody got it: why the first did not. */
function failure({ id, status }: StoredJob, { attempt, outcome, why = "" }: Told): PublicError {
  const { backend, hostname } = attempt.placement;
  const which = attempt.index === undefined ? `Job ${id}` : `Task ${attempt.index} of job ${id}`;
  return new PublicError(CODES[outcome], `${which} on ${hostname} got no signal: ${why}.`, {
    extra:
      outcome === "not_running"
        ? { from: status.state, wanted: "signal", allowed: ["running"] }
        : { executor: backend },
  });
}
