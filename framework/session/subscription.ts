import type { BackendEvent } from "../../offers/backend.ts";
import type { Candidate } from "../detection/detector.ts";
import { redirectTarget } from "../detection/redirect.ts";

/** What `stepSubscription` must know besides state and input; constant while a backend runs. */
export interface SubscriptionPolicy {
  /** How many redirects of one attempt are followed; more of them are a loop. */
  readonly redirectHopsMax: number;
  /** Bound of the first wait; it doubles with every failure, up to `backoffMaxMs`. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  /** The same while a person must act; such a wait is at least half its bound. */
  readonly slowFirstMs: number;
  readonly slowMaxMs: number;
  /** What to do when the master has forgotten our registration, and all tasks with it. */
  readonly onRemoved: "stop" | "register-anew";
}

/**
 * Where the subscription stands. Every attempt to subscribe is a session with a number of its own, and numbers only
 * grow: what still arrives from an earlier one is known by its number and changes nothing.
 */
export interface Subscription {
  /** `searching`: nobody is known to lead. */
  readonly phase: "idle" | "searching" | "connecting" | "waiting" | "subscribed" | "ended";
  readonly session: number;
  readonly candidates: readonly Candidate[];
  /** Index into `candidates` of the one to begin with. */
  readonly at: number;
  /** The candidate that this attempt began with. */
  readonly origin: Candidate;
  /** Candidates tried since the last wait or session. */
  readonly tried: number;
  /** Rounds that failed, and sessions that broke soon, one after the other. */
  readonly failures: number;
  /** Rounds in which we were denied, one after the other. */
  readonly denials: number;
  /** Why a candidate of this round denied us. */
  readonly denial: string | undefined;
  /** Redirects followed in this attempt. */
  readonly hops: number;
  readonly baseUrl: string;
  /** When the session was accepted. */
  readonly sinceMs: number;
  /** When we last registered anew; before that long ago. */
  readonly anewMs: number;
  /** What the user of the backend was told last. */
  readonly told: "nothing" | "connected" | "disconnected" | "denied";
}

export type SubscriptionInput =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  /** Who may lead has changed. */
  | { readonly type: "candidates"; readonly candidates: readonly Candidate[]; readonly why: string }
  /** Nobody can say who leads. */
  | { readonly type: "blind"; readonly cause: string }
  | { readonly type: "wait_over"; readonly session: number }
  /** Another master is said to lead. */
  | { readonly type: "redirected"; readonly session: number; readonly location: string }
  | { readonly type: "subscribed"; readonly session: number; readonly registrationId: string }
  /** The attempt failed, or the session broke; `silent`: the master may be frozen, so others know better. */
  | { readonly type: "lost"; readonly session: number; readonly cause: string; readonly silent?: boolean }
  /** The master does not let us in until a person has acted. */
  | { readonly type: "denied"; readonly session: number; readonly cause: string }
  /** The master has removed our registration. */
  | { readonly type: "removed"; readonly session: number; readonly cause: string }
  | { readonly type: "refused"; readonly session: number; readonly cause: string }
  | { readonly type: "superseded"; readonly session: number; readonly cause: string };

export type SubscriptionEffect =
  | { readonly type: "connect"; readonly session: number; readonly baseUrl: string }
  /** Close all connections of that session. */
  | { readonly type: "close"; readonly session: number }
  /** Give `wait_over` after that time. */
  | {
      readonly type: "wait";
      readonly session: number;
      readonly ms: number;
      readonly cause: string;
      readonly why: "failed" | "denied";
    }
  /** `removed` among them: from then on there is no registration. */
  | { readonly type: "emit"; readonly event: BackendEvent };

export interface SubscriptionStep {
  readonly next: Subscription;
  readonly effects: readonly SubscriptionEffect[];
}

const NOBODY: Candidate = { baseUrl: "", id: "" };

export const IDLE: Subscription = {
  phase: "idle",
  session: 0,
  candidates: [],
  at: 0,
  origin: NOBODY,
  tried: 0,
  failures: 0,
  denials: 0,
  denial: undefined,
  hops: 0,
  baseUrl: "",
  sinceMs: 0,
  anewMs: Number.NEGATIVE_INFINITY,
  told: "nothing",
};

interface Circumstances {
  readonly nowMs: number;
  readonly chance: number;
}

/**
 * Pure and total: late, repeated and foreign inputs are answered by the same state and no effects.
 * @param chance  gives a number in [0, 1): waits are spread, since all frameworks of a master lose it at one moment
 */
