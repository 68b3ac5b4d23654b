import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";

const EVERY_MS = 500;
/** What a process has beside what JavaScript keeps. */
const BESIDE_MIB = 192;

/**
 * Ends this process when its parent is gone, or it is too large, also while it is busy with a loop that never ends: so
 * it is a thread. It counts buffers, too.
 */
export function guard(memoryMib: number): void {
  const task = { parent: process.ppid, bytesMax: (memoryMib + BESIDE_MIB) * 1024 * 1024, everyMs: EVERY_MS };
  const body = `(${watch.toString()})(require("node:worker_threads").workerData, require("node:fs").writeSync)`;
  new Worker(body, { eval: true, workerData: task, execArgv: [], env: {} }).unref();
}

function watch(
  {
    bytesMax,
    everyMs,
    parent,
  }: { readonly parent: number; readonly bytesMax: number; readonly everyMs: number },
  write: typeof writeSync,
): void {
  setInterval(() => {
    const isTooLarge = process.memoryUsage.rss() > bytesMax;
    if (isTooLarge) write(2, "it used more memory than it may\n");
    if (isTooLarge || process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, everyMs);
}
