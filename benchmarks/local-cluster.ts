import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCluster, startSimulatedAgents } from "../local-cluster/start.ts";
import { eventually } from "../local-cluster/testing/eventually.ts";
import type { Offer, SchedulerCall, TaskInfo } from "../proto/generated/types.ts";
import { subscribeMinimalScheduler } from "./program/minimal-scheduler.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

const TASKS_PER_AGENT = 10;
/** How often everything is offered, given back and offered again. */
const OFFER_ROUNDS = 5;
/**
 * Tasks that are launched and do not run yet, at most. With all at once acknowledgements would wait for longer than
 * agents wait until they send an update again.
 */
const STARTING_MAX = 2000;
const PATIENCE = { withinMs: 300_000, everyMs: 10 } as const;
const ROLE = "bench";

/** One master, simulated agents in one process, a scheduler: offers of all agents, then tasks that fill them all. */
export const localClusterBenchmark: Benchmark = {
  about: "the local cluster's master with simulated agents: offers, status updates, memory",
  async run({ small, seed }) {
    const figures: Record<string, number> = {};
    for (const agents of small ? [100, 500] : [1000, 10_000]) {
      const of = await measure(agents, seed);
      for (const [name, figure] of Object.entries(of)) figures[`${agents} agents, ${name}`] = figure;
    }
    return figures;
  },
};

async function measure(agentCount: number, seed: number): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
  try {
    await using cluster = await startLocalCluster({ directory, agents: [] });
    await using agents = await startSimulatedAgents({
      masterUrl: cluster.masterUrl,
      count: agentCount,
      seed,
      recordFile: join(directory, "record.ndjson"),
      // They run on: what is measured is a full cluster.
      taskDurationMs: { min: 3_600_000, max: 3_600_000 },
      resources: `cpus:${TASKS_PER_AGENT};mem:${TASKS_PER_AGENT * 1024};disk:100000;ports:[31000-31999]`,
      attributes: "rack:r{1-40};zone:{a,b,c}",
    });
    let startedMs = performance.now();
    await eventually(
      "all agents are registered",
      async () => {
        const metrics = await metricsOf(cluster.masterUrl);
        return metrics["master/slaves_active"] === agentCount;
      },
      PATIENCE,
    );
    const registerMs = performance.now() - startedMs;
    const idleMiB = { master: memoryMiB(cluster.master.pid), agents: memoryMiB(agents.pid) };

    const offers = new Map<string, Offer>();
    const running = new Set<string>();
    let updates = 0;
    startedMs = performance.now();
    await using scheduler = await subscribeMinimalScheduler({
      masterUrl: cluster.masterUrl,
      info: {
        user: "bench",
        name: "bench",
        roles: [ROLE],
        checkpoint: true,
        failover_timeout: 60,
        capabilities: [
          { type: "MULTI_ROLE" },
          { type: "PARTITION_AWARE" },
          { type: "RESERVATION_REFINEMENT" },
        ],
      },
      onOffers: (list) => {
        for (const offer of list) offers.set(offer.agent_id.value, offer);
      },
      onUpdate: ({ task_id, state }) => {
        updates += 1;
        if (state === "TASK_RUNNING") running.add(task_id.value);
        else assert.equal(state, "TASK_STARTING", "no task ends here");
      },
    });
    const allOffered = (): Promise<void> =>
      eventually("all agents are offered", () => offers.size === agentCount, PATIENCE);
    await allOffered();
    for (let round = 1; round < OFFER_ROUNDS; round += 1) {
      const offer_ids = [...offers.values()].map(({ id }) => id);
      offers.clear();
      scheduler.call({ type: "DECLINE", decline: { offer_ids, filters: { refuse_seconds: 0 } } });
      await scheduler.answered();
      await allOffered();
    }
    const offersMs = performance.now() - startedMs;

    const taskCount = agentCount * TASKS_PER_AGENT;
    startedMs = performance.now();
    let launched = 0;
    for (const offer of offers.values()) {
      await eventually("launched tasks run", () => launched - running.size < STARTING_MAX, PATIENCE);
      scheduler.call(fill(offer));
      launched += TASKS_PER_AGENT;
    }
    await eventually("all tasks run", () => running.size === taskCount, PATIENCE);
    await scheduler.answered();
    const updatesMs = performance.now() - startedMs;
    const metrics = await metricsOf(cluster.masterUrl);
    assert.equal(metrics["master/tasks_running"], taskCount, "the master knows that all tasks run");
    const full = { master: memoryMiB(cluster.master.pid), agents: memoryMiB(agents.pid) };
    return {
      "registrations per second": (agentCount / registerMs) * 1000,
      "offers per second": ((agentCount * OFFER_ROUNDS) / offersMs) * 1000,
      "tasks started per second": (taskCount / updatesMs) * 1000,
      "acknowledged updates per second": (updates / updatesMs) * 1000,
      "updates sent again": updates - 2 * taskCount,
      "tasks running": running.size,
      "master idle MiB": idleMiB.master.now,
      "agents idle MiB": idleMiB.agents.now,
      "master full MiB": full.master.now,
      "agents full MiB": full.agents.now,
      "both at most MiB": full.master.peak + full.agents.peak,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Fills the offer with tasks of one CPU each. */
function fill(offer: Offer): SchedulerCall {
  const allocation_info = { role: ROLE };
  const task_infos = Array.from({ length: TASKS_PER_AGENT }, (_, at): TaskInfo => {
    const value = `${offer.agent_id.value}-${at}`;
    return {
      name: value,
      task_id: { value },
      agent_id: offer.agent_id,
      resources: [
        { name: "cpus", type: "SCALAR", scalar: { value: 1 }, allocation_info },
        { name: "mem", type: "SCALAR", scalar: { value: 1024 }, allocation_info },
      ],
      command: { value: "true" },
    };
  });
  return {
    type: "ACCEPT",
    accept: { offer_ids: [offer.id], operations: [{ type: "LAUNCH", launch: { task_infos } }] },
  };
}

async function metricsOf(masterUrl: string): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${masterUrl}/metrics/snapshot`);
  return (await response.json()) as Record<string, number>; // Mesos documentation: a flat object of numbers
}

/** Resident memory of a process, now and at most, in MiB. Source: proc(5), /proc/pid/status. */
function memoryMiB(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: of("VmRSS"), peak: of("VmHWM") };
}
