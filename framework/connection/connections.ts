import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { buildConnector } from "undici";
import { causeOf } from "./cause.ts";

/**
 * How masters and agents are known, and we to them, over TLS. All files are PEM and are read anew for every
 * connection: renewed ones are used without a restart.
 */
export interface TlsOptions {
  /** Authorities that are trusted instead of those of the system. */
  readonly caFile?: string;
  /** Our own certificate, with those between it and its authority. */
  readonly certificateFile?: string;
  /** Of our own certificate. */
  readonly keyFile?: string;
  /** The name that the other side's certificate must hold, instead of its host's. */
  readonly serverName?: string;
}

/** What opens the connections of HTTP clients: the option `connect` of every client of undici here. */
export type Connector = buildConnector.connector;

/**
 * @param timeoutMs  from the beginning to the end of the handshake
 * @throws RangeError  for options that cannot work
 */
export function createConnector(tls: TlsOptions | undefined, timeoutMs: number): Connector {
  const { caFile, certificateFile, keyFile, serverName } = tls ?? {};
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw new RangeError("A client certificate needs its key, and a key its certificate: name both files");
  }
  // Mesos speaks HTTP/1.1, and knows nothing of ALPN.
  const common = { timeout: timeoutMs, allowH2: false, maxCachedSessions: 0 };
  const plain = buildConnector(common);
  const open = async (): Promise<Connector> => {
    const [ca, cert, key] = await Promise.all([
      read(caFile, "the certificate authorities"),
      read(certificateFile, "the client certificate"),
      read(keyFile, "the key of the client certificate"),
    ]);
    createSecureContext({ ca, cert, key }); // says at once what is no PEM, or does not belong together
    return buildConnector({
      ...common,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
  };
  return (options, callback) => {
    if (options.protocol !== "https:") return plain(options, callback);
    void (async () => {
      let connect: Connector;
      try {
        connect = await open();
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)), null);
        return;
      }
      connect(options, callback);
    })();
    return undefined;
  };
}

async function read(file: string | undefined, what: string): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    throw new Error(
      `${what} cannot be read from ${file} (${causeOf(error)}): name a file that this user may read`,
      { cause: error },
    );
  }
}

/** What is wrong and what to do, by the code of Node's or OpenSSL's error. */
const REMEDIES: readonly (readonly [code: RegExp, remedy: string])[] = [
  [
    /^(?:UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_SIGNATURE_FAILURE)$/,
    "no authority that we trust has signed its certificate: name the file of its certificate authority",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "its certificate is for another name: use that name in the address, or configure it as the server name",
  ],
  [/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/, "its certificate has to be renewed, or a clock is wrong"],
  [
    /HANDSHAKE_FAILURE|CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA/,
    "it refuses the handshake: it may want a client certificate of an authority that it trusts, or share no protocol version or cipher with us",
  ],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/, "it does not speak TLS: use an address with http://"],
];

const UNTOLD =
  "it closes the connection without a word: it may want a client certificate of an authority that it trusts";

/**
 * The cause of an error of a connection or a request, with what to do about it where TLS is to blame.
 * @param baseUrl  given when nothing was ever heard from there: with TLS 1.3 a refusal may look like a crash
 */
export function connectionCause(error: unknown, baseUrl?: string): string {
  const text = causeOf(error)
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = "code" in at ? String(at.code) : "";
    const remedy = REMEDIES.find(([pattern]) => pattern.test(code))?.[1];
    if (remedy !== undefined) return `${text}: ${remedy}`;
    if (baseUrl?.startsWith("https:") === true && /^(?:UND_ERR_SOCKET|ECONNRESET)$/.test(code))
      return `${text}: ${UNTOLD}`;
  }
  return text;
}
