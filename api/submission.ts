import type { Caller } from "../auth/caller.ts";
import { maySeeJobOf } from "../auth/permissions.ts";
import type { Job, NewJob } from "../jobs/job.ts";
import { nearest } from "../resources/nearest.ts";
import { requirementOf } from "../jobs/requirement.ts";
import type { JobSpec } from "../jobs/spec.ts";
import { taskCount } from "../jobs/spec.ts";
import type { Problem, Validated } from "../jobs/validate.ts";
import { validateJobSpec } from "../jobs/validate.ts";
import { explainNoFit } from "../offers/explain.ts";
import type { AgentView } from "../offers/explanation.ts";
import type { ResourceKind, ResourceVector } from "../resources/vector.ts";
import { formatCpus, formatSize } from "../resources/units.ts";
import type { Store } from "../store/store.ts";
import { StoreUnavailableError } from "../store/store.ts";
import { MIB } from "./job-document.ts";
import { PublicError } from "./problems.ts";

/** A directory that jobs may name. */
export interface Volume {
  readonly name: string;
  /** Its path, the same for the job as on the machine. */
  readonly source: string;
  readonly mode: "ro" | "rw";
}

/** What this installation puts where a job says nothing; absent = the default of the job document. */
export interface JobDefaults {
  readonly project?: string;
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
  readonly walltimeSeconds?: number;
  readonly graceSeconds?: number;
  readonly maxAttempts?: number;
}

export interface SubmissionRules {
  readonly volumes: readonly Volume[];
  readonly jobDefaults: JobDefaults;
  /** A job that another one wants to wait for. */
  readonly findJob: (id: number) => Promise<Job | undefined>;
}

/** Something that a user should know of a job that was accepted. */
export interface Warning {
  readonly code: "larger_than_any_agent" | "no_agents";
  readonly message: string;
}

/** All faults at once: those of the document, then those that only the installation can tell. */
export async function checkSubmission(
  document: unknown,
  caller: Caller,
  rules: SubmissionRules,
): Promise<Validated> {
  const checked = validateJobSpec(withDefaults(document, rules.jobDefaults));
  const problems: Problem[] = checked.ok ? [] : [...checked.problems];
  const faulty = (pointer: string) => problems.some((problem) => problem.pointer.startsWith(pointer));
  for (const { at, name, mode } of namedVolumes(document)) {
    if (!faulty(`/volumes/${at}`)) problems.push(...volumeProblems(at, name, mode, rules.volumes));
  }
  if (!faulty("/dependencies")) problems.push(...(await dependencyProblems(document, caller, rules.findJob)));
  if (problems.length > 0) return { ok: false, problems };
  return checked;
}

/** The error that these faults are answered with. */
export function invalidJob(problems: readonly Problem[]): PublicError {
  const tooLarge = problems.every((problem) => problem.code === "too_large");
  const faults = problems.length === 1 ? "one fault" : `${problems.length} faults`;
  const detail = tooLarge ? "The job is larger than this server takes." : `The job has ${faults}.`;
  return new PublicError(tooLarge ? "too_large" : "invalid", detail, { errors: problems });
}

function withDefaults(document: unknown, defaults: JobDefaults): unknown {
  if (!isRecord(document)) return document;
  const { project, walltimeSeconds, graceSeconds, cpus, memoryBytes, diskBytes, maxAttempts } = defaults;
  return {
    ...given({ project, walltimeSeconds, graceSeconds }),
    ...document,
    ...nested(document, "resources", given({ cpus, memoryBytes, diskBytes })),
    ...nested(document, "retry", given({ maxAttempts })),
  };
}

