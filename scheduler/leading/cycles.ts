import type { Backend } from "../../offers/backend.ts";
import { FencedError, StoreUnavailableError, type JournalRecord } from "../../store/store.ts";
import type { CoreInput, Decision } from "../state/decision.ts";
import { surely } from "./appending.ts";
import type { Memory } from "./leader-memory.ts";
import type { LeaderOptions, LeaderPorts } from "./leader-ports.ts";
import { readInbox } from "./loading.ts";
import type { OfferLedger } from "./offer-ledger.ts";
import type { Rulebook } from "./rulebook.ts";
import { bodiesOf, send, type Sender } from "./sending.ts";
import { isOfOneThing, oneByOne, type LeftOut } from "./set-aside.ts";

/** How a term of leadership ended. */
export type TermEnd =
  | { readonly type: "signal" }
  | { readonly type: "fenced" }
  | { readonly type: "superseded" | "refused"; readonly backend: string; readonly cause: string };

/** Whether something may have been put into the inbox since it was last read. */
export interface InboxNews {
  isExpected: boolean;
}

/** What the cycles of one term share with the leader. */
export interface Term {
  readonly memory: Memory;
  readonly ledger: OfferLedger;
  readonly outside: LeftOut;
  /** What clusters reported, in order. */
  readonly queue: CoreInput[];
  readonly inbox: InboxNews;
  readonly rulebook: Rulebook;
  readonly append: (records: readonly JournalRecord[], signal?: AbortSignal) => Promise<void>;
  /** Begins an epoch. */
  readonly begin: (signal: AbortSignal) => Promise<number>;
  /** @throws FencedError  when another leader has written since */
  readonly check: (signal: AbortSignal) => Promise<void>;
  readonly journal: { readonly n: number };
}

interface CycleInputs {
  readonly inputs: readonly CoreInput[];
  /** They are what the picture says, for a core that was loaded anew. */
  readonly isPicture: boolean;
}

const INBOX_BATCH = 1000;
const EVENT_BATCH = 2000;
const RETRY_COMMIT_MS = 200;
/** So many calls of a cycle are sent without a pause. */
const CALLS_A_BREATH = 100;
/** After so many cycles that fail, with no input or job to be blamed for it, this program cannot help itself. */
const HELPLESS_MAX = 3;
/** More cycles of one term that fail are no poison but a fault of this program. */
const FAILURES_MAX = 200;
/** A core is loaded anew for a recording only where cycles wait no longer than that for it. */
const QUIET_LOAD_MS = 1000;

/** The scheduling cycles of one term: read, decide, persist, send. */
export class SchedulingCycles {
  readonly #ports: LeaderPorts;
  readonly #options: LeaderOptions;
  readonly #term: Term;
  readonly #signal: AbortSignal;
  readonly #backends: ReadonlyMap<string, Backend>;
  readonly #sender: Sender;
  /** Inputs that come before all others: what a core that was loaded anew must know, then inputs one by one. */
  readonly #first: CycleInputs[] = [];
  #compactedTo = 0;
  #helpless = 0;
  #failures = 0;
  /** When the inbox was last read. */
  #readMs = -Infinity;

  constructor(ports: LeaderPorts, options: LeaderOptions, term: Term, signal: AbortSignal) {
    this.#ports = ports;
    this.#options = options;
    this.#term = term;
    this.#signal = signal;
    this.#backends = new Map(ports.backends.map((backend) => [backend.name, backend]));
    this.#sender = { backends: this.#backends, prepare: ports.prepare, queue: term.queue };
  }

  /** Until the term ends. Rejects only on faults of this program. */
  async run(): Promise<TermEnd> {
    while (!this.#signal.aborted) {
      try {
        const end = await this.#cycle();
        if (end !== undefined) return end;
      } catch (error) {
        if (error instanceof FencedError) return { type: "fenced" };
        // The store can't be read; nothing was decided or sent of what it holds. Try again until the lease ends.
        if (!(error instanceof StoreUnavailableError)) throw error;
        await this.#ports.wait(RETRY_COMMIT_MS);
      }
    }
    return { type: "signal" };
  }

