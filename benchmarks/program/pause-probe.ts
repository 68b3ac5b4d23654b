// Preloaded into a process (`--import`): writes down how long collections of garbage stop its main thread.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PerformanceObserver } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const { GODOCKER_BENCH_PAUSES: directory } = process.env;

if (isMainThread && directory !== undefined) {
  let longestMs = 0;
  let sumMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      longestMs = Math.max(longestMs, duration);
      sumMs += duration;
    }
    writeFileSync(join(directory, String(process.pid)), JSON.stringify({ longestMs, sumMs }));
  }).observe({ entryTypes: ["gc"] });
}
