import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { newMemoryState, type MemoryState } from "../store/memory-state.ts";
import { openMemoryStore } from "../store/memory.ts";
import { StoreUnavailableError, type Lease, type Store } from "../store/store.ts";
import { leadership, TermEndedError, type Term } from "./lease.ts";
import { manualClock, type ManualClock } from "./manual-clock.builders.ts";

const TTL_MS = 3000;
/** How often a standby looks. */
const LOOK_MS = TTL_MS / 10;
const STEP_MS = 50;

/** How the store behaves for one process: it works, fails before it acts, fails after it acted, or never answers. */
type Weather = "fine" | "fails" | "acts and fails" | "hangs";

interface Contender {
  readonly name: string;
  readonly clock: ManualClock;
  weather: Weather;
  /** Nothing of the process moves while it is paused. */
  paused: boolean;
  missedMs: number;
  /** Whom it sees to be dead. */
  seesGone: string | undefined;
  /** The term that it believes in, if any. */
  term: Term | undefined;
  readonly endings: string[];
  troubles: number;
  /** Ends the loop's body, as a fenced leader does. */
  stepDown: () => void;
  /** The owner's signal. */
  readonly stop: () => void;
  readonly done: Promise<void>;
}

function leads({ term }: Contender): boolean {
  return term !== undefined && !term.signal.aborted;
}

function contend(state: MemoryState, name: string, startMs: number): Contender {
  const clock = manualClock(startMs);
  const stopping = new AbortController();
  const contender: Contender = {
    name,
    clock,
    weather: "fine",
    paused: false,
    missedMs: 0,
    seesGone: undefined,
    term: undefined,
    endings: [],
    troubles: 0,
    stepDown: () => {},
    stop: () => stopping.abort(),
    done: Promise.resolve(),
  };
  const store = openMemoryStore(state);
  const call = async <T>(act: () => Promise<T>): Promise<T> => {
    if (contender.weather === "hangs") return new Promise(() => {});
    if (contender.weather === "fine") return act();
    if (contender.weather === "acts and fails") await act();
    throw new StoreUnavailableError("the disk of this test is away");
  };
  const weathered: Pick<Store, "lease" | "replaceLease"> = {
    lease: () => (contender.weather === "acts and fails" ? store.lease() : call(() => store.lease())),
    replaceLease: (expected, next) => call(() => store.replaceLease(expected, next)),
  };
  const run = async () => {
    const options = {
      store: weathered,
      instance: name,
      address: `http://${name}`,
      secret: `secret of ${name}`,
      ttlMs: TTL_MS,
      clock,
      signal: stopping.signal,
      isGone: ({ holder }: Lease) => Promise.resolve(holder === contender.seesGone),
      onTrouble: () => {
        contender.troubles += 1;
      },
    };
    for await (const term of leadership(options)) {
      contender.term = term;
      await new Promise<void>((resolve) => {
        contender.stepDown = resolve;
        term.signal.addEventListener("abort", () => resolve());
        if (term.signal.aborted) resolve();
      });
      const why: unknown = term.signal.reason;
      contender.endings.push(why instanceof TermEndedError ? why.why : "stepped down");
      contender.term = undefined;
    }
  };
  return Object.assign(contender, { done: run() });
}

/** Processes on one store, with clocks of their own that are days apart. */
function aCluster(...names: readonly string[]) {
  const state = newMemoryState();
  const contenders = names.map((name, at) => contend(state, name, at * 1e9));
  const leaders = () => contenders.filter((contender) => !contender.paused && leads(contender));
  return {
    state,
    contenders,
    leaders,
    leader(): Contender {
      const [first, ...others] = leaders();
      assert.ok(first !== undefined, "nobody leads");
      assert.equal(others.length, 0, "several lead");
      return first;
    },
    /** Lets time pass for all that are not paused, and sees after each step that no two lead. */
    async pass(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        for (const contender of contenders) {
          if (contender.paused) contender.missedMs += STEP_MS;
          else await contender.clock.advance(STEP_MS);
        }
        assert.ok(leaders().length <= 1, `${leaders().map(({ name }) => name)} lead at once`);
      }
    },
    async resume(contender: Contender): Promise<void> {
      contender.paused = false;
      await contender.clock.jump(contender.missedMs);
      contender.missedMs = 0;
      assert.ok(leaders().length <= 1, `${leaders().map(({ name }) => name)} lead at once`);
    },
  };
}

