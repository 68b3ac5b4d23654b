import type { Lease, Store } from "../store/store.ts";
import { StoreUnavailableError } from "../store/store.ts";
import type { Clock } from "./clock.ts";

export interface LeaseOptions {
  readonly store: Pick<Store, "lease" | "replaceLease">;
  /** Unique for this start of this process: a lease of this holder is taken for ours. */
  readonly instance: string;
  /** Where API processes reach this process while it leads, and the token that they show. */
  readonly address: string;
  readonly secret: string;
  /** How long the others wait for a leader that gives no sign. */
  readonly ttlMs: number;
  readonly clock: Clock;
  /** Ends the term and the standing by. */
  readonly signal: AbortSignal;
  /**
   * Whether the holder of a lease is seen to be dead, so that nobody need wait until the lease is stale. Asked at each look;
   * who cannot tell says no. A mistake costs a change of leader, and no more: the journal decides. Must not reject.
   */
  readonly isGone?: (lease: Lease) => Promise<boolean>;
  /** Called with a store that can't be reached; must not throw. */
  readonly onTrouble?: (error: StoreUnavailableError) => void;
}

/** A time in which this process may try to lead. The journal alone decides whether it does. */
export interface Term {
  /** Aborted once the term is over, with a `TermEndedError` as reason. */
  readonly signal: AbortSignal;
}

export class TermEndedError extends Error {
  override readonly name = "TermEndedError";
  /** `stopped`: by the owner's signal or by leaving the loop. */
  readonly why: "taken" | "not_renewed" | "stopped";
  constructor(why: TermEndedError["why"], message: string) {
    super(message);
    this.why = why;
  }
}

/** A leader renews three times in a `ttlMs`, and others look ten times. */
const RENEWALS_PER_TTL = 3;
const LOOKS_PER_TTL = 10;

/**
 * The terms of this process, one after another, with the standing by between them; ends when `signal` is aborted.
 *
 * The lease is renewed beside the loop's body. When the body is done, the term is over and the lease given up, so that
 * a standby takes over at once; also when the loop is left.
 * ```ts
 * for await (const term of leadership(options)) await lead(term.signal);
 * ```
 * The lease makes it fast, not safe: a leader that was stopped in the middle of something goes on with it for a
 * moment after its time. What it appends to the journal then is fenced.
 */
export async function* leadership(options: LeaseOptions): AsyncGenerator<Term, void, undefined> {
  const { clock, signal, ttlMs } = options;
  while (!signal.aborted) {
    const sinceMs = await standBy(options);
    if (sinceMs === undefined) return;
    const term = beginTerm(options, sinceMs);
    try {
      yield { signal: term.signal };
    } finally {
      await term.end();
    }
    // A term that this process gave up by itself: the others come first.
    await clock.sleep(ttlMs / RENEWALS_PER_TTL, signal);
  }
}

/**
 * Waits until the lease is free or stale and takes it.
 * @returns  a moment before it was written: until `ttlMs` after it nobody can judge the lease stale; `undefined` when
 *           `signal` is aborted
 */
async function standBy(options: LeaseOptions): Promise<number | undefined> {
  const { store, clock, signal, ttlMs } = options;
  const lookMs = ttlMs / LOOKS_PER_TTL;
  let seen: { readonly lease: Lease; readonly sinceMs: number } | undefined;
  while (!signal.aborted) {
    try {
      const lease = await store.lease();
      const nowMs = clock.monotonicMs();
      if (lease !== undefined && !sameRenewal(lease, seen?.lease)) seen = { lease, sinceMs: nowMs };
      const stale = seen !== undefined && nowMs >= seen.sinceMs + seen.lease.ttlMs;
      if (
        lease === undefined ||
        isFree(options, lease) ||
        stale ||
        (await options.isGone?.(lease)) === true
      ) {
        if (await store.replaceLease(lease, leaseOf(options, lease))) return nowMs;
      }
    } catch (error) {
      report(options, error);
    }
    // Not a moment after it is stale: that is time in which nobody leads.
    const leftMs = seen === undefined ? 0 : seen.sinceMs + seen.lease.ttlMs - clock.monotonicMs();
    await clock.sleep(leftMs > 0 ? Math.min(lookMs, leftMs) : lookMs, signal);
  }
  return undefined;
}

