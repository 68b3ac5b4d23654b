import type { QuotaDefinition } from "../accounts/quota.ts";
import { quotasWith, type StoredRules } from "../accounts/stored-rules.ts";
import { fairShareOrder } from "../fair-share/order.ts";
import type { Backend } from "../offers/backend.ts";
import type { Store } from "../store/store.ts";
import { takeOver, type Leader } from "./leader.ts";
import type { TermEnd } from "./leading/cycles.ts";
import type { LeaderPorts } from "./leading/leader-ports.ts";
import { DEFAULT_TUNING } from "./state/tuning.ts";

/** One term of a leader, a step at a time: it sleeps until it is woken, and dies where a test says so. */
export interface Term {
  readonly leader: Leader;
  /** Resolves when it sleeps, or is over. */
  settled(): Promise<void>;
  wake(): void;
  /** As soon as it comes there. */
  crashAt(step: "commit" | "send"): void;
  stop(): void;
  readonly end: Promise<TermEnd | "crashed">;
}

interface TermOptions {
  readonly store: Store;
  readonly backend: Backend;
  readonly nowMs: () => number;
  readonly instance: string;
  /** Of the configuration; what administrators set stands above it. */
  readonly quotas: readonly QuotaDefinition[];
}

class CrashError extends Error {}

export async function beginTerm({ backend, instance, nowMs, quotas, store }: TermOptions): Promise<Term> {
  const over = new AbortController();
  let sleeping: (() => void) | undefined;
  let woken = false;
  let settled: (() => void) | undefined;
  let crash: string | undefined;
  let isOver = false;
  let leader: Leader | undefined;
  const wake = (): void => {
    if (sleeping === undefined) {
      woken = true;
      return;
    }
    const rise = sleeping;
    sleeping = undefined;
    rise();
  };
  const ports: LeaderPorts = {
    store,
    backends: [backend],
    nowMs,
    wake,
    wait: (ms) =>
      new Promise((resolve) => {
        if (woken || ms === 0) {
          woken = false;
          setImmediate(resolve);
          return;
        }
        sleeping = resolve;
        settled?.();
      }),
    prepare: async (job, { resources, taskId }) => ({
      taskId,
      name: job.spec.name,
      argv: ["true"],
      env: {},
      files: [],
      resources,
      ports: [],
      account: { name: job.user },
      labels: {},
      graceMs: 1,
      mounts: [],
      tmpfs: [],
      preemptible: false,
    }),
    ruled: (rules: StoredRules) => leader?.configure({ quotas: quotasWith(quotas, rules) }),
    observe: () => undefined,
    at: (step) => {
      if (step === crash) throw new CrashError(step);
    },
  };
  leader = await takeOver(ports, {
    instance,
    halfLifeMs: 3_600_000,
    tuning: {
      ...DEFAULT_TUNING,
      policy: fairShareOrder,
      unreachableTimeoutMs: 60_000,
      refuseMs: 60_000,
      quarantine: false,
      gpuReserve: 0,
      quotas: quotasWith(quotas, await store.rules()),
    },
    pollMs: 1_000_000_000,
    journalEntries: 1_000_000,
  });
  const end = leader
    .run(over.signal)
    .catch((error: unknown): "crashed" => {
      if (error instanceof CrashError) return "crashed";
      throw error;
    })
    .finally(() => {
      isOver = true;
      settled?.();
    });
  return {
    leader,
    settled: async () => {
      if (sleeping !== undefined) return;
      // What makes the term fail is told by its end.
      if (!isOver) await new Promise<void>((resolve) => (settled = resolve));
      if (isOver) await end;
    },
    wake: () => leader.look(),
    crashAt: (step) => (crash = step),
    stop: () => over.abort(),
    end,
  };
}
