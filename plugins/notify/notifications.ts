import type { Clock } from "../../coordination/clock.ts";
import { CompactedError, StoreUnavailableError, type JournalEntry, type Store } from "../../store/store.ts";
import { notificationOf } from "./notification.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";
import { Conflict, openOutbox, type Outbox, type Waiting } from "./outbox.ts";

export interface NotificationOptions {
  readonly store: Pick<Store, "entries" | "job" | "keep" | "kept" | "keptUnder" | "lastEntry">;
  readonly webhook: Notifier;
  /** Absent: no mail is sent here. */
  readonly mail?: Notifier;
  readonly nowMs: () => number;
  readonly clock: Clock;
  /** Where people find a job. */
  readonly linkTo: (job: number) => string;
  /** So long a notification that fails is tried again. */
  readonly giveUpAfterMs: number;
  readonly observe: (event: NotifyEvent) => void;
}

/** For logs and metrics; never an address. */
export type NotifyEvent =
  | {
      readonly type: "delivery";
      readonly by: "webhook" | "mail";
      readonly outcome: Delivery["outcome"] | "given_up";
      readonly notification: string;
      readonly why?: string;
    }
  /** The journal does not go back to where the last process was: what happened between is told to nobody. */
  | { readonly type: "gap"; readonly from: number; readonly to: number }
  | { readonly type: "trouble"; readonly error: unknown };

const CURSOR = "notify/cursor";
const POLL_MS = 1000;
const BATCH = 500;
/** Then no more is read of the journal until some have gone. */
const WAITING_MAX = 10_000;
/** At once, and of these to one host or server. */
const AT_ONCE = 64;
const AT_ONCE_TO_ONE = 4;
const RETRY_FIRST_MS = 10_000;
const RETRY_LAST_MS = 3_600_000;
/** Without anything to send, so many entries are read again after a restart. */
const LAZY_ENTRIES = 2000;

/**
 * Tells people what they want to be told of jobs, at least once, across restarts and changes of leader: it follows the
 * journal from a cursor that is kept durably, puts what is to be sent into a durable outbox before the cursor moves
 * on, and takes it out once it is delivered or given up. Run it where one process leads, until `signal`.
 */
export async function runNotifications(options: NotificationOptions, signal: AbortSignal): Promise<void> {
  const { clock, observe } = options;
  let state: State | undefined;
  while (!signal.aborted) {
    let isBusy = false;
    try {
      state ??= await open(options);
      isBusy = await readOn(options, state);
      await sendDue(options, state.outbox, signal);
    } catch (error) {
      if (error instanceof Conflict) return;
      if (!(error instanceof StoreUnavailableError)) throw error;
      state = undefined; // what came of the last write is not known: it is read again
      observe({ type: "trouble", error });
    }
    if (!isBusy) await clock.sleep(POLL_MS, signal);
  }
}

interface State {
  readonly outbox: Outbox;
  cursor: { readonly n: number; readonly revision: number };
  /** Read up to here; the cursor follows. */
  readTo: number;
}

async function open({ nowMs, store }: NotificationOptions): Promise<State> {
  const kept = await store.kept(CURSOR);
  const outbox = await openOutbox(store, nowMs());
  if (kept !== undefined) {
    const n = Number(kept.body);
    return { outbox, cursor: { n, revision: kept.revision }, readTo: n };
  }
  // The first time: what has happened before is old news.
  const n = (await store.lastEntry())?.n ?? 0;
  if (!(await store.keep(CURSOR, undefined, String(n)))) throw new Conflict("somebody else began");
  return { outbox, cursor: { n, revision: 1 }, readTo: n };
}

