import { readFileSync } from "node:fs";
import { MongoClient, MongoError, MongoParseError, type MongoClientOptions } from "mongodb";
import { StoreUnavailableError } from "../store.ts";

export interface MongoOptions {
  /** `mongodb:` or `mongodb+srv:`, without a password; its path names the database. */
  readonly url: string;
  /** Default: `godocker`, where the URL names none. */
  readonly database?: string;
  readonly passwordFile?: string;
  /** Files in PEM. Any of them turns TLS on. */
  readonly tls?: {
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
  };
  /** After that long a call is given up. A call meets an election in half of it at most. */
  readonly timeoutMs?: number;
}

export const TIMEOUT_MS = 15_000;
/** A server that says nothing for a third of the time has gone: there is time to ask another one. */
const ANSWERS_PER_TIMEOUT = 3;
const POOL_SIZE = 30;

export interface Connection {
  readonly client: MongoClient;
  readonly database: string;
  /** The address without a password. */
  readonly where: string;
  readonly timeoutMs: number;
}

/**
 * A client that is not connected yet.
 * @throws StoreUnavailableError  when the address or a file cannot be read
 */
export function clientOf(options: MongoOptions): Connection {
  const { url, timeoutMs = TIMEOUT_MS } = options;
  const where = url.replace(/:\/\/[^@/]*@/, "://").replace(/\?.*/s, "");
  const answerMs = Math.ceil(timeoutMs / ANSWERS_PER_TIMEOUT);
  try {
    const named = new URL(url.replace(/^mongodb(\+srv)?:\/\/([^/?]*)/, "http://host")).pathname.slice(1);
    const settings: MongoClientOptions = {
      appName: "godocker",
      ...credentialsOf(options),
      ...tlsOf(options),
      // A write counts when a majority has it on disk; what is read has been written so and cannot be rolled back.
      readPreference: "primary",
      readConcern: { level: "majority" },
      writeConcern: { w: "majority", journal: true, wtimeoutMS: answerMs },
      // Writes are asked again by `Ask`, which knows what may be.
      retryWrites: false,
      ignoreUndefined: true,
      maxPoolSize: POOL_SIZE,
      serverSelectionTimeoutMS: answerMs,
      connectTimeoutMS: answerMs,
      socketTimeoutMS: answerMs,
      waitQueueTimeoutMS: timeoutMs,
    };
    const client = new MongoClient(url, settings);
    return { client, database: options.database ?? (named === "" ? "godocker" : named), where, timeoutMs };
  } catch (error) {
    if (!(error instanceof MongoError) && !isSystemError(error)) throw error;
    const what =
      error instanceof MongoParseError
        ? "The address of the store cannot be read"
        : "The store cannot be opened";
    throw new StoreUnavailableError(`${what}: ${error.message}. Check store.url ${where} and its files.`);
  }
}

function credentialsOf({ url, passwordFile }: MongoOptions): MongoClientOptions {
  if (passwordFile === undefined) return {};
  const user = /:\/\/([^@/:]*)@/.exec(url)?.[1] ?? "";
  const password = readFileSync(passwordFile, "utf8").trim();
  return { auth: { username: decodeURIComponent(user), password } };
}

function tlsOf({ tls = {} }: MongoOptions): MongoClientOptions {
  const { ca, certificate, key } = tls;
  if (ca === undefined && certificate === undefined) return {};
  return {
    tls: true,
    ...(ca === undefined ? {} : { ca: readFileSync(ca, "utf8") }),
    ...(certificate === undefined ? {} : { cert: readFileSync(certificate, "utf8") }),
    ...(key === undefined ? {} : { key: readFileSync(key, "utf8") }),
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
