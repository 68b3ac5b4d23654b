import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fairShareOrder } from "../../fair-share/order.ts";
import { anAttempt } from "../../jobs/life/job.builders.ts";
import type { Attempt, Job, NewJob } from "../../jobs/life/job.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { WhatIf } from "../../offers/what-if.ts";
import { subtract } from "../../resources/vector.ts";
import { CAPABLE, job, vector } from "../core/core.builders.ts";
import { seededRandom } from "../../simulation/random.ts";
import { DEFAULT_TUNING } from "../state/tuning.ts";
import { calibration } from "./calibration.ts";
import { aForecastWorld } from "./forecast-world.builders.ts";
import { kindOf, type LiveState } from "./live-state.ts";
import { predict } from "./predict.ts";
import { runTimes, stemOf, type RunTimes } from "./run-times.ts";
import { compare } from "./what-if.ts";

const NOW_MS = 1_000_000_000;
const MINUTE_MS = 60_000;

function waiting(body: NewJob): { readonly job: Job; readonly live: readonly Attempt[] } {
  return { job: { ...body, status: newStatus(body) }, live: [] };
}

/** On agent `a1`, since so many minutes. */
function running(
  body: NewJob,
  sinceMinutes: number,
): { readonly job: Job; readonly live: readonly Attempt[] } {
  const runningAtMs = NOW_MS - sinceMinutes * MINUTE_MS;
  const attempt = anAttempt({
    job: body.id,
    taskId: `${body.id}.1.1` as Attempt["taskId"],
    state: "running",
    placement: { backend: "mesos", agentId: "a1", hostname: "a1", access: "" },
    resources: { ...vector(1, 1), diskMib: 0 },
    launchedAtMs: runningAtMs,
    runningAtMs,
  });
  const status = { ...newStatus(body), state: "running", waiting: [], running: 1 } as const;
  return { job: { ...body, status }, live: [attempt] };
}

/** One agent of so many CPUs, and what is live there. */
function aState(
  cpus: number,
  entries: readonly { readonly job: Job; readonly live: readonly Attempt[] }[],
): LiveState {
  let free = vector(cpus, 64);
  for (const { live } of entries) for (const { resources } of live) free = subtract(free, resources);
  const agent: AgentView = {
    id: "a1",
    backend: "mesos",
    hostname: "a1",
    attributes: {},
    active: true,
    total: vector(cpus, 64),
    free,
    tasks: 0,
  };
  const { id, hostname, attributes, active, total } = agent;
  return {
    options: {
      epoch: 1,
      halfLifeMs: 3_600_000,
      nowMs: NOW_MS,
      tuning: { ...DEFAULT_TUNING, policy: fairShareOrder, unreachableTimeoutMs: 600_000, refuseMs: 60_000 },
    },
    backends: [{ name: "mesos", capabilities: CAPABLE }],
    clusters: [
      { type: "backend", backend: "mesos", event: { type: "connected", registrationId: "f" } },
      {
        type: "backend",
        backend: "mesos",
        event: { type: "agents", agents: [{ id, hostname, attributes, active, total, reservations: [] }] },
      },
    ],
    agents: [agent],
    wide: { passedOver: [], planned: [], earmarked: [] },
    jobs: entries.map((entry) => ({ ...entry, kind: kindOf(entry.job) })),
    parents: new Map(),
    usage: [],
  };
}

