import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "../../app/roles/child.ts";
import { eventually } from "../../local-cluster/testing/eventually.ts";
import { freePort } from "../../local-cluster/testing/free-port.ts";
import { LIVE_MAX } from "../../scheduler/forecast/forecaster.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite.ts";
import type { Store } from "../../store/store.ts";
import { fillStoreWith, specOf } from "../program/full-store.ts";
import { storeFile } from "../program/installed.ts";
import { quantile } from "../matching/cluster.ts";
import { cpuTimeMs, residentMiB } from "../program/processes.ts";
import type { Benchmark, Figures } from "../figures/benchmark.ts";
import { blockedJobs, hashOfBlocked } from "../workloads/w3.ts";
import { bareFlushes } from "./flush.ts";
import { AGENT, startWireMaster, type HeardCall, type OffersEvent, type WireMaster } from "./master.ts";

const PER_SECOND = 1000;
const PATIENCE = { withinMs: 300_000, everyMs: 5 } as const;
/** What a round leaves behind is waited for no longer than that. */
const SETTLE_MS = 20_000;

interface Size {
  readonly agents: number;
  readonly blocked: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly batches: number;
  readonly flushes: number;
  /** Jobs that still wait at the end: each offer finds one. */
  readonly spare: number;
}

/** With so many jobs that wait nothing is forecast: else the queue that is not blocked would have that work alone. */
const SPARE = LIVE_MAX;
const WHOLE: Size = {
  agents: 10_000,
  blocked: 1_000_000,
  seconds: 5,
  rounds: 7,
  batches: 3,
  flushes: 500,
  spare: SPARE,
};
const SMALL: Size = {
  agents: 300,
  blocked: 2000,
  seconds: 0.3,
  rounds: 1,
  batches: 1,
  flushes: 20,
  spare: 500,
};

/**
 * S2 and S3 over the wire: a scheduler as a process of its own on a store on the disk, and a master of this process that
 * notes when bytes of offers left it and when the head of the ACCEPT came. Two schedulers take turns: one has only jobs
 * that fit, the other as many and a million that fit on no agent.
 */
