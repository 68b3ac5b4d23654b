import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { allUnder, type KeptStore } from "./kept-values.ts";
import { StoreUnavailableError } from "./store.ts";

/** Values that jobs name and nobody reads back: kept encrypted, given to tasks only. */
export interface Secrets {
  /** Ascending by name. */
  list(user: string): Promise<readonly SecretInfo[]>;
  /**
   * Keeps a value, in the place of an earlier one of that name.
   * @param most  secrets that one user may have
   * @throws TooManySecretsError
   */
  put(
    user: string,
    name: string,
    value: string,
    limits: { readonly nowMs: number; readonly most: number },
  ): Promise<PutSecret>;
  /** @returns false when there was none */
  remove(user: string, name: string): Promise<boolean>;
  /** Which of these there are. */
  known(user: string, names: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * The value.
   * @throws SecretError  when there is none, or this process cannot read it
   */
  reveal(user: string, name: string): Promise<string>;
  /** Encrypts by the current key what an older one has. @returns how many, and how many no key here opens */
  reseal(): Promise<{ readonly resealed: number; readonly unreadable: number }>;
}

export interface SecretInfo {
  readonly name: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface PutSecret extends SecretInfo {
  readonly isNew: boolean;
}

/** Keys of 256 bits by their ids; the current one encrypts, all of them decrypt. */
export interface SecretKeys {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/** A secret that cannot be had; the message is for the owner and has nothing of its value. */
export class SecretError extends Error {
  override readonly name = "SecretError";
}
export class TooManySecretsError extends Error {
  override readonly name = "TooManySecretsError";
}

/** What is kept of one: what was sealed is base64. */
interface Sealed {
  readonly key: string;
  readonly nonce: string;
  readonly tag: string;
  readonly text: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

const PREFIX = "secret/";
const TRIES = 20;
/** Of AES-GCM, in bytes. */
const NONCE = 12;

/**
 * Secrets as kept values of a store, sealed by AES-256-GCM. Owner and name are part of what is sealed: a value that
 * somebody moves to another row does not open.
 */
export function secretsIn(store: KeptStore, keys: SecretKeys): Secrets {
  const count = async (user: string): Promise<number> => {
    let many = 0;
    for await (const _ of allUnder(store, ofUser(user))) many += 1;
    return many;
  };

  return {
    async list(user) {
      const found: SecretInfo[] = [];
      const prefix = ofUser(user);
      for await (const { body, key } of allUnder(store, prefix)) {
        const { createdAtMs, updatedAtMs } = read(body);
        found.push({ name: key.slice(prefix.length), createdAtMs, updatedAtMs });
      }
      return found;
    },
    async put(user, name, value, { nowMs, most }) {
      const key = keyOf(user, name);
      for (let n = 0; n < TRIES; n += 1) {
        const before = await store.kept(key);
        if (before === undefined && (await count(user)) >= most)
          throw new TooManySecretsError(`a user may have ${most} secrets`);
        const createdAtMs = before === undefined ? nowMs : read(before.body).createdAtMs;
        const sealed: Sealed = { ...seal(keys, key, value), createdAtMs, updatedAtMs: nowMs };
        if (await store.keep(key, before?.revision, JSON.stringify(sealed)))
          return { name, createdAtMs, updatedAtMs: nowMs, isNew: before === undefined };
      }
      throw new StoreUnavailableError(`the secret ${name} is being changed by too many at once`);
    },
    async remove(user, name) {
      const key = keyOf(user, name);
      for (let n = 0; n < TRIES; n += 1) {
        const before = await store.kept(key);
        if (before === undefined) return false;
        if (await store.keep(key, before.revision, undefined)) return true;
      }
      throw new StoreUnavailableError(`the secret ${name} is being changed by too many at once`);
    },
    async known(user, names) {
      const found = await Promise.all(
        [...new Set(names)].map(async (name) => ((await store.kept(keyOf(user, name))) ? [name] : [])),
      );
      return new Set(found.flat());
    },
    async reveal(user, name) {
      const key = keyOf(user, name);
      const kept = await store.kept(key);
      if (kept === undefined) throw new SecretError(`there is no secret "${name}"`);
      const value = open(keys, key, read(kept.body));
      if (value !== undefined) return value;
      throw new SecretError(
        `the secret "${name}" cannot be read with the keys of this server (secrets.keyFile); store it again, or give every server the same key file`,
      );
    },
    async reseal() {
      let [resealed, unreadable] = [0, 0];
      for await (const { body, key, revision } of allUnder(store, PREFIX)) {
        const sealed = read(body);
        if (sealed.key === keys.current) continue;
        const value = open(keys, key, sealed);
        if (value === undefined) unreadable += 1;
        // Who changed it meanwhile did so with a current key.
        else if (await store.keep(key, revision, JSON.stringify({ ...sealed, ...seal(keys, key, value) })))
          resealed += 1;
      }
      return { resealed, unreadable };
    },
  };
}

/** User names may have anything but `/`; encoded they have no character that a store could order differently. */
function ofUser(user: string): string {
  return `${PREFIX}${encodeURIComponent(user)}/`;
}

function keyOf(user: string, name: string): string {
  return `${ofUser(user)}${name}`;
}

function seal(
  { current, keys }: SecretKeys,
  place: string,
  value: string,
): Pick<Sealed, "key" | "nonce" | "tag" | "text"> {
  const key = keys.get(current);
  if (key === undefined) throw new TypeError("the current key is not among the keys");
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return {
    key: current,
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    text: text.toString("base64"),
  };
}

/** `undefined` without the key, or when it is not what was sealed. */
function open({ keys }: SecretKeys, place: string, sealed: Sealed): string | undefined {
  const key = keys.get(sealed.key);
  if (key === undefined) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(sealed.nonce, "base64"), {
      authTagLength: 16,
    })
      .setAAD(Buffer.from(place))
      .setAuthTag(Buffer.from(sealed.tag, "base64"));
    return decipher.update(sealed.text, "base64", "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}

function read(body: string): Sealed {
  const sealed: Sealed = JSON.parse(body); // only `put` and `reseal` write under that prefix
  return sealed;
}
