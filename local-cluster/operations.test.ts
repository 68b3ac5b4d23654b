import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type {
  FrameworkInfo,
  Offer,
  OfferOperation,
  OperationStatus,
  Resource,
} from "../proto/generated/types.ts";
import { startLocalCluster } from "./start.ts";
import type { ClusterProcess, LocalCluster } from "./start.ts";
import { eventually } from "./testing/eventually.ts";
import { operatorCall } from "./testing/operator.ts";
import { aTask, subscribeTestScheduler } from "./testing/scheduler.ts";
import type { TestScheduler } from "./testing/scheduler.ts";

const scalar = (name: string, value: number): Resource => ({ name, type: "SCALAR", scalar: { value } });
const reserved = (name: string, value: number): Resource => ({
  ...scalar(name, value),
  reservations: [{ type: "DYNAMIC", role: "test" }],
});
const volume = (id: string, mib: number): Resource => ({
  ...reserved("disk", mib),
  disk: { persistence: { id }, volume: { mode: "RW", container_path: "data" } },
});
const isReserved = ({ reservations }: Resource): boolean => reservations !== undefined;
const sum = (resources: readonly Resource[] = [], name: string): number =>
  resources.filter((one) => one.name === name).reduce((total, one) => total + (one.scalar?.value ?? 0), 0);

let number = 0;

