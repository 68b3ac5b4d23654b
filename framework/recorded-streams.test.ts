// Byte streams recorded from Apache Mesos 1.12.0, played over real HTTP. Their format:
// integration/mesos-conformance/traces/README.md.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { loadTrace, serve } from "../integration/mesos-conformance/lib/replay.mjs";
import type { BackendEvent } from "../offers/backend.ts";
import { observe } from "./backend.builders.ts";

const TRACES = join(import.meta.dirname, "..", "integration", "mesos-conformance", "traces");

/** What each recorded stream means, a word an event: of a status update its state, of an operation whether it was done. */
const MEANINGS: Readonly<Record<string, string>> = {
  "agent-lost-json": "connected offers offers starting running rescinded lost",
  "agent-unreachable-json":
    "connected offers starting running unreachable agent_lost unreachable unknown running",
  "cni-json":
    "connected offers starting running offers finished offers offers starting running finished offers",
  "docker-bridge-json": "connected offers starting offers running finished offers",
  "drain-json":
    "connected offers offers starting running starting running rescinded killing killing killed killed offers",
  "executor-failure-json": "connected offers running failed",
  "failed-over-json": "connected superseded",
  "failover-masters-new-json":
    "connected offers running running running running running running running running running gone unknown running running",
  "failover-masters-old-json": "connected offers starting running starting running disconnected",
  "heartbeats-json": "connected offers",
  "kill-json": "connected offers offers starting running killed",
  "launch-failed-json": "connected offers starting running failed",
  "launch-finished-json": "connected offers starting running offers finished",
  "launch-finished-json-rechunked": "connected offers starting running offers finished",
  "launch-group-json": "connected offers starting starting running running finished finished",
  "launch-task-error-json": "connected offers error",
  "maintenance-json":
    "connected offers offers starting running rescinded rescinded offers maintenance maintenance maintenance rescinded maintenance_rescinded rescinded offers maintenance lost rescinded maintenance_rescinded agent_lost unknown offers gone",
  "master-restart-json": "connected offers starting running disconnected",
  "message-json": "connected offers running",
  "offers-json": "connected offers",
  "offers-json-rechunked": "connected offers",
  "operation-json": "connected offers done",
  "reconcile-json": "connected offers starting running running",
  "reconcile-unknown-json": "connected offers unknown unknown gone",
  "rescind-json": "connected offers rescinded",
  "resend-json": "connected offers starting offers starting",
  "stale-offer-json": "connected offers dropped",
  "subscribe-json": "connected",
  "subscribe-refused-json": "refused",
  "subscribe-refused-utf8": "refused",
  "teardown-json": "connected offers starting running disconnected",
  "volume-json":
    "connected offers done done offers undone offers starting running finished offers done offers undone offers done done offers",
};

const framework = { user: "ada", name: "godocker", roles: ["conformance"], failoverTimeoutSeconds: 60 };

/** Plays a trace to a backend. Resolves with its events when there are `wanted` of them. */
async function play(
  name: string,
  wanted: number,
  how: { readonly split?: string; readonly chunk?: number[] },
): Promise<readonly BackendEvent[]> {
  const server = await serve(loadTrace(join(TRACES, `${name}.json`)), how);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await using observed = observe({ masters: [`http://127.0.0.1:${port}`], framework });
  try {
    await observed.start();
    await observed.untilCount(wanted);
    await observed.backend.stop();
    return observed.events;
  } finally {
    server.close();
  }
}

function wordOf(event: BackendEvent): string {
  if (event.type === "operation") return event.state === "done" ? "done" : "undone";
  return event.type === "status" ? event.update.state : event.type;
}

