import type { BackendEvent } from "../../offers/backend.ts";
import type { OfferRecord } from "../../offers/offer-record.ts";
import * as ranges from "../../resources/ranges.ts";
import type { BackendCall } from "../state/decision.ts";

/** The newest offers with what became of them. */
export interface OfferLedger {
  /** Something came from a backend. */
  heard(backend: string, event: BackendEvent, nowMs: number): void;
  /** These calls were made. */
  answered(calls: readonly BackendCall[], nowMs: number): void;
  /** The newest first. */
  list(): readonly OfferRecord[];
}

/** @param most  so many offers are kept; then the oldest are forgotten, answered or not */
export function offerLedger(most: number): OfferLedger {
  /** The oldest first. */
  const records = new Map<string, OfferRecord>();
  /** Those that are held, by backend. */
  const held = new Map<string, Set<string>>();

  const add = (record: OfferRecord): void => {
    const key = keyOf(record.backend, record.id);
    records.delete(key); // given twice, it is there once
    records.set(key, record);
    heldOf(record.backend).add(record.id);
    if (records.size <= most) return;
    const [oldest] = records;
    if (oldest === undefined) return;
    const [oldestKey, { backend, id }] = oldest;
    records.delete(oldestKey);
    heldOf(backend).delete(id);
  };
  const heldOf = (backend: string): Set<string> => {
    const found = held.get(backend) ?? new Set();
    held.set(backend, found);
    return found;
  };
  const end = (backend: string, ids: Iterable<string>, more: Partial<OfferRecord>): void => {
    const own = heldOf(backend);
    for (const id of ids) {
      const key = keyOf(backend, id);
      const record = records.get(key);
      if (record !== undefined && own.delete(id)) records.set(key, { ...record, ...more });
    }
  };

  return {
    heard(backend, event, nowMs) {
      switch (event.type) {
        case "offers":
          for (const { agentId, hostname, id, ports, resources } of event.offers)
            add({
              id,
              backend,
              agentId,
              hostname,
              resources,
              receivedAtMs: nowMs,
              outcome: "held",
              ports: ranges.count(ports),
            });
          return;
        case "rescinded":
          return end(backend, [event.offerId], { outcome: "rescinded", endedAtMs: nowMs });
        case "connected":
        case "disconnected":
        case "removed":
          return end(backend, [...heldOf(backend)], { outcome: "void", endedAtMs: nowMs });
        default: // others say nothing of offers
      }
    },
    answered(calls, endedAtMs) {
      for (const call of calls) {
        switch (call.type) {
          case "launch": {
            const { attempts, offerIds, refuseMs } = call.order;
            const tasks = attempts.map(({ taskId }) => taskId);
            end(call.backend, offerIds, { outcome: "used", endedAtMs, tasks, refuseMs });
            break;
          }
          case "decline": {
            const { offerIds, reason, refuseMs } = call;
            end(call.backend, offerIds, { outcome: "declined", endedAtMs, reason, refuseMs });
            break;
          }
          case "reserve":
          case "unreserve":
            end(call.backend, call.order.offerIds, { outcome: "used", endedAtMs, operation: call.type });
            break;
          default: // others use no offers
        }
      }
    },
    list: () => [...records.values()].reverse(),
  };
}

function keyOf(backend: string, id: string): string {
  return `${backend}\n${id}`;
}
