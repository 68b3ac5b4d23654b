import type { Config } from "../../config/loading/config.ts";
import type { KubernetesConfig } from "../../config/schema/kubernetes.ts";
import { createKubernetesApi, type KubernetesApi } from "../../fallback-executors/kubernetes/api.ts";
import { createKubernetesBackend } from "../../fallback-executors/kubernetes/kubernetes-backend.ts";
import {
  kubernetesCapabilities,
  type KubernetesOptions,
} from "../../fallback-executors/kubernetes/kubernetes-options.ts";
import { createKubernetesTaskAccess } from "../../fallback-executors/kubernetes/kubernetes-task-access.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { TaskAccess } from "../../offers/task-access.ts";
import * as ranges from "../../resources/ranges.ts";
import type { Cluster } from "./mesos.ts";
import { clusterOf, type Beside } from "./docker.ts";
import { REAL_CLOCK } from "../settings/real-clock.ts";

const MIB = 1024 * 1024;

/** Name of the one Kubernetes cluster among the executors. */
export const KUBERNETES = "kubernetes";

type Networks = Config["networks"];

export function kubernetesCluster(kubernetes: KubernetesConfig, networks: Networks, beside: Beside): Cluster {
  const api = apiOf(kubernetes);
  return clusterOf(KUBERNETES, beside, (log) =>
    createKubernetesBackend({ ...optionsOf(kubernetes, networks), api, log, ...REAL_CLOCK }),
  );
}

export function kubernetesCapabilitiesOf(kubernetes: KubernetesConfig, networks: Networks): Capabilities {
  return kubernetesCapabilities(optionsOf(kubernetes, networks));
}

export function kubernetesAccess(kubernetes: KubernetesConfig): TaskAccess {
  const { installation, namespace } = kubernetes;
  return createKubernetesTaskAccess({
    api: apiOf(kubernetes),
    installation,
    namespace,
    after: REAL_CLOCK.after,
  });
}

function apiOf({ kubeconfig, context, serviceAccountDirectory }: KubernetesConfig): KubernetesApi {
  return createKubernetesApi({
    ...(serviceAccountDirectory === undefined ? {} : { serviceAccountDirectory }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
}

function optionsOf(
  kubernetes: KubernetesConfig,
  networks: Networks,
): Omit<KubernetesOptions, "api" | "log" | "nowMs" | "after"> {
  const { diskBytes, reserved, ports } = kubernetes;
  return {
    name: KUBERNETES,
    namespace: kubernetes.namespace,
    createNamespaces: kubernetes.createNamespaces,
    installation: kubernetes.installation,
    tolerations: kubernetes.tolerations,
    nodeLabels: kubernetes.nodeLabels,
    serviceAccount: kubernetes.serviceAccount,
    imagePullSecrets: kubernetes.imagePullSecrets,
    podLabels: kubernetes.podLabels,
    schedulerName: kubernetes.schedulerName,
    runtimeClass: kubernetes.runtimeClass,
    claims: kubernetes.claims,
    ports: ranges.normalise(ports),
    diskMib: Math.floor(diskBytes / MIB),
    reserved: { cpusMilli: reserved.cpusMilli, memMib: Math.ceil(reserved.memoryBytes / MIB) },
    gpuResource: kubernetes.gpuResource,
    // Pods have one network of their own, however a site calls it.
    networks: networks.flatMap(({ name, dockerMode }) => (dockerMode === "bridge" ? [name] : [])),
    attachments: kubernetes.networks,
    keepMs: kubernetes.keepMs,
  };
}
