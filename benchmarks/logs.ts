import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "../app/roles/child.ts";
import { createClient, type Client } from "../client/client.ts";
import { install } from "../integration/installation.ts";
import { startLocalCluster } from "../local-cluster/start.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

const MIB = 1024 ** 2;
/** One user may have a hundred streams at one API process, so there are several. */
const FOLLOWERS_PER_API = 100;

/** Real agents, real tasks, real HTTP: what a person who follows an output gets, and what it costs. */
export const logsBenchmark: Benchmark = {
  about: "following outputs of many jobs at once: delay, cpu, memory; and how fast a long one comes",
  async run({ small }) {
    const directory = await mkdtemp(join(tmpdir(), "godocker-bench-"));
    const jobs = small ? 20 : 200;
    try {
      await using cluster = await startLocalCluster({
        directory: join(directory, "cluster"),
        agents: [{ resources: `cpus:${jobs};mem:${jobs * 64};disk:10000` }],
      });
      await using installation = await install({ masterUrl: cluster.masterUrl, set: ["jobs.shared=true"] });
      const throughput = await long(installation.client, small ? 64 : 512);
      const delays = await many(installation, jobs, small ? 10 : 30);
      return { ...throughput, ...delays };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function long(client: Client, mib: number): Promise<Figures> {
  const { id } = await client.submit({ command: ["head", "-c", String(mib * MIB), "/dev/zero"] });
  assert.equal((await client.waitForEnd(id)).state, "succeeded");
  const figures: Record<string, number> = {};
  for (const follow of [false, true]) {
    const startedMs = performance.now();
    let bytes = 0;
    for await (const piece of client.logs(id, { follow })) bytes += piece.length;
    assert.equal(bytes, mib * MIB);
    const name = follow ? "one output, followed, MiB per second" : "one output, MiB per second";
    figures[name] = mib / ((performance.now() - startedMs) / 1000);
  }
  return figures;
}

/** Every job tells the time once a second; whoever follows compares it with the time at which it comes. */
async function many(
  { client, directory, token, url, pids }: Awaited<ReturnType<typeof install>>,
  jobs: number,
  seconds: number,
): Promise<Figures> {
  const apis = [{ url, pid: pids.api, stop: async () => undefined as void }];
  while (apis.length * FOLLOWERS_PER_API < jobs) apis.push(await anotherApi(directory, apis.length));
  try {
    const ticks = seconds;
    const ids: number[] = [];
    // Without a process for each line: two hundred tasks that fork would be what is measured.
    const script = `#!/bin/bash
exec 9<> <(:)
for ((at = 0; at < ${ticks}; at++)); do echo "$EPOCHREALTIME"; read -r -t 1 -u 9; done
true
`;
    const specs = Array.from({ length: jobs }, () => ({
      script,
      resources: { cpus: 1, memoryBytes: 32 * MIB },
    }));
    for await (const answer of client.submitMany(specs)) if ("id" in answer) ids.push(answer.id);
    assert.equal(ids.length, jobs);
    const delays: number[] = [];
    const cpuBefore = apis.map(({ pid }) => cpuMs(pid));
    const startedMs = performance.now();
    let peakMiB = 0;
    const watch = setInterval(() => {
      peakMiB = Math.max(peakMiB, ...apis.map(({ pid }) => memoryMiB(pid)));
    }, 500);
    await Promise.all(
      ids.map(async (id, at) => {
        const baseUrl = apis[Math.floor(at / FOLLOWERS_PER_API)]?.url ?? url;
        let rest = "";
        let lines = 0;
        let isFirst = true;
        for await (const piece of createClient({ baseUrl, token }).logs(id, { follow: true })) {
          const nowMs = Date.now();
          const parts = (rest + Buffer.from(piece).toString()).split("\n");
          rest = parts.pop() ?? "";
          lines += parts.length;
          // What was written before anybody could know that it runs is not late because of the log.
          if (!isFirst) delays.push(...parts.map((line) => nowMs - Number(line) * 1000));
          isFirst = false;
        }
        assert.equal(lines, ticks, `lines of job ${id}`);
      }),
    );
    clearInterval(watch);
    const elapsedMs = performance.now() - startedMs;
    const usedMs = apis.reduce((sum, { pid }, at) => sum + cpuMs(pid) - (cpuBefore[at] ?? 0), 0);
    delays.sort((a, b) => a - b);
    const quantile = (q: number): number =>
      delays[Math.min(delays.length - 1, Math.floor(delays.length * q))] ?? 0;
    return {
      [`${jobs} outputs, delay of the median ms`]: quantile(0.5),
      [`${jobs} outputs, delay of 99 % ms`]: quantile(0.99),
      [`${jobs} outputs, longest delay ms`]: quantile(1),
      [`${jobs} outputs, cpu of the API in % of one core`]: (usedMs / elapsedMs) * 100,
      [`${jobs} outputs, memory of an API at most MiB`]: peakMiB,
    };
  } finally {
    for (const { stop } of apis) await stop();
  }
}

async function anotherApi(directory: string, at: number) {
  const child = await startChild({
    role: "api",
    args: [
      "--set",
      `stateDirectory=${join(directory, "state")}`,
      "--set",
      "server.listen=127.0.0.1:0",
      "--set",
      "jobs.shared=true",
    ],
    logFile: join(directory, `api-${at}.log`),
    onRestart: (message) => process.stderr.write(`${message}\n`),
  });
  assert.ok(child.url !== undefined);
  return { url: child.url, pid: child.pid, stop: () => child.stop() };
}

/** Of a process so far, on Linux. Source: proc(5), fields 14 and 15, in hundredths of a second. */
function cpuMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memoryMiB(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
