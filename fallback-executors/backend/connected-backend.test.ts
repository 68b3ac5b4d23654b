import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manualClock } from "../../coordination/manual-clock.builders.ts";
import type { Backend, BackendEvent } from "../../offers/backend.ts";
import { aTask } from "../../offers/backend-suite/driver.builders.ts";
import { createConnectedBackend, type Session, type SessionContext } from "./connected-backend.ts";
import type { Clock } from "./ports.ts";
import { trackTasks, type SessionTasks } from "./session-tasks.ts";

const CAPABILITIES = {
  gpus: false,
  ports: true,
  networks: false,
  images: true,
  dockerImages: false,
  tmpfs: false,
  shm: false,
  scratch: false,
  memoryLimits: false,
  revocable: false,
  reservations: false,
  volumes: "none",
  pause: false,
  exec: false,
} as const;
const ROOM = { cpusMilli: 4000, memMib: 4096, diskMib: 1000, gpus: 2 };

interface Opening {
  readonly context: SessionContext;
  answer(clusterId?: string): Promise<SessionTasks<{ given: number }>>;
  refuse(cause: string): Promise<void>;
}

/** A backend of a cluster that answers when the test says so. */
function world() {
  const manual = manualClock();
  const clock: Clock = {
    nowMs: manual.monotonicMs,
    after(ms, run) {
      const taken = new AbortController();
      void manual.sleep(ms, taken.signal).then(() => (taken.signal.aborted ? undefined : run()));
      return () => taken.abort();
    },
  };
  const events: BackendEvent[] = [];
  const openings: Opening[] = [];
  const launched: { given: number }[] = [];
  let closed = 0;
  const sessionOf = (
    context: SessionContext,
    clusterId: string,
  ): Session & { tasks: SessionTasks<{ given: number }> } => {
    const tasks: SessionTasks<{ given: number }> = trackTasks(context, clock, {
      unknown: "nobody knows it",
      keepMs: 60_000,
      own: () => ({ given: tasks.all.size }),
      async launch(_, { own }) {
        launched.push(own);
        await Promise.resolve();
        return { state: "running" };
      },
      stop: async (tracked) => {
        await Promise.resolve();
        tasks.tellEnd(tracked, { state: "killed" });
      },
      remove: () => Promise.resolve(),
    });
    const info = {
      id: "node",
      hostname: "node",
      attributes: {},
      total: ROOM,
      active: true,
      reservations: [],
    };
    return {
      clusterId,
      tasks,
      async begin() {
        tasks.ready();
        tasks.offers.show([
          { info, access: "", foreign: { ...ROOM, cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0 }, ports: [] },
        ]);
        await Promise.resolve();
      },
    };
  };
  const backend: Backend = createConnectedBackend({
    name: "lab",
    capabilities: CAPABILITIES,
    noun: "cluster",
    after: clock.after,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    open: (context) =>
      new Promise((resolve, reject) => {
        openings.push({
          context,
          async answer(clusterId = "c1") {
            const session = sessionOf(context, clusterId);
            resolve(session);
            await settled();
            return session.tasks;
          },
          async refuse(cause) {
            reject(new Error(cause));
            await settled();
          },
        });
      }),
    close: () => (closed += 1),
  });
  const emit = (event: BackendEvent): void => void events.push(event);
  return {
    backend,
    advance: (ms: number) => manual.advance(ms),
    events,
    launched,
    closed: () => closed,
    start: (registrationId?: string) => backend.start({ registrationId, emit }),
    opening(at: number): Opening {
      const opening = openings[at];
      assert.ok(opening !== undefined, `the cluster was asked ${openings.length} times`);
      return opening;
    },
    asked: () => openings.length,
    types: () => events.map(({ type }) => type),
    states: () => events.flatMap((event) => (event.type === "status" ? [event.update.state] : [])),
  };
}

