import type { ApiError } from "../../client/http.ts";
import { formatSize } from "../../resources/units.ts";
import type { Fault, FailureParts } from "../text/failure.ts";
import { EXIT, problemCount } from "../text/failure.ts";

/** Flags of `submit` by the field that they set. */
const FLAG_OF: Readonly<Record<string, string>> = {
  "/name": "--name",
  "/project": "--project",
  "/resources/cpus": "--cpus",
  "/resources/memoryBytes": "--memory",
  "/resources/diskBytes": "--disk",
  "/resources/gpus": "--gpus",
  "/resources/gpuModel": "--gpu-model",
  "/resources/memoryLimitBytes": "--memory-limit",
  "/resources/shmBytes": "--shm",
  "/resources/pids": "--pids",
  "/resources/ports": "--ports",
  "/resources/portNames": "--port-name",
  "/resources/licences": "--licence",
  "/image/pull": "--pull",
  "/image/containerizer": "--containerizer",
  "/image": "--image",
  "/network/ports": "--publish",
  "/network": "--network",
  "/tmpfs": "--tmpfs",
  "/scratch": "--scratch",
  "/constraints": "--constraint",
  "/affinity": "--affinity",
  "/prefer": "--prefer",
  "/preemptible": "--preemptible",
  "/rootInContainer": "--root",
  "/walltimeSeconds": "--time",
  "/graceSeconds": "--grace",
  "/volumes": "--volume",
  "/array": "--array",
  "/dependencies": "--after",
  "/notBefore": "--begin",
  "/deadline": "--deadline",
  "/notify": "--notify",
  "/queue": "--queue",
  "/executor": "--executor",
  "/workdir": "--workdir",
  "/io/stdout": "--stdout",
  "/io/stderr": "--stderr",
  "/io/join": "--join",
  "/priority": "--priority",
  "/retry/maxAttempts": "--retry",
  "/retry/on": "--retry-on",
  "/env": "--env",
  "/labels": "--label",
  "/description": "--description",
};

/** A fault of a job document, as the server or the local check tells it. */
export interface DocumentFault {
  readonly pointer: string;
  readonly message: string;
  readonly got?: unknown;
  readonly allowed?: string;
  readonly hint?: string;
}

/** What was done when it failed; completes the sentence `…: 2 problems`. */
export interface Attempted {
  readonly what: string;
  readonly url: string;
}

/** Failure of a call, in words and with the exit status that it stands for. */
export function apiFailure(error: ApiError, { what, url }: Attempted): FailureParts {
  const requestId = error.problem?.requestId;
  const common = { cause: error, ...(requestId === undefined ? {} : { requestId }) };
  const faults = error.problem?.errors ?? [];
  if (faults.length > 0) {
    const problems = faults.map(documentFault);
    return {
      ...common,
      exit: EXIT.invalid,
      what: `${what}: ${problemCount(problems.length)}`,
      faults: problems,
    };
  }
  const exit = exitOfStatus(error.status, error.code);
  const fix = fixFor(error);
  if (error.code === "unreachable") {
    return {
      ...common,
      exit,
      what: `the server ${url} cannot be reached`,
      why: reasonOf(error),
      fix: "start one with `godocker up`, or name another one with --server URL",
    };
  }
  return { ...common, exit, what, why: error.message, ...(fix === undefined ? {} : { fix }) };
}

export function documentFault({ pointer, message, got, allowed, hint }: DocumentFault): Fault {
  const size = pointer.endsWith("Bytes");
  const shown =
    got === undefined ? "" : ` (got ${size && typeof got === "number" ? formatSize(got) : asText(got)})`;
  const range =
    allowed !== undefined && size ? allowed.replaceAll(/\d{4,}/g, (n) => formatSize(Number(n))) : allowed;
  const fix = hint ?? range;
  const flag = Object.entries(FLAG_OF).find(
    ([field]) => pointer === field || pointer.startsWith(`${field}/`),
  )?.[1];
  return {
    where: `${fieldOf(pointer)}${flag === undefined ? "" : ` (${flag})`}`,
    why: `${message}${shown}`,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** `/volumes/1/name` → `volumes[1].name`. */
export function fieldOf(pointer: string): string {
  const parts = pointer.split("/").slice(1);
  const names = parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names
    .map((name, at) => (/^\d+$/.test(name) && at > 0 ? `[${name}]` : `${at === 0 ? "" : "."}${name}`))
    .join("");
}

export function exitOfStatus(status: number, code: string): number {
  if (code === "unreachable" || status === 504 || status === 502) return EXIT.unreachable;
  if (code === "quota_exceeded") return EXIT.overLimit;
  switch (status) {
    case 400:
      return EXIT.usage;
    case 401:
      return EXIT.notSignedIn;
    case 403:
      return EXIT.forbidden;
    case 404:
      return EXIT.notFound;
    case 409:
    case 412:
      return EXIT.conflict;
    case 413:
    case 422:
      return EXIT.invalid;
    case 429:
      return EXIT.overLimit;
    default:
      return EXIT.failed;
  }
}

function fixFor({ code, status, retryAfterSeconds }: ApiError): string | undefined {
  if (status === 401) return "give a valid token with --token-file or GODOCKER_TOKEN_FILE";
  if (code === "foreign_host") return "name the server as it names itself (server.publicUrl)";
  if (code === "bad_answer") return "see whether --server is the address of a GoDocker server";
  if (code === "timeout") return "look with `godocker ls` whether it was done before you try again";
  if (code === "no_leader") return "start a scheduler with `godocker scheduler`, or try again in a moment";
  if (code === "quota_exceeded") return "see with `godocker quota` what is left";
  if (status === 429 || status === 503) {
    return `try again${retryAfterSeconds === undefined ? " later" : ` in ${retryAfterSeconds} s`}`;
  }
  return undefined;
}

/** The lowest cause says most: `connect ECONNREFUSED 127.0.0.1:8080`. */
function reasonOf(error: Error): string {
  let lowest = error;
  // An error whose cause were itself would never end; three layers are all that HTTP has.
  for (let depth = 0; depth < 5 && lowest.cause instanceof Error; depth += 1) lowest = lowest.cause;
  if (lowest instanceof AggregateError && lowest.errors[0] instanceof Error) lowest = lowest.errors[0];
  return lowest.message === "" ? error.message : lowest.message;
}

function asText(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}
