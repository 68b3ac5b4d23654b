import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { aRef, observe } from "./backend.builders.ts";
import { startTinyMaster } from "./tiny-master.builders.ts";
import type { TinyMaster } from "./tiny-master.builders.ts";

const timeout = 240_000;

describe("a kill without grace", { timeout }, () => {
  it("also shuts the task's own executor down, which heeds no other grace than its task's", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const task = aRef("1.1.1");
    observed.backend.kill(task, 1000);
    observed.backend.kill(task, 0);
    await observed.backend.stop();
    assert.deepEqual(
      master
        .calls()
        .map(({ type, shutdown }) => [type, shutdown?.executor_id.value, shutdown?.agent_id.value]),
      [
        ["KILL", undefined, undefined],
        ["KILL", undefined, undefined],
        ["SHUTDOWN", task.taskId, task.agentId],
      ],
    );
  });
});

describe("calls", { timeout }, () => {
  it("reach the master in the order they were made, without a wait for answers, over a connection that carries nothing else [C-8] [C-11]", async () => {
    await using master = await startTinyMaster({
      onCall: (_, response) => {
        setImmediate(() => response.writeHead(202, { "content-length": 0 }).end());
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const { backend } = observed;
    for (let index = 0; index < 50; index += 1) {
      backend.kill(aRef(`${index + 1}.1.1`), 1000);
      if (index % 10 === 9) backend.reconcile([aRef(`${index + 1}.1.1`)]);
    }
    await master.until("KILL", 50);
    await master.until("RECONCILE", 5);
    const order = master
      .calls()
      .map(({ type, kill, reconcile }) =>
        [type, kill?.task_id.value ?? reconcile?.tasks?.[0]?.task_id.value].join(" "),
      );
    const wanted = Array.from({ length: 50 }, (_, index) => {
      const kill = `KILL ${index + 1}.1.1`;
      return index % 10 === 9 ? [kill, `RECONCILE ${index + 1}.1.1`] : [kill];
    }).flat();
    assert.deepEqual(order, wanted);
    assert.ok(master.concurrent() > 1);
    const connections = (subscribe: boolean): Set<number> =>
      new Set(
        master.requests.flatMap(({ call, connection }) =>
          call !== undefined && (call.type === "SUBSCRIBE") === subscribe ? [connection] : [],
        ),
      );
    assert.equal(connections(false).size, 1);
    assert.equal([...connections(false)].filter((one) => connections(true).has(one)).length, 0);
    for (const { call, headers } of master.requests) {
      if (call !== undefined && call.type !== "SUBSCRIBE") {
        assert.equal(headers["mesos-stream-id"], "stream-1");
        assert.equal(call.framework_id?.value, "fw-1");
      }
    }
  });

  it("say what Mesos understands [C-2]", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const { backend } = observed;
    backend.suppress();
    backend.revive();
    backend.decline(["o1", "o2"], 120_000);
    backend.kill({ ...aRef("1.1.1"), agentId: "" }, 2500);
    backend.reconcile([]);
    backend.acknowledge({
      taskId: "1.1.1",
      agentId: "agent-1",
      state: "running",
      reconciliation: false,
      acknowledgement: { agentId: "agent-1", taskId: "1.1.1", uuid: "xouZtZ2yTO+AP1ZN1K8iAA==" },
    });
    backend.acknowledge({ taskId: "1.1.1", agentId: "agent-1", state: "error", reconciliation: false });
    backend.reconcile([aRef("1.1.1")]);
    await master.until("RECONCILE", 2);
    const framework_id = { value: "fw-1" };
    const json = master.requests.flatMap(({ call, json }) =>
      call?.type === "SUBSCRIBE" ? [] : (json ?? []),
    );
    assert.deepEqual(json, [
      { framework_id, type: "SUPPRESS", suppress: { roles: ["batch"] } },
      { framework_id, type: "REVIVE", revive: { roles: ["batch"] } },
      {
        framework_id,
        type: "DECLINE",
        decline: { offer_ids: [{ value: "o1" }, { value: "o2" }], filters: { refuse_seconds: 120 } },
      },
      {
        framework_id,
        type: "KILL",
        kill: { task_id: { value: "1.1.1" }, kill_policy: { grace_period: { nanoseconds: 2_500_000_000 } } },
      },
      { framework_id, type: "RECONCILE", reconcile: {} },
      {
        framework_id,
        type: "ACKNOWLEDGE",
        acknowledge: {
          agent_id: { value: "agent-1" },
          task_id: { value: "1.1.1" },
          uuid: "xouZtZ2yTO+AP1ZN1K8iAA==",
        },
      },
      {
        framework_id,
        type: "RECONCILE",
        reconcile: { tasks: [{ task_id: { value: "1.1.1" }, agent_id: { value: "agent-1" } }] },
      },
    ]);
  });

  it("about many tasks are split, in order", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    const tasks = Array.from({ length: 2500 }, (_, index) => aRef(`${index + 1}.1.1`));
    observed.backend.reconcile(tasks);
    await master.until("RECONCILE", 3);
    const lists = master.calls().map(({ reconcile }) => reconcile?.tasks ?? []);
    assert.deepEqual(
      lists.map((list) => list.length),
      [1000, 1000, 500],
    );
    assert.deepEqual(
      lists.flat().map(({ task_id }) => task_id.value),
      tasks.map(({ taskId }) => taskId),
    );
  });

  it("made while disconnected are dropped and counted [C-7]", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    observed.backend.revive();
    await observed.start();
    observed.backend.kill(aRef("1.1.1"), 0);
    await observed.until("connected");
    observed.backend.suppress();
    await master.until("SUPPRESS");
    assert.deepEqual(
      master.calls().map(({ type }) => type),
      ["SUPPRESS"],
    );
    assert.equal(observed.counts.get("calls_dropped"), 2);
  });

  it("that one is refused are logged with the answer, and the next ones go on [C-17]", async () => {
    await using master = await startTinyMaster({
      onCall: (call, response) => {
        if (call.type !== "KILL") return undefined;
        response
          .writeHead(400, { "content-type": "text/plain" })
          .end("Failed to validate scheduler::Call: no");
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.backend.kill(aRef("1.1.1"), 0);
    observed.backend.revive();
    await master.until("REVIVE");
    assert.ok(observed.logged.some((line) => line.includes("Failed to validate scheduler::Call: no")));
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
  });

  for (const [status, body, what] of [
    [
      400,
      "The stream ID 'stream-1' included in this request didn't match",
      "to the id of an old stream [F-25]",
    ],
    [400, "Framework cannot be found", "by a master that does not know us yet [F-27]"],
    [403, "Framework is not subscribed", "to somebody who is not subscribed [F-26]"],
    [503, "No leader elected", "while nobody leads [C-17] [F-6]"],
  ] as const) {
    it(`answered ${status} ${body}, ${what}, end the session`, async () => {
      await using master = await startTinyMaster({
        onCall: (_, response) => {
          response.writeHead(status).end(body);
          return "answered";
        },
      });
      await using observed = observe({ masters: [master.url] });
      await observed.start();
      await observed.until("connected");
      observed.backend.revive();
      assert.match(
        (await observed.until("disconnected")).cause,
        new RegExp(`REVIVE was answered HTTP ${status}`),
      );
      observed.time.advance(15_000);
      await observed.until("connected", 2);
    });
  }

  it("without an answer in time end the session", async () => {
    await using master = await startTinyMaster({ onCall: () => "answered" });
    await using observed = observe({ masters: [master.url], limits: { callTimeoutMs: 5000 } });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    await master.until("REVIVE");
    observed.time.advance(5000);
    assert.match((await observed.until("disconnected")).cause, /no answer to REVIVE within 5 s/);
  });

  it("whose connection breaks end the session", async () => {
    await using master = await startTinyMaster({
      onCall: (_, response) => {
        response.destroy();
        return "answered";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    assert.match((await observed.until("disconnected")).cause, /REVIVE/);
  });

  it("beyond the bound of the queue end the session, but not within the call", async () => {
    await using master = await startTinyMaster({ onCall: () => "answered" });
    await using observed = observe({ masters: [master.url], limits: { callQueueMax: 3 } });
    await observed.start();
    await observed.until("connected");
    for (let index = 0; index < 6; index += 1) observed.backend.revive();
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
    assert.match((await observed.until("disconnected")).cause, /more than 3 calls wait/);
  });
});

describe("a call that cannot be written", { timeout }, () => {
  it("is told, and not waited for by who stops", async () => {
    await using master = await startTinyMaster();
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    observed.backend.kill(aRef("1.1.1"), Number.NaN);
    const stopped = observed.backend.stop(); // no time passes by itself
    await observed.logs(/cannot be written as JSON/);
    await stopped;
    assert.equal(observed.counts.get("calls_failed"), 1);
  });
});

describe("calls that follow each other without a wait for answers", { timeout }, () => {
  const tasksIn = (master: TinyMaster): readonly (string | undefined)[] =>
    master.calls().map(({ kill, type }) => kill?.task_id.value ?? type);
  const tasks = Array.from({ length: 20 }, (_, index) => `${index + 1}.1.1`);

  for (const [what, misbehave] of [
    ["a connection that ends in the middle of them", (response: ServerResponse) => response.destroy()],
    [
      "an answer that does not end",
      (response: ServerResponse) => response.writeHead(202).write("x".repeat(10_000)),
    ],
  ] as const)
    it(`are never sent twice: ${what} ends the session`, async () => {
      await using master = await startTinyMaster({
        onCall: ({ kill }, response) => {
          if (kill?.task_id.value !== "5.1.1") return undefined;
          misbehave(response);
          return "answered";
        },
      });
      await using observed = observe({ masters: [master.url] });
      await observed.start();
      await observed.until("connected");
      for (const task of tasks) observed.backend.kill(aRef(task), 1000);
      assert.match((await observed.until("disconnected")).cause, /^KILL: /);
      observed.time.advance(15_000);
      await observed.until("connected", 2);
      observed.backend.revive();
      await master.until("REVIVE");
      const told = tasksIn(master);
      assert.equal(new Set(told).size, told.length);
      assert.deepEqual(told.slice(0, 5), tasks.slice(0, 5));
    });

  it("go over another connection from where the master takes its leave, each once and in order", async () => {
    let closed = 0;
    await using master = await startTinyMaster({
      onCall: ({ kill }, response) => {
        if (kill?.task_id.value !== "5.1.1") return undefined;
        closed += 1;
        response.writeHead(202, { "content-length": 0, connection: "close" }).end();
        return "left";
      },
    });
    await using observed = observe({ masters: [master.url] });
    await observed.start();
    await observed.until("connected");
    for (const task of tasks) observed.backend.kill(aRef(task), 1000);
    await master.until("KILL", 20);
    assert.deepEqual(tasksIn(master), tasks);
    assert.equal(closed, 1);
    assert.equal(
      observed.events.some(({ type }) => type === "disconnected"),
      false,
    );
  });

  it("are sent again in order when the secret has changed meanwhile [F-44]", async () => {
    let secret = "one";
    const heard: string[] = [];
    await using master = await startTinyMaster({
      onCall: ({ kill }, response) => {
        const given = Buffer.from(response.req.headers.authorization?.slice("Basic ".length) ?? "", "base64");
        const task = kill?.task_id.value ?? "";
        if (task === "5.1.1") secret = "two";
        if (given.toString("utf8") !== `gd:${secret}`) {
          response.writeHead(401).end("401 Unauthorized.");
          return "answered";
        }
        heard.push(task);
        return undefined;
      },
    });
    const credentials = { principal: "gd", secret: () => secret };
    await using observed = observe({ masters: [master.url], credentials });
    await observed.start();
    await observed.until("connected");
    for (const task of tasks) observed.backend.kill(aRef(task), 1000);
    await observed.counted("calls", 20);
    assert.deepEqual(heard, tasks);
    assert.equal(observed.counts.get("calls_failed") ?? 0, 0);
  });
});
