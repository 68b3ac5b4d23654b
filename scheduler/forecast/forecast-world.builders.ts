import { fairShareOrder } from "../../fair-share/order.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { Backend, BackendEvent } from "../../offers/backend.ts";
import type { Offer } from "../../offers/offer.ts";
import { add, isNothing, subtract, type ResourceVector } from "../../resources/vector.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { aDocument } from "../../store/store.builders.ts";
import { CAPABLE, job, vector } from "../core/core.builders.ts";
import { takeOver } from "../leader.ts";
import { seededRandom } from "../../simulation/random.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { DEFAULT_TUNING } from "../state/tuning.ts";
import { createForecaster, type ForecastRound } from "./forecaster.ts";
import { silentBackend } from "../silent-backend.builders.ts";

export interface ForecastWorldOptions {
  readonly seed: number;
  readonly agents: number;
  readonly cpus: number;
  readonly jobs: number;
  /** All of them come within that time. */
  readonly arriveMs: number;
  /** So often forecasts are made. */
  readonly everyMs: number;
  /** How long a task runs, of that kind (0 … 4). */
  readonly runMs: (kind: number, chance: number) => number;
  /** Its time limit; absent: none. */
  readonly limitMs?: (kind: number, runMs: number) => number;
}

/** What comes when, and how long it runs. */
export interface ForecastWork {
  readonly atMs: number;
  readonly body: NewJob;
  readonly runMs: number;
}

/** A small cluster of equal agents, with jobs of five kinds. */
export function aForecastWorld(options: ForecastWorldOptions) {
  const random = seededRandom(options.seed);
  const work = Array.from({ length: options.jobs }, (_, at): ForecastWork => {
    const id = at + 1;
    const kind = random.integer(0, 4);
    const runMs = Math.round(options.runMs(kind, random.next()));
    const limitMs = options.limitMs?.(kind, runMs);
    const body = job(id, {
      user: `user${kind % 3}`,
      name: `kind${kind}-${id}`,
      resources: { ...job(id).spec.resources, cpus: 1 + (kind % 3), memoryBytes: 1024 ** 3 },
      ...(limitMs === undefined ? {} : { walltimeSeconds: Math.ceil(limitMs / 1000) }),
    });
    return { atMs: Math.round(random.next() * options.arriveMs), body, runMs };
  });
  const agents = Array.from({ length: options.agents }, () => vector(options.cpus, 64));
  return runForecastWorld({ agents, work, everyMs: options.everyMs });
}

/** How forecasts of a whole leader came true, in virtual time. */
export async function runForecastWorld({
  agents,
  everyMs,
  work,
}: {
  readonly agents: readonly ResourceVector[];
  readonly work: readonly ForecastWork[];
  readonly everyMs: number;
}) {
  const time = new VirtualTime();
  const store = openMemoryStore();
  const runs = new Map<number, number>();
  const startedMs = new Map<number, number>();
  const over = new AbortController();
  const backend = smallCluster(time, agents, (id) => {
    startedMs.set(id, time.nowMs());
    return runs.get(id) ?? 1000;
  });
  let wake = (): void => undefined;
  let woken = false;
  const rounds: ForecastRound[] = [];
  const ports = {
    store,
    backends: [backend],
    nowMs: () => time.nowMs(),
    wait: async (ms: number) => {
      if (!woken)
        await new Promise<void>((resolve) => {
          wake = resolve;
          time.after(Math.max(1, ms), resolve);
        });
      woken = false;
    },
    wake: () => {
      woken = true;
      wake();
    },
    prepare: async (
      body: NewJob,
      attempt: { readonly taskId: never; readonly resources: ResourceVector },
    ) => ({
      taskId: attempt.taskId,
      name: body.spec.name,
      argv: ["true"] as const,
      env: {},
      files: [],
      resources: attempt.resources,
      ports: [],
      account: { name: body.user },
      mounts: [],
      tmpfs: [],
      preemptible: false,
      labels: {},
      graceMs: 0,
    }),
    observe: ({ decision }: Parameters<Parameters<typeof takeOver>[0]["observe"]>[0]) =>
      forecaster?.took(decision),
  };
  let forecaster: ReturnType<typeof createForecaster> | undefined;
  const leader = await takeOver(ports as never, {
    instance: "l1",
    halfLifeMs: 7 * 86_400_000,
    tuning: { ...DEFAULT_TUNING, policy: fairShareOrder, unreachableTimeoutMs: 600_000, refuseMs: 60_000 },
    pollMs: 60_000, // whoever submits wakes it
    journalEntries: 1_000_000,
  });
  const submitted: number[] = [];
  /** Of all jobs that waited, after each round; without a time when nothing was said. */
  const heard: { readonly id: number; readonly atMs: number; readonly p50Ms: number | undefined }[] = [];
  /** What was said of a job once it had waited for a moment. */
  const said = new Map<number, { readonly atMs: number; readonly p50Ms: number; readonly p90Ms: number }>();
  const found = createForecaster({
    store,
    view: () => leader.view(),
    waiting: () => leader.countByState().get("pending") ?? 0,
    nowMs: () => time.nowMs(),
    everyMs,
    spentMs: () => 0,
    sleep: (ms) => time.sleep(ms),
    report: (round) => {
      rounds.push(round);
      for (const { atMs, job: id, p50Ms, p90Ms } of found.forecasts())
        if (!said.has(id) && !startedMs.has(id)) said.set(id, { atMs, p50Ms, p90Ms });
      for (const id of submitted)
        if (!startedMs.has(id)) heard.push({ id, atMs: time.nowMs(), p50Ms: found.forecast(id)?.p50Ms });
    },
  });
  forecaster = found;
  const leading = leader.run(over.signal);
  void found.run(over.signal);

  for (const { atMs, body, runMs } of work) {
    runs.set(body.id, runMs);
    time.after(atMs, () => {
      submitted.push(body.id);
      void store.submit([aDocument(body.id, { ...body, submittedAtMs: time.nowMs() })]);
      leader.look();
    });
  }
  const endMs = time.nowMs() + 100 * 3_600_000;
  await time.runUntil(() => startedMs.size === work.length, endMs);
  over.abort();
  ports.wake();
  await time.runUntil(() => false, time.nowMs() + 60_000);
  await leading;

  const scored = [...said].flatMap(([id, { atMs, p50Ms, p90Ms }]) => {
    const actualMs = startedMs.get(id);
    return actualMs === undefined || actualMs < atMs
      ? []
      : [{ id, saidAtMs: atMs, wait: actualMs - atMs, p50: p50Ms - atMs, p90: p90Ms - atMs }];
  });
  // The first ones are what it learns from.
  const late = scored.toSorted((a, b) => a.id - b.id).slice(Math.min(100, scored.length >> 1));
  const errors = late
    .map(({ p50, wait }) => Math.abs(p50 - wait) / Math.max(wait, 20_000))
    .toSorted((a, b) => a - b);
  const widths = late.map(({ p50, p90 }) => (p90 + 1000) / (p50 + 1000)).toSorted((a, b) => a - b);
  const waits = late.map(({ wait }) => wait).toSorted((a, b) => a - b);
  return {
    started: startedMs.size,
    medianWaitMs: waits[waits.length >> 1] ?? NaN,
    scored: late.length,
    covered: late.filter(({ p90, wait }) => wait <= p90 + 1000).length / Math.max(1, late.length),
    medianError: errors[errors.length >> 1] ?? NaN,
    /** How much longer the wait in nine of ten cases is than the middle one. */
    medianWidth: widths[widths.length >> 1] ?? NaN,
    /** Rounds whose first forecasts these were: jobs of one round come true together, or fail together. */
    spells: new Set(late.map(({ saidAtMs }) => saidAtMs)).size,
    rounds,
    heard,
    startedMs: startedMs as ReadonlyMap<number, number>,
  };
}

