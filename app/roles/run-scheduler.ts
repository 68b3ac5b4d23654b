import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { StoredRules } from "../../accounts/stored-rules.ts";
import { systemClock } from "../../coordination/clock.ts";
import { leadership } from "../../coordination/lease.ts";
import { createWakeUp } from "../../coordination/wake-up.ts";
import { whatIfAnswerer } from "../../scheduler/forecast/ask-what-if.ts";
import { createForecaster, type Forecaster } from "../../scheduler/forecast/forecaster.ts";
import { takeOver, type Leader } from "../../scheduler/leader.ts";
import type { TermEnd } from "../../scheduler/leading/cycles.ts";
import type { LeaderOptions, LeaderPorts, Recorder } from "../../scheduler/leading/leader-ports.ts";
import { readAhead, type ReadAhead } from "../../scheduler/leading/reading-ahead.ts";
import type { SetAside } from "../../scheduler/leading/set-aside.ts";
import type { Tuning } from "../../scheduler/state/tuning.ts";
import { FencedError, StoreUnavailableError, type Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { Cluster } from "../executors/mesos.ts";
import { leaderSigns } from "../leader/leader-liveness.ts";
import { openLeaderServer, type LeaderServer, type Questions } from "../leader/leader-server.ts";
import { observer } from "../wiring/observe.ts";

/** Least pause between two rounds of forecasts. */
const FORECAST_EVERY_MS = 10_000;

export interface SchedulerOptions extends Omit<LeaderOptions, "tuning"> {
  readonly store: Store;
  /** Made anew for each term of leadership. */
  readonly clusters: () => readonly Cluster[];
  /** Asked at the beginning of each term, and whenever `changed` tells. */
  readonly tuning: () => Tuning;
  /** Calls `listener` when the configuration has changed. @returns ends that */
  readonly changed?: (listener: () => void) => () => void;
  /** Calls `listener` when this process itself has put something into the inbox. @returns ends that */
  readonly submitted?: (listener: () => void) => () => void;
  /** Called with what administrators decided over the API; `changed` tells then, too. */
  readonly ruled?: (rules: StoredRules) => void;
  readonly prepare: LeaderPorts["prepare"];
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly leaseTtlMs: number;
  /** Address under which API processes reach this one while it leads. */
  readonly host: string;
  /** What else is done while this process leads, each until `signal`. Must not reject. */
  readonly beside?: readonly ((signal: AbortSignal) => Promise<void>)[];
  /** Keeps what the core is told. */
  readonly recorder?: Recorder;
  /** What operators must know beside what the leader itself set aside. */
  readonly troubles?: () => readonly string[];
  readonly at?: LeaderPorts["at"];
  /** Puts something between the loop and what it stands on; for tests. */
  readonly tamper?: (ports: LeaderPorts) => LeaderPorts;
}

/**
 * Leads when nobody else does, waits when somebody does, until `signal`. Any number of these may run on one store. A
 * cluster that will not have us does not end it: see `patient-backend.ts`.
 */
export async function runScheduler(options: SchedulerOptions, signal: AbortSignal): Promise<void> {
  const { store, log, metrics, instance } = options;
  const secret = randomBytes(32).toString("base64url");
  const server = await openLeaderServer({ host: options.host, secret });
  try {
    const terms = leadership({
      store,
      instance,
      address: server.address,
      secret,
      ttlMs: options.leaseTtlMs,
      clock: systemClock,
      signal,
      isGone: leaderSigns().isGone,
      onTrouble: (error) => log.warn("the lease could not be read or written", { err: error }),
    });
    let ahead = beginReading(options, signal);
    for await (const term of terms) {
      const end = await leadOnce(options, server, term.signal, ahead.reading);
      await ahead.end();
      ahead = beginReading(options, signal);
      metrics.leading(undefined);
      if (end !== undefined && end.type !== "signal")
        log.warn("leadership ended", { event: "leader.ended", ...end });
    }
  } finally {
    await server.close();
  }
}

/** What it takes to lead is read before there is anything to lead: of a long queue that takes longer than the lease. */
function beginReading(
  { log, store, tuning }: SchedulerOptions,
  signal: AbortSignal,
): { readonly reading: ReadAhead; readonly end: () => Promise<void> } {
  const over = new AbortController();
  const reading = readAhead({
    store,
    tuning: tuning(),
    clock: systemClock,
    trouble: (error) =>
      log.warn("what is queued could not be read ahead", { event: "ahead.failed", err: error }),
  });
  const running = reading.run(AbortSignal.any([signal, over.signal]));
  return {
    reading,
    end: () => {
      over.abort();
      return running;
    },
  };
}

async function leadOnce(
  options: SchedulerOptions,
  server: LeaderServer,
  signal: AbortSignal,
  ahead: ReadAhead,
): Promise<TermEnd | undefined> {
  const { log, metrics } = options;
  const clusters = options.clusters();
  const look: TurnLook = { observe: () => {}, rested: () => undefined };
  const ports = leaderPorts(options, clusters, look);
  let ends: readonly ((() => void) | undefined)[] = [];
  try {
    const leaderOptions: LeaderOptions = { ...options, tuning: options.tuning() };
    const leader = await takeOver(options.tamper?.(ports) ?? ports, leaderOptions, ahead);
    log.info("leading", { event: "leader.began", epoch: leader.epoch });
    metrics.leading(leader.epoch);
    const forecasts = forecastsOf(options, leader);
    watchTurns(look, options, leader, forecasts.forecaster);
    ends = [
      options.changed?.(() => configure(options, leader, clusters)),
      options.submitted?.(() => leader.look()),
    ];
    // It was loaded before it was known what administrators had decided.
    configure(options, leader, clusters);
    metrics.readClusters(() => clusters.map((cluster) => cluster.reading()));
    metrics.readMesos(() => clusters.find((cluster) => cluster.mesos() !== undefined)?.mesos());
    const over = new AbortController();
    server.serve(leaderAnswers(options, leader, clusters, forecasts, () => over.abort()));
    const until = AbortSignal.any([signal, over.signal]);
    const beside = [...(options.beside ?? []), forecasts.run].map((run) => run(until));
    try {
      return await leader.run(until);
    } finally {
      over.abort();
      await Promise.all(beside);
    }
  } catch (error) {
    if (error instanceof FencedError) return { type: "fenced" };
    if (!(error instanceof StoreUnavailableError)) throw error;
    log.warn("the store could not be read; not leading", { err: error });
    return undefined;
  } finally {
    for (const end of ends) end?.();
    metrics.readClusters(() => []);
    metrics.readMesos(() => undefined);
    server.serve(undefined);
  }
}

/** Who looks at the cycles of a leader; nobody until it is there. */
interface TurnLook {
  observe: LeaderPorts["observe"];
  rested: () => void;
}

function leaderPorts(
  { at, log, metrics, prepare, recorder, ruled, store }: SchedulerOptions,
  clusters: readonly Cluster[],
  look: TurnLook,
): LeaderPorts {
  const wakeUp = createWakeUp(systemClock);
  return {
    store,
    backends: clusters.map(({ backend }) => backend),
    nowMs: Date.now,
    wait: (ms) => wakeUp.wait(ms),
    wake: () => wakeUp.wake(),
    breathe: () => setImmediate(),
    prepare,
    observe: (cycle) => look.observe(cycle),
    rested: () => look.rested(),
    setAside: (one) => {
      metrics.setAside(one.kind);
      log.error("something cannot be taken in; it is left out until another scheduler leads", {
        event: "leader.set_aside",
        kind: one.kind,
        name: one.name,
        job: one.job,
        cause: one.cause,
      });
    },
    cycleFailed: (error, inputs) => {
      metrics.cycleFailed();
      log.error("a turn failed; what it was about is tried anew, one by one", {
        event: "leader.turn_failed",
        inputs,
        err: error,
      });
    },
    ...(ruled === undefined ? {} : { ruled }),
    ...(recorder === undefined ? {} : { recorder }),
    ...(at === undefined ? {} : { at }),
  };
}

interface Forecasts {
  readonly forecaster: Forecaster;
  readonly whatIf: ReturnType<typeof whatIfAnswerer>;
  /** Forecasts until `until`; never rejects. */
  readonly run: (until: AbortSignal) => Promise<void>;
}

function forecastsOf({ log, metrics, store }: SchedulerOptions, leader: Leader): Forecasts {
  const looking = {
    store,
    view: () => leader.view(),
    spentMs: () => performance.now(),
    sleep: systemClock.sleep,
  };
  const forecaster = createForecaster({
    ...looking,
    waiting: () => leader.countByState().get("pending") ?? 0,
    nowMs: Date.now,
    everyMs: FORECAST_EVERY_MS,
    report: (round) => metrics.forecast(round),
  });
  return {
    forecaster,
    whatIf: whatIfAnswerer(looking, forecaster.runTimes),
    run: (until) =>
      forecaster.run(until).catch((error: unknown) =>
        log.error("starts are not forecast until somebody else leads", {
          event: "forecast.ended",
          err: error,
        }),
      ),
  };
}

function watchTurns(
  look: TurnLook,
  { log, metrics }: SchedulerOptions,
  leader: Leader,
  forecaster: Forecaster,
): void {
  const observing = observer({ log, metrics, leader, nowMs: () => performance.now() });
  look.rested = observing.rested;
  look.observe = (cycle) => {
    observing.took(cycle);
    forecaster.took(cycle.decision);
  };
}

/** What the leader answers to API processes. */
function leaderAnswers(
  options: SchedulerOptions,
  leader: Leader,
  clusters: readonly Cluster[],
  { forecaster, whatIf }: Forecasts,
  stepDown: () => void,
): Questions {
  const { instance, log, metrics } = options;
  const sinceMs = Date.now();
  return {
    wake: () => leader.look(),
    explain: (job) => leader.explain(job),
    agents: () => leader.agents(),
    offers: () => leader.offers(),
    accounts: () => leader.accounts(),
    clusters: () =>
      clusters.map((cluster) => ({ ...cluster.status(), capabilities: cluster.backend.capabilities })),
    standing: () => ({ instance, epoch: leader.epoch, sinceMs }),
    stepDown: () => {
      log.warn("told to step down", { event: "leader.stepping_down", epoch: leader.epoch });
      stepDown();
    },
    reconcile: () => {
      leader.reconcile();
      return clusters.flatMap((cluster) => {
        const { name, state } = cluster.status();
        return state === "connected" ? [name] : [];
      });
    },
    forecasts: () => forecaster.forecasts(),
    simulate: whatIf,
    troubles: () => [...leader.setAside().map(troubleOf), ...(options.troubles?.() ?? [])],
    metrics: async () => (await metrics.expose()).text,
  };
}

function troubleOf({ cause, kind, name }: SetAside): string {
  return `${kind} ${name} is left out, because it cannot be taken in: ${cause}`;
}

function configure({ tuning }: SchedulerOptions, leader: Leader, clusters: readonly Cluster[]): void {
  leader.configure(tuning());
  for (const cluster of clusters) cluster.configure();
}
