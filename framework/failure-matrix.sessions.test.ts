// Failures of mesos-checks.ts, each brought about between a whole leader and a master, as far as no other test does so:
// of sessions, of calls, and of what the leader stands on.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../store/memory.ts";
import type { SchedulerCall } from "../proto/generated/types.ts";
import {
  jobs,
  launched,
  launchedIn,
  lead,
  reconciled,
  reconciledIn,
  running,
  typesIn,
  updateEvent,
  TASK,
} from "./leading.builders.ts";
import { offersEvent, startTinyMaster, type TinyMasterOptions } from "./tiny-master.builders.ts";

const timeout = 240_000;

const silently: NonNullable<TinyMasterOptions["onCall"]> = () => "answered";

describe("a session that ends", { timeout }, () => {
  it("voids its offers and leaves tasks alone; the next one has the same id [C-10] [C-18] [C-19] [F-1]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    const calls = master.calls().length;
    await leading.submit(...jobs(2));
    master.send(offersEvent("o2"));
    master.cut();
    await leading.observed.until("disconnected");
    await leading.pass(16);
    await leading.observed.until("connected", 2);
    const { call } = (await master.until("SUBSCRIBE", 2)).request;
    assert.equal(call?.framework_id?.value, "fw-1");
    assert.equal(call.subscribe?.framework_info.id?.value, "fw-1");
    await leading.until("tasks are asked for", () => reconciledIn(master).at(-1)?.length === 0);
    assert.equal((await leading.job(1)).status.state, "running");
    const later = master.calls().slice(calls);
    assert.equal(
      later.some(({ type }) => type === "KILL"),
      false,
    );
    master.send(offersEvent("o3"));
    await leading.until("job 2 has its task", () => launchedIn(master).length === 2);
    assert.deepEqual(master.calls().findLast(({ type }) => type === "ACCEPT")?.accept?.offer_ids, [
      { value: "o3" },
    ]);
  });

  it("by ERROR in the middle is followed by another [F-32]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    master.send({ type: "ERROR", error: { message: "Something went wrong in the master" } });
    const { cause } = await leading.observed.until("disconnected");
    assert.match(cause, /Something went wrong in the master/);
    await leading.pass(16);
    await leading.observed.until("connected", 2);
    assert.equal((await leading.job(1)).status.state, "running");
  });

  it("because nothing comes any more, though the connection stands, is followed by another [F-2] [F-40] [C-12]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    // A call without an answer would end it as well.
    await leading.until("all calls are answered", () => leading.observed.backend.status().pendingCalls === 0);
    leading.observed.time.advance(74_000);
    assert.equal(
      leading.observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
    leading.observed.time.advance(2000);
    assert.match((await leading.observed.until("disconnected")).cause, /no byte/);
    await leading.pass(16);
    await leading.observed.until("connected", 2);
    assert.equal((await leading.job(1)).status.state, "running");
  });

  it("because this process stood still for minutes is followed by another, and no task is lost [F-43]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    leading.observed.time.jump(600_000);
    await leading.observed.until("disconnected");
    await leading.pass(16);
    await leading.observed.until("connected", 2);
    assert.equal((await leading.job(1)).status.state, "running");
    assert.deepEqual(launchedIn(master), [TASK]);
  });

  for (const [what, status, body] of [
    ["that recovers [F-7]", 503, "Master has not finished recovery"],
    ["whose routes are not there yet [F-8]", 404, ""],
    ["while nobody leads [F-6]", 503, "No leader elected"],
  ] as const) {
    it(`is followed by another once the master is there: one ${what} [C-17]`, async () => {
      await using master = await startTinyMaster({
        onSubscribe: (response, nth) => {
          if (nth > 3) return undefined;
          response.writeHead(status).end(body);
          return "answered";
        },
      });
      await using leading = await lead(master, openMemoryStore());
      await leading.pass(60);
      await leading.observed.until("connected");
      assert.equal(master.requests.filter(({ call }) => call?.type === "SUBSCRIBE").length, 4);
      assert.equal(leading.observed.events.filter(({ type }) => type === "disconnected").length, 1);
    });
  }
});

