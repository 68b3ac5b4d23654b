import type { TaskLaunch } from "../../offers/backend.ts";
import { KILLED, type Found } from "../backend/session-tasks.ts";
import { classicBody, classicRefusalOf, isNoRoom } from "./classic-swarm.ts";
import { containerBody, containerName, refusalOf } from "./container.ts";
import { fieldsOf, textIn } from "./documents.ts";
import type { DockerOptions } from "./docker-options.ts";
import { EngineError, type Engine } from "./engine.ts";
import { ImageError, pullImage } from "./images.ts";
import type { EngineKind } from "./machine.ts";
import { podmanBody } from "./podman.ts";
import { FetchError, sandboxTar } from "./sandbox.ts";
import { startFailure, statusOf } from "./status.ts";

export interface Launching {
  readonly task: TaskLaunch;
  readonly gpus: readonly string[];
  readonly kind: EngineKind;
  /** Name of the node that is to take it, where there are several. */
  readonly node: string;
  /** Aborted when the task is killed before it began, or the session is over. */
  readonly signal: AbortSignal;
  /** News before it runs, such as how far its image is. */
  readonly tell: (found: Found) => void;
}

/** How a launch ended: a container that was started, or none, with what is to be told. */
export type Launched =
  | { readonly containerId: string; readonly found: Found }
  | { readonly containerId: undefined; readonly found: Found; readonly isBounced?: true };

/**
 * Image, container, sandbox, start. A container that could not be started is removed.
 * @throws EngineUnreachableError  when nobody knows what came of it: the next session finds out
 */
export async function launchTask(options: DockerOptions, launching: Launching): Promise<Launched> {
  const { engine } = options;
  const { task, signal } = launching;
  if (task.withheld !== undefined) return none({ state: "dropped", message: task.withheld });
  const isClassic = launching.kind === "classic-swarm";
  const refusal = refusalOf(task, options) ?? (isClassic ? classicRefusalOf(task) : undefined);
  if (refusal !== undefined) return none({ state: "error", fault: "refused", message: refusal });
  let containerId: string | undefined;
  try {
    const sandbox = sandboxTar(task, signal);
    sandbox.catch(() => undefined); // told when it is waited for
    containerId = await create(options, launching);
    await engine.json({
      method: "PUT",
      path: `/containers/${containerId}/archive?path=%2F`,
      tar: await sandbox,
      signal,
    });
    signal.throwIfAborted();
    await engine.json({
      method: "POST",
      path: `/containers/${containerId}/start`,
      timeoutMs: START_TIMEOUT_MS,
    });
    return { containerId, found: statusOf(await inspect(engine, containerId), false) };
  } catch (error) {
    if (error instanceof EngineError && isClassic && isNoRoom(error.message))
      return { ...none({ state: "dropped", message: error.message }), isBounced: true };
    const found = failureOf(error, signal, containerId !== undefined);
    if (found === undefined) throw error;
    if (containerId !== undefined) await removeContainer(engine, containerId);
    return none(found);
  }
}

const START_TIMEOUT_MS = 120_000;

/** Has the image pulled when the engine lacks it, or when the task wants that. @returns the container's id */
async function create(options: DockerOptions, launching: Launching): Promise<string> {
  const { signal, task } = launching;
  const name = encodeURIComponent(containerName(options.installation, task.taskId));
  const body = bodyFor(launching, options);
  const ask = async (): Promise<string> => {
    const request = { method: "POST", path: `/containers/create?name=${name}`, body, signal } as const;
    const id = textIn(fieldsOf(await options.engine.json(request)), "Id");
    if (id === undefined) throw new EngineError(500, "the engine tells no id of the new container");
    return id;
  };
  if (task.image?.pull === "always") {
    await pullImage(options, launching);
    return ask();
  }
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof EngineError) || !isImageMissing(error)) throw error;
    await pullImage(options, launching);
    return ask();
  }
}

function bodyFor({ gpus, kind, node, task }: Launching, options: DockerOptions) {
  const body = containerBody(task, options, gpus);
  switch (kind) {
    case "docker":
      return body;
    case "podman":
      return podmanBody(body);
    case "classic-swarm":
      return classicBody(body, task, node);
  }
}

function isImageMissing({ message, status }: EngineError): boolean {
  return status === 404 && /no such image/i.test(message);
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
  if (isImageMissing(error)) return { state: "failed", fault: "image", message };
  if (status === 409 && /name.*in use/i.test(message))
    return { state: "dropped", message: `somebody else's container has the name of this one: ${message}` };
  if (status === 409) return { state: "dropped", message };
  return { state: "error", fault: status === 400 ? "refused" : "launch", message };
}

function none(found: Found): { readonly containerId: undefined; readonly found: Found } {
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
