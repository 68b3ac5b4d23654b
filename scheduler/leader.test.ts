import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fairShare } from "../fair-share/policy.ts";
import type { NewJob } from "../jobs/job.ts";
import type { Backend, TaskLaunch } from "../offers/backend.ts";
import { openMemoryStore } from "../store/memory.ts";
import { CAPABLE, job, vector } from "./core.builders.ts";
import { takeOver, type LeaderPorts } from "./leader.ts";
import { DEFAULT_TUNING } from "./tuning.ts";

const OFFER = {
  id: "o1",
  agentId: "a1",
  hostname: "a1",
  access: "",
  attributes: {},
  lot: "",
  resources: vector(4, 64),
  ports: [],
  reservations: [],
} as const;

/** A cluster that offers one agent at once. */
function oneOffer(launched: (tasks: readonly TaskLaunch[]) => void): Backend {
  const nothing = () => undefined;
  return {
    name: "mesos",
    capabilities: CAPABLE,
    start: async ({ emit }) => {
      emit({ type: "connected", registrationId: "f1" });
      emit({ type: "offers", offers: [OFFER] });
    },
    launch: ({ tasks }) => launched(tasks),
    decline: nothing,
    suppress: nothing,
    revive: nothing,
    want: nothing,
    reserve: nothing,
    unreserve: nothing,
    answerMaintenance: nothing,
    reconcileOperations: nothing,
    kill: nothing,
    reconcile: nothing,
    acknowledge: nothing,
    stop: async () => undefined,
  };
}

describe("a job that is changed in the turn in which it starts", () => {
  it("is prepared as it was changed, though the store does not know it yet", async () => {
    const store = openMemoryStore();
    await store.submit([
      { kind: "job", key: "job/1", job: job(1, { name: "before" }) },
      {
        kind: "request",
        key: "request/1",
        request: { job: 1, verb: "change", by: "ada", admin: false, atMs: 1, changes: { name: "after" } },
      },
    ]);
    const over = new AbortController();
    const prepared: NewJob[] = [];
    const ports: LeaderPorts = {
      store,
      backends: [oneOffer(() => over.abort())],
      nowMs: () => 1_000_000,
      wait: () => new Promise((resolve) => setImmediate(resolve)),
      wake: () => undefined,
      prepare: async (body) => {
        prepared.push(body);
        throw new Error("enough is seen");
      },
      observe: () => undefined,
    };
    const tuning = { ...DEFAULT_TUNING, policy: fairShare, unreachableTimeoutMs: 60_000, refuseMs: 60_000 };
    const options = { instance: "l1", halfLifeMs: 3_600_000, tuning, pollMs: 10, journalEntries: 1000 };
    const leader = await takeOver(ports, options);
    await leader.run(over.signal);
    assert.deepEqual(
      prepared.map(({ spec }) => spec.name),
      ["after"],
    );
  });
});