describe("event streams recorded from a Mesos master", () => {
  const recorded = readdirSync(TRACES)
    .filter((file) => file.endsWith(".json") && !file.startsWith("session-") && !file.includes("protobuf"))
    .map((file) => file.slice(0, -".json".length));

  it("are all here", () => assert.deepEqual(Object.keys(MEANINGS).toSorted(), recorded.toSorted()));

  for (const name of recorded) {
    const words = (MEANINGS[name] ?? "").split(" ");

    it(`${name}: nothing of it is lost or made up`, () => {
      const meta: { events: string[] } = JSON.parse(readFileSync(join(TRACES, `${name}.json`), "utf8"));
      const told = (type: string): number => meta.events.filter((other) => other === type).length;
      const meant = (...types: string[]): number => words.filter((word) => types.includes(word)).length;
      assert.equal(meant("connected"), told("SUBSCRIBED"));
      assert.equal(meant("offers"), told("OFFERS"));
      assert.equal(meant("rescinded"), told("RESCIND"));
      assert.equal(meant("superseded", "refused"), told("ERROR"));
      assert.equal(meant("maintenance"), told("INVERSE_OFFERS"));
      assert.equal(meant("maintenance_rescinded"), told("RESCIND_INVERSE_OFFER"));
      assert.equal(meant("done", "undone"), told("UPDATE_OPERATION_STATUS"));
      const others = [
        "connected",
        "offers",
        "rescinded",
        "maintenance",
        "maintenance_rescinded",
        "done",
        "undone",
        "superseded",
        "refused",
        "agent_lost",
        "disconnected",
      ];
      assert.equal(words.length - meant(...others), told("UPDATE"));
    });

    for (const [manner, how] of [
      ["as it came", { split: "reads" }],
      ["byte by byte", { split: "bytes" }],
      ["in random pieces", { split: "random" }],
      ["in other HTTP chunks", { chunk: [1, 2, 3, 5, 7, 11], split: "random" }],
    ] as const) {
      it(`${name}, ${manner}, is understood`, { timeout: 240_000 }, async () => {
        const { split } = how;
        const events = await play(
          name,
          words.length,
          "chunk" in how ? { split, chunk: [...how.chunk] } : { split },
        );
        assert.deepEqual(events.map(wordOf), words);
      });
    }
  }
});

describe("a recorded launch that fails", { timeout: 240_000 }, () => {
  it("gives every event in full", async () => {
    const agentId = "d00e1953-d306-4ee5-8883-9b35674acd67-S1";
    const events = await play("launch-failed-json", 5, { split: "bytes" });
    const [connected, offers, , , failed] = events;
    assert.equal(connected?.type, "connected");
    const registrationId = connected.registrationId;
    assert.match(registrationId, /^[0-9a-f-]{36}-\d{4}$/);
    assert.deepEqual(offers?.type === "offers" ? { ...offers.offers[0], id: "" } : undefined, {
      id: "",
      agentId,
      hostname: "localhost",
      access: `http://localhost:15151#${registrationId}`,
      attributes: { rack: "r1", zone: "a" },
      lot: "conformance",
      resources: { cpusMilli: 4000, memMib: 4096, diskMib: 10_000, gpus: 0 },
      ports: [[31_000, 31_099]],
      reservations: [],
    });
    assert.equal(failed?.type, "status");
    const { taskId, acknowledgement, ...rest } = failed.update;
    assert.deepEqual(rest, {
      agentId,
      state: "failed",
      exitCode: 3,
      message: "Command exited with status 3",
      reconciliation: false,
    });
    const { uuid, ...ids } = Object(acknowledgement);
    assert.deepEqual(ids, { agentId, taskId });
    assert.equal(Buffer.from(String(uuid), "base64").length, 16);
  });

  it("of a kill tells the signal", async () => {
    const killed = (await play("kill-json", 6, {})).at(-1);
    assert.equal(killed?.type === "status" && killed.update.signal, 15);
  });

  it("of a launch the master refuses wants no acknowledgement", async () => {
    const refused = (await play("launch-task-error-json", 3, {})).at(-1);
    assert.equal(refused?.type, "status");
    assert.equal(refused.update.state, "error");
    assert.equal(refused.update.acknowledgement, undefined);
  });

  it("tells reconciliation from news", async () => {
    const events = await play("reconcile-json", 5, {});
    const kinds = events.flatMap((event) => (event.type === "status" ? [event.update.reconciliation] : []));
    assert.deepEqual(kinds, [false, false, true]);
  });
});

describe("a stream in protobuf, which was not asked for", { timeout: 240_000 }, () => {
  it("is a lost session", async () => {
    const events = await play("subscribe-protobuf", 1, {});
    assert.equal(events[0]?.type, "disconnected");
  });
});
