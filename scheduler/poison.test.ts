import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { fairShareOrder } from "../fair-share/order.ts";
import type { NewJob } from "../jobs/life/job.ts";
import type { Backend, BackendEvent, LaunchOrder } from "../offers/backend.ts";
import type { Offer } from "../offers/offer.ts";
import { simulate } from "../simulation/simulation.ts";
import { openMemoryStore } from "../store/memory.ts";
import { openSqliteStore } from "../store/sqlite/sqlite.ts";
import { temporaryDirectories } from "../store/sqlite/temporary.builders.ts";
import { aDocument, anEntry, filed } from "../store/store.builders.ts";
import type { Store } from "../store/store.ts";
import { CAPABLE, job, vector } from "./core/core.builders.ts";
import { takeOver } from "./leader.ts";
import { JournalGapError } from "./leading/journal-check.ts";
import type { LeaderPorts, CycleReport } from "./leading/leader-ports.ts";
import type { SetAside } from "./leading/set-aside.ts";
import { silentBackend } from "./silent-backend.builders.ts";
import { DEFAULT_TUNING } from "./state/tuning.ts";

const aDirectory = temporaryDirectories();

/** A cluster with Mesos' manners in offers: one agent, offered whenever it may be. */
function aCluster(more: readonly BackendEvent[] = []) {
  const told: { launches: LaunchOrder[]; killed: string[]; emit: (event: BackendEvent) => void } = {
    launches: [],
    killed: [],
    emit: () => undefined,
  };
  let offers = 0;
  let free = 8;
  let isOut = false;
  const offer = (): void => {
    if (isOut || free === 0) return;
    isOut = true;
    offers += 1;
    told.emit({ type: "offers", offers: [anOffer(`o${offers}`, "a1", free)] });
  };
  const back = (): void => {
    isOut = false;
  };
  const backend: Backend = {
    ...silentBackend(),
    name: "mesos",
    capabilities: CAPABLE,
    start: async ({ emit }) => {
      told.emit = emit;
      emit({ type: "connected", registrationId: "f1" });
      for (const event of more) emit(event);
      offer();
    },
    launch: (order) => {
      told.launches.push(order);
      back();
      for (const { resources } of order.tasks) free -= resources.cpusMilli / 1000;
    },
    decline: back,
    revive: () => queueMicrotask(offer),
    kill: (task) => void told.killed.push(task.taskId),
  };
  return { backend, told };
}

function anOffer(id: string, agentId: string, cpus: number): Offer {
  return {
    id,
    agentId,
    hostname: agentId,
    access: "",
    attributes: { zone: "a" },
    lot: "",
    resources: vector(cpus, 64),
    ports: [],
    reservations: [],
  };
}

/** Leads until `isOver` says so, at most so many cycles. */
async function lead(
  store: Store,
  { backend, told }: ReturnType<typeof aCluster>,
  isOver: (launched: readonly string[], reports: readonly SetAside[]) => boolean,
) {
  const over = new AbortController();
  const reports: SetAside[] = [];
  const failed: unknown[] = [];
  /** Job and attempt: each core has an epoch of its own. */
  const launched = () =>
    told.launches.flatMap(({ tasks }) => tasks.map(({ taskId }) => taskId.replace(/\.\d+$/, "")));
  let cycles = 0;
  let nowMs = 1_000_000;
  const ports: LeaderPorts = {
    store,
    backends: [backend],
    nowMs: () => nowMs,
    wait: async (ms) => {
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += Math.max(1, ms);
    },
    wake: () => undefined,
    prepare: async (body, attempt) => ({
      taskId: attempt.taskId,
      name: body.spec.name,
      argv: ["true"],
      env: {},
      files: [],
      resources: attempt.resources,
      ports: [],
      account: { name: "ada" },
      mounts: [],
      tmpfs: [],
      preemptible: false,
      labels: {},
      graceMs: 0,
    }),
    observe: (_turn: CycleReport) => {
      cycles += 1;
      if (isOver(launched(), reports) || cycles > 200) over.abort();
    },
    setAside: (one) => void reports.push(one),
    cycleFailed: (error) => void failed.push(error),
  };
  const tuning = {
    ...DEFAULT_TUNING,
    policy: fairShareOrder,
    unreachableTimeoutMs: 60_000,
    refuseMs: 60_000,
  };
  const leader = await takeOver(ports, {
    instance: "l1",
    halfLifeMs: 3_600_000,
    tuning,
    pollMs: 10,
    journalEntries: 1000,
  });
  const end = await leader.run(over.signal);
  return { end, reports, failed, launched: launched(), leader };
}