/** Agents that are offered whenever they have room and it was not declined. */
function smallCluster(
  time: VirtualTime,
  totals: readonly ResourceVector[],
  begin: (job: number) => number,
): Backend {
  const agents = totals.map((total, at) => ({
    id: `a${at}`,
    total,
    free: total,
    offer: undefined as string | undefined,
    refusedUntilMs: 0,
  }));
  let emit: (event: BackendEvent) => void = () => undefined;
  let suppressed = false;
  let offers = 0;
  const offerAll = (): void => {
    const made: Offer[] = [];
    for (const agent of agents) {
      if (
        suppressed ||
        agent.refusedUntilMs > time.nowMs() ||
        agent.offer !== undefined ||
        isNothing(agent.free)
      )
        continue;
      offers += 1;
      agent.offer = `o${offers}`;
      made.push({
        id: agent.offer,
        agentId: agent.id,
        hostname: agent.id,
        access: "",
        attributes: {},
        lot: "",
        resources: agent.free,
        ports: [],
        reservations: [],
      });
    }
    if (made.length > 0) emit({ type: "offers", offers: made });
  };
  const later = (act: () => void): void => time.after(5, act);
  const answered = (ids: readonly string[], refuseMs: number) => {
    const agent = agents.find(({ offer }) => offer !== undefined && ids.includes(offer));
    if (agent !== undefined) {
      agent.offer = undefined;
      agent.refusedUntilMs = time.nowMs() + refuseMs;
      time.after(refuseMs, offerAll);
    }
    return agent;
  };
  return {
    ...silentBackend(),
    name: "mesos",
    capabilities: { ...CAPABLE, reservations: false },
    start: async (events) => {
      emit = events.emit;
      emit({ type: "connected", registrationId: "f1" });
      const known = agents.map(({ id, total }) => ({
        id,
        hostname: id,
        attributes: {},
        total,
        active: true,
        reservations: [],
      }));
      emit({ type: "agents", agents: known });
      offerAll();
    },
    launch: ({ offerIds, refuseMs, tasks }) =>
      later(() => {
        const agent = answered(offerIds, refuseMs);
        if (agent === undefined) return;
        for (const { resources, taskId } of tasks) {
          agent.free = subtract(agent.free, resources);
          const status = (state: "running" | "finished") =>
            emit({
              type: "status",
              update: {
                taskId,
                agentId: agent.id,
                state,
                reconciliation: false,
                ...(state === "finished" ? { exitCode: 0 } : {}),
              },
            });
          status("running");
          time.after(begin(Number(taskId.split(".")[0])), () => {
            agent.free = add(agent.free, resources);
            agent.refusedUntilMs = 0;
            status("finished");
            offerAll();
          });
        }
      }),
    decline: (ids, refuseMs) => later(() => void answered(ids, refuseMs)),
    suppress: () =>
      later(() => {
        suppressed = true;
      }),
    revive: () =>
      later(() => {
        suppressed = false;
        for (const agent of agents) agent.refusedUntilMs = 0;
        offerAll();
      }),
  };
}