export const wireBenchmark: Benchmark = {
  about: "bytes of offers until bytes of ACCEPT: 1,000 offers/s, 10,000 at once, with a million blocked jobs",
  async run({ small, seed }): Promise<Figures> {
    const size = small ? SMALL : WHOLE;
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
    try {
      const { file, sqlite } = bareFlushes(directory, size.flushes);
      const flushes = {
        "bare fdatasync of 4 KiB, p50 ms": file.p50Ms,
        "bare fdatasync of 4 KiB, p99 ms": file.p99Ms,
        "bare commit of SQLite, p50 ms": sqlite.p50Ms,
        "bare commit of SQLite, p99 ms": sqlite.p99Ms,
      };
      await using empty = await openScene(join(directory, "empty"), size, seed, 0);
      await using blocked = await openScene(join(directory, "blocked"), size, seed, size.blocked);
      return { ...flushes, ...(await steady(empty, blocked, size)), ...(await batches(empty, size)) };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

interface Scene extends AsyncDisposable {
  readonly master: WireMaster;
  readonly store: Store;
  readonly pid: number;
  /** Jobs that were launched. */
  readonly launched: Set<string>;
}

async function openScene(directory: string, size: Size, seed: number, blocked: number): Promise<Scene> {
  mkdirSync(directory);
  const offers = (size.rounds + 1) * size.seconds * PER_SECOND + size.batches * size.agents;
  await fillBoth(storeFile(directory), offers + size.spare, seed, blocked);
  const master = await startWireMaster(size.agents);
  const settings = [
    `stateDirectory=${join(directory, "state")}`,
    `store.url=sqlite:${storeFile(directory)}`,
    `mesos.masters=${master.url}`,
    `server.publicUrl=http://127.0.0.1:${await freePort()}`,
  ];
  const scheduler = await startChild({
    role: "scheduler",
    args: settings.flatMap((one) => ["--set", one]),
    logFile: join(directory, "scheduler.log"),
    onRestart: (message) => process.stderr.write(`  ${message}\n`),
  });
  await master.subscribed();
  const store = await openSqliteStore({ file: storeFile(directory) });
  return {
    master,
    store,
    pid: scheduler.pid ?? 0,
    launched: new Set(),
    async [Symbol.asyncDispose]() {
      await scheduler.stop();
      await master[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Jobs of one user that take an agent each; before them those of W3a, which are larger than any. */
async function fillBoth(file: string, fitting: number, seed: number, blocked: number): Promise<void> {
  const nowMs = Date.now();
  const jobs = blockedJobs({ seed, count: blocked });
  if (blocked > 0) {
    console.log(`  W3a: input ${hashOfBlocked(jobs)}`);
    const specs = new Map<string, ReturnType<typeof specOf>>();
    await fillStoreWith(file, blocked, nowMs, (at) => {
      const [cpus, memMib] = [(jobs.cpusMilli[at] ?? 0) / 1000, jobs.memMib[at] ?? 0];
      const key = `${cpus} ${memMib}`;
      const spec = specs.get(key) ?? specOf({ cpus, memMib });
      specs.set(key, spec);
      return { user: `user${jobs.user[at]}`, spec };
    });
  }
  const spec = specOf(AGENT);
  await fillStoreWith(file, fitting, nowMs, () => ({ user: `user${jobs.users}`, spec }));
}

interface Round {
  readonly latencyMs: Float64Array;
  readonly cpuUs: number;
  readonly perCommit: number;
}

/** Alternating, so that what others do on the machine meets both; the first round of each is not counted. */
async function steady(empty: Scene, blocked: Scene, size: Size): Promise<Figures> {
  const rounds: { readonly empty: Round; readonly blocked: Round }[] = [];
  for (let round = 0; round <= size.rounds; round += 1) {
    const inTurn = round % 2 === 0 ? ([empty, blocked] as const) : ([blocked, empty] as const);
    const of = new Map<Scene, Round>();
    for (const scene of inTurn) of.set(scene, await steadyRound(scene, size));
    const [ofEmpty, ofBlocked] = [of.get(empty), of.get(blocked)];
    if (round > 0 && ofEmpty !== undefined && ofBlocked !== undefined)
      rounds.push({ empty: ofEmpty, blocked: ofBlocked });
  }
  const cpuOf =
    (which: "empty" | "blocked") =>
    (round: (typeof rounds)[number]): number =>
      round[which].cpuUs;
  const ratios = Float64Array.from(rounds, ({ empty, blocked }) => blocked.cpuUs / empty.cpuUs);
  const figures: Record<string, number> = {};
  for (const which of ["empty", "blocked"] as const) {
    const name = which === "empty" ? "steady" : `steady, ${size.blocked} blocked`;
    const own = rounds.map((round) => round[which]);
    figures[`${name}: until ACCEPT p50 ms`] = least(own, ({ latencyMs }) => quantile(latencyMs, 0.5));
    figures[`${name}: until ACCEPT p99 ms`] = least(own, ({ latencyMs }) => quantile(latencyMs, 0.99));
    const all = Float64Array.from(own.flatMap(({ latencyMs }) => [...latencyMs]));
    figures[`${name}: until ACCEPT p99 ms, all rounds`] = quantile(all, 0.99);
    figures[`${name}: CPU µs per offer`] = quantile(
      Float64Array.from(own, ({ cpuUs }) => cpuUs),
      0.5,
    );
    figures[`${name}: offers per commit`] = quantile(
      Float64Array.from(own, ({ perCommit }) => perCommit),
      0.5,
    );
  }
  return {
    ...figures,
    "CPU per offer, blocked by empty": least(rounds, cpuOf("blocked")) / least(rounds, cpuOf("empty")),
    "CPU per offer, blocked by empty: median of rounds": quantile(ratios, 0.5),
    "CPU per offer, blocked by empty: least of rounds": quantile(ratios, 0),
    "CPU per offer, blocked by empty: most of rounds": quantile(ratios, 1),
    "scheduler resident MiB": residentMiB(empty.pid),
    [`scheduler with ${size.blocked} blocked, resident MiB`]: residentMiB(blocked.pid),
  };
}

/** Each offer in an event of its own, at an even pace; one that is late is made at once. */
async function steadyRound(scene: Scene, { agents, seconds }: Size): Promise<Round> {
  const { master, pid, store } = scene;
  const count = Math.min(agents, seconds * PER_SECOND);
  const events = Array.from({ length: count }, (_, agent) => master.offersOf(agent, 1));
  const sentMs = new Map<string, number>();
  await settled(scene);
  const before = { cpuMs: cpuTimeMs(pid), entry: (await store.lastEntry())?.n ?? 0 };
  const beganMs = performance.now();
  for (let at = 0; at < count;) {
    const due = Math.min(count, Math.floor((performance.now() - beganMs) / (1000 / PER_SECOND)));
    for (; at < due; at += 1) {
      const event = events[at];
      if (event === undefined) break;
      sentMs.set(event.offerIds[0] ?? "", performance.now());
      void master.send(event.record);
    }
    await sleep(1);
  }
  await eventually("all offers are answered", () => master.heard() >= count, PATIENCE);
  const cpuMs = cpuTimeMs(pid) - before.cpuMs;
  const entries = ((await store.lastEntry())?.n ?? 0) - before.entry;
  const heard = master.take();
  checkLaunches(scene, heard, events);
  await endAll(scene, heard);
  const latencyMs = Float64Array.from(
    heard,
    ({ atMs, call }) => atMs - (sentMs.get(call.accept?.offer_ids?.[0]?.value ?? "") ?? Number.NaN),
  );
  return { latencyMs, cpuUs: (cpuMs * 1000) / count, perCommit: count / entries };
}

/** All agents in one event, as a master makes it for who was without offers. From the last byte on. */
async function batches(scene: Scene, size: Size): Promise<Figures> {
  const { master, pid, store } = scene;
  const rounds: {
    readonly firstMs: number;
    readonly lastMs: number;
    readonly cpuMs: number;
    readonly entries: number;
  }[] = [];
  for (let round = 0; round < size.batches; round += 1) {
    const event = master.offersOf(0, size.agents);
    await settled(scene);
    const before = { cpuMs: cpuTimeMs(pid), entry: (await store.lastEntry())?.n ?? 0 };
    await master.send(event.record);
    const wroteMs = performance.now();
    await eventually("all offers are answered", () => master.heard() >= size.agents, PATIENCE);
    const cpuMs = cpuTimeMs(pid) - before.cpuMs;
    const entries = ((await store.lastEntry())?.n ?? 0) - before.entry;
    const heard = master.take();
    checkLaunches(scene, heard, [event]);
    await endAll(scene, heard);
    const [first, last] = [heard[0]?.atMs ?? Number.NaN, heard.at(-1)?.atMs ?? Number.NaN];
    rounds.push({ firstMs: first - wroteMs, lastMs: last - wroteMs, cpuMs, entries });
  }
  const name = `${size.agents} offers at once`;
  return {
    [`${name}: until the first ACCEPT ms`]: least(rounds, ({ firstMs }) => firstMs),
    [`${name}: until the last ACCEPT ms`]: least(rounds, ({ lastMs }) => lastMs),
    [`${name}: CPU µs per offer`]: (least(rounds, ({ cpuMs }) => cpuMs) * 1000) / size.agents,
    [`${name}: commits`]: least(rounds, ({ entries }) => entries),
  };
}

/** Each offer was used by one ACCEPT, for one task of a job that was never launched before, and nothing else was said. */
function checkLaunches(scene: Scene, heard: readonly HeardCall[], events: readonly OffersEvent[]): void {
  const open = new Set(events.flatMap(({ offerIds }) => offerIds));
  assert.equal(heard.length, open.size, "a call for each offer");
  for (const { call } of heard) {
    assert.equal(call.type, "ACCEPT");
    const [offerId, another] = call.accept?.offer_ids ?? [];
    assert.ok(
      offerId !== undefined && open.delete(offerId.value),
      "the offer was made and not answered before",
    );
    assert.equal(another, undefined);
    const tasks = tasksOf(call);
    assert.equal(tasks.length, 1, "a task for each offer");
    const job = tasks[0]?.taskId.split(".")[0] ?? "";
    assert.ok(!scene.launched.has(job), `job ${job} was launched before`);
    scene.launched.add(job);
  }
}

function tasksOf({
  accept,
}: HeardCall["call"]): readonly { readonly taskId: string; readonly agentId: string }[] {
  return (accept?.operations ?? []).flatMap(({ launch }) =>
    (launch?.task_infos ?? []).map(({ task_id, agent_id }) => ({
      taskId: task_id.value,
      agentId: agent_id.value,
    })),
  );
}

/** All that was launched ends, and the scheduler knows it. */
async function endAll({ master }: Scene, heard: readonly HeardCall[]): Promise<void> {
  const tasks = heard.flatMap(({ call }) => tasksOf(call));
  for (const { taskId, agentId } of tasks) master.succeed(taskId, agentId);
  await eventually("all ends are acknowledged", () => master.heard() >= tasks.length, PATIENCE);
  for (const { call } of master.take()) assert.equal(call.type, "ACKNOWLEDGE");
}

/** Nothing is under way any more: what a round leaves behind does not count for the next one. */
async function settled({ master, pid }: Scene): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  let before = cpuTimeMs(pid);
  for (let quiet = 0; quiet < 3 && performance.now() < deadline;) {
    await sleep(200);
    const now = cpuTimeMs(pid);
    quiet = now - before <= 20 ? quiet + 1 : 0;
    before = now;
  }
  master.take();
}

function least<T>(of: readonly T[], figure: (one: T) => number): number {
  return Math.min(...of.map(figure));
}
