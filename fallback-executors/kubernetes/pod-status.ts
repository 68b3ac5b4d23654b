import { fieldsOf, listOf, numberIn, textIn, timeIn, type Fields } from "../docker/documents.ts";
import { exitOf, startFailure } from "../docker/status.ts";
import type { Found } from "../backend/session-tasks.ts";
import { CONTAINER } from "./kubernetes-options.ts";

/** What a pod tells of its task. */
export type PodNews =
  | { readonly kind: "found"; readonly found: Found }
  /** It waits for what never comes: its pod must go, and then that is its end. */
  | { readonly kind: "stuck"; readonly found: Found }
  /** Nobody has room for it: its pod must go, and its launch has bounced. */
  | { readonly kind: "bounced"; readonly message: string };

/** Of an image that cannot be had. Source: Kubernetes, pkg/kubelet/images, types.go. */
const IMAGE_FAULTS = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);
/** Of a container that cannot be made. */
const CONTAINER_FAULTS = new Set([
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "PreCreateHookError",
  "PreStartHookError",
  "PostStartHookError",
]);
/** Of pods that a node's agent would not take, or gave up before they began: whatever else is on the node came first. */
const NOT_ADMITTED =
  /^(?:OutOf|NodeAffinity|NodePorts|UnexpectedAdmissionError|TopologyAffinityError|Preempt|NodeName|PodFeatureUnsupported|AdmissionFailed|NodeShutdown|Terminated|Evicted|TaintToleration)/;
/** Of a pod that waits for a claim of its namespace that is not there: no node could help. */
const NO_CLAIM = /persistentvolumeclaim "[^"]*" (?:not found|is being deleted)/;
/** Words of an eviction for what the task itself took. Source: Kubernetes, pkg/kubelet/eviction, helpers. */
const OWN_EXCESS = /exceeds the (?:total )?(?:local ephemeral storage )?limit|Usage of EmptyDir volume/i;

/** @param killed  we told it to stop */
export function newsOf(value: unknown, killed: boolean): PodNews {
  const pod = fieldsOf(value);
  const status = fieldsOf(pod["status"]);
  const phase = textIn(status, "phase") ?? "";
  const state = fieldsOf(containerOf(status)["state"]);
  const isDeleted = fieldsOf(pod["metadata"])["deletionTimestamp"] !== undefined;
  if (phase === "Succeeded" || phase === "Failed") return over(status, state, { killed, isDeleted });
  const isStopping = killed || isDeleted;
  if (state["running"] !== undefined || state["terminated"] !== undefined)
    return found({ state: isStopping ? "killing" : "running", ...addressOf(status) });
  const waiting = fieldsOf(state["waiting"]);
  const why = textIn(waiting, "reason") ?? "";
  const words = textIn(waiting, "message") ?? why;
  if (!isStopping && IMAGE_FAULTS.has(why))
    return { kind: "stuck", found: { state: "failed", fault: "image", message: words } };
  if (!isStopping && CONTAINER_FAULTS.has(why))
    return { kind: "stuck", found: startFailure(words, undefined) };
  const scheduled = conditionOf(status, "PodScheduled");
  const isWaiting = textIn(scheduled, "status") === "False";
  const message = textIn(scheduled, "message") ?? "";
  if (isWaiting && textIn(scheduled, "reason") === "Unschedulable") {
    // Others are on their way out for it: the cluster has decided to make room.
    const isPromised = (textIn(status, "nominatedNodeName") ?? "") !== "";
    if (!isStopping && NO_CLAIM.test(message))
      return { kind: "stuck", found: { state: "failed", fault: "launch", message } };
    if (!isPromised && !isStopping) return { kind: "bounced", message };
    return found({ state: "staging", message });
  }
  if (textIn(scheduled, "status") !== "True")
    return found({
      state: "staging",
      message: message === "" ? "Kubernetes has not placed it yet" : message,
    });
  return found({ state: isStopping ? "killing" : "starting" });
}

/** Of a pod that is gone. @param value  as it was seen last */
export function lastNewsOf(value: unknown, killed: boolean): PodNews {
  const pod = fieldsOf(value);
  const status = fieldsOf(pod["status"]);
  const state = fieldsOf(containerOf(status)["state"]);
  if (state["terminated"] !== undefined) return over(status, state, { killed, isDeleted: true });
  if (killed) return found({ state: "killed" });
  return isDisrupted(status) ? over(status, state, { killed, isDeleted: true }) : found(DELETED);
}

const DELETED: Found = {
  state: "gone",
  fault: "agent",
  message: "its pod was deleted by somebody else, or with its node",
};

