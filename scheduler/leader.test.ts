import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fairShareOrder } from "../fair-share/order.ts";
import type { NewJob } from "../jobs/life/job.ts";
import type { Backend, BackendEvent, StatusUpdate, TaskLaunch } from "../offers/backend.ts";
import { openMemoryStore } from "../store/memory.ts";
import { StoreUnavailableError, type Store } from "../store/store.ts";
import { CAPABLE, job, vector } from "./core/core.builders.ts";
import { takeOver } from "./leader.ts";
import type { LeaderPorts } from "./leading/leader-ports.ts";
import { silentBackend } from "./silent-backend.builders.ts";
import { DEFAULT_TUNING } from "./state/tuning.ts";

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
  return aBackend({
    start: async ({ emit }) => {
      emit({ type: "connected", registrationId: "f1" });
      emit({ type: "offers", offers: [OFFER] });
    },
    launch: ({ tasks }) => launched(tasks),
  });
}

function aBackend(parts: Pick<Backend, "start"> & Partial<Backend>): Backend {
  return { name: "mesos", capabilities: CAPABLE, ...silentBackend(), ...parts };
}

function portsOf(store: Store, backend: Backend): LeaderPorts {
  return {
    store,
    backends: [backend],
    nowMs: () => 1_000_000,
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    wake: () => undefined,
    prepare: () => Promise.reject(new Error("nothing is to be launched")),
    observe: () => undefined,
  };
}

const OPTIONS = {
  instance: "l1",
  halfLifeMs: 3_600_000,
  tuning: { ...DEFAULT_TUNING, policy: fairShareOrder, unreachableTimeoutMs: 60_000, refuseMs: 60_000 },
  pollMs: 10,
  journalEntries: 1000,
};

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
      ...portsOf(
        store,
        oneOffer(() => over.abort()),
      ),
      prepare: async (body) => {
        prepared.push(body);
        throw new Error("enough is seen");
      },
    };
    const leader = await takeOver(ports, OPTIONS);
    await leader.run(over.signal);
    assert.deepEqual(
      prepared.map(({ spec }) => spec.name),
      ["after"],
    );
  });
});

describe("a cycle that starts very many", () => {
  it("lets the first ones go before the last ones are prepared", async () => {
    const store = openMemoryStore();
    await store.submit(
      Array.from(
        { length: 250 },
        (_, at) => ({ kind: "job", key: `job/${at + 1}`, job: job(at + 1) }) as const,
      ),
    );
    const over = new AbortController();
    const preparedAt: number[] = [];
    let prepared = 0;
    const backend = aBackend({
      start: async ({ emit }) => {
        emit({ type: "connected", registrationId: "f1" });
        const offers = Array.from({ length: 250 }, (_, at) => ({
          ...OFFER,
          id: `o${at}`,
          agentId: `a${at}`,
          hostname: `a${at}`,
          resources: vector(1, 1),
        }));
        emit({ type: "offers", offers });
      },
    });
    const ports: LeaderPorts = {
      ...portsOf(store, backend),
      prepare: () => {
        prepared += 1;
        if (prepared === 250) over.abort();
        return Promise.reject(new Error("enough is seen"));
      },
      breathe: async () => void preparedAt.push(prepared),
    };
    const leader = await takeOver(ports, OPTIONS);
    await leader.run(over.signal);
    assert.equal(prepared, 250);
    assert.deepEqual(
      preparedAt.map((count) => count > 0 && count < 250),
      [true, true],
    );
  });
});

describe("a leader that was asleep while another one took over", () => {
  it("acknowledges nothing, though nothing that it knows changes by the update", async () => {
    const store = openMemoryStore();
    const acknowledged: StatusUpdate[] = [];
    const update = { taskId: "7.1.2", agentId: "a1", state: "finished", reconciliation: false } as const;
    const backend = aBackend({
      start: async ({ emit }) => {
        emit({ type: "connected", registrationId: "f1" });
        emit({ type: "status", update: { ...update, acknowledgement: "u1" } });
      },
      acknowledge: (told) => void acknowledged.push(told),
    });
    await store.append({
      n: 1,
      epoch: 1,
      atMs: 1,
      writer: "l0",
      records: [{ type: "registered", backend: "mesos", registrationId: "f1" }],
    });
    const asleep = await takeOver(portsOf(store, backend), OPTIONS);
    await takeOver(portsOf(store, backend), { ...OPTIONS, instance: "l2" });
    assert.deepEqual(await asleep.run(new AbortController().signal), { type: "fenced" });
    assert.deepEqual(acknowledged, []);
  });
});

