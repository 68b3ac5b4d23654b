import type { AttemptEnd } from "./job.ts";
import type { RetryPolicy } from "./spec.ts";

/**
 * When a failed attempt is tried again, `undefined` when its end is the element's end.
 *
 * @param charged  attempts that count so far, this one included: a limit of 2 allows one retry
 */
export function retryAtMs(
  policy: RetryPolicy,
  end: Pick<AttemptEnd, "state" | "reason" | "exitCode">,
  charged: number,
  nowMs: number,
): number | undefined {
  if (end.state !== "failed" || charged >= policy.maxAttempts || !isCovered(policy, end)) return undefined;
  const { initialSeconds, factor, maxSeconds } = policy.backoff;
  return nowMs + Math.round(1000 * Math.min(maxSeconds, initialSeconds * factor ** (charged - 1)));
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
