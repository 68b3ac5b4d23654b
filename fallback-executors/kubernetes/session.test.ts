import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { manualClock } from "../../coordination/manual-clock.builders.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { drive, type Driver } from "../../offers/backend-suite/driver.builders.ts";
import { fieldsOf } from "../docker/documents.ts";
import { KubernetesError, KubernetesUnreachableError } from "./api.ts";
import { createKubernetesBackend } from "./kubernetes-backend.ts";
import { aLaunch, aNode, someOptions } from "./kubernetes.builders.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";
import { podName } from "./labels.ts";
import { TinyCluster } from "./tiny-cluster.builders.ts";

interface World {
  readonly cluster: TinyCluster;
  open(): Promise<Driver>;
  /** Lets time pass, and all that follows happen. */
  pass(ms: number): Promise<void>;
}

function world(more: Partial<KubernetesOptions> = {}): World {
  const cluster = new TinyCluster();
  const manual = manualClock();
  return {
    cluster,
    open: () =>
      drive(
        createKubernetesBackend(
          someOptions({
            ...more,
            api: cluster.api(),
            nowMs: manual.monotonicMs,
            after(ms, run) {
              const taken = new AbortController();
              void manual.sleep(ms, taken.signal).then(() => (taken.signal.aborted ? undefined : run()));
              return () => taken.abort();
            },
          }),
        ),
      ),
    pass: (ms) => manual.advance(ms),
  };
}

const nameOf = ({ taskId }: TaskLaunch): string => podName("lab", taskId);
const RUNNING = {
  phase: "Running",
  startTime: "2030-01-01T00:00:00Z",
  conditions: [{ type: "PodScheduled", status: "True" }],
  containerStatuses: [{ name: "task", state: { running: { startedAt: "2030-01-01T00:00:10Z" } } }],
};
const UNSCHEDULABLE = {
  phase: "Pending",
  conditions: [
    { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "Insufficient cpu" },
  ],
};
const ENDED = {
  phase: "Failed",
  containerStatuses: [{ name: "task", state: { terminated: { exitCode: 7 } } }],
};

async function begun(driver: Driver, cluster: TinyCluster, task = aLaunch()): Promise<TaskLaunch> {
  await driver.launch(task);
  await driver.until("its pod", () => cluster.objects.pods.get(nameOf(task)));
  cluster.say(nameOf(task), RUNNING);
  await driver.running(task.taskId);
  return task;
}

