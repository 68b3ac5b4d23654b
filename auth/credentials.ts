import { randomBytes } from "node:crypto";
import { holds, type StoredCredential } from "../accounts/credential.ts";
import { isActive, type Person } from "../accounts/person.ts";
import { SCOPES, type Caller } from "./caller.ts";
import type { Directories } from "./directories.ts";
import { hashOfToken, isSecretToken, makeSecretToken } from "./secret-token.ts";

/** What it needs of where credentials are kept. */
export interface CredentialStore {
  add(hash: string, credential: StoredCredential, limits: { readonly most: number }): Promise<void>;
  find(hash: string): Promise<StoredCredential | undefined>;
  used(hash: string, atMs: number, from: string | undefined): Promise<void>;
}

export interface NewCredential {
  readonly kind: StoredCredential["kind"];
  readonly user: string;
  readonly name: string;
  readonly scopes?: readonly string[];
  readonly via: StoredCredential["via"];
  readonly lifetimeMs: number;
  readonly idleMs?: number;
}

export interface MadeCredential {
  /** Shown once. */
  readonly secret: string;
  readonly credential: StoredCredential;
}

/** Tokens and sessions: made for people, and shown by them to come in. */
export interface IssuedCredentials {
  make(wanted: NewCredential): Promise<MadeCredential>;
  /**
   * Whose it is, as their directory knows them now.
   * @param address  from which it is shown; absent: it is only looked at again, which is no use of it
   * @throws DirectoryUnavailableError  it cannot be known now
   */
  callerOf(
    secret: string,
    kind: StoredCredential["kind"] | "any",
    address: string | undefined,
  ): Promise<Caller | undefined>;
  /** In this process at once; others see within `rememberMs` that something has changed. */
  forget(): void;
}

export interface IssuedCredentialsOptions {
  readonly store: CredentialStore;
  readonly directories: Pick<Directories, "find">;
  /** For how long a credential that was found is not looked up again. */
  readonly rememberMs: number;
  readonly nowMs: () => number;
}

const MOST = { token: 200, session: 50 } as const;
/** How exact the time of the last use is. */
const USED_STEP_MS = 60_000;
const REMEMBERED_MAX = 10_000;

export function issuedCredentials(options: IssuedCredentialsOptions): IssuedCredentials {
  const { store, directories, rememberMs, nowMs } = options;
  const remembered = new Map<string, { readonly credential: StoredCredential; readonly atMs: number }>();

  const find = async (hash: string): Promise<StoredCredential | undefined> => {
    const known = remembered.get(hash);
    if (known !== undefined && nowMs() - known.atMs < rememberMs) return known.credential;
    remembered.delete(hash);
    const credential = await store.find(hash);
    if (credential === undefined) return undefined;
    remembered.set(hash, { credential, atMs: nowMs() });
    const [oldest] = remembered.keys();
    if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest);
    return credential;
  };

  const noteUse = async (hash: string, credential: StoredCredential, address: string): Promise<void> => {
    const atMs = nowMs();
    if (atMs - (credential.lastUsedAtMs ?? 0) < USED_STEP_MS) return;
    await store.used(hash, atMs, address);
    const used = { ...credential, lastUsedAtMs: atMs, lastUsedFrom: address };
    if (remembered.has(hash)) remembered.set(hash, { credential: used, atMs });
  };

  return {
    async make({ kind, user, name, scopes, via, lifetimeMs, idleMs }) {
      const secret = makeSecretToken();
      const atMs = nowMs();
      const credential: StoredCredential = {
        id: randomBytes(9).toString("base64url"),
        kind,
        user,
        name,
        ...(scopes === undefined ? {} : { scopes }),
        via,
        createdAtMs: atMs,
        expiresAtMs: atMs + lifetimeMs,
        ...(idleMs === undefined ? {} : { idleMs }),
      };
      await store.add(hashOfToken(secret), credential, { most: MOST[kind] });
      return { secret, credential };
    },
    async callerOf(secret, kind, address) {
      if (!isSecretToken(secret)) return undefined;
      const hash = hashOfToken(secret);
      const credential = await find(hash);
      if (credential === undefined || !holds(credential, nowMs())) return undefined;
      if (kind !== "any" && credential.kind !== kind) return undefined;
      const person = await directories.find(credential.user);
      // A name that now means another user is no account of this credential's owner.
      if (person === undefined || person.name !== credential.user || !isActive(person, nowMs()))
        return undefined;
      if (address !== undefined) await noteUse(hash, credential, address);
      return callerFor(person, credential);
    },
    forget: () => remembered.clear(),
  };
}

function callerFor(person: Person, { id, kind, scopes }: StoredCredential): Caller {
  return {
    user: person.name,
    roles: person.roles,
    via: kind,
    ...(scopes === undefined ? {} : { scopes: SCOPES.filter((scope) => scopes.includes(scope)) }),
    credentialId: id,
  };
}
