import type { LegacyRequirements, LegacyTask } from "../../../jobs/spec/legacy.ts";
import { parseLifespan } from "../../../jobs/spec/legacy.ts";
import type { Problem } from "../../../jobs/text/problem.ts";
import { isRecord } from "../../../jobs/text/problem.ts";
import { fault } from "../frame/refusal.ts";
import { labelConstraint, parseArray, parseStorage } from "./task-texts.ts";

/** What a task document of a submission says, read as generously as GoDocker 1.0 did. */
export interface TaskRequest {
  /** Whose it is to be; absent: of whoever sends it. */
  readonly owner?: { readonly id: string; readonly uid?: number; readonly gid?: number };
  readonly isRoot: boolean;
  readonly isInteractive: boolean;
  /** As they are named; which of them there are is not looked at here. */
  readonly volumes: readonly { readonly name: string; readonly acl: "ro" | "rw" }[];
  readonly legacy: Omit<LegacyTask, "owner" | "volumes">;
  readonly project?: string;
  readonly cmd: string;
  readonly cpus: number;
  readonly ram: number;
}

export type ReadTask =
  | { readonly ok: true; readonly request: TaskRequest }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Names that the server mounts something of its own under. */
const RESERVED_VOLUMES = new Set(["go-docker", "god-ftp"]);
/** What is kept with every job, and told in lists. */
const LIST_MAX = 1000;
const TEXT_MAX = 4096;
const USER = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,254}$/;

/** Members that say how the job stands, when it came and the like are not looked at: the server knows that. */
export function readTask(body: unknown): ReadTask {
  if (!isRecord(body))
    return { ok: false, problems: [{ pointer: "", code: "type", message: "is no JSON object" }] };
  const problems: Problem[] = [];
  const part = (name: string): Record<string, unknown> => {
    const value = body[name];
    if (value === undefined || value === null) return {};
    if (isRecord(value)) return value;
    problems.push(fault(name, "must be an object", "type"));
    return {};
  };
  const [user, meta, wanted, container, command, notify] = [
    part("user"),
    part("meta"),
    part("requirements"),
    part("container"),
    part("command"),
    part("notify"),
  ];
  const reader = createReader(problems);
  const { number, text, texts, list } = reader;

  const cmd = text("command.cmd", command.cmd, Infinity);
  if (cmd === undefined) problems.push(fault("command.cmd", "a task needs a command", "required"));
  const cpus = number("requirements.cpu", wanted.cpu) ?? 1;
  const ram = number("requirements.ram", wanted.ram) ?? 1;
  const gpus = number("requirements.gpus", wanted.gpus);
  const arrayPart = isRecord(wanted.array) ? wanted.array : {};
  const array = textOrNumber(arrayPart.values);
  if (array !== undefined && parseArray(array) === undefined)
    problems.push(fault("requirements.array.values", "must be N, first:last or first:last:step"));
  const label = texts("requirements.label", wanted.label);
  for (const each of label) if (labelConstraint(each) === undefined) problems.push(labelFault(each));
  const failurePolicy = number("requirements.failure_policy", wanted.failure_policy);
  const maxlifespan = textOrNumber(wanted.maxlifespan);
  if (maxlifespan !== undefined && parseLifespan(maxlifespan) === undefined)
    problems.push(fault("requirements.maxlifespan", "must be a time such as 7d, 12h or 30s"));
  const tmpstorage = storageOf(wanted.tmpstorage);
  if (tmpstorage !== undefined && parseStorage(tmpstorage) === undefined)
    problems.push(fault("requirements.tmpstorage", "must be a size such as 10g"));
  const requirements: LegacyRequirements = {
    label,
    tasks: list("requirements.tasks", wanted.tasks).flatMap((each) => taskIds(each, problems)),
    ...given({ tmpstorage, gpus, maxlifespan, failurePolicy }),
    ...nonEmpty(
      "ports",
      list("requirements.ports", wanted.ports).flatMap((each) => ports(each, problems)),
    ),
    ...nonEmpty("uris", texts("requirements.uris", wanted.uris)),
    ...given({
      executor: text("requirements.executor", wanted.executor),
      network: text("requirements.network", wanted.network),
    }),
  };
  const name = text("meta.name", meta.name) ?? "";
  const owner = ownerOf(user, problems);
  const project = text("user.project", user.project);
  const request: TaskRequest = {
    ...(owner === undefined ? {} : { owner }),
    ...(project === undefined ? {} : { project }),
    isRoot: container.root === true,
    isInteractive: command.interactive === true,
    volumes: volumesOf(list("container.volumes", container.volumes)),
    cmd: cmd ?? "",
    cpus,
    ram,
    legacy: {
      name: name === "" ? "job" : name,
      description: text("meta.description", meta.description) ?? "",
      tags: texts("meta.tags", meta.tags),
      image: text("container.image", container.image) ?? "",
      network: container.network !== false,
      notifyByMail: notify.email === true,
      ...(array === undefined ? {} : { array }),
      requirements,
    },
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, request };
}

