import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { RefusedFileError } from "./beneath.ts";
import type { JobDisk } from "./files.builders.ts";
import { contentOf, names } from "./files.builders.ts";
import type { JobFiles, OpenDirectory } from "./job-files.ts";

export interface SwapOutcome {
  readonly swaps: number;
  /** How often the secret came. */
  readonly leaks: number;
  /** How often the right content came. */
  readonly inside: number;
  readonly refused: number;
  readonly absent: number;
}

/**
 * Exchanges, in a thread of its own and as fast as it can, a directory for a link that leads outside, a file for a link
 * to the secret, and a directory in the middle of the path; until it is told to stop.
 */
const SWAPPER = `
const { renameSync } = require("node:fs");
const { workerData, parentPort } = require("node:worker_threads");
const { pairs, control } = workerData;
const counts = new Int32Array(control);
parentPort.postMessage("ready");
while (Atomics.load(counts, 0) === 0) {
  for (const [name, one, other, spare] of pairs) {
    // The three names go round, so that there is nearly always something under the first.
    renameSync(name, spare); renameSync(other, name);
    renameSync(name, other); renameSync(spare, name);
    Atomics.add(counts, 1, 2);
  }
}
`;

export interface SwapOptions {
  /** How many reads, and how many exchanges, there are at least. */
  readonly reads: number;
  readonly swapsMin?: number;
  /** Another reader than the one of the server. */
  readonly files?: JobFiles;
}

/** Reads files of job 1 below names that are being exchanged. */
export async function swapping(
  disk: JobDisk,
  { reads, swapsMin = 0, files = disk.files(1) }: SwapOptions,
): Promise<SwapOutcome> {
  const top = disk.directory(1);
  // directory ↔ link to a directory outside
  disk.put(1, "d/file", "inside");
  symlinkSync(disk.secretDirectory, join(top, "d-link"));
  // file ↔ link to a file outside
  disk.put(1, "f", "inside");
  symlinkSync(disk.secretFile, join(top, "f-link"));
  // a directory above ↔ a link whose way back leads outside
  disk.put(1, "m/n/file", "inside");
  mkdirSync(join(top, "x"));
  symlinkSync("../../../..", join(top, "m-link"));
  const pair = (name: string) => [join(top, name), "", join(top, `${name}-link`), join(top, `${name}-spare`)];
  const control = new SharedArrayBuffer(8);
  const counts = new Int32Array(control);
  const worker = new Worker(SWAPPER, {
    eval: true,
    workerData: { pairs: ["d", "f", "m"].map(pair), control },
  });
  await once(worker, "message");
  const failed = once(worker, "error").then(([error]) => {
    throw error;
  });
  failed.catch(() => undefined);

  const outcome = { leaks: 0, inside: 0, refused: 0, absent: 0 };
  const count = (content: string | undefined): void => {
    if (content === undefined) outcome.absent += 1;
    else if (content === "inside") outcome.inside += 1;
    else outcome.leaks += 1;
  };
  const attempt = async (path: string): Promise<void> => {
    try {
      count(await contentOf(await files.open(names(path))));
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      outcome.refused += 1;
    }
  };
  /** As a list and an archive do: from a directory that is held. */
  const look = async (): Promise<void> => {
    const directory = await files.open([]);
    if (directory?.kind !== "directory") return;
    try {
      for await (const name of directory.names()) await lookAt(directory, name);
    } finally {
      await directory.close();
    }
  };
  const lookAt = async (directory: OpenDirectory, name: Buffer): Promise<void> => {
    try {
      const found = await directory.open(name);
      if (found?.kind === "file") count(await contentOf(found));
      else if (found !== undefined) {
        try {
          for await (const inner of found.names()) {
            const deeper = await found.open(inner);
            if (deeper?.kind === "file") count(await contentOf(deeper));
            else await deeper?.close();
          }
        } finally {
          await found.close();
        }
      }
    } catch (error) {
      if (!(error instanceof RefusedFileError)) throw error;
      outcome.refused += 1;
    }
  };
  const paths = ["d/file", "f", "m/n/file", "d/file", "m/outside/file"];
  try {
    for (let done = 0; done < reads || (counts[1] ?? 0) < swapsMin; done += 10) {
      await Promise.race([Promise.all([...paths, ...paths].map(attempt)), failed]);
      if (done % 100 === 0) await look();
    }
  } finally {
    Atomics.store(counts, 0, 1);
    await worker.terminate();
  }
  return { swaps: counts[1] ?? 0, ...outcome };
}
