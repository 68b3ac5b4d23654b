import type { JobEvent } from "../../jobs/life/job.ts";
import type { Explanation } from "../../offers/explanation.ts";
import type { Core } from "../core/core.ts";
import type { CoreInput, Decision } from "../state/decision.ts";
import type { Spectator } from "./play.ts";

/** What happened to one job, as a recording tells it. */
export interface JobHistory {
  readonly job: number;
  readonly entries: readonly StoryEntry[];
  /** Tasks of other jobs that were launched while it waited; the last ones, oldest first. */
  readonly startedBefore: readonly {
    readonly atMs: number;
    readonly taskId: string;
    readonly agent: string;
  }[];
  readonly startedBeforeTotal: number;
}

export type StoryEntry = { readonly atMs: number } & (
  | { readonly kind: "loaded" | "submitted"; readonly state?: string }
  | { readonly kind: "requested"; readonly what: string; readonly by: string }
  /** An event of it in the journal. */
  | { readonly kind: "event"; readonly event: JobEvent }
  /** Why it waits is another thing now. */
  | { readonly kind: "reason"; readonly explanation: Explanation }
);

const OTHERS_MAX = 1000;

/**
 * Looks at one job in each turn.
 * @param untilMs  no later than that
 */
export function jobHistoryOf(
  job: number,
  untilMs: number,
): { readonly spectator: Spectator; story(): JobHistory } {
  const entries: StoryEntry[] = [];
  const others: { atMs: number; taskId: string; agent: string }[] = [];
  let othersTotal = 0;
  let atMs = 0;
  let lastReason = "";
  let isKnown = false;

  const noteReason = (core: Core): void => {
    const explanation = core.explain(job);
    if (explanation === undefined) {
      isKnown = false;
      return;
    }
    isKnown = true;
    if (explanation.causes.length === 0) {
      lastReason = "";
      return;
    }
    const reason = explanation.causes.map(gist).join("; ");
    if (reason === lastReason) return;
    lastReason = reason;
    entries.push({ atMs, kind: "reason", explanation });
  };
  const noteOthers = (decision: Decision): void => {
    for (const call of decision.calls) {
      if (call.type !== "launch") continue;
      for (const attempt of call.order.attempts) {
        if (attempt.job === job) continue;
        othersTotal += 1;
        others.push({ atMs, taskId: attempt.taskId, agent: attempt.placement.hostname });
        if (others.length > OTHERS_MAX) others.shift();
      }
    }
  };
  return {
    spectator: {
      loaded: (call) => {
        if (call.job.id !== job || atMs > untilMs) return;
        entries.push({ atMs: call.job.status.stateSinceMs, kind: "loaded", state: call.job.status.state });
        isKnown = true;
        lastReason = "";
      },
      cycle: (step, core, decision) => {
        if (step.nowMs > untilMs) return;
        atMs = step.nowMs;
        for (const input of step.inputs) noteInput(entries, input, job, atMs);
        for (const record of decision?.records ?? []) {
          if (record.type !== "job" || record.job !== job) continue;
          entries.push({ atMs, kind: "event", event: record.event });
          isKnown = true;
        }
        if (!isKnown) return;
        if (decision !== undefined && core.explain(job)?.causes.length !== 0) noteOthers(decision);
        noteReason(core);
      },
    },
    story: () => ({ job, entries, startedBefore: others, startedBeforeTotal: othersTotal }),
  };
}

function noteInput(entries: StoryEntry[], input: CoreInput, job: number, atMs: number): void {
  if (input.type === "submitted" && input.job.id === job)
    entries.push({ atMs: input.job.submittedAtMs, kind: "submitted" });
  if (input.type === "requested" && input.request.job === job)
    entries.push({ atMs, kind: "requested", what: input.request.verb, by: input.request.by });
}

/** What of a cause is a change worth telling: not each number in it. */
function gist(cause: Explanation["causes"][number]): string {
  switch (cause.kind) {
    case "no_room":
      return `no_room ${cause.refusals.map(({ lacking }) => lacking).join()}`;
    case "no_match":
      return `no_match ${cause.refusals.map(({ lacking }) => lacking).join()}`;
    case "held":
      return `held ${cause.by}`;
    default:
      return cause.kind;
  }
}
