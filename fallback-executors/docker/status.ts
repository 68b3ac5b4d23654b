import type { Fault } from "../../offers/backend.ts";
import type { Found } from "../backend/session-tasks.ts";
import { fieldsOf, numberIn, textIn, timeIn, type Fields } from "./documents.ts";

/** What `GET /containers/{id}/json` tells of a task. @param killed  we told it to stop */
export function statusOf(inspected: unknown, killed: boolean): Found {
  const container = fieldsOf(inspected);
  const state = fieldsOf(container["State"]);
  switch (textIn(state, "Status")) {
    case "created":
      return { state: "staging" };
    case "running":
    case "paused":
    case "restarting":
    case "stopping": // Podman's
      return { state: killed ? "killing" : "running", ...addressOf(container) };
    case "removing":
    case "stopped": // Podman's, until it has cleaned up
    case "exited":
    case "dead":
      return endOf(state, killed);
    default:
      return { state: "unknown", message: "the engine does not say where its container stands" };
  }
}

/** By the engine's clock, in ms since 1970. */
export function endTimeOf(inspected: unknown): number | undefined {
  return timeIn(fieldsOf(fieldsOf(inspected)["State"]), "FinishedAt");
}

/** Exit codes by which a shell, and an engine, say that a program could not be started. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALS_MAX = 64;

function endOf(state: Fields, killed: boolean): Found {
  const exitCode = numberIn(state, "ExitCode");
  const error = textIn(state, "Error") ?? "";
  const isOutOfMemory = state["OOMKilled"] === true;
  if (error !== "") return startFailure(error, exitCode);
  if (exitCode === undefined)
    return { state: "lost", fault: "agent", message: "the engine tells no exit code" };
  if (exitCode === 0) return { state: "finished", exitCode };
  const how = exitOf(exitCode);
  if (isOutOfMemory)
    return { state: "failed", ...how, outOfMemory: true, fault: "job", message: "it went over its memory" };
  return { state: killed ? "killed" : "failed", ...how };
}

/** An engine tells a signal, and the exit code that shells make of it, by the same number. */
export function exitOf(exitCode: number): { readonly exitCode: number } | { readonly signal: number } {
  const isSignal = exitCode > 128 && exitCode <= 128 + SIGNALS_MAX;
  return isSignal ? { signal: exitCode - 128 } : { exitCode };
}

/** A container that never ran. */
export function startFailure(error: string, exitCode: number | undefined): Found {
  const isProgram = exitCode === NOT_EXECUTABLE || exitCode === NOT_FOUND || programFault(error);
  const fault: Fault = isProgram ? "job" : "launch";
  return {
    state: "failed",
    ...(isProgram ? { exitCode: exitCode === NOT_EXECUTABLE ? NOT_EXECUTABLE : NOT_FOUND } : {}),
    fault,
    message: error.trim().slice(0, 1000),
  };
}

function programFault(error: string): boolean {
  return /executable file not found|no such file or directory|permission denied|exec format error/i.test(
    error,
  );
}

function addressOf(container: Fields): { readonly address?: string } {
  const settings = fieldsOf(container["NetworkSettings"]);
  const own = textIn(settings, "IPAddress");
  if (own !== undefined && own !== "") return { address: own };
  for (const network of Object.values(fieldsOf(settings["Networks"]))) {
    const address = textIn(fieldsOf(network), "IPAddress");
    if (address !== undefined && address !== "") return { address };
  }
  return {};
}
