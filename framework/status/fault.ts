import type { TaskStatus } from "../../proto/generated/types.ts";
import type { Fault, TaskState } from "../../offers/backend.ts";

type Reason = NonNullable<TaskStatus["reason"]>;

/**
 * Where to look for the fault of an end that is no exit of the program. `undefined`: Mesos does not tell, or the end
 * needs no explanation.
 */
export function faultOf(state: TaskState, reason: Reason | undefined, message: string): Fault | undefined {
  switch (state) {
    case "error":
      // What the agent holds can differ from what was offered; everything else is wrong with the task itself.
      return LAUNCH_ERRORS.test(message) ? "launch" : "refused";
    case "failed":
    case "killed":
    case "dropped":
    case "lost":
    case "gone":
      return endFault(state, reason, message);
    case "staging":
    case "starting":
    case "running":
    case "killing":
    case "finished":
    case "unreachable":
    case "unknown":
      return undefined;
    default:
      return state satisfies never;
  }
}

const LAUNCH_ERRORS =
  /more than available|are more than available|not capable of handling task resource limits|duplicate persistence ID/;

function endFault(state: TaskState, reason: Reason | undefined, message: string): Fault | undefined {
  if (/No such user '/.test(message)) return "refused"; // comes as an end that looks like bad luck, and is none
  switch (reason) {
    case "REASON_CONTAINER_LIMITATION":
    case "REASON_CONTAINER_LIMITATION_DISK":
    case "REASON_CONTAINER_LIMITATION_MEMORY":
    case "REASON_MAX_COMPLETION_TIME_REACHED":
    case "REASON_TASK_HEALTH_CHECK_STATUS_UPDATED":
      return "job";
    case "REASON_CONTAINER_LAUNCH_FAILED":
      return IMAGE_FAILURES.test(message) ? "image" : "launch";
    case "REASON_EXECUTOR_REGISTRATION_TIMEOUT": // an image that takes too long, or an agent that does
    case "REASON_GC_ERROR": // also of settings that the agent cannot apply
      return "launch";
    case "REASON_EXECUTOR_TERMINATED":
      return state === "dropped" || /unknown container|Failed to (?:create|launch)/.test(message)
        ? "launch"
        : "agent";
    case "REASON_CONTAINER_PREEMPTED":
      return "preempted";
    case "REASON_TASK_INVALID": // of an agent: it has an executor of that name already
      return "launch";
    case "REASON_TASK_UNAUTHORIZED":
    case "REASON_TASK_GROUP_INVALID":
    case "REASON_TASK_GROUP_UNAUTHORIZED":
      return "refused";
    case "REASON_INVALID_OFFERS": // nobody's: the offer was gone
    case "REASON_FRAMEWORK_REMOVED":
    case "REASON_TASK_KILLED_DURING_LAUNCH":
      return undefined;
    case "REASON_RECONCILIATION": // the state says it all
    case "REASON_AGENT_REREGISTERED":
      return state === "failed" || state === "killed" ? undefined : "agent";
    case undefined:
      return faultWithoutReason(state, message);
    default:
      return state === "killed" && reason !== "REASON_AGENT_DRAINING" ? undefined : "agent";
  }
}

/** Exits, kills that were asked for, and what the executor of Docker says of its own attempts. */
function faultWithoutReason(state: TaskState, message: string): Fault | undefined {
  if (state === "lost" || state === "gone") return "agent";
  return state === "failed" && /^Failed to (?:create docker run options|run docker container)/.test(message)
    ? "launch"
    : undefined;
}

/**
 * Words of the parts that bring images: Docker's command, Mesos' own store and its calls of registries.
 * @see Mesos: src/docker/docker.cpp, src/slave/containerizer/mesos/provisioner/docker/
 */
const IMAGE_FAILURES = /\bpull\b|\bmanifest\b|archive for image|\bimage\b.*(?:not found|denied)|[Pp]rovision/;
