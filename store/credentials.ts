import { holds, type StoredCredential } from "../accounts/credential.ts";
import { allUnder, changeKept, keyPart, type KeptStore } from "./kept-values.ts";

/** Who may come in by showing what. */
export interface Credentials {
  /**
   * @param hash  SHA-256 of the secret in hex, which nobody else has
   * Of sessions the oldest one ends where there would be more than `most`.
   * @throws TooManyCredentialsError  `most` tokens are the user's already
   */
  add(hash: string, credential: StoredCredential, limits: { readonly most: number }): Promise<void>;
  find(hash: string): Promise<StoredCredential | undefined>;
  /** Ascending by the time when they were made. Without those that are gone. */
  list(user: string): Promise<readonly StoredCredential[]>;
  /** @returns false when there is none of that id */
  remove(user: string, id: string): Promise<boolean>;
  /** @returns how many */
  removeAll(user: string): Promise<number>;
  /** Writes down when it was used last, and from where. Harmless for one that is gone. */
  used(hash: string, atMs: number, from: string | undefined): Promise<void>;
  /** Everybody who has one, ascending. */
  owners(): Promise<readonly string[]>;
  /** Removes those that do not hold any more. @returns how many */
  sweep(nowMs: number): Promise<number>;
}

export class TooManyCredentialsError extends Error {
  override readonly name = "TooManyCredentialsError";
}

/** By its hash: what shows a credential to be one. */
const BY_HASH = "credential/";
/** By its owner: the hash, for lists. */
const BY_OWNER = "credential-of/";

/**
 * Credentials as kept values of a store. The one by its hash decides; that of the owner is written before it and removed
 * after it, so that none is good and in no list.
 */
export function credentialsIn(store: KeptStore): Credentials {
  const find = async (hash: string): Promise<StoredCredential | undefined> => {
    const kept = await store.kept(BY_HASH + hash);
    return kept === undefined ? undefined : read(kept.body);
  };
  const drop = async (key: string, hash: string): Promise<boolean> => {
    let wasThere = false;
    await changeKept(store, BY_HASH + hash, (before) => {
      // Of several who drop it at once one finds it: a change that another one overtook is asked for anew.
      wasThere = before !== undefined;
      return undefined;
    });
    await changeKept(store, key, () => undefined);
    return wasThere;
  };
  const ofUser = async (user: string) => {
    const found: { readonly key: string; readonly hash: string; readonly credential: StoredCredential }[] =
      [];
    for await (const { key, body: hash } of allUnder(store, ownerPrefix(user))) {
      const credential = await find(hash);
      if (credential !== undefined) found.push({ key, hash, credential });
    }
    return found.sort((a, b) => a.credential.createdAtMs - b.credential.createdAtMs);
  };

  return {
    async add(hash, credential, { most }) {
      const own = (await ofUser(credential.user)).filter(
        (one) => one.credential.kind === credential.kind && holds(one.credential, credential.createdAtMs),
      );
      if (own.length >= most && credential.kind === "token")
        throw new TooManyCredentialsError(`a user may have ${most} tokens at a time`);
      for (const { key, hash: older } of own.slice(0, Math.max(0, own.length - most + 1)))
        await drop(key, older);
      await changeKept(store, ownerPrefix(credential.user) + keyPart(credential.id), () => hash);
      await changeKept(store, BY_HASH + hash, () => JSON.stringify(credential));
    },
    find,
    list: async (user) => (await ofUser(user)).map(({ credential }) => credential),
    async remove(user, id) {
      const key = ownerPrefix(user) + keyPart(id);
      const kept = await store.kept(key);
      return kept === undefined ? false : drop(key, kept.body);
    },
    async removeAll(user) {
      let many = 0;
      for await (const { key, body: hash } of allUnder(store, ownerPrefix(user)))
        if (await drop(key, hash)) many += 1;
      return many;
    },
    async used(hash, atMs, from) {
      await changeKept(store, BY_HASH + hash, (before) => {
        if (before === undefined) return undefined;
        const credential = read(before);
        if ((credential.lastUsedAtMs ?? 0) >= atMs) return before;
        return JSON.stringify({
          ...credential,
          lastUsedAtMs: atMs,
          ...(from === undefined ? {} : { lastUsedFrom: from }),
        } satisfies StoredCredential);
      });
    },
    async owners() {
      const found = new Set<string>();
      for await (const { key } of allUnder(store, BY_OWNER))
        found.add(decodeURIComponent(key.slice(BY_OWNER.length).split("/")[0] ?? ""));
      return [...found];
    },
    async sweep(nowMs) {
      let many = 0;
      for await (const { key, body: hash } of allUnder(store, BY_OWNER)) {
        const credential = await find(hash);
        if (credential !== undefined && holds(credential, nowMs)) continue;
        // Without a credential by its hash it was being made, or was left over.
        if (credential === undefined) continue;
        await drop(key, hash);
        many += 1;
      }
      return many;
    },
  };
}

function ownerPrefix(user: string): string {
  return `${BY_OWNER}${keyPart(user)}/`;
}

function read(body: string): StoredCredential {
  return JSON.parse(body); // only this file writes it
}
