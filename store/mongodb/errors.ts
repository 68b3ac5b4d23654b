import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from "mongodb";
import { StoreUnavailableError } from "../store.ts";

const DUPLICATE_KEY = 11000;

/**
 * Codes of errors that pass: a server that stops or steps down, a lost host, a time that was over, a write that has
 * not reached a majority yet.
 */
const PASSING: ReadonlySet<number> = new Set([
  6, 7, 43, 50, 63, 64, 75, 89, 91, 100, 112, 133, 150, 175, 189, 202, 237, 262, 358, 9001, 10058, 10107,
  11600, 11601, 11602, 13388, 13435, 13436,
]);

/** Codes of errors that stay until somebody fixes the server or the settings. */
const STAYING: ReadonlyMap<number, string> = new Map([
  [13, "The database refuses it. Give this account the role readWrite on it."],
  [18, "The database does not accept the account. Check the user in store.url and store.passwordFile."],
  [8000, "The database does not accept the account. Check the user in store.url and store.passwordFile."],
  [14031, "There is no space left on the database's disk. Make room there."],
]);

/** Whether the database said that a key is in use. What else may have failed with it is not. */
export function isDuplicate(error: unknown): error is MongoServerError {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/**
 * Of a bulk of inserts: the places of those whose keys were in use, when that is all that happened; the others are
 * durable then.
 */
export function duplicatesOf(error: unknown): ReadonlySet<number> | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const failures = [error.writeErrors].flat();
  if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) return undefined;
  if (error.result.getWriteConcernError() !== undefined) return undefined;
  return new Set(failures.map(({ index }) => index));
}

/** Whether to try again: what was asked may have been done or not. */
export function isPassing(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoWriteConcernError) return true;
  if (error instanceof MongoServerSelectionError) return !isTls(error);
  if (!(error instanceof MongoError)) return false;
  if (error.name === "MongoWaitQueueTimeoutError") return true;
  if (error instanceof MongoBulkWriteError) {
    const failures = [error.writeErrors].flat();
    if (failures.some(({ code }) => PASSING.has(code))) return true;
    // Without a code it is the lost connection that the driver wraps so.
    if (error.result.getWriteConcernError() !== undefined || error.code === undefined) return true;
  }
  return typeof error.code === "number" && PASSING.has(error.code);
}

/** The error as users of the port know it; one that tells of a fault of this program stays as it is. */
export function translate(error: unknown, where: string): unknown {
  if (!(error instanceof MongoError)) return error;
  if (
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoClientClosedError
  )
    return new StoreUnavailableError("this handle of the store is closed");
  const code = codeOf(error);
  const mend = code === undefined ? undefined : STAYING.get(code);
  if (mend !== undefined) return unavailable(where, mend, error);
  if (isTls(error))
    return unavailable(where, "TLS to the database fails. Check store.tls and its certificates.", error);
  if (isPassing(error) || error instanceof MongoServerSelectionError)
    return unavailable(where, "The database does not answer. See that it runs and can be reached.", error);
  return error;
}

function unavailable(where: string, mend: string, error: Error): StoreUnavailableError {
  return new StoreUnavailableError(`The store ${where} is unavailable: ${mend} (${error.message})`, {
    cause: error,
  });
}

/** Also of the error for which no server could be selected. */
function codeOf(error: MongoError): number | undefined {
  if (typeof error.code === "number") return error.code;
  return error.cause instanceof MongoError ? codeOf(error.cause) : undefined;
}

function isTls(error: Error): boolean {
  return /certificate|\bssl\b|\btls\b|self-signed|ERR_SSL|ERR_TLS/i.test(error.message);
}
