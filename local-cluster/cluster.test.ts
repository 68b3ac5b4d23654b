import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { TaskInfo } from "../proto/generated/types.ts";
import { startLocalCluster } from "./start.ts";
import type { ClusterProcess, LocalCluster } from "./start.ts";
import { eventually } from "./testing/eventually.ts";
import { aTask, launchCall, subscribeTestScheduler } from "./testing/scheduler.ts";
import type { TestScheduler } from "./testing/scheduler.ts";

const FAST_DETECTION = ["--agent-ping-timeout", "200ms", "--max-agent-ping-timeouts", "3"];
const MAIN = join(import.meta.dirname, "main.ts");
const ME = { info: { user: userInfo().username } };

const homes: string[] = [];
after(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "cluster-"));
  homes.push(home);
  return home;
}

let taskNumber = 0;

/** Launches one task on the agent and returns its id. */
async function launch(
  scheduler: TestScheduler,
  command: string,
  fields: Partial<TaskInfo> = {},
): Promise<string> {
  taskNumber += 1;
  const id = `task-${taskNumber}`;
  await scheduler.call({ type: "REVIVE" });
  const offer = await scheduler.offer();
  assert.equal(await scheduler.call(launchCall(offer, [aTask(offer, id, command, fields)])), 202);
  return id;
}