describe("operations on the resources of an agent", { timeout: 240_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "operations-"));
  let cluster: LocalCluster;
  let agent: ClusterProcess;
  before(async () => {
    cluster = await startLocalCluster({
      directory: home,
      agents: [{ resources: "cpus:4;mem:1024;disk:1000;ports:[31000-31009]" }],
      allocationIntervalMs: 50,
    });
    const [only] = cluster.agents;
    assert.ok(only !== undefined);
    agent = only;
  });
  after(async () => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const subscribe = (fields: Partial<FrameworkInfo> = {}): Promise<TestScheduler> =>
    subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      info: { user: userInfo().username, ...fields },
    });

  /** Carries the operations out in one ACCEPT; resolves with the status of each that has an id. */
  async function accept(
    scheduler: TestScheduler,
    offer: Offer,
    operations: readonly Omit<OfferOperation, "id">[],
  ): Promise<OperationStatus[]> {
    const withIds = operations.map((operation): OfferOperation => {
      number += 1;
      return operation.type === "LAUNCH" ? operation : { ...operation, id: { value: `op-${number}` } };
    });
    await scheduler.call({
      type: "ACCEPT",
      accept: { offer_ids: [offer.id], operations: withIds, filters: { refuse_seconds: 0 } },
    });
    const statuses: OperationStatus[] = [];
    for (const { id } of withIds) {
      if (id === undefined) continue;
      const event = await scheduler.wait(
        `the end of ${id.value}`,
        ({ update_operation_status }) => update_operation_status?.status.operation_id?.value === id.value,
      );
      const status = event.update_operation_status?.status;
      assert.ok(status !== undefined);
      statuses.push(status);
    }
    return statuses;
  }

  /** Gives parts back until everything the agent has comes in one offer. */
  async function wholeOffer(scheduler: TestScheduler): Promise<Offer> {
    for (;;) {
      const offer = await scheduler.offer();
      if (sum(offer.resources, "disk") === 1000 && sum(offer.resources, "cpus") === 4) return offer;
      await scheduler.call({
        type: "DECLINE",
        decline: { offer_ids: [offer.id], filters: { refuse_seconds: 0 } },
      });
    }
  }

  async function acknowledge(scheduler: TestScheduler, statuses: readonly OperationStatus[]): Promise<void> {
    for (const { uuid, agent_id, operation_id } of statuses) {
      assert.ok(uuid !== undefined && agent_id !== undefined && operation_id !== undefined);
      const answer = await scheduler.call({
        type: "ACKNOWLEDGE_OPERATION_STATUS",
        acknowledge_operation_status: { uuid: uuid.value, agent_id, operation_id },
      });
      assert.equal(answer, 202);
    }
  }

  const pendingOperations = async (): Promise<number> =>
    (
      (await operatorCall(cluster.masterUrl, { type: "GET_OPERATIONS" })).response.get_operations
        ?.operations ?? []
    ).length;

  const undo = (id: string, mib: number): OfferOperation[] => [
    { type: "DESTROY", destroy: { volumes: [volume(id, mib)] } },
    { type: "UNRESERVE", unreserve: { resources: [reserved("disk", mib)] } },
  ];

  it("build on each other inside one ACCEPT, and a task finds its volume in the sandbox [M-31]", async () => {
    await using scheduler = await subscribe();
    const offer = await scheduler.offer();
    const task = aTask(offer, "on-volume", "echo kept > data/file", {
      resources: [scalar("cpus", 0.1), scalar("mem", 32), volume("v1", 64)],
    });
    const statuses = await accept(scheduler, offer, [
      { type: "RESERVE", reserve: { resources: [reserved("disk", 64)] } },
      { type: "CREATE", create: { volumes: [volume("v1", 64)] } },
      { type: "LAUNCH", launch: { task_infos: [task] } },
    ]);
    assert.deepEqual(
      statuses.map(({ state }) => state),
      ["OPERATION_FINISHED", "OPERATION_FINISHED"],
    );
    await acknowledge(scheduler, statuses);
    await scheduler.status("on-volume", "TASK_FINISHED");
    assert.equal(
      readFileSync(join(agent.workDirectory, "volumes", "roles", "test", "v1", "file"), "utf8"),
      "kept\n",
    );
    const whole = await wholeOffer(scheduler);
    await acknowledge(scheduler, await accept(scheduler, whole, undo("v1", 64)));
    assert.ok(!existsSync(join(agent.workDirectory, "volumes", "roles", "test", "v1")));
    await eventually("all operations are acknowledged", async () => (await pendingOperations()) === 0);
  });

  it("outlive a crash of the agent and of the master; what is not acknowledged is told again", async () => {
    const scheduler = await subscribe();
    const offer = await scheduler.offer();
    const [first] = await accept(scheduler, offer, [
      { type: "RESERVE", reserve: { resources: [reserved("cpus", 1), reserved("disk", 32)] } },
    ]);
    assert.ok(first !== undefined);
    const second = await scheduler.offer(({ resources = [] }) => resources.some(isReserved));
    await acknowledge(
      scheduler,
      await accept(scheduler, second, [{ type: "CREATE", create: { volumes: [volume("v2", 32)] } }]),
    );
    await agent.kill("SIGKILL");
    await cluster.master.kill("SIGKILL");
    await cluster.master.start();
    await agent.start();
    scheduler.disconnect();

    await using again = await subscribe({ id: { value: scheduler.frameworkId } });
    const event = await again.wait("the status again", ({ type }) => type === "UPDATE_OPERATION_STATUS");
    const status = event.update_operation_status?.status;
    assert.deepEqual(status?.uuid, first.uuid);
    assert.equal(status?.state, "OPERATION_FINISHED");
    await again.call({ type: "RECONCILE_OPERATIONS", reconcile_operations: {} });
    const reconciled = await again.wait(
      "the reconciliation",
      ({ update_operation_status }) =>
        update_operation_status !== undefined && update_operation_status.status.uuid === undefined,
    );
    assert.deepEqual(reconciled.update_operation_status?.status.operation_id, first.operation_id);
    await acknowledge(again, [first]);

    const kept = await again.offer(({ resources = [] }) => resources.some(({ disk }) => disk !== undefined));
    assert.equal(sum(kept.resources?.filter(isReserved), "cpus"), 1);
    const statuses = await accept(again, kept, [
      ...undo("v2", 32),
      { type: "UNRESERVE", unreserve: { resources: [reserved("cpus", 1)] } },
    ]);
    assert.deepEqual(
      statuses.map(({ state, message }) => message ?? state),
      ["OPERATION_FINISHED", "OPERATION_FINISHED", "OPERATION_FINISHED"],
    );
    await acknowledge(again, statuses);
  });

  it("resize volumes", async () => {
    await using scheduler = await subscribe();
    const made = await accept(scheduler, await scheduler.offer(), [
      { type: "RESERVE", reserve: { resources: [reserved("disk", 128)] } },
      { type: "CREATE", create: { volumes: [volume("v3", 64)] } },
    ]);
    await acknowledge(scheduler, made);
    const holds =
      (mib: number) =>
      (offer: Offer): boolean =>
        (offer.resources ?? []).some(({ disk, scalar: size }) => disk !== undefined && size?.value === mib);
    const grow: OfferOperation = {
      type: "GROW_VOLUME",
      grow_volume: { volume: volume("v3", 64), addition: reserved("disk", 64) },
    };
    await acknowledge(scheduler, await accept(scheduler, await scheduler.offer(holds(64)), [grow]));
    const shrink: OfferOperation = {
      type: "SHRINK_VOLUME",
      shrink_volume: { volume: volume("v3", 128), subtract: { value: 96 } },
    };
    await acknowledge(scheduler, await accept(scheduler, await scheduler.offer(holds(128)), [shrink]));
    const statuses = await accept(scheduler, await scheduler.offer(holds(32)), [
      { type: "DESTROY", destroy: { volumes: [volume("v3", 32)] } },
      { type: "UNRESERVE", unreserve: { resources: [reserved("disk", 128)] } },
    ]);
    await acknowledge(scheduler, statuses);
    assert.deepEqual(
      statuses.map(({ state }) => state),
      ["OPERATION_FINISHED", "OPERATION_FINISHED"],
    );
  });

  it("of operators take offers back and name what stands in their way [M-54]", async () => {
    await using scheduler = await subscribe();
    const offer = await scheduler.offer();
    const agentId = offer.agent_id;
    const call = (type: "RESERVE_RESOURCES" | "UNRESERVE_RESOURCES", cpus: number) => {
      const body = { agent_id: agentId, resources: [reserved("cpus", cpus)] };
      return operatorCall(cluster.masterUrl, {
        type,
        ...(type === "RESERVE_RESOURCES" ? { reserve_resources: body } : { unreserve_resources: body }),
      });
    };
    const tooMuch = await call("RESERVE_RESOURCES", 40);
    assert.equal(tooMuch.status, 409);
    assert.match(tooMuch.text, / does not contain cpus:40$/);
    await scheduler.wait("RESCIND", ({ rescind }) => rescind?.offer_id.value === offer.id.value);
    assert.equal((await call("RESERVE_RESOURCES", 2)).status, 202);
    const next = await scheduler.offer(({ resources = [] }) => resources.some(isReserved));
    assert.equal(sum(next.resources?.filter(isReserved), "cpus"), 2);
    assert.equal((await call("UNRESERVE_RESOURCES", 2)).status, 202);
    const nobody = await operatorCall(cluster.masterUrl, {
      type: "RESERVE_RESOURCES",
      reserve_resources: { agent_id: { value: "nobody" }, resources: [reserved("cpus", 1)] },
    });
    assert.deepEqual([nobody.status, nobody.text], [400, "No agent found with specified ID"]);
    const destroyed = await operatorCall(cluster.masterUrl, {
      type: "DESTROY_VOLUMES",
      destroy_volumes: { agent_id: agentId, volumes: [volume("nothing", 1)] },
    });
    assert.equal(destroyed.text, "Invalid DESTROY operation: Persistent volumes not found");
  });

  it("also come by the endpoints from before the operator API [M-54]", async () => {
    const { response } = await operatorCall(cluster.masterUrl, { type: "GET_AGENTS" });
    const slaveId = response.get_agents?.agents?.[0]?.agent_info.id?.value ?? "";
    const post = async (path: string, form: Record<string, string>): Promise<[number, string]> => {
      const answer = await fetch(new URL(path, cluster.masterUrl), {
        method: "POST",
        body: new URLSearchParams(form).toString(),
      });
      return [answer.status, await answer.text()];
    };
    const resources = JSON.stringify([reserved("mem", 64)]);
    assert.deepEqual(await post("/master/reserve", { slaveId, resources }), [202, ""]);
    const slaves: unknown = await (await fetch(new URL("/slaves", cluster.masterUrl))).json();
    assert.match(JSON.stringify(slaves), /"reserved_resources":\{"test":\{[^}]*"mem":64/);
    assert.deepEqual(await post("/unreserve", { slaveId, resources }), [202, ""]);
    assert.deepEqual(await post("/reserve", { resources }), [
      400,
      "Missing 'slaveId' query parameter in the request body",
    ]);
  });

  it("leave no directory of a volume behind", () => {
    const volumes = join(agent.workDirectory, "volumes", "roles", "test");
    assert.deepEqual(existsSync(volumes) ? readdirSync(volumes) : [], []);
  });
});
