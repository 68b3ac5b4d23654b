// Failures of mesos-checks.ts, each brought about between a whole leader and a master, as far as no other test does so:
// of tasks and of the agents below them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openMemoryStore } from "../store/memory.ts";
import { launched, launchedIn, lead, running, typesIn, updateEvent, TASK } from "./leading.builders.ts";
import { offersEvent, startTinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("news of a task", { timeout }, () => {
  for (const [what, status, reason] of [
    ["whose agent was removed by an operator [F-14]", "TASK_GONE_BY_OPERATOR", undefined],
    ["that was killed because its agent is drained [F-14]", "TASK_KILLED", "REASON_AGENT_DRAINING"],
    ["whose agent never came back [F-10]", "TASK_LOST", "REASON_AGENT_REMOVED"],
    ["whose host came back without it [F-12]", "TASK_GONE", "REASON_RECONCILIATION"],
    ["whose executor crashed [F-15]", "TASK_FAILED", "REASON_EXECUTOR_TERMINATED"],
  ] as const) {
    it(`${what} ends the attempt, and the next one follows`, async () => {
      await using master = await startTinyMaster();
      await using leading = await lead(master, openMemoryStore());
      await running(master, leading);
      const fields = reason === undefined ? {} : { reason };
      master.send(updateEvent(TASK, status, { ...fields, source: "SOURCE_AGENT" }));
      await leading.until("it waits again", async () => (await leading.job(1)).status.state === "pending");
      await leading.pass(20);
      master.send(offersEvent("o2"));
      await leading.until("it is launched again", () => launchedIn(master).length === 2);
      assert.deepEqual(launchedIn(master), [TASK, "1.2.1"]);
    });
  }

  it("that its agent could not start, for a full disk, say, lets the next one go elsewhere [F-16] [F-47]", async () => {
    const slaves = ["agent-1", "agent-2"].map((id) => ({
      id,
      hostname: id,
      resources: { cpus: 4, mem: 4096 },
      active: true,
    }));
    await using master = await startTinyMaster({
      slaves: (response) => void response.writeHead(200).end(JSON.stringify({ slaves })),
    });
    await using leading = await lead(master, openMemoryStore());
    await launched(master, leading);
    await leading.observed.until("agents");
    master.send(
      updateEvent(TASK, "TASK_FAILED", {
        source: "SOURCE_AGENT",
        reason: "REASON_CONTAINER_LAUNCH_FAILED",
        message: "Failed to launch container: No space left on device",
      }),
    );
    await leading.until("it waits again", async () => (await leading.job(1)).status.state === "pending");
    await leading.pass(20);
    master.send(offersEvent("o2"));
    await leading.pass(5);
    assert.deepEqual(launchedIn(master), [TASK], "not there again");
    master.send(JSON.parse(JSON.stringify(offersEvent("o3")).replaceAll("agent-1", "agent-2")));
    await leading.until("it is launched again", () => launchedIn(master).length === 2);
    assert.equal(
      master.calls().findLast(({ type }) => type === "ACCEPT")?.accept?.offer_ids?.[0]?.value,
      "o3",
    );
  });

  it("whose agent's process restarts comes again, and is no news; only the offers are gone [F-11]", async () => {
    await using master = await startTinyMaster();
    const store = openMemoryStore();
    await using leading = await lead(master, store);
    await running(master, leading);
    master.send(offersEvent("o2"));
    await leading.observed.until("offers", 2);
    master.send({ type: "RESCIND", rescind: { offer_id: { value: "o2" } } });
    const entries = (await store.lastEntry())?.n ?? 0;
    const acknowledged = (): number => typesIn(master).filter((type) => type === "ACKNOWLEDGE").length;
    const before = acknowledged();
    master.send(updateEvent(TASK, "TASK_RUNNING"));
    await leading.until("it is acknowledged", () => acknowledged() > before);
    assert.equal((await leading.job(1)).status.state, "running");
    const news = (await store.entries(entries, 100)).flatMap(({ records }) => records);
    assert.deepEqual(
      news.filter(({ type }) => type === "job"),
      [],
    );
    assert.deepEqual(launchedIn(master), [TASK]);
  });

  it("that is parted from the master is waited for, and goes on when it is back [F-13] [C-47]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await running(master, leading);
    master.send(updateEvent(TASK, "TASK_UNREACHABLE", { uuid: undefined, reason: "REASON_AGENT_REMOVED" }));
    await leading.until("it is flagged", async () =>
      (await leading.attempts(1)).some(({ unreachableSinceMs }) => unreachableSinceMs !== undefined),
    );
    await leading.pass(300);
    master.send(offersEvent("o2"));
    await leading.pass(5);
    master.send(updateEvent(TASK, "TASK_RUNNING", { uuid: undefined, reason: "REASON_AGENT_REREGISTERED" }));
    await leading.until("it is back", async () =>
      (await leading.attempts(1)).every(({ unreachableSinceMs }) => unreachableSinceMs === undefined),
    );
    await leading.pass(600);
    assert.deepEqual(launchedIn(master), [TASK]);
    assert.equal(typesIn(master).includes("KILL"), false);
    assert.equal((await leading.job(1)).status.state, "running");
  });

  it("that the agent was lost under is no attempt; the next one has an id of its own [F-30] [C-31] [C-38]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await launched(master, leading);
    master.send(
      updateEvent(TASK, "TASK_DROPPED", {
        uuid: undefined,
        source: "SOURCE_MASTER",
        reason: "REASON_AGENT_REMOVED",
        message: "Agent agent-1 removed",
      }),
    );
    await leading.until("it waits again", async () => (await leading.job(1)).status.state === "pending");
    await leading.pass(20);
    master.send(offersEvent("o2"));
    await leading.until("it is launched again", () => launchedIn(master).length === 2);
    assert.deepEqual(
      (await leading.attempts(1)).map(({ charged }) => charged),
      [1, 1],
    );
    assert.equal(new Set(launchedIn(master)).size, 2);
    for (const id of launchedIn(master)) assert.match(id, /^[\d.-]{1,100}$/);
  });

  it("is dated by whatever clock its agent has, and never began before it was launched [F-39]", async () => {
    await using master = await startTinyMaster();
    await using leading = await lead(master, openMemoryStore());
    await launched(master, leading);
    master.send(updateEvent(TASK, "TASK_RUNNING", { timestamp: 1 }));
    await leading.until("job 1 runs", async () => (await leading.job(1)).status.state === "running");
    master.send(updateEvent(TASK, "TASK_FINISHED", { timestamp: 32_503_680_000 }));
    await leading.until("it has ended", async () => (await leading.job(1)).status.state === "succeeded");
    const [attempt] = await leading.attempts(1);
    assert.ok((attempt?.runningAtMs ?? 0) >= (attempt?.launchedAtMs ?? Infinity));
    assert.ok((attempt?.endedAtMs ?? 0) >= (attempt?.runningAtMs ?? Infinity));
    assert.ok((attempt?.endedAtMs ?? Infinity) < 2_000_000_000_000);
  });
});