export function stepSubscription(
  now: Subscription,
  input: SubscriptionInput,
  policy: SubscriptionPolicy,
  given: Circumstances,
): SubscriptionStep {
  const same: SubscriptionStep = { next: now, effects: [] };
  if (input.type === "start") {
    if (now.phase !== "idle" && now.phase !== "ended") return same;
    return { next: { ...IDLE, phase: "searching", session: now.session }, effects: [] };
  }
  if (input.type === "stop") return { next: { ...now, phase: "idle" }, effects: closing(now) };
  if (now.phase === "idle" || now.phase === "ended") return same;
  if (input.type === "candidates") return choose(now, input);
  if (input.type === "blind") return now.phase === "searching" ? search(now, input.cause) : same;
  if (input.session !== now.session) return same;

  if (now.phase === "waiting") {
    return input.type === "wait_over" ? connect({ ...now, tried: 0, denial: undefined }, 0, []) : same;
  }
  if (now.phase === "searching") return same;
  switch (input.type) {
    case "wait_over":
      return same;
    case "redirected":
      return now.phase === "connecting" ? follow(now, input.location, policy, given) : same;
    case "subscribed": {
      if (now.phase !== "connecting") return same;
      const event = { type: "connected", registrationId: input.registrationId } as const;
      const { nowMs } = given;
      return {
        next: {
          ...now,
          phase: "subscribed",
          sinceMs: nowMs,
          denials: 0,
          denial: undefined,
          told: "connected",
        },
        effects: [{ type: "emit", event }],
      };
    }
    case "lost": {
      if (now.phase === "connecting") return failed(now, whoNamedIt(now, input.cause), policy, given);
      const ahead = input.silent === true ? 1 : 0;
      return wait(
        { ...now, at: now.at + ahead, failures: failuresOf(now, policy, given) },
        input.cause,
        policy,
        given,
      );
    }
    case "denied": {
      if (now.phase === "subscribed") return waitForPerson(now, input.cause, policy, given);
      const cause = whoNamedIt(now, input.cause);
      return failed({ ...now, denial: cause }, cause, policy, given);
    }
    case "removed":
      return policy.onRemoved === "stop"
        ? end(now, { type: "refused", cause: `${input.cause}. ${HOW_TO_GO_ON}` })
        : anew(now, input.cause, policy, given);
    case "refused":
    case "superseded":
      return end(now, { type: input.type, cause: input.cause });
    default:
      return input satisfies never;
  }
}

const HOW_TO_GO_ON =
  'To go on, set onRemoved to "register-anew": the scheduler then registers as a new framework, and its jobs are queued again';

function closing(now: Subscription): readonly SubscriptionEffect[] {
  const open = now.phase === "connecting" || now.phase === "subscribed";
  return open ? [{ type: "close", session: now.session }] : [];
}

function end(now: Subscription, event: BackendEvent): SubscriptionStep {
  return { next: { ...now, phase: "ended" }, effects: [...closing(now), { type: "emit", event }] };
}

/** A session stays as long as its master may lead; what another one says is not asked for. */
function choose(
  now: Subscription,
  { candidates, why }: { readonly candidates: readonly Candidate[]; readonly why: string },
): SubscriptionStep {
  const next: Subscription = { ...now, candidates, at: 0 };
  const open = now.phase === "connecting" || now.phase === "subscribed";
  if (candidates.length === 0) {
    // A master that lost its seat ends by itself; one that did not is not to be left.
    return open ? { next, effects: [] } : search(next, why);
  }
  if (!open) return connect({ ...next, tried: 0, failures: 0, denial: undefined }, 0, []);
  const at = candidates.findIndex(({ id }) => id === now.origin.id);
  const reached = candidates.findIndex(({ baseUrl }) => now.hops > 0 && baseUrl === now.baseUrl);
  if (at >= 0) return { next: { ...next, at }, effects: [] };
  if (reached >= 0) {
    const origin = candidates[reached] ?? now.origin;
    return { next: { ...next, at: reached, origin, hops: 0 }, effects: [] };
  }
  const effects: SubscriptionEffect[] = [...closing(now)];
  if (now.phase === "subscribed") {
    const cause = `another master leads than ${now.baseUrl}: ${why}`;
    effects.push({ type: "emit", event: { type: "disconnected", cause } });
  }
  const told = now.phase === "subscribed" ? "disconnected" : now.told;
  return connect({ ...next, told, tried: 0, failures: 0, denial: undefined }, 0, effects);
}

/** Nothing can be done until somebody is found. */
function search(now: Subscription, cause: string): SubscriptionStep {
  const isNews = now.told !== "disconnected" && now.told !== "denied";
  return {
    // A wait that is under way has no meaning any more.
    next: { ...now, phase: "searching", session: now.session + 1, told: isNews ? "disconnected" : now.told },
    effects: isNews ? [{ type: "emit", event: { type: "disconnected", cause } }] : [],
  };
}

