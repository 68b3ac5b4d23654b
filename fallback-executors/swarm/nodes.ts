import { largest, NO_RESOURCES, type ResourceVector } from "../../resources/vector.ts";
import { fieldsOf, listOf, numberIn, textIn, textsIn, type Fields } from "../docker/documents.ts";
import type { NodeReport } from "../backend/derived-offers.ts";
import type { SwarmOptions } from "./swarm-options.ts";

const MIB = 1024 * 1024;

/** A node as `GET /nodes` tells; what others hold there is not told to managers. */
export interface SwarmNode {
  readonly report: NodeReport;
  /** False: nobody can tell what its tasks do. */
  readonly isUp: boolean;
}

export function swarmNode(value: unknown, options: SwarmOptions): SwarmNode | undefined {
  const node = fieldsOf(value);
  const id = textIn(node, "ID");
  if (id === undefined) return undefined;
  const spec = fieldsOf(node["Spec"]);
  const description = fieldsOf(node["Description"]);
  const resources = fieldsOf(description["Resources"]);
  const isUp = textIn(fieldsOf(node["Status"]), "State") === "ready";
  const total: ResourceVector = largest(
    {
      cpusMilli: Math.floor((numberIn(resources, "NanoCPUs") ?? 0) / 1_000_000) - options.reserved.cpusMilli,
      memMib: Math.floor((numberIn(resources, "MemoryBytes") ?? 0) / MIB) - options.reserved.memMib,
      diskMib: options.diskMib,
      gpus: gpusIn(resources, options.gpuResource),
    },
    NO_RESOURCES,
  );
  return {
    isUp,
    report: {
      info: {
        id,
        hostname: textIn(description, "Hostname") ?? id,
        machine: { swarmNode: id },
        attributes: attributesOf(spec, description),
        total,
        active: isUp && textIn(spec, "Availability") === "active",
        reservations: [],
      },
      access: "",
      foreign: NO_RESOURCES,
      ports: options.ports,
    },
  };
}

/** Advertised one by one (`gpu=GPU-1`) or as a number (`gpu=2`). */
function gpusIn(resources: Fields, kind: string): number {
  let gpus = 0;
  for (const resource of listOf(resources["GenericResources"])) {
    const named = fieldsOf(fieldsOf(resource)["NamedResourceSpec"]);
    const counted = fieldsOf(fieldsOf(resource)["DiscreteResourceSpec"]);
    if (textIn(named, "Kind") === kind) gpus += 1;
    if (textIn(counted, "Kind") === kind) gpus += numberIn(counted, "Value") ?? 0;
  }
  return gpus;
}

function attributesOf(spec: Fields, description: Fields): Readonly<Record<string, string>> {
  const platform = fieldsOf(description["Platform"]);
  const engine = fieldsOf(description["Engine"]);
  return {
    os: textIn(platform, "OS") ?? "",
    arch: textIn(platform, "Architecture") ?? "",
    engine: textIn(engine, "EngineVersion") ?? "",
    role: textIn(spec, "Role") ?? "",
    ...textsIn(engine, "Labels"),
    ...textsIn(spec, "Labels"),
  };
}
