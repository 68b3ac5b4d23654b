import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCluster, startSimulatedAgents } from "../local-cluster/start.ts";
import { startInstalled, type Installed } from "./program/installed.ts";
import { cpuTimeMs, peakMiB } from "./program/processes.ts";
import { summariseProfiles } from "./program/profile.ts";
import { openTaskRecord, type TaskRecord } from "./program/task-record.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

const ACCOUNTS = 50;
const BATCH = 1000;
const AGENTS = 1000;
const SLOTS = 1000;
const FOLDERS_SHOWN = 12;

/**
 * Everything at once: the API, SQLite, the scheduler and the local cluster's master with simulated agents. Jobs belong to
 * 50 projects with weights of 1 to 5.
 */
export const endToEndBenchmark: Benchmark = {
  about:
    "100,000 short jobs of 50 accounts through the API and the local cluster: rate, shares, where CPU time goes",
  async run({ small, seed }): Promise<Figures> {
    const jobs = small ? 5000 : 100_000;
    const agentCount = small ? 50 : AGENTS;
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
    const profiles = join(directory, "profiles");
    mkdirSync(profiles);
    const recordFile = join(directory, "record.ndjson");
    try {
      await using cluster = await startLocalCluster({ directory: join(directory, "cluster"), agents: [] });
      const agents = await startSimulatedAgents({
        masterUrl: cluster.masterUrl,
        count: agentCount,
        seed,
        recordFile,
        taskDurationMs: { min: 100, max: 1000 },
        resources: `cpus:${SLOTS / agentCount};mem:${(SLOTS / agentCount) * 4096};disk:100000;ports:[31000-31009]`,
      });
      const weights = Array.from({ length: ACCOUNTS }, (_, at) => 1 + (at % 5));
      const shares = weights.map((weight, at) => ({ name: `p${at}`, weight }));
      process.env.NODE_OPTIONS = `--cpu-prof --cpu-prof-dir=${profiles}`;
      const installed = await startInstalled({
        directory,
        masterUrl: cluster.masterUrl,
        set: [`shares=${JSON.stringify(shares)}`],
      });
      delete process.env.NODE_OPTIONS;
      const pids = {
        api: installed.api.pid ?? 0,
        scheduler: installed.schedulers[0]?.pid ?? 0,
        master: cluster.master.pid,
        agents: agents.pid,
      };
      const beganMs = performance.now();
      const refused = await submitAll(installed, jobs);
      const submittedMs = performance.now() - beganMs;
      const record = openTaskRecord(recordFile);
      while (record.ends().length < jobs) await sleep(500);
      const endedMs = performance.now() - beganMs;
      const cpu = Object.entries(pids).map(([name, pid]) => [name, cpuTimeMs(pid), peakMiB(pid)] as const);
      const finished = await finishedJobs(installed, jobs);
      assert.equal(finished, jobs, "all jobs have succeeded");
      const error = await shareError(installed, record, weights, jobs);
      await installed[Symbol.asyncDispose]();
      await agents.stop();
      const figures: Record<string, number> = {
        "lines sent again because the store was busy": refused,
        "jobs submitted per second": (jobs / submittedMs) * 1000,
        "jobs ended per second, submission included": (jobs / endedMs) * 1000,
        "largest difference of a share from its weight while all wait %": error * 100,
      };
      for (const [name, ms, mib] of cpu) {
        figures[`${name}: CPU ms per job`] = ms / jobs;
        figures[`${name}: at most MiB`] = mib;
      }
      const { folders } = summariseProfiles(profiles);
      // Samples count time, also that of waiting for a processor or a disk: the kernel knows how much of it was CPU time.
      const sampledMs = [...folders.values()].reduce((sum, ms) => sum + ms, 0);
      const ofBoth = cpu
        .filter(([name]) => name === "api" || name === "scheduler")
        .reduce((sum, [, ms]) => sum + ms, 0);
      for (const [folder, ms] of [...folders].slice(0, FOLDERS_SHOWN))
        figures[`API and scheduler, CPU µs per job in ${folder}`] = ((ms / sampledMs) * ofBoth * 1000) / jobs;
      return figures;
    } finally {
      delete process.env.NODE_OPTIONS;
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/**
 * In bulk calls of 1,000, four at a time; a line that the store had no time for is sent again, as any client would.
 * @returns how many lines that were
 */
async function submitAll({ url, token }: Installed, jobs: number): Promise<number> {
  let next = 0;
  let refused = 0;
  const worker = async (): Promise<void> => {
    while (next < jobs) {
      const first = next;
      next += BATCH;
      let lines = Array.from({ length: BATCH }, (_, k) =>
        JSON.stringify({
          command: ["true"],
          project: `p${(first + k) % ACCOUNTS}`,
          resources: { cpus: 1, memoryBytes: 1024 ** 3 },
        }),
      );
      while (lines.length > 0) {
        const response = await fetch(`${url}/api/v2/jobs:batch`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
          body: lines.join("\n"),
        });
        const text = await response.text();
        if (response.status === 503) continue;
        assert.equal(response.status, 200, text);
        const answers = text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as { readonly problem?: { readonly code: string } }); // schema BatchLine
        for (const { problem } of answers)
          assert.ok(problem === undefined || problem.code === "store_unavailable", JSON.stringify(problem));
        lines = lines.filter((_, at) => answers[at]?.problem !== undefined);
        refused += lines.length;
      }
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return refused;
}

async function finishedJobs({ url, token }: Pick<Installed, "url" | "token">, jobs: number): Promise<number> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const response = await fetch(`${url}/api/v2/jobs?limit=1&state=succeeded&count=true`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { total } = (await response.json()) as { readonly total: number }; // the published schema of this answer
    if (total >= jobs || performance.now() > deadline) return total;
    await sleep(500);
  }
}

/** Of what ended between a tenth and a third of all, when every account still had much to do. */
async function shareError(
  installed: Installed,
  record: TaskRecord,
  weights: readonly number[],
  jobs: number,
): Promise<number> {
  const accountOf = new Map<number, number>();
  for await (const { id, project } of installed.client.list({ pageSize: 1000 }))
    accountOf.set(id, Number(project.slice(1)));
  const counts = weights.map(() => 0);
  const part = record.ends().slice(Math.floor(jobs / 10), Math.floor(jobs / 3));
  for (const { job } of part) {
    const account = accountOf.get(job) ?? 0;
    counts[account] = (counts[account] ?? 0) + 1;
  }
  const sum = weights.reduce((a, b) => a + b, 0);
  for (const weight of new Set(weights)) {
    const of = counts.filter((_, account) => weights[account] === weight);
    const range = `${Math.min(...of)} to ${Math.max(...of)}`;
    console.log(
      `  weight ${weight}: ${of.length} accounts, ${range} jobs each; by their weight ${Math.round((part.length * weight) / sum)}`,
    );
  }
  return Math.max(
    ...weights.map((weight, account) =>
      Math.abs((counts[account] ?? 0) / ((part.length * weight) / sum) - 1),
    ),
  );
}