/** All that was begun in this turn has happened. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("a cluster that is not reached", () => {
  it("is told once, and asked again more and more slowly", async () => {
    const { backend, advance, events, start, opening, asked } = world();
    await start();
    const waits = [500, 1000, 2000, 4000, 8000, 15_000, 15_000];
    for (const [at, wait] of waits.entries()) {
      await opening(at).refuse("connection refused");
      await advance(wait - 1);
      assert.equal(asked(), at + 1);
      await advance(1);
      assert.equal(asked(), at + 2);
    }
    assert.deepEqual(events, [{ type: "disconnected", cause: "connection refused" }]);
    await backend.stop();
  });

  it("is asked quickly again after each connection", async () => {
    const { backend, advance, types, start, opening, asked } = world();
    await start();
    await opening(0).refuse("x");
    await advance(500);
    await opening(1).refuse("x");
    await advance(1000);
    await opening(2).answer();
    opening(2).context.life.beside(() => Promise.reject(new Error("cut")));
    await settled();
    await advance(500);
    assert.equal(asked(), 4);
    assert.deepEqual(
      types().filter((type) => type.endsWith("connected")),
      ["disconnected", "connected", "disconnected"],
    );
    await backend.stop();
  });

  it("is left alone after the stop, whatever answers late", async () => {
    const { backend, advance, events, start, opening, asked, closed } = world();
    await start();
    await backend.stop();
    await opening(0).answer();
    await advance(60_000);
    assert.deepEqual([events, asked(), closed()], [[], 1, 1]);
  });

  it("has one session, when it is stopped and started while it is asked", async () => {
    const { backend, advance, types, start, opening, asked } = world();
    await start();
    await backend.stop();
    await start();
    await opening(0).answer();
    assert.deepEqual(types(), []);
    await opening(1).answer();
    await advance(60_000);
    assert.equal(asked(), 2);
    assert.deepEqual(types().slice(0, 1), ["connected"]);
    await backend.stop();
  });
});

describe("another cluster at the address", () => {
  it("means that all tasks are gone", async () => {
    const { backend, events, start, opening } = world();
    await start("c0");
    await opening(0).answer("c1");
    assert.deepEqual(events.slice(0, 2), [
      { type: "removed", cause: "another cluster, c1, answers where c0 did" },
      { type: "connected", registrationId: "c1" },
    ]);
    await backend.stop();
  });
});

describe("tasks of a session", () => {
  const begun = async () => {
    const all = world();
    await all.start();
    const tasks = await all.opening(0).answer();
    const offer = all.events.flatMap((event) => (event.type === "offers" ? event.offers : []))[0];
    assert.ok(offer !== undefined);
    const launches = [aTask({}), aTask({})] as const;
    all.backend.launch({ agentId: "node", offerIds: [offer.id], tasks: launches, refuseMs: 0 });
    await settled();
    return { ...all, tasks, offer, launches };
  };
  const refTo = ({ taskId }: ReturnType<typeof aTask>) => ({ taskId, agentId: "node", access: "" });

  it("are given what is theirs one after the other", async () => {
    const { backend, launched } = await begun();
    assert.deepEqual(launched, [{ given: 0 }, { given: 1 }]);
    await backend.stop();
  });

  it("are told to have ended until somebody has written it down", async () => {
    const { backend, advance, states, tasks, launches } = await begun();
    const [task] = launches;
    const tracked = tasks.all.get(task.taskId);
    assert.ok(tracked !== undefined);
    tasks.tellEnd(tracked, { state: "finished", exitCode: 0 });
    tasks.tellEnd(tracked, { state: "failed", exitCode: 1 });
    await advance(15_000);
    await advance(15_000);
    backend.acknowledge({ taskId: task.taskId, agentId: "node", state: "finished", reconciliation: false });
    await advance(30_000);
    assert.deepEqual(states(), ["running", "running", "finished", "finished", "finished"]);
    await backend.stop();
  });

  it("are answered for: those that are there, those that are not, and all but what is settled", async () => {
    const { backend, events, tasks, launches } = await begun();
    const [first, second] = launches;
    const tracked = tasks.all.get(first.taskId);
    assert.ok(tracked !== undefined);
    tasks.tellEnd(tracked, { state: "finished" });
    backend.acknowledge({ taskId: first.taskId, agentId: "node", state: "finished", reconciliation: false });
    const told = events.length;
    const unknown = aTask({});
    backend.reconcile([refTo(unknown), refTo(first)]);
    backend.reconcile([]);
    await settled();
    const answers = events.slice(told).flatMap((event) => (event.type === "status" ? [event.update] : []));
    assert.deepEqual(
      answers.map(({ taskId, state, reconciliation }) => [taskId, state, reconciliation]),
      [
        [unknown.taskId, "gone", true],
        [first.taskId, "finished", true],
        [second.taskId, "running", true],
      ],
    );
    await backend.stop();
  });

  it("are silent when the session is over", async () => {
    const { backend, advance, events, tasks, launches, opening } = await begun();
    opening(0).context.life.beside(() => Promise.reject(new Error("cut")));
    await settled();
    const told = events.length;
    const tracked = tasks.all.get(launches[0].taskId);
    assert.ok(tracked !== undefined);
    tasks.tellEnd(tracked, { state: "finished" });
    backend.kill(refTo(launches[1]), 0);
    await advance(499);
    assert.deepEqual(events.slice(told), []);
    await backend.stop();
  });
});
