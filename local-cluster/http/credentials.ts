import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

/** Secrets by principal. */
export type Credentials = ReadonlyMap<string, string>;

/** Reads Mesos' file format, `{"credentials":[{"principal":"p","secret":"s"}]}`. Throws `Error` saying why not. */
export function readCredentials(file: string): Credentials {
  const wanted = `expected {"credentials":[{"principal":"name","secret":"text"}]}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const list: unknown =
    typeof parsed === "object" && parsed !== null && "credentials" in parsed ? parsed.credentials : undefined;
  if (!Array.isArray(list) || list.length === 0) throw new Error(wanted);
  const credentials = new Map<string, string>();
  for (const entry of list as readonly unknown[]) {
    if (typeof entry !== "object" || entry === null || !("principal" in entry) || !("secret" in entry))
      throw new Error(wanted);
    if (typeof entry.principal !== "string" || typeof entry.secret !== "string" || entry.principal === "")
      throw new Error(wanted);
    credentials.set(entry.principal, entry.secret);
  }
  return credentials;
}

/** The `Authorization` header of the first principal: with what our own agents speak to the master. */
export function authorizationOf(credentials: Credentials | undefined): string | undefined {
  for (const [principal, secret] of credentials ?? [])
    return `Basic ${Buffer.from(`${principal}:${secret}`).toString("base64")}`;
  return undefined;
}

/** The principal, or `undefined` when the header is missing or wrong. `Basic` must be spelt so, as in Mesos. */
export function authenticate(credentials: Credentials, header: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return undefined;
  const principal = text.slice(0, colon);
  const secret = credentials.get(principal);
  const right = timingSafeEqual(digest(text.slice(colon + 1)), digest(secret ?? ""));
  return right && secret !== undefined ? principal : undefined;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
