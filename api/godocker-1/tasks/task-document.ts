import { createHash } from "node:crypto";
import { jobDirectory } from "../../../jobs/life/directory.ts";
import type { Attempt } from "../../../jobs/life/job.ts";
import type { LegacyTask, LegacyVolume } from "../../../jobs/spec/legacy.ts";
import { formatLifespan, LEGACY_FILES, LEGACY_MOUNT, legacyTaskId } from "../../../jobs/spec/legacy.ts";
import { containerPorts, hostPorts } from "./task-ports.ts";
import type { JobSpec } from "../../../jobs/spec/spec.ts";
import { indexOfElement, taskCount } from "../../../jobs/spec/spec.ts";
import type { SiteVolume } from "../../../jobs/placement/volumes.ts";
import { volumePlaces } from "../../../jobs/placement/volumes.ts";
import { count } from "../../../resources/ranges.ts";
import type { Quota } from "../frame/quota.ts";
import { inspectOf } from "./inspect.ts";
import { isOver, phaseOf, seconds, statusOf, type TaskState } from "./task-status.ts";

/** A gigabyte of GoDocker 1.0 is 1000 of Mesos' megabytes. */
export const RAM_BYTES = 1000 * 1024 ** 2;

/** What of the installation a task document shows. */
export interface DocumentSite {
  readonly volumes: readonly SiteVolume[];
  /** Where agents see the directories of jobs; absent: they don't. */
  readonly jobsDirectory?: string;
  /** Whether it is shown what runs. */
  readonly showsCommand: boolean;
  /** Of tasks that name none. */
  readonly executor: string;
  /** The owner of a job that came another way; absent: nobody knows. */
  readonly ownerOf: (user: string) => LegacyTask["owner"] | undefined;
}

/** No account has these: what is shown where nobody knows the right ones. */
export const NO_IDS: LegacyTask["owner"] = { uid: 65_534, gid: 65_534, sgids: [] };

/**
 * A job, or one task of an array, as GoDocker 1.0 shows it. A view of the same job that REST v2 shows; member by member
 * as its clients read it.
 */
export function taskDocument(
  state: TaskState,
  site: DocumentSite,
  quota: { readonly user: Quota; readonly project: Quota },
) {
  const { job, element } = state;
  const { id, spec, legacy } = job;
  const index = element === undefined ? undefined : indexOfElement(spec.array, element);
  const owner = legacy?.owner ?? site.ownerOf(job.user) ?? NO_IDS;
  const own = element === undefined ? id : legacyTaskId(id, element);
  const over = isOver(state);
  const isArray = spec.array !== undefined && element === undefined;
  const hasBegun = isArray
    ? job.status.startedAtMs !== undefined || phaseOf(state) === "live"
    : state.latest !== undefined;
  const isLive = phaseOf(state) === "live";
  const isKilled = phaseOf(state) === "cancelled";
  return {
    _id: { $oid: objectId(own, over) },
    id: own,
    parent_task_id: element === undefined ? null : id,
    date: seconds(job.submittedAtMs),
    notify: { email: legacy?.notifyByMail ?? spec.notify.some((each) => "email" in each) },
    user: {
      id: job.user,
      uid: owner.uid,
      gid: owner.gid,
      sgids: owner.sgids,
      email: owner.email ?? null,
      project: spec.project,
    },
    meta: {
      name: nameOf(spec, legacy),
      description: legacy?.description ?? spec.description ?? "",
      tags:
        legacy?.tags ??
        Object.entries(spec.labels).map(([key, value]) => (value === "" ? key : `${key}=${value}`)),
    },
    requirements: {
      // First: what has an effect is told as it is.
      ...state.kept?.requirements,
      ...requirementsOf(state),
      array: arrayOf(state, index),
      ...prefixed("user_quota", quota.user),
      ...prefixed("project_quota", quota.project),
      ...(hasBegun ? { ticket_share: 0 } : {}),
      ...endedRequirements(state, site, over),
    },
    container: {
      image: legacy?.image ?? spec.image?.ref ?? "",
      network: legacy?.network ?? true,
      root: legacy?.ended?.isRoot ?? spec.rootInContainer === true,
      stats: null,
      id: containerIdOf(state, isArray),
      meta: inspectOf(state),
      volumes: volumesOf(state, site, index, hasBegun),
      // Of a task that is to be tried again they are others' by now.
      ports: isLive ? hostPorts(state.latest).map(String) : [],
      ...(hasBegun || isKilled
        ? { port_mapping: isLive ? mappingOf(job.spec, legacy, state.latest) : [] }
        : {}),
      ...(state.latest?.state === "starting" && isLive ? { status: "initializing" } : {}),
      ...(state.latest?.address === undefined || !isLive ? {} : { ip_address: state.latest.address }),
    },
    command: {
      cmd: site.showsCommand ? (spec.script ?? (spec.command ?? []).map(quoted).join(" ")) : "",
      interactive: legacy?.ended?.isInteractive ?? false,
      ...(over && !isKilled && hasBegun ? { script: `${LEGACY_MOUNT}/${LEGACY_FILES.entry}` } : {}),
    },
    status: statusOf(state),
  };
}

function containerIdOf({ job, element, latest }: TaskState, isArray: boolean): string | null {
  const ended = element === undefined ? job.legacy?.ended : undefined;
  if (ended !== undefined) return ended.containerId ?? null;
  return isArray ? null : (latest?.taskId ?? null);
}