describe("three processes that want to lead", { timeout: 240_000 }, () => {
  it("have one leader, and keep it", async () => {
    const cluster = aCluster("a", "b", "c");
    await cluster.pass(STEP_MS);
    const first = cluster.leader();
    await cluster.pass(10 * TTL_MS);
    assert.equal(cluster.leader(), first);
    assert.deepEqual(
      cluster.contenders.flatMap(({ endings }) => endings),
      [],
    );
  });

  it("publish where the leader is reached", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(STEP_MS);
    const { name } = cluster.leader();
    const { lease } = cluster.state;
    assert.deepEqual(
      { holder: lease?.holder, held: lease?.held, address: lease?.address, secret: lease?.secret },
      { holder: name, held: true, address: `http://${name}`, secret: `secret of ${name}` },
    );
  });

  it("wait for a leader that gives no sign for its ttl, and no longer", async () => {
    const cluster = aCluster("a", "b", "c");
    await cluster.pass(TTL_MS);
    const dead = cluster.leader();
    dead.paused = true;
    await cluster.pass(TTL_MS - TTL_MS / 3 - LOOK_MS);
    assert.deepEqual(cluster.leaders(), []);
    await cluster.pass(TTL_MS / 3 + 3 * LOOK_MS);
    assert.notEqual(cluster.leader(), dead);
  });

  it("follow at their next look when they see that the leader is dead", async () => {
    const cluster = aCluster("a", "b", "c");
    await cluster.pass(TTL_MS);
    const dead = cluster.leader();
    dead.paused = true;
    for (const contender of cluster.contenders) contender.seesGone = dead.name;
    await cluster.pass(LOOK_MS + STEP_MS);
    const next = cluster.leader();
    assert.notEqual(next, dead);
    await cluster.pass(2 * TTL_MS);
    assert.equal(cluster.leader(), next);
  });

  it("follow at their next look when the leader stops cleanly", async () => {
    const cluster = aCluster("a", "b", "c");
    await cluster.pass(TTL_MS);
    const old = cluster.leader();
    old.stop();
    await cluster.pass(LOOK_MS + STEP_MS);
    assert.notEqual(cluster.leader(), old);
    await old.done;
    assert.deepEqual(old.endings, ["stopped"]);
  });

  it("follow at their next look when the leader steps down, which then stands by", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    const old = cluster.leader();
    old.stepDown();
    await cluster.pass(LOOK_MS + STEP_MS);
    const next = cluster.leader();
    assert.notEqual(next, old);
    next.stop();
    await cluster.pass(TTL_MS);
    assert.equal(cluster.leader(), old);
  });
});

describe("a leader that was paused", { timeout: 240_000 }, () => {
  it("finds its term ended when it goes on after its ttl, and leads no more", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    const paused = cluster.leader();
    paused.paused = true;
    await cluster.pass(3 * TTL_MS);
    const next = cluster.leader();
    await cluster.resume(paused);
    assert.equal(leads(paused), false);
    assert.deepEqual(paused.endings, ["not_renewed"]);
    await cluster.pass(3 * TTL_MS);
    assert.equal(cluster.leader(), next);
  });

  it("goes on when the pause was shorter than its ttl", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    const paused = cluster.leader();
    paused.paused = true;
    await cluster.pass(TTL_MS / 2);
    await cluster.resume(paused);
    await cluster.pass(3 * TTL_MS);
    assert.equal(cluster.leader(), paused);
    assert.deepEqual(paused.endings, []);
  });
});

