import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fieldsOf, listOf, textIn } from "../../fallback-executors/docker/documents.ts";
import { sandboxTar } from "../../fallback-executors/docker/sandbox.ts";
import { createEngine, type Engine } from "../../fallback-executors/docker/engine.ts";
import { startDockerd, TEST_IMAGE } from "../../integration/services/dockerd.ts";
import { aTask } from "../../offers/backend-suite/driver.builders.ts";
import type { Rig } from "./rig.ts";

const MIB = 1024 ** 2;
const CPUS = 0.1;
const MEMORY = 32 * MIB;
/** So often the bare loop asks where a task stands: there is nothing that tells it. */
const ASK_MS = 50;

/** `docker run`, over the API: create, start, wait. */
export async function dockerRig(): Promise<Rig> {
  const { engine, url, remove } = await anEngine("10.97.51");
  return {
    name: "Docker",
    set: [`docker.url=${url}`, "docker.installation=bench", "jobs.shared=true"],
    image: TEST_IMAGE,
    runBare: (command) => run(command),
    runBareWithDirectory: async (command) =>
      run(command, await sandboxTar(NO_FILES, AbortSignal.timeout(60_000))),
    [Symbol.asyncDispose]: remove,
  };

  async function run(command: readonly string[], tar?: Uint8Array): Promise<number> {
    const beganMs = performance.now();
    const body = {
      Image: TEST_IMAGE,
      Cmd: command,
      User: "1234:1234",
      HostConfig: {
        Init: true,
        NanoCpus: CPUS * 1e9,
        Memory: MEMORY,
        MemorySwap: MEMORY,
        PidsLimit: 256,
        CapDrop: ["ALL"],
        NetworkMode: "bridge",
      },
    };
    const created = fieldsOf(await engine.json({ method: "POST", path: "/containers/create", body }));
    const id = textIn(created, "Id") ?? "";
    if (tar !== undefined)
      await engine.json({ method: "PUT", path: `/containers/${id}/archive?path=%2F`, tar });
    await engine.json({ method: "POST", path: `/containers/${id}/start`, timeoutMs: 120_000 });
    const runsAfterMs = performance.now() - beganMs;
    const ended = fieldsOf(
      await engine.json({ method: "POST", path: `/containers/${id}/wait`, timeoutMs: 120_000 }),
    );
    assert.equal(ended["StatusCode"], 0);
    return runsAfterMs;
  }
}

const NO_FILES = aTask({ account: { name: "tester", uid: 1234, gid: 1234 } });

/** `docker service create --mode replicated-job`, over the API. */
export async function swarmRig(): Promise<Rig> {
  const { engine, url, remove } = await anEngine("10.97.52");
  const listens = { ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" };
  await engine.json({ method: "POST", path: "/swarm/init", body: listens });
  return {
    name: "Swarm",
    set: [`swarm.managers=${url}`, "swarm.installation=bench", "jobs.shared=true"],
    image: TEST_IMAGE,
    async runBare(command) {
      const beganMs = performance.now();
      const body = {
        Name: `bare-${process.hrtime.bigint()}`,
        Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } },
        TaskTemplate: {
          RestartPolicy: { Condition: "none" },
          Resources: { Limits: { NanoCPUs: CPUS * 1e9, MemoryBytes: MEMORY } },
          ContainerSpec: { Image: TEST_IMAGE, Command: command, User: "1234:1234", Init: true },
        },
      };
      const created = fieldsOf(await engine.json({ method: "POST", path: "/services/create", body }));
      const filters = encodeURIComponent(JSON.stringify({ service: [textIn(created, "ID")] }));
      let runsAfterMs: number | undefined;
      for (;;) {
        const [task] = listOf(await engine.json({ path: `/tasks?filters=${filters}` }));
        const state = textIn(fieldsOf(fieldsOf(task)["Status"]), "State");
        if (state === "running" || state === "complete") runsAfterMs ??= performance.now() - beganMs;
        if (state === "complete") return runsAfterMs ?? 0;
        assert.ok(state !== "failed" && state !== "rejected", JSON.stringify(task));
        await sleep(ASK_MS);
      }
    },
    [Symbol.asyncDispose]: remove,
  };
}

async function anEngine(net: string): Promise<{
  readonly engine: Engine;
  readonly url: string;
  readonly remove: () => Promise<void>;
}> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
  const dockerd = await startDockerd(join(directory, "engine"), net);
  const engine = createEngine({ url: dockerd.url });
  return {
    engine,
    url: dockerd.url,
    async remove() {
      engine.close();
      await dockerd.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