  async #cycle(): Promise<TermEnd | undefined> {
    const { at, nowMs } = this.#ports;
    const { memory, outside, queue } = this.#term;
    const { inputs: all, isPicture } = this.#first.shift() ?? {
      inputs: await this.#read(),
      isPicture: false,
    };
    const inputs = all.flatMap((input) => outside.admit(input) ?? []);
    const startedMs = nowMs();
    // Without jobs what is looked at twice a second is the inbox, not what was decided long ago.
    if (all.length === 0 && !memory.mayDecide(startedMs)) {
      at?.("idle");
      this.#ports.rested?.();
      if (queue.length === 0) await this.#rest();
      return undefined;
    }
    at?.("decide");
    let decision: Decision;
    try {
      decision = memory.step(inputs, startedMs);
    } catch (error) {
      await this.#isolate(error, { inputs, isPicture });
      return undefined;
    }
    await this.#carryOut(decision);
    this.#ports.observe({
      decision,
      inputs: inputs.length,
      durationMs: nowMs() - startedMs,
      liveAttempts: memory.core().liveAttempts(),
    });
    if (decision.stop !== undefined) return decision.stop;
    await this.#compact();
    at?.("idle");
    if (this.#first.length === 0 && queue.length === 0 && inputs.length < INBOX_BATCH) await this.#rest();
    return undefined;
  }

  /** Cycles that follow what clusters report ask the store for documents only when some may be there. */
  async #read(): Promise<readonly CoreInput[]> {
    const { inbox, outside, queue, rulebook } = this.#term;
    const nowMs = this.#ports.nowMs();
    const isFresh = Math.abs(nowMs - this.#readMs) < this.#options.pollMs; // clocks step back, too
    if (queue.length > 0 && isFresh && !inbox.isExpected) return queue.splice(0, EVENT_BATCH);
    inbox.isExpected = false;
    this.#readMs = -Infinity; // if it fails
    const { inputs: waiting, records } = await readInbox(
      this.#ports.store,
      INBOX_BATCH + outside.documents(),
      (key, error) => outside.setDocument(key, error),
    );
    this.#readMs = nowMs;
    if (waiting.length >= INBOX_BATCH) inbox.isExpected = true;
    await rulebook.file(records, this.#signal);
    return [...waiting, ...queue.splice(0, EVENT_BATCH)];
  }

  /** Persists, then sends. */
  async #carryOut(decision: Decision): Promise<void> {
    const { at, breathe, nowMs, store } = this.#ports;
    at?.("prepare");
    // The core has moved on: from here to the commit nothing may be given up but the term itself.
    const [bodies] = await Promise.all([
      surely(this.#ports, this.#signal, () => bodiesOf(store, decision)),
      this.#persist(decision),
    ]);
    at?.("send");
    for (const [position, call] of decision.calls.entries()) {
      if (position > 0 && position % CALLS_A_BREATH === 0) await breathe?.();
      await send(this.#sender, call, bodies);
    }
    this.#term.ledger.answered(decision.calls, nowMs());
  }

  /** Nothing is sent before that is done. */
  async #persist({ calls, records }: Decision): Promise<void> {
    const { append, check } = this.#term;
    if (records.length > 0) {
      this.#ports.at?.("commit");
      await append(records, this.#signal);
    } else if (calls.some(({ type }) => type === "acknowledge")) await check(this.#signal);
  }

  async #compact(): Promise<void> {
    const { journalEntries } = this.#options;
    const { n } = this.#term.journal;
    if (n - this.#compactedTo <= 2 * journalEntries) return;
    this.#ports.at?.("compact");
    this.#compactedTo = n - journalEntries;
    await this.#ports.store.compact(this.#compactedTo);
  }

  /** Finds what makes a cycle fail, sets that aside, and goes on with a core that is loaded anew. */
  async #isolate(error: unknown, { inputs, isPicture }: CycleInputs): Promise<void> {
    const { memory, outside } = this.#term;
    this.#ports.cycleFailed?.(error, inputs.length);
    this.#failures += 1;
    if (this.#failures > FAILURES_MAX) throw error;
    if (isPicture) memory.picture.forget();
    const [only] = inputs;
    if (inputs.length > 1) {
      this.#first.unshift(...oneByOne(inputs).map((input) => ({ inputs: [input], isPicture: false })));
    } else if (only !== undefined && isOfOneThing(only)) outside.setInput(only, error);
    else {
      const job = await surely(this.#ports, this.#signal, () => memory.blame(inputs));
      if (job !== undefined) {
        outside.setJob(job, error);
        if (only !== undefined) this.#first.unshift({ inputs, isPicture: false });
      } else if (only !== undefined) outside.setInput(only, error);
      else if (this.#helpless < HELPLESS_MAX) this.#helpless += 1;
      else throw error;
    }
    await this.#renew();
  }

  /** Another core in place of this one, from the store. Its first inputs are what the clusters have reported. */
  async #renew(): Promise<void> {
    const { begin, memory } = this.#term;
    this.#ports.at?.("load");
    const epoch = await begin(this.#signal);
    await surely(this.#ports, this.#signal, () => memory.load(epoch));
    const events = memory.picture.events();
    if (events.length === 0) return;
    this.#first.unshift({ inputs: events, isPicture: true });
    // What the last core declined is not known to this one: it must be offered again.
    for (const { backend, event } of events)
      if (event.type === "connected") this.#backends.get(backend)?.revive();
  }

  /** Until the next poll, timer or wake-up; or it loads the core anew that a recording wants, where there is time. */
  async #rest(): Promise<void> {
    const { memory } = this.#term;
    const ms = this.#untilNextMs();
    if (ms > 0) {
      this.#helpless = 0;
      if (memory.loadMs() <= QUIET_LOAD_MS && this.#ports.recorder?.wantsNewCore() === true)
        return this.#renew();
    }
    await this.#ports.wait(ms);
  }

  #untilNextMs(): number {
    const { pollMs } = this.#options;
    const dueMs = Math.min(this.#readMs + pollMs, this.#term.memory.core().nextTimerMs() ?? Infinity);
    return Math.max(0, Math.min(pollMs, dueMs - this.#ports.nowMs()));
  }
}
