import type { BackendEvent } from "../offers/backend.ts";
import { redirectTarget } from "./redirect.ts";

/** What `stepSubscription` must know besides state and input; constant while a backend runs. */
export interface SubscriptionPolicy {
  /** Base URLs, at least one, tried in turn. */
  readonly masters: readonly string[];
  /** How many redirects of one attempt are followed; more of them are a loop. */
  readonly redirectHopsMax: number;
  /** Bound of the first wait; it doubles with every failure, up to `backoffMaxMs`. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
}

/**
 * Where the subscription stands. Every attempt to subscribe is a session with a number of its own, and numbers only
 * grow: what still arrives from an earlier one is known by its number and changes nothing.
 */
export interface Subscription {
  readonly phase: "idle" | "connecting" | "waiting" | "subscribed" | "ended";
  readonly session: number;
  /** Index into `masters` of the one that this attempt began with. */
  readonly master: number;
  /** Masters tried since the last wait or session. */
  readonly tried: number;
  /** Rounds that failed, and sessions that broke soon, one after the other. */
  readonly failures: number;
  /** Redirects followed in this attempt. */
  readonly hops: number;
  readonly baseUrl: string;
  /** When the session was accepted. */
  readonly sinceMs: number;
  /** What the user of the backend was told last. */
  readonly told: "nothing" | "connected" | "disconnected";
}

export type SubscriptionInput =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "wait_over"; readonly session: number }
  /** Another master is said to lead. */
  | { readonly type: "redirected"; readonly session: number; readonly location: string }
  | { readonly type: "subscribed"; readonly session: number; readonly registrationId: string }
  /** The attempt failed, or the session broke. */
  | { readonly type: "lost"; readonly session: number; readonly cause: string }
  | { readonly type: "refused"; readonly session: number; readonly cause: string }
  | { readonly type: "superseded"; readonly session: number; readonly cause: string };

export type SubscriptionEffect =
  | { readonly type: "connect"; readonly session: number; readonly baseUrl: string }
  /** Close all connections of that session. */
  | { readonly type: "close"; readonly session: number }
  /** Give `wait_over` after that time. */
  | { readonly type: "wait"; readonly session: number; readonly ms: number; readonly cause: string }
  | { readonly type: "emit"; readonly event: BackendEvent };

export interface SubscriptionStep {
  readonly next: Subscription;
  readonly effects: readonly SubscriptionEffect[];
}

export const IDLE: Subscription = {
  phase: "idle",
  session: 0,
  master: 0,
  tried: 0,
  failures: 0,
  hops: 0,
  baseUrl: "",
  sinceMs: 0,
  told: "nothing",
};

/**
 * Pure and total: late, repeated and foreign inputs are answered by the same state and no effects.
 * @param chance  gives a number in [0, 1): waits are spread, since all frameworks of a master lose it at one moment
 */
export function stepSubscription(
  now: Subscription,
  input: SubscriptionInput,
  policy: SubscriptionPolicy,
  { nowMs, chance }: { readonly nowMs: number; readonly chance: number },
): SubscriptionStep {
  const same: SubscriptionStep = { next: now, effects: [] };
  if (input.type === "start") {
    if (now.phase !== "idle" && now.phase !== "ended") return same;
    return connect({ ...now, tried: 0, failures: 0, told: "nothing" }, policy, 0, []);
  }
  if (input.type === "stop") return { next: { ...now, phase: "idle" }, effects: closing(now) };
  if (input.session !== now.session || now.phase === "idle" || now.phase === "ended") return same;

  if (now.phase === "waiting") {
    return input.type === "wait_over" ? connect({ ...now, tried: 0 }, policy, 0, []) : same;
  }
  switch (input.type) {
    case "wait_over":
      return same;
    case "redirected":
      return now.phase === "connecting" ? follow(now, input.location, policy, chance) : same;
    case "subscribed": {
      if (now.phase !== "connecting") return same;
      const event = { type: "connected", registrationId: input.registrationId } as const;
      return {
        next: { ...now, phase: "subscribed", sinceMs: nowMs, told: "connected" },
        effects: [{ type: "emit", event }],
      };
    }
    case "lost": {
      if (now.phase === "connecting")
        return failed(now, whoNamedIt(now, input.cause, policy), policy, chance);
      // A session that lived for a while clears the record; one that broke at once must not be repeated at once.
      const failures = nowMs - now.sinceMs >= policy.backoffMaxMs ? 0 : now.failures + 1;
      return wait({ ...now, failures }, input.cause, policy, chance);
    }
    case "refused":
    case "superseded": {
      const event = { type: input.type, cause: input.cause };
      const effects: SubscriptionEffect[] = [...closing(now), { type: "emit", event }];
      return { next: { ...now, phase: "ended" }, effects };
    }
    default:
      return input satisfies never;
  }
}

