import { fieldsOf, numberIn, textIn } from "./documents.ts";
import type { DockerOptions } from "./docker-options.ts";
import { EngineError } from "./engine.ts";
import type { Launching } from "./launcher.ts";
import { linesIn } from "./lines.ts";

/** The image could not be had. */
export class ImageError extends Error {
  override readonly name = "ImageError";
  /** It is the engine's machine that cannot have it, and not the image. */
  readonly isOfMachine: boolean;
  constructor(ref: string, why: string, options?: ErrorOptions) {
    super(`the image ${ref} could not be pulled: ${why}`, options);
    this.isOfMachine = /no space left on device|read-only file system|input\/output error/i.test(why);
  }
}

/** How often a task is told how far its image is. */
const PROGRESS_MS = 5000;
/** Without a word for so long a pull is given up. */
const SILENCE_MS = 300_000;

/** Has the engine get an image, also one that it has. @throws ImageError, EngineUnreachableError */
export async function pullImage(options: DockerOptions, { signal, task, tell }: Launching): Promise<void> {
  const { after, engine, nowMs } = options;
  const { ref = "" } = task.image ?? {};
  let isSilent = false;
  let cancelSilence = (): void => undefined;
  try {
    const answer = await engine.stream({
      method: "POST",
      path: `/images/create?fromImage=${encodeURIComponent(tagged(ref))}`,
      signal,
    });
    const layers = new Map<string, { readonly done: number; readonly total: number }>();
    let toldMs = nowMs();
    const listen = (): void => {
      cancelSilence();
      cancelSilence = after(SILENCE_MS, () => {
        isSilent = true;
        answer.destroy();
      });
    };
    listen();
    for await (const line of linesIn(answer)) {
      listen();
      const news = parsed(line);
      const error = textIn(news, "error");
      if (error !== undefined) throw new ImageError(ref, error);
      const { done, total } = progressOf(news);
      const id = textIn(news, "id");
      if (id !== undefined && total > 0) layers.set(id, { done, total });
      if (nowMs() - toldMs < PROGRESS_MS) continue;
      toldMs = nowMs();
      tell({ state: "staging", message: pullText(ref, [...layers.values()]) });
    }
  } catch (error) {
    if (error instanceof EngineError) throw new ImageError(ref, error.message, { cause: error });
    if (!isSilent) throw error;
  } finally {
    cancelSilence();
  }
  if (isSilent) throw new ImageError(ref, `the engine was silent for ${SILENCE_MS / 60_000} minutes`);
}

/** Docker's words for what Linux calls otherwise. Source: OCI image specification, `architecture`. */
const ARCHITECTURES = new Map([
  ["x86_64", "amd64"],
  ["aarch64", "arm64"],
  ["armv7l", "arm"],
  ["i686", "386"],
]);

/**
 * Whether a container's image is for other processors, in words for people.
 * @param architecture  of the machine, as the engine calls it
 */
export async function foreignImage(
  { engine }: Pick<DockerOptions, "engine">,
  imageId: string,
  architecture: string,
): Promise<string | undefined> {
  try {
    const image = fieldsOf(await engine.json({ path: `/images/${encodeURIComponent(imageId)}/json` }));
    const [own, its] = [ARCHITECTURES.get(architecture) ?? architecture, textIn(image, "Architecture")];
    if (its === undefined || its === "" || its === own) return undefined;
    return `its image is for ${its}, and the machine is ${own}`;
  } catch (error) {
    if (error instanceof EngineError) return undefined; // it is gone meanwhile
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
