import type { AccountsView } from "../fair-share/views.ts";
import type { JobState } from "../jobs/life/job.ts";
import type { BackendEvent } from "../offers/backend.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { OfferRecord } from "../offers/offer-record.ts";
import { FencedError, StoreUnavailableError, type JournalRecord } from "../store/store.ts";
import type { StateDump } from "./explaining/state-dump.ts";
import type { LeaderView } from "./forecast/live-state.ts";
import type { ApartCounts } from "./intake/agent-trust.ts";
import { appendSurely, surely } from "./leading/appending.ts";
import { checkJournal } from "./leading/journal-check.ts";
import { memoryOf, type Memory } from "./leading/leader-memory.ts";
import type { LeaderOptions, LeaderPorts } from "./leading/leader-ports.ts";
import { readInbox } from "./leading/loading.ts";
import { offerLedger, type OfferLedger } from "./leading/offer-ledger.ts";
import type { ReadAhead } from "./leading/reading-ahead.ts";
import { openRulebook, type Rulebook } from "./leading/rulebook.ts";
import { isOfOneThing, leftOut, oneByOne, type LeftOut, type SetAside } from "./leading/set-aside.ts";
import { bodiesOf, tell } from "./leading/telling.ts";
import type { CoreInput, Decision } from "./state/decision.ts";
import type { Tuning } from "./state/tuning.ts";

/** How a term of leadership ended. */
export type TermEnd =
  | { readonly type: "signal" }
  | { readonly type: "fenced" }
  | { readonly type: "superseded" | "refused"; readonly backend: string; readonly cause: string };

export interface Leader {
  readonly epoch: number;
  explain(job: number): Explanation | undefined;
  /** What explanations rest on, for those who check them. */
  dump(): StateDump;
  agents(): readonly AgentView[];
  /** The newest offers with what became of them, the newest first. */
  offers(): readonly OfferRecord[];
  /** Shares, limits and licences, and what is used of them. */
  accounts(): AccountsView;
  countByState(): ReadonlyMap<JobState, number>;
  /** Agents that are emptied for a job, and reservations of ours that agents hold. */
  countReservations(): { readonly planned: number; readonly held: number };
  /** Agents that nothing, or one task, may start on. */
  countApart(): ApartCounts;
  /** What could not be taken in, and is left out until the next term. */
  setAside(): readonly SetAside[];
  /** What it has in memory beside the store, for those who look ahead. */
  view(): LeaderView;
  /**
   * Something was put into the inbox; the next turn, which follows at once, reads it, and takes it in before what clusters
   * tell from now on.
   */
  look(): void;
  /** Asks all clusters that are connected how everything stands there; the next turn, which follows at once, does so. */
  reconcile(): void;
  /** Changes what may be changed while it leads; the next turn, which follows at once, goes by it. */
  configure(changes: Partial<Tuning>): void;
  /** Runs turns until the term ends; backends are stopped then. Rejects only on faults of this program. */
  run(signal: AbortSignal): Promise<TermEnd>;
}

/** So many offers are told of. */
const OFFERS_KEPT = 2000;
const INBOX_BATCH = 1000;
const EVENT_BATCH = 2000;
const RETRY_COMMIT_MS = 200;
/** Of a turn so many calls are made without a pause. */
const CALLS_A_BREATH = 100;
/** After so many turns that fail, with nothing to be blamed for it, this program cannot help itself. */
const HELPLESS_MAX = 3;
/** More turns of one term that fail are no poison but a fault of this program. */
const FAILURES_MAX = 200;
/** A core is loaded anew for a recording only where the turns wait no longer than that for it. */
const QUIET_LOAD_MS = 1000;

/**
 * Takes over: writes the first entry of a new epoch and loads what is live. Nothing is told to any backend before
 * that entry is durable. Jobs that cannot be loaded are set aside.
 * @param ahead  what this process read while it did not lead
 * @throws FencedError      when somebody else took over at the same time
 * @throws JournalGapError  when entries are missing
 */
