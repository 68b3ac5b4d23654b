import type { Step } from "../../jobs/life/derived-status.ts";
import { isFinal, occasionOf, type Attempt, type JobEvent, type JobStatus } from "../../jobs/life/job.ts";
import { transition } from "../../jobs/life/transition.ts";
import type { Occasion } from "../../jobs/spec/notify.ts";
import type { LiveJob } from "../state/live-job.ts";
import type { CoreState } from "../state/state.ts";

/** The event alone, without what follows from it for others. @returns `undefined` when it changes nothing */
export function record(
  state: Pick<CoreState, "nowMs" | "records">,
  job: LiveJob,
  event: JobEvent,
  attempt?: Attempt,
): Extract<Step, { readonly kind: "moved" }> | undefined {
  const step = transition(job.id, job.status, attempt, event, state.nowMs);
  if (step.kind === "ignored") return undefined;
  const before = job.status;
  job.status = step.status;
  state.records.push({ type: "job", job: job.id, event });
  const occasion = occasionBetween(before, step.status);
  if (occasion !== undefined && job.occasions.has(occasion))
    state.records.push({ type: "notice", job: job.id, of: occasion });
  return step;
}

function occasionBetween(before: JobStatus, after: JobStatus): Occasion | undefined {
  if (isFinal(after.state)) return occasionOf(after.state);
  return before.startedAtMs === undefined && after.startedAtMs !== undefined ? "start" : undefined;
}
