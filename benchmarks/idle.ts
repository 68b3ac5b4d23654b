import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCluster, startSimulatedAgents } from "../local-cluster/start.ts";
import { eventually } from "../local-cluster/testing/eventually.ts";
import { openSqliteStore } from "../store/sqlite/sqlite.ts";
import { startInstalled, storeFile, type Installed } from "./program/installed.ts";
import { cpuTimeMs, residentMiB } from "./program/processes.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

/** What has just begun is not idle: it compiles, and clears up what it read. */
const SETTLED_MS = 30_000;

const PATIENCE = { withinMs: 600_000, everyMs: 200 } as const;

/** S12: what a leader does when there is nothing to do. */
export const idleBenchmark: Benchmark = {
  about: "an idle leader: CPU, memory, declined offers and writes, over three sizes of the cluster",
  async run({ small, seed }): Promise<Figures> {
    const figures: Record<string, number> = {};
    // So long that a long list of agents, too, is read a few times.
    const seconds = small ? 5 : 60;
    for (const agents of small ? [10, 50, 100] : [100, 1000, 10_000]) {
      const of = await measure(agents, seed, { seconds, settlingMs: small ? 5000 : SETTLED_MS });
      for (const [name, value] of Object.entries(of)) figures[`${agents} agents: ${name}`] = value;
    }
    return figures;
  },
};

async function measure(
  count: number,
  seed: number,
  { seconds, settlingMs }: { readonly seconds: number; readonly settlingMs: number },
): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
  try {
    await using cluster = await startLocalCluster({ directory: join(directory, "cluster"), agents: [] });
    await using agents = await startSimulatedAgents({
      masterUrl: cluster.masterUrl,
      count,
      seed,
      recordFile: join(directory, "record.ndjson"),
      resources: "cpus:32;mem:131072;disk:100000;ports:[31000-31999]",
    });
    await eventually(
      "all agents are registered",
      async () => (await masterMetrics(cluster.masterUrl))["master/slaves_active"] === count,
      PATIENCE,
    );
    await using installed = await startInstalled({ directory, masterUrl: cluster.masterUrl });
    // Until somebody leads, nobody knows the machines.
    await eventually(
      "the leader knows all agents",
      async () => (await installed.client.nodes().catch(() => [])).length === count,
      PATIENCE,
    );
    await sleep(settlingMs);
    const leader = installed.schedulers[0]?.pid ?? 0;
    await using store = await openSqliteStore({ file: storeFile(directory) });
    const before = {
      entry: (await store.lastEntry())?.n ?? 0,
      cpu: cpuTimeMs(leader),
      declined: await declinedBy(installed),
    };
    await sleep(seconds * 1000);
    return {
      "leader, part of a core %": ((cpuTimeMs(leader) - before.cpu) / (seconds * 1000)) * 100,
      "leader resident MiB": residentMiB(leader),
      "entries written": ((await store.lastEntry())?.n ?? 0) - before.entry,
      "offers declined": (await declinedBy(installed)) - before.declined,
      "agents resident MiB": residentMiB(agents.pid),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As the leader counts them. */
async function declinedBy({ url, token }: Installed): Promise<number> {
  const response = await fetch(`${url}/metrics/leader`, { headers: { authorization: `Bearer ${token}` } });
  let declined = 0;
  for (const line of (await response.text()).split("\n"))
    if (/^godocker_\w*offers_declined_total/.test(line)) declined += Number(line.split(" ").at(-1));
  return declined;
}

async function masterMetrics(masterUrl: string): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${masterUrl}/metrics/snapshot`);
  return (await response.json()) as Record<string, number>; // Mesos documentation: a flat object of numbers
}