export async function takeOver(
  ports: LeaderPorts,
  options: LeaderOptions,
  ahead?: Pick<ReadAhead, "take">,
): Promise<Leader> {
  const { store } = ports;
  ports.at?.("load");
  const last = await store.lastEntry();
  if (last !== undefined) await checkJournal(store, last.n);
  const journal = { n: last?.n ?? 0, epoch: (last?.epoch ?? 0) + 1 };
  const append = async (records: readonly JournalRecord[], signal?: AbortSignal): Promise<void> => {
    const { instance: writer } = options;
    const entry = { n: journal.n + 1, epoch: journal.epoch, atMs: ports.nowMs(), writer, records };
    await appendSurely(ports, entry, signal);
    journal.n = entry.n;
  };
  /** A core begins with an epoch of its own, so that nothing it names was ever named before. */
  const begin = async (signal?: AbortSignal): Promise<number> => {
    if (signal !== undefined) journal.epoch += 1;
    await append([{ type: "led", instance: options.instance }], signal);
    return journal.epoch;
  };
  /**
   * Nothing is acknowledged that a newer leader has yet to hear of: one that was asleep since before it took over knows
   * none of its tasks.
   */
  const check = async (signal: AbortSignal): Promise<void> => {
    const newest = await surely(ports, signal, () => store.lastEntry());
    if (newest?.n !== journal.n) throw new FencedError("another leader has written since");
  };
  const outside = leftOut(ports.nowMs, (one) => ports.setAside?.(one));
  const memory = memoryOf(ports, options, outside);
  const ledger = offerLedger(OFFERS_KEPT);
  const epoch = await begin();
  await memory.load(epoch, await ahead?.take(journal.n));
  const rulebook = await openRulebook(store, append, (rules) => ports.ruled?.(rules));
  const queue: CoreInput[] = [];
  const inbox: InboxNews = { isTold: true };

  return {
    get epoch() {
      return journal.epoch;
    },
    explain: (job) => memory.core().explain(job),
    dump: () => memory.core().dump(),
    agents: () => memory.core().agents(),
    offers: () => ledger.list(),
    accounts: () => memory.core().accounts(),
    countByState: () => memory.core().countByState(),
    countReservations: () => memory.core().countReservations(),
    countApart: () => memory.core().countApart(),
    setAside: () => outside.list(),
    view: () => memory.view(),
    look: () => {
      inbox.isTold = true;
      ports.wake();
    },
    reconcile: () => {
      queue.push({ type: "reconcile" });
      ports.wake();
    },
    configure: (changes) => {
      memory.configure(changes);
      ports.wake();
    },
    async run(signal) {
      const emit = (backend: string) => (event: BackendEvent) => {
        ledger.heard(backend, event, ports.nowMs());
        queue.push({ type: "backend", backend, event });
        ports.wake();
      };
      const onAbort = () => ports.wake();
      signal.addEventListener("abort", onAbort);
      try {
        for (const backend of ports.backends) {
          const registrationId = await store.registration(backend.name);
          await backend.start({ registrationId, emit: emit(backend.name) });
        }
        return await turns(
          ports,
          options,
          { memory, ledger, outside, queue, inbox, rulebook, append, begin, check, journal },
          signal,
        );
      } finally {
        signal.removeEventListener("abort", onAbort);
        await Promise.all(ports.backends.map((backend) => backend.stop()));
      }
    },
  };
}

interface InboxNews {
  /** Something may lie there. */
  isTold: boolean;
}

interface Turn {
  readonly inputs: readonly CoreInput[];
  /** They are what the picture says, for a core that was loaded anew. */
  readonly isPicture: boolean;
}

interface Running {
  readonly memory: Memory;
  readonly ledger: OfferLedger;
  readonly outside: LeftOut;
  readonly queue: CoreInput[];
  readonly inbox: InboxNews;
  readonly rulebook: Rulebook;
  readonly append: (records: readonly JournalRecord[], signal?: AbortSignal) => Promise<void>;
  readonly begin: (signal: AbortSignal) => Promise<number>;
  readonly check: (signal: AbortSignal) => Promise<void>;
  readonly journal: { readonly n: number };
}