describe("a leader whose store fails", { timeout: 240_000 }, () => {
  for (const weather of ["fails", "hangs"] as const) {
    it(`ends its term after its ttl when the store ${weather}`, async () => {
      const cluster = aCluster("a", "b");
      await cluster.pass(TTL_MS);
      const old = cluster.leader();
      old.weather = weather;
      await cluster.pass(TTL_MS / 3 + STEP_MS);
      assert.equal(leads(old), true);
      await cluster.pass(TTL_MS);
      assert.equal(leads(old), false);
      assert.deepEqual(old.endings, ["not_renewed"]);
      assert.equal(old.troubles > 0, weather === "fails");
    });
  }

  it("goes on when the store is back before that", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    const old = cluster.leader();
    old.weather = "fails";
    await cluster.pass(TTL_MS / 2);
    old.weather = "fine";
    await cluster.pass(2 * TTL_MS);
    assert.equal(cluster.leader(), old);
    assert.ok(old.troubles > 0);
  });

  it("knows its lease again when a renewal worked and seemed to fail", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    const old = cluster.leader();
    old.weather = "acts and fails";
    await cluster.pass(TTL_MS / 3 + STEP_MS);
    old.weather = "fine";
    await cluster.pass(2 * TTL_MS);
    assert.equal(cluster.leader(), old);
    assert.ok(old.troubles > 0);
  });

  it("leads once its lease is there, also when taking it seemed to fail", async () => {
    const cluster = aCluster("a");
    const [only] = cluster.contenders;
    assert.ok(only !== undefined);
    only.weather = "acts and fails";
    await cluster.pass(LOOK_MS);
    only.weather = "fine";
    await cluster.pass(2 * LOOK_MS);
    assert.equal(cluster.leader(), only);
  });
});

describe("a leader whose lease somebody took", { timeout: 240_000 }, () => {
  it("finds its term ended at the next renewal", async () => {
    const cluster = aCluster("a");
    await cluster.pass(STEP_MS);
    const [only] = cluster.contenders;
    const { lease } = cluster.state;
    assert.ok(lease !== undefined && only !== undefined);
    cluster.state.lease = { ...lease, holder: "intruder", renewal: lease.renewal + 1 };
    await cluster.pass(TTL_MS / 3 + STEP_MS);
    assert.deepEqual(only.endings, ["taken"]);
    assert.equal(cluster.state.lease.holder, "intruder");
  });
});

describe("a leader that somebody takes for dead by mistake", { timeout: 240_000 }, () => {
  it("finds its term ended at its next renewal, and the other one leads on", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    const old = cluster.leader();
    const other = cluster.contenders.find((contender) => contender !== old);
    assert.ok(other !== undefined);
    other.seesGone = old.name;
    for (let passed = 0; passed < LOOK_MS + TTL_MS / 3; passed += STEP_MS)
      for (const { clock } of cluster.contenders) await clock.advance(STEP_MS);
    assert.deepEqual(old.endings, ["taken"]);
    await cluster.pass(2 * TTL_MS);
    assert.equal(cluster.leader(), other);
  });
});

describe("a process that stops", { timeout: 240_000 }, () => {
  it("ends its standing by at once and leaves the lease alone", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    const leader = cluster.leader();
    const standby = cluster.contenders.find((contender) => contender !== leader);
    standby?.stop();
    await standby?.done;
    await cluster.pass(TTL_MS);
    assert.equal(cluster.leader(), leader);
  });

  it("leaves no timer behind", async () => {
    const cluster = aCluster("a", "b");
    await cluster.pass(TTL_MS);
    for (const contender of cluster.contenders) contender.stop();
    await Promise.all(cluster.contenders.map(({ done }) => done));
    assert.deepEqual(
      cluster.contenders.map(({ clock }) => clock.sleepers),
      [0, 0],
    );
    assert.equal(cluster.state.lease?.held, false);
  });
});

describe("under any pauses and failures", { timeout: 240_000 }, () => {
  const trouble = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    what: fc.constantFrom("pause", "resume", "fine", "fails", "acts and fails", "step down"),
    thenMs: fc.integer({ min: 1, max: 40 }).map((steps) => steps * STEP_MS),
  });

  it("no two lead at once, and one leads when all is well again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(trouble, { maxLength: 12 }), async (troubles) => {
        const cluster = aCluster("a", "b", "c");
        for (const { who, what, thenMs } of troubles) {
          const contender = cluster.contenders[who];
          if (contender === undefined) continue;
          if (what === "pause") contender.paused = true;
          else if (what === "step down") contender.stepDown();
          else if (what !== "resume") contender.weather = what;
          else if (contender.paused) await cluster.resume(contender);
          await cluster.pass(thenMs);
        }
        for (const contender of cluster.contenders) {
          contender.weather = "fine";
          if (contender.paused) await cluster.resume(contender);
        }
        await cluster.pass(3 * TTL_MS);
        cluster.leader();
      }),
      { numRuns: 40 },
    );
  });
});