/** Defaults inside an object of the document; anything else that stands there is left to the validation. */
function nested(document: Record<string, unknown>, field: string, defaults: Record<string, unknown>) {
  const there = document[field];
  if (there !== undefined && !isRecord(there)) return {};
  return Object.keys(defaults).length === 0 ? {} : { [field]: { ...defaults, ...there } };
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function namedVolumes(
  document: unknown,
): { readonly at: number; readonly name: string; readonly mode: unknown }[] {
  if (!isRecord(document) || !Array.isArray(document.volumes)) return [];
  return document.volumes.slice(0, 32).flatMap((mount: unknown, at) => {
    return isRecord(mount) && typeof mount.name === "string"
      ? [{ at, name: mount.name, mode: mount.mode }]
      : [];
  });
}

function volumeProblems(at: number, name: string, mode: unknown, volumes: readonly Volume[]): Problem[] {
  const volume = volumes.find((candidate) => candidate.name === name);
  if (volume === undefined) {
    const names = volumes.map((candidate) => candidate.name);
    const near = nearest(name, names);
    return [
      {
        pointer: `/volumes/${at}/name`,
        code: "unknown_name",
        message: `there is no volume "${name}"`,
        got: name,
        allowed: names.length === 0 ? "none: no volumes are configured" : names.slice(0, 20).join(", "),
        ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
      },
    ];
  }
  if (mode !== "rw" || volume.mode === "rw") return [];
  return [
    {
      pointer: `/volumes/${at}/mode`,
      code: "conflict",
      message: `the volume "${name}" can only be read`,
      got: "rw",
      allowed: "ro",
    },
  ];
}

/** A job of somebody else is answered like one that does not exist. */
async function dependencyProblems(
  document: unknown,
  caller: Caller,
  findJob: SubmissionRules["findJob"],
): Promise<Problem[]> {
  if (!isRecord(document) || !Array.isArray(document.dependencies)) return [];
  const problems = await Promise.all(
    document.dependencies.slice(0, 100).map(async (dependency: unknown, at): Promise<Problem[]> => {
      const id = isRecord(dependency) ? dependency.job : undefined;
      if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 1) return [];
      const job = await findJob(id);
      if (job !== undefined && maySeeJobOf(caller, job.user)) return [];
      const message = `there is no job ${id} that this job could wait for`;
      return [{ pointer: `/dependencies/${at}/job`, code: "unknown_name", message, got: id }];
    }),
  );
  return problems.flat();
}

/** What is worth telling of an accepted job. `agents` is `undefined` while no leader can be asked. */
export function warningsFor(spec: JobSpec, agents: readonly AgentView[] | undefined): readonly Warning[] {
  if (agents === undefined) return [];
  if (agents.length === 0) {
    return [{ code: "no_agents", message: "No machine is connected now; the job waits until one is." }];
  }
  const cause = explainNoFit(requirementOf(spec.resources), agents);
  if (cause?.kind !== "never_fits") return [];
  const { nearest: near } = cause;
  const asked = near.lacking.map((kind) => amount(kind, cause.need)).join(", ");
  const has = near.lacking.map((kind) => amount(kind, near.has)).join(", ");
  const message = `No machine that is connected now is large enough: the job needs ${asked}; the nearest, ${near.hostname}, has ${has}.`;
  return [{ code: "larger_than_any_agent", message }];
}

export function amount(kind: ResourceKind, vector: ResourceVector): string {
  switch (kind) {
    case "cpusMilli":
      return `${formatCpus(vector.cpusMilli)} CPUs`;
    case "memMib":
      return `${formatSize(vector.memMib * MIB)} of memory`;
    case "diskMib":
      return `${formatSize(vector.diskMib * MIB)} of disk`;
    case "gpus":
      return `${vector.gpus} GPUs`;
    default:
      return kind satisfies never;
  }
}

/**
 * Stores jobs under new ids, all or none. An array also takes the ids that follow its own, one per task.
 * @returns once they are durable, in the order of `specs`
 * @throws PublicError  `store_unavailable` when nothing was stored, `timeout` when that is not known
 */
export async function storeJobs(
  store: Store,
  specs: readonly JobSpec[],
  origin: Pick<NewJob, "user" | "submittedAtMs" | "source">,
): Promise<readonly NewJob[]> {
  const idsOf = (spec: JobSpec) => 1 + (spec.array === undefined ? 0 : taskCount(spec.array));
  let id = await store.takeIds(specs.reduce((sum, spec) => sum + idsOf(spec), 0));
  const jobs = specs.map((spec): NewJob => {
    const job = { ...origin, id, spec };
    id += idsOf(spec);
    return job;
  });
  await submitSurely(store, jobs);
  return jobs;
}

/** A failed write may have worked. The store says, since it orders reads after the writes of the same process. */
async function submitSurely(store: Store, jobs: readonly NewJob[]): Promise<void> {
  const [first] = jobs;
  if (first === undefined) return;
  try {
    await store.submit(jobs.map((job) => ({ kind: "job", key: `job/${job.id}`, job })));
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    const found = await store.job(first.id).catch((cause: unknown) => {
      const detail = `The store did not answer, so it is not known whether job ${first.id} was stored. Look for it before you submit again.`;
      throw new PublicError("timeout", detail, { cause, extra: { job: first.id } });
    });
    if (found === undefined) throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