function predicted(state: LiveState, runs: RunTimes = runTimes(), events = 100_000) {
  const work = predict(state, runs, { rollouts: 10, events, horizonMs: 30 * 86_400_000 });
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

const limited = (id: number, minutes: number) => job(id, { walltimeSeconds: minutes * 60 });

describe("a forecast of starts", () => {
  it("is exact where tasks take the time that they may", () => {
    const state = aState(2, [
      running(limited(1, 60), 50),
      running(limited(2, 60), 20),
      waiting(limited(3, 30)),
      waiting(limited(4, 30)),
      waiting(limited(5, 30)),
    ]);
    const { basis, waits } = predicted(state);
    assert.equal(basis, "limits");
    const minutes = [3, 4, 5].map((id) => Math.round((waits.get(id)?.p50 ?? NaN) / MINUTE_MS));
    // 1 ends after 10 minutes, 2 and 3 after 40.
    assert.deepEqual(minutes, [10, 40, 40]);
  });

  it("says nothing where nobody knows when room will come", () => {
    const state = aState(1, [running(job(1), 50), waiting(job(2)), waiting(limited(3, 5))]);
    assert.deepEqual([...predicted(state).waits], []);
  });

  it("says nothing of a job that no machine is large enough for, and ends all the same", () => {
    const big = job(2, { resources: { ...job(2).spec.resources, cpus: 64 } });
    const state = aState(1, [running(limited(1, 60), 50), waiting(big), waiting(limited(3, 5))]);
    assert.deepEqual([...predicted(state).waits.keys()], [3]);
  });

  it("waits for what a job waits for", () => {
    const child = job(2, { dependencies: [{ job: 1, on: "success", unmet: "fail" }], walltimeSeconds: 60 });
    const state = aState(4, [running(limited(1, 60), 50), waiting(child)]);
    assert.equal(Math.round((predicted(state).waits.get(2)?.p50 ?? NaN) / MINUTE_MS), 10);
  });

  it("goes by what tasks like it took before, and is wider where these differ", () => {
    const runs = runTimes();
    const body = limited(1, 600);
    for (let task = 0; task < 200; task += 1) runs.learn(kindOf(body), (10 + (task % 20)) * MINUTE_MS);
    const { basis, waits } = predicted(aState(1, [running(body, 0), waiting(limited(2, 600))]), runs);
    assert.equal(basis, "history");
    const { p50 = NaN, p90 = NaN } = waits.get(2) ?? {};
    assert.ok(p50 > 16 * MINUTE_MS && p50 < 24 * MINUTE_MS, `${p50 / MINUTE_MS}`);
    assert.ok(p90 > 25 * MINUTE_MS && p90 < 33 * MINUTE_MS, `${p90 / MINUTE_MS}`);
  });

  it("is the same again from the same state, and leaves it as it was", () => {
    const state = aState(2, [
      running(limited(1, 60), 50),
      ...[2, 3, 4, 5].map((id) => waiting(limited(id, 30))),
    ]);
    const before = JSON.stringify(state);
    const first = predicted(state);
    assert.deepEqual(predicted(state), first);
    assert.equal(JSON.stringify(state), before);
  });

  it("ends at its bound of events", () => {
    const jobs = Array.from({ length: 500 }, (_, at) => waiting(limited(at + 2, 1)));
    const { events, waits } = predicted(aState(1, [running(limited(1, 2), 1), ...jobs]), runTimes(), 300);
    assert.ok(events < 400, `${events}`);
    assert.ok(waits.size > 0 && waits.size < 500, "the first ones are known");
  });
});

describe("what is known of run times", () => {
  const kind = { account: "p/ada", stem: "align", shape: "1" };

  it("is nothing before there are some", () => {
    assert.equal(runTimes().expect(kind, 0.5, 0), undefined);
    assert.deepEqual(runTimes().expect({ ...kind, limitMs: 5000 }, 0.5, 0), { ms: 5000, basis: "limit" });
  });

  it("comes from the narrowest group that has enough", () => {
    const runs = runTimes();
    for (let task = 0; task < 8; task += 1) runs.learn(kind, 10_000);
    for (let task = 0; task < 8; task += 1)
      runs.learn({ ...kind, stem: "sort", account: "p/bob" }, 1_000_000);
    const near = (ms: number | undefined, wanted: number) => Math.abs((ms ?? 0) / wanted - 1) < 0.2;
    assert.ok(near(runs.expect(kind, 0.5, 0)?.ms, 10_000));
    assert.ok(
      near(runs.expect({ ...kind, stem: "new" }, 0.5, 0)?.ms, 10_000),
      "the account's tasks of that size",
    );
    assert.ok(near(runs.expect({ ...kind, account: "p/bob", stem: "new" }, 0.5, 0)?.ms, 1_000_000));
    assert.equal(runs.expect({ ...kind, shape: "2", limitMs: 7 }, 0.5, 0)?.basis, "limit");
  });

  it("goes by a task's own limit where tasks differ and keep to theirs", () => {
    const runs = runTimes();
    for (let task = 1; task <= 20; task += 1) runs.learn({ ...kind, limitMs: task * 100_000 }, task * 50_000);
    const { basis, ms = NaN } = runs.expect({ ...kind, limitMs: 10_000_000 }, 0.5, 0) ?? {};
    assert.equal(basis, "limit");
    assert.ok(ms > 4_000_000 && ms < 6_000_000, `half of it, and not ${ms}`);
    const late = runs.expect({ ...kind, limitMs: 10_000_000 }, 0.5, 9_000_000)?.ms ?? NaN;
    assert.ok(late >= 9_000_000 && late <= 10_000_000, `${late}`);
  });

  it("goes by what others took where limits say nothing", () => {
    const runs = runTimes();
    for (let task = 1; task <= 20; task += 1) runs.learn({ ...kind, limitMs: task * 100_000 }, 60_000);
    const { basis, ms = NaN } = runs.expect({ ...kind, limitMs: 10_000_000 }, 0.5, 0) ?? {};
    assert.equal(basis, "history");
    assert.ok(Math.abs(ms / 60_000 - 1) < 0.2, `${ms}`);
  });

  it("is never shorter than what a task has run, nor longer than its limit, and rises with the part asked for", () => {
    const times = fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 8, maxLength: 60 });
    const part = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(times, times, fc.nat(2_000_000_000), part, part, (learned, still, ranMs, a, b) => {
        const learning = runTimes();
        const like = (at: number, ms: number) =>
          at % 3 === 0 ? kind : { ...kind, limitMs: at % 3 === 1 ? ms : 1_000_000_000 };
        for (const [at, ms] of learned.entries()) learning.learn(like(at, ms), ms);
        const running = still.slice(8).map((ms, at) => ({ kind: like(at, ms), ranMs: ms }));
        const runs = learning.alongside(running);
        const limitMs = 3_000_000_000;
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map(
          (quantile) => runs.expect({ ...kind, limitMs }, quantile, ranMs)?.ms ?? NaN,
        );
        assert.ok(low !== undefined && high !== undefined && ranMs <= low && low <= high && high <= limitMs);
      }),
    );
  });

  it("is the same from the first tasks of a session that end as from all of them, since others still run", () => {
    // 400 tasks of 1 to 400 minutes began together; an eighth has ended.
    const minutes = Array.from({ length: 400 }, (_, at) => at + 1);
    const nowMs = 50 * MINUTE_MS;
    const [first, all] = [runTimes(), runTimes()];
    for (const each of minutes) all.learn(kind, each * MINUTE_MS);
    for (const each of minutes) if (each * MINUTE_MS <= nowMs) first.learn(kind, each * MINUTE_MS);
    const running = minutes.slice(50).map(() => ({ kind, ranMs: nowMs }));
    for (const quantile of [0.02, 0.05, 0.1]) {
      const [told, wanted] = [first.alongside(running), all].map(
        (runs) => runs.expect(kind, quantile, 0)?.ms ?? NaN,
      );
      assert.ok(Math.abs((told ?? NaN) / (wanted ?? NaN) - 1) < 0.2, `${told}, not ${wanted}`);
    }
    // How much longer the others run nobody knows; not that they end like those that ended.
    assert.ok((first.expect(kind, 0.5, 0)?.ms ?? NaN) < nowMs);
    assert.ok((first.alongside(running).expect(kind, 0.5, 0)?.ms ?? NaN) > nowMs);
    const other = { ...kind, account: "p/bob" };
    assert.equal(first.alongside([]).expect(other, 0.3, 0)?.ms, first.expect(other, 0.3, 0)?.ms);
  });

  it("knows names by what does not count up", () => {
    assert.deepEqual(["align-017", "Align_18", "align", "2026-11"].map(stemOf), [
      "align",
      "align",
      "align",
      "",
    ]);
  });
});

