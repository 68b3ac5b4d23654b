import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewJob } from "../jobs/life/job.ts";
import { taskIdOf } from "../jobs/life/job.ts";
import { validateJobSpec } from "../jobs/submission/validate.ts";
import { startFerretDb } from "../integration/services/ferretdb.ts";
import { openMongoStore } from "../store/mongodb/mongodb.ts";
import { openSqliteStore } from "../store/sqlite/sqlite.ts";
import type { JournalRecord, Store } from "../store/store.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

export const storeBenchmark: Benchmark = {
  about: "the SQLite store: durable submissions, and entries of the journal with their views",
  async run({ small }) {
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
    try {
      await using store = await openSqliteStore({ directory });
      return await measure(store, small ? { jobs: 1000, singles: 500 } : { jobs: 20_000, singles: 5000 });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/** Its figures are those of FerretDB, which reads a collection for each change: for comparing versions of the adapter. */
export const mongodbBenchmark: Benchmark = {
  about: "the same on MongoDB's protocol: FerretDB, which is slow where MongoDB is not",
  async run({ small }) {
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
    try {
      await using server = await startFerretDb({ directory });
      await using store = await openMongoStore({ url: server.url, timeoutMs: 120_000 });
      return await measure(store, small ? { jobs: 200, singles: 500 } : { jobs: 500, singles: 2000 });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

const PER_ENTRY = 500;

/** Durable submissions in bulk and one by one, and the leader's way of filing, launching and ending jobs. */
async function measure(
  store: Store,
  { jobs, singles }: { readonly jobs: number; readonly singles: number },
): Promise<Figures> {
  const result = validateJobSpec({ script: "#!/bin/sh\necho hello\n" });
  assert.ok(result.ok);
  const { spec } = result;
  const documents = (first: number, count: number) =>
    Array.from({ length: count }, (_, n) => {
      const job: NewJob = { id: first + n, user: "bench", spec, submittedAtMs: 0, source: "api" };
      return { kind: "job", key: `job/${job.id}`, job } as const;
    });
  let startedMs = performance.now();
  const first = await store.takeIds(jobs);
  for (let at = 0; at < jobs; at += 1000)
    await store.submit(documents(first + at, Math.min(1000, jobs - at)));
  const bulkMs = performance.now() - startedMs;

  startedMs = performance.now();
  const single = await store.takeIds(singles);
  await Promise.all(documents(single, singles).map((document) => store.submit([document])));
  const singleMs = performance.now() - startedMs;

  let n = 0;
  const append = (records: readonly JournalRecord[]) => {
    n += 1;
    return store.append({ n, epoch: 1, atMs: n, writer: "bench", records });
  };
  await append([{ type: "led", instance: "bench" }]);
  const ids = documents(first, jobs).map(({ job }) => job.id);
  startedMs = performance.now();
  for (let at = 0; at < jobs; at += PER_ENTRY) {
    const some = ids.slice(at, at + PER_ENTRY);
    await append(
      some.flatMap((job) => [
        { type: "job", job, event: { type: "filed" } } as const,
        { type: "taken", key: `job/${job}` } as const,
      ]),
    );
    const task = (job: number) => taskIdOf(job, undefined, 1, 1);
    await append(
      some.map((job) => ({
        type: "job",
        job,
        event: {
          type: "launched",
          start: {
            element: 0,
            attempt: 1,
            charged: 1,
            epoch: 1,
            taskId: task(job),
            placement: { backend: "bench", agentId: "a", hostname: "a", access: "" },
            resources: { cpusMilli: 1000, memMib: 1024, diskMib: 0, gpus: 0 },
          },
        },
      })),
    );
    await append(some.map((job) => ({ type: "job", job, event: { type: "running", taskId: task(job) } })));
    await append(
      some.map((job) => ({
        type: "job",
        job,
        event: { type: "ended", taskId: task(job), end: { state: "succeeded" } },
      })),
    );
  }
  const lifeMs = performance.now() - startedMs;
  const last = await store.job(first + jobs - 1);
  assert.equal(last?.status.state, "succeeded");
  assert.equal((await store.inbox(10)).length, Math.min(10, singles));
  return {
    "bulk submissions per second": (jobs / bulkMs) * 1000,
    "single submissions per second": (singles / singleMs) * 1000,
    "jobs filed, started, ended per second": (jobs / lifeMs) * 1000,
    "ms for an entry of 500 records": lifeMs / ((jobs / PER_ENTRY) * 4),
  };
}
