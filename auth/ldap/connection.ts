import { connect, isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { Client, InvalidCredentialsError, PasswordPolicyControl, PasswordPolicyError } from "ldapts";
import type { OutdatedPassword } from "../directory.ts";
import type { LdapSettings } from "./settings.ts";

/** A connection to one server, which nobody has introduced themselves on. */
export interface LdapConnection {
  readonly client: Client;
  /** Whether it can be used once more. */
  isOpen(): boolean;
  close(): Promise<void>;
}

/** @throws Error  it cannot be reached, or is not who it should be */
export async function openConnection(url: string, settings: LdapSettings): Promise<LdapConnection> {
  const { startTls, timeoutMs } = settings;
  const isTls = url.startsWith("ldaps:");
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const tlsOptions: ConnectionOptions = {
    minVersion: "TLSv1.2",
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(settings.ca === undefined ? {} : { ca: settings.ca() }),
  };
  const client = new Client({
    url,
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
    ...(isTls ? { tlsOptions } : {}),
    createConnection: onceConnected(),
  });
  const close = async (): Promise<void> => {
    await client.unbind().catch(() => undefined);
  };
  try {
    if (startTls && !isTls) await client.startTLS(tlsOptions);
  } catch (error) {
    await close();
    throw error;
  }
  return { client, isOpen: () => client.isConnected, close };
}

/** The library connects anew by itself when a connection was lost, without TLS and as nobody: never here. */
function onceConnected(): typeof connect {
  let isUsed = false;
  const connectOnce = (port: number, host: string) => {
    if (isUsed) throw new Error("the connection was lost");
    isUsed = true;
    return connect(port, host);
  };
  // The library calls it with these two arguments; other ways to call `connect` are not used.
  return connectOnce as typeof connect;
}

/**
 * Introduces somebody by their password, which must not be empty: servers take that for nobody in particular, and let
 * them in. Servers with a password policy say more of a right one that is of no use; that an account is locked they say
 * whatever the password is, so that is not told on: it would tell strangers which names there are.
 * @throws Error  the server could not tell
 */
export async function tryPassword(
  { client }: LdapConnection,
  dn: string,
  password: string,
): Promise<"right" | "wrong" | OutdatedPassword> {
  if (password === "" || dn === "") return "wrong";
  // Not critical: servers that do not know it leave it out.
  const policy = new PasswordPolicyControl();
  try {
    await client.bind(dn, password, policy);
    return policy.value?.error === PasswordPolicyError.ChangeAfterReset ? "must-change" : "right";
  } catch (error) {
    if (!(error instanceof InvalidCredentialsError) && !isRefusal(error)) throw error;
    return policy.value?.error === PasswordPolicyError.PasswordExpired ? "expired" : "wrong";
  }
}

/**
 * Codes of answers that are about the entry and not about the server: no such object, invalid name, inappropriate
 * authentication, unwilling (an account that is locked), insufficient rights, constraint violation.
 */
const REFUSALS: ReadonlySet<number> = new Set([19, 32, 34, 48, 50, 53]);

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "number" && REFUSALS.has(error.code)
  );
}
