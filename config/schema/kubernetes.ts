import {
  absolutePath,
  asItIs,
  boolean,
  cpusFromZero,
  duration,
  name,
  oneOf,
  Refusal,
  size,
  textOf,
  type Format,
} from "../formats/formats.ts";
import { key, optional } from "../formats/key.ts";
import { NETWORK } from "./site.ts";
import { listOf, mapOf } from "../formats/objects.ts";
import { WORD, YEAR } from "../formats/words.ts";
import { portRanges } from "./docker.ts";
import type { Get } from "./getting.ts";

/** Source: Kubernetes documentation, "Object Names and IDs". */
const NAMESPACE = name(
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?|(?=.{1,56}$)[a-z0-9][a-z0-9-]*\$\{project\}(?:[a-z0-9-]*[a-z0-9])?)$/,
  "small letters, digits and -; after some of them ${project} stands for the project of the job",
  "godocker",
);
const TEMPLATE = name(
  /^(?=.{1,100}$)(?:[a-z0-9]|\$\{project\}|\$\{user\})(?:(?:[a-z0-9.-]|\$\{project\}|\$\{user\})*(?:[a-z0-9]|\$\{project\}|\$\{user\}))?$/,
  "small letters, digits and . -; ${project} and ${user} stand for those of the job",
  "registry",
);
/** Source: Kubernetes Network Custom Resource Definition De-facto Standard, 4.1. */
const ATTACHMENT = name(
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\/)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?:@[a-z0-9]{1,15})?$/,
  "a name of a NetworkAttachmentDefinition such as namespace/name",
  "multus/storage",
);
const OBJECT = name(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, "small letters, digits and . -", "registry");
const LABEL_KEY = name(
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
  "a key of a label such as example.com/batch",
  "example.com/batch",
);
const LABEL_VALUE = name(
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
  "a value of a label: up to 63 letters, digits and . _ -",
  "yes",
);

