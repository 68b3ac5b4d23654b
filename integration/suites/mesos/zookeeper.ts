import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { eventually } from "../../../local-cluster/testing/eventually.ts";
import { operatorCall } from "../../../local-cluster/testing/operator.ts";
import { aTask, launchCall, subscribeTestScheduler } from "../../../local-cluster/testing/scheduler.ts";
import { ensurePackages } from "../../services/packages.ts";
import { startZooKeeper, ZOOKEEPER_JAR, type TestZooKeeper } from "../../services/zookeeper.ts";

interface Program {
  readonly url: string;
  readonly child: ChildProcess;
  readonly log: string;
}

describe("masters that elect a leader in ZooKeeper", { timeout: 900_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "election-"));
  const programs: Program[] = [];
  let zookeeper: TestZooKeeper;
  let zk = "";

  before(async () => {
    ensurePackages([ZOOKEEPER_JAR, "/usr/bin/java"], ["zookeeper", "default-jre-headless"]);
    zookeeper = await startZooKeeper(join(home, "zookeeper"));
    zk = `zk://127.0.0.1:${zookeeper.port}/mesos`;
  });
  after(async () => {
    await Promise.all(programs.map(end));
    await zookeeper.stop();
    rmSync(home, { recursive: true, force: true });
  });

  async function start(name: string, words: readonly string[]): Promise<Program> {
    const log = join(home, `${name}.log`);
    const file = openSync(log, "a");
    const main = join(import.meta.dirname, "../../../local-cluster/main.ts");
    const child = spawn(
      process.execPath,
      [main, ...words, "--port", "0", "--work-dir", join(home, name), "--zk-session-timeout", "2secs"],
      { stdio: ["ignore", "pipe", file] },
    );
    closeSync(file);
    const line = await new Promise<string>((resolve, reject) => {
      child.once("exit", () => reject(new Error(`${name} ended: ${readFileSync(log, "utf8")}`)));
      if (child.stdout !== null) createInterface({ input: child.stdout }).once("line", resolve);
    });
    const ready: unknown = JSON.parse(line);
    const url = typeof ready === "object" && ready !== null && "url" in ready ? String(ready.url) : "";
    const program = { url, child, log };
    programs.push(program);
    return program;
  }

  const startMaster = (name: string, more: readonly string[] = ["--quorum", "2"]): Promise<Program> =>
    start(name, ["master", "--zk", zk, "--hostname", "127.0.0.1", "--allocation-interval", "50ms", ...more]);

  async function end({ child }: Program): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  const alive = (): Program[] =>
    programs.filter(
      ({ child, log }) => child.exitCode === null && child.signalCode === null && /\/m\d/.test(log),
    );

  const ask = (url: string, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, url), { redirect: "manual", ...init });

  async function leader(): Promise<Program> {
    let found: Program | undefined;
    await eventually("a master leads", async () => {
      for (const program of alive()) {
        const answer = await ask(program.url, "/metrics/snapshot").catch(() => undefined);
        const metrics: unknown = await answer?.json();
        if (JSON.stringify(metrics ?? {}).includes('"master/elected":1')) found = program;
      }
      return found !== undefined;
    });
    assert.ok(found !== undefined);
    return found;
  }

  it("wait for the quorum, and say so", async () => {
    const first = await startMaster("m0");
    await eventually("it waits for the others", async () => {
      const answer = await ask(first.url, "/api/v1/scheduler", { method: "POST" });
      return answer.status === 503 && (await answer.text()) === "Master has not finished recovery";
    });
    const state: unknown = await (await ask(first.url, "/state")).json();
    assert.match(JSON.stringify(state), /"slaves":\[\]/);
    await startMaster("m1");
    await startMaster("m2");
    assert.equal((await leader()).url, first.url);
  });

  it("send everybody to the leader, and answer themselves what is about themselves", async () => {
    const leading = await leader();
    const { host } = new URL(leading.url);
    const other = alive().find(({ url }) => url !== leading.url);
    assert.ok(other !== undefined);
    const location = async (path: string, init: RequestInit = {}): Promise<string | null> => {
      const answer = await ask(other.url, path, init);
      assert.equal(answer.status, 307, path);
      assert.equal(await answer.text(), "");
      return answer.headers.get("location");
    };
    const post = { method: "POST", body: "junk", headers: { "Content-Type": "text/plain" } };
    assert.equal(await location("/api/v1/scheduler", post), `//${host}/master/api/v1/scheduler`);
    assert.equal(await location("/master/api/v1", post), `//${host}/master/api/v1`);
    assert.equal(await location("/state?jsonp=cb"), `//${host}/master/state?jsonp=cb`);
    assert.equal(await location("/redirect?a=b"), `//${host}`);
    assert.equal((await ask(leading.url, "/master/redirect")).headers.get("location"), `//${host}`);
    assert.equal((await ask(other.url, "/redirect/x")).status, 404);
    for (const path of ["/health", "/version", "/flags"])
      assert.equal((await ask(other.url, path)).status, 200);
  });

  it("replace a leader that dies: agents, tasks and quotas are still there", async () => {
    const agent = await start("agent", ["agent", "--master", zk, "--resources", "cpus:2;mem:512"]);
    const old = await leader();
    const info = { user: userInfo().username };
    const scheduler = await subscribeTestScheduler({ masterUrl: old.url, info });
    const offer = await scheduler.offer();
    await scheduler.call(launchCall(offer, [aTask(offer, "t", "sleep 600")]));
    await scheduler.status("t", "TASK_RUNNING");
    const quota = { role: "test", limits: { cpus: { value: 1 } } };
    await operatorCall(old.url, { type: "UPDATE_QUOTA", update_quota: { quota_configs: [quota] } });
    await end(old);
    scheduler.disconnect();
    const next = await leader();
    assert.notEqual(next.url, old.url);
    await using again = await subscribeTestScheduler({
      masterUrl: next.url,
      info: { ...info, id: { value: scheduler.frameworkId } },
    });
    await again.offer(); // the agent is back
    await again.call({
      type: "RECONCILE",
      reconcile: { tasks: [{ task_id: { value: "t" }, agent_id: offer.agent_id }] },
    });
    assert.equal((await again.status("t", "TASK_RUNNING")).reason, "REASON_RECONCILIATION");
    const { response } = await operatorCall(next.url, { type: "GET_QUOTA" });
    assert.deepEqual(response.get_quota?.status.configs, [quota]);
    await again.call({ type: "KILL", kill: { task_id: { value: "t" } } });
    await again.status("t", "TASK_KILLED");
    assert.equal(agent.child.exitCode, null);
  });

  it("do not lead without ZooKeeper: the leader ends, the others say that nobody leads", async () => {
    await startMaster("m3");
    const leading = await leader();
    const ended = new Promise<number | null>((resolve) => leading.child.once("exit", resolve));
    await zookeeper.stop();
    assert.equal(await ended, 1);
    assert.match(readFileSync(leading.log, "utf8"), /Lost leadership after indecisive election/);
    const [other] = alive();
    assert.ok(other !== undefined);
    await eventually("nobody leads", async () => (await ask(other.url, "/state")).status === 503);
    assert.equal(await (await ask(other.url, "/redirect")).text(), "No leader elected");
    await zookeeper.start();
    await leader();
  });

  it("end when their credentials do not allow them to stand", async () => {
    const guarded = `zk://u:right@127.0.0.1:${zookeeper.port}/guarded`;
    await startMaster("guarded", ["--zk", guarded]);
    await assert.rejects(
      (async () => {
        const wrong = await startMaster("wrong", ["--zk", guarded.replace("right", "wrong")]);
        await new Promise((resolve) => wrong.child.once("exit", resolve));
        throw new Error(readFileSync(wrong.log, "utf8"));
      })(),
      /Failed to contend: Failed to create ephemeral node at '\/guarded\/json\.info_' in ZooKeeper: not authenticated/,
    );
  });
});
