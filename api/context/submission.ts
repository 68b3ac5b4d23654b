import type { AccountIds } from "../../accounts/person.ts";
import { auditActor, type AuditSink } from "../../auth/audit.ts";
import { may } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/caller.ts";
import type { Job, NewJob } from "../../jobs/life/job.ts";
import type { AccountRules } from "../../fair-share/account-rules.ts";
import { withQueueDefaults } from "../../jobs/placement/queues.ts";
import { siteProblems, type SiteRules } from "../../jobs/submission/site-rules.ts";
import { nearest } from "../../resources/nearest.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { elementOfIndex, taskCount } from "../../jobs/spec/spec.ts";
import { deadlineProblems } from "../../jobs/submission/timing.ts";
import { grantedVolumes, type SiteVolume } from "../../jobs/placement/volumes.ts";
import type { Problem } from "../../jobs/text/problem.ts";
import { LIMITS } from "../../jobs/submission/spec-schema.ts";
import type { Validated } from "../../jobs/submission/validate.ts";
import { validateJobSpec } from "../../jobs/submission/validate.ts";
import type { Capabilities } from "../../offers/backend.ts";
import { incapabilities } from "../../offers/capability-check.ts";
import type { Secrets } from "../../store/secrets.ts";
import type { Note, Store } from "../../store/store.ts";
import { StoreUnavailableError } from "../../store/store.ts";
import { maySee } from "./access.ts";
import { checkTakesJobs } from "./maintenance.ts";
import type { PreferencesBook } from "./preferences.ts";
import { PublicError } from "../http/problems.ts";
import type { StoredRulesReader } from "./stored-rules.ts";
import { arrayProblems, type SubmitLimits } from "./submit-limits.ts";

/** A directory that jobs may name. */
export type Volume = SiteVolume;

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
  /** Names of the networks that jobs may join. */
  readonly networks: readonly string[];
  /** Of every configured backend; `undefined`: not known here, so the backends themselves refuse what they cannot do. */
  readonly capabilities: readonly Capabilities[] | undefined;
  readonly jobDefaults: JobDefaults;
  readonly siteRules: SiteRules;
  /** As they are now. */
  readonly accountRules: () => AccountRules;
  /** A job that another one wants to wait for. */
  readonly findJob: (id: number) => Promise<Job | undefined>;
  readonly secrets: Pick<Secrets, "known">;
  /** Absent: jobs name all that they want. */
  readonly preferences?: Pick<PreferencesBook, "recent">;
  /** Absent: nobody is told of refusals. */
  readonly audit?: AuditSink;
  readonly nowMs: () => number;
}

/** All faults at once: those of the document, then those that only the installation can tell. */
export async function checkSubmission(
  document: unknown,
  caller: Caller,
  rules: SubmissionRules,
): Promise<Validated> {
  const { queueByDefault, queues } = rules.siteRules;
  const wished = isRecord(document)
    ? { ...(await rules.preferences?.recent(caller.user)), ...document }
    : document;
  const ofQueue = withQueueDefaults(wished, queues, queueByDefault);
  const checked = validateJobSpec(withDefaults(ofQueue, rules.jobDefaults));
  const problems: Problem[] = checked.ok ? [] : [...checked.problems];
  const faulty = (pointer: string) => problems.some((problem) => problem.pointer.startsWith(pointer));
  const project = checked.ok ? checked.spec.project : (rules.jobDefaults.project ?? "");
  const mine = grantedVolumes(rules.volumes, { user: caller.user, project });
  for (const { at, name, mode } of namedVolumes(document)) {
    if (!faulty(`/volumes/${at}`)) problems.push(...volumeProblems(at, name, mode, mine));
  }
  if (!faulty("/network")) problems.push(...networkProblems(document, rules.networks));
  if (!faulty("/dependencies")) problems.push(...(await dependencyProblems(document, caller, rules)));
  if (!faulty("/secrets")) problems.push(...(await secretProblems(document, caller.user, rules.secrets)));
  if (checked.ok) problems.push(...siteProblems(checked.spec, caller.user, rules.siteRules));
  if (checked.ok) problems.push(...priorityProblems(checked.spec, caller, rules.siteRules.priorityMax));
  if (checked.ok) problems.push(...arrayProblems(checked.spec, caller.user, rules.accountRules()));
  if (checked.ok) problems.push(...deadlineProblems(checked.spec, rules.nowMs()));
  if (checked.ok && rules.capabilities !== undefined) {
    problems.push(...incapabilities(checked.spec, rules.capabilities));
  }
  if (problems.length === 0) return checked;
  const refusal = problems.find(({ pointer, code }) => pointer === "/rootInContainer" && code === "conflict");
  if (refusal !== undefined && rules.audit !== undefined)
    await tellOfRoot(rules.audit, caller, refusal.message, project);
  return { ok: false, problems };
}

