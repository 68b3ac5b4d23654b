import type { Capabilities } from "../../offers/backend.ts";
import type { Ranges } from "../../resources/ranges.ts";
import type { Clock, Log } from "../backend/ports.ts";
import type { KubernetesApi } from "./api.ts";

/** Source: Kubernetes API reference, Toleration. */
export interface Toleration {
  /** Absent: of every key. */
  readonly key?: string;
  readonly operator: "Equal" | "Exists";
  readonly value?: string;
  /** Absent: any. */
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface KubernetesOptions extends Clock {
  /** Of this backend in the configuration. */
  readonly name: string;
  readonly api: KubernetesApi;
  /** Where our pods are; with `${project}` in it each project has one of its own. */
  readonly namespace: string;
  /** Namespaces of projects that are not there are made. */
  readonly createNamespaces: boolean;
  /** Marks pods as ours; two installations in one namespace need two. */
  readonly installation: string;
  /** What pods tolerate; nodes with other taints get no tasks. */
  readonly tolerations: readonly Toleration[];
  /** Labels that a node must have to get tasks. */
  readonly nodeLabels: Readonly<Record<string, string>>;
  /** Of pods; they get no token of it. Absent: the namespace's default. */
  readonly serviceAccount: string | undefined;
  /** `${project}` and `${user}` stand for those of the job. */
  readonly imagePullSecrets: readonly string[];
  /** Further labels of our pods, for what else a site has on its cluster. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Absent: that of the cluster. */
  readonly schedulerName: string | undefined;
  /** Absent: that of the cluster. */
  readonly runtimeClass: string | undefined;
  /** By the directory of the machine that jobs name: the persistent volume claim that holds it. */
  readonly claims: Readonly<Record<string, string>>;
  /** Host ports that tasks may be given, on each node. */
  readonly ports: Ranges;
  /** Disk that tasks of one node may ask for together, where the node does not tell. */
  readonly diskMib: number;
  /** Kept from tasks on each node. */
  readonly reserved: { readonly cpusMilli: number; readonly memMib: number };
  /** Name of the extended resource that stands for a GPU: `nvidia.com/gpu`. */
  readonly gpuResource: string;
  /** Names that jobs use for the network of pods. */
  readonly networks: readonly string[];
  /** By the name that jobs use: a network that pods get beside, `<namespace>/<name>` of a `NetworkAttachmentDefinition`. */
  readonly attachments: Readonly<Record<string, string>>;
  /** How long pods of ended tasks stay, with their output. */
  readonly keepMs: number;
  readonly log: Log;
}

/** What Kubernetes can do for a task. */
export function kubernetesCapabilities({
  ports,
  networks,
  attachments,
}: Pick<KubernetesOptions, "ports" | "networks" | "attachments">): Capabilities {
  return {
    gpus: true,
    ports: ports.length > 0,
    networks: networks.length + Object.keys(attachments).length > 0,
    images: true,
    needsImage: true,
    dockerImages: false,
    tmpfs: true,
    shm: true,
    scratch: true,
    memoryLimits: true,
    revocable: false,
    reservations: false,
    volumes: "any-path",
    pause: false,
    exec: true,
    signals: true,
  };
}

/** Name of the container of a task in its pod. */
export const CONTAINER = "task";

/** Where every pod has its sandbox: the working directory, with the files that were fetched for the task. */
export const SANDBOX = "/mnt/godocker/sandbox";

const DOMAIN = "godocker.org";
/** Labels of our pods and secrets: texts that Kubernetes takes as such. */
export const LABELS = {
  installation: `${DOMAIN}/installation`,
  task: `${DOMAIN}/task`,
  /** For policies of the cluster to select them by. */
  user: `${DOMAIN}/user`,
  project: `${DOMAIN}/project`,
  network: `${DOMAIN}/network`,
} as const;
/** Annotations of our pods: any text. */
export const ANNOTATIONS = {
  installation: `${DOMAIN}/installation`,
  name: `${DOMAIN}/name`,
  labels: `${DOMAIN}/labels`,
  /** What it holds of its node, as JSON. */
  holding: `${DOMAIN}/holding`,
  /** How long it may run, in seconds. */
  longest: `${DOMAIN}/longest`,
  /** We told it to stop. */
  stopped: `${DOMAIN}/stopped`,
  /** Source: Kubernetes Network Custom Resource Definition De-facto Standard, 4.1. */
  attachments: "k8s.v1.cni.cncf.io/networks",
} as const;