function createReader(problems: Problem[]) {
  const list = (member: string, value: unknown): readonly unknown[] => {
    if (value === undefined || value === null || value === "") return [];
    if (Array.isArray(value)) {
      if (value.length <= LIST_MAX) return value;
      problems.push(fault(member, `has at most ${LIST_MAX} elements`, "length"));
      return [];
    }
    if (typeof value === "string" || typeof value === "number") return [value];
    problems.push(fault(member, "must be a list", "type"));
    return [];
  };
  return {
    list,
    /** Numbers of Python, which may come as texts; nothing for what is not given. */
    number(member: string, value: unknown): number | undefined {
      if (value === undefined || value === null || value === "") return undefined;
      const read = typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
      if (typeof read === "number" && Number.isFinite(read) && read >= 0) return read;
      problems.push(fault(member, "must be a number, not below 0", "type"));
      return undefined;
    },
    text(member: string, value: unknown, most = TEXT_MAX): string | undefined {
      if (value === undefined || value === null || value === "") return undefined;
      if (typeof value === "string") {
        if (value.length <= most) return value;
        problems.push(fault(member, `has at most ${most} characters`, "length"));
        return undefined;
      }
      problems.push(fault(member, "must be text", "type"));
      return undefined;
    },
    /** Clients put empty texts and nulls into lists that have nothing in them. */
    texts(member: string, value: unknown): readonly string[] {
      return list(member, value).flatMap((each) => {
        if (each === null || each === "") return [];
        if (typeof each === "string" && each.length <= TEXT_MAX) return [each];
        problems.push(fault(member, `must be a list of texts of at most ${TEXT_MAX} characters`, "type"));
        return [];
      });
    },
  };
}

function textOrNumber(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : "\0";
}

function storageOf(value: unknown): string | undefined {
  return textOrNumber(isRecord(value) ? value.size : value);
}

/** Ids come as numbers and as texts, empty ones among them. */
function taskIds(value: unknown, problems: Problem[]): readonly number[] {
  if (value === null || value === "") return [];
  const id = typeof value === "string" && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
  if (typeof id === "number" && Number.isSafeInteger(id) && id > 0) return [id];
  problems.push(fault("requirements.tasks", "must be ids of tasks"));
  return [];
}

function ports(value: unknown, problems: Problem[]): readonly number[] {
  if (value === null || value === "") return [];
  const port = typeof value === "string" && /^\s*\d{1,5}\s*$/.test(value) ? Number(value) : value;
  if (typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65_536) return [port];
  problems.push(fault("requirements.ports", "must be ports of the container, 1 to 65535"));
  return [];
}

function ownerOf(user: Record<string, unknown>, problems: Problem[]): TaskRequest["owner"] {
  const { id, uid, gid } = user;
  if (id === undefined || id === null || id === "") return undefined;
  if (typeof id !== "string" || !USER.test(id)) {
    problems.push(fault("user.id", "is no name that an account can have"));
    return undefined;
  }
  const number = (value: unknown) =>
    typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
  return { id, ...given({ uid: number(uid), gid: number(gid) }) };
}

/** The first of each name; without the right to write, unless that is asked for. */
function volumesOf(list: readonly unknown[]): TaskRequest["volumes"] {
  const named = list.flatMap((each) => {
    const name = isRecord(each) ? each.name : each;
    if (typeof name !== "string" || name === "" || RESERVED_VOLUMES.has(name)) return [];
    return [{ name, acl: isRecord(each) && each.acl === "rw" ? ("rw" as const) : ("ro" as const) }];
  });
  return named.filter(({ name }, at) => named.findIndex((other) => other.name === name) === at);
}

function labelFault(label: string): Problem {
  return label.startsWith("resource==")
    ? fault(
        "requirements.label",
        "slots of a resource are not given out; ask for requirements.gpus",
        "not_supported",
      )
    : fault("requirements.label", "must be name==value");
}

function given(fields: Readonly<Record<string, unknown>>): Record<string, never> {
  // Fields of the caller without those that are undefined: their types are known there.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<
    string,
    never
  >;
}

function nonEmpty<K extends string, T>(
  name: K,
  values: readonly T[],
): { readonly [each in K]?: readonly T[] } {
  return values.length === 0 ? {} : ({ [name]: values } as { readonly [each in K]?: readonly T[] }); // just that field
}
