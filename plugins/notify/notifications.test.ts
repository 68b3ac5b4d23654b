import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manualClock } from "../../coordination/manual-clock.builders.ts";
import { aSpec } from "../../jobs/life/job.builders.ts";
import type { Notify } from "../../jobs/spec/notify.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { aDocument, anEntry, ended, event, filed, launched, running } from "../../store/store.builders.ts";
import { StoreUnavailableError, type JournalRecord, type Store } from "../../store/store.ts";
import type { Delivery, Notification } from "../ports/notifier.ts";
import { runNotifications, type NotifyEvent } from "./notifications.ts";

const hook = (on: Notify["on"], url = "https://a.example/"): Notify => ({ on, url });
const notice = (job: number, of: "start" | "success" | "failure" | "cancel"): JournalRecord => ({
  type: "notice",
  job,
  of,
});

/** A store with a journal, and processes that tell people of it, one after the other. */
function aWorld() {
  const clock = manualClock();
  const store = openMemoryStore();
  const sent: { readonly to: string; readonly notification: Notification }[] = [];
  const events: NotifyEvent[] = [];
  let answer: (to: string) => Delivery | Promise<Delivery> = () => ({ outcome: "delivered" });
  const deliver = async (to: string, notification: Notification): Promise<Delivery> => {
    sent.push({ to, notification });
    return answer(to);
  };
  const append = async (...records: readonly JournalRecord[]) =>
    store.append(anEntry(((await store.lastEntry())?.n ?? 0) + 1, records));
  return {
    clock,
    store,
    sent,
    events,
    append,
    answers: (next: typeof answer) => {
      answer = next;
    },
    /** A job that has run and ended, as the leader writes it. */
    async job(id: number, notify: readonly Notify[]) {
      await store.submit([aDocument(id, { spec: aSpec({ notify }) })]);
      await append(...filed(id));
      await append(launched(id));
      await append(running(id), notice(id, "start"));
      await append(ended(id), notice(id, "success"));
    },
    start(through: Store = store) {
      const abort = new AbortController();
      const done = runNotifications(
        {
          store: through,
          webhook: { deliver },
          mail: { deliver },
          nowMs: () => clock.monotonicMs(),
          clock,
          linkTo: (job) => `https://g.example/jobs/${job}`,
          giveUpAfterMs: 60_000,
          observe: (event) => events.push(event),
        },
        abort.signal,
      );
      return {
        done,
        async stop() {
          abort.abort();
          await done;
        },
      };
    },
  };
}
type World = ReturnType<typeof aWorld>;
const told = ({ sent }: World) => sent.map(({ notification }) => notification.id);

