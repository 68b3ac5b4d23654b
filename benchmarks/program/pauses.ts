import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Of the main thread, in ms, since the process began. */
export interface Pauses {
  readonly longestMs: number;
  readonly sumMs: number;
}

/** Lets the Node processes that `run` starts write down their pauses. @param directory  which is there */
export async function withPauses<T>(directory: string, run: () => Promise<T>): Promise<T> {
  const probe = pathToFileURL(join(import.meta.dirname, "pause-probe.ts"));
  const { NODE_OPTIONS: before } = process.env;
  process.env["NODE_OPTIONS"] = [before, `--import=${probe.href}`].filter(Boolean).join(" ");
  process.env["GODOCKER_BENCH_PAUSES"] = directory;
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = before;
    delete process.env["GODOCKER_BENCH_PAUSES"];
  }
}

export function pausesOf(directory: string, pid: number): Pauses {
  const pauses: Pauses = JSON.parse(readFileSync(join(directory, String(pid)), "utf8")); // the probe wrote it
  return pauses;
}
