import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { aTask, drive } from "../../offers/backend-suite/driver.builders.ts";
import type { BackendWorld } from "../../offers/backend.conformance.ts";
import type { TaskWorld } from "../../offers/task-access.conformance.ts";
import { createDockerBackend } from "../docker/docker-backend.ts";
import type { DockerOptions } from "../docker/docker-options.ts";
import { createDockerTaskAccess } from "../docker/docker-task-access.ts";
import { createEngine, type Engine } from "../docker/engine.ts";
import { createSwarmBackend } from "../swarm/swarm-backend.ts";
import type { SwarmOptions } from "../swarm/swarm-options.ts";
import type { Clock, Log } from "../backend/ports.ts";
import { cuttable } from "./cuttable.ts";

/** Names an engine for tests, with the image `busybox:local`. */
export const TEST_ENGINE = "GODOCKER_TEST_DOCKER";

/** Where the ports of its containers answer, when that is not this machine itself. */
const TEST_HOST = "GODOCKER_TEST_DOCKER_HOST";

export function testEngineUrl(): string | undefined {
  return process.env[TEST_ENGINE];
}

export const WITHOUT_ENGINE = `no Docker engine for tests: \`npm run integration -- docker\` starts one, or name one in ${TEST_ENGINE}`;

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const REAL_CLOCK: Clock = {
  nowMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export function testDocker(
  url: string,
  installation: string,
  more: Partial<DockerOptions> = {},
): DockerOptions {
  return {
    name: "docker",
    engine: createEngine({ url }),
    installation,
    ports: [[31_000, 31_100]],
    diskMib: 100_000,
    reserved: { cpusMilli: 0, memMib: 0 },
    gpus: [],
    network: "bridge",
    networks: { lab: "bridge" },
    pidsLimit: 256,
    keepMs: 600_000,
    log: SILENT,
    ...REAL_CLOCK,
    ...more,
  };
}

/** Removes every container of an installation, whatever it does. */
export async function removeAll({ engine, installation }: DockerOptions): Promise<void> {
  const filters = encodeURIComponent(
    JSON.stringify({ label: [`org.godocker.installation=${installation}`] }),
  );
  const found = await engine.json({ path: `/containers/json?all=true&filters=${filters}` });
  for (const { Id } of found as readonly { readonly Id: string }[])
    // an engine's list of containers
    await engine
      .json({ method: "DELETE", path: `/containers/${Id}?force=true&v=true` })
      .catch(() => undefined);
}

/** What every task of the tests is: in a small image, as nobody in particular. */
const BASE = {
  image: { ref: "busybox:local", pull: "ifNotPresent" },
  account: { name: "tester", uid: 1234, gid: 1234 },
} as const;

let worlds = 0;
const nameOfWorld = (): string => `test-${process.pid}-${(worlds += 1)}`;

export async function openDockerTasks(url: string): Promise<TaskWorld> {
  const docker = testDocker(url, nameOfWorld());
  const { installation } = docker;
  const driver = await drive(createDockerBackend(docker));
  const engine = createEngine({ url });
  return {
    access: createDockerTaskAccess({ engine, installation, after: REAL_CLOCK.after }),
    hasTerminals: true,
    async begin(script) {
      const task = aTask({ ...BASE, argv: ["/bin/sh", "-c", script] });
      await driver.launch(task);
      const { agentId } = await driver.running(task.taskId);
      const ended = driver.end(task.taskId).then(() => undefined);
      ended.catch(() => undefined); // tests that need it wait for it
      return {
        address: {
          taskId: task.taskId,
          placement: { backend: "docker", agentId, hostname: "here", access: "" },
        },
        ended,
        async forget() {
          await engine.json({ method: "DELETE", path: `/containers/${installation}-${task.taskId}?v=true` });
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      await removeAll({ ...docker, engine });
      engine.close();
    },
  };
}

/** @param url  of a unix socket: the way to it is cut by `interrupt` */
export async function openDockerWorld(url: string): Promise<BackendWorld> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-docker-"));
  const shared = join(directory, "shared");
  mkdirSync(shared);
  chmodSync(directory, 0o755);
  chmodSync(shared, 0o777);
  const way = await cuttable(new URL(url).pathname, join(directory, "engine.sock"));
  const installation = nameOfWorld();
  return {
    name: "Docker",
    connect: () => createDockerBackend(testDocker(`unix://${way.path}`, installation)),
    base: BASE,
    uid: BASE.account.uid,
    shared,
    listen: (port) => `exec nc -l -p ${port} -e echo hello`,
    portHost: process.env[TEST_HOST] ?? "127.0.0.1",
    cannot: {
      "completion-time":
        "the Engine API has no longest time of a container; the scheduler ends tasks at their time limit",
    },
    async interrupt() {
      await way.cut();
      await sleep(1000);
      await way.mend();
    },
    async [Symbol.asyncDispose]() {
      await way[Symbol.asyncDispose]();
      const docker = testDocker(url, installation);
      await removeAll(docker);
      docker.engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** On an engine that is a manager of a swarm. */
export async function openSwarmWorld(url: string): Promise<BackendWorld> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-swarm-"));
  const shared = join(directory, "shared");
  mkdirSync(shared);
  chmodSync(directory, 0o755);
  chmodSync(shared, 0o777);
  const way = await cuttable(new URL(url).pathname, join(directory, "engine.sock"));
  const installation = nameOfWorld();
  const swarm = (engine: Engine): SwarmOptions => ({
    name: "swarm",
    managers: [engine],
    installation,
    ports: [[31_000, 31_100]],
    diskMib: 100_000,
    reserved: { cpusMilli: 0, memMib: 0 },
    gpuResource: "gpu",
    networks: {},
    pidsLimit: 256,
    keepMs: 600_000,
    log: SILENT,
    ...REAL_CLOCK,
  });
  return {
    name: "Swarm",
    connect: () => createSwarmBackend(swarm(createEngine({ url: `unix://${way.path}` }))),
    base: BASE,
    uid: BASE.account.uid,
    shared,
    listen: (port) => `exec nc -l -p ${port} -e echo hello`,
    portHost: process.env[TEST_HOST] ?? "127.0.0.1",
    cannot: SWARM_CANNOT,
    async interrupt() {
      await way.cut();
      await sleep(1000);
      await way.mend();
    },
    async [Symbol.asyncDispose]() {
      await way[Symbol.asyncDispose]();
      const engine = createEngine({ url });
      const label = encodeURIComponent(
        JSON.stringify({ label: [`org.godocker.installation=${installation}`] }),
      );
      for (const kind of ["services", "configs"]) {
        const found = await engine.json({ path: `/${kind}?filters=${label}` });
        for (const { ID } of found as readonly { readonly ID: string }[])
          // an engine's list
          await engine.json({ method: "DELETE", path: `/${kind}/${ID}` }).catch(() => undefined);
      }
      engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const NO_PAUSE = "services of a swarm cannot be paused";
const NO_OVERLAY = "tasks get addresses in overlay networks, of which this swarm has none for jobs";
const SWARM_CANNOT: BackendWorld["cannot"] = {
  "completion-time": "services have no longest time; the scheduler ends tasks at their time limit",
  memory: "a swarm tells exit code 137 of a task that went over its memory, as of any other that was killed",
  "memory-beside":
    "a swarm tells exit code 137 of a task that went over its memory, as of any other that was killed",
  privileges: "services take no-new-privileges from Engine API 1.45 on",
  pause: NO_PAUSE,
  "pause-kill": NO_PAUSE,
  "port-mapped": NO_OVERLAY,
  address: NO_OVERLAY,
};
