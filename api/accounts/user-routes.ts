import type { LocalAccount } from "../../accounts/local-account.ts";
import { PERSON_ROLES, personKey, type Person, type PersonRole } from "../../accounts/person.ts";
import { DirectoryUnavailableError } from "../../auth/directory.ts";
import { LOCAL } from "../../auth/local-directory.ts";
import { makeFirstPassword } from "../../auth/passwords.ts";
import { parseInstant } from "../../jobs/query/job-query.ts";
import { bodyReader } from "../http/checked-body.ts";
import type { ApiContext } from "../context/context.ts";
import { asked, type Identity } from "../context/identity.ts";
import { CURSOR_SECRET, makeCursor, readCursor } from "../http/cursor.ts";
import { DRY_RUN, integer, optional, text, withDefault } from "../http/parameters.ts";
import { peopleList } from "./people-list.ts";
import { PublicError } from "../http/problems.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { object, ref } from "../http/schema-words.ts";
import {
  recordUserChange,
  personToChange,
  personOfAccount,
  userDocument,
  noSuchUser,
} from "./user-document.ts";
import { userCredentialRoutes } from "./user-credential-routes.ts";

const ID = { type: "integer", minimum: 1, maximum: 4_294_967_294 } as const;
const FIELDS = {
  "uid?": { ...ID, description: "Jobs run as it." },
  "gid?": ID,
  "groups?": { type: "array", items: ID, maxItems: 1000, uniqueItems: true },
  "home?": { type: "string", pattern: "^/", maxLength: 1024 },
  "mail?": { type: "string", pattern: "^[^@\\s]+@[^@\\s]+$", maxLength: 254 },
  "roles?": {
    type: "array",
    items: { type: "string", enum: PERSON_ROLES },
    minItems: 1,
    uniqueItems: true,
    description: "Default: user.",
  },
  "expiresAt?": { type: "string", maxLength: 40, description: "From then on the account is shut out." },
} as const;

interface Wanted {
  readonly uid?: number;
  readonly gid?: number;
  readonly groups?: readonly number[];
  readonly home?: string;
  readonly mail?: string;
  readonly roles?: readonly PersonRole[];
  readonly expiresAt?: string;
}
interface NewUser extends Wanted {
  readonly name: string;
}
interface ChangedUser extends Wanted {
  readonly disabled?: boolean;
  readonly reason?: string;
}

const NEW_USER = object({
  name: { type: "string", minLength: 1, maxLength: 128, description: "Compared without regard to capitals." },
  ...FIELDS,
});
const CHANGED_USER = object({
  "disabled?": {
    type: "boolean",
    description:
      "Shuts out or lets in again, whatever directory knows them: tokens, sessions and streams end.",
  },
  "reason?": {
    type: "string",
    minLength: 1,
    maxLength: 200,
    description: "Of shutting out, for the audit log.",
  },
  ...FIELDS,
});
const readNew = bodyReader<NewUser>(NEW_USER);
const readChanged = bodyReader<ChangedUser>(CHANGED_USER);
const NAME = text("Name of an account.", { maxLength: 128 });

/** People of this site, and the accounts that are kept here. */
export function userRoutes(context: ApiContext, identity: Identity): readonly Route[] {
  return [
    listUsersRoute(context, identity),
    getUserRoute(context, identity),
    createUserRoute(context, identity),
    changeUserRoute(context, identity),
    deleteUserRoute(context, identity),
    ...userCredentialRoutes(context, identity),
  ];
}

async function knownUser({ directories }: Identity, name: string): Promise<Person> {
  directories.forget(name);
  const person = await asked(directories.find(name));
  if (person === undefined) throw noSuchUser(name);
  return person;
}

