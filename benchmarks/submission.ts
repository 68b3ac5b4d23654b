import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCluster } from "../local-cluster/start.ts";
import { seededRandom } from "../simulation/random.ts";
import { startInstalled, type Installed } from "./program/installed.ts";
import { load, type LoadRequest } from "./program/load.ts";
import { quantile } from "./matching/cluster.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

const BULK = 1000;
const SPEC = {
  name: "blast",
  script: "#!/bin/sh\nblastn -query input.fa -db nt\n",
  resources: { cpus: 4, memoryBytes: 8_589_934_592 },
  walltimeSeconds: 3600,
};
const ONE: LoadRequest = { method: "POST", path: "/api/v2/jobs", body: JSON.stringify(SPEC) };
const MANY: LoadRequest = {
  method: "POST",
  path: "/api/v2/jobs:batch",
  body: `${JSON.stringify(SPEC)}\n`.repeat(BULK),
  contentType: "application/x-ndjson",
};

/** S4: what is acknowledged is on disk. With the whole product running: API, scheduler, an empty cluster. */
export const submissionBenchmark: Benchmark = {
  about:
    "durable submission over the API: bulk, single calls, arrays; killed at random; beside a bare server",
  async run({ small, seed }): Promise<Figures> {
    const singles = small ? 1000 : 20_000;
    const bulks = small ? 5 : 50;
    const rounds = small ? 1 : 3;
    const bare = await measureBare(singles, bulks, rounds);
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
    try {
      await using cluster = await startLocalCluster({ directory: join(directory, "cluster"), agents: [] });
      await using installation = await startInstalled({ directory, masterUrl: cluster.masterUrl });
      const ours = await rates(installation, singles, bulks, rounds);
      const arrays = await arraysOf(installation, small ? 10 : 50);
      const lost = await killedAtRandom(installation, seed, small ? 2 : 5);
      const figures: Record<string, number> = { ...ours, ...arrays, ...lost };
      for (const [name, value] of Object.entries(bare)) {
        figures[`bare server, ${name}`] = value;
        if (name.endsWith("per second"))
          figures[`${name}, part of the bare server`] = (ours[name] ?? 0) / value;
      }
      return figures;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

interface Server {
  readonly url: string;
  readonly token: string;
}

/** The best of some rounds: what others do on the machine only takes away. */
async function rates(server: Server, singles: number, bulks: number, rounds: number): Promise<Figures> {
  let single = 0;
  let p99 = Infinity;
  let bulk = 0;
  let refused = 0;
  await load({ ...server, connections: 256, count: 1000, request: () => ONE });
  for (let round = 0; round < rounds; round += 1) {
    const alone = await load({ ...server, connections: 256, count: singles, request: () => ONE });
    const created = alone.statuses.get(201) ?? 0;
    assert.equal(created + (alone.statuses.get(503) ?? 0), singles, "each is stored, or the store was busy");
    single = Math.max(single, (created / alone.tookMs) * 1000);
    p99 = Math.min(p99, quantile(alone.latencyMs, 0.99));
    const many = await load({
      ...server,
      connections: 4,
      count: bulks,
      request: () => MANY,
      keepBodies: true,
    });
    // A line that the store had no time for is answered with a problem, and does not count.
    const stored = many.bodies.reduce((sum, body) => sum + body.split('"id":').length - 1, 0);
    refused += bulks * BULK - stored;
    bulk = Math.max(bulk, (stored / many.tookMs) * 1000);
  }
  return {
    "single calls at 256 connections, jobs per second": single,
    "single calls at 256 connections, p99 ms": p99,
    "bulk of 1,000, jobs per second": bulk,
    "bulk of 1,000, lines refused because the store was busy %": (refused / (rounds * bulks * BULK)) * 100,
  };
}

async function measureBare(singles: number, bulks: number, rounds: number): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "peers", "bare-server.ts"), join(directory, "jobs.db")],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    const [url] = (await once(createInterface(child.stdout), "line")) as [string]; // what `line` is emitted with
    return await rates({ url, token: "" }, singles, bulks, rounds);
  } finally {
    child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  }
}

async function arraysOf(server: Server, count: number): Promise<Figures> {
  const body = JSON.stringify({ ...SPEC, array: { from: 0, to: 999_999 } });
  const request = (): LoadRequest => ({ method: "POST", path: "/api/v2/jobs", body });
  const { latencyMs, statuses, bodies } = await load({
    ...server,
    connections: 1,
    count,
    request,
    keepBodies: true,
  });
  assert.deepEqual([...statuses], [[201, count]], bodies[0]);
  return {
    "array of a million, ms, median": quantile(latencyMs, 0.5),
    "array of a million, ms, p99": quantile(latencyMs, 0.99),
  };
}

/** Submits without a pause while the API is killed by SIGKILL again and again: what was acknowledged must be there. */
async function killedAtRandom(
  installation: Installed,
  seed: number,
  kills: number,
): Promise<Record<string, number>> {
  const random = seededRandom(seed);
  const acknowledged: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const pid = installation.api.pid;
    assert.ok(pid !== undefined);
    const afterMs = random.integer(50, 1000);
    const killed = sleep(afterMs).then(() => process.kill(pid, "SIGKILL"));
    await load({
      url: installation.url,
      token: installation.token,
      connections: 32,
      count: 1_000_000,
      request: () => ONE,
      onAnswer: (_, status, __, body) => {
        if (status === 201) acknowledged.push((JSON.parse(body) as { readonly id: number }).id); // its published schema
      },
    }).catch(() => undefined); // the kill
    await killed;
    await installation.answers();
  }
  let lost = 0;
  await load({
    url: installation.url,
    token: installation.token,
    connections: 32,
    count: acknowledged.length,
    request: (n) => ({ method: "GET", path: `/api/v2/jobs/${acknowledged[n]}` }),
    onAnswer: (_, status) => {
      if (status !== 200) lost += 1;
    },
  });
  return {
    "kills of the API": kills,
    "jobs acknowledged before them": acknowledged.length,
    "acknowledged jobs lost": lost,
  };
}