describe("the calibration of forecasts", () => {
  it("makes nine of ten come true, whatever the tasks do", () => {
    const kept = calibration();
    let held = 0;
    for (let at = 0; at < 2000; at += 1) {
      // Waits are 1 to 3 times what was said.
      const actual = 60_000 * (1 + ((at * 7919) % 1000) / 500);
      const { p50, p90 } = kept.factors();
      const published90 = 60_000 * p90;
      if (at >= 1000 && actual <= published90) held += 1;
      const said = { atMs: at * MINUTE_MS, saidP50: 60_000, saidP90: 60_000 };
      kept.came({ ...said, published50: 60_000 * p50, published90, actual });
    }
    assert.ok(held >= 880 && held <= 930, `${held} of 1000`);
    assert.ok(Math.abs((kept.coverage() ?? 0) - 0.9) < 0.03);
    // From half of the middle one too early to as much too late, by waits of 1 to 3 minutes: a quarter.
    assert.ok(Math.abs((kept.medianError() ?? 0) - 0.25) < 0.03, `${kept.medianError()}`);
  });

  it("takes short waits for 20 seconds when it says how far off it was", () => {
    const kept = calibration();
    for (let at = 0; at < 40; at += 1)
      kept.came({ atMs: 0, saidP50: 0, saidP90: 0, published50: 0, published90: 0, actual: 2000 });
    assert.equal(kept.medianError(), 0.1);
  });

  /** So many jobs of one burst, all told the same, which came true so many times later. */
  const burst = (kept: ReturnType<typeof calibration>, atMs: number, jobs: number, times: number): number => {
    const saidMs = 600_000;
    const { p50, p90 } = kept.factors();
    const said = { atMs, saidP50: saidMs, saidP90: saidMs };
    let held = 0;
    for (let job = 0; job < jobs; job += 1) {
      const actual = saidMs * times * (0.98 + (0.04 * job) / jobs);
      kept.came({ ...said, published50: saidMs * p50, published90: saidMs * p90, actual });
      if (actual <= saidMs * p90) held += 1;
    }
    return held / jobs;
  };

  it("makes nine of ten bursts come true, however wrong the forecasts are, and however large each is", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.2, max: 5, noNaN: true }), (seed, bias) => {
        const random = seededRandom(seed);
        const kept = calibration();
        let held = 0;
        for (let at = 0; at < 464; at += 1) {
          // Jobs of a burst are late together: by as much as another one, or three times as much.
          const times = bias * (1 + 2 * random.next());
          const part = burst(kept, at * 20 * MINUTE_MS, 2 ** random.integer(0, 3), times);
          if (at >= 64) held += part / 400;
        }
        assert.ok(held > 0.82 && held < 0.98, `${held}`);
      }),
      { numRuns: 8 }, // each is hundreds of bursts
    );
  });

  it("learns from one burst that its forecasts came too early, but not that they can be surer", () => {
    const early = calibration();
    burst(early, 0, 1000, 0.5);
    assert.ok(Math.abs(early.factors().p50 - 0.5) < 0.01);
    assert.equal(early.factors().p90, 1.25);
    const late = calibration();
    burst(late, 0, 1000, 3);
    assert.ok(late.factors().p90 >= 3);
  });

  it("leaves forecasts as they are after a few starts", () => {
    const kept = calibration();
    burst(kept, 0, 31, 3);
    assert.deepEqual(kept.factors(), { p50: 1, p90: 1.25 });
  });

  it("says nothing of itself before there are some", () => {
    assert.equal(calibration().coverage(), undefined);
    assert.equal(calibration().medianError(), undefined);
    assert.deepEqual(calibration().factors(), { p50: 1, p90: 1.25 });
  });
});