/** Decide → persist → tell, again and again. */
async function turns(
  ports: LeaderPorts,
  options: LeaderOptions,
  { memory, ledger, outside, queue, inbox, rulebook, append, begin, check, journal }: Running,
  signal: AbortSignal,
): Promise<TermEnd> {
  const { picture } = memory;
  const backends = new Map(ports.backends.map((backend) => [backend.name, backend]));
  const teller = { backends, prepare: ports.prepare, queue };
  let compactedTo = 0;
  let helpless = 0;
  let failures = 0;
  /** Turns that come before all others: what a core that was loaded anew must know, then inputs one by one. */
  const first: Turn[] = [];

  /** Another core in place of this one, from the store. Its first turn tells it what the backends have said. */
  const renew = async (): Promise<void> => {
    ports.at?.("load");
    const epoch = await begin(signal);
    await surely(ports, signal, () => memory.load(epoch));
    const events = picture.events();
    if (events.length === 0) return;
    first.unshift({ inputs: events, isPicture: true });
    // What was declined to the last core is not known to this one: it must come again.
    for (const { backend, event } of events) if (event.type === "connected") backends.get(backend)?.revive();
  };
  const turnFailed = async (error: unknown, { inputs, isPicture }: Turn): Promise<void> => {
    ports.turnFailed?.(error, inputs.length);
    failures += 1;
    if (failures > FAILURES_MAX) throw error;
    if (isPicture) picture.forget();
    const [only] = inputs;
    if (inputs.length > 1) {
      first.unshift(...oneByOne(inputs).map((input) => ({ inputs: [input], isPicture: false })));
    } else if (only !== undefined && isOfOneThing(only)) outside.setInput(only, error);
    else {
      const job = await surely(ports, signal, () => memory.blame(inputs));
      if (job !== undefined) {
        outside.setJob(job, error);
        if (only !== undefined) first.unshift({ inputs, isPicture: false });
      } else if (only !== undefined) outside.setInput(only, error);
      else if (helpless < HELPLESS_MAX) helpless += 1;
      else throw error;
    }
    await renew();
  };
  /** When the inbox was last read. */
  let readMs = -Infinity;
  const sleepMs = (): number => {
    const nowMs = ports.nowMs();
    const dueMs = Math.min(readMs + options.pollMs, memory.core().nextTimerMs() ?? Infinity);
    return Math.max(0, Math.min(options.pollMs, dueMs - nowMs));
  };
  /** Where there is time for it. */
  const renewed = async (): Promise<boolean> => {
    if (sleepMs() === 0) return false;
    helpless = 0;
    if (memory.loadMs() > QUIET_LOAD_MS || ports.recorder?.wantsNewCore() !== true) return false;
    await renew();
    return true;
  };
  /** Turns that follow what clusters tell ask the store for documents only when some may be there. */
  const read = async (): Promise<readonly CoreInput[]> => {
    const nowMs = ports.nowMs();
    const isFresh = Math.abs(nowMs - readMs) < options.pollMs; // clocks step back, too
    if (queue.length > 0 && isFresh && !inbox.isTold) return queue.splice(0, EVENT_BATCH);
    inbox.isTold = false;
    readMs = -Infinity; // if it fails
    const { inputs: waiting, records } = await readInbox(
      ports.store,
      INBOX_BATCH + outside.documents(),
      (key, error) => outside.setDocument(key, error),
    );
    readMs = nowMs;
    if (waiting.length >= INBOX_BATCH) inbox.isTold = true;
    await rulebook.file(records, signal);
    return [...waiting, ...queue.splice(0, EVENT_BATCH)];
  };
  /** Nothing is told before that is done. */
  const persist = async ({ calls, records }: Decision): Promise<void> => {
    if (records.length > 0) {
      ports.at?.("commit");
      await append(records, signal);
    } else if (calls.some(({ type }) => type === "acknowledge")) await check(signal);
  };

  while (!signal.aborted) {
    try {
      const { inputs: all, isPicture } = first.shift() ?? { inputs: await read(), isPicture: false };
      const inputs = all.flatMap((input) => outside.admit(input) ?? []);
      const startedMs = ports.nowMs();
      // Without jobs what is looked at twice a second is the inbox, not what was decided long ago.
      if (all.length === 0 && !memory.mayDecide(startedMs)) {
        ports.at?.("idle");
        ports.rested?.();
        if (queue.length === 0 && !(await renewed())) await ports.wait(sleepMs());
        continue;
      }
      ports.at?.("decide");
      let decision: Decision;
      try {
        decision = memory.step(inputs, startedMs);
      } catch (error) {
        await turnFailed(error, { inputs, isPicture });
        continue;
      }
      ports.at?.("prepare");
      // The core has moved on: from here to the commit nothing may be given up but the term itself.
      const [bodies] = await Promise.all([
        surely(ports, signal, () => bodiesOf(ports.store, decision)),
        persist(decision),
      ]);
      ports.at?.("tell");
      for (const [at, call] of decision.calls.entries()) {
        if (at > 0 && at % CALLS_A_BREATH === 0) await ports.breathe?.();
        await tell(teller, call, bodies);
      }
      ledger.told(decision.calls, ports.nowMs());
      ports.observe({
        decision,
        inputs: inputs.length,
        durationMs: ports.nowMs() - startedMs,
        liveAttempts: memory.core().liveAttempts(),
      });
      if (decision.stop !== undefined) return decision.stop;
      if (journal.n - compactedTo > 2 * options.journalEntries) {
        ports.at?.("compact");
        compactedTo = journal.n - options.journalEntries;
        await ports.store.compact(compactedTo);
      }
      ports.at?.("idle");
      if (first.length > 0 || queue.length > 0 || inputs.length >= INBOX_BATCH) continue;
      if (!(await renewed())) await ports.wait(sleepMs());
    } catch (error) {
      if (error instanceof FencedError) return { type: "fenced" };
      // The store can't be read; nothing was decided or told of what it holds. Try again until the lease ends.
      if (!(error instanceof StoreUnavailableError)) throw error;
      await ports.wait(RETRY_COMMIT_MS);
    }
  }
  return { type: "signal" };
}