/** A job that no version of this program would store. */
function poisoned(id: number, fields: object = { resources: null }): NewJob {
  const good = job(id);
  return { ...good, spec: { ...good.spec, ...fields } };
}

/** It is loaded, and whoever looks for a place for it fails. */
const NOWHERE = { constraints: [{ attribute: "zone", op: "in", values: null }] };

describe("a stored job that cannot be loaded", () => {
  it("is set aside alone: its account and the others go on", async () => {
    const store = openMemoryStore();
    await store.submit([aDocument(1, job(1)), aDocument(2, poisoned(2)), aDocument(3, job(3))]);
    await store.append(anEntry(1, [...filed(1), ...filed(2), ...filed(3)]));
    const { launched, leader, reports } = await lead(store, aCluster(), (tasks) => tasks.length === 2);
    assert.deepEqual(launched, ["1.1", "3.1"]);
    assert.deepEqual(
      reports.map(({ kind, job: id }) => ({ kind, id })),
      [{ kind: "job", id: 2 }],
    );
    assert.deepEqual(leader.setAside(), reports);
  });

  it("is set aside by its number when not even its text can be read", async () => {
    const directory = aDirectory();
    {
      await using store = await openSqliteStore({ directory });
      await store.submit([1, 2, 3, 4].map((id) => aDocument(id, job(id))));
      await store.append(anEntry(1, [...filed(1), ...filed(2)]));
    }
    const db = new DatabaseSync(join(directory, "godocker.sqlite"));
    db.exec("UPDATE bodies SET body = '{' WHERE id = 2");
    db.exec("UPDATE inbox SET body = '{' WHERE key = 'job/4'");
    db.close();
    await using store = await openSqliteStore({ directory });
    const { launched, reports } = await lead(store, aCluster(), (tasks) => tasks.length === 2);
    assert.deepEqual(launched, ["1.1", "3.1"]);
    assert.deepEqual(
      reports.map(({ kind, name }) => `${kind} ${name}`),
      ["job 2", "document job/4"],
    );
  });

  it("keeps its tasks: their updates wait, and nobody is told to end them", async () => {
    const store = openMemoryStore();
    await store.submit([aDocument(1, job(1)), aDocument(2, poisoned(2))]);
    await store.append(anEntry(1, [...filed(1), ...filed(2)]));
    const update = { taskId: "2.1.1", agentId: "a1", state: "running", reconciliation: false } as const;
    const cluster = aCluster([{ type: "status", update }]);
    await lead(store, cluster, (tasks) => tasks.length === 1);
    assert.deepEqual(cluster.told.killed, []);
  });
});

describe("a submission that makes a cycle fail", () => {
  it("stays in the inbox, reported once, and those beside it are taken in", async () => {
    const store = openMemoryStore();
    await store.submit([aDocument(1, job(1)), aDocument(2, poisoned(2)), aDocument(3, job(3))]);
    const { end, failed, launched, reports } = await lead(store, aCluster(), (tasks) => tasks.length === 2);
    assert.deepEqual(end, { type: "signal" });
    assert.deepEqual(launched, ["1.1", "3.1"]);
    assert.deepEqual(
      reports.map(({ kind, name }) => `${kind} ${name}`),
      ["document job/2"],
    );
    assert.equal(failed.length, 2, "once with the others, once alone");
    assert.deepEqual(
      (await store.inbox(9)).map(({ key }) => key),
      ["job/2"],
    );
  });
});

