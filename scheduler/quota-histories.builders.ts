import assert from "node:assert/strict";
import type { QuotaDefinition } from "../accounts/quota.ts";
import type { QuotaOwner } from "../accounts/stored-rules.ts";
import { aJob, aRetryPolicy, aSpec, someResources } from "../jobs/life/job.builders.ts";
import { isFinal, type NewJob } from "../jobs/life/job.ts";
import type { BackendEvent } from "../offers/backend.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { openMemoryStore } from "../store/memory.ts";
import { beginTerm, type Term } from "./leader-term.builders.ts";
import { plainCluster } from "./plain-cluster.builders.ts";
import { attemptsIn, checkLaunches, checkUsage, type Found } from "./quota-checks.builders.ts";
import { seededRandom, type Random } from "../simulation/random.ts";

/** A history lies within one month: its hours are counted in one window. */
const BEGIN_MS = Date.UTC(2030, 4, 1, 12);
const HOUR_MS = 3_600_000;
const MIB = 1024 ** 2;

export interface QuotaHistoryResult extends Found {
  readonly changes: number;
  /** Leaders that were stopped, that slept while another one took over, and that died. */
  readonly stopped: number;
  readonly fenced: number;
  readonly crashed: number;
}

/**
 * A random history of leaders on one store: what people submit and cancel, what becomes of it in the cluster,
 * administrators who change limits, and leaders that are stopped, sleep and die. What must hold is read from the journal
 * and the store.
 * @param known  what the leaders are told of the limits of the configuration
 */
export async function runQuotaHistory(
  seed: number,
  steps: number,
  known: (quotas: readonly QuotaDefinition[]) => readonly QuotaDefinition[] = (quotas) => quotas,
): Promise<QuotaHistoryResult> {
  const random = seededRandom(seed);
  const store = openMemoryStore();
  const agents = someAgents(random);
  const cluster = plainCluster(agents);
  const quotas = someQuotas(random);
  const jobs = new Map<number, NewJob>();
  const count = { changes: 0, stopped: 0, fenced: 0, crashed: 0 };
  let nowMs = BEGIN_MS;
  let ids = 0;
  let requests = 0;
  let emit: (event: BackendEvent) => void = () => undefined;

  const begin = (): Promise<Term> => {
    const backend = cluster.connect();
    ({ emit } = backend);
    const instance = `l${count.stopped + count.fenced + count.crashed}`;
    return beginTerm({ store, backend, nowMs: () => nowMs, instance, quotas: known(quotas) });
  };

  const submit = async (): Promise<void> => {
    for (let some = random.integer(1, 4); some > 0; some -= 1) {
      const job = someJob(random, ids + 1, nowMs);
      // The ids behind an array are those of its tasks.
      ids += job.spec.array === undefined ? 1 : 10;
      jobs.set(job.id, job);
      await store.submit([{ kind: "job", key: `job/${job.id}`, job }]);
    }
  };

  const cancel = async (): Promise<void> => {
    if (jobs.size === 0) return;
    requests += 1;
    const job = random.pick([...jobs.keys()]);
    const request = { job, verb: "cancel", by: "root", admin: true, atMs: nowMs } as const;
    await store.submit([{ kind: "request", key: `request/${requests}`, request }]);
  };

  const change = async (): Promise<void> => {
    count.changes += 1;
    const revision = (await store.rules()).revision + 1;
    const whose = random.pick(OWNERS);
    const value = random.chance(0.8) ? { value: someLimits(random, whose) } : {};
    const record = {
      type: "rules",
      revision,
      by: "root",
      change: { of: "quota", whose, ...value },
    } as const;
    await store.submit([{ kind: "record", key: `record/rules/${revision}`, record }]);
  };

  const offer = async (): Promise<void> => {
    const left = new Map(agents);
    for (const { attempt } of await attemptsIn(store)) {
      const { agentId } = attempt.placement;
      const before = left.get(agentId);
      if (before !== undefined && !isFinal(attempt.state))
        left.set(agentId, minus(before, attempt.resources));
    }
    emit(cluster.offers(left));
  };

  const news = (state: "running" | "finished" | "failed"): void => {
    for (const [taskId, { isRunning }] of cluster.tasks) {
      if (isRunning === (state === "running") || random.chance(0.4)) continue;
      if (state === "running") cluster.running(taskId, emit);
      else cluster.ended(taskId, state, emit);
    }
  };

  const restart = async (term: Term): Promise<Term> => {
    const how = random.pick(["stop", "sleep", "crash"]);
    if (how === "sleep") {
      // It wakes up with work and offers when there is another leader, and starts nothing.
      const asleep = emit;
      const next = await begin();
      await next.settled();
      const before = [...cluster.tasks.keys()];
      await submit();
      asleep(cluster.offers(agents));
      term.wake();
      assert.deepEqual(await term.end, { type: "fenced" });
      assert.deepEqual([...cluster.tasks.keys()], before);
      count.fenced += 1;
      return next;
    }
    if (how === "crash") {
      term.crashAt(random.pick(["commit", "send"]));
      await submit();
      await offer();
      term.wake();
      await term.settled();
    }
    term.stop();
    if ((await term.end) === "crashed") count.crashed += 1;
    else count.stopped += 1;
    return begin();
  };

  let term = await begin();
  await term.settled();
  for (let step = 0; step < steps; step += 1) {
    const dice = random.integer(1, 100);
    if (dice <= 20) await submit();
    else if (dice <= 45) await offer();
    else if (dice <= 58) news("running");
    else if (dice <= 70) news(random.chance(0.8) ? "finished" : "failed");
    else if (dice <= 80) nowMs += random.pick([1000, 60_000, HOUR_MS, 4 * HOUR_MS]);
    else if (dice <= 90) await change();
    else if (dice <= 93) await cancel();
    else term = await restart(term);
    term.wake();
    await term.settled();
    await checkUsage(term.leader, store, nowMs);
  }
  term.stop();
  await term.end;
  return { ...count, ...checkLaunches(await store.entries(0, 1_000_000), jobs, quotas) };
}

