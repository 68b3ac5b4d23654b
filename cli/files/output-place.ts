import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../../client/client.ts";
import type { Job } from "../../client/documents/jobs.ts";
import { ApiError } from "../../client/http.ts";
import { fillIoPattern } from "../../jobs/spec/io-pattern.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { hasEnded } from "../jobs/job-words.ts";

export type StreamName = "stdout" | "stderr";

/** Where an output of a job goes. */
export type OutputPlace =
  | { readonly kind: "stream"; readonly stream: StreamName }
  /** A file of the job's directory. */
  | { readonly kind: "file"; readonly path: string }
  /** A file of the machine, on one of its volumes. */
  | { readonly kind: "volume"; readonly path: string };

/** @param node  where the task runs, for names that have it */
export function outputPlace(
  job: Pick<Job, "id" | "io" | "name" | "user">,
  index: number | undefined,
  stream: StreamName,
  node: string | undefined,
): OutputPlace {
  const { io, id, name, user } = job;
  const meant = stream === "stderr" && io?.join === true ? "stdout" : stream;
  const pattern = io?.[meant];
  if (pattern === undefined) return { kind: "stream", stream: meant };
  const values = { job: id, ...(index === undefined ? {} : { index }), name, user, hostname: node ?? "" };
  const path = fillIoPattern(pattern, values);
  return path.startsWith("/") ? { kind: "volume", path } : { kind: "file", path };
}

/** What this server cannot show, with the way to see it all the same. */
export function notHere(job: Job, stream: StreamName, path: string): Failure {
  const what = stream === "stdout" ? "output" : "error output";
  return new Failure({
    exit: EXIT.notFound,
    what: `the ${what} of job ${job.id} is not kept here`,
    why: `the job puts it into ${path}, on a volume of the machine that it runs on`,
    fix: hasEnded(job.state)
      ? "read it there, or from another job that names the volume"
      : `godocker exec ${job.id} -- tail -f ${path}`,
  });
}

const PAUSE_MS = 500;

/**
 * A file that a task writes, from its beginning; while the task runs, what is added, too. One that is written anew, as by
 * a later attempt, is handed over anew.
 * @throws ApiError, and the reason of an aborted signal
 */
export async function* growingFile(
  client: Client,
  { id, index, path }: { readonly id: number; readonly index: number | undefined; readonly path: string },
  { follow, signal }: { readonly follow: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const where = { in: "directory", signal, ...(index === undefined ? {} : { index }) } as const;
  let at = 0;
  let seen = false;
  for (;;) {
    // In this order: what was written before the end is there when the file is read.
    const over = hasEnded(await stateOf(client, id, index, signal));
    try {
      // With the last byte that is known: a file that has become shorter has none there.
      let known = Math.min(1, at);
      for await (const piece of client.readFile(id, path, { ...where, offset: at - known })) {
        seen = true;
        const fresh = known > 0 ? piece.subarray(Math.min(known, piece.length)) : piece;
        known = Math.max(0, known - piece.length);
        at += fresh.length;
        if (fresh.length > 0) yield fresh;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 416) {
        at = 0;
        continue;
      }
      if (error.code === "changed") {
        // While it was read, over a cut: what came so far is its beginning.
        await sleep(PAUSE_MS, undefined, { signal });
        continue;
      }
      if (error.status !== 404 || (over && !seen)) throw error;
    }
    if (over || !follow) return;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

async function stateOf(
  client: Client,
  id: number,
  index: number | undefined,
  signal: AbortSignal,
): Promise<string> {
  return index === undefined
    ? (await client.get(id, { signal })).state
    : (await client.task(id, index, { signal })).state;
}
