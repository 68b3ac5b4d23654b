import { createAuthenticator } from "../../auth/authenticator.ts";
import { issuedTokens, remoteUsers, sessionCookies } from "../../auth/credential-providers.ts";
import { issuedCredentials } from "../../auth/credentials.ts";
import { createDirectories } from "../../auth/directories.ts";
import { localDirectory } from "../../auth/local-directory.ts";
import type { createOidc, Oidc } from "../../auth/oidc.ts";
import { createPasswords } from "../../auth/passwords.ts";
import { aDirectory, aPerson, type TestDirectory } from "../../auth/people.builders.ts";
import { createSignIn } from "../../auth/sign-in.ts";
import { tokenProvider } from "../../auth/token-file.ts";
import { credentialsIn } from "../../store/credentials.ts";
import { failuresIn } from "../../store/failures.ts";
import { openMemoryStore } from "../../store/memory.ts";
import { peopleIn } from "../../store/people.ts";
import { aWorld, ROOT, type World } from "../api.builders.ts";
import { asked, type Identity } from "./identity.ts";

export const PASSWORD = "violet tram 84 moss";

/** A server with an LDAP directory of ana and bob, accounts of its own, and an administrator with a token. */
export interface PeopledWorld extends World, AsyncDisposable {
  readonly ldap: TestDirectory;
  readonly identity: Identity;
  readonly clock: { nowMs: number };
  /** Signs in; the token. */
  logIn(user: string, password?: string): Promise<string>;
  /** Signs in as a browser does; what it sends as `Cookie` from then on. */
  session(user: string, password?: string): Promise<string>;
}

export async function aPeopledWorld(
  options: {
    readonly ways?: Identity["ways"];
    readonly oidc?: (parts: Parameters<typeof createOidc>[1]) => Oidc;
  } = {},
): Promise<PeopledWorld> {
  const store = openMemoryStore();
  const clock = { nowMs: Date.now() };
  const nowMs = () => clock.nowMs;
  const people = peopleIn(store);
  const credentials = credentialsIn(store);
  const passwords = createPasswords(4);
  const ldap = aDirectory("ldap", aPerson("Ana", { uid: 2001 }), aPerson("bob", { uid: 2002 }));
  ldap.passwords.set("Ana", PASSWORD).set("bob", PASSWORD);
  const directories = createDirectories([localDirectory(people, passwords), ldap], {
    isShutOut: people.isShutOut,
    completed: (person) => person,
    knownMs: 20_000,
    unknownMs: 10_000,
    staleMs: 3_600_000,
    nowMs,
  });
  const issued = issuedCredentials({ store: credentials, directories, rememberMs: 2000, nowMs });
  const identity: Identity = {
    ways: options.ways ?? ["password"],
    signIn: createSignIn({
      directories,
      passwords,
      tries: failuresIn(store),
      limits: { tries: 10, withinMs: 900_000, lockMs: 900_000 },
      changePassword: async (name, hash) => {
        await people.change(name, (account) => ({ ...account, password: { hash, changedAtMs: nowMs() } }));
      },
      audit: { record: async () => undefined },
      nowMs,
      pause: async () => undefined,
    }),
    directories,
    ...(options.oidc === undefined ? {} : { oidc: options.oidc({ directories, nowMs }) }),
    passwords,
    issued,
    credentials,
    people,
    lifetimes: {
      sessionIdleMs: 1_800_000,
      sessionMs: 43_200_000,
      tokenMs: 2_592_000_000,
      tokenMaxMs: 31_536_000_000,
    },
    accountOf: async (user) => {
      const person = await asked(directories.find(user));
      const { uid, gid } = person ?? {};
      return uid === undefined || gid === undefined ? undefined : { name: user, uid, gid, groups: [] };
    },
  };
  const world = await aWorld({
    store,
    nowMs,
    identity,
    credentialSources: {
      remoteUser: { header: "x-remote-user", isTrusted: (address) => address === "127.0.0.1" },
    },
    auth: createAuthenticator([
      tokenProvider(ROOT, { user: "root", roles: ["user", "admin"], via: "single-user" }),
      issuedTokens(issued),
      sessionCookies(issued),
      ...(identity.ways.includes("header") ? [remoteUsers(directories, nowMs)] : []),
    ]),
  });
  const signedIn = async (user: string, password: string, as: "token" | "cookie") => {
    const payload = { user, password, as };
    const answer = await world.inject({ method: "POST", url: "/api/v2/auth/login", payload });
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return answer;
  };
  return Object.assign(world, {
    ldap,
    identity,
    clock,
    logIn: async (user: string, password = PASSWORD) =>
      String((await signedIn(user, password, "token")).json().token),
    session: async (user: string, password = PASSWORD) => {
      const header = (await signedIn(user, password, "cookie")).headers["set-cookie"];
      return String(header).split(";")[0] ?? "";
    },
  });
}
