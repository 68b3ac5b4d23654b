import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Client } from "../../../client/client.ts";
import { eventually } from "../../../local-cluster/testing/eventually.ts";
import type { MasterCall } from "../../../proto/generated/types.ts";
import { startLocalCluster, type LocalCluster } from "../../../local-cluster/start.ts";
import { operatorCall } from "../../../local-cluster/testing/operator.ts";
import { install, type Installation } from "../../installation.ts";

const SMALL = { cpus: 0.5, memoryBytes: 32 * 1024 ** 2 };
/** Goes down; the other one stays. Two names of this machine. */
const LEAVING = "localhost";
const STAYING = "127.0.0.1";
const WINDOW_MS = 18_000;

describe("a maintenance window of one agent", { timeout: 900_000 }, () => {
  let home: string;
  let cluster: LocalCluster;
  let installation: Installation;
  let client: Client;
  let startsAtMs: number;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "godocker-maintenance-"));
    cluster = await startLocalCluster({
      directory: home,
      agents: [LEAVING, STAYING].map((hostname) => ({
        hostname,
        resources: "cpus:2;mem:1024;disk:1000",
        attributes: `name:${hostname}`,
      })),
      masterFlags: ["--agent-ping-timeout", "1secs", "--max-agent-ping-timeouts", "3"],
    });
    installation = await install({
      masterUrl: cluster.masterUrl,
      set: [
        "scheduling.maintenance.policy=requeue",
        "scheduling.maintenance.margin=1s",
        "scheduling.refuseWaiting=1s",
      ],
    });
    ({ client } = installation);
  });
  after(async () => {
    await installation[Symbol.asyncDispose]();
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  });

  const operate = async (call: MasterCall): Promise<void> => {
    const { status, text } = await operatorCall(cluster.masterUrl, call);
    assert.equal(status, 200, text);
  };
  const submit = async (
    seconds: number,
    more: Partial<Parameters<Client["submit"]>[0]> = {},
  ): Promise<number> =>
    (await client.submit({ command: ["sleep", String(seconds)], resources: SMALL, graceSeconds: 1, ...more }))
      .id;
  const on = (hostname: string) => ({
    constraints: [{ attribute: "name", op: "eq" as const, values: [hostname] }],
  });
  const running = (id: number): Promise<void> =>
    eventually(`job ${id} runs`, async () => (await client.get(id)).state === "running");
  const hostsOf = async (id: number): Promise<readonly (string | undefined)[]> =>
    (await client.attempts(id)).items.map(({ node }) => node);

  let short: number;
  let unlimited: number;

  it("is announced while jobs run there", async () => {
    short = await submit(2, { ...on(LEAVING), walltimeSeconds: 10 });
    // Without a limit; it may run anywhere, and begins where it must go away from.
    unlimited = await submit(600, { constraints: [{ attribute: "name", op: "eq", values: [LEAVING] }] });
    await Promise.all([short, unlimited].map(running));
    startsAtMs = Date.now() + WINDOW_MS;
    await operate({
      type: "UPDATE_MAINTENANCE_SCHEDULE",
      update_maintenance_schedule: {
        schedule: {
          windows: [
            {
              machine_ids: [{ hostname: LEAVING, ip: "127.0.0.1" }],
              unavailability: { start: { nanoseconds: startsAtMs * 1e6 } },
            },
          ],
        },
      },
    });
  });

  it("keeps away what would not end in time, and says so", async () => {
    const long = await submit(1, { ...on(LEAVING), walltimeSeconds: 4 * 3600 });
    await eventually("the reason is told", async () =>
      (await client.explain(long)).causes.some(({ kind }) => kind === "maintenance"),
    );
    assert.equal((await client.get(long)).state, "pending");
    await client.cancel(long);
    const elsewhere = await submit(1, { walltimeSeconds: 4 * 3600 });
    assert.equal((await client.waitForEnd(elsewhere)).state, "succeeded");
    assert.deepEqual(await hostsOf(elsewhere), [STAYING]);
  });

  it("lets in what ends before it", async () => {
    const brief = await submit(1, { ...on(LEAVING), walltimeSeconds: 2 });
    assert.equal((await client.waitForEnd(brief)).state, "succeeded");
    assert.deepEqual(await hostsOf(brief), [LEAVING]);
  });

  it("lets running jobs that fit finish", async () => {
    assert.equal((await client.waitForEnd(short)).state, "succeeded");
    assert.deepEqual(await hostsOf(short), [LEAVING]);
  });

  it("moves the others away before it begins, free of charge, and agrees to it then", async () => {
    await eventually("the job that would not end was stopped", async () => {
      const { items } = await client.attempts(unlimited);
      return items.some(({ reason }) => reason === "Maintenance");
    });
    assert.ok(Date.now() < startsAtMs, "stopped too late");
    // It may run on no other agent, so it waits: nothing was charged, nothing failed.
    assert.equal((await client.get(unlimited)).state, "pending");
    await eventually("the master knows that we agree", async () => {
      const { response } = await operatorCall(cluster.masterUrl, { type: "GET_MAINTENANCE_STATUS" });
      const machines = response.get_maintenance_status?.status.draining_machines ?? [];
      return machines.some(({ statuses }) => statuses?.some(({ status }) => status === "ACCEPT") === true);
    });
  });

  it("ends, and the agent takes jobs again", async () => {
    await operate({
      type: "UPDATE_MAINTENANCE_SCHEDULE",
      update_maintenance_schedule: { schedule: { windows: [] } },
    });
    await running(unlimited);
    assert.equal((await hostsOf(unlimited)).at(-1), LEAVING);
    await client.cancel(unlimited);
  });
});
