import { fieldsOf, numberIn, textIn } from "../docker/documents.ts";
import { exitOf, startFailure } from "../docker/status.ts";
import type { Found } from "../backend/session-tasks.ts";

/** A task of one of our services. */
export interface SwarmTask {
  readonly serviceId: string;
  readonly nodeId: string;
  readonly found: Found;
  /** Why no node takes it, in the swarm's words. */
  readonly waitsFor: string | undefined;
}

/** Source: Docker documentation, "Swarm task states". */
export function swarmTask(value: unknown): SwarmTask | undefined {
  const task = fieldsOf(value);
  const serviceId = textIn(task, "ServiceID");
  if (serviceId === undefined) return undefined;
  const status = fieldsOf(task["Status"]);
  const state = textIn(status, "State") ?? "";
  const why = textIn(status, "Err") ?? "";
  const exitCode = numberIn(fieldsOf(status["ContainerStatus"]), "ExitCode");
  return {
    serviceId,
    nodeId: textIn(task, "NodeID") ?? "",
    found: foundOf(state, why, exitCode, textIn(task, "DesiredState") === "remove"),
    waitsFor: state === "pending" && why !== "" ? why : undefined,
  };
}

function foundOf(state: string, why: string, exitCode: number | undefined, isStopping: boolean): Found {
  switch (state) {
    case "running":
      return { state: isStopping ? "killing" : "running" };
    case "complete":
      return { state: "finished", exitCode: 0 };
    case "shutdown":
      return { state: "killed" };
    case "failed":
    case "rejected":
      return endOf(why, exitCode);
    case "orphaned":
    case "remove":
      return { state: "lost", fault: "agent", message: why === "" ? `its task is ${state}` : why };
    default:
      return { state: "staging", ...(why === "" ? {} : { message: why }) };
  }
}

function endOf(why: string, exitCode: number | undefined): Found {
  if (/no such image|pull access denied|manifest unknown|image .* not found/i.test(why))
    return { state: "failed", fault: "image", message: why };
  // A container that never ran has no exit code, or the one that engines give to what cannot be executed.
  if (
    /starting container failed|invalid mount|network|port/i.test(why) ||
    exitCode === undefined ||
    exitCode < 0
  )
    return startFailure(why, exitCode);
  return { state: "failed", ...exitOf(exitCode), message: why };
}