const getJson = async (
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> => {
  const response = await fetch(url, { headers });
  assert.equal(response.status, 200, url);
  return (await response.json()) as Record<string, unknown>; // our own endpoints answer with objects
};

const readOutput = async (
  agent: ClusterProcess,
  frameworkId: string,
  taskId: string,
  file: string,
): Promise<string> => {
  const path = `/frameworks/${frameworkId}/executors/${taskId}/runs/latest/${file}`;
  return String((await getJson(`${agent.url}/files/read?offset=0&path=${encodeURIComponent(path)}`))["data"]);
};

/** Runs a program to its end, for command lines that are to be refused. */
function run(words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

describe("a local cluster", { timeout: 240_000 }, () => {
  const home = newHome();
  let cluster: LocalCluster;
  let agent: ClusterProcess;
  before(async () => {
    cluster = await startLocalCluster({
      directory: home,
      agents: [{ resources: "cpus:4;mem:1024;ports:[31000-31009]", attributes: "rack:r1" }],
      masterFlags: FAST_DETECTION,
      allocationIntervalMs: 50,
    });
    const [only] = cluster.agents;
    assert.ok(only !== undefined);
    agent = only;
  });
  after(async () => {
    await cluster.stop();
  });
  const subscribe = (
    fields: Parameters<typeof subscribeTestScheduler>[0]["info"] = {},
  ): Promise<TestScheduler> =>
    subscribeTestScheduler({ masterUrl: cluster.masterUrl, info: { ...ME.info, ...fields } });

  it("runs a task, and its output is read through /files [M-50] [M-55]", async () => {
    await using scheduler = await subscribe();
    const id = await launch(scheduler, 'echo "out of $MESOS_TASK_ID"; echo oops >&2; pwd > where');
    for (const state of ["TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED"] as const)
      await scheduler.status(id, state);
    assert.equal(await readOutput(agent, scheduler.frameworkId, id, "stdout"), `out of ${id}\n`);
    assert.match(await readOutput(agent, scheduler.frameworkId, id, "stderr"), /^oops$/m);
    const where = await readOutput(agent, scheduler.frameworkId, id, "where");
    assert.ok(where.startsWith(join(agent.workDirectory, "slaves")));
  });

  it("tells exit status and signal of a command [M-39]", async () => {
    await using scheduler = await subscribe();
    const failed = await launch(scheduler, "exit 3");
    assert.equal((await scheduler.status(failed, "TASK_FAILED")).message, "Command exited with status 3");
    const killed = await launch(scheduler, "kill -9 $$");
    assert.equal(
      (await scheduler.status(killed, "TASK_FAILED")).message,
      "Command terminated with signal Killed",
    );
  });

  it("kills a task that ignores SIGTERM after its grace period [M-40]", async () => {
    await using scheduler = await subscribe({
      capabilities: [{ type: "MULTI_ROLE" }, { type: "TASK_KILLING_STATE" }],
    });
    const id = await launch(scheduler, "trap '' TERM; echo ready; while :; do sleep 0.05; done", {
      kill_policy: { grace_period: { nanoseconds: 3e8 } },
    });
    await scheduler.status(id, "TASK_RUNNING");
    await eventually(
      "the trap is set",
      async () => (await readOutput(agent, scheduler.frameworkId, id, "stdout")) === "ready\n",
    );
    await scheduler.call({ type: "KILL", kill: { task_id: { value: id } } });
    const killing = await scheduler.status(id, "TASK_KILLING");
    const killed = await scheduler.status(id, "TASK_KILLED");
    assert.equal(killed.message, "Command terminated with signal Killed");
    assert.ok((killed.timestamp ?? 0) - (killing.timestamp ?? 0) >= 0.29);
  });

  it("ends a task that runs longer than it may", async () => {
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "sleep 60", { max_completion_time: { nanoseconds: 2e8 } });
    const status = await scheduler.status(id, "TASK_FAILED");
    assert.equal(status.reason, "REASON_MAX_COMPLETION_TIME_REACHED");
  });

  it("fetches URIs before the start, and says so when it cannot [M-50]", async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/script.sh" ? 200 : 404;
      response.end(request.url === "/script.sh" ? "#!/bin/sh\necho fetched\n" : "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    writeFileSync(join(home, "input.txt"), "local\n");
    await using scheduler = await subscribe();
    const uris = [
      { value: `${base}/script.sh`, executable: true, output_file: "bin/run" },
      { value: `file://${home}/input.txt`, extract: false },
    ];
    const good = await launch(scheduler, "", { command: { value: "bin/run; cat input.txt", uris } });
    await scheduler.status(good, "TASK_FINISHED");
    assert.equal(await readOutput(agent, scheduler.frameworkId, good, "stdout"), "fetched\nlocal\n");
    const bad = await launch(scheduler, "", {
      command: { value: "true", uris: [{ value: `${base}/missing` }] },
    });
    const status = await scheduler.status(bad, "TASK_FAILED");
    assert.equal(status.reason, "REASON_CONTAINER_LAUNCH_FAILED");
    assert.match(status.message ?? "", /^Failed to launch container: Failed to fetch all URIs for container/);
    assert.match(
      await readOutput(agent, scheduler.frameworkId, bad, "stderr"),
      /missing': Error: answered 404/,
    );
    const outside = await launch(scheduler, "", {
      command: { value: "true", uris: [{ value: `${base}/script.sh`, output_file: "../x" }] },
    });
    await scheduler.status(outside, "TASK_FAILED");
    server.close();
  });

  it("refuses a task as a user that does not exist", async () => {
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "", { command: { value: "true", user: "no-such-user" } });
    const status = await scheduler.status(id, "TASK_DROPPED");
    assert.equal(status.reason, "REASON_EXECUTOR_TERMINATED");
    assert.match(status.message ?? "", /: No such user 'no-such-user'$/);
  });

  it("runs a task as another user when it may", { skip: userInfo().uid !== 0 && "needs root" }, async () => {
    for (const directory of [home, agent.workDirectory]) chmodSync(directory, 0o755);
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "", { command: { value: "id -un; touch mine", user: "nobody" } });
    await scheduler.status(id, "TASK_FINISHED");
    assert.equal(await readOutput(agent, scheduler.frameworkId, id, "stdout"), "nobody\n");
  });

  it(
    "fetches for another user only what that user may read",
    { skip: userInfo().uid !== 0 && "needs root" },
    async () => {
      const secret = join(home, "secret");
      writeFileSync(secret, "secret", { mode: 0o600 });
      const open = join(home, "open");
      writeFileSync(open, "for all\n", { mode: 0o644 });
      await using scheduler = await subscribe();
      const launchWith = (file: string): Promise<string> =>
        launch(scheduler, "", { command: { value: "cat open", user: "nobody", uris: [{ value: file }] } });
      const bad = await launchWith(secret);
      assert.equal((await scheduler.status(bad, "TASK_FAILED")).reason, "REASON_CONTAINER_LAUNCH_FAILED");
      const good = await launchWith(open);
      await scheduler.status(good, "TASK_FINISHED");
      assert.equal(await readOutput(agent, scheduler.frameworkId, good, "stdout"), "for all\n");
    },
  );

  it("unpacks archives it fetched", async () => {
    const source = newHome();
    writeFileSync(join(source, "inside"), "unpacked\n");
    const archive = join(source, "files.tar.gz");
    execFileSync("tar", ["-C", source, "-czf", archive, "inside"]);
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "", { command: { value: "cat inside", uris: [{ value: archive }] } });
    await scheduler.status(id, "TASK_FINISHED");
    assert.equal(await readOutput(agent, scheduler.frameworkId, id, "stdout"), "unpacked\n");
  });

  it("finds a task again that ends while the agent is dead [M-60]", async () => {
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "while [ ! -e go ]; do sleep 0.02; done; echo done; exit 4");
    await scheduler.status(id, "TASK_RUNNING");
    const sandbox = sandboxOf(agent, scheduler.frameworkId, id);
    await agent.kill("SIGKILL");
    writeFileSync(join(sandbox, "go"), "");
    await eventually("the task has ended", () => readFileSync(join(sandbox, "stdout"), "utf8") === "done\n");
    await agent.start();
    assert.equal((await scheduler.status(id, "TASK_FAILED")).message, "Command exited with status 4");
  });

  it("finds a task again that ends after the agent is back [M-60]", async () => {
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "while [ ! -e go ]; do sleep 0.02; done; exit 5");
    await scheduler.status(id, "TASK_RUNNING");
    const sandbox = sandboxOf(agent, scheduler.frameworkId, id);
    await agent.kill("SIGKILL");
    await agent.start();
    await scheduler.offer();
    writeFileSync(join(sandbox, "go"), "");
    assert.equal((await scheduler.status(id, "TASK_FAILED")).message, "Command exited with status 5");
  });

  it("kills a task the agent found again, also when it dies in the grace period", async () => {
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "trap '' TERM; touch ready; while :; do sleep 0.05; done", {
      kill_policy: { grace_period: { nanoseconds: 5e8 } },
    });
    await scheduler.status(id, "TASK_RUNNING");
    const sandbox = sandboxOf(agent, scheduler.frameworkId, id);
    await eventually("the trap is set", () => existsSync(join(sandbox, "ready")));
    await scheduler.call({ type: "KILL", kill: { task_id: { value: id } } });
    const meta = sandbox.replace(agent.workDirectory, join(agent.workDirectory, "meta"));
    await eventually("the kill is noted", () => existsSync(join(meta, "kill.json")));
    await agent.kill("SIGKILL");
    await agent.start();
    assert.equal(
      (await scheduler.status(id, "TASK_KILLED")).message,
      "Command terminated with signal Killed",
    );
  });

  it("gives a task up whose agent stays away, and knows it again when it returns [M-44]", async () => {
    await using scheduler = await subscribe();
    const id = await launch(scheduler, "sleep 60");
    await scheduler.status(id, "TASK_RUNNING");
    await agent.kill("SIGKILL");
    const away = await scheduler.status(id, "TASK_UNREACHABLE");
    assert.equal(away.reason, "REASON_AGENT_REMOVED");
    await agent.start();
    const back = await scheduler.status(id, "TASK_RUNNING");
    assert.equal(back.reason, "REASON_AGENT_REREGISTERED");
  });

  it("keeps frameworks' tasks over a restart of the master [M-60]", async () => {
    const first = await subscribe();
    const id = await launch(first, "while [ ! -e go ]; do sleep 0.02; done");
    const running = await first.status(id, "TASK_RUNNING");
    const sandbox = sandboxOf(agent, first.frameworkId, id);
    await cluster.master.kill("SIGKILL");
    first.disconnect();
    await cluster.master.start();
    await using second = await subscribe({ id: { value: first.frameworkId } });
    await second.offer();
    const agent_id = running.agent_id ?? { value: "" };
    await second.call({ type: "RECONCILE", reconcile: { tasks: [{ task_id: { value: id }, agent_id }] } });
    // The agent may repeat an update whose acknowledgement was lost with the master.
    const isAnswer = (reason: string | undefined): boolean => reason === "REASON_RECONCILIATION";
    const answer = await second.wait("the answer", ({ update }) => isAnswer(update?.status.reason));
    assert.equal(answer.update?.status.state, "TASK_RUNNING");
    writeFileSync(join(sandbox, "go"), "");
    await second.status(id, "TASK_FINISHED");
  });

  it("kills the tasks of a framework that is torn down [M-46]", async () => {
    const scheduler = await subscribe();
    const id = await launch(scheduler, "echo $$; exec sleep 60");
    await scheduler.status(id, "TASK_RUNNING");
    let pid = 0;
    await eventually(
      "the pid is known",
      async () => (pid = Number(await readOutput(agent, scheduler.frameworkId, id, "stdout"))) > 0,
    );
    await scheduler.call({ type: "TEARDOWN" });
    scheduler.disconnect();
    await eventually("the process is gone", () => !existsSync(`/proc/${pid}`));
  });

  it("leaves tasks running when it is stopped, and finds them when it starts again", async () => {
    const first = await subscribe();
    const id = await launch(first, "while [ ! -e go ]; do sleep 0.02; done; exit 6");
    await first.status(id, "TASK_RUNNING");
    const sandbox = sandboxOf(agent, first.frameworkId, id);
    await cluster.stop();
    first.disconnect();
    writeFileSync(join(sandbox, "go"), "");
    await cluster.master.start();
    await agent.start();
    await using second = await subscribe({ id: { value: first.frameworkId } });
    assert.equal((await second.status(id, "TASK_FAILED")).message, "Command exited with status 6");
  });
});

