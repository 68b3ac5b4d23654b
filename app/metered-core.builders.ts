import type { NewJob } from "../jobs/life/job.ts";
import type { BackendEvent, Capabilities, TaskState } from "../offers/backend.ts";
import type { Unavailability } from "../offers/offer.ts";
import type { BackendCall, Decision } from "../scheduler/state/decision.ts";
import { aCore, CAPABLE } from "../scheduler/core/core.builders.ts";
import type { Tuning } from "../scheduler/state/tuning.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { meteredBackend } from "./executors/metered-backend.ts";
import { observer } from "./wiring/observe.ts";
import { scriptedBackend } from "./scripted-backend.builders.ts";

/** One agent of the cluster: what of it is free, and from when it is offered again. */
interface Agent {
  readonly id: string;
  readonly cpus: number;
  free: number;
  offer: string | undefined;
  refusedUntilMs: number;
}

/**
 * A core that is counted as a leader's is, on a cluster with Mesos' manners in offers: what is refused comes again when
 * its filter is over, or at a revive. Tasks say nothing of themselves. Time moves in seconds, when it is told to.
 */
export async function aMeteredCore(
  tuning: Partial<Tuning>,
  agents: Readonly<Record<string, number>> = {},
  can: Partial<Capabilities> = {},
) {
  const core = aCore({ ...tuning, nowMs: 0, capabilities: { ...CAPABLE, ...can } });
  const metrics = createMetrics({ version: "test", jobStates: [] });
  const log = createLogger({ level: "error", write: () => undefined, nowMs: () => 0 });
  let nowMs = 0;
  const observing = observer({
    log,
    metrics,
    nowMs: () => nowMs,
    leader: {
      epoch: 1,
      countByState: () => core.core.countByState(),
      countReservations: () => core.core.countReservations(),
      countApart: () => core.core.countApart(),
    },
  });
  const heard: BackendEvent[] = [];
  const inner = scriptedBackend();
  const backend = meteredBackend(inner, metrics, () => nowMs);
  await backend.start({ registrationId: "f-1", emit: (event) => void heard.push(event) });
  const cluster = Object.entries(agents).map(([id, cpus]): Agent => ({
    id,
    cpus,
    free: cpus,
    offer: undefined,
    refusedUntilMs: 0,
  }));
  let suppressed = false;
  let heedsSuppress = true;

  const refuse = (offerIds: readonly string[], refuseMs: number, used = 0): void => {
    for (const agent of cluster) {
      if (agent.offer === undefined || !offerIds.includes(agent.offer)) continue;
      agent.offer = undefined;
      agent.free -= used;
      agent.refusedUntilMs = nowMs + refuseMs;
    }
  };
  const perform = (call: BackendCall): void => {
    switch (call.type) {
      case "launch": {
        const { attempts, agentId, offerIds, refuseMs } = call.order;
        backend.launch({ agentId, offerIds, refuseMs, tasks: [] });
        metrics.launched(attempts.length);
        const cpus = attempts.reduce((sum, { resources }) => sum + resources.cpusMilli / 1000, 0);
        return refuse(offerIds, refuseMs, cpus);
      }
      case "decline":
        backend.decline(call.offerIds, call.refuseMs);
        return refuse(call.offerIds, call.refuseMs);
      case "reserve":
        backend.reserve(call.order);
        return refuse(call.order.offerIds, 3_600_000);
      case "unreserve":
        return backend.unreserve(call.order);
      case "reconcile_operations":
        return backend.reconcileOperations(call.operations);
      case "answer_maintenance":
        return backend.answerMaintenance(call.requestIds, call.accept, call.refuseMs);
      case "suppress":
        suppressed = heedsSuppress;
        return backend.suppress();
      case "revive":
        suppressed = false;
        for (const agent of cluster) agent.refusedUntilMs = 0;
        return backend.revive();
      case "want":
        return backend.want(call.wishes);
      case "kill":
        return backend.kill(call.task, call.graceMs);
      case "pause":
        return backend.pause?.(call.task);
      case "resume":
        return backend.resume?.(call.task);
      case "reconcile":
        return backend.reconcile(call.tasks);
      case "acknowledge":
        return backend.acknowledge(call.update);
      default:
        return call satisfies never;
    }
  };
  const took = (decision: Decision, inputs: number): Decision => {
    observing.took({ decision, inputs, durationMs: 0, liveAttempts: core.core.liveAttempts() });
    for (const call of decision.calls) perform(call);
    return decision;
  };
  /** Turns until nothing is left to do now. */
  const settle = (): void => {
    do {
      const events = heard.splice(0).map((event) => core.fromBackend(event));
      took(core.cycle(...events), events.length);
    } while (heard.length > 0 || (core.core.nextTimerMs() ?? Infinity) <= nowMs);
  };
  const tell = (event: BackendEvent): void => {
    inner.tell(event);
    settle();
  };
  let offers = 0;
  const offerAll = (): void => {
    for (const agent of cluster) {
      if (suppressed || agent.offer !== undefined || agent.free <= 0 || agent.refusedUntilMs > nowMs)
        continue;
      offers += 1;
      agent.offer = `o-${offers}`;
      const { event } = core.offer(agent.id, agent.free, 64, { id: agent.offer }) as { event: BackendEvent }; // it is one
      inner.tell(event);
    }
    settle();
  };

  tell({ type: "connected", registrationId: "f-1" });
  const inventory = core.inventory(...cluster.map(({ id, cpus }) => [id, cpus, 64] as const));
  if (inventory.type === "backend") tell(inventory.event);
  return {
    submit: (...jobs: readonly NewJob[]) => {
      took(core.submit(...jobs), jobs.length);
      settle();
    },
    cancel: (id: number) => {
      took(core.request({ job: id, verb: "cancel" }), 1);
      settle();
    },
    status: (taskId: string, state: TaskState) => {
      const input = core.status(taskId, state);
      if (input.type === "backend") tell(input.event);
    },
    maintenance: (agentId: string, unavailability: Unavailability) =>
      tell({ type: "maintenance", requestId: "r-1", agentId, unavailability }),
    /** Somebody else takes so much of an agent. */
    occupy: (id: string, cpus: number) => {
      for (const agent of cluster) if (agent.id === id) agent.free -= cpus;
    },
    /** From now on, as if SUPPRESS got lost. */
    loseSuppress: () => {
      heedsSuppress = false;
    },
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        offerAll();
        nowMs += 1000;
        took(core.advance(1000), 0);
        settle();
      }
    },
    /** The sum of all samples whose name and labels begin so. */
    metric: async (sample: string): Promise<number> => {
      const { text } = await metrics.expose();
      return text
        .split("\n")
        .filter((line) => line.startsWith(sample) && !line.startsWith("#"))
        .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    },
    close: () => metrics.close(),
  };
}

export type MeteredCore = Awaited<ReturnType<typeof aMeteredCore>>;
