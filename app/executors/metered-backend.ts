import type { Backend, BackendEvent } from "../../offers/backend.ts";
import type { ClusterMetrics } from "../../telemetry/cluster-metrics.ts";

/** A backend whose events and calls are counted. */
export interface MeteredBackend extends Backend {
  /** Offers that were received and not answered yet. */
  offersHeld(): number;
}

/** @param nowMs  any clock that never goes back */
export function meteredBackend(inner: Backend, metrics: ClusterMetrics, nowMs: () => number): MeteredBackend {
  const heldSinceMs = new Map<string, number>();
  const answered = (offerIds: readonly string[]): void => {
    for (const id of offerIds) {
      const sinceMs = heldSinceMs.get(id);
      if (sinceMs !== undefined) metrics.offerHeld((nowMs() - sinceMs) / 1000);
      heldSinceMs.delete(id);
    }
  };
  const heard = (event: BackendEvent): void => {
    switch (event.type) {
      case "offers":
        for (const { id } of event.offers) heldSinceMs.set(id, nowMs());
        metrics.offersReceived(event.offers.length);
        return;
      case "rescinded":
        metrics.offersRescinded(1);
        heldSinceMs.delete(event.offerId);
        return;
      case "connected":
      case "disconnected":
        heldSinceMs.clear();
        return;
      case "operation":
        metrics.operation(event.state);
        return;
      case "removed":
        metrics.removed(inner.name);
        return;
      default:
    }
  };

  return {
    name: inner.name,
    capabilities: inner.capabilities,
    start: ({ registrationId, emit }) =>
      inner.start({
        registrationId,
        emit: (event) => {
          heard(event);
          emit(event);
        },
      }),
    stop: () => inner.stop(),
    offersHeld: () => heldSinceMs.size,
    launch(order) {
      answered(order.offerIds);
      metrics.launched(order.tasks.length);
      inner.launch(order);
    },
    decline(offerIds, refuseMs) {
      answered(offerIds);
      inner.decline(offerIds, refuseMs);
    },
    suppress() {
      metrics.offerCall("suppress");
      inner.suppress();
    },
    revive() {
      metrics.offerCall("revive");
      inner.revive();
    },
    want(wishes) {
      metrics.offerCall("want");
      inner.want(wishes);
    },
    reserve(order) {
      answered(order.offerIds);
      metrics.reserved();
      inner.reserve(order);
    },
    unreserve(order) {
      answered(order.offerIds);
      metrics.released(order.reservations.length);
      inner.unreserve(order);
    },
    answerMaintenance(requestIds, accept, refuseMs) {
      metrics.maintenanceAnswered(accept, requestIds.length);
      inner.answerMaintenance(requestIds, accept, refuseMs);
    },
    reconcileOperations(operations) {
      metrics.operationsAsked(operations.length);
      inner.reconcileOperations(operations);
    },
    kill(task, graceMs) {
      metrics.killed();
      inner.kill(task, graceMs);
    },
    pause: (task) => inner.pause?.(task),
    resume: (task) => inner.resume?.(task),
    reconcile(tasks) {
      metrics.reconciled(tasks.length);
      inner.reconcile(tasks);
    },
    acknowledge: (update) => inner.acknowledge(update),
  };
}
