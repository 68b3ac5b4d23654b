import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { bearerOf, type Authenticator } from "../../../auth/authenticator.ts";
import { samePerson } from "../../../accounts/person.ts";
import type { Caller } from "../../../auth/caller.ts";

/** Clients keep a token for the life of their process, and that can be weeks. */
export const TOKEN_SECONDS = 90 * 86_400;
const AUDIENCE = "urn:godocker/api";
const HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Exchange of user and API key for a token, and back. The token carries the key, enciphered, and each use of it shows
 * the key again: with the key its tokens end, on every API process, and nothing of them is kept.
 */
export interface BearerExchange {
  /**
   * @param apiKey  a token of that user, or their password
   * @returns a JSON Web Token; `undefined` when they do not belong together
   * @throws PublicError  `rate_limited` after too many tries, `directory_unavailable`
   */
  tokenFor(user: string, apiKey: string, from: From): Promise<string | undefined>;
  /** Whose token or API key the `Authorization` header shows; `undefined`: nobody's. */
  authenticate(header: string | undefined): Promise<Caller | undefined>;
}

/** Where a request comes from. */
export interface From {
  readonly address: string;
  readonly requestId: string;
}

/** A session for a password, where there are any; `undefined`: it is not that of this user. */
export type SessionFor = (
  user: string,
  password: string,
  from: From,
) => Promise<{ readonly user: string; readonly secret: string; readonly expiresAtMs: number } | undefined>;

/** @param secret  that all API processes share */
export function createBearerExchange(
  auth: Authenticator,
  secret: () => Promise<string>,
  nowMs: () => number,
  sessionFor: SessionFor = async () => undefined,
): BearerExchange {
  const callerOf = async (user: string, apiKey: string): Promise<Caller | undefined> => {
    const caller = await auth.authenticate({ kind: "bearer", token: apiKey });
    return caller !== undefined && samePerson(caller.user, user) ? caller : undefined;
  };
  return {
    async tokenFor(user, apiKey, from) {
      const caller = await callerOf(user, apiKey);
      // Each use of what is given shows the key again; with a password that would be a question to the directory.
      const session = caller === undefined ? await sessionFor(user, apiKey, from) : undefined;
      if (caller === undefined && session === undefined) return undefined;
      const iat = Math.floor(nowMs() / 1000);
      const exp = session === undefined ? iat + TOKEN_SECONDS : Math.floor(session.expiresAtMs / 1000);
      const keys = keysOf(await secret());
      const claims = {
        aud: AUDIENCE,
        sub: caller?.user ?? session?.user ?? user,
        iat,
        exp,
        key: seal(keys.cipher, session?.secret ?? apiKey),
      };
      const body = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
      return `${body}.${signature(keys.mac, body)}`;
    },
    async authenticate(header) {
      const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(header ?? "")?.[1];
      if (token === undefined || (header ?? "").length > 4096) return auth.authenticate(bearerOf(header));
      const claims = claimsOf(keysOf(await secret()), token);
      if (claims === undefined || claims.exp * 1000 <= nowMs()) return undefined;
      return callerOf(claims.user, claims.apiKey);
    },
  };
}

interface Keys {
  readonly mac: Buffer;
  readonly cipher: Buffer;
}

function keysOf(secret: string): Keys {
  const key = (info: string) => Buffer.from(hkdfSync("sha256", secret, "", `godocker 1.0 ${info}`, 32));
  return { mac: key("signature"), cipher: key("api key") };
}

function claimsOf(
  keys: Keys,
  token: string,
): { readonly user: string; readonly apiKey: string; readonly exp: number } | undefined {
  const [header = "", payload = "", shown = ""] = token.split(".");
  const expected = Buffer.from(signature(keys.mac, `${header}.${payload}`));
  const given = Buffer.from(shown);
  if (header !== HEADER || given.length !== expected.length || !timingSafeEqual(given, expected))
    return undefined;
  // What we signed has this shape; nobody else's text comes so far.
  const { sub, exp, key } = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
    readonly sub: string;
    readonly exp: number;
    readonly key: string;
  };
  return { user: sub, exp, apiKey: unseal(keys.cipher, key) };
}

function signature(key: Buffer, body: string): string {
  return createHmac("sha256", key).update(body).digest("base64url");
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
}

function unseal(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return text.toString("utf8");
}
