import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCluster, startSimulatedAgents } from "../local-cluster/start.ts";
import { seededRandom } from "../simulation/random.ts";
import { startEventReaders } from "./program/event-readers.ts";
import { fillStore } from "./program/full-store.ts";
import { startInstalled, storeFile, type Installed } from "./program/installed.ts";
import { load, type LoadRequest, type LoadResult } from "./program/load.ts";
import { quantile } from "./matching/cluster.ts";
import { peakMiB, residentMiB } from "./program/processes.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";
import { openTaskRecord, type TaskRecord } from "./program/task-record.ts";

const AGENTS = 20;
const STATES = "state=pending&state=running";
const WAIT_MS = 600_000;

/**
 * S5 to S8: what a long queue costs who leads and who reads. The whole product with simulated agents that run tasks of
 * 1 to 10 s; the queue is put into the store as if it had been submitted.
 */
export const fullQueueBenchmark: Benchmark = {
  about: "a long queue, over three sizes: restart, failover, memory, explanations and the API under load",
  async run({ small, seed }): Promise<Figures> {
    const sizes = small ? [1000, 3000, 10_000] : [10_000, 100_000, 1_000_000];
    const figures: Record<string, number> = {};
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
    try {
      let filled = 0;
      const parts: IdRange[] = [];
      for (const size of sizes) {
        const part = await fillStore(storeFile(directory), size - filled, { nowMs: Date.now() });
        parts.push(part);
        filled = size;
        const of = await measure({
          directory,
          seed,
          size,
          parts,
          isLargest: size === sizes.at(-1),
          seconds: small ? 2 : 10,
        });
        console.log(`  ${size} jobs measured`);
        for (const [name, value] of Object.entries(of)) figures[`${size} jobs: ${name}`] = value;
      }
      const of = (size: number | undefined, name: string): number =>
        figures[`${size} jobs: ${name}`] ?? Number.NaN;
      const [smallest, , largest] = sizes;
      const grown = of(largest, "leader resident MiB") - of(smallest, "leader resident MiB");
      figures["leader's resident bytes per queued job"] =
        (grown * 1024 * 1024) / ((largest ?? 0) - (smallest ?? 0));
      return figures;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

interface IdRange {
  readonly first: number;
  readonly last: number;
}

interface Size {
  readonly directory: string;
  readonly seed: number;
  readonly size: number;
  /** Between them are ids that servers took and did not use. */
  readonly parts: readonly IdRange[];
  readonly isLargest: boolean;
  /** Of each load. */
  readonly seconds: number;
}

async function measure({ directory, seed, size, parts, isLargest, seconds }: Size): Promise<Figures> {
  const recordFile = join(directory, `record-${size}.ndjson`);
  await using cluster = await startLocalCluster({
    directory: join(directory, `cluster-${size}`),
    agents: [],
  });
  await using agents = await startSimulatedAgents({
    masterUrl: cluster.masterUrl,
    count: AGENTS,
    seed,
    recordFile,
    taskDurationMs: { min: 1000, max: 10_000 },
    resources: "cpus:32;mem:131072;disk:100000;ports:[31000-31999]",
  });
  assert.ok(agents.pid > 0);
  const beganMs = Date.now();
  await using installed = await startInstalled({ directory, masterUrl: cluster.masterUrl });
  const record = openTaskRecord(recordFile);
  const firstMs = (await firstLaunch(record, 0)).atMs - beganMs;
  await sleep(5000);
  const leader = installed.schedulers[0]?.pid ?? 0;
  const figures: Record<string, number> = {
    "start of all until the first launch ms": firstMs,
    "leader resident MiB": residentMiB(leader),
    "leader at most MiB": peakMiB(leader),
    "API resident MiB": residentMiB(installed.api.pid ?? 0),
  };
  const random = seededRandom(seed);
  const anyId = (): number => {
    let at = random.integer(0, size - 1);
    for (const { first, last } of parts) {
      if (first + at <= last) return first + at;
      at -= last + 1 - first;
    }
    throw new RangeError(`there are less than ${size} jobs`);
  };
  const explain = await load({
    ...installed,
    connections: 1,
    count: 300,
    request: () => ({ method: "GET", path: `/api/v2/jobs/${anyId()}/explain` }),
  });
  expectOk(explain);
  Object.assign(figures, {
    "explain p50 ms": quantile(explain.latencyMs, 0.5),
    "explain p99 ms": quantile(explain.latencyMs, 0.99),
  });
  const states = await load({
    ...installed,
    connections: 1,
    count: 20,
    request: () => statesOf(Math.min(size, 10_000), anyId),
  });
  expectOk(states);
  figures[`states of ${Math.min(size, 10_000)} jobs, p99 ms`] = quantile(states.latencyMs, 0.99);
  const before = record.launches().length;
  await sleep(seconds * 1000);
  const launchesAlone = (record.launches().length - before) / seconds;
  figures["launches per second, alone"] = launchesAlone;
  for (const rate of isLargest ? [200, 2000] : [200]) {
    const launched = record.launches().length;
    const mixed = await mixedLoad(installed, rate, seconds, anyId);
    const perSecond = ((record.launches().length - launched) / mixed.tookMs) * 1000;
    figures[`${rate} requests/s: reached per second`] = mixed.reached;
    figures[`${rate} requests/s: refused, the store was busy %`] = mixed.refused * 100;
    for (const [kind, latencies] of mixed.latencyMs)
      figures[`${rate} requests/s: ${kind} p99 ms`] = quantile(latencies, 0.99);
    figures[`${rate} requests/s: launches per second`] = perSecond;
  }
  if (!isLargest) return figures;
  Object.assign(figures, await streamLag(installed, record, seconds));
  Object.assign(figures, await failovers(installed, record));
  return figures;
}

/** 40 % one job, 30 % a list of 100, 20 % a submission, 10 % the states of 100 jobs. Latency counts from when a request was due. */
async function mixedLoad(
  installed: Installed,
  rate: number,
  seconds: number,
  anyId: () => number,
): Promise<{
  readonly tookMs: number;
  /** Answered as wanted, per second. */
  readonly reached: number;
  /** Part of those that were answered: the store was busy. */
  readonly refused: number;
  readonly latencyMs: ReadonlyMap<string, Float64Array>;
}> {
  const kindOf = (n: number): "get" | "list" | "submit" | "states" => {
    const place = (n * 7) % 10;
    return place < 4 ? "get" : place < 7 ? "list" : place < 9 ? "submit" : "states";
  };
  const body = JSON.stringify({ name: "load", command: ["true"], resources: { cpus: 1 }, hold: true });
  const requests: Record<ReturnType<typeof kindOf>, () => LoadRequest> = {
    get: () => ({ method: "GET", path: `/api/v2/jobs/${anyId()}` }),
    list: () => ({ method: "GET", path: `/api/v2/jobs?limit=100&${STATES}` }),
    submit: () => ({ method: "POST", path: "/api/v2/jobs", body }),
    states: () => statesOf(100, anyId),
  };
  const latencies = new Map<string, number[]>();
  let refused = 0;
  const count = rate * seconds;
  // More than twice as long as planned says enough: the rest is not sent.
  const result = await load({
    ...installed,
    connections: 64,
    count,
    rate,
    stopAfterMs: 2 * seconds * 1000,
    request: (n) => requests[kindOf(n)](),
    onAnswer(n, status, ms) {
      assert.ok([200, 201, 503].includes(status), `a ${kindOf(n)} was answered with ${status}`);
      if (status === 503) refused += 1; // the store was busy
      const kind = kindOf(n);
      const list = latencies.get(kind) ?? [];
      list.push(ms);
      latencies.set(kind, list);
    },
  });
  return {
    tookMs: result.tookMs,
    reached: ((result.answered - refused) / result.tookMs) * 1000,
    refused: refused / result.answered,
    latencyMs: new Map([...latencies].map(([kind, list]) => [kind, Float64Array.from(list)])),
  };
}

/** @param count  of different jobs */
function statesOf(count: number, anyId: () => number): LoadRequest {
  const ids = new Set<number>();
  while (ids.size < count) ids.add(anyId());
  return { method: "POST", path: "/api/v2/jobs:states", body: JSON.stringify({ ids: [...ids] }) };
}

/** S8 and N10: from a task's end on its agent until the subscribers of its user know. */
async function streamLag(installed: Installed, record: TaskRecord, seconds: number): Promise<Figures> {
  await using readers = await startEventReaders({
    ...installed,
    users: Array.from({ length: 100 }, (_, at) => `user${at}`),
    streamsPerUser: 10,
  });
  const deadline = performance.now() + WAIT_MS;
  while (!readers.heard().some(({ type }) => type === "ended") && performance.now() < deadline)
    await sleep(20);
  const before = readers.heard().length;
  await sleep(seconds * 1000);
  const heard = readers
    .heard()
    .slice(before)
    .filter(({ type }) => type === "ended");
  assert.ok(heard.length > 0, "nobody heard of the end of a task");
  const endOf = new Map(record.ends().map(({ job, atMs }) => [job, atMs]));
  const lags = heard.flatMap(({ job, atMs }) => {
    const endMs = endOf.get(job);
    return endMs === undefined ? [] : [atMs - endMs];
  });
  return {
    "event streams": readers.open,
    "ends of tasks heard per second": heard.length / seconds,
    "end of a task until a subscriber knows p50 ms": quantile(Float64Array.from(lags), 0.5),
    "end of a task until a subscriber knows p99 ms": quantile(Float64Array.from(lags), 0.99),
  };
}

/**
 * S6. The leader is killed by SIGKILL; the time goes to the first task on an agent with the mark of a new leader. The one
 * that is started anew is so half a second after the kill, and waits for the end of the lease of 3 s.
 */
async function failovers(installed: Installed, record: TaskRecord): Promise<Figures> {
  const [first] = installed.schedulers;
  const kill = async (): Promise<number> => {
    const epoch = newestEpoch(record);
    const killedMs = Date.now();
    process.kill(first?.pid ?? 0, "SIGKILL");
    return (await firstLaunch(record, epoch + 1)).atMs - killedMs;
  };
  const cold = await kill();
  await installed.addScheduler();
  await sleep(3000);
  const warm = await kill();
  return {
    "SIGKILL until the first launch of one that is started anew ms": cold,
    "SIGKILL until a standby's first launch ms": warm,
  };
}

/** The first launch by a leader of that epoch or a later one; waits for it. */
async function firstLaunch(
  record: TaskRecord,
  epoch: number,
): Promise<{ readonly atMs: number; readonly epoch: number }> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const found = record.launches().find((launch) => launch.epoch >= epoch);
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`nothing was launched for ${WAIT_MS / 1000} s`);
    await sleep(20);
  }
}

function newestEpoch(record: TaskRecord): number {
  let newest = 0;
  for (const { epoch } of record.launches()) newest = Math.max(newest, epoch);
  return newest;
}

function expectOk({ statuses }: LoadResult): void {
  assert.deepEqual([...statuses.keys()], [200]);
}
