// Where Podman's service differs from an engine of Docker; all else is shown by its own suite.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aTask, drive, type Driver } from "../../offers/backend-suite/driver.builders.ts";
import { taskIdOf } from "../../jobs/life/job.ts";
import { REAL_CLOCK, testDocker } from "../testing/docker-engine.ts";
import { INFO, scriptedEngine, type ScriptedEngine } from "../testing/scripted-engine.ts";
import { createDockerBackend } from "./docker-backend.ts";
import { createDockerTaskAccess } from "./docker-task-access.ts";
import { fieldsOf } from "./documents.ts";
import { createEngine } from "./engine.ts";

/** It tells another id each time it is asked. */
function podman(): Promise<ScriptedEngine> {
  let asked = 0;
  return scriptedEngine({
    "GET /info": (response) => {
      asked += 1;
      const own = { ID: `random-${asked}`, Name: "here", DockerRootDir: "/var/lib/containers/storage" };
      response.end(JSON.stringify({ ...INFO, ...own, BuildahVersion: "1.28.2" }));
    },
    "POST /containers/create": (response) => response.writeHead(201).end(JSON.stringify({ Id: "c1" })),
    "PUT /containers/c1/archive": {},
    "POST /containers/c1/start": (response) => response.writeHead(204).end(),
    "GET /containers/c1/json": { State: { Status: "initialized" } },
  });
}

/** A task that runs. @returns its id */
async function begin(driver: Driver): Promise<string> {
  const task = aTask({
    image: { ref: "debian:12", pull: "ifNotPresent" },
    account: { name: "ada", uid: 1000, gid: 1000 },
  });
  await driver.launch(task);
  await driver.running(task.taskId);
  return task.taskId;
}

/** The engine tells that the task's container died, and what stands of it from then on. */
function die(engine: ScriptedEngine, taskId: string, State: Readonly<Record<string, unknown>>): void {
  engine.change({ "GET /containers/c1/json": { State } });
  const Attributes = { "org.godocker.task": taskId };
  engine.event({ Type: "container", Action: "die", Actor: { ID: "c1", Attributes } });
}

describe("Podman's service", { timeout: 120_000 }, () => {
  it("is the same again, though it has no id that stays", async () => {
    await using engine = await podman();
    const registrationOf = async (known?: string): Promise<string> => {
      await using driver = await drive(createDockerBackend(testDocker(engine.url, "test")), known);
      const id = await driver.event("the connection", (one) =>
        one.type === "connected" ? one.registrationId : undefined,
      );
      assert.ok(!driver.events.some(({ type }) => type === "removed"));
      return id;
    };
    const first = await registrationOf();
    assert.equal(first, "podman-here-_var_lib_containers_storage");
    assert.equal(await registrationOf(first), first);
  });

  it("is asked for a log driver that it has, and a started task runs, whatever its container is called", async () => {
    await using engine = await podman();
    await using driver = await drive(createDockerBackend(testDocker(engine.url, "test")));
    const taskId = await begin(driver);
    const [body] = engine.bodiesOf("POST /containers/create");
    assert.deepEqual(fieldsOf(fieldsOf(body)["HostConfig"])["LogConfig"], { Type: "k8s-file", Config: {} });
    die(engine, taskId, { Status: "exited", ExitCode: 0 });
    assert.equal((await driver.end(taskId)).state, "finished");
  });

  it("says of a task that has ended that it has stopped, until it has cleaned up after it", async () => {
    await using engine = await podman();
    await using driver = await drive(createDockerBackend(testDocker(engine.url, "test")));
    const taskId = await begin(driver);
    die(engine, taskId, { Status: "stopped", ExitCode: 3 });
    const { state, exitCode } = await driver.end(taskId);
    assert.deepEqual({ state, exitCode }, { state: "failed", exitCode: 3 });
  });

  it("is asked again what has become of a task that died, when it says that it is stopping still", async () => {
    await using engine = await podman();
    await using driver = await drive(createDockerBackend(testDocker(engine.url, "test")));
    const taskId = await begin(driver);
    die(engine, taskId, { Status: "stopping" });
    const before = engine.asked.length;
    let asked = 0;
    engine.change({
      "GET /containers/c1/json": (response) => {
        asked += 1;
        const State = asked > 3 ? { Status: "exited", ExitCode: 3 } : { Status: "stopping" };
        response.end(JSON.stringify({ State }));
      },
    });
    assert.equal((await driver.end(taskId)).exitCode, 3);
    const since = engine.asked.slice(before);
    assert.ok(
      !since.includes("GET /containers/json"),
      "the look at everything found it, half a minute later",
    );
  });

  it("stamps output by the second, and each part of it is read once all the same", async () => {
    await using engine = await podman();
    const written: { readonly atMs: number; readonly text: string }[] = [];
    const write = (text: string, atMs: number): void => void written.push({ atMs, text });
    engine.change({
      "GET /containers/test-7.1.1/logs": (response, { url = "" }) => {
        const sinceMs = Number(new URL(url, "http://podman").searchParams.get("since")) * 1000;
        response.writeHead(200);
        for (const { atMs, text } of written.filter((line) => line.atMs >= sinceMs))
          response.write(frameOf(`${new Date(atMs).toISOString().slice(0, 19)}Z ${text}`));
        response.end();
      },
    });
    const client = createEngine({ url: engine.url });
    const { after } = REAL_CLOCK;
    const access = createDockerTaskAccess({ engine: client, installation: "test", after });
    const placement = { backend: "docker", agentId: "a", hostname: "here", access: "" };
    const task = { taskId: taskIdOf(7, undefined, 1, 1), placement };
    const beganMs = Date.parse("2026-05-04T03:02:01Z");
    let expected = "";
    for (const [at, ms] of [0, 400, 950, 1000, 1001, 1999, 2050, 9000].entries()) {
      write(`line ${at}\n`, beganMs + ms);
      const part = await access.read(task, "stdout", expected.length, 1000);
      expected += `line ${at}\n`;
      assert.equal(Buffer.from(part?.bytes ?? []).toString(), `line ${at}\n`);
      assert.equal(part?.size, expected.length);
    }
    client.close();
  });
});

/** Of standard output. Source: Docker Engine API, "Stream format". */
function frameOf(text: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}