function listUsersRoute({ store, nowMs }: ApiContext, { directories }: Identity): Route {
  const listed = peopleList(directories, nowMs);
  return defineRoute({
    method: "GET",
    path: "/api/v2/users",
    operationId: "listUsers",
    summary: "The people whom the directories of this site know; of those of LDAP without their groups.",
    permission: "users:read",
    params: {},
    query: {
      name: withDefault(text("Only people with this in their name.", { maxLength: 128 }), ""),
      limit: withDefault(integer("People on one page.", { minimum: 1, maximum: 1000 }), 100),
      cursor: optional(text("`next` of the page before, with the same `name`.", { maxLength: 1100 })),
    },
    answers: {
      200: { description: "One page, by name; 100,000 in all at most.", schema: ref("UserList") },
    },
    problems: ["bad_cursor", "directory_unavailable", "store_unavailable"],
    async handle({ query: { name, limit, cursor } }) {
      const cursors = {
        secret: await store.sharedSecret(CURSOR_SECRET),
        filter: `users ${name}`,
        nowMs: nowMs(),
      };
      const after = cursor === undefined ? undefined : String(readCursor(cursors, cursor)[0]);
      const page = await listed({ name, after, limit });
      const items = page.people.map((person) => userDocument(person, nowMs()));
      const next = page.next === undefined ? {} : { next: makeCursor(cursors, [page.next]) };
      return { status: 200, json: { items, ...next } };
    },
  });
}

function getUserRoute({ nowMs }: ApiContext, identity: Identity): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/users/{name}",
    operationId: "getUser",
    summary: "What is known of one person, asked of their directory now.",
    permission: "users:read",
    params: { name: NAME },
    query: {},
    answers: { 200: { description: "The person.", schema: ref("User") } },
    problems: ["not_found", "directory_unavailable", "store_unavailable"],
    async handle({ params: { name } }) {
      return { status: 200, json: userDocument(await knownUser(identity, name), nowMs()) };
    },
  });
}

function createUserRoute(context: ApiContext, { ways, directories, passwords, people }: Identity): Route {
  const { nowMs } = context;
  return defineRoute({
    method: "POST",
    path: "/api/v2/users",
    operationId: "createUser",
    summary: "Makes an account of this installation. Its password is for one sign-in, which must change it.",
    permission: "users:write",
    params: {},
    query: { dryRun: DRY_RUN },
    body: {
      mediaType: "application/json",
      schema: NEW_USER,
      required: true,
      example: { name: "ana", uid: 20_001, gid: 20_001 },
    },
    answers: {
      201: { description: "It is made.", schema: ref("NewUser") },
      200: { description: "With `dryRun=true`: it could be made.", schema: ref("NewUser") },
    },
    problems: [
      "malformed_json",
      "invalid",
      "not_found",
      "too_large",
      "unsupported_media_type",
      "directory_unavailable",
      "store_unavailable",
    ],
    async handle({ body, query, ...asking }) {
      checkLocal(ways);
      const { name, expiresAt, ...fields } = readNew(body);
      if (personKey(name) === undefined)
        throw fault("/name", "format", "is no name that an account can have");
      if ((await asked(directories.find(name))) !== undefined)
        throw fault("/name", "conflict", "is the name of somebody whom a directory of this site knows");
      const password = makeFirstPassword();
      const account: LocalAccount = {
        name: name.normalize("NFC"),
        groups: [],
        roles: ["user"],
        ...fields,
        ...expiry(expiresAt),
        createdAtMs: nowMs(),
        password: { hash: "", changedAtMs: nowMs(), once: true },
      };
      const person = personOfAccount(account);
      if (query.dryRun) return { status: 200, json: { user: userDocument(person, nowMs()) } };
      const hash = await passwords.hash(password);
      const isAdded = await people.add({ ...account, password: { ...account.password, hash } });
      if (!isAdded) throw fault("/name", "conflict", "is the name of an account that there is");
      directories.forget(name);
      await recordUserChange(context, asking, "user.create", account.name, { after: { ...fields } });
      return { status: 201, json: { user: userDocument(person, nowMs()), password } };
    },
  });
}