/** A new attempt, beginning with the candidate that is `ahead` places further down. */
function connect(now: Subscription, ahead: number, before: readonly SubscriptionEffect[]): SubscriptionStep {
  const at = (now.at + ahead) % now.candidates.length;
  const origin = now.candidates[at];
  if (origin === undefined) return { next: { ...now, phase: "searching" }, effects: before };
  return attempt({ ...now, at, origin, tried: now.tried + 1, hops: 0, baseUrl: origin.baseUrl }, before);
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
  given: Circumstances,
): SubscriptionStep {
  if (now.hops >= policy.redirectHopsMax) {
    const cause = `the masters redirect to each other (${now.hops + 1} redirects, the last from ${now.baseUrl} to ${location}): none of them leads`;
    return failed(now, cause, policy, given);
  }
  const target = redirectTarget(location, now.baseUrl);
  if ("fault" in target) return failed(now, target.fault, policy, given);
  return attempt({ ...now, hops: now.hops + 1, baseUrl: target.baseUrl }, closing(now));
}

/** Behind a redirect the fault is often that the advertised name of the leader means nothing here. */
function whoNamedIt({ hops, origin }: Subscription, cause: string): string {
  return hops === 0 ? cause : `${cause} (${origin.baseUrl} redirects there)`;
}

/** The next candidate at once; after the last one, a wait. */
function failed(
  now: Subscription,
  cause: string,
  policy: SubscriptionPolicy,
  given: Circumstances,
): SubscriptionStep {
  if (now.candidates.length > 0 && now.tried < now.candidates.length) return connect(now, 1, closing(now));
  const denied = now.denial;
  if (denied === undefined) {
    const step = wait(now, cause, policy, given);
    return { ...step, next: { ...step.next, failures: now.failures + 1, at: now.at + 1 } };
  }
  return waitForPerson({ ...now, at: now.at + 1 }, denied, policy, given);
}

/** A session that lived for a while clears the record; one that broke at once must not be repeated at once. */
function failuresOf(now: Subscription, policy: SubscriptionPolicy, { nowMs }: Circumstances): number {
  const lived = now.phase === "subscribed" && nowMs - now.sinceMs >= policy.backoffMaxMs;
  return lived ? 0 : now.failures + 1;
}

/** Told once: `disconnected` says since when, and each further failure is no news but in the log. */
function telling(now: Subscription, told: "disconnected" | "denied", cause: string): SubscriptionEffect[] {
  const isNews = now.told !== "denied" && now.told !== told;
  return [
    ...closing(now),
    ...(isNews ? [{ type: "emit", event: { type: "disconnected", cause } } as const] : []),
  ];
}

function wait(
  now: Subscription,
  cause: string,
  { backoffFirstMs, backoffMaxMs }: SubscriptionPolicy,
  { chance }: Circumstances,
): SubscriptionStep {
  const effects = telling(now, "disconnected", cause);
  const session = now.session + 1;
  const next = {
    ...now,
    session,
    tried: 0,
    told: now.told === "denied" ? now.told : "disconnected",
  } as const;
  if (now.candidates.length === 0) return { next: { ...next, phase: "searching" }, effects };
  const bound = Math.min(backoffMaxMs, backoffFirstMs * 2 ** Math.min(now.failures, 30));
  effects.push({ type: "wait", session, ms: Math.floor(chance * bound), cause, why: "failed" });
  return { next: { ...next, phase: "waiting" }, effects };
}

/** Nothing will change by asking often. */
function waitForPerson(
  now: Subscription,
  cause: string,
  { slowFirstMs, slowMaxMs }: SubscriptionPolicy,
  { chance }: Circumstances,
): SubscriptionStep {
  const bound = Math.min(slowMaxMs, slowFirstMs * 2 ** Math.min(now.denials, 30));
  const session = now.session + 1;
  const ms = Math.floor((bound * (1 + chance)) / 2);
  return {
    next: { ...now, phase: "waiting", session, tried: 0, denials: now.denials + 1, told: "denied" },
    effects: [...telling(now, "denied", cause), { type: "wait", session, ms, cause, why: "denied" }],
  };
}

/** The next SUBSCRIBE names no id. A new registration that does not live long either must not be repeated soon. */
function anew(
  now: Subscription,
  cause: string,
  policy: SubscriptionPolicy,
  given: Circumstances,
): SubscriptionStep {
  const isRepeated = given.nowMs - now.anewMs < policy.slowMaxMs;
  const from: Subscription = { ...now, anewMs: given.nowMs };
  const step = isRepeated
    ? waitForPerson(from, cause, policy, given)
    : wait({ ...from, failures: failuresOf(now, policy, given) }, cause, policy, given);
  const event = { type: "removed", cause } as const;
  const at = step.effects.findIndex(({ type }) => type === "wait");
  const cut = at < 0 ? step.effects.length : at;
  return {
    ...step,
    effects: [...step.effects.slice(0, cut), { type: "emit", event }, ...step.effects.slice(cut)],
  };
}