const OWNERS: readonly QuotaOwner[] = [
  {},
  { project: "*" },
  { project: "bio" },
  { user: "*" },
  { user: "cyd" },
  { user: "ana", project: "bio" },
];

function someAgents(random: Random): ReadonlyMap<string, ResourceVector> {
  return new Map(
    Array.from({ length: random.integer(1, 3) }, (_, n): [string, ResourceVector] => [
      `a${n + 1}`,
      { cpusMilli: 1000 * random.integer(3, 8), memMib: 32_768, diskMib: 20_000, gpus: 2 },
    ]),
  );
}

function someQuotas(random: Random): readonly QuotaDefinition[] {
  return [
    ...OWNERS.map((whose) => someLimits(random, whose)),
    { user: "bob", acrossProjects: true, tasks: random.integer(1, 4) },
    { user: "*", acrossProjects: true, diskMib: 1000 * random.integer(1, 8) },
    { project: "geo", soft: true, tasks: 1 },
  ].filter(() => random.chance(0.4));
}

function someLimits(random: Random, whose: QuotaOwner): QuotaDefinition {
  return {
    ...whose,
    tasks: random.integer(random.chance(0.1) ? 0 : 2, 9),
    ...(random.chance(0.3) ? { cpusMilli: 1000 * random.integer(1, 10) } : {}),
    ...(random.chance(0.2) ? { memMib: 1024 * random.integer(2, 16) } : {}),
    ...(random.chance(0.2) ? { diskMib: 1000 * random.integer(0, 9) } : {}),
    ...(random.chance(0.2) ? { gpus: random.integer(0, 2) } : {}),
    ...(random.chance(0.2) ? { jobs: random.integer(0, 6) } : {}),
    ...(random.chance(0.2) ? { cpuHours: random.integer(5, 200), window: "month" } : {}),
  };
}

function someJob(random: Random, id: number, nowMs: number): NewJob {
  const backoff = { initialSeconds: 0, factor: 1, maxSeconds: 0 };
  return aJob({
    id,
    user: random.pick(["ana", "bob", "cyd"]),
    submittedAtMs: nowMs,
    spec: aSpec({
      project: random.pick(["bio", "geo"]),
      resources: someResources({
        cpus: random.pick([1, 1, 2, 3]),
        memoryBytes: random.pick([1, 2]) * 1024 * MIB,
        diskBytes: random.pick([0, 0, 1000]) * MIB,
        gpus: random.pick([0, 0, 0, 1]),
      }),
      ...(random.chance(0.2) ? { scratch: { bytes: 2000 * MIB, path: "scratch" } } : {}),
      ...(random.chance(0.2) ? { array: { from: 1, to: random.integer(2, 6), step: 1 } } : {}),
      retry: aRetryPolicy({ maxAttempts: 3, on: ["any"], backoff }),
    }),
  });
}

function minus(a: ResourceVector, b: ResourceVector): ResourceVector {
  return {
    cpusMilli: a.cpusMilli - b.cpusMilli,
    memMib: a.memMib - b.memMib,
    diskMib: a.diskMib - b.diskMib,
    gpus: a.gpus - b.gpus,
  };
}
