import { aTask } from "../../offers/backend-suite/driver.builders.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import type { KubernetesApi, KubernetesRequest } from "./api.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";

/** An API server that answers as a test says. */
export function anApi(answer: (request: KubernetesRequest) => unknown): KubernetesApi {
  return {
    json: async (request) => Promise.resolve(answer(request)),
    stream: () => Promise.reject(new Error("no streams here")),
    async *lines(request) {
      for (const line of (await Promise.resolve(answer(request))) as Iterable<unknown>) yield line; // of a watch
    },
    config: () => Promise.reject(new Error("no library here")),
    close: () => undefined,
  };
}

export function someOptions(more: Partial<KubernetesOptions> = {}): KubernetesOptions {
  return {
    name: "kubernetes",
    api: anApi(() => undefined),
    namespace: "batch",
    createNamespaces: false,
    installation: "lab",
    tolerations: [],
    nodeLabels: {},
    serviceAccount: undefined,
    imagePullSecrets: [],
    podLabels: {},
    schedulerName: undefined,
    runtimeClass: undefined,
    claims: {},
    ports: [[31_000, 31_100]],
    diskMib: 5000,
    reserved: { cpusMilli: 0, memMib: 0 },
    gpuResource: "nvidia.com/gpu",
    networks: ["lab"],
    attachments: {},
    keepMs: 60_000,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    nowMs: () => 0,
    after: () => () => undefined,
    ...more,
  };
}

export function aLaunch(more: Partial<TaskLaunch> = {}): TaskLaunch {
  return aTask({
    image: { ref: "debian:12", pull: "ifNotPresent" },
    account: { name: "ana", uid: 1001, gid: 1002 },
    ...more,
  });
}

/** A `Node` that is ready. */
export function aNode(
  more: {
    readonly name?: string;
    readonly labels?: object;
    readonly spec?: object;
    readonly allocatable?: object;
    readonly ready?: string;
  } = {},
) {
  return {
    metadata: { name: more.name ?? "n1", labels: { "kubernetes.io/hostname": "n1", ...more.labels } },
    spec: { ...more.spec },
    status: {
      allocatable: { cpu: "3920m", memory: "15Gi", pods: "110", ...more.allocatable },
      conditions: [
        { type: "MemoryPressure", status: "False" },
        { type: "Ready", status: more.ready ?? "True" },
      ],
      nodeInfo: { operatingSystem: "linux", architecture: "amd64", kubeletVersion: "v1.34.4" },
    },
  };
}
