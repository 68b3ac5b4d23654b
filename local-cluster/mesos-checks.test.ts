import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Offer, TaskStatus } from "../proto/generated/types.ts";
import { RecordIoDecoder } from "../proto/recordio.ts";
import { startLocalCluster } from "./start.ts";
import type { ClusterProcess, LocalCluster } from "./start.ts";
import { aFrameworkInfo, aTask, launchCall, subscribeTestScheduler } from "./testing/scheduler.ts";
import type { TestScheduler, TestSchedulerOptions } from "./testing/scheduler.ts";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
const user = userInfo().username;
const open = new AsyncDisposableStack();

async function newCluster(masterFlags: readonly string[] = []): Promise<LocalCluster> {
  const home = mkdtempSync(join(tmpdir(), "checks-"));
  open.defer(() => rmSync(home, { recursive: true, force: true }));
  const agents = [{ resources: "cpus:2;mem:512;ports:[31000-31009]", attributes: "rack:r1" }];
  return open.use(
    await startLocalCluster({ directory: home, agents, masterFlags, allocationIntervalMs: 50 }),
  );
}

after(() => open.disposeAsync());

/** The texts of a JSON stream, as they come. */
async function* rawEvents(masterUrl: string, signal: AbortSignal): AsyncGenerator<string> {
  const response = await fetch(`${masterUrl}/api/v1/scheduler`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      type: "SUBSCRIBE",
      subscribe: { framework_info: { ...aFrameworkInfo, user, failover_timeout: 0 } },
    }),
    signal,
  });
  const decoder = new RecordIoDecoder({ recordBytesMax: 1_000_000 });
  assert.ok(response.body !== null);
  for await (const chunk of response.body)
    for (const record of decoder.push(chunk)) yield new TextDecoder().decode(record);
}

/** All names and all texts within a JSON value. */
function* inside(value: unknown): Generator<{ readonly name?: string; readonly text?: string }> {
  if (typeof value === "string") yield { text: value };
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value)) yield { name };
    yield* inside(member);
  }
}

