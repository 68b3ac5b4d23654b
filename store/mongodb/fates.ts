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
export function callFates({ calls, inbox, notes }: Collections, ask: Ask, nowMs: () => number) {
  const fatesOf = async (names: readonly string[]): Promise<ReadonlyMap<string, Fate>> => {
    if (names.length === 0) return new Map();
    const found = await ask(() => calls.find({ _id: { $in: [...names] } }).toArray());
    return new Map(found.map(({ _id, fate }) => [_id, fate]));
  };

  /** @returns  what was decided, by this or by another one */
  const decide = async (name: string, fate: Fate): Promise<Fate> => {
    const document = { _id: name, fate, atMs: nowMs() };
    return (await putDecidedly(ask, calls, document, () => ask(() => calls.findOne({ _id: name })))).fate;
  };

  const drop = async (name: string): Promise<void> => {
    await ask(() => inbox.deleteMany({ call: name }));
    await ask(() => notes.deleteMany({ call: name }));
  };

  /** Frees the documents of stored calls of their names, and forgets these. */
  const tidy = async (names: readonly string[]): Promise<void> => {
    if (names.length === 0) return;
    const of = { call: { $in: [...names] } };
    await ask(() => inbox.updateMany(of, { $set: { call: null } }));
    await ask(() => notes.updateMany(of, { $set: { call: null } }));
    await ask(() => calls.deleteMany({ _id: { $in: [...names] } }));
  };

  return {
    /** Stores calls: the moment at which their documents come into being. @returns  per call its fate */
    async store(names: readonly string[]): Promise<ReadonlyMap<string, Fate>> {
      const atMs = nowMs();
      const there = await insertNew(
        ask,
        calls,
        names.map((_id) => ({ _id, fate: "stored", atMs })),
      );
      const doubtful = names.filter((_, at) => there.has(at));
      const decided = await Promise.all(
        doubtful.map(async (name): Promise<[string, Fate]> => [name, await decide(name, "stored")]),
      );
      return new Map([...names.map((name): [string, Fate] => [name, "stored"]), ...decided]);
    },

    drop,

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
      const fates = await fatesOf([...new Set(named.flatMap(({ call }) => call ?? []))]);
      const open = named.filter(({ call }) => call !== null && !fates.has(call)).map(({ _id }) => _id);
      // The fate of a call is forgotten once its documents do not name it any more: these may do so by now.
      const freed = new Set(
        (open.length === 0 ? [] : await again(open)).flatMap(({ _id, call }) => (call === null ? [_id] : [])),
      );
      return documents.filter(
        ({ _id, call }) => call === null || fates.get(call) === "stored" || freed.has(_id),
      );
    },

    /** Waits for the fate of a call that is in the way, and drops it when it takes too long. */
    async settle(name: string): Promise<void> {
      for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_MS) {
        if ((await fatesOf([name])).has(name)) break;
        await sleep(LOOK_MS);
      }
      if ((await decide(name, "dropped")) === "dropped") await drop(name);
    },

    tidy,

    /** Sees to what processes that ended left: of stored calls, of dropped ones, and of those without a fate. */
    async sweep(): Promise<void> {
      const beforeMs = nowMs() - LEFT_MS;
      const old = await ask(() =>
        calls
          .find({ atMs: { $lt: beforeMs } })
          .limit(SWEPT)
          .toArray(),
      );
      await tidy(old.filter(({ fate }) => fate === "stored").map(({ _id }) => _id));
      for (const { _id, fate } of old) if (fate === "dropped") await drop(_id);
      await ask(() => calls.deleteMany({ fate: "dropped", atMs: { $lt: nowMs() - KEPT_MS } }));
      const named = { call: { $gt: "" } };
      const left = await Promise.all([
        ask(() =>
          inbox
            .find({ ...named, seq: { $lt: beforeMs * 1000 } }, { projection: { call: 1 } })
            .limit(SWEPT)
            .toArray(),
        ),
        ask(() =>
          notes
            .find({ ...named, atMs: { $lt: beforeMs } }, { projection: { call: 1 } })
            .limit(SWEPT)
            .toArray(),
        ),
      ]);
      for (const name of new Set(left.flat().flatMap(({ call }) => call ?? [])))
        if ((await decide(name, "dropped")) === "dropped") await drop(name);
    },
  };
}
