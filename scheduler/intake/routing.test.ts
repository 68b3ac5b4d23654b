import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fifoOrder } from "../../fair-share/order.ts";
import { aRetryPolicy } from "../../jobs/life/job.builders.ts";
import { routed, type Route } from "../../offers/routing.ts";
import { faultsOf } from "../../simulation/checkers/check-explanation.ts";
import { job } from "../core/core.builders.ts";
import { clusters, startsOf } from "./routing.builders.ts";
import { seededRandom } from "../../simulation/random.ts";

const MINUTE = 60_000;
const ROUTE: Route = { order: [["docker"], ["kubernetes"]], spillAfterMs: 10 * MINUTE };
const routing = { site: ROUTE, queues: {} };
const image = { ref: "debian:12", pull: "ifNotPresent" } as const;
const cpus = (count: number) => ({
  resources: {
    cpus: count,
    memoryBytes: 1024 ** 3,
    diskBytes: 0,
    gpus: 0,
    ports: 0,
    portNames: [],
  },
});

describe("a job that may use several clusters", () => {
  const site = () => clusters(["docker", "kubernetes"], { routing });

  it("waits for the one that is preferred, although another one has room", () => {
    const c = site();
    c.submit(job(1));
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), []);
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), ["1 docker"]);
  });

  it("may use the next one when it has waited long enough, at that moment", () => {
    const c = site();
    c.submit(job(1));
    c.cycle(c.inventory("docker", 1), c.inventory("kubernetes"));
    assert.deepEqual(startsOf(c.advance(10 * MINUTE - 1)), []);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), []);
    assert.equal(c.core.nextTimerMs(), 1_000_000 + 10 * MINUTE);
    c.advance(1);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), ["1 kubernetes"]);
  });

  it("asks that cluster for offers again then", () => {
    const c = site();
    c.submit(job(1));
    c.cycle(c.room("kubernetes", 8));
    const calls = c.advance(10 * MINUTE).calls.map((call) => `${call.type} ${call.backend}`);
    assert.ok(calls.includes("revive kubernetes"), calls.join());
  });

  it("is told until when it waits, and for which", () => {
    const c = site();
    c.submit(job(1));
    const cause = { kind: "routing", open: ["docker"], next: ["kubernetes"], atMs: 1_000_000 + 10 * MINUTE };
    assert.deepEqual(c.why(1), cause);
    c.advance(20 * MINUTE);
    assert.equal(c.why(1), undefined);
  });

  it("waits from when it may start", () => {
    const c = site();
    c.submit(job(1, { hold: true }));
    c.advance(20 * MINUTE);
    assert.equal(c.why(1), undefined);
    c.request({ verb: "release", by: "ada" });
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), []);
    c.advance(10 * MINUTE);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), ["1 kubernetes"]);
  });

  it("does not begin to wait anew when some of its tasks have started", () => {
    const c = site();
    c.submit(job(1, { array: { from: 1, to: 3, step: 1 }, ...cpus(1) }));
    c.advance(9 * MINUTE);
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 1))), ["1-1 docker"]);
    c.advance(MINUTE);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 1), c.room("docker", 1))).length, 2);
  });

  it("starts where it names, whatever is preferred", () => {
    const c = site();
    c.submit(job(1, { executor: "kubernetes" }));
    assert.equal(c.why(1), undefined);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), ["1 kubernetes"]);
  });

  it("does not wait for a cluster that cannot do what it needs, nor for one that its queue may not use", () => {
    const c = clusters(["docker", "kubernetes"], {
      routing,
      queueExecutors: { cloud: ["kubernetes"] },
      abilities: { docker: { networks: false } },
    });
    c.submit(job(1, { network: { name: "lab", ports: [] }, image }), job(2, { queue: "cloud" }));
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), ["1 kubernetes", "2 kubernetes"]);
  });

  it("goes by what its queue says", () => {
    const hurried = { order: [["kubernetes"], ["docker"]], spillAfterMs: 1000 };
    const c = clusters(["docker", "kubernetes"], { routing: { site: ROUTE, queues: { hurried } } });
    c.submit(job(1, { queue: "hurried" }), job(2));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 1), c.room("kubernetes", 1))), [
      "2 docker",
      "1 kubernetes",
    ]);
  });

  it("goes by another rule from the moment on that there is one", () => {
    const c = site();
    c.submit(job(1), job(2));
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 1))), []);
    c.core.configure({ routing: { queues: {} } });
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 1))), ["1 kubernetes"]);
    c.core.configure({ routing });
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 1))), []);
    c.advance(10 * MINUTE);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 1))), ["2 kubernetes"]);
  });

  it("keeps its wait when it is changed", () => {
    const c = site();
    c.submit(job(1));
    c.advance(9 * MINUTE);
    const changed = job(1, { priority: 90 });
    c.cycle({
      type: "requested",
      key: "request/2",
      job: changed,
      request: { job: 1, verb: "change", by: "ada", admin: false, atMs: 0, changes: { priority: 90 } },
    });
    c.advance(MINUTE);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 1))), ["1 kubernetes"]);
  });
});

