import type { MachineIds } from "../../offers/machines.ts";
import * as ranges from "../../resources/ranges.ts";
import { add, largest, NO_RESOURCES, type ResourceVector } from "../../resources/vector.ts";
import type { NodeReport } from "../backend/derived-offers.ts";
import { fieldsOf, listOf, numberIn, textIn, textsIn, type Fields } from "../docker/documents.ts";
import type { KubernetesOptions, Toleration } from "./kubernetes-options.ts";
import { has, takes } from "./quantity.ts";

type NodeOptions = Pick<
  KubernetesOptions,
  "tolerations" | "nodeLabels" | "gpuResource" | "diskMib" | "reserved" | "ports"
>;

/** A node as the API server shows it. */
export interface KubernetesNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly machine: MachineIds;
  /** What it has for pods, less what is kept from tasks. */
  readonly total: ResourceVector;
  /** Whether it counts disk: only then may pods ask for some. */
  readonly hasDisk: boolean;
  readonly podsMax: number;
  /** Its agent answers: what its pods do is known. */
  readonly isReady: boolean;
  /** Takes pods of ours. */
  readonly active: boolean;
}

/** What one pod holds of its node. */
export interface PodUse {
  readonly node: string;
  readonly resources: ResourceVector;
  readonly ports: readonly number[];
}

export function kubernetesNode(value: unknown, options: NodeOptions): KubernetesNode | undefined {
  const node = fieldsOf(value);
  const metadata = fieldsOf(node["metadata"]);
  const name = textIn(metadata, "name");
  if (name === undefined) return undefined;
  const spec = fieldsOf(node["spec"]);
  const status = fieldsOf(node["status"]);
  const allocatable = fieldsOf(status["allocatable"]);
  const labels = textsIn(metadata, "labels");
  const disk = allocatable["ephemeral-storage"];
  const hasDisk = has.mib(disk) > 0;
  const isReady = listOf(status["conditions"]).some((one) => {
    const condition = fieldsOf(one);
    return textIn(condition, "type") === "Ready" && textIn(condition, "status") === "True";
  });
  const total = largest(NO_RESOURCES, {
    cpusMilli: has.milli(allocatable["cpu"]) - options.reserved.cpusMilli,
    memMib: has.mib(allocatable["memory"]) - options.reserved.memMib,
    diskMib: hasDisk ? has.mib(disk) : options.diskMib,
    gpus: has.whole(allocatable[options.gpuResource]),
  });
  const isTolerated = listOf(spec["taints"]).every((taint) =>
    tolerates(fieldsOf(taint), options.tolerations),
  );
  const isWanted = Object.entries(options.nodeLabels).every(([key, wanted]) => labels[key] === wanted);
  return {
    name,
    attributes: attributesOf(labels, fieldsOf(status["nodeInfo"])),
    machine: machineOf(fieldsOf(status["nodeInfo"])),
    total,
    hasDisk,
    podsMax: has.whole(allocatable["pods"]),
    isReady,
    active:
      isReady &&
      isTolerated &&
      isWanted &&
      spec["unschedulable"] !== true &&
      metadata["deletionTimestamp"] === undefined,
  };
}

/** Source: Kubernetes documentation, "Taints and Tolerations". */
function tolerates(taint: Fields, tolerations: readonly Toleration[]): boolean {
  const [key, value, effect] = [textIn(taint, "key"), textIn(taint, "value") ?? "", textIn(taint, "effect")];
  if (effect !== "NoSchedule" && effect !== "NoExecute") return true;
  return tolerations.some((one) => {
    if (one.effect !== undefined && one.effect !== effect) return false;
    if (one.key !== undefined && one.key !== key) return false;
    return one.operator === "Exists" || (one.key !== undefined && (one.value ?? "") === value);
  });
}

function attributesOf(
  labels: Readonly<Record<string, string>>,
  info: Fields,
): Readonly<Record<string, string>> {
  const own = {
    os: textIn(info, "operatingSystem"),
    arch: textIn(info, "architecture"),
    kubelet: textIn(info, "kubeletVersion"),
    zone: labels["topology.kubernetes.io/zone"],
    region: labels["topology.kubernetes.io/region"],
  };
  const known = Object.entries(own).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(known), ...labels };
}