export interface TolerationSetting {
  /** Absent: of every key. */
  readonly key?: string;
  readonly operator: "Equal" | "Exists";
  readonly value?: string;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

const given = <T>(format: Format<T>): Format<T | undefined> => ({
  ...format,
  read: (value) => (value === undefined ? undefined : format.read(value)),
});

const tolerations: Format<readonly TolerationSetting[]> = listOf({
  fields: ["key", "operator", "value", "effect"],
  example: [{ key: "batch", operator: "Exists", effect: "NoSchedule" }],
  read: (field, where) => {
    const [own, value] = [field("key", given(LABEL_KEY)), field("value", given(LABEL_VALUE))];
    const effect = field("effect", given(oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"])));
    const operator = field("operator", oneOf(["Equal", "Exists"]), "Equal");
    if (operator === "Exists" && value !== undefined)
      throw new Refusal(`${where}: has a value, and the operator Exists takes none`);
    if (operator === "Equal" && own === undefined)
      throw new Refusal(`${where}: has no key; only the operator Exists does without one`);
    return {
      operator,
      ...(own === undefined ? {} : { key: own }),
      ...(value === undefined ? {} : { value }),
      ...(effect === undefined ? {} : { effect }),
    };
  },
});

const names: Format<readonly string[]> = {
  allowed: "a list of names; with commas in variables and flags",
  example: ["registry"],
  schema: { type: "array", items: { type: "string" } },
  fromText: (text) => (text === "" ? [] : text.split(",").map((part) => part.trim())),
  read: (value) => {
    if (!Array.isArray(value)) throw new Refusal("is not a list");
    return value.map((one) => TEMPLATE.read(one));
  },
};

const CONTEXT: Format<string> = {
  allowed: "a name of a context in the kubeconfig",
  example: "production",
  schema: { type: "string" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    if (text.trim() === "") throw new Refusal("is empty");
    return text;
  },
};

/** Jobs on a Kubernetes cluster. */
export const KUBERNETES_KEYS = {
  "kubernetes.namespace": optional(
    NAMESPACE,
    "no jobs on Kubernetes",
    "The namespace in which jobs run as pods, on the cluster that `kubernetes.kubeconfig` names. With `${project}` in it, such as `godocker-${project}`, each project has one of its own. Jobs there need an image. What rights this needs stands in docs/how-to/site/kubernetes.md.",
    { example: "godocker" },
  ),
  "kubernetes.createNamespaces": key(
    boolean,
    false,
    "Namespaces of projects that are not there are made. Otherwise jobs of these projects end with a reason.",
    { example: true },
  ),
  "kubernetes.kubeconfig": optional(
    absolutePath,
    "as kubectl finds it: `KUBECONFIG`, `~/.kube/config`, or the service account of the pod that this runs in",
    "File that says where the API server is and who we are to it. Read again when the API server is not reached or refuses us.",
    { example: "/etc/godocker/kubeconfig" },
  ),
  "kubernetes.context": optional(
    CONTEXT,
    "the current context of the kubeconfig",
    "Which context of the kubeconfig is used.",
    { example: "production" },
  ),
  "kubernetes.serviceAccountDirectory": optional(
    absolutePath,
    "as kubectl finds it",
    "Directory with `token` and `ca.crt` of a service account, as pods have it. With it the API server is that of `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`, also where a kubeconfig is found; it does not go with `kubernetes.kubeconfig`. A token that is renewed is read within a minute.",
    { example: "/var/run/secrets/kubernetes.io/serviceaccount" },
  ),
  "kubernetes.installation": key(
    WORD,
    "godocker",
    "Marks the pods of this installation: only these are ever touched. Two installations in one namespace need two names.",
    { example: "lab" },
  ),
  "kubernetes.nodeLabels": key(
    mapOf(LABEL_KEY, LABEL_VALUE, { "example.com/batch": "yes" }),
    {},
    "Labels that a node must have to get jobs. None: all nodes get some.",
    { example: { "example.com/batch": "yes" } },
  ),
  "kubernetes.tolerations": key(
    tolerations,
    [],
    "What pods of jobs tolerate. Nodes with other taints (`NoSchedule`, `NoExecute`) get no jobs.",
    { example: [{ key: "batch", operator: "Exists", effect: "NoSchedule" }] },
  ),
  "kubernetes.serviceAccount": optional(
    OBJECT,
    "the default one of the namespace",
    "Service account of the pods of jobs, for its image pull secrets and the policies of the cluster. Jobs never get its token.",
    { example: "jobs" },
  ),
  "kubernetes.imagePullSecrets": key(
    names,
    [],
    "Secrets of the namespace with which nodes pull the images of jobs. `${project}` and `${user}` in a name stand for those of the job; Kubernetes takes no notice of secrets that are not there.",
    { example: ["registry", "registry-${project}"] },
  ),
  "kubernetes.podLabels": key(
    mapOf(LABEL_KEY, LABEL_VALUE, { "example.com/team": "batch" }),
    {},
    "Labels that pods of jobs get beside those of GoDocker, for policies and controllers of the cluster.",
    { example: { "example.com/team": "batch" } },
  ),
  "kubernetes.schedulerName": optional(
    OBJECT,
    "that of the cluster",
    "Scheduler of the cluster that binds pods. GoDocker chooses the node; the cluster may still refuse it.",
    { example: "default-scheduler" },
  ),
  "kubernetes.runtimeClass": optional(OBJECT, "that of the cluster", "Runtime class of the pods of jobs.", {
    example: "gvisor",
  }),
  "kubernetes.claims": key(
    mapOf(absolutePath, OBJECT, { "/data": "data" }),
    {},
    "Persistent volume claims of the namespace, by the directory of a volume that they hold. Other volumes are directories of the node.",
    { example: { "/data": "data" } },
  ),
  "kubernetes.reservedCpus": key(
    cpusFromZero,
    0,
    "CPUs of each node that are kept from jobs. What pods of others ask for is taken off by itself.",
    { example: 0.5 },
  ),
  "kubernetes.reservedMemory": key(
    size,
    "0MiB",
    "Memory of each node that is kept from jobs. What pods of others ask for is taken off by itself.",
    { example: "2GiB" },
  ),
  "kubernetes.disk": key(
    size,
    "100GiB",
    "Disk that jobs of one node may ask for together, where the node does not count its ephemeral storage.",
    { example: "500GiB" },
  ),
  "kubernetes.gpuResource": key(
    LABEL_KEY,
    "nvidia.com/gpu",
    "Name of the extended resource by which nodes advertise their GPUs.",
    { example: "amd.com/gpu" },
  ),
  "kubernetes.networks": key(
    mapOf(NETWORK, ATTACHMENT, { storage: "multus/storage" }),
    {},
    "Networks that pods get beside their own, by the name of a network in `networks` that a job asks for: the `NetworkAttachmentDefinition` that Multus, or its like, attaches.",
    { example: { storage: "multus/storage" } },
  ),
  "kubernetes.ports": key(portRanges, "31000-32000", "Host ports of each node that jobs may be given.", {
    example: "31000-32000",
  }),
  "kubernetes.keep": key(duration(0, YEAR), "1d", "So long the pod of an ended job stays, with its output.", {
    example: "12h",
  }),
} as const;

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
