// Failures of mesos-checks.ts, each brought about between a whole leader and a master, as far as no other test does so:
// of the scheduler itself, and what is asked and told because of them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../store/memory.ts";
import {
  hasEvent,
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
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("a scheduler that dies", { timeout }, () => {
  it("with the launch stored and not told: the next one asks, and launches under a new id [F-20] [C-32]", async () => {
    await using master = await startTinyMaster();
    const store = openMemoryStore();
    {
      await using first = await lead(master, store, {
        death: { at: "send", when: hasEvent("launched") },
      });
      await first.submit(...jobs(1));
      await first.observed.until("connected");
      master.send(offersEvent("o1"));
      await first.ended;
    }
    assert.deepEqual(launchedIn(master), []);
    assert.equal((await store.job(1))?.status.state, "starting");
    await using second = await lead(master, store);
    await second.observed.until("connected");
    master.send(offersEvent("o2"));
    await second.until("it is asked for", () => reconciledIn(master).some(([id]) => id === TASK));
    assert.deepEqual(launchedIn(master), [], "not before its fate is known");
    master.send(reconciled(TASK, "TASK_GONE"));
    await second.until("it is given up", async () => (await second.job(1)).status.state === "pending");
    await second.pass(6); // its backoff
    master.send(offersEvent("o3"));
    await master.until("ACCEPT");
    assert.deepEqual(launchedIn(master), ["1.2.2"]);
  });

  it("with the launch told: the next one takes it for launched [F-21] [C-19] [C-32]", async () => {
    await using master = await startTinyMaster();
    const store = openMemoryStore();
    {
      await using first = await lead(master, store, {
        death: { at: "idle", when: hasEvent("launched") },
      });
      await first.submit(...jobs(1));
      await first.observed.until("connected");
      master.send(offersEvent("o1"));
      await first.ended;
    }
    assert.deepEqual(launchedIn(master), [TASK]);
    await using second = await lead(master, store);
    await second.observed.until("connected");
    master.send(updateEvent(TASK, "TASK_RUNNING"));
    master.send(offersEvent("o2"));
    await second.until("job 1 runs", async () => (await second.job(1)).status.state === "running");
    await second.pass(60);
    assert.deepEqual(launchedIn(master), [TASK]);
    assert.equal(typesIn(master).includes("KILL"), false);
  });

  it("with the update stored and not acknowledged: it comes again, and changes nothing [F-22] [F-18] [C-26]", async () => {
    await using master = await startTinyMaster();
    const store = openMemoryStore();
    {
      await using first = await lead(master, store, { death: { at: "send", when: hasEvent("ended") } });
      await running(master, first);
      master.send(updateEvent(TASK, "TASK_FINISHED"));
      await first.ended;
    }
    const acknowledged = (): number => typesIn(master).filter((type) => type === "ACKNOWLEDGE").length;
    const before = acknowledged();
    const entries = (await store.lastEntry())?.n ?? 0;
    await using second = await lead(master, store);
    await second.observed.until("connected");
    master.send(updateEvent(TASK, "TASK_FINISHED"));
    await second.until("it is acknowledged", () => acknowledged() === before + 1);
    master.send(updateEvent(TASK, "TASK_FINISHED"));
    await second.until("and again", () => acknowledged() === before + 2);
    const job = await second.job(1);
    assert.equal(job.status.state, "succeeded");
    assert.equal((await second.attempts(1)).length, 1);
    const news = (await store.entries(entries, 100)).flatMap(({ records }) => records);
    assert.deepEqual(
      news.filter(({ type }) => type === "job"),
      [],
    );
  });
});

describe("what a leader stores before it tells", { timeout }, () => {
  it("is the framework id before the first ACCEPT [C-9], and an update before its acknowledgement [C-25]", async () => {
    const store = openMemoryStore();
    const seen: { type: string | undefined; id: string | undefined; state: string | undefined }[] = [];
    await using master = await startTinyMaster({
      onCall: ({ type }) => {
        void Promise.all([store.registration("mesos"), store.job(1)]).then(([id, job]) =>
          seen.push({ type, id, state: job?.status.state }),
        );
        return undefined;
      },
    });
    const acknowledged = (): readonly unknown[] =>
      seen.filter(({ type }) => type === "ACKNOWLEDGE").map(({ state }) => state);
    await using leading = await lead(master, store);
    await running(master, leading);
    await leading.until("that is acknowledged", () => acknowledged().length === 1);
    master.send(updateEvent(TASK, "TASK_FINISHED"));
    await leading.until("and the end", () => acknowledged().length === 2);
    assert.deepEqual(
      seen.filter(({ type }) => type === "ACCEPT"),
      [{ type: "ACCEPT", id: "fw-1", state: "starting" }],
    );
    assert.deepEqual(acknowledged(), ["running", "succeeded"]);
  });
});

describe("reconciliation", { timeout }, () => {
  it("without an answer changes nothing, and is repeated after growing waits; nothing is launched twice [F-9] [C-21] [C-23]", async () => {
    await using master = await startTinyMaster();
    const store = openMemoryStore();
    {
      await using first = await lead(master, store);
      await launched(master, first);
    }
    const before = reconciledIn(master).length;
    await using second = await lead(master, store);
    await second.observed.until("connected");
    await second.pass(300);
    master.send(offersEvent("o2"));
    await second.pass(300);
    const rounds = reconciledIn(master).slice(before);
    assert.deepEqual(rounds.slice(0, 2), [[TASK], []], "what is live, then all there is");
    const asked = rounds.filter(([id]) => id === TASK).length;
    assert.ok(asked >= 4 && asked <= 8, `asked for ${asked} times in 10 minutes: the waits grow`);
    assert.deepEqual(launchedIn(master), [TASK]);
    assert.equal((await second.job(1)).status.state, "starting");
  });

  it("is of live tasks and of all there is from time to time, never of ended ones [C-22] [C-24]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    const before = reconciledIn(master).length;
    await leading.pass(1300);
    const rounds = reconciledIn(master).slice(before);
    assert.ok(rounds.filter(([id]) => id === TASK).length >= 2, JSON.stringify(rounds));
    assert.ok(rounds.filter((tasks) => tasks.length === 0).length >= 2, "what nobody here remembers");
    master.send(updateEvent(TASK, "TASK_FINISHED"));
    await leading.until("it has ended", async () => (await leading.job(1)).status.state === "succeeded");
    const after = reconciledIn(master).length;
    master.cut();
    await leading.observed.until("disconnected");
    await leading.pass(1300);
    assert.equal(reconciledIn(master).slice(after).flat().includes(TASK), false);
  });
});