describe("a master and its agent", { timeout: 240_000 }, () => {
  let cluster: LocalCluster;
  let agent: ClusterProcess;
  before(async () => {
    cluster = await newCluster();
    const [only] = cluster.agents;
    assert.ok(only !== undefined);
    agent = only;
  });
  const subscribe = (
    info: TestSchedulerOptions["info"] = {},
    options: Partial<TestSchedulerOptions> = {},
  ): Promise<TestScheduler> =>
    subscribeTestScheduler({ masterUrl: cluster.masterUrl, info: { user, ...info }, ...options });
  const operator = async (call: object): Promise<unknown> => {
    const response = await fetch(`${cluster.masterUrl}/api/v1`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(call),
    });
    assert.equal(response.status, 200);
    const text = await response.text();
    return text === "" ? undefined : JSON.parse(text);
  };
  const launch = async (scheduler: TestScheduler, id: string, command: string): Promise<Offer> => {
    await scheduler.call({ type: "REVIVE" });
    const offer = await scheduler.offer();
    assert.equal(await scheduler.call(launchCall(offer, [aTask(offer, id, command)])), 202);
    return offer;
  };
  const reconciled = async (scheduler: TestScheduler, id: string): Promise<TaskStatus | undefined> =>
    (
      await scheduler.wait(
        `the answer about ${id}`,
        ({ update }) =>
          update?.status.task_id.value === id && update.status.reason === "REASON_RECONCILIATION",
      )
    ).update?.status;

  it("write names in snake_case, numbers without quotes and ids in Mesos' forms [M-6] [M-11]", async () => {
    const stop = new AbortController();
    const types: string[] = [];
    for await (const text of rawEvents(cluster.masterUrl, stop.signal)) {
      for (const { name, text: value } of inside(JSON.parse(text))) {
        if (name !== undefined) assert.match(name, /^[a-z][a-z0-9_]*$/);
        if (value !== undefined) assert.doesNotMatch(value, /^-?\d+(\.\d+)?$/);
      }
      types.push(/"type":"([A-Z]+)"/.exec(text)?.[1] ?? "");
      if (types.at(-1) === "SUBSCRIBED") {
        assert.match(text, new RegExp(`"framework_id":\\{"value":"${UUID}-\\d{4}"\\}`));
        assert.match(text, /"heartbeat_interval_seconds":\d/);
      }
      if (types.at(-1) === "OFFERS") {
        assert.match(text, new RegExp(`"id":\\{"value":"${UUID}-O\\d+"\\}`));
        assert.match(text, new RegExp(`"agent_id":\\{"value":"${UUID}-S0"\\}`));
        break;
      }
    }
    stop.abort();
    assert.deepEqual(types, ["SUBSCRIBED", "HEARTBEAT", "OFFERS"]);
  });

  it("never use an offer's id twice [M-11]", async () => {
    await using scheduler = await subscribe();
    const ids: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { id } = await scheduler.offer();
      ids.push(id.value);
      await scheduler.call({
        type: "DECLINE",
        decline: { offer_ids: [id], filters: { refuse_seconds: 0 } },
      });
    }
    assert.equal(new Set(ids).size, 5);
  });

  it("remove a framework that stays away too long, for good [M-16]", async () => {
    const scheduler = await subscribe({ failover_timeout: 0.2 });
    scheduler.disconnect();
    const id = { value: scheduler.frameworkId };
    const completed = async (): Promise<boolean> => {
      const text = await (await fetch(`${cluster.masterUrl}/frameworks`)).text();
      const { completed_frameworks } = JSON.parse(text) as { completed_frameworks: { id: string }[] }; // as Mesos writes it
      return completed_frameworks.some((framework) => framework.id === id.value);
    };
    for (const deadlineMs = Date.now() + 120_000; !(await completed());) {
      assert.ok(Date.now() < deadlineMs, "it is never removed");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await assert.rejects(subscribe({ id }), /Framework has been removed/);
  });

  it("forget filters when their framework disconnects [M-21]", async () => {
    const first = await subscribe();
    const offer = await first.offer();
    const filters = { refuse_seconds: 3600 };
    await first.call({ type: "DECLINE", decline: { offer_ids: [offer.id], filters } });
    first.disconnect();
    await using second = await subscribe({ id: { value: first.frameworkId } });
    assert.equal((await second.offer()).agent_id.value, offer.agent_id.value);
  });

  it("give uuids to the updates of executors, and none to those of the master [M-34] [M-38]", async () => {
    await using scheduler = await subscribe();
    const offer = await scheduler.offer();
    const without = aTask(offer, "without", "true", { resources: [] });
    await scheduler.call(launchCall(offer, [without, aTask(offer, "ends", "true")]));
    await scheduler.status("without", "TASK_ERROR");
    await scheduler.status("ends", "TASK_FINISHED");
    await scheduler.call(launchCall(offer, [aTask(offer, "stale", "true")]));
    await scheduler.status("stale", "TASK_DROPPED");
    await scheduler.call({ type: "RECONCILE", reconcile: { tasks: [{ task_id: { value: "unknown" } }] } });
    await scheduler.status("unknown", "TASK_UNKNOWN");
    const statuses = scheduler.events.flatMap(({ update }) => update?.status ?? []);
    const sources = new Set(statuses.map(({ source }) => source));
    assert.deepEqual(sources, new Set(["SOURCE_MASTER", "SOURCE_EXECUTOR"]));
    for (const status of statuses) {
      assert.ok(status.timestamp !== undefined);
      if (status.source === "SOURCE_MASTER") assert.equal(status.uuid, undefined);
      else {
        assert.match(
          Buffer.from(status.uuid ?? []).toString("hex"),
          /^[\da-f]{12}4[\da-f]{3}[89ab][\da-f]{15}$/,
        );
        assert.equal(status.executor_id?.value, status.task_id.value);
        assert.ok(status.container_status?.container_id !== undefined);
      }
    }
  });

  it("pass over acknowledgements of another agent or another update [M-37]", async () => {
    await using scheduler = await subscribe({}, { acknowledge: false });
    const offer = await launch(scheduler, "waits", "sleep 60");
    const { uuid = new Uint8Array(), task_id } = await scheduler.status("waits", "TASK_STARTING");
    const acknowledge = (agentId: string, id: Uint8Array): Promise<number> =>
      scheduler.call({
        type: "ACKNOWLEDGE",
        acknowledge: { agent_id: { value: agentId }, task_id, uuid: id },
      });
    const other = uuid.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
    assert.equal(await acknowledge("another", uuid), 202);
    assert.equal(await acknowledge(offer.agent_id.value, other), 202);
    // What went to the agent before this task is settled when it starts.
    await launch(scheduler, "later", "sleep 60");
    await scheduler.status("later", "TASK_STARTING");
    const seen = scheduler.events.flatMap(({ update }) => update?.status ?? []);
    assert.deepEqual(
      seen.filter((status) => status.task_id.value === "waits").map(({ state }) => state),
      ["TASK_STARTING"],
    );
    assert.equal(await acknowledge(offer.agent_id.value, uuid), 202);
    await scheduler.status("waits", "TASK_RUNNING");
  });

  it("say that a task is staging until its agent has spoken [M-33]", async () => {
    await using scheduler = await subscribe();
    const offer = await scheduler.offer();
    process.kill(agent.pid, "SIGSTOP");
    try {
      await scheduler.call(launchCall(offer, [aTask(offer, "staging", "true")]));
      await scheduler.call({
        type: "RECONCILE",
        reconcile: { tasks: [{ task_id: { value: "staging" } }] },
      });
      assert.equal((await reconciled(scheduler, "staging"))?.state, "TASK_STAGING");
    } finally {
      process.kill(agent.pid, "SIGCONT");
    }
    await scheduler.status("staging", "TASK_FINISHED");
  });

  it("say nothing after a restart of the master until the agent is back [M-43]", async () => {
    const first = await subscribe();
    const { agent_id } = await launch(first, "stays", "sleep 60");
    await first.status("stays", "TASK_RUNNING");
    process.kill(agent.pid, "SIGSTOP");
    try {
      await cluster.master.kill("SIGKILL");
      first.disconnect();
      await cluster.master.start();
      const second = await subscribe({ id: { value: first.frameworkId } });
      const about = (id: string, agentId: string) => ({
        task_id: { value: id },
        agent_id: { value: agentId },
      });
      const tasks = [about("stays", agent_id.value), about("other", "never-seen")];
      await second.call({ type: "RECONCILE", reconcile: { tasks } });
      await reconciled(second, "other");
      const named = second.events.map(({ update }) => update?.status.task_id.value);
      assert.ok(!named.includes("stays"));
      process.kill(agent.pid, "SIGCONT");
      await second.offer();
      await second.call({ type: "RECONCILE", reconcile: { tasks } });
      assert.equal((await reconciled(second, "stays"))?.state, "TASK_RUNNING");
      await second[Symbol.asyncDispose]();
    } finally {
      process.kill(agent.pid, "SIGCONT");
    }
  });

  it("send inverse offers for maintenance, and keep the answers [M-47]", async () => {
    await using scheduler = await subscribe();
    const { hostname } = await scheduler.offer();
    const start = { nanoseconds: (Date.now() + 3_600_000) * 1e6 };
    const machine_ids = [{ hostname, ip: "127.0.0.1" }];
    const post = (windows: readonly object[]): Promise<unknown> =>
      operator({
        type: "UPDATE_MAINTENANCE_SCHEDULE",
        update_maintenance_schedule: { schedule: { windows } },
      });
    await post([{ machine_ids, unavailability: { start } }]);
    const { inverse_offers } = await scheduler.wait(
      "an inverse offer",
      ({ type }) => type === "INVERSE_OFFERS",
    );
    const inverse = inverse_offers?.inverse_offers?.[0];
    assert.ok(inverse !== undefined);
    await scheduler.offer(({ unavailability }) => unavailability !== undefined);
    await scheduler.call({
      type: "ACCEPT_INVERSE_OFFERS",
      accept_inverse_offers: { inverse_offer_ids: [inverse.id], filters: { refuse_seconds: 3600 } },
    });
    const answer = JSON.stringify(await operator({ type: "GET_MAINTENANCE_STATUS" }));
    assert.match(answer, /"status":"ACCEPT"/);
    assert.ok(answer.includes(scheduler.frameworkId));
    await post([]);
    await scheduler.offer(({ unavailability }) => unavailability === undefined);
  });

  it("wrap JSON for who asks from a web page [M-54]", async () => {
    for (const url of [`${cluster.masterUrl}/master/state`, `${agent.url}/slave(1)/state`]) {
      const response = await fetch(`${url}?jsonp=callback_1`);
      assert.equal(response.headers.get("content-type"), "text/javascript");
      const [, json = ""] = /^callback_1\(([^]*)\);$/.exec(await response.text()) ?? [];
      assert.ok("id" in Object(JSON.parse(json)));
    }
  });

  it("hand out a file in pieces of 64 KiB, and its size [M-55]", async () => {
    await using scheduler = await subscribe();
    await launch(scheduler, "large", "head -c 100000 /dev/zero | tr '\\0' x > large");
    await scheduler.status("large", "TASK_FINISHED");
    const path = `/frameworks/${scheduler.frameworkId}/executors/large/runs/latest/large`;
    const read = async (rest: string): Promise<unknown> =>
      (await fetch(`${agent.url}/files/read?path=${path}${rest}`)).json();
    assert.deepEqual(await read("&offset=0&length=100000"), { data: "x".repeat(65_536), offset: 0 });
    assert.deepEqual(await read("&offset=99999"), { data: "x", offset: 99_999 });
    assert.deepEqual(await read(""), { data: "", offset: 100_000 });
    assert.deepEqual(await read("&offset=-1"), { data: "", offset: 100_000 });
  });

  it("listen on 127.0.0.1 alone when not told otherwise [M-57]", async () => {
    for (const url of [cluster.masterUrl, agent.url]) {
      const { hostname, port } = new URL(url);
      assert.equal(hostname, "127.0.0.1");
      const refused = await new Promise<string | undefined>((resolve) => {
        const socket = connect({ host: "127.0.0.2", port: Number(port) });
        socket.on("connect", () => (socket.destroy(), resolve(undefined)));
        socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      });
      assert.equal(refused, "ECONNREFUSED");
    }
  });
});

describe("a master with an offer timeout", { timeout: 240_000 }, () => {
  it("rescinds offers that are not answered [M-26]", async () => {
    const { masterUrl } = await newCluster(["--offer-timeout", "200ms"]);
    await using scheduler = await subscribeTestScheduler({ masterUrl, info: { user } });
    const { id } = await scheduler.offer();
    const { rescind } = await scheduler.wait("RESCIND", ({ type }) => type === "RESCIND");
    assert.equal(rescind?.offer_id.value, id.value);
  });
});
