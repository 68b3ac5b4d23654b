// One scheduler of a campaign: the product's own, which also notes where its loop is and, when it is told to, kills or
// stops itself at a step. Started by schedulers.ts with an IPC channel.
import { openSync, writeSync } from "node:fs";
import { mesosCluster } from "../../app/executors/mesos.ts";
import { volumeGuard } from "../../app/launch/volume-guard.ts";
import { accountOnAgents } from "../../app/people/accounts.ts";
import { runScheduler } from "../../app/roles/run-scheduler.ts";
import { openSettings } from "../../app/settings/settings.ts";
import { openLog, openMetrics, openStore, preparation } from "../../app/wiring/parts.ts";
import { tuningOf } from "../../app/wiring/tuning.ts";
import type { LeaderPorts, LoopStep } from "../../scheduler/leading/leader-ports.ts";
import { sabotaged, type Sabotage } from "../../simulation/sabotage.builders.ts";

/** In what it differs from the product's own. */
export interface SchedulerChanges {
  readonly sabotage?: Sabotage;
  /** Path of a module whose function `tamper` gets the ports and these words. */
  readonly tampering?: { readonly module: string; readonly words: object };
}

/** What the campaign says at the start, as the only argument. */
export interface SchedulerWords extends SchedulerChanges {
  readonly instance: string;
  readonly set: readonly string[];
  readonly stepFile: string;
}

/** What the campaign says later. */
export interface Order {
  readonly at: LoopStep;
  readonly signal: "SIGKILL" | "SIGSTOP";
}

const words = JSON.parse(process.argv[2] ?? "{}") as SchedulerWords; // written by schedulers.ts
const settings = openSettings({ set: [...words.set, `cluster.instance=${words.instance}`] });
const stepFile = openSync(words.stepFile, "w");
let liveAttempts = 0;
let order: Order | undefined;
process.on("message", (message) => {
  order = message as Order; // sent by campaign.ts
});

const { tampering } = words;
const tampered =
  tampering === undefined
    ? undefined
    : ((await import(tampering.module)) as {
        readonly tamper: (ports: LeaderPorts, words: object) => LeaderPorts;
      });

const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
process.on("disconnect", () => process.exit(1)); // the campaign is gone
const { config } = settings;
const log = openLog(settings, "scheduler");
const metrics = openMetrics();
const store = await openStore(config);
await runScheduler(
  {
    store,
    clusters: () => [mesosCluster(settings, { log, metrics })],
    tuning: () => tuningOf(config),
    prepare: preparation(
      config,
      await store.sharedSecret("once"),
      async () => ({ ok: true, variables: {}, files: [] }),
      async () => ({ runAs: accountOnAgents(config) }),
      {
        rootFault: async () => undefined,
        volumeGuard: volumeGuard(config.jobs, async () => undefined),
      },
    ),
    log,
    metrics,
    instance: words.instance,
    leaseTtlMs: config.cluster.leaderTtlMs,
    host: "127.0.0.1",
    halfLifeMs: config.scheduling.halfLifeMs,
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
        observe: (cycle: Parameters<typeof ports.observe>[0]) => {
          ({ liveAttempts } = cycle);
          ports.observe(cycle);
        },
      };
      const given = words.sabotage === undefined ? counting : sabotaged(counting, words.sabotage);
      return tampered?.tamper(given, tampering?.words ?? {}) ?? given;
    },
  },
  stop.signal,
);
await store[Symbol.asyncDispose]();
process.exit(0);
