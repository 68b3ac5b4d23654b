// One scheduler of the crash campaign: the product's own, which also notes where its loop is and, when it is told to,
// kills or stops itself at a step. Started by campaign.ts with an IPC channel.
import { openSync, writeSync } from "node:fs";
import { openBackends, openLog, openMetrics, openStore, policyOf, preparation } from "../../app/parts.ts";
import { runScheduler } from "../../app/scheduler-role.ts";
import { readSettings } from "../../app/settings.ts";
import type { LoopStep } from "../../scheduler/leader.ts";
import { sabotaged, type Sabotage } from "../../scheduler/simulation/sabotage.builders.ts";

/** What the campaign says at the start, as the only argument. */
export interface SchedulerWords {
  readonly instance: string;
  readonly set: readonly string[];
  readonly stepFile: string;
  readonly sabotage?: Sabotage;
}

/** What the campaign says later. */
export interface Order {
  readonly at: LoopStep;
  readonly signal: "SIGKILL" | "SIGSTOP";
}

const words = JSON.parse(process.argv[2] ?? "{}") as SchedulerWords; // written by campaign.ts
const config = readSettings({ set: [...words.set, `cluster.instance=${words.instance}`] });
const stepFile = openSync(words.stepFile, "w");
let liveAttempts = 0;
let order: Order | undefined;
process.on("message", (message) => {
  order = message as Order; // sent by campaign.ts
});

const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
process.on("disconnect", () => process.exit(1)); // the campaign is gone
const log = openLog(config, "scheduler");
const store = await openStore(config);
await runScheduler(
  {
    store,
    backends: () => openBackends(config, log),
    prepare: preparation(config, await store.sharedSecret("once")),
    log,
    metrics: openMetrics(),
    instance: words.instance,
    leaseTtlMs: config.cluster.leaderTtlMs,
    host: "127.0.0.1",
    policy: policyOf(config),
    halfLifeMs: config.scheduling.halfLifeMs,
    unreachableTimeoutMs: config.jobs.unreachableTimeoutMs,
    refuseMs: config.mesos.refuseMs,
    pollMs: 200,
    journalEntries: 1_000_000,
    at: (step) => {
      // A page of the kernel: what was written is there after SIGKILL.
      writeSync(stepFile, `${step} ${liveAttempts}`.padEnd(40), 0);
      if (order?.at !== step) return;
      const { signal } = order;
      order = undefined;
      process.kill(process.pid, signal);
    },
    tamper: (ports) => {
      const counting = {
        ...ports,
        observe: (turn: Parameters<typeof ports.observe>[0]) => {
          ({ liveAttempts } = turn);
          ports.observe(turn);
        },
      };
      return words.sabotage === undefined ? counting : sabotaged(counting, words.sabotage);
    },
  },
  stop.signal,
);
await store[Symbol.asyncDispose]();
process.exit(0);
