import { parseSize } from "../../resources/units.ts";
import { parseConstraints } from "./constraint-text.ts";
import type { DraftAffinity, JobDraft } from "./job-draft.ts";
import { integer, ValueError } from "../text/value-error.ts";

type Apply = (draft: JobDraft, text: string) => void;

/** How each flag that says where a job runs changes the document, by its main name. */
export const APPLY_PLACEMENT: Readonly<Record<string, Apply>> = {
  queue: (draft, text) => {
    draft.queue = text;
  },
  executor: (draft, text) => {
    draft.executor = text;
  },
  workdir: (draft, text) => {
    draft.workdir = text;
  },
  stdout: (draft, text) => {
    draft.io = { ...draft.io, stdout: text };
  },
  stderr: (draft, text) => {
    draft.io = { ...draft.io, stderr: text };
  },
  join: (draft) => {
    draft.io = { ...draft.io, join: true };
  },
  image: (draft, text) => {
    draft.image = { ...imageOf(draft), ref: text };
  },
  pull: (draft, text) => {
    draft.image = { ...imageOf(draft), pull: pullOf(text) };
  },
  containerizer: (draft, text) => {
    draft.image = { ...imageOf(draft), containerizer: text };
  },
  gpus: (draft, text) => {
    draft.resources = { ...draft.resources, gpus: integer(text, 0, 64) };
  },
  gres: (draft, text) => {
    const [, model, count] = /^gpu(?::([A-Za-z][\w.-]*))?(?::(\d{1,2}))?$/.exec(text) ?? [];
    if (!text.startsWith("gpu") || (model === undefined && count === undefined && text !== "gpu")) {
      throw new ValueError(`"${text}" names no GPUs`, "write gpu:2 or gpu:MODEL:2");
    }
    draft.resources = {
      ...draft.resources,
      gpus: Number(count ?? 1),
      ...(model === undefined ? {} : { gpuModel: model }),
    };
  },
  "gpu-model": (draft, text) => {
    draft.resources = { ...draft.resources, gpuModel: text };
  },
  "memory-limit": (draft, text) => {
    draft.resources = { ...draft.resources, memoryLimitBytes: parseSize(text) };
  },
  shm: (draft, text) => {
    draft.resources = { ...draft.resources, shmBytes: parseSize(text) };
  },
  pids: (draft, text) => {
    draft.resources = { ...draft.resources, pids: integer(text, 16, 4_194_304) };
  },
  ports: (draft, text) => {
    draft.resources = { ...draft.resources, ports: integer(text, 0, 32) };
  },
  "port-name": (draft, text) => {
    const portNames = [...(draft.resources?.portNames ?? []), portName(text)];
    draft.resources = {
      ...draft.resources,
      portNames,
      ports: Math.max(draft.resources?.ports ?? 0, portNames.length),
    };
  },
  licence: (draft, text) => {
    const [, name, count] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,62})(?::(\d{1,7}))?$/.exec(text) ?? [];
    if (name === undefined) throw new ValueError(`"${text}" is no licence`, "write matlab or matlab:2");
    const licences = { ...draft.resources?.licences, [name]: integer(count ?? "1", 1, 1_000_000) };
    draft.resources = { ...draft.resources, licences };
  },
  network: (draft, text) => {
    if (text === "host") {
      throw new ValueError("the network of the machine has no name", "leave --network out to have it");
    }
    draft.network = { ...draft.network, name: text };
  },
  publish: (draft, text) => {
    draft.network = { ...draft.network, ports: [...(draft.network?.ports ?? []), publishedPort(text)] };
  },
  tmpfs: (draft, text) => {
    const [path = "", size, ...more] = text.split(":");
    if (size === undefined || more.length > 0)
      throw new ValueError(`"${text}" has no size`, "write /cache:1G");
    const others = (draft.tmpfs ?? []).filter((mount) => mount.path !== path);
    draft.tmpfs = [...others, { path, bytes: parseSize(size.replace(/^size=/, "")) }];
  },
  scratch: (draft, text) => {
    const colon = text.indexOf(":");
    const bytes = parseSize(colon < 0 ? text : text.slice(0, colon));
    draft.scratch = colon < 0 ? { bytes } : { bytes, path: text.slice(colon + 1) };
  },
  constraint: (draft, text) => {
    draft.constraints = [...(draft.constraints ?? []), ...parseConstraints(text)];
  },
  node: (draft, text) => {
    const others = (draft.constraints ?? []).filter(
      ({ attribute, op }) => attribute !== "hostname" || op !== "in",
    );
    draft.constraints = [...others, { attribute: "hostname", op: "in", values: hostNames(text) }];
  },
  exclude: (draft, text) => {
    const excluded = { attribute: "hostname", op: "notIn", values: hostNames(text) };
    draft.constraints = [...(draft.constraints ?? []), excluded];
  },
  affinity: (draft, text) => {
    draft.affinity = [...(draft.affinity ?? []), affinityOf(text)];
  },
  prefer: (draft, text) => {
    const at = text.indexOf("=");
    const values = text.slice(at + 1).split(",");
    if (at < 1 || values.some((value) => value === ""))
      throw new ValueError(`"${text}" names no preferred agents`, "write zone=a, or rack=r1,r2");
    draft.prefer = [...(draft.prefer ?? []), { attribute: text.slice(0, at), values }];
  },
  root: (draft) => {
    draft.rootInContainer = true;
  },
  preemptible: (draft) => {
    draft.preemptible = true;
  },
};

function affinityOf(text: string): DraftAffinity {
  const [op = "", attribute = "", job, ...more] = text.split(":");
  if (attribute === "" || more.length > 0)
    throw new ValueError(`"${text}" is no affinity`, "write unique:hostname, or apart:hostname:12");
  return { attribute, op, ...(job === undefined ? {} : { job: integer(job, 1, Number.MAX_SAFE_INTEGER) }) };
}

function imageOf({ image }: JobDraft): Exclude<JobDraft["image"], string | undefined> {
  return typeof image === "string" ? { ref: image } : (image ?? {});
}

function pullOf(text: string): string {
  if (text === "always" || text === "ifNotPresent") return text;
  if (text === "missing" || text === "if-not-present") return "ifNotPresent";
  if (text === "never") {
    throw new ValueError(
      "an image that a machine does not have is always pulled",
      "write ifNotPresent or always",
    );
  }
  throw new ValueError(`"${text}" is not possible here`, "write ifNotPresent or always");
}

function portName(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,30}$/.test(text)) return text;
  throw new ValueError(`"${text}" is no name of a port`, "1 to 31 letters, digits, _ and -, a letter first");
}

function publishedPort(text: string): { container: number; protocol?: string; name?: string } {
  const [, name, port, protocol] = /^(?:([^=:/]*)=)?(\d{1,5})(?:\/(tcp|udp))?$/.exec(text) ?? [];
  if (port === undefined) {
    throw /^\d+:\d+/.test(text)
      ? new ValueError(
          "the port of the machine is chosen by the scheduler",
          `write ${text.split(":")[1] ?? "80"}`,
        )
      : new ValueError(`"${text}" is no port`, "write 80, 53/udp or web=80");
  }
  return {
    container: integer(port, 1, 65_535),
    ...(protocol === undefined ? {} : { protocol }),
    ...(name === undefined ? {} : { name: portName(name) }),
  };
}

function hostNames(text: string): readonly string[] {
  const names = text.split(",");
  const wrong = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(name));
  if (wrong === undefined) return names;
  throw new ValueError(
    `"${wrong}" is no name of a machine`,
    "write node1,node2; `godocker nodes` lists them",
  );
}
