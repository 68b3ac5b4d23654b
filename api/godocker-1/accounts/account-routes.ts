import { may } from "../../../auth/authorize.ts";
import { isRecord } from "../../../jobs/text/problem.ts";
import { projectOf } from "../../context/access.ts";
import type { ApiContext } from "../../context/context.ts";
import { requestOf } from "../../actions/job-actions.ts";
import { PublicError } from "../../http/problems.ts";
import type { AccountBook, UserSettings } from "../frame/account-book.ts";
import type { BearerExchange } from "../frame/bearer.ts";
import type { LegacyOptions, Person } from "../frame/options.ts";
import { checkSelf } from "../frame/people-rules.ts";
import { ok, type LegacyRoute } from "../frame/route.ts";
import { jobPages, unfinishedJobsOf } from "../tasks/job-pages.ts";
import { DAY_MS, usageByDay } from "../tasks/usage.ts";

const PAGE = 500;
/** Its weight is not told to the scheduler: shares are in the configuration. */
export const PRIO_WARNING =
  "prio is kept and shown, and has no effect: the shares of projects and users are in the configuration";

/** Logging in, and users. */
export function accountRoutes(
  context: ApiContext,
  options: LegacyOptions,
  book: AccountBook,
  bearer: BearerExchange,
): readonly LegacyRoute[] {
  return [
    authenticateRoute(bearer),
    listUsersRoute(options, book),
    getUserRoute(options, book),
    changeUserRoute(options, book),
    deleteUserRoute(context, options, book),
    userProjectsRoute(book),
    userUsageRoute(context, options),
    projectUsageRoute(context, options, book),
  ];
}

async function userDocument(book: AccountBook, person: Person) {
  const { user, uid, gid, sgids, email = null, homeDirectory } = person;
  return {
    id: user,
    uid,
    gid,
    sgids,
    email,
    homeDirectory,
    admin: person.isAdmin,
    type: "local",
    // Keys are shown to nobody: this server knows only how to recognise one.
    credentials: { apikey: "", private: "", public: "" },
    usage: await book.settings(user),
  };
}

/** @throws PublicError  `not_found` */
async function knownUser(options: LegacyOptions, user: string): Promise<Person> {
  const person = await options.people.find(user);
  if (person === undefined) throw new PublicError("not_found", `There is no user ${user}.`);
  return person;
}

function authenticateRoute(bearer: BearerExchange): LegacyRoute {
  return {
    method: "POST",
    path: "/authenticate",
    permission: "public",
    async handle({ body, address, requestId }) {
      const { user, apikey } = isRecord(body) ? body : {};
      if (typeof user !== "string" || typeof apikey !== "string" || user === "" || apikey === "")
        throw new PublicError("invalid", "Send user and apikey.");
      const token = await bearer.tokenFor(user, apikey, { address, requestId });
      if (token === undefined)
        throw new PublicError("not_signed_in", "User and API key do not belong together.");
      return ok({ token });
    },
  };
}

function listUsersRoute(options: LegacyOptions, book: AccountBook): LegacyRoute {
  return {
    method: "GET",
    path: "/user",
    permission: "users:read",
    everybody: true,
    handle: async () =>
      ok(await Promise.all((await options.people.list()).map((person) => userDocument(book, person)))),
  };
}

function getUserRoute(options: LegacyOptions, book: AccountBook): LegacyRoute {
  return {
    method: "GET",
    path: "/user/{id}",
    permission: "self:read",
    async handle({ caller, params: { id = "" } }) {
      checkSelf(caller, id, "users:read");
      return ok(await userDocument(book, await knownUser(options, id)));
    },
  };
}

function changeUserRoute(options: LegacyOptions, book: AccountBook): LegacyRoute {
  return {
    method: "PUT",
    path: "/user/{id}",
    permission: "users:write",
    everybody: true,
    async handle({ params: { id = "" }, body }) {
      const person = await knownUser(options, id);
      const before = await book.settings(id);
      const wanted = settingsOf(isRecord(body) && isRecord(body.usage) ? body.usage : {}, before);
      await book.setSettings(id, wanted);
      const warnings = wanted.prio === before.prio ? {} : { warnings: [PRIO_WARNING] };
      return ok({ ...(await userDocument(book, person)), ...warnings });
    },
  };
}

function deleteUserRoute(
  { store, nowMs, leader }: ApiContext,
  options: LegacyOptions,
  book: AccountBook,
): LegacyRoute {
  return {
    method: "DELETE",
    path: "/user/{id}",
    permission: "users:write",
    everybody: true,
    async handle({ caller, params: { id = "" } }) {
      await knownUser(options, id);
      for await (const page of jobPages(store, unfinishedJobsOf(id), PAGE))
        if (page.length > 0) await store.submit(page.map((job) => requestOf(job, "cancel", caller, nowMs())));
      leader.wake();
      await book.forgetUser(id);
      return ok({ msg: "User will be removed", id });
    },
  };
}

function userProjectsRoute(book: AccountBook): LegacyRoute {
  return {
    method: "GET",
    path: "/user/{id}/project",
    permission: "self:read",
    async handle({ caller, params: { id = "" } }) {
      checkSelf(caller, id, "projects:read");
      return ok((await book.projects()).filter((project) => book.isMember(id, project)));
    },
  };
}

function userUsageRoute({ store, nowMs }: ApiContext, options: LegacyOptions): LegacyRoute {
  return {
    method: "GET",
    path: "/user/{id}/usage",
    permission: "usage:read",
    async handle({ caller, params: { id = "" } }) {
      checkSelf(caller, id, "usage:read");
      return ok(await usageByDay(store, { user: id }, nowMs() - options.usageDays * DAY_MS));
    },
  };
}

function projectUsageRoute(context: ApiContext, options: LegacyOptions, book: AccountBook): LegacyRoute {
  const { store, nowMs } = context;
  return {
    method: "GET",
    path: "/project/{id}/usage",
    permission: "usage:read",
    async handle({ caller, params: { id = "" } }) {
      const project = await book.project(id);
      const isMember = project !== undefined && book.isMember(caller.user, project);
      const rights = { owner: "", project: projectOf(context.siteRules.projects, id) };
      if (!isMember && !may(caller, "usage:read", rights))
        throw new PublicError("forbidden", "Only members and administrators see this.");
      return ok(await usageByDay(store, { project: id }, nowMs() - options.usageDays * DAY_MS));
    },
  };
}

/** @throws PublicError  `invalid` */
function settingsOf(usage: Record<string, unknown>, before: UserSettings): UserSettings {
  return {
    prio: wholeOr(usage.prio, before.prio, "usage.prio", 100),
    quota_time: wholeOr(usage.quota_time, before.quota_time, "usage.quota_time"),
    quota_cpu: wholeOr(usage.quota_cpu, before.quota_cpu, "usage.quota_cpu"),
    quota_ram: wholeOr(usage.quota_ram, before.quota_ram, "usage.quota_ram"),
  };
}

/** A number from 0 on, or what it was where none is given. @throws PublicError  `invalid` */
export function wholeOr(
  value: unknown,
  otherwise: number,
  what: string,
  most = Number.MAX_SAFE_INTEGER,
): number {
  if (value === undefined || value === null || value === "") return otherwise;
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && number >= 0 && number <= most) return number;
  throw new PublicError("invalid", `${what} must be a number from 0 to ${most}.`);
}