describe("a call that gets lost", { timeout }, () => {
  it("is an ACCEPT: the task is asked for in the next session, and never launched twice [F-33] [C-33]", async () => {
    await using master = await startTinyMaster({
      onCall: (call, response) => (call.type === "ACCEPT" ? silently(call, response) : undefined),
    });
    await using leading = await lead(master, openMemoryStore());
    await launched(master, leading);
    await leading.pass(90);
    await leading.observed.until("connected", 2);
    await leading.until("it is asked for", () => reconciledIn(master).some(([id]) => id === TASK));
    master.send(reconciled(TASK, "TASK_RUNNING"));
    await leading.until("job 1 runs", async () => (await leading.job(1)).status.state === "running");
    master.send(offersEvent("o2"));
    await leading.pass(60);
    assert.deepEqual(launchedIn(master), [TASK]);
  });

  for (const lost of ["SUPPRESS", "REVIVE"] as const) {
    it(`is a ${lost}: the next session is told again what is wished [F-35] [C-20] [C-41]`, async () => {
      let losses = 0;
      await using master = await startTinyMaster({
        onCall: ({ type }, response) => {
          if (type !== lost || losses > 0) return undefined;
          losses += 1;
          response.destroy();
          return "answered";
        },
      });
      await using leading = await lead(master, openMemoryStore());
      await leading.observed.until("connected");
      await leading.pass(2); // with nothing to do, offers are suppressed
      if (lost === "REVIVE") await leading.submit(...jobs(1));
      await leading.observed.until("disconnected");
      await leading.pass(20);
      await leading.observed.until("connected", 2);
      await leading.pass(2);
      const session = (call: SchedulerCall | undefined): boolean =>
        (call?.subscribe?.suppressed_roles ?? []).includes("batch");
      const isSuppressed = master.requests.reduce(
        (before, { call }) =>
          call?.type === "SUBSCRIBE"
            ? session(call)
            : call?.type === "SUPPRESS"
              ? true
              : call?.type === "REVIVE"
                ? false
                : before,
        false,
      );
      assert.equal(isSuppressed, lost === "SUPPRESS");
      assert.equal(losses, 1);
    });
  }
});

describe("a leader whose", { timeout }, () => {
  it("wall clock jumps keeps its session and its tasks [F-38]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    for (const off of [86_400_000, -86_400_000, 0]) {
      leading.setClockOff(off);
      await leading.pass(10);
      master.send({ type: "HEARTBEAT" });
    }
    assert.equal(
      leading.observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
    assert.equal((await leading.job(1)).status.state, "running");
    assert.equal(typesIn(master).includes("KILL"), false);
  });

  it("store stands still reads on, keeps its session, and catches up [F-42] [C-56]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    const letGo = leading.holdStore();
    const count = 2000;
    const before = leading.observed.counts.get("records") ?? 0;
    master.send(updateEvent(TASK, "TASK_UNREACHABLE", { uuid: undefined }));
    for (let nth = 0; nth < count; nth += 1)
      master.send(
        updateEvent(TASK, nth % 2 === 0 ? "TASK_RUNNING" : "TASK_UNREACHABLE", { uuid: undefined }),
      );
    for (let seconds = 0; seconds < 300; seconds += 15) {
      master.send({ type: "HEARTBEAT" });
      await leading.observed.counted("records", before + 1 + count + seconds / 15 + 1);
      leading.observed.time.advance(15_000);
    }
    assert.equal(
      leading.observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
    letGo();
    master.send(updateEvent(TASK, "TASK_FINISHED"));
    await leading.until("it has ended", async () => (await leading.job(1)).status.state === "succeeded");
  });

  it("role has no quota left waits and makes no noise [F-46]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await leading.submit(...jobs(1));
    await leading.observed.until("connected");
    for (let minute = 0; minute < 60; minute += 1) {
      master.send({ type: "HEARTBEAT" });
      // No CPU, as with a quota of none; declined each time.
      if (minute % 10 === 0) master.send(offersEvent(`o${minute}`, { mem: 4096 }));
      await leading.pass(60);
    }
    assert.equal((await leading.job(1)).status.state, "pending");
    assert.deepEqual(launchedIn(master), []);
    assert.equal(typesIn(master).filter((type) => type === "DECLINE").length, 6);
    assert.ok(master.calls().length < 100, `${master.calls().length} calls in an hour`);
  });
});
