import { createInterface } from "node:readline";
import { fieldsOf, numberIn, textIn } from "./documents.ts";
import type { DockerOptions } from "./docker-options.ts";
import { EngineError } from "./engine.ts";
import type { Launching } from "./launcher.ts";

/** The image could not be had. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

/** How often a task is told how far its image is. */
const PROGRESS_MS = 5000;

/** Sees to it that the engine has the task's image, as the task wants it. @throws ImageError, EngineUnreachableError */
export async function pullImage(options: DockerOptions, { task, signal, tell }: Launching): Promise<void> {
  const { engine, nowMs } = options;
  const { ref = "", pull = "ifNotPresent" } = task.image ?? {};
  const isThere = await hasImage(options, ref);
  if (isThere && pull === "ifNotPresent") return;
  try {
    const answer = await engine.stream({
      method: "POST",
      path: `/images/create?fromImage=${encodeURIComponent(tagged(ref))}`,
      signal,
    });
    const layers = new Map<string, { readonly done: number; readonly total: number }>();
    let toldMs = nowMs();
    for await (const line of createInterface({ input: answer })) {
      const news = parsed(line);
      const error = textIn(news, "error");
      if (error !== undefined) throw new ImageError(`the image ${ref} could not be pulled: ${error}`);
      const { done, total } = progressOf(news);
      const id = textIn(news, "id");
      if (id !== undefined && total > 0) layers.set(id, { done, total });
      if (nowMs() - toldMs < PROGRESS_MS) continue;
      toldMs = nowMs();
      tell({ state: "staging", message: pullText(ref, [...layers.values()]) });
    }
  } catch (error) {
    if (error instanceof EngineError)
      throw new ImageError(`the image ${ref} could not be pulled: ${error.message}`, { cause: error });
    throw error;
  }
}

async function hasImage({ engine }: DockerOptions, ref: string): Promise<boolean> {
  try {
    await engine.json({ path: `/images/${encodeURIComponent(ref)}/json` });
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return false;
    throw error;
  }
}

/** Without a tag or digest an engine would pull every tag there is. */
function tagged(ref: string): string {
  const last = ref.slice(ref.lastIndexOf("/") + 1);
  return last.includes(":") || ref.includes("@") ? ref : `${ref}:latest`;
}

function parsed(line: string): ReturnType<typeof fieldsOf> {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}

function progressOf(news: ReturnType<typeof fieldsOf>): { readonly done: number; readonly total: number } {
  const detail = fieldsOf(news["progressDetail"]);
  return { done: numberIn(detail, "current") ?? 0, total: numberIn(detail, "total") ?? 0 };
}

function pullText(ref: string, layers: readonly { readonly done: number; readonly total: number }[]): string {
  const done = layers.reduce((sum, layer) => sum + layer.done, 0);
  const total = layers.reduce((sum, layer) => sum + layer.total, 0);
  return total === 0
    ? `pulling the image ${ref}`
    : `pulling the image ${ref}: ${Math.floor((100 * done) / total)} % of what is known so far`;
}
