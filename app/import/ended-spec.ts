import { readTask, type TaskRequest } from "../../api/godocker-1/tasks/task-request.ts";
import { specDocument } from "../../api/godocker-1/tasks/spec-document.ts";
import { RAM_BYTES } from "../../api/godocker-1/tasks/task-document.ts";
import type { LegacyTask, LegacyVolume } from "../../jobs/spec/legacy.ts";
import { isRecord, type Problem } from "../../jobs/text/problem.ts";
import type { ArraySpec, JobSpec } from "../../jobs/spec/spec.ts";
import { validateJobSpec } from "../../jobs/submission/validate.ts";
import { mib } from "../../jobs/placement/requirement.ts";
import type { ResourceVector } from "../../resources/vector.ts";
import { at, numberOf, textOf, type OldDocument } from "./old-values.ts";

/** What was asked for by a job that has ended. */
export interface EndedSpec {
  readonly user: string;
  readonly spec: JobSpec;
  readonly legacy: LegacyTask;
  /** What it held while it ran. */
  readonly resources: ResourceVector;
  readonly changed: readonly string[];
}

export type MadeSpec = ({ readonly ok: true } & EndedSpec) | { readonly ok: false; readonly why: string };

/** What a submission is read from; the rest of a document is as large as Docker likes. */
const MEMBERS = ["user", "meta", "requirements", "container", "command", "notify"] as const;
/** Of a job whose command is lost. */
const NO_COMMAND = "#!/bin/sh\n# GoDocker 1.x kept no command of this job.\n";
/** Of CPUs, GPUs, and gigabytes. */
const AMOUNT_MAX = 1_000_000;
const ROUNDS = 20;
const NOBODY = 65_534;

/**
 * Nothing of it is to run any more: what this version cannot say is left out and told, and the job comes all the same.
 */
export function endedSpec(task: OldDocument, array: ArraySpec | undefined): MadeSpec {
  const changed: string[] = [];
  const read = readGenerously(task, changed);
  if (read === undefined) return { ok: false, why: "its document cannot be read as a task" };
  const { owner, legacy, cpus, ram } = read;
  if (owner === undefined) return { ok: false, why: "it has no owner that an account could have" };
  const volumes = volumesOf(at(task, "container", "volumes"));
  const known: TaskRequest = read.project === undefined ? read : withProject(read, read.project, changed);
  const document = specDocument({
    request: known,
    image: legacy.image === "" ? undefined : legacy.image,
    volumes,
    dependencies: [],
    networks: [],
  });
  const spec = validated(
    { ...document, ...(array === undefined ? { array: undefined } : { array }) },
    changed,
  );
  if (typeof spec === "string") return { ok: false, why: spec };
  const amount = (what: string, asked: number): number => {
    if (asked <= AMOUNT_MAX) return asked;
    changed.push(`${what} is more than there can be: it used 1`);
    return 1;
  };
  return {
    ok: true,
    user: owner.id,
    spec,
    legacy: { ...legacy, volumes, owner: ownerOf(task["user"]) },
    resources: {
      cpusMilli: Math.round(amount("requirements.cpu", cpus) * 1000),
      memMib: mib(amount("requirements.ram", ram) * RAM_BYTES),
      diskMib: 0,
      gpus: Math.round(amount("requirements.gpus", legacy.requirements.gpus ?? 0)),
    },
    changed,
  };
}

/** What is wrong is left out until the rest can be read. */
function readGenerously(task: OldDocument, changed: string[]): TaskRequest | undefined {
  const body: Record<string, unknown> = {};
  for (const member of MEMBERS) if (isRecord(task[member])) body[member] = { ...task[member] };
  for (const [part, inner] of [
    ["requirements", "array"],
    ["requirements", "tmpstorage"],
  ] as const) {
    const outer = body[part];
    if (isRecord(outer) && isRecord(outer[inner])) outer[inner] = { ...outer[inner] };
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const read = readTask(body);
    if (read.ok) return read.request;
    for (const problem of read.problems) leaveOut(body, problem, changed);
  }
  return undefined;
}

function leaveOut(body: Record<string, unknown>, { pointer, message }: Problem, changed: string[]): void {
  const path = pointer.split("/").slice(1);
  const member = path.join(".");
  if (member === "command.cmd") {
    const command = isRecord(body["command"]) ? body["command"] : {};
    body["command"] = { ...command, cmd: NO_COMMAND };
    changed.push("its command is lost");
    return;
  }
  const last = path.pop();
  let within: unknown = body;
  for (const name of path) within = isRecord(within) ? within[name] : undefined;
  if (last !== undefined && isRecord(within)) delete within[last];
  changed.push(`${member} is left out: it ${message}`);
}

function withProject(request: TaskRequest, project: string, changed: string[]): TaskRequest {
  const fitting = fittingProject(project);
  if (fitting !== project) changed.push(`the project ${project} is called ${fitting}`);
  return { ...request, project: fitting };
}

/** The name that a project has here: 1 to 63 of a-z 0-9 . _ - */
export function fittingProject(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "");
  return plain.slice(0, 63) || "default";
}

/** @returns the fault that cannot be left out */
function validated(document: Record<string, unknown>, changed: string[]): JobSpec | string {
  const wanted = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
  for (let round = 0; round < ROUNDS; round += 1) {
    const checked = validateJobSpec({ project: "default", ...wanted });
    if (checked.ok) return checked.spec;
    for (const { pointer, message } of checked.problems) {
      const [, field = "", inner] = pointer.split("/");
      if (field === "script" || field === "array" || field === "" || !(field in wanted))
        return `its ${field === "" ? "document" : field} ${message}`;
      const value = wanted[field];
      if (field === "resources" && inner !== undefined && isRecord(value)) {
        const { [inner]: _, ...others } = value;
        wanted[field] = others;
      } else delete wanted[field];
      changed.push(`${field} is left out: it ${message}`);
    }
  }
  return "its document is not one that this version can keep";
}

function volumesOf(value: unknown): readonly LegacyVolume[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((volume) => {
    const [name, path] = [textOf(at(volume, "name")), textOf(at(volume, "path"))];
    if (name === undefined || path === undefined || name === "go-docker" || name === "god-ftp") return [];
    const acl = at(volume, "acl") === "rw" ? "rw" : "ro";
    return [{ name, acl, path, mount: textOf(at(volume, "mount")) ?? path }];
  });
}

export function ownerOf(user: unknown): LegacyTask["owner"] {
  const whole = (value: unknown): number | undefined => {
    const number = numberOf(value);
    return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
  };
  const [sgids, email] = [at(user, "sgids"), textOf(at(user, "email"))];
  return {
    uid: whole(at(user, "uid")) ?? NOBODY,
    gid: whole(at(user, "gid")) ?? NOBODY,
    sgids: Array.isArray(sgids) ? sgids.flatMap((gid) => whole(gid) ?? []) : [],
    ...(email === undefined ? {} : { email }),
  };
}