function closing(now: Subscription): readonly SubscriptionEffect[] {
  const open = now.phase === "connecting" || now.phase === "subscribed";
  return open ? [{ type: "close", session: now.session }] : [];
}

/** A new attempt, beginning with the master that is `ahead` places further down the list. */
function connect(
  now: Subscription,
  { masters }: SubscriptionPolicy,
  ahead: number,
  before: readonly SubscriptionEffect[],
): SubscriptionStep {
  const master = (now.master + ahead) % masters.length;
  const baseUrl = masters[master] ?? ""; // there is at least one
  return attempt({ ...now, master, tried: now.tried + 1, hops: 0, baseUrl }, before);
}

function attempt(now: Subscription, before: readonly SubscriptionEffect[]): SubscriptionStep {
  const session = now.session + 1;
  const { baseUrl } = now;
  return {
    next: { ...now, phase: "connecting", session },
    effects: [...before, { type: "connect", session, baseUrl }],
  };
}

function follow(
  now: Subscription,
  location: string,
  policy: SubscriptionPolicy,
  chance: number,
): SubscriptionStep {
  if (now.hops >= policy.redirectHopsMax) {
    const cause = `the masters redirect to each other (${now.hops + 1} redirects, the last from ${now.baseUrl} to ${location}): none of them leads`;
    return failed(now, cause, policy, chance);
  }
  const target = redirectTarget(location, now.baseUrl);
  if ("fault" in target) return failed(now, target.fault, policy, chance);
  return attempt({ ...now, hops: now.hops + 1, baseUrl: target.baseUrl }, closing(now));
}

/** Behind a redirect the fault is often that the advertised name of the leader means nothing here. */
function whoNamedIt({ hops, master }: Subscription, cause: string, { masters }: SubscriptionPolicy): string {
  return hops === 0 ? cause : `${cause} (${masters[master]} redirects there)`;
}

/** The next master at once; after the last one, a wait. */
function failed(
  now: Subscription,
  cause: string,
  policy: SubscriptionPolicy,
  chance: number,
): SubscriptionStep {
  if (now.tried < policy.masters.length) return connect(now, policy, 1, closing(now));
  const step = wait(now, cause, policy, chance);
  const master = (now.master + 1) % policy.masters.length;
  return { ...step, next: { ...step.next, failures: now.failures + 1, master } };
}

function wait(
  now: Subscription,
  cause: string,
  { backoffFirstMs, backoffMaxMs }: SubscriptionPolicy,
  chance: number,
): SubscriptionStep {
  const bound = Math.min(backoffMaxMs, backoffFirstMs * 2 ** Math.min(now.failures, 30));
  const effects: SubscriptionEffect[] = [...closing(now)];
  // Told once: `disconnected` says since when, and each further failure is no news but in the log.
  if (now.told !== "disconnected") effects.push({ type: "emit", event: { type: "disconnected", cause } });
  const session = now.session + 1;
  effects.push({ type: "wait", session, ms: Math.floor(chance * bound), cause });
  return { next: { ...now, phase: "waiting", session, tried: 0, told: "disconnected" }, effects };
}