/** A refusal is one whether or not it could be written down. */
async function tellOfRoot(audit: AuditSink, caller: Caller, reason: string, project: string): Promise<void> {
  const actor = auditActor(caller);
  try {
    await audit.record({ action: "job.root", outcome: "refused", actor, project, reason });
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}

/** Who keeps the site running may go above it. */
function priorityProblems(
  { priority }: JobSpec,
  caller: Caller,
  most: number | undefined,
): readonly Problem[] {
  if (most === undefined || priority <= most || may(caller, "jobs:priority")) return [];
  const message = "is above the ceiling of this site";
  return [{ pointer: "/priority", code: "range", message, got: priority, allowed: `at most ${most}` }];
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
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value;
  return kept;
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

/** `host` would be no network of a job's own: it has that of the machine when it names none. */
function networkProblems(document: unknown, networks: readonly string[]): Problem[] {
  const network = isRecord(document) ? document.network : undefined;
  const name = isRecord(network) ? network.name : undefined;
  if (typeof name !== "string" || networks.includes(name)) return [];
  const near = nearest(name, networks);
  const hint =
    name === "host"
      ? "leave network out to have the network of the machine"
      : near === undefined
        ? undefined
        : `did you mean ${near}?`;
  return [
    {
      pointer: "/network/name",
      code: "unknown_name",
      message: `there is no network "${name}"`,
      got: name,
      allowed: networks.length === 0 ? "none: no networks are configured" : networks.slice(0, 20).join(", "),
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}

/** A job of another user is answered like one that does not exist. */
async function dependencyProblems(
  document: unknown,
  caller: Caller,
  rules: Pick<SubmissionRules, "findJob" | "siteRules">,
): Promise<Problem[]> {
  if (!isRecord(document) || !Array.isArray(document.dependencies)) return [];
  const problems = await Promise.all(
    document.dependencies.slice(0, 100).map(async (dependency: unknown, at): Promise<Problem[]> => {
      const id = isRecord(dependency) ? dependency.job : undefined;
      if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 1) return [];
      const job = await rules.findJob(id);
      if (job !== undefined && maySee(rules, caller, job)) return indexProblems(job, dependency, at);
      const message = `there is no job ${id} that this job could wait for`;
      return [{ pointer: `/dependencies/${at}/job`, code: "unknown_name", message, got: id }];
    }),
  );
  return problems.flat();
}

async function secretProblems(
  document: unknown,
  user: string,
  secrets: SubmissionRules["secrets"],
): Promise<Problem[]> {
  if (!isRecord(document) || !Array.isArray(document.secrets)) return [];
  const named = document.secrets.slice(0, LIMITS.secrets).flatMap((use: unknown, at) => {
    return isRecord(use) && typeof use.name === "string" ? [{ at, name: use.name }] : [];
  });
  const known = await secrets.known(
    user,
    named.map(({ name }) => name),
  );
  return named.flatMap(({ at, name }): Problem[] => {
    if (known.has(name)) return [];
    return [
      {
        pointer: `/secrets/${at}/name`,
        code: "unknown_name",
        message: `the owner of the job has no secret "${name}"`,
        got: name,
        hint: `store it with: godocker secret create ${name}`,
      },
    ];
  });
}

function indexProblems({ id, spec }: Job, dependency: unknown, at: number): Problem[] {
  const index = isRecord(dependency) ? dependency.index : undefined;
  if (typeof index !== "number" || elementOfIndex(spec.array, index) !== undefined) return [];
  const what = spec.array === undefined ? "is no array" : `has no task ${index}`;
  return [
    { pointer: `/dependencies/${at}/index`, code: "unknown_name", message: `job ${id} ${what}`, got: index },
  ];
}

type Origin = Pick<NewJob, "user" | "submittedAtMs" | "source"> & {
  /** Who asks. */
  readonly caller: Caller;
};
type Submission = Pick<NewJob, "spec" | "retryOf" | "legacy"> &
  Partial<Pick<NewJob, "user" | "submittedAtMs" | "source">>;

/**
 * Stores jobs under new ids, all or none. An array also takes the ids that follow its own, one per task.
 * @param notesOf  what is to be stored in the same write
 * @returns once they are durable, in the order of `specs`
 * @throws NoteTakenError
 * @throws PublicError  `forbidden` when jobs of an owner can run as nobody, `directory_unavailable`
 * @throws PublicError  `maintenance` while none are taken; `quota_exceeded`, `queue_full` when not all of them may wait; nothing was stored then
 * @throws PublicError  `store_unavailable` when nothing was stored, `timeout` when that is not known
 */
export async function storeJobs(
  {
    store,
    submitLimits,
    rules,
    accountOf,
    audit,
  }: {
    readonly audit: AuditSink;
    readonly store: Store;
    readonly submitLimits: SubmitLimits;
    readonly rules: StoredRulesReader;
    readonly accountOf: (user: string) => Promise<AccountIds | undefined>;
  },
  submissions: readonly Submission[],
  { caller, ...origin }: Origin,
  notesOf: (jobs: readonly NewJob[]) => readonly Note[] = () => [],
): Promise<readonly NewJob[]> {
  if (submissions.length > 0) checkTakesJobs(rules);
  const users = new Set(submissions.map(({ user = origin.user }) => user));
  const accounts = new Map<string, AccountIds | undefined>();
  for (const user of users) accounts.set(user, await accountOf(user));
  const idsOf = ({ array }: JobSpec) => 1 + (array === undefined ? 0 : taskCount(array));
  let id = await store.takeIds(submissions.reduce((sum, { spec }) => sum + idsOf(spec), 0));
  const jobs = submissions.map((submission): NewJob => {
    const account = accounts.get(submission.user ?? origin.user);
    const job = { ...origin, ...submission, id, ...(account === undefined ? {} : { account }) };
    id += idsOf(submission.spec);
    return job;
  });
  for (const { id: made, spec } of jobs) {
    if (spec.rootInContainer !== true) continue;
    await audit.record({
      action: "job.root",
      outcome: "done",
      actor: auditActor(caller),
      resource: `job/${made}`,
      project: spec.project,
      after: { image: spec.image?.ref },
    });
  }
  await submitLimits.admit(jobs, () => submitSurely(store, jobs, notesOf(jobs)));
  return jobs;
}

/** A failed write may have worked. The store says, since it orders reads after the writes of the same process. */
async function submitSurely(store: Store, jobs: readonly NewJob[], notes: readonly Note[]): Promise<void> {
  const [first] = jobs;
  if (first === undefined) return;
  try {
    await store.submit(
      jobs.map((job) => ({ kind: "job", key: `job/${job.id}`, job })),
      notes,
    );
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