/** Given up, or ours: of a term that is over, or of a write whose outcome was not known. */
function isFree({ instance }: LeaseOptions, lease: Lease): boolean {
  return !lease.held || lease.holder === instance;
}

function beginTerm(
  options: LeaseOptions,
  sinceMs: number,
): { readonly signal: AbortSignal; readonly end: () => Promise<void> } {
  const { store, clock, ttlMs, instance } = options;
  const over = new AbortController();
  const end = (why: TermEndedError["why"], message: string) => {
    if (!over.signal.aborted) over.abort(new TermEndedError(why, message));
  };
  const onStop = () => end("stopped", "this process stops");
  options.signal.addEventListener("abort", onStop);
  if (options.signal.aborted) onStop();

  /** @returns whether the lease is ours still */
  const renew = async (): Promise<boolean> => {
    const lease = await store.lease();
    if (lease?.holder !== instance || over.signal.aborted) return false;
    return store.replaceLease(lease, leaseOf(options, lease));
  };

  const keep = async (): Promise<void> => {
    let validUntilMs = sinceMs + ttlMs;
    let nextMs = sinceMs + ttlMs / RENEWALS_PER_TTL;
    for (;;) {
      await clock.sleep(Math.min(nextMs, validUntilMs) - clock.monotonicMs(), over.signal);
      if (over.signal.aborted) return;
      const startedMs = clock.monotonicMs();
      if (startedMs >= validUntilMs) {
        end("not_renewed", `the lease was not renewed for ${ttlMs} ms`);
        return;
      }
      const outcome = await within(clock, validUntilMs - startedMs, over.signal, renew).catch(
        (error: unknown) => {
          report(options, error);
          return "failed" as const;
        },
      );
      if (outcome === false) end("taken", "another process took the lease");
      if (outcome === true) {
        validUntilMs = startedMs + ttlMs;
        nextMs = startedMs + ttlMs / RENEWALS_PER_TTL;
      } else nextMs = clock.monotonicMs() + ttlMs / LOOKS_PER_TTL;
    }
  };
  // A fault of the program that ends `keep` ends the term; the owner meets it in `end`.
  const kept = keep().finally(() => end("not_renewed", "renewing the lease failed"));
  kept.catch(() => {}); // it is awaited below; until then it is no unhandled rejection

  return {
    signal: over.signal,
    async end() {
      end("stopped", "the leader stepped down");
      options.signal.removeEventListener("abort", onStop);
      await kept;
      await giveUp(options);
    },
  };
}

/** The others need not wait. When it fails they wait until the lease is stale, no longer. */
async function giveUp(options: LeaseOptions): Promise<void> {
  const { store, clock, instance, ttlMs } = options;
  const release = async (): Promise<void> => {
    const lease = await store.lease();
    if (lease?.holder !== instance || !lease.held) return;
    await store.replaceLease(lease, { ...leaseOf(options, lease), held: false, address: "", secret: "" });
  };
  try {
    await within(clock, ttlMs, undefined, release);
  } catch (error) {
    report(options, error);
  }
}

/** @returns what `act` returns, "late" when it does not within `ms` or before `signal` is aborted */
async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
  act: () => Promise<T>,
): Promise<T | "late"> {
  const done = new AbortController();
  const stop = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  const late = clock.sleep(ms, stop).then(() => "late" as const);
  try {
    return await Promise.race([act(), late]);
  } finally {
    done.abort();
  }
}

function leaseOf({ instance, ttlMs, address, secret }: LeaseOptions, before: Lease | undefined): Lease {
  return { holder: instance, renewal: (before?.renewal ?? 0) + 1, ttlMs, held: true, address, secret };
}

function sameRenewal(a: Lease, b: Lease | undefined): boolean {
  return a.holder === b?.holder && a.renewal === b.renewal;
}

/** Passes on what a store can't do now; anything else is a fault of the program. */
function report({ onTrouble }: LeaseOptions, error: unknown): void {
  if (!(error instanceof StoreUnavailableError)) throw error;
  onTrouble?.(error);
}