describe("notifications", () => {
  it("tell each who wants it what happened, and nobody else", async () => {
    const world = aWorld();
    const process = world.start();
    await world.clock.advance(10);
    await world.job(1, [
      hook(["start"]),
      hook(["success", "failure"]),
      { on: ["success"], email: "ada@b.org" },
      hook(["failure"]),
    ]);
    await world.job(2, []);
    await world.clock.advance(2000);
    assert.deepEqual(
      world.sent.map(({ notification, to }) => [notification.id, to]),
      [
        ["1/start/0", "https://a.example/"],
        ["1/success/1", "https://a.example/"],
        ["1/success/2", "ada@b.org"],
      ],
    );
    assert.deepEqual(world.sent[1]?.notification.job, {
      id: 1,
      name: "job",
      user: "ada",
      project: "default",
      state: "succeeded",
      exitCode: 0,
    });
    assert.equal(world.sent[1]?.notification.link, "https://g.example/jobs/1");
    await process.stop();
  });

  it("go on where the last process ended, and repeat nothing", async () => {
    const world = aWorld();
    const first = world.start();
    await world.clock.advance(10);
    await world.job(1, [hook(["success"])]);
    await world.clock.advance(2000);
    await first.stop();
    await world.job(2, [hook(["success"])]);
    const second = world.start();
    await world.clock.advance(2000);
    assert.deepEqual(told(world), ["1/success/0", "2/success/0"]);
    await second.stop();
  });

  it("tell nothing of what happened before they were first used", async () => {
    const world = aWorld();
    await world.job(1, [hook(["success"])]);
    const process = world.start();
    await world.clock.advance(2000);
    assert.deepEqual(told(world), []);
    await process.stop();
  });

  it("are sent by the next process when this one ends in the middle", async () => {
    const world = aWorld();
    world.answers(
      () => new Promise((resolve) => setImmediate(() => resolve({ outcome: "failed", why: "stopped" }))),
    );
    const first = world.start();
    await world.clock.advance(10);
    await world.job(1, [hook(["success"])]);
    await world.clock.advance(1000);
    await first.stop();
    world.answers(() => ({ outcome: "delivered" }));
    const second = world.start();
    await world.clock.advance(20_000);
    assert.equal(told(world).at(-1), "1/success/0");
    assert.deepEqual(await world.store.keptUnder("notify/out/", "", 10), []);
    await second.stop();
  });

  it("are tried again, later and later, and at last given up and remembered", async () => {
    const world = aWorld();
    world.answers(() => ({ outcome: "failed", why: "it answered 500" }));
    const process = world.start();
    await world.clock.advance(10);
    await world.job(1, [hook(["success"])]);
    await world.clock.advance(9000);
    assert.equal(world.sent.length, 1);
    await world.clock.advance(100_000);
    assert.equal(world.sent.length, 3, "after 10 s, and 20 s after that; 40 s would be too late");
    assert.deepEqual(
      world.events.map((event) => event.type === "delivery" && event.outcome),
      ["failed", "failed", "given_up"],
    );
    const [dead] = await world.store.keptUnder("notify/dead/", "", 10);
    assert.match(dead?.body ?? "", /it answered 500/);
    await process.stop();
  });

  it("that are refused are not tried again, and hold up no other", async () => {
    const world = aWorld();
    world.answers((to) =>
      to.includes("a.example") ? { outcome: "refused", why: "it answered 404" } : { outcome: "delivered" },
    );
    const process = world.start();
    await world.clock.advance(10);
    await world.job(1, [hook(["success"]), hook(["success"], "https://b.example/")]);
    await world.clock.advance(60_000);
    assert.deepEqual(told(world), ["1/success/0", "1/success/1"]);
    await process.stop();
  });

  it("are not held up by many that fail at one place", async () => {
    const world = aWorld();
    world.answers((to) =>
      to.includes("slow") ? { outcome: "failed", why: "it took too long" } : { outcome: "delivered" },
    );
    const process = world.start();
    await world.clock.advance(10);
    for (let id = 1; id <= 20; id += 1) await world.job(id, [hook(["success"], "https://slow.example/")]);
    await world.job(21, [hook(["success"])]);
    await world.clock.advance(1500);
    assert.ok(told(world).includes("21/success/0"));
    await process.stop();
  });

  it("leave the work to the process that came after", async () => {
    const world = aWorld();
    const first = world.start();
    await world.clock.advance(10);
    const second = world.start();
    await world.clock.advance(1000);
    await world.job(1, [hook(["success"])]);
    await world.clock.advance(5000);
    await Promise.race([first.done, second.done]);
    assert.ok(told(world).length >= 1);
    await first.stop();
    await second.stop();
  });

  it("say how much they missed when the journal does not go back so far", async () => {
    const world = aWorld();
    const first = world.start();
    await world.clock.advance(10);
    await first.stop();
    await world.job(1, [hook(["success"])]);
    await world.append(event(1, { type: "released" }));
    await world.store.compact(4);
    await world.job(2, [hook(["success"])]);
    const second = world.start();
    await world.clock.advance(3000);
    assert.deepEqual(world.events[0], { type: "gap", from: 1, to: 4 });
    assert.deepEqual(told(world), ["2/success/0"]);
    await second.stop();
  });

  it("survive a store that is away for a while, with outcomes that nobody knows", async () => {
    const world = aWorld();
    let calls = 0;
    const flaky = new Proxy(world.store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (name !== "keep" && name !== "entries") return value;
        return async (...args: readonly unknown[]) => {
          calls += 1;
          const result: unknown = await (value as (...all: readonly unknown[]) => unknown)(...args);
          if (calls % 3 === 0) throw new StoreUnavailableError("away");
          return result;
        };
      },
    });
    const process = world.start(flaky);
    await world.clock.advance(10_000);
    await world.job(1, [hook(["success"]), hook(["start"])]);
    await world.clock.advance(60_000);
    assert.deepEqual(new Set(told(world)), new Set(["1/start/1", "1/success/0"]));
    assert.deepEqual(await world.store.keptUnder("notify/out/", "", 10), []);
    await process.stop();
  });
});
