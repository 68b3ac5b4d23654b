import type { AccountsView } from "../fair-share/views.ts";
import type { JobState } from "../jobs/life/job.ts";
import type { BackendEvent } from "../offers/backend.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { OfferRecord } from "../offers/offer-record.ts";
import { FencedError, type JournalRecord } from "../store/store.ts";
import type { StateDump } from "./explaining/state-dump.ts";
import type { LeaderView } from "./forecast/live-state.ts";
import type { ApartCounts } from "./intake/agent-trust.ts";
import { appendSurely, surely } from "./leading/appending.ts";
import { checkJournal } from "./leading/journal-check.ts";
import { memoryOf } from "./leading/leader-memory.ts";
import type { LeaderOptions, LeaderPorts } from "./leading/leader-ports.ts";
import { SchedulingCycles, type InboxNews, type TermEnd } from "./leading/cycles.ts";
import { offerLedger } from "./leading/offer-ledger.ts";
import type { ReadAhead } from "./leading/reading-ahead.ts";
import { openRulebook } from "./leading/rulebook.ts";
import { leftOut, type SetAside } from "./leading/set-aside.ts";
import type { CoreInput } from "./state/decision.ts";
import type { Tuning } from "./state/tuning.ts";

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
   * Something was put into the inbox; the next cycle, which follows at once, reads it, and takes it in before what clusters
   * tell from now on.
   */
  look(): void;
  /** Asks all clusters that are connected how everything stands there; the next cycle, which follows at once, does so. */
  reconcile(): void;
  /** Changes what may be changed while it leads; the next cycle, which follows at once, goes by it. */
  configure(changes: Partial<Tuning>): void;
  /** Runs cycles until the term ends; backends are stopped then. Rejects only on faults of this program. */
  run(signal: AbortSignal): Promise<TermEnd>;
}

/** So many offers are kept for those who ask. */
const OFFERS_KEPT = 2000;

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
  const inbox: InboxNews = { isExpected: true };

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
      inbox.isExpected = true;
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
        const term = { memory, ledger, outside, queue, inbox, rulebook, append, begin, check, journal };
        return await new SchedulingCycles(ports, options, term, signal).run();
      } finally {
        signal.removeEventListener("abort", onAbort);
        await Promise.all(ports.backends.map((backend) => backend.stop()));
      }
    },
  };
}