/** @returns whether there is more to read at once */
async function readOn(options: NotificationOptions, state: State): Promise<boolean> {
  const { observe, store } = options;
  if (state.outbox.size >= WAITING_MAX) return false;
  let entries: readonly JournalEntry[];
  try {
    entries = await store.entries(state.readTo, BATCH);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    observe({ type: "gap", from: state.readTo + 1, to: error.oldest - 1 });
    await moveCursor(store, state, error.oldest - 1);
    return true;
  }
  const last = entries.at(-1);
  if (last === undefined) return false;
  let found = false;
  for (const { records } of entries) {
    for (const record of records) {
      if (record.type !== "notice") continue;
      found = true;
      await putAll(options, state.outbox, record.job, record.of);
    }
  }
  if (found || last.n - state.cursor.n >= LAZY_ENTRIES) await moveCursor(store, state, last.n);
  state.readTo = last.n;
  return entries.length === BATCH;
}

async function moveCursor(store: NotificationOptions["store"], state: State, n: number): Promise<void> {
  const { revision } = state.cursor;
  if (!(await store.keep(CURSOR, revision, String(n))))
    throw new Conflict("the cursor was moved by somebody else");
  state.cursor = { n, revision: revision + 1 };
  state.readTo = n;
}

async function putAll(
  { linkTo, nowMs, store }: NotificationOptions,
  outbox: Outbox,
  id: number,
  of: Parameters<typeof notificationOf>[1],
): Promise<void> {
  const job = await store.job(id);
  if (job === undefined) return;
  const atMs = nowMs();
  for (const [k, { on, ...address }] of job.spec.notify.entries()) {
    if (!on.includes(of)) continue;
    const notification = notificationOf(job, of, k, linkTo(id));
    await outbox.put({ address, notification, tries: 0, firstAtMs: atMs, nextAtMs: atMs });
  }
}

async function sendDue(options: NotificationOptions, outbox: Outbox, signal: AbortSignal): Promise<void> {
  const chosen: Waiting[] = [];
  const perHost = new Map<string, number>();
  for (const waiting of outbox.due(options.nowMs())) {
    const host = hostOf(waiting);
    const there = perHost.get(host) ?? 0;
    if (there >= AT_ONCE_TO_ONE) continue;
    perHost.set(host, there + 1);
    chosen.push(waiting);
    if (chosen.length >= AT_ONCE) break;
  }
  const outcomes = await Promise.allSettled(chosen.map((waiting) => send(options, outbox, waiting, signal)));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

function hostOf({ address }: Waiting): string {
  return "email" in address ? "mail" : (URL.parse(address.url)?.host ?? "");
}

async function send(
  { giveUpAfterMs, mail, nowMs, observe, webhook }: NotificationOptions,
  outbox: Outbox,
  waiting: Waiting,
  signal: AbortSignal,
): Promise<void> {
  const { address, firstAtMs, notification, tries } = waiting;
  const by = "email" in address ? "mail" : "webhook";
  const notifier = "email" in address ? mail : webhook;
  const to = "email" in address ? address.email : address.url;
  const delivery: Delivery =
    notifier === undefined
      ? { outcome: "refused", why: "this installation sends no mail" }
      : await notifier.deliver(to, notification, signal);
  if (signal.aborted && delivery.outcome === "failed") return; // the next process tries it
  const tell = (outcome: Delivery["outcome"] | "given_up", why?: string) =>
    observe({
      type: "delivery",
      by,
      outcome,
      notification: notification.id,
      ...(why === undefined ? {} : { why }),
    });
  const atMs = nowMs();
  const waitMs = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** tries);
  switch (delivery.outcome) {
    case "delivered":
      await outbox.delivered(waiting);
      return tell("delivered");
    case "refused":
      await outbox.givenUp(waiting, delivery.why, atMs);
      return tell("refused", delivery.why);
    case "failed":
      if (atMs + waitMs > firstAtMs + giveUpAfterMs) {
        await outbox.givenUp(waiting, delivery.why, atMs);
        return tell("given_up", delivery.why);
      }
      await outbox.again({ ...waiting, tries: tries + 1, nextAtMs: atMs + waitMs });
      return tell("failed", delivery.why);
    default:
      return delivery satisfies never;
  }
}
