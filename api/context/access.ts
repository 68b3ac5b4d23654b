import type { AuditEvent, AuditSink } from "../../auth/audit.ts";
import { auditActor } from "../../auth/audit.ts";
import type { ProjectRights, Resource } from "../../auth/authorize.ts";
import { authorize, may, reachOf } from "../../auth/authorize.ts";
import type { Caller } from "../../auth/caller.ts";
import type { Permission } from "../../auth/permissions.ts";
import { ruleOf } from "../../auth/permissions.ts";
import type { JobFilter } from "../../jobs/query/job-filter.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";
import type { Job } from "../../jobs/life/job.ts";
import type { Store, StoredJob } from "../../store/store.ts";
import { PublicError } from "../http/problems.ts";

/** What rights are judged with. */
export interface RightsContext {
  readonly store: Pick<Store, "job">;
  readonly siteRules: Pick<SiteRules, "projects">;
}

/** Also tells of what was done with special rights. */
export interface AccessContext extends RightsContext {
  readonly audit: AuditSink;
  /** Tells a job's owner that somebody looked; durable when it returns. */
  readonly notifyOwner: (job: number, look: Look) => Promise<void>;
}

/** A look at what is another user's, with special rights. */
export interface Look {
  readonly by: string;
  readonly what: string;
  readonly reason: string;
}

/** Who asks, as handlers know it. */
export interface Asking {
  readonly caller: Caller;
  readonly header: (name: string) => string | undefined;
  readonly requestId?: string;
}

/** The reason of somebody who reads what is not theirs to read. */
export const BREAK_GLASS = "break-glass";
const REASON_MIN = 8;
const REASON_MAX = 500;

export function noSuchJob(id: number): PublicError {
  return new PublicError("not_found", `There is no job ${id}.`);
}

export function resourceOf(
  { siteRules }: Pick<RightsContext, "siteRules">,
  job: Pick<Job, "spec" | "user">,
): Resource {
  return { owner: job.user, project: projectOf(siteRules.projects, job.spec.project) };
}

export function projectOf(projects: readonly ProjectRights[], name: string): ProjectRights | undefined {
  return projects.find((project) => project.name === name);
}

/** Whether it is among the jobs that the caller sees. */
export function maySee(context: Pick<RightsContext, "siteRules">, caller: Caller, job: Job): boolean {
  return may(caller, "jobs:read", resourceOf(context, job));
}

/**
 * A job that the caller may see.
 * @throws PublicError  `not_found`, whether it does not exist or is not shown to them
 */
export async function visibleJob(context: RightsContext, caller: Caller, id: number): Promise<StoredJob> {
  const job = await context.store.job(id);
  if (job === undefined || job.hidden === true || !maySee(context, caller, job)) throw noSuchJob(id);
  return job;
}

/**
 * A job that the caller may do this to. Who needs special rights for it gives a reason in the header `Break-Glass`; it is
 * in the audit log, and the owner is told, before anything is done.
 * @param what  is read, for the owner
 * @throws PublicError  `not_found` when it is not shown to them; `forbidden`
 */
export async function permittedJob(
  context: AccessContext,
  asking: Asking,
  id: number,
  permission: Permission,
  what: string = ruleOf(permission).says,
): Promise<StoredJob> {
  const job = await context.store.job(id);
  if (job === undefined || job.hidden === true) throw noSuchJob(id);
  await permit(context, asking, job, permission, what);
  return job;
}

/** What is written down when it is done to the job of another user. */
const OF_OTHERS: ReadonlySet<Permission> = new Set(["jobs:control", "jobs:write"]);

/** The same for a job that is read already. */
export async function permit(
  context: AccessContext,
  asking: Asking,
  job: Pick<Job, "id" | "spec" | "user">,
  permission: Permission,
  what: string = ruleOf(permission).says,
): Promise<void> {
  const { caller } = asking;
  const resource = resourceOf(context, job);
  const verdict = authorize(caller, permission, resource);
  if (verdict.allowed && verdict.by === "yes") {
    if (job.user !== caller.user && OF_OTHERS.has(permission))
      await context.audit.record({
        action: "job.act",
        outcome: "done",
        ...ofRequest(asking),
        resource: `job/${job.id}`,
        project: job.spec.project,
        after: { permission, what, owner: job.user },
      });
    return;
  }
  if (!may(caller, "jobs:read", resource) && !verdict.allowed) throw noSuchJob(job.id);
  const event = { resource: `job/${job.id}`, ...ofRequest(asking) };
  if (!verdict.allowed) {
    await context.audit.record({
      ...event,
      project: job.spec.project,
      action: "access.deny",
      outcome: "refused",
      after: { permission },
    });
    throw new PublicError("forbidden", `Job ${job.id} belongs to ${job.user}: this is not yours to do.`, {
      extra: { permission },
    });
  }
  const reason = breakGlassReason(asking, job);
  await context.audit.record({
    ...event,
    project: job.spec.project,
    action: "access.break-glass",
    outcome: "done",
    after: { permission, owner: job.user, what },
    reason,
  });
  await context.notifyOwner(job.id, { by: caller.user, what, reason });
}

/** The job as the caller may see it: who does not read its output does not read what it runs either. */
export function shownTo(
  context: Pick<RightsContext, "siteRules">,
  caller: Caller,
  job: StoredJob,
): StoredJob & { readonly withheld?: true } {
  if (may(caller, "jobs:output", resourceOf(context, job))) return job;
  const { script: _s, command: _c, env, ...spec } = job.spec;
  const names = Object.keys(env).map((name): [string, string] => [name, ""]);
  return { ...job, spec: { ...spec, args: [], env: Object.fromEntries(names) }, withheld: true };
}

/** Who asked, and with which request, for the audit log. */
export function ofRequest({ caller, requestId }: Asking): Pick<AuditEvent, "actor" | "requestId"> {
  return { actor: auditActor(caller), ...(requestId === undefined ? {} : { requestId }) };
}

/** @throws PublicError  `forbidden` without one */
function breakGlassReason({ header }: Asking, job: Pick<Job, "id" | "user">): string {
  const reason = header(BREAK_GLASS)?.trim() ?? "";
  if (reason.length >= REASON_MIN && reason.length <= REASON_MAX && !/\p{C}/u.test(reason)) return reason;
  throw new PublicError(
    "forbidden",
    `This is of ${job.user}. Give your reason in the header Break-Glass, in ${REASON_MIN} to ${REASON_MAX} characters: it is kept, and ${job.user} is told.`,
    { extra: { breakGlass: true } },
  );
}

/** Whether what belongs to somebody, in some project, is within what a caller may do this to. */
export function withinReach(
  { siteRules }: Pick<RightsContext, "siteRules">,
  caller: Caller,
  permission: Permission,
): (of: { readonly user: string; readonly project: string }) => boolean {
  const reach = reachOf(caller, permission, siteRules.projects);
  return ({ user, project }) =>
    reach === "all" || (reach.own && user === reach.user) || reach.projects.includes(project);
}

/** The jobs that a caller may do this to, as a filter, so that others are never read. `undefined`: all there are. */
export function reachFilter(
  { siteRules }: Pick<RightsContext, "siteRules">,
  caller: Caller,
  permission: Permission,
): JobFilter | undefined {
  const reach = reachOf(caller, permission, siteRules.projects);
  if (reach === "all") return undefined;
  const own: JobFilter = { kind: "word", field: "user", values: reach.own ? [reach.user] : [] };
  if (reach.projects.length === 0) return own;
  return { kind: "any", of: [own, { kind: "word", field: "project", values: reach.projects }] };
}
