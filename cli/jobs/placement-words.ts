import type { Attempt, Job, Port } from "../../client/documents/jobs.ts";
import type { Affinity } from "../../client/documents/spec.ts";
import { formatSize } from "../../resources/units.ts";
import { formatConstraint } from "../job-document/constraint-text.ts";
import type { Column } from "../text/table.ts";

/** Where and in what surroundings a job runs, for people. */

export function resourcesLine({ resources }: Job): string {
  const {
    cpus,
    memoryBytes,
    memoryLimitBytes,
    diskBytes,
    gpus,
    gpuModel,
    shmBytes,
    licences = {},
  } = resources;
  const limit = memoryLimitBytes === undefined ? "" : ` (up to ${formatSize(memoryLimitBytes)})`;
  return [
    `${cpus} CPU`,
    `${formatSize(memoryBytes)} memory${limit}`,
    ...(diskBytes === 0 ? [] : [`${formatSize(diskBytes)} disk`]),
    ...(gpus === 0 ? [] : [`${gpus} GPU${gpuModel === undefined ? "" : ` ${gpuModel}`}`]),
    ...(shmBytes === undefined ? [] : [`${formatSize(shmBytes)} /dev/shm`]),
    ...Object.entries(licences).map(([name, count]) => `${count} × licence ${name}`),
  ].join(", ");
}

/** Names and texts; those that are empty are not worth a line. */
export function placementFacts(job: Job): readonly (readonly [string, string])[] {
  const { affinity = [], constraints, image, network, preemptible, resources, rootInContainer } = job;
  const { prefer = [], scratch, tmpfs } = job;
  const ports = network?.ports ?? [];
  const names = resources.portNames.length === 0 ? "" : `: ${resources.portNames.join(", ")}`;
  return [
    ["image", image === undefined ? "" : [image.ref, ...imageOptions(image)].join(", ")],
    ["root", rootInContainer === true ? "in its container" : ""],
    ["ports", resources.ports === 0 ? "" : `${resources.ports} of the node${names}`],
    ["network", network === undefined ? "" : [network.name, ...ports.map(publishedText)].join(", ")],
    ["tmpfs", tmpfs.map(({ path, bytes }) => `${path} ${formatSize(bytes)}`).join(", ")],
    ["scratch", scratch === undefined ? "" : `${scratch.path ?? ""} ${formatSize(scratch.bytes)}`],
    ["constraints", constraints.map(formatConstraint).join(" && ")],
    ["prefers", prefer.map(({ attribute, values }) => `${attribute}=${values.join(",")}`).join(", ")],
    ["affinity", affinity.map(affinityText).join(", ")],
    ["preemptible", preemptible ? "yes" : ""],
  ];
}

/** As it is written on the command line. */
function affinityText({ attribute, job, op }: Affinity): string {
  return [op, attribute, ...(job === undefined ? [] : [job])].join(":");
}

function imageOptions({ pull, containerizer }: NonNullable<Job["image"]>): readonly string[] {
  return [
    ...(pull === "always" ? ["always pulled"] : []),
    ...(containerizer === undefined ? [] : [`by ${containerizer}`]),
  ];
}

function publishedText({ container, protocol, name }: Omit<Port, "port">): string {
  return `${name === undefined ? "" : `${name}=`}${container}${protocol === "udp" ? "/udp" : ""}`;
}

/** Only of attempts that have such a thing. */
export function attemptPlaceColumns(attempts: readonly Attempt[]): readonly Column<Attempt>[] {
  const hasPorts = attempts.some(({ ports }) => ports !== undefined);
  const hasAddress = attempts.some(({ address }) => address !== undefined);
  return [
    ...(hasPorts
      ? [{ title: "PORTS", text: ({ ports = [] }: Attempt) => ports.map(portText).join(" ") }]
      : []),
    ...(hasAddress ? [{ title: "ADDRESS", text: ({ address }: Attempt) => address ?? "" }] : []),
  ];
}

/** `http=31000`, `31001`, `web=31002→8080`. */
function portText({ port, name, container }: Port): string {
  return `${name === undefined ? "" : `${name}=`}${port}${container === undefined ? "" : `→${container}`}`;
}
