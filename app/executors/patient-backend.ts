import type { Backend, BackendEvent } from "../../offers/backend.ts";
import type { Logger } from "../../telemetry/logger.ts";

/** How a backend stands with its cluster, for operators. */
export interface ClusterStatus {
  readonly name: string;
  /** `refused`, `superseded`: a person must act; see `cause`. */
  readonly state: "connected" | "disconnected" | "refused" | "superseded";
  /** Why it is not connected. */
  readonly cause?: string;
  /** Milliseconds since it is so. */
  readonly forMs: number;
  /** When it is tried again, while a person must act. */
  readonly retryInMs?: number;
}

/** Between two attempts at a cluster that refuses us for good; a reload of the configuration does not wait for it. */
export const PATIENCE = { firstMs: 60_000, lastMs: 600_000 };

export interface PatientBackend extends Backend {
  status(): ClusterStatus;
  /** Tries at once what waits: somebody may have fixed it. */
  retry(): void;
}

export interface Patience {
  /** Wait before the first new attempt, and the longest one; each is twice the one before. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly nowMs: () => number;
  /** Calls `run` once after `ms`. @returns takes it back */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
}

/**
 * A backend that stays when its cluster will not have us. To the scheduler a refusal is a cluster that is away: it
 * goes on leading, files jobs, takes cancellations and says why nothing starts. Leading on is what keeps a refusal
 * from wandering from process to process: the next one would be refused for the same reason.
 *
 * Superseded by a process of this installation, this one has lost its lease, too, and does not get as far as trying
 * again. Still leading it means that somebody else uses our registration: never to be fought over in a hurry.
 */
export function patientBackend(
  inner: Backend,
  { firstMs, lastMs, nowMs, after, log }: Patience,
): PatientBackend {
  let emit: ((event: BackendEvent) => void) | undefined;
  let registrationId: string | undefined;
  let state: ClusterStatus["state"] = "disconnected";
  let cause = "not connected yet";
  let sinceMs = nowMs();
  let waitMs = firstMs;
  let retryAtMs: number | undefined;
  let cancel = (): void => undefined;
  let working = Promise.resolve();

  const become = (next: ClusterStatus["state"], why: string): void => {
    if (next !== state) sinceMs = nowMs();
    state = next;
    cause = why;
  };
  const heard = (event: BackendEvent): void => {
    switch (event.type) {
      case "connected":
        if (state === "refused" || state === "superseded")
          log.info("the cluster has us again", { event: "cluster.accepted", cluster: inner.name });
        ({ registrationId } = event);
        waitMs = firstMs;
        become("connected", "");
        break;
      case "disconnected":
        // Between two attempts the refusal stays what operators have to know.
        if (state === "connected" || state === "disconnected") become("disconnected", event.cause);
        break;
      case "refused":
      case "superseded":
        return wait(event.type, event.cause);
      default:
    }
    emit?.(event);
    return undefined;
  };
  const wait = (why: "refused" | "superseded", told: string): void => {
    become(why, told);
    const fields = { event: `cluster.${why}`, cluster: inner.name, cause: told, retryInMs: waitMs };
    if (why === "refused") log.error("the cluster refuses this scheduler; a person must act", fields);
    else if (waitMs === firstMs) log.warn("another scheduler took over our registration", fields);
    else log.error("another scheduler uses our registration; a person must stop one of them", fields);
    retryAtMs = nowMs() + waitMs;
    cancel = after(waitMs, again);
    waitMs = Math.min(2 * waitMs, lastMs);
    emit?.({ type: "disconnected", cause: told });
  };
  const again = (): void => {
    if (emit === undefined || state === "connected") return;
    retryAtMs = undefined;
    cancel();
    working = working.then(async () => {
      await inner.stop();
      if (emit !== undefined) await inner.start({ registrationId, emit: heard });
    });
  };

  return {
    name: inner.name,
    capabilities: inner.capabilities,
    async start(given) {
      ({ emit, registrationId } = given);
      await inner.start({ registrationId, emit: heard });
    },
    async stop() {
      emit = undefined;
      retryAtMs = undefined;
      cancel();
      await working;
      await inner.stop();
    },
    retry: again,
    status: () => ({
      name: inner.name,
      state,
      ...(state === "connected" ? {} : { cause }),
      forMs: Math.round(nowMs() - sinceMs),
      ...(retryAtMs === undefined ? {} : { retryInMs: Math.max(0, Math.round(retryAtMs - nowMs())) }),
    }),
    launch: (order) => inner.launch(order),
    decline: (offerIds, refuseMs) => inner.decline(offerIds, refuseMs),
    suppress: () => inner.suppress(),
    revive: () => inner.revive(),
    want: (wishes) => inner.want(wishes),
    reserve: (order) => inner.reserve(order),
    unreserve: (order) => inner.unreserve(order),
    answerMaintenance: (requestIds, accept, refuseMs) =>
      inner.answerMaintenance(requestIds, accept, refuseMs),
    reconcileOperations: (operations) => inner.reconcileOperations(operations),
    kill: (task, graceMs) => inner.kill(task, graceMs),
    pause: (task) => inner.pause?.(task),
    resume: (task) => inner.resume?.(task),
    reconcile: (tasks) => inner.reconcile(tasks),
    acknowledge: (update) => inner.acknowledge(update),
  };
}
