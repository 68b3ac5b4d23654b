// Every golden ACCEPT that an embedded agent can be made to offer resources for, judged by an embedded master: its
// texts are those of Mesos.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { startLocalCluster } from "../../local-cluster/start.ts";
import type { LocalCluster } from "../../local-cluster/start.ts";
import { operatorCall } from "../../local-cluster/testing/operator.ts";
import { subscribeTestScheduler } from "../../local-cluster/testing/scheduler.ts";
import type { TestScheduler } from "../../local-cluster/testing/scheduler.ts";
import type { Offer, Resource, SchedulerCall, SchedulerEvent } from "../../proto/generated/types.ts";
import { add } from "../../resources/vector.ts";
import { sortResources, vectorOf } from "../offers/offered-resources.ts";
import { planReserve, planUnreserve } from "../reservations/reservation-calls.ts";
import { EMBEDDED, GOLDEN_CASES, HELD, OWNER, RESERVED, ROLE } from "./golden.cases.ts";
import type { EmbeddedAgent, GoldenCase } from "./golden.cases.ts";
import { planLaunch } from "./launch.ts";

const TRAITS = { operationFeedback: true, resourceLimits: true };
const HOSTS = ["plain", "reserved"] as const;
const TOTALS = {
  plain: { cpusMilli: 8000, memMib: 16_384, diskMib: 65_536, gpus: 2 },
  reserved: { cpusMilli: 7000, memMib: 4608, diskMib: 11_000, gpus: 0 },
};