/** Another one when a task is over: it was another document then. */
function objectId(id: number, over: boolean): string {
  return createHash("sha256")
    .update(`${over ? "jobsover" : "jobs"}/${id}`)
    .digest("hex")
    .slice(0, 24);
}

/** A name that was changed since is the right one. */
function nameOf(spec: JobSpec, legacy: LegacyTask | undefined): string {
  return legacy === undefined || legacy.name.length === 0
    ? spec.name
    : spec.name === fittingName(legacy.name)
      ? legacy.name
      : spec.name;
}

/** The name of a job that REST v2 has for a name of GoDocker 1.0, which may be any text. */
export function fittingName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- those are what no name may have
  const printable = name.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069/]/g, "_");
  const short = [...printable].slice(0, 128).join("").trim();
  return short === "" ? "job" : short;
}

function requirementsOf({ job }: TaskState) {
  const { spec, legacy, status } = job;
  const { resources, scratch } = spec;
  const asked = legacy?.requirements;
  const lifespan = asked?.maxlifespan !== undefined || status.changes?.walltimeSeconds !== undefined;
  const gpus = asked === undefined ? (resources.gpus === 0 ? undefined : resources.gpus) : asked.gpus;
  const ports = asked === undefined ? containerPorts(spec) : asked.ports;
  return {
    cpu: Math.ceil(resources.cpus),
    ram: Math.ceil(resources.memoryBytes / RAM_BYTES),
    label:
      asked?.label ??
      spec.constraints.flatMap(({ attribute, op, values }) =>
        op === "eq" ? values.map((value) => `${attribute}==${value}`) : [],
      ),
    tasks: asked?.tasks ?? spec.dependencies.map((dependency) => dependency.job),
    tmpstorage:
      asked?.tmpstorage !== undefined
        ? { size: asked.tmpstorage, path: null }
        : scratch === undefined || legacy !== undefined
          ? null
          : { size: `${Math.ceil(scratch.bytes / 1e9)}g`, path: null },
    ...(gpus === undefined ? {} : { gpus }),
    ...(ports === undefined ? {} : { ports }),
    ...(asked?.uris === undefined ? {} : { uris: asked.uris }),
    ...(asked?.failurePolicy === undefined ? {} : { failure_policy: asked.failurePolicy }),
    ...(asked?.executor === undefined ? {} : { executor: asked.executor }),
    ...(asked?.network === undefined ? {} : { network: asked.network }),
    ...(lifespan && spec.walltimeSeconds !== undefined
      ? { maxlifespan: lifespanText(spec.walltimeSeconds, asked?.maxlifespan, status.changes !== undefined) }
      : {}),
  };
}

function lifespanText(walltime: number, asked: string | undefined, changed: boolean): string {
  return asked !== undefined && !changed ? asked : formatLifespan(walltime);
}

/** What a job that has run is told with beside. */
function endedRequirements({ job, latest }: TaskState, site: DocumentSite, over: boolean) {
  if (!over) return {};
  const { spec, legacy, status } = job;
  const executor = legacy?.requirements.executor ?? spec.executor ?? site.executor;
  const hasRun =
    status.cancelledBy === undefined &&
    (latest !== undefined || (spec.array !== undefined && status.startedAtMs !== undefined));
  return {
    executor,
    ...(hasRun ? { failure_policy: legacy?.requirements.failurePolicy ?? spec.retry.maxAttempts - 1 } : {}),
  };
}

function arrayOf({ job: { id, spec, status, legacy }, element }: TaskState, index: number | undefined) {
  const { array } = spec;
  if (array === undefined)
    return { values: null, task_id: null, nb_tasks: null, nb_tasks_over: null, tasks: [] };
  if (element !== undefined)
    return { values: null, task_id: index ?? null, nb_tasks: 0, nb_tasks_over: 0, tasks: [] };
  const values = "indices" in array ? array.indices.join(",") : `${array.from}:${array.to}:${array.step}`;
  return {
    values: legacy?.array ?? values,
    task_id: null,
    nb_tasks: taskCount(array),
    nb_tasks_over: count(status.succeeded) + count(status.failed) + count(status.cancelled),
    tasks: Array.from({ length: taskCount(array) }, (_, at) => legacyTaskId(id, at)),
  };
}

function prefixed(prefix: string, { time, cpu, ram }: Quota) {
  return { [`${prefix}_time`]: time, [`${prefix}_cpu`]: cpu, [`${prefix}_ram`]: ram };
}

/** Those that were asked for, and the job's own directory once it has begun. */
function volumesOf(
  { job }: TaskState,
  { volumes, jobsDirectory }: DocumentSite,
  index: number | undefined,
  hasBegun: boolean,
): readonly LegacyVolume[] {
  const asked =
    job.legacy?.volumes ??
    volumePlaces(job.spec, volumes).map(({ name, source, path, mode }) => ({
      name,
      acl: mode,
      path: source,
      mount: path,
    }));
  if (!hasBegun || jobsDirectory === undefined) return asked;
  const path = `${jobsDirectory}/${jobDirectory(job.id, index)}`;
  return [...asked, { name: "go-docker", acl: "rw", path, mount: LEGACY_MOUNT }];
}

function mappingOf(spec: JobSpec, legacy: LegacyTask | undefined, latest: Attempt | undefined) {
  const inside = legacy?.requirements.ports ?? containerPorts(spec) ?? [];
  return hostPorts(latest).map((host, at) => ({ host, container: inside[at] ?? host }));
}

/** An argument as a shell would have to be told it. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** The short answer to a look at the state only. */
export function statusDocument(id: number, state: TaskState) {
  return { id, status: statusOf(state) };
}
