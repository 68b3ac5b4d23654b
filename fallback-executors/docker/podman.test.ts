// Where Podman's service differs from an engine of Docker; all else is shown by its own suite.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aTask, drive } from "../../offers/backend-suite/driver.builders.ts";
import { testDocker } from "../testing/docker-engine.ts";
import { INFO, scriptedEngine, type ScriptedEngine } from "../testing/scripted-engine.ts";
import { createDockerBackend } from "./docker-backend.ts";
import { fieldsOf } from "./documents.ts";

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
    const task = aTask({
      image: { ref: "debian:12", pull: "ifNotPresent" },
      account: { name: "ada", uid: 1000, gid: 1000 },
    });
    await driver.launch(task);
    await driver.running(task.taskId);
    const [body] = engine.bodiesOf("POST /containers/create");
    assert.deepEqual(fieldsOf(fieldsOf(body)["HostConfig"])["LogConfig"], { Type: "k8s-file", Config: {} });
    engine.change({ "GET /containers/c1/json": { State: { Status: "exited", ExitCode: 0 } } });
    const Attributes = { "org.godocker.task": task.taskId };
    engine.event({ Type: "container", Action: "die", Actor: { ID: "c1", Attributes } });
    assert.equal((await driver.end(task.taskId)).state, "finished");
  });
});