/** Source: Kubernetes API reference, NodeSystemInfo. */
function machineOf(info: Fields): MachineIds {
  const [os, hardware, boot] = ["machineID", "systemUUID", "bootID"].map((name) => textIn(info, name) ?? "");
  return {
    ...(os === undefined || os === "" ? {} : { os }),
    ...(hardware === undefined || hardware === "" ? {} : { hardware: hardware.toLowerCase() }),
    ...(boot === undefined || boot === "" ? {} : { boot }),
  };
}

/** What a pod holds; `undefined` when it is on no node, or over. */
export function podUse(value: unknown, gpuResource: string): PodUse | undefined {
  const pod = fieldsOf(value);
  const spec = fieldsOf(pod["spec"]);
  const node = textIn(spec, "nodeName") ?? "";
  const phase = textIn(fieldsOf(pod["status"]), "phase");
  if (node === "" || phase === "Succeeded" || phase === "Failed") return undefined;
  const containers = listOf(spec["containers"]).map(fieldsOf);
  const starters = listOf(spec["initContainers"]).map(fieldsOf);
  const ports = [...containers, ...starters].flatMap((container) =>
    listOf(container["ports"]).flatMap((port) => {
      const host = numberIn(fieldsOf(port), "hostPort") ?? 0;
      return host > 0 ? [host] : [];
    }),
  );
  return { node, resources: requestsOf(spec, containers, starters, gpuResource), ports };
}

/** Source: Kubernetes documentation, "Resource sharing within containers" of "Init Containers" and "Sidecar Containers". */
function requestsOf(
  spec: Fields,
  containers: readonly Fields[],
  starters: readonly Fields[],
  gpuResource: string,
): ResourceVector {
  const read = (requests: Fields): ResourceVector => ({
    cpusMilli: takes.milli(requests["cpu"] ?? 0),
    memMib: takes.mib(requests["memory"] ?? 0),
    diskMib: takes.mib(requests["ephemeral-storage"] ?? 0),
    gpus: takes.whole(requests[gpuResource] ?? 0),
  });
  const of = (container: Fields): ResourceVector =>
    read(fieldsOf(fieldsOf(container["resources"])["requests"]));
  let sum = containers.reduce((all, container) => add(all, of(container)), NO_RESOURCES);
  let sidecars = NO_RESOURCES;
  let starting = NO_RESOURCES;
  for (const starter of starters) {
    const own = of(starter);
    if (starter["restartPolicy"] === "Always") {
      sidecars = add(sidecars, own);
      starting = largest(starting, sidecars);
    } else starting = largest(starting, add(sidecars, own));
  }
  sum = largest(add(sum, sidecars), starting);
  const whole = fieldsOf(fieldsOf(spec["resources"])["requests"]);
  const pod = read(whole);
  if (whole["cpu"] !== undefined) sum = { ...sum, cpusMilli: pod.cpusMilli };
  if (whole["memory"] !== undefined) sum = { ...sum, memMib: pod.memMib };
  return add(sum, read(fieldsOf(spec["overhead"])));
}

/**
 * What a node offers.
 * @param foreign  what pods of others hold there
 * @param ours  how many pods of ours are there and not over
 */
export function reportOf(
  node: KubernetesNode,
  foreign: readonly PodUse[],
  ours: number,
  options: Pick<NodeOptions, "ports">,
): NodeReport {
  const isFull = node.podsMax > 0 && foreign.length + ours >= node.podsMax;
  const taken = foreign.reduce((sum, { resources }) => add(sum, resources), NO_RESOURCES);
  const ports = foreign
    .flatMap((use) => use.ports)
    .reduce((left, port) => ranges.remove(left, port), options.ports);
  return {
    info: {
      id: node.name,
      hostname: node.name,
      machine: node.machine,
      attributes: node.attributes,
      total: node.total,
      active: node.active,
      reservations: [],
    },
    access: "",
    foreign: isFull ? largest(node.total, taken) : taken,
    ports,
  };
}
