// Reservations, volumes, groups and maintenance, against the master and the agents of local-cluster/.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { taskIdOf } from "../jobs/life/job.ts";
import { eventually } from "../local-cluster/testing/eventually.ts";
import type { TaskLaunch } from "../offers/backend.ts";
import type { Offer } from "../offers/offer.ts";
import { startLocalCluster } from "../local-cluster/start.ts";
import type { LocalCluster } from "../local-cluster/start.ts";
import type { MaintenanceWindow } from "../proto/generated/types.ts";
import { operatorCall } from "../local-cluster/testing/operator.ts";
import { aTask } from "./backend.builders.ts";
import type { LaunchOptions } from "./launch/launch-options.ts";
import { connectLive } from "./live-backend.builders.ts";
import type { LiveBackend } from "./live-backend.builders.ts";

const user = userInfo().username;
const WHOLE = { cpusMilli: 2000, memMib: 1024, diskMib: 1024, gpus: 0 };

function isWhole({ resources, reservations }: Offer): boolean {
  return reservations.length === 0 && resources.cpusMilli === 2000 && resources.diskMib === 1024;
}

function target(offer: Offer): { readonly agentId: string; readonly offerIds: readonly string[] } {
  return { agentId: offer.agentId, offerIds: [offer.id] };
}

/**
 * Gives back whatever an offer shows to be reserved, until the agent is whole: what a task had can come in an offer of
 * its own, so once is not always enough.
 */
async function giveBack(live: LiveBackend): Promise<void> {
  for (let round = 1; ; round += 1) {
    const offer = await live.offer((one) => one.reservations.length > 0 || isWhole(one));
    if (isWhole(offer)) return;
    const operationId = `unreserve-${round}`;
    const reservations = offer.reservations.map(({ id }) => id);
    live.backend.unreserve({ ...target(offer), operationId, reservations });
    assert.equal((await outcome(live, operationId)).state, "done");
  }
}

function outcome(live: LiveBackend, id: string) {
  return live.find((event) => (event.type === "operation" && event.operationId === id ? event : undefined));
}

describe("a cluster of one agent, in full", { timeout: 240_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-reservations-"));
  let cluster: LocalCluster;
  before(async () => {
    cluster = await startLocalCluster({
      directory: join(directory, "cluster"),
      allocationIntervalMs: 20,
      agents: [{ resources: "cpus:2;mem:1024;disk:1024;ports:[31000-31009]" }],
    });
  });
  after(async () => {
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const connect = (name: string, launch: LaunchOptions = {}): Promise<LiveBackend> =>
    connectLive({
      masters: [cluster.masterUrl],
      framework: { user, name, roles: ["batch"], failoverTimeoutSeconds: 0, principal: "gd" },
      launch,
    });
  const task = (job: number, fields: Partial<TaskLaunch>): TaskLaunch =>
    aTask({ taskId: taskIdOf(job, undefined, 1, 1), account: { name: user }, ...fields });

  it("keeps resources for a wide job step by step, until they are whole, used, and given back", async () => {
    await using live = await connect("wide");
    await live.find((event) => (event.type === "agents" ? event : undefined));
    const reservation = "job-7";
    for (const [step, cpusMilli] of [500, 1000].entries()) {
      const offer = await live.offer(({ reservations }) => reservations.length === step);
      const resources = { ...WHOLE, cpusMilli, memMib: 100, diskMib: 0 };
      live.backend.reserve({ ...target(offer), operationId: `reserve-${step}`, reservation, resources });
      assert.equal((await outcome(live, `reserve-${step}`)).state, "done");
    }
    const held = await live.offer(({ reservations }) => reservations[0]?.resources.cpusMilli === 1500);
    assert.deepEqual(held.reservations, [
      { id: reservation, resources: { cpusMilli: 1500, memMib: 200, diskMib: 0, gpus: 0 }, volumes: [] },
    ]);
    const seen = await live.find((event) =>
      event.type === "agents" && event.agents[0]?.reservations[0]?.resources.cpusMilli === 1500
        ? event.agents[0].reservations
        : undefined,
    );
    assert.deepEqual(seen, held.reservations);
    const wide = task(7, { resources: { ...WHOLE, cpusMilli: 1800, memMib: 150, diskMib: 0 }, reservation });
    live.backend.launch({ ...target(held), tasks: [wide], refuseMs: 0 });
    await live.status(wide.taskId, "finished");
    await giveBack(live);
  });

  it("makes a scratch volume for a task, and destroys it when it is given back", async () => {
    await using live = await connect("scratch");
    await live.find((event) => (event.type === "agents" ? event : undefined));
    const scratch = task(1, {
      argv: ["sh", "-c", "echo kept > work/file && cat work/file"],
      resources: { cpusMilli: 500, memMib: 64, diskMib: 300, gpus: 0 },
      scratch: { mib: 200, path: "work" },
    });
    live.backend.launch({ ...target(await live.offer(isWhole)), tasks: [scratch], refuseMs: 0 });
    await live.status(scratch.taskId, "finished");
    const id = `task-${scratch.taskId}`;
    const left = await live.offer(({ reservations }) => reservations.length > 0);
    assert.deepEqual(left.reservations, [
      { id, resources: { cpusMilli: 0, memMib: 0, diskMib: 200, gpus: 0 }, volumes: [id] },
    ]);
    live.backend.decline([left.id], 0);
    await giveBack(live);
  });

  it("ends the sidecar with its task, and has all of the agent back", async () => {
    const sidecar = { argv: ["sleep", "1000"], cpusMilli: 100, memMib: 32 } as const;
    await using live = await connect("sidecar", { sidecar });
    const job = task(2, { resources: { cpusMilli: 500, memMib: 64, diskMib: 0, gpus: 0 } });
    live.backend.launch({ ...target(await live.offer(isWhole)), tasks: [job], refuseMs: 0 });
    await live.status(job.taskId, "running");
    await live.status(job.taskId, "finished");
    await live.offer(isWhole);
  });

  it("asks whether we can leave an agent in time, and hears the answer [C-44]", async () => {
    await using live = await connect("maintenance");
    const offer = await live.offer(isWhole);
    const start = { nanoseconds: 4_102_444_800_000_000_000 };
    const schedule = async (windows: readonly MaintenanceWindow[]): Promise<void> => {
      const { status, text } = await operatorCall(cluster.masterUrl, {
        type: "UPDATE_MAINTENANCE_SCHEDULE",
        update_maintenance_schedule: { schedule: { windows } },
      });
      assert.equal(status, 200, text);
    };
    const { response } = await operatorCall(cluster.masterUrl, { type: "GET_AGENTS" });
    const { hostname } = response.get_agents?.agents?.[0]?.agent_info ?? { hostname: "" };
    await schedule([{ machine_ids: [{ hostname, ip: "127.0.0.1" }], unavailability: { start } }]);
    const asked = await live.find((event) => (event.type === "maintenance" ? event : undefined));
    assert.deepEqual([asked.agentId, asked.unavailability], [offer.agentId, { startMs: 4_102_444_800_000 }]);
    const again = await live.offer(({ unavailability }) => unavailability !== undefined);
    assert.deepEqual(again.unavailability, { startMs: 4_102_444_800_000 });
    live.backend.answerMaintenance([asked.requestId], true, 60_000);
    await eventually("the answer is known", async () => {
      const { response: answer } = await operatorCall(cluster.masterUrl, { type: "GET_MAINTENANCE_STATUS" });
      const [machine] = answer.get_maintenance_status?.status.draining_machines ?? [];
      return machine?.statuses?.[0]?.status === "ACCEPT";
    });
    await schedule([]);
  });
});