function changeUserRoute(context: ApiContext, identity: Identity): Route {
  const { nowMs } = context;
  const { people, credentials, issued, directories } = identity;
  return defineRoute({
    method: "PATCH",
    path: "/api/v2/users/{name}",
    operationId: "changeUser",
    summary:
      "Shuts somebody out or lets them in, whatever directory knows them; changes an account of this installation.",
    permission: "users:write",
    params: { name: NAME },
    query: {},
    body: {
      mediaType: "application/merge-patch+json",
      also: ["application/json"],
      schema: CHANGED_USER,
      required: true,
    },
    answers: { 200: { description: "As it is now.", schema: ref("User") } },
    problems: [
      "malformed_json",
      "invalid",
      "not_found",
      "too_large",
      "unsupported_media_type",
      "directory_unavailable",
      "store_unavailable",
    ],
    async handle({ body, params, ...asking }) {
      const { disabled, reason, expiresAt, ...fields } = readChanged(body);
      const before = await personToChange(identity, params.name);
      const { name } = before;
      const isChanged = Object.keys(fields).length > 0 || expiresAt !== undefined;
      if (isChanged && before.directory !== LOCAL)
        throw fault("", "conflict", `${name} is of the directory ${before.directory}: change it there`);
      if (disabled === true && name === asking.caller.user)
        throw fault("/disabled", "conflict", "would shut yourself out");
      if (disabled !== undefined)
        await recordUserChange(
          context,
          asking,
          disabled ? "user.disable" : "user.enable",
          name,
          reason === undefined ? {} : { reason },
        );
      if (disabled === true) {
        const out = { by: asking.caller.user, atMs: nowMs(), ...(reason === undefined ? {} : { reason }) };
        await people.shutOut(name, out);
        await credentials.removeAll(name);
        issued.forget();
      } else if (disabled === false) await people.letIn(name);
      if (isChanged) {
        await recordUserChange(context, asking, "user.change", name, { after: fields });
        await people.change(name, (account) => ({ ...account, ...fields, ...expiry(expiresAt) }));
      }
      directories.forget(name);
      const after = await directories.find(name).catch((error: unknown) => {
        if (error instanceof DirectoryUnavailableError) return undefined; // it is done all the same
        throw error;
      });
      return { status: 200, json: userDocument(after ?? { ...before, disabled: true }, nowMs()) };
    },
  });
}

function deleteUserRoute(context: ApiContext, { people, credentials, issued, directories }: Identity): Route {
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/users/{name}",
    operationId: "deleteUser",
    summary:
      "Removes an account of this installation, with its tokens and sessions. Its jobs and its usage stay.",
    permission: "users:write",
    params: { name: NAME },
    query: {},
    answers: { 204: { description: "It is gone.", mediaType: "none" } },
    problems: ["not_found", "store_unavailable"],
    async handle({ params, ...asking }) {
      const account = await people.find(params.name);
      if (account === undefined) throw noSuchUser(params.name);
      await recordUserChange(context, asking, "user.delete", account.name);
      await people.remove(account.name);
      await credentials.removeAll(account.name);
      issued.forget();
      directories.forget(account.name);
      return { status: 204, none: true };
    },
  });
}

function checkLocal(ways: Identity["ways"]): void {
  if (!ways.includes("password"))
    throw new PublicError("not_found", "There are no accounts here: see auth.backends of the configuration.");
}

function expiry(text: string | undefined): Pick<LocalAccount, "expiresAtMs"> {
  if (text === undefined) return {};
  const atMs = parseInstant(text);
  if (atMs === undefined) throw fault("/expiresAt", "format", "is no time like 2030-01-31T12:00:00Z");
  return { expiresAtMs: atMs };
}

function fault(pointer: string, code: "conflict" | "format", message: string): PublicError {
  return new PublicError("invalid", "The body has one fault.", { errors: [{ pointer, code, message }] });
}
