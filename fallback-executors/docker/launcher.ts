import type { TaskLaunch } from "../../offers/backend.ts";
import { KILLED, type Found } from "../session-tasks.ts";
import { containerBody, containerName, refusalOf } from "./container.ts";
import { fieldsOf, textIn } from "./documents.ts";
import type { DockerOptions } from "./docker-options.ts";
import { EngineError, type Engine } from "./engine.ts";
import { getImage, ImageError } from "./images.ts";
import { FetchError, sandboxTar } from "./sandbox.ts";
import { startFailure, statusOf } from "./status.ts";

export interface Launching {
  readonly task: TaskLaunch;
  readonly gpus: readonly string[];
  /** Of the machine, as the engine calls it: `x86_64`. */
  readonly architecture: string | undefined;
  /** Aborted when the task is killed before it began, or the session is over. */
  readonly signal: AbortSignal;
  /** News before it runs, such as how far its image is. */
  readonly tell: (found: Found) => void;
}

/**
 * How a launch ended: a container that was started, or none, with what is to be told. `foreign`: the image is for other
 * processors, in words for people; the machine may run it all the same.
 */
export type Launched =
  | { readonly containerId: string; readonly found: Found; readonly foreign: string | undefined }
  | { readonly containerId: undefined; readonly found: Found };

/**
 * Image, container, sandbox, start. A container that could not be started is removed.
 * @throws EngineUnreachableError  when nobody knows what came of it: the next session finds out
 */
export async function launchTask(options: DockerOptions, launching: Launching): Promise<Launched> {
  const { engine } = options;
  const { task, signal } = launching;
  if (task.withheld !== undefined) return none({ state: "dropped", message: task.withheld });
  const refusal = refusalOf(task, options);
  if (refusal !== undefined) return none({ state: "error", fault: "refused", message: refusal });
  let containerId: string | undefined;
  try {
    const foreign = foreignTo(launching.architecture, await getImage(options, launching));
    const name = containerName(options.installation, task.taskId);
    const created = fieldsOf(
      await engine.json({
        method: "POST",
        path: `/containers/create?name=${encodeURIComponent(name)}`,
        body: containerBody(task, options, launching.gpus),
        signal,
      }),
    );
    containerId = textIn(created, "Id");
    if (containerId === undefined) throw new EngineError(500, "the engine tells no id of the new container");
    await engine.json({
      method: "PUT",
      path: `/containers/${containerId}/archive?path=%2F`,
      tar: await sandboxTar(task, signal),
      signal,
    });
    signal.throwIfAborted();
    await engine.json({
      method: "POST",
      path: `/containers/${containerId}/start`,
      timeoutMs: START_TIMEOUT_MS,
    });
    return { containerId, found: statusOf(await inspect(engine, containerId), false), foreign };
  } catch (error) {
    const found = failureOf(error, signal, containerId !== undefined);
    if (found === undefined) throw error;
    if (containerId !== undefined) await removeContainer(engine, containerId);
    return none(found);
  }
}

const START_TIMEOUT_MS = 120_000;

/** Docker's words for what Linux calls otherwise. Source: OCI image specification, `architecture`. */
const ARCHITECTURES = new Map([
  ["x86_64", "amd64"],
  ["aarch64", "arm64"],
  ["armv7l", "arm"],
  ["i686", "386"],
]);

function foreignTo(machine: string | undefined, image: string | undefined): string | undefined {
  const own = ARCHITECTURES.get(machine ?? "") ?? machine;
  if (own === undefined || image === undefined || image === "" || image === own) return undefined;
  return `its image is for ${image}, and the machine is ${own}`;
}

function failureOf(error: unknown, signal: AbortSignal, isCreated: boolean): Found | undefined {
  if (signal.aborted && signal.reason === KILLED)
    return { state: "killed", message: "it was stopped before it began" };
  if (error instanceof FetchError) return { state: "failed", fault: "launch", message: error.message };
  if (error instanceof ImageError)
    return { state: "failed", fault: error.isOfMachine ? "launch" : "image", message: error.message };
  if (!(error instanceof EngineError)) return undefined;
  const { status, message } = error;
  if (isCreated) return startFailure(message, undefined);
  if (status === 404 && /no such image/i.test(message)) return { state: "failed", fault: "image", message };
  if (status === 409 && /name.*in use/i.test(message))
    return { state: "dropped", message: `somebody else's container has the name of this one: ${message}` };
  if (status === 409) return { state: "dropped", message };
  return { state: "error", fault: status === 400 ? "refused" : "launch", message };
}

function none(found: Found): Launched {
  return { containerId: undefined, found };
}

export function inspect(engine: Engine, containerId: string): Promise<unknown> {
  return engine.json({ path: `/containers/${containerId}/json` });
}

/** With its scratch volume. One that runs stays. @returns false when it runs */
export async function removeContainer(engine: Engine, containerId: string): Promise<boolean> {
  try {
    await engine.json({ method: "DELETE", path: `/containers/${containerId}?v=true` });
    return true;
  } catch (error) {
    if (error instanceof EngineError) return error.status === 404;
    throw error;
  }
}