describe("a local cluster with credentials [M-57]", { timeout: 240_000 }, () => {
  it("lets its own agents and those with the secret in, on every route but /health and /version", async () => {
    const home = newHome();
    const credentials = join(home, "credentials.json");
    writeFileSync(
      credentials,
      JSON.stringify({ credentials: [{ principal: "godocker", secret: "s3cret" }] }),
    );
    await using cluster = await startLocalCluster({
      directory: home,
      agents: [{ resources: "cpus:1;mem:64" }],
      credentials,
    });
    const [agent] = cluster.agents;
    assert.ok(agent !== undefined);
    const authorization = `Basic ${Buffer.from("godocker:s3cret").toString("base64")}`;
    for (const base of [cluster.masterUrl, agent.url]) {
      for (const path of ["/health", "/version"]) assert.equal((await fetch(base + path)).status, 200);
      for (const path of ["/state", "/metrics/snapshot", "/files/debug", "/flags"]) {
        assert.equal((await fetch(base + path)).status, 401, base + path);
        await getJson(base + path, { Authorization: authorization });
      }
    }
    const refused = await fetch(`${cluster.masterUrl}/api/v1/scheduler`, { method: "POST" });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get("www-authenticate"), 'Basic realm="mesos-master-scheduler"');
    for (const path of [
      "/api/v1",
      "/internal/agents/register",
      "/internal/agents/messages",
      "/internal/channels",
      "/internal/channels/messages",
    ])
      assert.equal((await fetch(cluster.masterUrl + path, { method: "POST" })).status, 401, path);
    await using scheduler = await subscribeTestScheduler({
      masterUrl: cluster.masterUrl,
      authorization,
      ...ME,
    });
    const id = await launch(scheduler, "true");
    await scheduler.status(id, "TASK_FINISHED");
  });
});