describe("a launch on Kubernetes", () => {
  it("that finds no room bounces when its pod is gone", async () => {
    const { cluster, open } = world();
    await using driver = await open();
    const task = aLaunch();
    await driver.launch(task);
    await driver.until("its pod", () => cluster.objects.pods.get(nameOf(task)));
    cluster.say(nameOf(task), UNSCHEDULABLE);
    const end = await driver.end(task.taskId);
    assert.deepEqual([end.state, end.message], ["dropped", "Insufficient cpu"]);
    assert.equal(cluster.objects.pods.size, 0);
  });

  it("that found room while it was taken back goes on", async () => {
    const { cluster, open } = world();
    await using driver = await open();
    const task = aLaunch();
    await driver.launch(task);
    await driver.until("its pod", () => cluster.objects.pods.get(nameOf(task)));
    let isBound = false;
    cluster.refuse = ({ method }) => {
      if (method === "DELETE" && !isBound) {
        isBound = true;
        cluster.say(nameOf(task), RUNNING);
      }
      return undefined;
    };
    cluster.say(nameOf(task), UNSCHEDULABLE);
    await driver.running(task.taskId);
    assert.equal(cluster.objects.pods.size, 1);
  });

  it("whose answer is lost is found again", async () => {
    const { cluster, open, pass } = world();
    await using driver = await open();
    const task = aLaunch();
    cluster.refuse = ({ method, body }) => {
      if (method !== "POST") return undefined;
      cluster.refuse = () => undefined;
      cluster.put("pods", body); // it was made all the same
      return new KubernetesUnreachableError("the connection broke");
    };
    await driver.launch(task);
    await driver.event("the loss", ({ type }) => (type === "disconnected" ? true : undefined));
    await pass(1000);
    cluster.say(nameOf(task), RUNNING);
    await driver.running(task.taskId);
  });

  it("whose image cannot be had ends when its pod is gone, with its secret", async () => {
    const { cluster, open, pass } = world();
    await using driver = await open();
    const task = aLaunch({ secretEnv: { TOKEN: "x" } });
    await driver.launch(task);
    await driver.until("its pod", () => cluster.objects.pods.get(nameOf(task)));
    assert.equal(cluster.objects.secrets.size, 1);
    const waiting = { reason: "ErrImagePull", message: "no such image" };
    cluster.say(nameOf(task), {
      ...RUNNING,
      phase: "Pending",
      containerStatuses: [{ name: "task", state: { waiting } }],
    });
    const end = await driver.end(task.taskId);
    assert.deepEqual([end.state, end.fault, end.message], ["failed", "image", "no such image"]);
    await pass(100);
    assert.equal(cluster.objects.secrets.size, 0);
    assert.equal(cluster.objects.pods.size, 0);
  });

  it("that is refused, for good or for now, leaves nothing behind", async () => {
    const { cluster, open } = world();
    await using driver = await open();
    for (const [error, state, fault] of [
      [new KubernetesError(422, "Invalid", "no"), "error", "refused"],
      [new KubernetesError(403, "Forbidden", "violates PodSecurity"), "error", "refused"],
      [new KubernetesError(403, "Forbidden", "maximum cpu usage per Pod is 1"), "error", "refused"],
      [new KubernetesError(403, "Forbidden", "exceeded quota: few"), "dropped", undefined],
      [new KubernetesError(403, "Forbidden", "status unknown for quota: few"), "dropped", undefined],
      [new KubernetesError(429, "TooManyRequests", "later"), "dropped", undefined],
      [new KubernetesError(500, "InternalError", "a webhook does not answer"), "dropped", undefined],
    ] as const) {
      cluster.refuse = ({ method, path }) =>
        method === "POST" && path.endsWith("/pods") ? error : undefined;
      const task = aLaunch({ secretEnv: { TOKEN: "x" } });
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.deepEqual([end.state, end.fault], [state, fault]);
      assert.equal(cluster.objects.secrets.size, 0);
    }
  });

  it("has the time of its program, not that of its image", async () => {
    const { cluster, open, pass } = world();
    await using driver = await open();
    const task = await begun(driver, cluster, aLaunch({ maxCompletionMs: 60_000 }));
    await pass(100);
    const spec = fieldsOf(cluster.objects.pods.get(nameOf(task))?.["spec"]);
    assert.equal(spec["activeDeadlineSeconds"], 70);
  });
});

