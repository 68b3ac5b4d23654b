import type { Get } from "./getting.ts";
import type { TolerationSetting } from "./kubernetes-keys.ts";

export interface KubernetesConfig {
  /** With `${project}` in it: each project has one of its own. */
  readonly namespace: string;
  readonly createNamespaces: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  /** With `token` and `ca.crt` of a service account. */
  readonly serviceAccountDirectory?: string;
  readonly installation: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly tolerations: readonly TolerationSetting[];
  readonly serviceAccount?: string;
  readonly imagePullSecrets: readonly string[];
  readonly podLabels: Readonly<Record<string, string>>;
  readonly schedulerName?: string;
  readonly runtimeClass?: string;
  /** By the directory of a volume. */
  readonly claims: Readonly<Record<string, string>>;
  /** Of each node. */
  readonly reserved: { readonly cpusMilli: number; readonly memoryBytes: number };
  readonly diskBytes: number;
  readonly gpuResource: string;
  /** By the name of a network in `networks`. */
  readonly networks: Readonly<Record<string, string>>;
  readonly ports: readonly (readonly [number, number])[];
  readonly keepMs: number;
}

/** `undefined`: no jobs on Kubernetes. */
export function kubernetesOf(get: Get): KubernetesConfig | undefined {
  const namespace = get("kubernetes.namespace");
  if (namespace === undefined) return undefined;
  const [kubeconfig, context] = [get("kubernetes.kubeconfig"), get("kubernetes.context")];
  const [serviceAccount, schedulerName] = [get("kubernetes.serviceAccount"), get("kubernetes.schedulerName")];
  const serviceAccountDirectory = get("kubernetes.serviceAccountDirectory");
  const runtimeClass = get("kubernetes.runtimeClass");
  return {
    namespace,
    createNamespaces: get("kubernetes.createNamespaces"),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(serviceAccountDirectory === undefined ? {} : { serviceAccountDirectory }),
    installation: get("kubernetes.installation"),
    nodeLabels: get("kubernetes.nodeLabels"),
    tolerations: get("kubernetes.tolerations"),
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
    imagePullSecrets: get("kubernetes.imagePullSecrets"),
    podLabels: get("kubernetes.podLabels"),
    ...(schedulerName === undefined ? {} : { schedulerName }),
    ...(runtimeClass === undefined ? {} : { runtimeClass }),
    claims: get("kubernetes.claims"),
    reserved: {
      cpusMilli: get("kubernetes.reservedCpus"),
      memoryBytes: get("kubernetes.reservedMemory"),
    },
    diskBytes: get("kubernetes.disk"),
    gpuResource: get("kubernetes.gpuResource"),
    networks: get("kubernetes.networks"),
    ports: get("kubernetes.ports"),
    keepMs: get("kubernetes.keep") * 1000,
  };
}
