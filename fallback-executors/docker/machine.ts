import type { ResourceVector } from "../../resources/vector.ts";
import { add, largest, NO_RESOURCES } from "../../resources/vector.ts";
import * as ranges from "../../resources/ranges.ts";
import type { NodeReport } from "../backend/derived-offers.ts";
import { CLASSIC_SWARM_ID, classicNodes, classicReport, nodeOfInspected } from "./classic-swarm.ts";
import { fieldsOf, listOf, numberIn, textIn, timeIn, type Fields } from "./documents.ts";
import { LABELS, type DockerOptions } from "./docker-options.ts";
import { EngineUnreachableError } from "./engine.ts";

const MIB = 1024 * 1024;

/** What speaks Docker's API, and how it has to be spoken to. */
export type EngineKind = "docker" | "podman" | "classic-swarm";

/** What answers at an address, as `GET /info` tells: one engine, or several behind a classic Swarm. */
export interface Inventory {
  /** Of the engine: stays the same as long as its data directory does. */
  readonly id: string;
  /** Its clock, in ms since 1970; absent: it does not tell. */
  readonly clockMs: number | undefined;
  readonly kind: EngineKind;
  readonly reports: readonly NodeReport[];
}

/**
 * @param foreign  what containers of others hold
 * @throws EngineUnreachableError  for an answer that cannot be one of an engine
 */
export function inventoryOf(
  info: unknown,
  foreign: readonly ForeignUse[],
  options: DockerOptions,
): Inventory {
  const fields = fieldsOf(info);
  const clockMs = timeIn(fields, "SystemTime");
  const nodes = classicNodes(info);
  if (nodes === undefined) {
    const report = reportOf(fields, sumOf(foreign), options);
    return { id: report.info.id, clockMs, kind: isPodman(fields) ? "podman" : "docker", reports: [report] };
  }
  const reports = nodes.map((node) => {
    const there = foreign.filter((one) => one.node === node.name);
    return classicReport(node, sumOf(there), options);
  });
  return { id: CLASSIC_SWARM_ID, clockMs, kind: "classic-swarm", reports };
}

function reportOf(fields: Fields, foreign: ForeignUse, options: DockerOptions): NodeReport {
  const id = isPodman(fields) ? podmanId(fields) : (textIn(fields, "ID") ?? "");
  const cpus = numberIn(fields, "NCPU") ?? 0;
  const memory = numberIn(fields, "MemTotal") ?? 0;
  const hostname = textIn(fields, "Name") ?? id;
  if (id === "" || cpus <= 0 || memory <= 0)
    throw new EngineUnreachableError(
      "the engine tells no id, cpus or memory of its own; is this a Docker engine?",
    );
  const { reserved, gpus, diskMib, ports } = options;
  const swarmNode = textIn(fieldsOf(fields["Swarm"]), "NodeID") ?? "";
  const total: ResourceVector = largest(
    {
      cpusMilli: Math.floor(cpus * 1000) - reserved.cpusMilli,
      memMib: Math.floor(memory / MIB) - reserved.memMib,
      diskMib,
      gpus: gpus.length,
    },
    NO_RESOURCES,
  );
  return {
    info: {
      id,
      hostname,
      machine: swarmNode === "" ? {} : { swarmNode },
      attributes: attributesOf(fields),
      total,
      active: true,
      reservations: [],
    },
    access: "",
    foreign: foreign.resources,
    ports: foreign.ports.reduce((left, port) => ranges.remove(left, port), ports),
  };
}

function isPodman(info: Fields): boolean {
  return textIn(info, "BuildahVersion") !== undefined;
}

/** Podman tells another id each time it is asked: what stays the same is where its containers are. */
function podmanId(info: Fields): string {
  const words = ["podman", textIn(info, "Name") ?? "", textIn(info, "DockerRootDir") ?? ""];
  return words.join("-").replaceAll(/[^\w.-]+/g, "_");
}

function attributesOf(info: Fields): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (const label of listOf(info["Labels"])) {
    if (typeof label !== "string") continue;
    const at = label.indexOf("=");
    attributes[at < 0 ? label : label.slice(0, at)] = at < 0 ? "true" : label.slice(at + 1);
  }
  for (const [name, field] of [
    ["os", "OSType"],
    ["arch", "Architecture"],
    ["engine", "ServerVersion"],
  ] as const) {
    const value = textIn(info, field);
    if (value !== undefined && attributes[name] === undefined) attributes[name] = value;
  }
  return attributes;
}

export interface ForeignUse {
  readonly resources: ResourceVector;
  readonly ports: readonly number[];
  /** The node's name on a classic Swarm. */
  readonly node?: string | undefined;
}

/** What one running container of somebody else holds: its limits, as far as it has any. */
export function foreignUseOf(inspected: unknown): ForeignUse {
  const container = fieldsOf(inspected);
  const host = fieldsOf(container["HostConfig"]);
  const quota = numberIn(host, "CpuQuota") ?? 0;
  const period = numberIn(host, "CpuPeriod") ?? 0;
  const nano = numberIn(host, "NanoCpus") ?? 0;
  const cpusMilli =
    nano > 0 ? nano / 1_000_000 : quota > 0 ? (quota * 1000) / (period > 0 ? period : 100_000) : 0;
  const bindings = fieldsOf(fieldsOf(container["NetworkSettings"])["Ports"]);
  const ports = Object.values(bindings).flatMap((list) =>
    listOf(list).flatMap((binding) => Number(textIn(fieldsOf(binding), "HostPort")) || []),
  );
  return {
    resources: {
      ...NO_RESOURCES,
      cpusMilli: Math.ceil(cpusMilli),
      memMib: Math.ceil((numberIn(host, "Memory") ?? 0) / MIB),
    },
    ports,
    node: nodeOfInspected(inspected),
  };
}

export function sumOf(uses: readonly ForeignUse[]): ForeignUse {
  return {
    resources: uses.reduce((sum, { resources }) => add(sum, resources), NO_RESOURCES),
    ports: uses.flatMap(({ ports }) => ports),
  };
}

/** Whether a container that `GET /containers/json` lists is another's. */
export function isForeign(listed: unknown, installation: string): boolean {
  const labels = fieldsOf(fieldsOf(listed)["Labels"]);
  return labels[LABELS.installation] !== installation;
}