/** How long a pod may go on from the time its node took it, when its program may run for so long from now. */
export function deadlineSeconds(value: unknown, longestSeconds: number): number | undefined {
  const status = fieldsOf(fieldsOf(value)["status"]);
  const beganMs = timeIn(fieldsOf(fieldsOf(containerOf(status)["state"])["running"]), "startedAt");
  const takenMs = timeIn(status, "startTime");
  if (beganMs === undefined || takenMs === undefined) return undefined;
  return Math.max(0, Math.ceil((beganMs - takenMs) / 1000)) + longestSeconds;
}

/** Whether its program was started. */
export function hasBegun(value: unknown): boolean {
  const state = fieldsOf(containerOf(fieldsOf(fieldsOf(value)["status"]))["state"]);
  return state["running"] !== undefined || state["terminated"] !== undefined;
}

function over(
  status: Fields,
  state: Fields,
  { killed, isDeleted }: { readonly killed: boolean; readonly isDeleted: boolean },
): PodNews {
  const terminated = fieldsOf(state["terminated"]);
  const reason = textIn(status, "reason") ?? "";
  const message = textIn(status, "message") ?? "";
  const exitCode = numberIn(terminated, "exitCode");
  const wasRunning = exitCode !== undefined && textIn(terminated, "reason") !== "ContainerStatusUnknown";
  const disruption = conditionOf(status, "DisruptionTarget");
  const isPreempted = textIn(disruption, "reason") === "PreemptionByScheduler";
  const words = [reason, message || (textIn(disruption, "message") ?? "")]
    .filter((text) => text !== "")
    .join(": ");
  if (wasRunning && exitCode === 0) return found({ state: "finished", exitCode });
  const own = wasRunning ? ownEnd(terminated, exitCode) : undefined;
  if (own?.fault !== undefined) return found(own);
  if (killed) return found({ state: "killed", ...exitOnly(own) });
  if (exitCode === undefined && (NOT_ADMITTED.test(reason) || isPreempted))
    return { kind: "bounced", message: words };
  if (isPreempted) return found({ state: "gone", fault: "preempted", ...exitOnly(own), message: words });
  if (reason === "Evicted" && OWN_EXCESS.test(message))
    return found({ state: "failed", fault: "job", ...exitOnly(own), message });
  if (reason === "DeadlineExceeded" && exitCode === undefined)
    return found({ state: "failed", fault: "launch", message: "it did not begin in time" });
  if (reason === "DeadlineExceeded")
    return found({
      state: "failed",
      fault: "job",
      ...exitOnly(own),
      message: "it ran for longer than it may",
    });
  if (isDisrupted(status) || reason !== "")
    return found({ state: "lost", fault: "agent", message: words === "" ? "Kubernetes ended it" : words });
  // Whoever deletes a pod stops its program first.
  if (own !== undefined) return found(isDeleted ? DELETED : own);
  return found({ state: "lost", fault: "agent", message: "Kubernetes cannot tell how it ended" });
}

/** How a container ended, for reasons of its own. */
function ownEnd(terminated: Fields, exitCode: number): Found {
  const reason = textIn(terminated, "reason") ?? "";
  const message = textIn(terminated, "message") ?? reason;
  if (reason === "OOMKilled")
    return {
      state: "failed",
      ...exitOf(exitCode),
      outOfMemory: true,
      fault: "job",
      message: "it went over its memory",
    };
  if (reason === "StartError" || reason === "ContainerCannotRun") return startFailure(message, undefined);
  const signal = numberIn(terminated, "signal") ?? 0;
  return { state: "failed", ...(signal > 0 ? { signal } : exitOf(exitCode)) };
}

function exitOnly(end: Found | undefined): Pick<Found, "exitCode" | "signal"> {
  return {
    ...(end?.exitCode === undefined ? {} : { exitCode: end.exitCode }),
    ...(end?.signal === undefined ? {} : { signal: end.signal }),
  };
}

function isDisrupted(status: Fields): boolean {
  return textIn(conditionOf(status, "DisruptionTarget"), "status") === "True";
}

function containerOf(status: Fields): Fields {
  const all = listOf(status["containerStatuses"]).map(fieldsOf);
  return all.find((one) => textIn(one, "name") === CONTAINER) ?? {};
}

function conditionOf(status: Fields, type: string): Fields {
  const all = listOf(status["conditions"]).map(fieldsOf);
  return all.find((one) => textIn(one, "type") === type) ?? {};
}

function addressOf(status: Fields): { readonly address?: string } {
  const address = textIn(status, "podIP") ?? "";
  return address === "" ? {} : { address };
}

function found(what: Found): PodNews {
  return { kind: "found", found: what };
}
