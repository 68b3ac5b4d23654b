import { largest, NO_RESOURCES, type ResourceVector } from "../../resources/vector.ts";
import * as ranges from "../../resources/ranges.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import type { NodeReport } from "../backend/derived-offers.ts";
import { scratchPath } from "./container.ts";
import { fieldsOf, listOf, textIn } from "./documents.ts";
import type { DockerOptions } from "./docker-options.ts";

/** Of all classic Swarms: they have no id of their own. */
export const CLASSIC_SWARM_ID = "classic-swarm";

/** A node of a classic Swarm, the program of its own that spoke Docker's API for several engines. */
export interface ClassicNode {
  /** Of its engine, where the manager tells it; otherwise its name. */
  readonly id: string;
  readonly name: string;
  readonly cpus: number;
  readonly memMib: number;
  readonly isHealthy: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The nodes that a manager of a classic Swarm tells of, or `undefined` for one engine. A manager writes them for people,
 * as rows of two texts: some about itself, then of each node its name and address, and details below a bullet.
 * Source: Docker Swarm API 1.2, `GET /info`, `SystemStatus`; before 1.1 the same in `DriverStatus`.
 */
export function classicNodes(info: unknown): readonly ClassicNode[] | undefined {
  const fields = fieldsOf(info);
  const rows = rowsOf(fields["SystemStatus"]) ?? rowsOf(fields["DriverStatus"]) ?? [];
  const own = rows.map(([key]) => plain(key));
  const at = own.indexOf("Nodes");
  if (at < 0 || !own.slice(0, at).some((key) => key === "Strategy" || key === "Filters")) return undefined;
  const nodes: { readonly name: string; readonly details: Map<string, string> }[] = [];
  for (const [key, value] of rows.slice(at + 1)) {
    const detail = /^\s+[^\w\s(]\s+(.+)$/u.exec(key)?.[1];
    if (detail === undefined) nodes.push({ name: plain(key), details: new Map() });
    else nodes.at(-1)?.details.set(detail.trim(), value);
  }
  return nodes.flatMap(({ name, details }) => nodeOf(name, details) ?? []);
}

function rowsOf(value: unknown): readonly (readonly [string, string])[] | undefined {
  const rows = listOf(value).flatMap((row) => {
    const [key, text] = listOf(row);
    return typeof key === "string" && typeof text === "string" ? [[key, text] as const] : [];
  });
  return rows.length === 0 ? undefined : rows;
}

/** Managers before 1.1 began some of their rows with a backspace, to be shown further to the left. */
function plain(key: string): string {
  return key.replaceAll(/\p{Cc}/gu, "").trim();
}

/** @returns undefined for one that has not told of itself yet */
function nodeOf(name: string, details: ReadonlyMap<string, string>): ClassicNode | undefined {
  const cpus = Number(/\/\s*(\d+)/.exec(details.get("Reserved CPUs") ?? "")?.[1] ?? "0");
  const memMib = leastMib(details.get("Reserved Memory") ?? "");
  if (name === "" || cpus <= 0 || memMib <= 0) return undefined;
  const labels = (details.get("Labels") ?? "").split(",").flatMap((label) => {
    const [key = "", ...words] = label.trim().split("=");
    return key === "" ? [] : [[key, words.join("=")] as const];
  });
  const version = details.get("ServerVersion");
  return {
    id: details.get("ID") ?? name,
    name,
    cpus,
    memMib,
    isHealthy: (details.get("Status") ?? "Healthy") === "Healthy",
    labels: { ...(version === undefined ? {} : { engine: version }), ...Object.fromEntries(labels) },
  };
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** `1.5 GiB / 2.052 GiB` → what `2.052 GiB` was at least before it was rounded, in MiB. */
function leastMib(text: string): number {
  const [, figure = "", unit = ""] = /\/\s*([\d.]+)\s*([KMGTP]?i?B)/.exec(text) ?? [];
  const power = UNITS.indexOf(unit);
  if (figure === "" || power < 0) return 0;
  const decimals = figure.split(".")[1]?.length ?? 0;
  return Math.floor((Number(figure) - 0.5 * 10 ** -decimals) * 1024 ** (power - 2));
}

/** @param foreign  what containers of others hold there */
export function classicReport(
  node: ClassicNode,
  foreign: { readonly resources: ResourceVector; readonly ports: readonly number[] },
  options: DockerOptions,
): NodeReport {
  const { diskMib, ports, reserved } = options;
  const total = largest(
    {
      cpusMilli: node.cpus * 1000 - reserved.cpusMilli,
      memMib: node.memMib - reserved.memMib,
      diskMib,
      gpus: 0,
    },
    NO_RESOURCES,
  );
  return {
    info: {
      id: node.id,
      hostname: node.name,
      attributes: node.labels,
      total,
      active: node.isHealthy,
      reservations: [],
    },
    access: "",
    foreign: foreign.resources,
    ports: foreign.ports.reduce((left, port) => ranges.remove(left, port), ports),
  };
}

/** The node of a container, as `GET /containers/{id}/json` tells it. */
export function nodeOfInspected(inspected: unknown): string | undefined {
  return textIn(fieldsOf(fieldsOf(inspected)["Node"]), "Name");
}

/** Why a classic Swarm can never run a task that an engine could, a sentence; `undefined` when it can. */
export function classicRefusalOf({ mounts }: Pick<TaskLaunch, "mounts">): string | undefined {
  const path = mounts.flatMap((mount) => [mount.source, mount.path]).find((one) => one.includes(":"));
  return path === undefined ? undefined : `"${path}" has a colon, so a classic Swarm cannot mount it`;
}

/**
 * The body of `POST /containers/create` in the words that a manager of classic Swarm passes on: it drops what came into
 * Docker's API after it. `CpuShares` are whole cpus there, and only for its own accounts: a limit is in `CpuQuota`.
 * Source: Docker Swarm API 1.2; Docker Swarm, "Filters".
 */
export function classicBody(
  body: Readonly<Record<string, unknown>>,
  task: TaskLaunch,
  node: string,
): Readonly<Record<string, unknown>> {
  const { mounts, resources } = task;
  return {
    ...body,
    Env: [...listOf(body["Env"]), `constraint:node==${node}`],
    HostConfig: {
      ...fieldsOf(body["HostConfig"]),
      NanoCpus: 0,
      CpuPeriod: PERIOD_US,
      CpuQuota: Math.max(1000, Math.round((resources.cpusMilli * PERIOD_US) / 1000)),
      CpuShares: Math.floor(resources.cpusMilli / 1000),
      Mounts: [],
      Binds: mounts.map(({ source, path, mode }) => `${source}:${path}:${mode}`),
    },
    ...(task.scratch === undefined ? {} : { Volumes: { [scratchPath(task.scratch.path)]: {} } }),
  };
}

const PERIOD_US = 100_000;

/** What a manager says that finds no room where the task was to go. */
export function isNoRoom(message: string): boolean {
  return /no resources available|unable to find a node|no healthy node/i.test(message);
}
