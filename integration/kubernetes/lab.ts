import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fieldsOf, type Fields } from "../../fallback-executors/docker/documents.ts";
import { createKubernetesBackend } from "../../fallback-executors/kubernetes/kubernetes-backend.ts";
import type { KubernetesOptions } from "../../fallback-executors/kubernetes/kubernetes-options.ts";
import { podName } from "../../fallback-executors/kubernetes/labels.ts";
import { BASE, nameOfWorld, testKubernetes } from "../../fallback-executors/testing/kubernetes-cluster.ts";
import { aTask, drive, type Driver } from "../../offers/backend-suite/driver.builders.ts";
import type { StatusUpdate, TaskLaunch } from "../../offers/backend.ts";
import type { TestKubernetes } from "../services/kubernetes.ts";
import { until } from "../until.ts";

/** A cluster that tests share, and a directory for what they need. */
export interface Lab {
  readonly home: string;
  /** From the first test on. */
  readonly cluster: TestKubernetes;
}

/** An executor on the cluster, and a test that drives it. */
export interface Site extends AsyncDisposable {
  readonly options: KubernetesOptions;
  readonly driver: Driver;
  task(more?: Partial<TaskLaunch>): TaskLaunch;
  podOf(task: TaskLaunch): string;
}

const SLEEPS = ["/bin/sh", "-c", "exec sleep 600"] as const;

export async function open(
  { cluster }: Lab,
  more: Partial<KubernetesOptions> = {},
  kubeconfig = cluster.kubeconfig,
): Promise<Site> {
  const options = testKubernetes(kubeconfig, nameOfWorld(), more);
  const driver = await drive(createKubernetesBackend(options));
  return {
    options,
    driver,
    task: (task) => aTask({ ...BASE, argv: SLEEPS, graceMs: 1000, ...task }),
    podOf: ({ taskId }) =>
      `/api/v1/namespaces/${options.namespace}/pods/${podName(options.installation, taskId)}`,
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      const selector = encodeURIComponent(`godocker.org/installation=${options.installation}`);
      const { body } = await cluster.ask("GET", `/api/v1/pods?labelSelector=${selector}`);
      for (const pod of listed(body)) {
        const { namespace, name } = fieldsOf(pod["metadata"]);
        const path = `/api/v1/namespaces/${String(namespace)}/pods/${String(name)}`;
        await cluster.ask("DELETE", path, { gracePeriodSeconds: 0 });
      }
    },
  };
}

export function listed(body: unknown): readonly Fields[] {
  const { items } = fieldsOf(body);
  return Array.isArray(items) ? items.map(fieldsOf) : [];
}

/** Makes an object on the cluster. */
export async function make({ cluster }: Lab, path: string, body: object): Promise<Fields> {
  const answer = await cluster.ask("POST", path, body);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return fieldsOf(answer.body);
}

/** @param own  of the cluster in it, beside where it is. @returns its file */
export function kubeconfigOf({ home, cluster }: Lab, name: string, own: object, user: object): string {
  const file = join(home, `${name}.kubeconfig`);
  const known = { server: cluster.url, "certificate-authority": cluster.authority.certificate };
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { ...known, ...own } }],
      users: [{ name: "u", user }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    }),
  );
  return file;
}

/** Why an executor loses a cluster that it cannot use. */
export async function disconnected(kubeconfig: string): Promise<string> {
  const driver = await drive(createKubernetesBackend(testKubernetes(kubeconfig, "nobody")));
  const cause = await driver.event("the loss", (one) =>
    one.type === "disconnected" ? one.cause : undefined,
  );
  await driver.backend.stop();
  return cause;
}

/** Launches it and waits until it runs. */
export async function running(site: Site, more: Partial<TaskLaunch> = {}): Promise<TaskLaunch> {
  const one = site.task(more);
  await site.driver.launch(one);
  await site.driver.running(one.taskId);
  return one;
}

export function assertEnd(end: StatusUpdate, state: string, fault: string): void {
  assert.deepEqual([end.state, end.fault], [state, fault], JSON.stringify(end));
}

/** A pod that is nobody's of us, on a node. */
export async function foreign(lab: Lab, name: string, requests: object, more: object = {}): Promise<void> {
  await make(lab, "/api/v1/namespaces/default/pods", {
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        { name: "c", image: "busybox:local", command: ["sleep", "3600"], resources: { requests } },
      ],
      ...more,
    },
  });
  const path = `/api/v1/namespaces/default/pods/${name}`;
  await until(`${name} is bound`, async () => {
    const { body } = await lab.cluster.ask("GET", path);
    return fieldsOf(fieldsOf(body)["spec"])["nodeName"] !== undefined;
  });
}

export async function removeForeign({ cluster }: Lab, name: string): Promise<void> {
  const path = `/api/v1/namespaces/default/pods/${name}`;
  await cluster.ask("DELETE", path, { gracePeriodSeconds: 0 });
  await until(`${name} is gone`, async () => (await cluster.ask("GET", path)).status === 404);
}
