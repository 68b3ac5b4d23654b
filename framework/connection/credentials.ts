import { readFile } from "node:fs/promises";
import { causeOf } from "./cause.ts";

/** A secret text, or where to read it each time it is needed: then a new one is used without a restart. */
export type Secret = string | (() => string | Promise<string>);

/**
 * How we prove who we are: HTTP Basic with a principal and its secret, or the whole value of the header
 * `Authorization` for a cluster with another authenticator, such as `token=<jwt>`.
 */
export type MesosCredentials =
  | { readonly principal: string; readonly secret: Secret; readonly header?: never }
  /** The principal is what the master makes of the header; without it a live framework cannot be changed. */
  | { readonly principal?: string; readonly header: Secret; readonly secret?: never };

/** The value of `Authorization` now, `undefined` where there is none. Rejects with what is to be fixed. */
export type Authorize = () => Promise<string | undefined>;

/** @throws RangeError  for credentials that can never work */
export function authorizer(credentials: MesosCredentials | undefined): Authorize {
  if (credentials === undefined) return () => Promise.resolve(undefined);
  if (credentials.header !== undefined) {
    const { header } = credentials;
    return async () => headerValue(typeof header === "string" ? header : await header());
  }
  const { principal, secret } = credentials;
  if (typeof secret === "string") {
    const header = basic(principal, secret);
    return () => Promise.resolve(header);
  }
  noColon(principal);
  return async () => basic(principal, await secret());
}

/** A secret in a file, without the white space around it. */
export function secretFile(path: string): Secret {
  return async () => {
    let text: string;
    try {
      text = (await readFile(path, "utf8")).trim();
    } catch (error) {
      throw new Error(
        `the secret cannot be read from ${path} (${causeOf(error)}): name a file that this user may read`,
        { cause: error },
      );
    }
    if (text === "") throw new Error(`${path} is empty: write the secret into it`);
    return text;
  };
}

function basic(principal: string, secret: string): string {
  noColon(principal);
  noColon(secret);
  return `Basic ${Buffer.from(`${principal}:${secret}`).toString("base64")}`;
}

function noColon(text: string): void {
  if (text.includes(":"))
    throw new RangeError("Neither the principal nor the secret for Mesos may contain a colon");
}

function headerValue(text: string): string {
  const value = text.trim();
  // Line breaks would be refused by the HTTP client in words that show the secret.
  if (/[^\t\u0020-\u007e]/.test(value))
    throw new Error("the value for the header Authorization holds characters that no header may hold");
  return value;
}
