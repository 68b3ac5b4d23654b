import type { Attempt, AttemptEnd, Reason, Spent } from "./job.ts";
import type { RetryPolicy } from "../spec/spec.ts";

/**
 * When a failed attempt is tried again, `undefined` when its end is the element's end. Each kind of failure has
 * `maxAttempts` of its own, so that one lost machine does not use up the try that the program has: at most
 * 3 × (`maxAttempts` − 1) + 1 attempts count in all.
 */
export function retryAtMs(
  policy: RetryPolicy,
  end: Pick<AttemptEnd, "state" | "reason" | "exitCode">,
  attempt: Pick<Attempt, "charged" | "spent">,
  nowMs: number,
): number | undefined {
  if (end.state !== "failed" || !isCovered(policy, end)) return undefined;
  if (failuresBefore(attempt, failureClass(end.reason)) + 1 >= policy.maxAttempts) return undefined;
  const { initialSeconds, factor, maxSeconds } = policy.backoff;
  return nowMs + Math.round(1000 * Math.min(maxSeconds, initialSeconds * factor ** (attempt.charged - 1)));
}

/** What a failed attempt has used up, with those before it. @param isFree  it does not count */
export function spentAfter(
  { spent }: Pick<Attempt, "spent">,
  { reason }: Pick<AttemptEnd, "reason">,
  isFree: boolean,
): Spent | undefined {
  const failed = failureClass(reason);
  if (isFree || failed === "program") return spent;
  return { ...spent, [failed]: (spent?.[failed] ?? 0) + 1 };
}

/** Whose failure it was. What a cluster takes away by itself is as good as lost with its machine. */
function failureClass(reason: Reason | undefined): keyof Spent | "program" {
  switch (reason) {
    case "NodeLost":
    case "Preempted":
      return "node";
    case "Launch":
    case "LaunchDropped":
    case "ImagePull":
      return "launch";
    default:
      return "program";
  }
}

function failuresBefore(
  { charged, spent: { launch = 0, node = 0 } = {} }: Pick<Attempt, "charged" | "spent">,
  of: keyof Spent | "program",
): number {
  return { node, launch, program: charged - 1 - node - launch }[of];
}

function isCovered(policy: RetryPolicy, end: Pick<AttemptEnd, "reason" | "exitCode">): boolean {
  const { reason } = end;
  if (reason === "Walltime" || reason === "Deadline" || reason === "Refused") return false; // it would only end like this again
  if (policy.on.includes("any")) return true;
  switch (end.reason) {
    case "NodeLost":
      return policy.on.includes("node");
    case "Launch":
    case "LaunchDropped":
      return policy.on.includes("launch");
    case "ImagePull":
      return policy.on.includes("pull");
    case "Preempted":
      return policy.on.includes("preempt");
    case "OutOfMemory":
      return policy.on.includes("oom");
    default:
      return end.exitCode !== undefined && policy.on.includes(`exit:${end.exitCode}`);
  }
}