describe("a stored job that is loaded and makes every cycle fail in which a place for it is looked for", () => {
  it("is found among many and set aside", async () => {
    const store = openMemoryStore();
    const ids = Array.from({ length: 40 }, (_, at) => at + 1);
    await store.submit(ids.map((id) => aDocument(id, id === 17 ? poisoned(id, NOWHERE) : job(id))));
    await store.append(anEntry(1, ids.flatMap(filed)));
    const { launched, reports } = await lead(store, aCluster(), (tasks) => tasks.length === 8);
    assert.equal(launched.length, 8);
    assert.deepEqual(
      reports.map(({ kind, name }) => `${kind} ${name}`),
      ["job 17"],
    );
  });
});

describe("an event of a cluster that makes a cycle fail", () => {
  it("is set aside, and the others are used", async () => {
    const store = openMemoryStore();
    await store.submit([aDocument(1, job(1))]);
    const broken = { ...anOffer("x", "a9", 1), reservations: null } as unknown as Offer; // no backend makes one
    const cluster = aCluster([{ type: "offers", offers: [broken] }]);
    const { launched, reports } = await lead(store, cluster, (tasks) => tasks.length === 1);
    assert.deepEqual(launched, ["1.1"]);
    assert.deepEqual(
      reports.map(({ kind, name }) => `${kind} ${name}`),
      ["event mesos offer of a9"],
    );
  });
});

describe("a journal with a gap", () => {
  const withGap = (store: Store, missing: number): Store => ({
    ...store,
    entries: async (n, limit) => (await store.entries(n, limit)).filter((entry) => entry.n !== missing),
    entryNumbers: async (n, limit) => (await store.entryNumbers(n, limit)).filter((one) => one !== missing),
  });

  it("is nothing to lead from: which entries are missing is said, and what to do", async () => {
    const store = openMemoryStore();
    for (const n of [1, 2, 3, 4]) await store.append(anEntry(n, filed(n)));
    await assert.rejects(
      lead(withGap(store, 2), aCluster(), () => true),
      (error) =>
        error instanceof JournalGapError &&
        /entry 2 is missing/.test(error.message) &&
        /backup/.test(error.message),
    );
    assert.equal((await store.lastEntry())?.n, 4, "nothing is written into it");
  });

  it("is none where the oldest entries were compacted", async () => {
    const store = openMemoryStore();
    for (const n of [1, 2, 3, 4]) await store.append(anEntry(n, filed(n)));
    await store.compact(2);
    const { end } = await lead(store, aCluster(), () => true);
    assert.deepEqual(end, { type: "signal" });
  });
});

describe("a simulated world with a document in its inbox that no cycle can take in", () => {
  for (const seed of [1, 2, 3, 5, 8]) {
    it(`keeps every invariant for all others (seed ${seed})`, async () => {
      const reports: SetAside[] = [];
      const { jobs, violations } = await simulate(
        seed,
        () => openMemoryStore(),
        (ports) => ({
          ...ports,
          setAside: (one) => void reports.push(one),
          store: {
            ...ports.store,
            inbox: async (limit, unreadable) => [
              aDocument(999_999, poisoned(999_999, { constraints: null })),
              ...(await ports.store.inbox(limit, unreadable)),
            ],
          },
        }),
      );
      assert.deepEqual(
        // What is said of jobs is looked at elsewhere.
        violations.filter((violation) => !violation.startsWith("what is explained is true")),
        [],
      );
      assert.ok(jobs > 0);
      assert.deepEqual([...new Set(reports.map(({ name }) => name))], ["job/999999"]);
    });
  }
});
