import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { aTask, drive } from "../../offers/backend-suite/driver.builders.ts";
import type { BackendWorld } from "../../offers/backend.conformance.ts";
import type { TaskWorld } from "../../offers/task-access.conformance.ts";
import { createKubernetesApi } from "../kubernetes/api.ts";
import { createKubernetesBackend } from "../kubernetes/kubernetes-backend.ts";
import type { KubernetesOptions } from "../kubernetes/kubernetes-options.ts";
import { createKubernetesTaskAccess } from "../kubernetes/kubernetes-task-access.ts";
import { someOptions } from "../kubernetes/kubernetes.builders.ts";
import { podName } from "../kubernetes/labels.ts";
import { cuttable } from "./cuttable.ts";
import { REAL_CLOCK } from "./docker-engine.ts";

/** Names the kubeconfig of a cluster for tests, of one node on this machine, with the image `busybox:local`. */
const TEST_CLUSTER = "GODOCKER_TEST_KUBERNETES";
/** Where host ports of its node answer. */
const TEST_HOST = "GODOCKER_TEST_KUBERNETES_HOST";

export function testKubeconfig(): string | undefined {
  return process.env[TEST_CLUSTER];
}

export const WITHOUT_CLUSTER = `no Kubernetes for tests: \`npm run integration -- kubernetes\` starts one, or name the kubeconfig of one in ${TEST_CLUSTER}`;

export function testKubernetes(
  kubeconfig: string,
  installation: string,
  more: Partial<KubernetesOptions> = {},
): KubernetesOptions {
  return someOptions({
    api: createKubernetesApi({ kubeconfig }),
    namespace: "default",
    installation,
    diskMib: 100_000,
    keepMs: 600_000,
    ...REAL_CLOCK,
    ...more,
  });
}

/** What every task of the tests is: in a small image, as nobody in particular. */
export const BASE = {
  image: { ref: "busybox:local", pull: "ifNotPresent" },
  account: { name: "tester", uid: 1234, gid: 1234 },
} as const;

let worlds = 0;
export const nameOfWorld = (): string => `test-${process.pid}-${(worlds += 1)}`;

/** Removes every pod and secret of an installation, whatever it does. */
export async function removeAllPods({ api, namespace, installation }: KubernetesOptions): Promise<void> {
  const selector = encodeURIComponent(`godocker.org/installation=${installation}`);
  for (const kind of ["pods", "secrets"])
    await api.json({
      method: "DELETE",
      path: `/api/v1/namespaces/${namespace}/${kind}?labelSelector=${selector}`,
      body: { gracePeriodSeconds: 0 },
    });
}

export async function openKubernetesWorld(kubeconfig: string): Promise<BackendWorld> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-kubernetes-"));
  const shared = join(directory, "shared");
  mkdirSync(shared);
  chmodSync(directory, 0o755);
  chmodSync(shared, 0o777);
  const given = new KubeConfig();
  given.loadFromFile(kubeconfig);
  const server = new URL(given.getCurrentCluster()?.server ?? "");
  const way = await cuttable({ host: server.hostname, port: Number(server.port) });
  const config = join(directory, "kubeconfig");
  writeFileSync(config, readFileSync(kubeconfig, "utf8").replace(server.host, `127.0.0.1:${way.port}`));
  const installation = nameOfWorld();
  return {
    name: "Kubernetes",
    connect: () => createKubernetesBackend(testKubernetes(config, installation)),
    base: BASE,
    uid: BASE.account.uid,
    shared,
    listen: (port) => `exec nc -l -p ${port} -e echo hello`,
    portHost: process.env[TEST_HOST] ?? server.hostname,
    cannot: CANNOT,
    async interrupt() {
      await way.cut();
      await sleep(1000);
      await way.mend();
    },
    async [Symbol.asyncDispose]() {
      await way[Symbol.asyncDispose]();
      const options = testKubernetes(kubeconfig, installation);
      await removeAllPods(options);
      options.api.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function openKubernetesTasks(kubeconfig: string): Promise<TaskWorld> {
  const options = testKubernetes(kubeconfig, nameOfWorld());
  const { installation, namespace } = options;
  const driver = await drive(createKubernetesBackend(options));
  const api = createKubernetesApi({ kubeconfig });
  return {
    access: createKubernetesTaskAccess({ ...options, api }),
    hasTerminals: true,
    hasFilesAfterEnd: false,
    async begin(script) {
      const task = aTask({ ...BASE, argv: ["/bin/sh", "-c", script] });
      await driver.launch(task);
      const { agentId } = await driver.running(task.taskId);
      const ended = driver.end(task.taskId).then(() => undefined);
      ended.catch(() => undefined); // tests that need it wait for it
      const path = `/api/v1/namespaces/${namespace}/pods/${podName(installation, task.taskId)}`;
      return {
        address: {
          taskId: task.taskId,
          placement: { backend: "kubernetes", agentId, hostname: agentId, access: "" },
        },
        ended,
        async forget() {
          await api.json({ method: "DELETE", path, body: { gracePeriodSeconds: 0 } });
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      await removeAllPods({ ...options, api });
      api.close();
    },
  };
}

const NO_PAUSE = "Kubernetes has no call that pauses a pod";
const CANNOT: BackendWorld["cannot"] = {
  pids: "pods have no limit of processes of their own; each node has one for all of them (podPidsLimit)",
  pause: NO_PAUSE,
  "pause-kill": NO_PAUSE,
};
