// The backend's promises, on the master and the agents of local-cluster/: real HTTP, real processes, real time.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { startLocalCluster } from "../local-cluster/start.ts";
import { describeBackend, type BackendWorld } from "../offers/backend.conformance.ts";
import { createMesosBackend } from "./mesos-backend.ts";

const IMAGES = "tasks of the embedded cluster are processes of the machine: it starts no images";
const NETWORKS = "tasks of the embedded cluster are in the network of the machine";

async function openMesosWorld(): Promise<BackendWorld> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-mesos-world-"));
  chmodSync(directory, 0o755);
  const shared = join(directory, "shared");
  mkdirSync(shared);
  chmodSync(shared, 0o777);
  const cluster = await startLocalCluster({
    directory: join(directory, "cluster"),
    agents: [{ resources: "cpus:4;mem:4096;disk:8192;ports:[31000-31100]" }],
    allocationIntervalMs: 50,
  });
  const { username, uid } = userInfo();
  const quiet = (): void => undefined;
  return {
    name: "Mesos",
    connect: () =>
      createMesosBackend({
        name: "mesos",
        masters: [cluster.masterUrl],
        framework: { user: username, name: "conformance", roles: ["batch"], failoverTimeoutSeconds: 600 },
        launch: { containerizers: [], pidsLabel: "godocker.pids" },
        random: Math.random,
        nowMs: () => performance.now(),
        after: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
        limits: { inventoryIntervalMs: 200 },
      }),
    base: { account: { name: username } },
    uid,
    shared,
    listen: (port) =>
      `exec '${process.execPath}' -e 'require("net").createServer((s) => s.end("hello\\n")).listen(${port})'`,
    portHost: "127.0.0.1",
    cannot: {
      "account-groups":
        "Mesos knows accounts by name: a task has the groups that the agent's machine knows of that name",
      "no-image": IMAGES,
      "volume-read-only": `${IMAGES}, and without one they see files with the rights of their account`,
      "volume-path": `${IMAGES}, and without one files are where they are`,
      tmpfs: "the containerizer of Mesos has no word for it",
      shm: IMAGES,
      privileges: IMAGES,
      scratch: `${IMAGES}, and without one scratch space is a directory of the sandbox`,
      "port-mapped": NETWORKS,
      address: NETWORKS,
      pause: "Mesos has no call to pause a task",
      "pause-kill": "Mesos has no call to pause a task",
      ...(process.getuid?.() === 0
        ? {}
        : {
            memory: "memory is limited where the agent runs as root",
            "memory-beside": "memory is limited where the agent runs as root",
            pids: "processes are limited where the agent runs as root",
          }),
    },
    async interrupt() {
      await cluster.master.kill("SIGKILL");
      await cluster.master.start();
    },
    async [Symbol.asyncDispose]() {
      await cluster.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

describeBackend("Mesos", openMesosWorld);