describe("a KILL", { timeout }, () => {
  it("names agent and grace, and is repeated until the task has ended [C-45]", async () => {
    await using master = await startTinyMaster();
    const store = openMemoryStore();
    await using leading = await lead(master, store);
    await running(master, leading);
    const request = { job: 1, verb: "cancel", by: "ada", admin: false, atMs: 1 } as const;
    await store.submit([{ kind: "request", key: "request/1", request }]);
    await leading.pass(1);
    const { kill } = (await master.until("KILL")).request.call ?? {};
    assert.equal(kill?.agent_id?.value, "agent-1");
    assert.equal(kill.kill_policy?.grace_period?.nanoseconds, 30_000_000_000);
    await leading.pass(60);
    const kills = (): number => typesIn(master).filter((type) => type === "KILL").length;
    const told = kills();
    assert.ok(told >= 3, `${told} times`);
    master.send(updateEvent(TASK, "TASK_KILLED"));
    await leading.until("it is cancelled", async () => (await leading.job(1)).status.state === "cancelled");
    await leading.pass(60);
    assert.equal(kills(), told);
  });
});

describe("a leader that stops", { timeout }, () => {
  it("leaves its tasks and its registration as they are: nobody is torn down [C-58] [C-19]", async () => {
    await using master = await startTinyMaster();
    const store = openMemoryStore();
    {
      await using leading = await lead(master, store);
      await running(master, leading);
    }
    assert.deepEqual(
      typesIn(master).filter((type) => type === "TEARDOWN" || type === "KILL" || type === "SHUTDOWN"),
      [],
    );
    assert.equal((await store.job(1))?.status.state, "running");
    assert.equal(await store.registration("mesos"), "fw-1");
  });
});