describe("a leader whose cluster never stops talking", () => {
  const pollMs = 1000;

  /** It says something at each cycle; clocks and documents are the test's. */
  async function scene() {
    const memory = openMemoryStore();
    let asked = 0;
    let isAway = false;
    const store: Store = {
      ...memory,
      inbox: async (...query) => {
        asked += 1;
        if (isAway) throw new StoreUnavailableError("it is away");
        return memory.inbox(...query);
      },
    };
    let say: (event?: BackendEvent) => void = () => undefined;
    let nowMs = 1_000_000;
    const backend = aBackend({
      start: async ({ emit }) => {
        say = (event = { type: "rescinded", offerId: "never-seen" }) => emit(event);
        say({ type: "connected", registrationId: "f1" });
      },
    });
    const over = new AbortController();
    let turned = Promise.withResolvers<undefined>();
    const next = async (count = 1): Promise<void> => {
      for (let left = count; left > 0; left -= 1) {
        turned = Promise.withResolvers();
        await turned.promise;
      }
    };
    const ports: LeaderPorts = {
      ...portsOf(store, backend),
      nowMs: () => nowMs,
      observe: () => {
        say();
        turned.resolve(undefined);
      },
    };
    const leader = await takeOver(ports, { ...OPTIONS, pollMs });
    const running = leader.run(over.signal);
    await next(3);
    return {
      leader,
      store,
      asked: () => asked,
      isFiled: async (id: number) => ((await store.job(id))?.version ?? 0) > 0,
      next,
      say: (event: BackendEvent) => say(event),
      passes: (ms: number) => (nowMs += ms),
      goesAway: (away: boolean) => (isAway = away),
      async [Symbol.asyncDispose]() {
        over.abort();
        await running;
      },
    };
  }

  it("asks the store for documents once, however many cycles there are", async () => {
    await using s = await scene();
    assert.equal(s.asked(), 1);
    await s.next(20);
    assert.equal(s.asked(), 1);
  });

  it("reads in the next cycle what it is told of", async () => {
    await using s = await scene();
    await s.store.submit([{ kind: "job", key: "job/1", job: job(1) }]);
    s.leader.look();
    await s.next(2);
    assert.ok(await s.isFiled(1));
    assert.equal(s.asked(), 2);
  });

  for (const [when, passMs] of [
    ["when it is time", pollMs],
    ["when its clock has stepped back", -3_600_000],
  ] as const)
    it(`reads what nobody told of ${when}`, async () => {
      await using s = await scene();
      await s.store.submit([{ kind: "job", key: "job/1", job: job(1) }]);
      await s.next(5);
      assert.equal(await s.isFiled(1), false);
      s.passes(passMs);
      await s.next(2);
      assert.ok(await s.isFiled(1));
    });

  it("takes in what it is told of before what the cluster says after that", async () => {
    await using s = await scene();
    await s.store.submit([{ kind: "job", key: "job/1", job: job(1) }]);
    s.leader.look();
    s.say({ type: "offers", offers: [OFFER] });
    await s.next(2);
    assert.equal((await s.store.attempts(1, { limit: 9 })).length, 1);
  });

  it("goes on asking after the store was away", async () => {
    await using s = await scene();
    await s.store.submit([{ kind: "job", key: "job/1", job: job(1) }]);
    s.goesAway(true);
    s.leader.look();
    for (const before = s.asked(); s.asked() < before + 3;)
      await new Promise((resolve) => setImmediate(resolve));
    s.goesAway(false);
    await s.next(2);
    assert.ok(await s.isFiled(1));
  });
});