describe("a program of the cluster that cannot start", { timeout: 240_000 }, () => {
  it("names all faults of its command line", async () => {
    const { code, stderr } = await run(["agent", "--port", "x", "--resources", "cpus", "--colour", "red"]);
    assert.equal(code, 2);
    for (const text of [
      "--port 'x'",
      "--resources 'cpus'",
      "--colour is not known",
      "--master is missing",
      "--work-dir is missing",
    ])
      assert.ok(stderr.includes(text), text);
  });

  it("says whose port it wanted and how to get another", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = String(typeof address === "object" ? address?.port : 0);
    const home = newHome();
    const { code, stderr } = await run(["master", "--work-dir", home, "--port", port]);
    server.close();
    assert.equal(code, 1);
    assert.match(
      stderr,
      new RegExp(`cannot listen on 127.0.0.1:${port}: another process has this port; .*--port 0`),
    );
  });

  it("says which directory it cannot use", async () => {
    const file = join(newHome(), "file");
    writeFileSync(file, "");
    const { code, stderr } = await run(["master", "--work-dir", file, "--port", "0"]);
    assert.equal(code, 1);
    assert.match(stderr, /cannot write to the work directory .*choose another --work-dir/);
  });

  it("explains itself on --help", async () => {
    for (const program of ["master", "agent", "simulate"]) {
      const { code, stdout } = await run([program, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, /^Usage: /);
    }
  });
});

function sandboxOf(agent: ClusterProcess, frameworkId: string, taskId: string): string {
  const agents = join(agent.workDirectory, "slaves");
  const [agentId = ""] = readdirSync(agents);
  const runs = join(agents, agentId, "frameworks", frameworkId, "executors", taskId, "runs");
  return join(runs, readdirSync(runs).find((name) => name !== "latest") ?? "");
}
