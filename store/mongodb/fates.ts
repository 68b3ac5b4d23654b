import { setTimeout as sleep } from "node:timers/promises";
import type { Ask } from "./ask.ts";
import type { CallDocument, Collections } from "./documents.ts";
import { insertNew, putDecidedly } from "./writes.ts";

/** So long a call of somebody else may take to store what it began. */
const PATIENCE_MS = 3000;
const LOOK_MS = 50;
/** What is that old was left by a process that ended. */
const LEFT_MS = 3_600_000;
const SWEPT = 1000;
/** Of calls that were dropped: one who slept meanwhile must still find that he was. */
const KEPT_MS = 30 * 24 * 3_600_000;

type Fate = CallDocument["fate"];
interface CallNamed {
  readonly _id: string;
  readonly call: string | null;
}

/**
 * Several documents are stored together or not at all: each names its call, and the call has a document of its own
 * whose unique key decides. As long as it is not there nobody sees the others; who inserts it first, the one who calls
 * or one who is in want of a key that it holds, decides whether it is stored or dropped.
 */
export class CallFates {
  readonly #calls: Collections["calls"];
  readonly #inbox: Collections["inbox"];
  readonly #notes: Collections["notes"];
  readonly #ask: Ask;
  readonly #nowMs: () => number;

  constructor({ calls, inbox, notes }: Collections, ask: Ask, nowMs: () => number) {
    this.#calls = calls;
    this.#inbox = inbox;
    this.#notes = notes;
    this.#ask = ask;
    this.#nowMs = nowMs;
  }

  async drop(name: string): Promise<void> {
    await this.#ask(() => this.#inbox.deleteMany({ call: name }));
    await this.#ask(() => this.#notes.deleteMany({ call: name }));
  }

  /** Frees the documents of stored calls of their names, and forgets these. */
  async tidy(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const of = { call: { $in: [...names] } };
    await this.#ask(() => this.#inbox.updateMany(of, { $set: { call: null } }));
    await this.#ask(() => this.#notes.updateMany(of, { $set: { call: null } }));
    await this.#ask(() => this.#calls.deleteMany({ _id: { $in: [...names] } }));
  }

  /** Stores calls: the moment at which their documents come into being. @returns  per call its fate */
  async store(names: readonly string[]): Promise<ReadonlyMap<string, Fate>> {
    const atMs = this.#nowMs();
    const there = await insertNew(
      this.#ask,
      this.#calls,
      names.map((_id) => ({ _id, fate: "stored", atMs })),
    );
    const doubtful = names.filter((_, at) => there.has(at));
    const decided = await Promise.all(
      doubtful.map(async (name): Promise<[string, Fate]> => [name, await this.#decide(name, "stored")]),
    );
    return new Map([...names.map((name): [string, Fate] => [name, "stored"]), ...decided]);
  }

  /**
   * Those of the documents that are there for everybody.
   * @param again  reads the ones of these keys anew
   */
  async stored<T extends CallNamed>(
    documents: readonly T[],
    again: (keys: readonly string[]) => Promise<readonly CallNamed[]>,
  ): Promise<readonly T[]> {
    const named = documents.filter(({ call }) => call !== null);
    if (named.length === 0) return documents;
    const fates = await this.#fatesOf([...new Set(named.flatMap(({ call }) => call ?? []))]);
    const open = named.filter(({ call }) => call !== null && !fates.has(call)).map(({ _id }) => _id);
    // The fate of a call is forgotten once its documents do not name it any more: these may do so by now.
    const freed = new Set(
      (open.length === 0 ? [] : await again(open)).flatMap(({ _id, call }) => (call === null ? [_id] : [])),
    );
    return documents.filter(
      ({ _id, call }) => call === null || fates.get(call) === "stored" || freed.has(_id),
    );
  }

  /** Whether it was in the way of nobody's call in the end. @param again  reads the ones of these keys anew */
  async isOpen<T extends CallNamed>(
    row: T,
    again: (keys: readonly string[]) => Promise<readonly T[]>,
  ): Promise<boolean> {
    if (row.call === null || (await this.stored([row], again)).length > 0) return false;
    await this.settle(row.call);
    return (await this.stored(await again([row._id]), again)).length === 0;
  }

  /** Waits for the fate of a call that is in the way, and drops it when it takes too long. */
  async settle(name: string): Promise<void> {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
      if ((await this.#fatesOf([name])).has(name)) break;
      await sleep(LOOK_MS);
    }
    if ((await this.#decide(name, "dropped")) === "dropped") await this.drop(name);
  }

  /** Sees to what processes that ended left: of stored calls, of dropped ones, and of those without a fate. */
  async sweep(): Promise<void> {
    const beforeMs = this.#nowMs() - LEFT_MS;
    const old = await this.#ask(() =>
      this.#calls
        .find({ atMs: { $lt: beforeMs } })
        .limit(SWEPT)
        .toArray(),
    );
    await this.tidy(old.filter(({ fate }) => fate === "stored").map(({ _id }) => _id));
    for (const { _id, fate } of old) if (fate === "dropped") await this.drop(_id);
    await this.#ask(() =>
      this.#calls.deleteMany({ fate: "dropped", atMs: { $lt: this.#nowMs() - KEPT_MS } }),
    );
    const named = { call: { $gt: "" } };
    const left = await Promise.all([
      this.#ask(() =>
        this.#inbox
          .find({ ...named, seq: { $lt: beforeMs * 1000 } }, { projection: { call: 1 } })
          .limit(SWEPT)
          .toArray(),
      ),
      this.#ask(() =>
        this.#notes
          .find({ ...named, atMs: { $lt: beforeMs } }, { projection: { call: 1 } })
          .limit(SWEPT)
          .toArray(),
      ),
    ]);
    for (const name of new Set(left.flat().flatMap(({ call }) => call ?? [])))
      if ((await this.#decide(name, "dropped")) === "dropped") await this.drop(name);
  }

  async #fatesOf(names: readonly string[]): Promise<ReadonlyMap<string, Fate>> {
    if (names.length === 0) return new Map();
    const found = await this.#ask(() => this.#calls.find({ _id: { $in: [...names] } }).toArray());
    return new Map(found.map(({ _id, fate }) => [_id, fate]));
  }

  /** @returns  what was decided, by this or by another one */
  async #decide(name: string, fate: Fate): Promise<Fate> {
    const document = { _id: name, fate, atMs: this.#nowMs() };
    return (
      await putDecidedly(this.#ask, this.#calls, document, () =>
        this.#ask(() => this.#calls.findOne({ _id: name })),
      )
    ).fate;
  }
}