describe("a job whose node is lost", () => {
  const retry = aRetryPolicy({ maxAttempts: 3, backoff: { initialSeconds: 1, factor: 1, maxSeconds: 1 } });

  it("goes on elsewhere, without waiting for what is preferred", () => {
    const c = clusters(["docker", "kubernetes"], { routing });
    c.cycle(c.inventory("docker"), c.inventory("kubernetes"));
    c.submit(job(1, { retry }));
    assert.deepEqual(startsOf(c.cycle(c.room("docker", 8))), ["1 docker"]);
    c.cycle(c.tells("docker", "1.1.1", "running"));
    c.cycle(c.tells("docker", "1.1.1", "lost", { fault: "agent" }));
    c.advance(1000);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), ["1 kubernetes"]);
  });

  it("goes on elsewhere when the one machine that is its cluster does not come back", () => {
    const c = clusters(["docker", "kubernetes"], {
      routing,
      unreachableTimeoutMs: MINUTE,
      abilities: { docker: { oneMachine: true } },
    });
    c.cycle(c.inventory("docker"), c.inventory("kubernetes"));
    c.submit(job(1, { retry }));
    c.cycle(c.room("docker", 8));
    c.cycle(c.tells("docker", "1.1.1", "running"));
    c.cycle(c.from("docker", { type: "disconnected", cause: "no route to host" }));
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), []);
    c.advance(MINUTE);
    c.advance(1000);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), ["1 kubernetes"]);
    // It was only cut off: what ran on there is stopped when it is back.
    c.cycle(c.from("docker", { type: "connected", registrationId: "docker-1" }));
    const { calls } = c.cycle(c.tells("docker", "1.1.1", "running", { reconciliation: true }));
    assert.deepEqual(
      calls.flatMap((call) => (call.type === "kill" ? [call.task.taskId] : [])),
      ["1.1.1"],
    );
  });

  it("is as it was when that machine comes back in time", () => {
    const c = clusters(["docker", "kubernetes"], {
      routing,
      unreachableTimeoutMs: MINUTE,
      abilities: { docker: { oneMachine: true } },
    });
    c.cycle(c.inventory("docker"), c.inventory("kubernetes"));
    c.submit(job(1, { retry }));
    c.cycle(c.room("docker", 8));
    c.cycle(c.tells("docker", "1.1.1", "running"));
    c.cycle(c.from("docker", { type: "disconnected", cause: "no route to host" }));
    c.advance(MINUTE - 1);
    c.cycle(c.from("docker", { type: "connected", registrationId: "docker-1" }));
    c.cycle(c.tells("docker", "1.1.1", "running", { reconciliation: true }));
    c.advance(MINUTE);
    assert.deepEqual(startsOf(c.cycle(c.room("kubernetes", 8))), []);
    assert.equal(c.core.countByState().get("running"), 1);
  });
});

describe("any history of jobs, waits and rooms", () => {
  const names = ["docker", "kubernetes", "mesos"];

  it("starts the jobs that somebody would who looks at all of them, first come first served", () => {
    let starts = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = seededRandom(seed);
      const shuffled = [...names].sort(() => random.next() - 0.5);
      const order = shuffled.slice(0, random.integer(1, 3)).map((name) => [name]);
      const route = { order, spillAfterMs: random.integer(1, 20) * 1000 };
      const c = clusters(names, {
        policy: fifoOrder,
        routing: { site: route, queues: {} },
        reservationsMax: 0,
        quarantine: false,
      });
      let nowMs = 1_000_000;
      const waiting = new Map<number, { readonly sinceMs: number; readonly executor?: string }>();
      for (let step = 1; step <= 80; step += 1) {
        if (random.chance(0.5)) {
          const executor = random.chance(0.2) ? { executor: random.pick(names) } : {};
          waiting.set(step, { sinceMs: nowMs, ...executor });
          c.submit(job(step, { ...executor, ...cpus(1) }));
        }
        const ms = random.integer(0, 8000);
        nowMs += ms;
        c.advance(ms);
        const rooms = random.chance(0.6) ? [[random.pick(names), random.integer(1, 3)] as const] : [];
        const expected = rooms.flatMap(([backend, count]) => {
          const able = [...waiting].filter(([, { executor, sinceMs }]) =>
            executor === undefined
              ? routed(route, names, nowMs - sinceMs).open.includes(backend)
              : executor === backend,
          );
          return able.slice(0, count).map(([id]) => `${id} ${backend}`);
        });
        const started = startsOf(c.cycle(...rooms.map(([backend, count]) => c.room(backend, count))));
        assert.deepEqual(started, expected, `seed ${seed}, step ${step}`);
        for (const start of started) waiting.delete(Number(start.split(" ")[0]));
        starts += started.length;
        const dump = c.core.dump();
        for (const id of waiting.keys()) {
          const explanation = c.core.explain(id);
          assert.ok(explanation !== undefined);
          assert.deepEqual(faultsOf(dump, explanation), [], `seed ${seed}, step ${step}`);
        }
      }
    }
    assert.ok(starts > 500, `${starts} starts were compared`);
  });
});
