import { makeFirstPassword } from "../../auth/passwords.ts";
import type { ApiContext } from "../context/context.ts";
import { asked, type Identity } from "../context/identity.ts";
import { DRY_RUN, text } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { type Route, defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import { TOKEN_ID, tokenDocuments } from "../sign-in/token-routes.ts";
import {
  recordUserChange,
  personToChange,
  personOfAccount,
  userDocument,
  noSuchUser,
} from "./user-document.ts";

const NAME = text("Name of an account.", { maxLength: 128 });

/** What lets users in: their password, their tokens and sessions. */
export function userCredentialRoutes(context: ApiContext, identity: Identity): readonly Route[] {
  return [
    resetPasswordRoute(context, identity),
    listTokensOfRoute(context, identity),
    revokeTokenOfRoute(context, identity),
    syncUsersRoute(context, identity),
  ];
}

function resetPasswordRoute(
  context: ApiContext,
  { passwords, people, credentials, issued }: Identity,
): Route {
  const { nowMs } = context;
  return defineRoute({
    method: "POST",
    path: "/api/v2/users/{name}:reset-password",
    operationId: "resetPassword",
    summary: "A new password for an account of this installation, for one sign-in, which must change it.",
    permission: "users:write",
    params: { name: NAME },
    query: {},
    answers: { 200: { description: "The password.", schema: ref("NewUser") } },
    problems: ["not_found", "store_unavailable"],
    async handle({ params, ...asking }) {
      const password = makeFirstPassword();
      const hash = await passwords.hash(password);
      const changed = await people.change(params.name, (account) => ({
        ...account,
        password: { hash, changedAtMs: nowMs(), once: true },
      }));
      if (changed === undefined) throw noSuchUser(params.name);
      // Whoever knew the old one may have made tokens with it.
      await credentials.removeAll(changed.name);
      issued.forget();
      await recordUserChange(context, asking, "user.reset-password", changed.name);
      return { status: 200, json: { user: userDocument(personOfAccount(changed), nowMs()), password } };
    },
  });
}

function listTokensOfRoute({ nowMs }: ApiContext, identity: Identity): Route {
  return defineRoute({
    method: "GET",
    path: "/api/v2/users/{name}/tokens",
    operationId: "listTokensOf",
    summary: "Tokens and sessions of one person.",
    permission: "users:read",
    params: { name: NAME },
    query: {},
    answers: { 200: { description: "All that are good now.", schema: ref("TokenList") } },
    problems: ["not_found", "store_unavailable"],
    async handle({ params: { name } }) {
      const { name: user } = await personToChange(identity, name);
      return { status: 200, json: { items: await tokenDocuments(identity, user, nowMs()) } };
    },
  });
}

function revokeTokenOfRoute(context: ApiContext, identity: Identity): Route {
  const { credentials, issued } = identity;
  return defineRoute({
    method: "DELETE",
    path: "/api/v2/users/{name}/tokens/{token}",
    operationId: "revokeTokenOf",
    summary: "Ends a token or session of one person.",
    permission: "users:write",
    params: { name: NAME, token: TOKEN_ID },
    query: {},
    answers: { 204: { description: "It is ended.", mediaType: "none" } },
    problems: ["not_found", "store_unavailable"],
    async handle({ params, ...asking }) {
      const { name } = await personToChange(identity, params.name);
      await recordUserChange(context, asking, "token.revoke", name, { reason: `credential/${params.token}` });
      if (!(await credentials.remove(name, params.token)))
        throw new PublicError("not_found", `${name} has no such token.`);
      issued.forget();
      return { status: 204, none: true };
    },
  });
}

function syncUsersRoute(context: ApiContext, { directories, credentials, issued }: Identity): Route {
  return defineRoute({
    method: "POST",
    path: "/api/v2/users:sync",
    operationId: "syncUsers",
    summary:
      "Ends tokens and sessions of people whom no directory knows any more. They let nobody in as it is; this removes them.",
    permission: "users:write",
    params: {},
    query: { dryRun: DRY_RUN },
    answers: { 200: { description: "What was found, and done.", schema: ref("SyncResult") } },
    problems: ["directory_unavailable", "store_unavailable"],
    async handle({ query, ...asking }) {
      let knownMany = 0;
      const all = directories.people()[Symbol.asyncIterator]();
      for (let next = await asked(all.next()); next.done !== true; next = await asked(all.next()))
        knownMany += 1;
      const gone: string[] = [];
      let ended = 0;
      for (const owner of await credentials.owners()) {
        const person = await asked(directories.find(owner));
        if (person?.name === owner) continue;
        gone.push(owner);
        if (query.dryRun) continue;
        await recordUserChange(context, asking, "token.revoke", owner, { reason: "no directory knows them" });
        ended += await credentials.removeAll(owner);
      }
      if (ended > 0) issued.forget();
      return { status: 200, json: { known: knownMany, gone, ended } };
    },
  });
}
