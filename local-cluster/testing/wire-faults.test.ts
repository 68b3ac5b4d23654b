import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { RecordIoDecoder } from "../../proto/recordio.ts";
import { freePort } from "./free-port.ts";
import { startLocalCluster, type LocalCluster } from "../start.ts";
import type { WireSwitches } from "./wire-faults.ts";

interface Read {
  readonly types: readonly string[];
  readonly end: "clean" | "truncated" | "cut" | "bad_length" | "open";
}

describe("fault switches on the wire [M-59]", () => {
  let directory: string;
  let cluster: LocalCluster;
  let control: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "godocker-wire-"));
    const port = await freePort();
    control = `http://127.0.0.1:${port}`;
    process.env["LOCAL_CLUSTER_FAULTS_PORT"] = String(port);
    cluster = await startLocalCluster({
      directory,
      agents: [],
      nodeArguments: ["--import", join(import.meta.dirname, "wire-faults.ts")],
    });
    delete process.env["LOCAL_CLUSTER_FAULTS_PORT"];
  });
  after(async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const set = async (switches: WireSwitches): Promise<void> => {
    const { status } = await fetch(`${control}/faults`, { method: "PUT", body: JSON.stringify(switches) });
    assert.equal(status, 200);
  };
  const counts = async (): Promise<Record<string, number>> =>
    (await (await fetch(`${control}/faults`)).json()) as Record<string, number>; // the module's own answer
  const health = async (): Promise<number> =>
    (await fetch(`${cluster.masterUrl}/health`, { redirect: "manual" })).status;

  /** Subscribes and reads until the stream ends or `enough` records came. */
  async function subscribe(enough: number): Promise<Read> {
    const types: string[] = [];
    const stop = new AbortController();
    const framework = { user: "nobody", name: "wire", roles: ["x"], capabilities: [{ type: "MULTI_ROLE" }] };
    const response = await fetch(`${cluster.masterUrl}/api/v1/scheduler`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ type: "SUBSCRIBE", subscribe: { framework_info: framework } }),
      signal: stop.signal,
    });
    const decoder = new RecordIoDecoder({ recordBytesMax: 1_000_000 });
    try {
      for await (const chunk of response.body ?? []) {
        for (const record of decoder.push(chunk)) {
          const event = JSON.parse(Buffer.from(record).toString("utf8")) as { readonly type: string };
          types.push(event.type);
        }
        if (types.length >= enough) return { types, end: "open" };
      }
      decoder.end();
      return { types, end: "clean" };
    } catch (error) {
      const kind = error instanceof Error && "kind" in error ? String(error.kind) : "cut";
      return { types, end: kind === "truncated" || kind === "bad_length" ? kind : "cut" };
    } finally {
      stop.abort();
    }
  }

  it("answer for the master as often as they are told to: 503, a redirect", async () => {
    await set({
      requests: [{ path: "/health", times: 2, answer: { status: 503, body: "No leader elected" } }],
    });
    assert.deepEqual([await health(), await health(), await health()], [503, 503, 200]);
    await set({
      requests: [{ path: "/health", answer: { status: 307, headers: { Location: "//127.0.0.1:1/" } } }],
    });
    assert.equal(await health(), 307);
  });

  it("break a connection instead of an answer", async () => {
    await set({ requests: [{ path: "/health", times: 1, close: true }] });
    await assert.rejects(health());
    assert.equal(await health(), 200);
  });

  it("cut a stream inside of a record", async () => {
    await set({ records: { types: ["HEARTBEAT"], cutInside: 1 } });
    const { types, end } = await subscribe(2);
    assert.deepEqual(types, ["SUBSCRIBED"]);
    assert.notEqual(end, "clean");
    assert.equal((await counts())["cut records"], 1);
  });

  it("put garbage into a stream", async () => {
    await set({ records: { types: ["HEARTBEAT"], garbage: 1 } });
    assert.equal((await subscribe(9)).end, "bad_length");
  });

  it("lose, duplicate and reorder events", async () => {
    await set({ records: { types: ["SUBSCRIBED"], duplicate: 1 } });
    assert.deepEqual((await subscribe(3)).types.slice(0, 3), ["SUBSCRIBED", "SUBSCRIBED", "HEARTBEAT"]);
    await set({ records: { reorder: 1 } });
    assert.deepEqual((await subscribe(2)).types.slice(0, 2), ["HEARTBEAT", "SUBSCRIBED"]);
    await set({ records: { types: ["SUBSCRIBED"], lose: 1 } });
    assert.equal((await subscribe(1)).types[0], "HEARTBEAT");
  });

  it("refuse switches that are no JSON, and end when they are taken back", async () => {
    assert.equal((await fetch(`${control}/faults`, { method: "PUT", body: "{" })).status, 400);
    assert.equal((await fetch(`${control}/faults`, { method: "DELETE" })).status, 200);
    assert.deepEqual((await subscribe(2)).types.slice(0, 2), ["SUBSCRIBED", "HEARTBEAT"]);
  });

  it("kill the process, which comes back with its state", async () => {
    await assert.rejects(fetch(`${control}/kill`, { method: "POST" }));
    await cluster.master.kill("SIGKILL"); // returns when it is gone
    await cluster.master.start();
    assert.equal(await health(), 200);
  });
});

describe("fault switches of an agent's link, over HTTP", () => {
  it("cut it off in one direction, so that the master loses it, until they are taken back", async () => {
    const directory = await mkdtemp(join(tmpdir(), "godocker-wire-"));
    const port = await freePort();
    process.env["LOCAL_CLUSTER_FAULTS_PORT"] = String(port);
    process.env["LOCAL_CLUSTER_FAULTS_PROGRAM"] = "agent";
    try {
      await using cluster = await startLocalCluster({
        directory,
        agents: [{ resources: "cpus:1;mem:128;disk:100" }],
        nodeArguments: ["--import", join(import.meta.dirname, "wire-faults.ts")],
        masterFlags: ["--agent-ping-timeout", "100ms", "--max-agent-ping-timeouts", "3"],
      });
      const active = async (): Promise<boolean> => {
        const answer = (await (await fetch(`${cluster.masterUrl}/slaves`)).json()) as {
          readonly slaves: readonly { readonly active: boolean }[];
        };
        return answer.slaves.some((agent) => agent.active);
      };
      const until = async (wanted: boolean): Promise<void> => {
        while ((await active()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      await until(true);
      const body = JSON.stringify({ link: { toMaster: { drop: 1 } } });
      assert.equal((await fetch(`http://127.0.0.1:${port}/faults`, { method: "PUT", body })).status, 200);
      await until(false);
      await fetch(`http://127.0.0.1:${port}/faults`, { method: "DELETE" });
      await until(true);
    } finally {
      delete process.env["LOCAL_CLUSTER_FAULTS_PORT"];
      delete process.env["LOCAL_CLUSTER_FAULTS_PROGRAM"];
      await rm(directory, { recursive: true, force: true });
    }
  });
});
