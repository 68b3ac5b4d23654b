import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isEnd, type Found } from "../backend/session-tasks.ts";
import { deadlineSeconds, lastNewsOf, newsOf, type PodNews } from "./pod-status.ts";

const SCHEDULED = { type: "PodScheduled", status: "True" };

function pod(status: object, metadata: object = {}) {
  return { metadata, status: { conditions: [SCHEDULED], ...status } };
}

function container(state: object) {
  return {
    containerStatuses: [
      { name: "sidecar", state: {} },
      { name: "task", state },
    ],
  };
}

function over(terminated: object, status: object = {}) {
  return pod({ phase: "Failed", ...container({ terminated }), ...status });
}

function told(news: PodNews): Found {
  assert.ok(news.kind === "found", JSON.stringify(news));
  return news.found;
}

describe("a pod that has not begun", () => {
  it("waits, is on its way, runs", () => {
    assert.equal(told(newsOf({ status: { phase: "Pending" } }, false)).state, "staging");
    assert.equal(told(newsOf(pod({ phase: "Pending" }), false)).state, "starting");
    const creating = container({ waiting: { reason: "ContainerCreating" } });
    assert.equal(told(newsOf(pod({ phase: "Pending", ...creating }), false)).state, "starting");
    const running = pod({ phase: "Running", podIP: "10.1.2.3", ...container({ running: {} }) });
    assert.deepEqual(told(newsOf(running, false)), { state: "running", address: "10.1.2.3" });
    assert.equal(told(newsOf(running, true)).state, "killing");
  });

  it("has bounced when no node has room", () => {
    const message = "0/3 nodes are available: 1 Insufficient cpu.";
    const status = {
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    };
    assert.deepEqual(newsOf({ status }, false), { kind: "bounced", message });
    // Others make room for it.
    assert.equal(newsOf({ status: { ...status, nominatedNodeName: "n1" } }, false).kind, "found");
  });

  it("has failed when it waits for a claim that nobody has made", () => {
    const message = '0/1 nodes are available: persistentvolumeclaim "data" not found.';
    const status = {
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    };
    const found = { state: "failed", fault: "launch", message };
    assert.deepEqual(newsOf({ status }, false), { kind: "stuck", found });
  });

  it("has bounced when its node would not take it, or gave it up before it began", () => {
    for (const reason of [
      "OutOfcpu",
      "OutOfmemory",
      "OutOfpods",
      "NodeAffinity",
      "UnexpectedAdmissionError",
      "Preempting",
      "NodeShutdown",
    ])
      assert.equal(newsOf(pod({ phase: "Failed", reason, message: "x" }), false).kind, "bounced", reason);
    const preempted = [
      { type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler", message: "x" },
    ];
    assert.equal(lastNewsOf({ status: { phase: "Pending", conditions: preempted } }, false).kind, "bounced");
  });

  it("is stuck when its image cannot be had", () => {
    for (const reason of ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"]) {
      const news = newsOf(
        pod({ phase: "Pending", ...container({ waiting: { reason, message: "no" } }) }),
        false,
      );
      assert.deepEqual(news, { kind: "stuck", found: { state: "failed", fault: "image", message: "no" } });
    }
  });

  it("is stuck when its container cannot be made", () => {
    const waiting = { reason: "CreateContainerConfigError", message: 'secret "x" not found' };
    const news = newsOf(pod({ phase: "Pending", ...container({ waiting }) }), false);
    assert.deepEqual(news, {
      kind: "stuck",
      found: { state: "failed", fault: "launch", message: waiting.message },
    });
  });
});

describe("a pod that is over", () => {
  it("tells exit codes and signals", () => {
    assert.deepEqual(
      told(newsOf(pod({ phase: "Succeeded", ...container({ terminated: { exitCode: 0 } }) }), false)),
      {
        state: "finished",
        exitCode: 0,
      },
    );
    assert.deepEqual(told(newsOf(over({ exitCode: 7, reason: "Error" }), false)), {
      state: "failed",
      exitCode: 7,
    });
    assert.deepEqual(told(newsOf(over({ exitCode: 137, reason: "Error" }), false)), {
      state: "failed",
      signal: 9,
    });
    assert.deepEqual(told(newsOf(over({ exitCode: 255, signal: 6 }), false)), { state: "failed", signal: 6 });
  });

  it("tells memory that ran out, whoever is said to have stopped it", () => {
    for (const killed of [false, true]) {
      const { outOfMemory, fault } = told(newsOf(over({ exitCode: 137, reason: "OOMKilled" }), killed));
      assert.deepEqual([outOfMemory, fault], [true, "job"]);
    }
  });

  it("was killed when we said so, unless it had finished", () => {
    assert.deepEqual(told(newsOf(over({ exitCode: 143 }, { reason: "DeadlineExceeded" }), true)), {
      state: "killed",
      signal: 15,
    });
    assert.equal(told(newsOf(over({ exitCode: 0 }, { reason: "DeadlineExceeded" }), true)).state, "finished");
    assert.equal(told(newsOf(pod({ phase: "Failed", reason: "DeadlineExceeded" }), true)).state, "killed");
  });

  it("ran for too long when nobody said so", () => {
    const { state, fault } = told(newsOf(over({ exitCode: 143 }, { reason: "DeadlineExceeded" }), false));
    assert.deepEqual([state, fault], ["failed", "job"]);
  });

  it("never began when its time was over before its image was there", () => {
    const { fault } = told(newsOf(pod({ phase: "Failed", reason: "DeadlineExceeded" }), false));
    assert.equal(fault, "launch");
  });

  it("blames a program that is not there on the job, and what else hinders its start on the launch", () => {
    const words = 'exec: "/no": stat /no: no such file or directory: unknown';
    const job = told(newsOf(over({ exitCode: 128, reason: "StartError", message: words }), false));
    assert.deepEqual([job.state, job.fault, job.exitCode], ["failed", "job", 127]);
    const launch = told(newsOf(over({ exitCode: 128, reason: "StartError", message: "cgroups: no" }), false));
    assert.equal(launch.fault, "launch");
  });

  it("is the agent's fault when its node was drained, ran short or forgot it", () => {
    const disrupted = (reason: string) => ({
      conditions: [{ type: "DisruptionTarget", status: "True", reason }],
    });
    for (const status of [
      disrupted("EvictionByEvictionAPI"),
      disrupted("DeletionByTaintManager"),
      disrupted("DeletionByPodGC"),
      { reason: "Evicted", message: "The node was low on resource: memory." },
      { reason: "NodeLost" },
    ]) {
      const { state, fault } = told(newsOf(over({ exitCode: 137 }, status), false));
      assert.deepEqual([state, fault], ["lost", "agent"], JSON.stringify(status));
    }
    const forgotten = told(newsOf(over({ exitCode: 137, reason: "ContainerStatusUnknown" }), false));
    assert.deepEqual([forgotten.state, forgotten.fault], ["lost", "agent"]);
  });

  it("is the job's fault when it took more disk than it may", () => {
    const message = "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ";
    const { state, fault } = told(newsOf(over({ exitCode: 137 }, { reason: "Evicted", message }), false));
    assert.deepEqual([state, fault], ["failed", "job"]);
  });

  it("was preempted when Kubernetes needed its room", () => {
    const conditions = [{ type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler" }];
    const { fault } = told(
      lastNewsOf(
        pod({ phase: "Running", ...container({ terminated: { exitCode: 143 } }), conditions }),
        false,
      ),
    );
    assert.equal(fault, "preempted");
  });
});

describe("the longest time of a pod", () => {
  it("is that of its program, and what passed before it began", () => {
    const running = container({ running: { startedAt: "2030-01-01T00:02:05Z" } });
    const status = { startTime: "2030-01-01T00:00:00Z", ...running };
    assert.equal(deadlineSeconds({ status }, 60), 185);
    assert.equal(deadlineSeconds({ status: running }, 60), undefined);
  });
});

describe("a pod that is gone", () => {
  it("was killed when we said so", () => {
    assert.equal(
      told(lastNewsOf(pod({ phase: "Running", ...container({ running: {} }) }), true)).state,
      "killed",
    );
  });

  it("is gone when somebody else deleted it, whatever that made of its program", () => {
    for (const state of [{ running: {} }, { terminated: { exitCode: 143 } }]) {
      const found = told(lastNewsOf(pod({ phase: "Running", ...container(state) }), false));
      assert.deepEqual([found.state, found.fault], ["gone", "agent"]);
    }
  });

  it("has finished when its program had", () => {
    const done = pod({ phase: "Running", ...container({ terminated: { exitCode: 0 } }) });
    assert.equal(told(lastNewsOf(done, false)).state, "finished");
  });
});

describe("news of a pod", () => {
  const words = fc.constantFrom("", "Evicted", "OOMKilled", "Error", "DeadlineExceeded", "StartError", "x");
  const states = fc.oneof(
    fc.constant({}),
    fc.constant({ running: {} }),
    fc.record({ waiting: fc.record({ reason: words, message: words }) }),
    fc.record({ terminated: fc.record({ exitCode: fc.integer({ min: 0, max: 255 }), reason: words }) }),
  );
  const pods = fc.record({
    status: fc.record({
      phase: fc.constantFrom("Pending", "Running", "Succeeded", "Failed", "Unknown", ""),
      reason: words,
      message: words,
      containerStatuses: fc.array(fc.record({ name: fc.constant("task"), state: states }), { maxLength: 1 }),
    }),
  });

  it("are an end when its phase is one or it is gone, and never before", () => {
    fc.assert(
      fc.property(pods, fc.boolean(), (one, killed) => {
        const news = newsOf(one, killed);
        const isOver = ["Succeeded", "Failed"].includes(one.status.phase);
        if (news.kind === "found") assert.equal(isEnd(news.found), isOver, JSON.stringify([one, news]));
        const last = lastNewsOf(one, killed);
        if (last.kind === "found") assert.ok(isEnd(last.found));
      }),
    );
  });

  it("are told of whatever it is", () => {
    fc.assert(fc.property(fc.object(), fc.boolean(), (one, killed) => void newsOf(one, killed)));
  });
});
