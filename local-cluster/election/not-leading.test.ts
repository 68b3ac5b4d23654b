import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startLocalCluster } from "../start.ts";
import { eventually } from "../testing/eventually.ts";
import { startTestZooKeeper } from "../testing/zookeeper.ts";
import type { TestZooKeeper } from "../testing/zookeeper.ts";

interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly text: string;
}

/** The location as it is written; `fetch` would complete it. */
function ask(base: string, method: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, base), { method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          location: response.headers.location,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(method === "POST" ? "{" : undefined);
  });
}

describe("a master that does not lead [M-52]", { timeout: 240_000 }, () => {
  const open = new AsyncDisposableStack();
  let zookeeper: TestZooKeeper;
  let url: string;
  let restart: () => Promise<void>;
  before(async () => {
    const home = mkdtempSync(join(tmpdir(), "election-"));
    open.defer(() => rmSync(home, { recursive: true, force: true }));
    zookeeper = open.use(await startTestZooKeeper());
    const info = {
      id: "another",
      ip: 16777343,
      port: 5050,
      pid: "master@127.0.0.1:5050",
      hostname: "leader.example.org",
      address: { hostname: "leader.example.org", ip: "127.0.0.1", port: 5050 },
    };
    zookeeper.put("/mesos/json.info_0000000000", JSON.stringify(info));
    const { master, stop } = await startLocalCluster({
      directory: home,
      agents: [],
      masterFlags: ["--zk", `zk://${zookeeper.address}/mesos`, "--quorum", "2"],
    });
    open.defer(stop);
    url = master.url;
    restart = async () => {
      await master.kill("SIGKILL");
      await master.start();
    };
  });
  after(() => open.disposeAsync());

  it("redirects to the leader, with the process in front of the path and the query kept [M-53]", async () => {
    await eventually("it knows the leader", async () => (await ask(url, "GET", "/redirect")).status === 307);
    const leader = "//leader.example.org:5050";
    for (const [method, path, location] of [
      ["POST", "/api/v1/scheduler", `${leader}/master/api/v1/scheduler`],
      ["POST", "/master/api/v1/scheduler", `${leader}/master/api/v1/scheduler`],
      ["GET", "/api/v1/scheduler", `${leader}/master/api/v1/scheduler`],
      ["POST", "/api/v1", `${leader}/master/api/v1`],
      ["GET", "/state?jsonp=x", `${leader}/master/state?jsonp=x`],
      ["GET", "/redirect?a=b", leader],
      ["GET", "/master/redirect", leader],
    ] as const)
      assert.deepEqual(
        await ask(url, method, path),
        { status: 307, location, text: "" },
        `${method} ${path}`,
      );
  });

  it("answers itself what tells of itself", async () => {
    for (const path of ["/health", "/version", "/flags", "/metrics/snapshot"])
      assert.equal((await ask(url, "GET", path)).status, 200, path);
    assert.equal((await ask(url, "GET", "/redirect/x")).status, 404);
  });

  it("answers 503 while it leads but has not recovered, and shows nothing", async () => {
    zookeeper.remove("/mesos/json.info_0000000000");
    const unready = { status: 503, location: undefined, text: "Master has not finished recovery" };
    await eventually("it is elected", async () => (await ask(url, "POST", "/api/v1")).status === 503);
    assert.deepEqual(await ask(url, "POST", "/api/v1"), unready);
    assert.deepEqual(await ask(url, "POST", "/api/v1/scheduler"), unready);
    const state = await ask(url, "GET", "/state");
    assert.equal(state.status, 200);
    assert.match(state.text, /"slaves":\[\]/);
  });

  it("answers 503 when nobody can say who leads", async () => {
    await zookeeper[Symbol.asyncDispose]();
    await restart();
    const nobody = { status: 503, location: undefined, text: "No leader elected" };
    for (const path of ["/api/v1/scheduler", "/api/v1"])
      assert.deepEqual(await ask(url, "POST", path), nobody);
    for (const path of ["/state", "/redirect"]) assert.deepEqual(await ask(url, "GET", path), nobody);
    assert.equal((await ask(url, "GET", "/health")).status, 200);
  });
});