describe("an embedded master", { timeout: 240_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-golden-"));
  let cluster: LocalCluster;
  let scheduler: TestScheduler;
  const used = new Set<string>();
  before(async () => {
    cluster = await startLocalCluster({
      directory: join(directory, "cluster"),
      allocationIntervalMs: 20,
      agents: HOSTS.map((host) => ({ resources: EMBEDDED[host], attributes: `host:${host}` })),
    });
    const { response } = await operatorCall(cluster.masterUrl, { type: "GET_AGENTS" });
    const agent = response.get_agents?.agents?.find(({ agent_info: info }) =>
      (info.attributes ?? []).some(({ text }) => text?.value === "reserved"),
    );
    const resources = RESERVED.filter(({ reservations = [] }) => reservations.length > 0).map(
      withoutAllocation,
    );
    const { status, text } = await operatorCall(cluster.masterUrl, {
      type: "RESERVE_RESOURCES",
      reserve_resources: { agent_id: agent?.agent_info.id ?? { value: "" }, resources },
    });
    assert.equal(status, 202, text);
    scheduler = await subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      info: {
        name: OWNER.framework,
        principal: OWNER.principal ?? "",
        roles: [ROLE],
        capabilities: [
          { type: "MULTI_ROLE" },
          { type: "PARTITION_AWARE" },
          { type: "RESERVATION_REFINEMENT" },
          { type: "GPU_RESOURCES" },
        ],
      },
    });
  });
  after(async () => {
    await scheduler?.[Symbol.asyncDispose]();
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  for (const golden of GOLDEN_CASES) {
    const { embedded } = golden;
    if (embedded === undefined) continue;
    it(`has nothing against ${golden.file}`, async () => {
      await judge(golden, embedded);
    });
  }

  async function judge(golden: GoldenCase, agent: EmbeddedAgent): Promise<void> {
    const host = agent === "held" ? "plain" : agent;
    let offer = await whole(host);
    if (agent === "held") {
      const order = { operationId: operationId(), reservation: HELD.id, resources: HELD.resources };
      const plan = planReserve({ ...target(offer), ...order }, [sorted(offer)], OWNER, TRAITS);
      await operated(plan.call, order.operationId);
      offer = await whole(host, HELD.id);
    }
    assert.deepEqual(amounts(offer.resources ?? []), amounts(golden.offers.flat()));
    const { call, updates } = planLaunch(
      { ...target(offer), tasks: golden.tasks, refuseMs: 0 },
      [sorted(offer)],
      { options: golden.options, frameworkId: scheduler.frameworkId, owner: OWNER, traits: golden.traits },
    );
    const gone = new Set(updates.map(({ taskId }) => taskId));
    await scheduler.call(call);
    for (const { taskId } of golden.tasks) if (!gone.has(taskId)) await accepted(taskId);
  }

  /** The master took the task: what the agent makes of it is another matter. */
  async function accepted(taskId: string): Promise<void> {
    const event = await scheduler.wait(`first update of ${taskId}`, statusOf(taskId));
    const status = event.update?.status;
    assert.notEqual(status?.state, "TASK_ERROR", status?.message);
    if (isEnd(event)) return;
    await scheduler.wait(`end of ${taskId}`, (other) => statusOf(taskId)(other) && isEnd(other));
  }

  async function operated(call: SchedulerCall | undefined, id: string): Promise<void> {
    assert.ok(call);
    await scheduler.call(call);
    const event = await scheduler.wait(
      "operation",
      ({ update_operation_status: told }) => told?.status.operation_id?.value === id,
    );
    const status = event.update_operation_status?.status;
    assert.equal(status?.state, "OPERATION_FINISHED", status?.message);
  }

  /** An offer of all that the agent has, with that reservation alone; what else is reserved is given back. */
  async function whole(host: "plain" | "reserved", reservation?: string): Promise<Offer> {
    for (;;) {
      const offer = await offered(host);
      const { usable, reserved } = sorted(offer);
      const unwanted = [...reserved.keys()].filter((id) => id !== reservation);
      const all = [...reserved.values()].map((list) => vectorOf(list)).reduce(add, vectorOf(usable));
      if (unwanted.length > 0) {
        const order = { ...target(offer), operationId: operationId(), reservations: unwanted };
        await operated(planUnreserve(order, [sorted(offer)], TRAITS).call, order.operationId);
      } else if (isDeepStrictEqual(all, TOTALS[host])) return offer;
      else await scheduler.call(decline(offer));
    }
  }

  /** Offers are looked for in all events so far: one event can bring those of both agents. */
  async function offered(host: string): Promise<Offer> {
    for (;;) {
      const all = scheduler.events.flatMap(({ offers }) => offers?.offers ?? []);
      const found = all.find((offer) => !used.has(offer.id.value) && isOf(host, offer));
      if (found !== undefined) {
        used.add(found.id.value);
        return found;
      }
      await scheduler.wait("offers", ({ type }) => type === "OFFERS");
    }
  }
});

/** As operators name resources. */
function withoutAllocation(resource: Resource): Resource {
  const { allocation_info: _, ...rest } = resource;
  return rest;
}

let operations = 0;
function operationId(): string {
  operations += 1;
  return `operation-${operations}`;
}

function isOf(host: string, { attributes = [] }: Offer): boolean {
  return attributes.some(({ name, text }) => name === "host" && text?.value === host);
}

function target(offer: Offer): { readonly agentId: string; readonly offerIds: readonly string[] } {
  return { agentId: offer.agent_id.value, offerIds: [offer.id.value] };
}

function sorted(offer: Offer) {
  return sortResources(offer.resources ?? [], OWNER);
}

function decline(offer: Offer): SchedulerCall {
  return { type: "DECLINE", decline: { offer_ids: [offer.id], filters: { refuse_seconds: 0 } } };
}

function statusOf(taskId: string): (event: SchedulerEvent) => boolean {
  return ({ update }) => update?.status.task_id.value === taskId;
}

function isEnd({ update }: SchedulerEvent): boolean {
  return !["TASK_STAGING", "TASK_STARTING", "TASK_RUNNING", "TASK_KILLING"].includes(
    update?.status.state ?? "",
  );
}

/** Equal for resources that are equal but for their order. */
function amounts(resources: readonly Resource[]): readonly string[] {
  return resources.map((resource) => JSON.stringify(ordered(resource))).toSorted();
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, ordered(member)]);
}