describe("what would be if something were otherwise", () => {
  function compared(state: LiveState, change: WhatIf) {
    const work = compare(state, change, runTimes(), { rollouts: 4, events: 50_000, horizonMs: 86_400_000 });
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  }
  const minutes = (atMs: number | undefined) => Math.round(((atMs ?? NaN) - NOW_MS) / MINUTE_MS);
  const busy = aState(1, [running(limited(1, 60), 50), waiting(limited(2, 30)), waiting(limited(3, 30))]);

  it("lets jobs start earlier on more machines", () => {
    const { earlier, jobs, later, same } = compared(busy, { addAgents: [{ like: "a1", count: 1 }] });
    assert.deepEqual([earlier, later, same], [2, 0, 0]);
    const third = jobs.find(({ job: id }) => id === 3);
    assert.deepEqual([minutes(third?.beforeMs), minutes(third?.afterMs)], [40, 10]);
  });

  it("says nothing of a start when the only machine goes", () => {
    const { jobs, unknown } = compared(busy, { removeAgents: ["a1"] });
    assert.equal(unknown, 2);
    assert.deepEqual(
      jobs.map(({ afterMs }) => afterMs),
      [undefined, undefined],
    );
  });

  it("says when a new job would start, and whom it would delay", () => {
    const urgent = job(1, { priority: 100, walltimeSeconds: 600 });
    const { later, submitted } = compared(busy, { submit: [urgent] });
    assert.equal(minutes(submitted[0]?.p50Ms), 10);
    assert.equal(later, 2);
  });

  it("says what a cancelled job leaves to others", () => {
    const { earlier, jobs } = compared(busy, { cancel: [1] });
    assert.equal(earlier, 2);
    assert.deepEqual(jobs.map(({ afterMs, job: id }) => [id, minutes(afterMs)]).toSorted(), [
      [2, 0],
      [3, 30],
    ]);
  });

  it("follows other shares and another policy", () => {
    const state = aState(1, [
      running(limited(1, 60), 50),
      waiting(job(2, { user: "ada", project: "slow", walltimeSeconds: 1800 })),
      waiting(job(3, { user: "bob", project: "fast", walltimeSeconds: 1800 })),
    ]);
    const usage = [
      { user: "bob", project: "fast", hourMs: NOW_MS - 3_600_000, cpuMilliMs: 1e9, memMibMs: 0, gpuMs: 0 },
      { user: "ada", project: "slow", hourMs: NOW_MS - 3_600_000, cpuMilliMs: 1e8, memMibMs: 0, gpuMs: 0 },
    ];
    const fifo = compared({ ...state, usage }, { policy: "fifo" });
    assert.deepEqual([fifo.earlier, fifo.later], [0, 0], "2 is older and has used less");
    const shares = compared({ ...state, usage }, { shares: [{ name: "fast", weight: 1000 }] });
    assert.deepEqual([shares.earlier, shares.later], [1, 1]);
  });

  it("knows no machine that is not there", () => {
    assert.throws(() => compared(busy, { removeAgents: ["a9"] }), /no machine a9/);
  });
});

describe("forecasts of a leader", () => {
  it("come true, on a cluster whose limits are honest", async () => {
    const runMs = (kind: number, chance: number) =>
      ([2, 5, 10, 20, 40][kind] ?? 1) * MINUTE_MS * (0.5 + chance);
    const { covered, medianError, scored, started } = await aForecastWorld({
      seed: 1,
      agents: 1,
      cpus: 8,
      jobs: 40,
      arriveMs: 1,
      everyMs: 15 * MINUTE_MS,
      runMs,
      limitMs: (_kind, ms) => ms + 5000,
    });
    assert.equal(started, 40);
    assert.ok(scored >= 10, `${scored}`);
    assert.ok(medianError <= 0.25, `${medianError}`);
    assert.ok(covered >= 0.8, `${covered}`);
  });
});