describe("pods that are there", () => {
  it("are adopted, running or over, by whoever comes", async () => {
    const { cluster, open } = world();
    const first = await open();
    const [goesOn, ends] = [await begun(first, cluster), await begun(first, cluster)];
    await first.backend.stop();
    cluster.say(nameOf(ends), ENDED);
    await using driver = await open();
    assert.equal((await driver.end(ends.taskId)).exitCode, 7);
    await driver.running(goesOn.taskId);
    assert.equal(cluster.objects.pods.size, 2);
  });

  it("are adopted in whatever namespace they are, and what is done to them is done there", async () => {
    const { cluster, open, pass } = world({ namespace: "jobs-${project}" });
    const first = await open();
    const labels = { "godocker.project": "biology" };
    const task = await begun(first, cluster, aLaunch({ labels, secretEnv: { TOKEN: "x" } }));
    await first.backend.stop();
    await using driver = await open();
    await driver.running(task.taskId);
    driver.backend.kill({ taskId: task.taskId, agentId: "n1", access: "" }, 1000);
    await pass(100);
    cluster.say(nameOf(task), ENDED);
    await driver.end(task.taskId);
    await pass(100);
    assert.equal(cluster.objects.secrets.size, 0);
    const elsewhere = cluster.asked.filter(
      (one) => /^(POST|PATCH|DELETE) /.test(one) && !one.includes("/namespaces/jobs-biology/"),
    );
    assert.deepEqual(elsewhere, []);
  });

  it("that were told to stop are killed, whoever hears of their end", async () => {
    const { cluster, open, pass } = world();
    const first = await open();
    const task = await begun(first, cluster);
    first.backend.kill({ taskId: task.taskId, agentId: "n1", access: "" }, 2000);
    await pass(100);
    assert.ok(cluster.asked.some((call) => call.startsWith("PATCH")));
    await first.backend.stop();
    const terminated = { exitCode: 143 };
    cluster.say(nameOf(task), {
      phase: "Failed",
      reason: "DeadlineExceeded",
      containerStatuses: [{ name: "task", state: { terminated } }],
    });
    await using driver = await open();
    assert.equal((await driver.end(task.taskId)).state, "killed");
  });

  it("of others with our label are left alone", async () => {
    const { cluster, open } = world();
    cluster.put("pods", {
      metadata: {
        name: "mine",
        labels: { "godocker.org/installation": "lab", "godocker.org/task": "1.1.1" },
      },
    });
    await using driver = await open();
    await begun(driver, cluster);
    assert.ok(cluster.objects.pods.has("mine"));
    assert.ok(!driver.events.some((one) => one.type === "status" && one.update.taskId === "1.1.1"));
  });

  it("are missed when they vanished unseen", async () => {
    const { cluster, open } = world();
    await using driver = await open();
    const task = await begun(driver, cluster);
    cluster.objects.pods.delete(nameOf(task));
    cluster.forget();
    const end = await driver.end(task.taskId);
    assert.deepEqual([end.state, end.fault], ["gone", "agent"]);
  });

  it("go on as unreachable while their node does not answer", async () => {
    const { cluster, open } = world();
    await using driver = await open();
    const task = await begun(driver, cluster);
    cluster.put("nodes", aNode({ ready: "Unknown" }));
    await driver.status(task.taskId, ({ state }) => state === "unreachable");
    const before = driver.events.length;
    cluster.put("nodes", aNode());
    await driver.until("that it runs", () =>
      driver.events.slice(before).find((one) => one.type === "status" && one.update.state === "running"),
    );
  });

  it("are deleted when they do not go in time", async () => {
    const { cluster, open, pass } = world();
    await using driver = await open();
    const task = await begun(driver, cluster, aLaunch({ graceMs: 60_000 }));
    driver.backend.kill({ taskId: task.taskId, agentId: "n1", access: "" }, 1000);
    await pass(100);
    assert.ok(cluster.asked.some((call) => call.startsWith("PATCH")));
    assert.ok(cluster.objects.pods.has(nameOf(task)));
    await pass(5000);
    assert.equal((await driver.end(task.taskId)).state, "killed");
    assert.equal(cluster.objects.pods.size, 0);
  });
});

describe("rights that are missing", () => {
  it("to list pods of others cost their share, and nothing else", async () => {
    const { cluster, open } = world();
    cluster.refuse = ({ path }) =>
      path.startsWith("/api/v1/pods?") ? new KubernetesError(403, "Forbidden", "no") : undefined;
    await using driver = await open();
    await begun(driver, cluster);
  });

  it("to stop a pod cost neither the connection nor other tasks", async () => {
    const { cluster, open } = world();
    await using driver = await open();
    const task = await begun(driver, cluster);
    cluster.refuse = ({ method }) =>
      method === "PATCH" ? new KubernetesError(403, "Forbidden", "no") : undefined;
    driver.backend.kill({ taskId: task.taskId, agentId: "n1", access: "" }, 2000);
    await begun(driver, cluster);
    assert.ok(!driver.events.some(({ type }) => type === "disconnected"));
  });

  it("that all are missing are told", async () => {
    const { cluster, open } = world();
    cluster.refuse = () => new KubernetesError(403, "Forbidden", "you are nobody");
    await using driver = await open();
    const cause = await driver.event("the loss", (one) =>
      one.type === "disconnected" ? one.cause : undefined,
    );
    assert.equal(cause, "you are nobody");
  });
});
