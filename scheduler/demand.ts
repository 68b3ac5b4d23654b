import type { AgentPool } from "../offers/agent-pool.ts";
import { fits } from "../resources/vector.ts";
import type { Backlog, Shape } from "./backlog.ts";
import type { BackendCall } from "./decision.ts";

/** What the core knows of a backend's connection. */
export interface BackendState {
  readonly name: string;
  registrationId: string | undefined;
  connected: boolean;
  sinceMs: number;
  /** Why it is not connected. */
  cause: string;
  suppressed: boolean;
  reviveNotBeforeMs: number;
  reviveDelayMs: number;
  /** For when the next look is planned. */
  plannedMs: number;
}

/** First pause between two revives for the same need; doubles up to the last. */
const REVIVE_FIRST_MS = 1000;
const REVIVE_LAST_MS = 60_000;

export function newBackend(name: string, registrationId: string | undefined, nowMs: number): BackendState {
  return {
    name,
    registrationId,
    connected: false,
    sinceMs: nowMs,
    cause: "not connected yet",
    suppressed: false,
    reviveNotBeforeMs: 0,
    reviveDelayMs: REVIVE_FIRST_MS,
    plannedMs: 0,
  };
}

interface Demand {
  readonly backlog: Backlog;
  /** Shapes that something waits for and that no offer was matched with since; those without hope leave it. */
  readonly unanswered: Set<Shape>;
  readonly pool: AgentPool;
  readonly nowMs: number;
}

/**
 * Asks for offers exactly while something could start; again, with growing pauses, while an agent seems to have room
 * that was declined before the need arose. Growth of an agent needs no asking: it passes every filter.
 */
export function* demandOf(
  demand: Demand,
  backends: Iterable<BackendState>,
): Generator<{ readonly call?: BackendCall; readonly againAtMs?: number }> {
  const { backlog, unanswered, nowMs } = demand;
  const idle = backlog.isEmpty(nowMs);
  if (idle) unanswered.clear();
  for (const shape of unanswered) {
    if (!hasRoom(demand.pool, shape) || !backlog.hasStartable(shape, nowMs)) unanswered.delete(shape);
  }
  for (const backend of backends) {
    if (!backend.connected) continue;
    if (idle) {
      if (!backend.suppressed) yield { call: { type: "suppress", backend: backend.name } };
      backend.suppressed = true;
      backend.reviveDelayMs = REVIVE_FIRST_MS;
    } else if (!backend.suppressed && unanswered.size === 0) {
      backend.reviveDelayMs = REVIVE_FIRST_MS;
    } else if (!backend.suppressed && nowMs < backend.reviveNotBeforeMs) {
      if (backend.plannedMs !== backend.reviveNotBeforeMs) yield { againAtMs: backend.reviveNotBeforeMs };
      backend.plannedMs = backend.reviveNotBeforeMs;
    } else {
      backend.suppressed = false;
      backend.reviveNotBeforeMs = nowMs + backend.reviveDelayMs;
      backend.reviveDelayMs = Math.min(2 * backend.reviveDelayMs, REVIVE_LAST_MS);
      yield {
        call: { type: "revive", backend: backend.name },
        ...(unanswered.size > 0 ? { againAtMs: backend.reviveNotBeforeMs } : {}),
      };
      if (unanswered.size > 0) backend.plannedMs = backend.reviveNotBeforeMs;
    }
  }
}

function hasRoom(pool: AgentPool, shape: Shape): boolean {
  for (const agent of pool.agents()) if (agent.active && fits(shape.need, agent.free)) return true;
  return false;
}
