import type { Problem } from "../../jobs/text/problem.ts";
import { StoreUnavailableError } from "../../store/store.ts";

/**
 * Every error that a client can meet. Codes are part of the API and never renamed; `docs/reference/problems.md` has an entry
 * for each. `retryable` says whether the same request can succeed later.
 */
export const PROBLEMS = {
  malformed_json: { status: 400, title: "The body is not valid JSON", retryable: false },
  bad_parameter: { status: 400, title: "A parameter is not valid", retryable: false },
  bad_cursor: { status: 400, title: "The cursor is not valid", retryable: false },
  bad_request: { status: 400, title: "The request is not valid HTTP", retryable: false },
  not_signed_in: { status: 401, title: "A valid token is needed", retryable: false },
  forbidden: { status: 403, title: "Not allowed", retryable: false },
  new_password_needed: { status: 403, title: "A new password is needed", retryable: false },
  foreign_host: { status: 403, title: "The request was made for another host", retryable: false },
  foreign_origin: { status: 403, title: "The request comes from a foreign web page", retryable: false },
  not_found: { status: 404, title: "There is nothing here", retryable: false },
  no_output: { status: 404, title: "There is no output", retryable: true },
  method_not_allowed: { status: 405, title: "This method is not possible here", retryable: false },
  not_acceptable: { status: 406, title: "No acceptable media type", retryable: false },
  request_timeout: { status: 408, title: "The request did not arrive in time", retryable: true },
  conflict_state: { status: 409, title: "The job's state does not allow this", retryable: false },
  idempotency_conflict: {
    status: 409,
    title: "The idempotency key was used for another request",
    retryable: false,
  },
  idempotency_in_flight: {
    status: 409,
    title: "A request with this idempotency key is under way",
    retryable: true,
  },
  quota_exceeded: { status: 409, title: "A limit of what may wait is reached", retryable: true },
  count_differs: { status: 409, title: "Another number of jobs matches", retryable: false },
  limit_reached: { status: 409, title: "There are as many as there may be", retryable: false },
  no_pause: { status: 409, title: "The job cannot be paused where it runs", retryable: false },
  no_signal: { status: 409, title: "The job cannot be sent signals where it runs", retryable: false },
  not_simulated: { status: 409, title: "It could not be simulated", retryable: true },
  no_exec: { status: 409, title: "No command can be run in this job", retryable: false },
  gone_cursor: { status: 410, title: "These events are no longer kept", retryable: false },
  precondition_failed: { status: 412, title: "It was changed meanwhile", retryable: false },
  too_large: { status: 413, title: "The request is too large", retryable: false },
  unsupported_media_type: { status: 415, title: "The body's media type is not supported", retryable: false },
  range_not_satisfiable: { status: 416, title: "The range is beyond the output", retryable: true },
  invalid: { status: 422, title: "Job document invalid", retryable: false },
  upgrade_required: { status: 426, title: "A WebSocket is needed here", retryable: false },
  precondition_required: { status: 428, title: "If-Match is needed here", retryable: false },
  queue_full: { status: 429, title: "No more jobs are taken now", retryable: true },
  rate_limited: { status: 429, title: "Too many requests", retryable: true },
  headers_too_large: { status: 431, title: "The request's headers are too large", retryable: false },
  internal: { status: 500, title: "Unexpected error", retryable: false },
  not_implemented: { status: 501, title: "This version cannot do that yet", retryable: false },
  executor_unavailable: {
    status: 503,
    title: "The machine with the output cannot be reached",
    retryable: true,
  },
  store_unavailable: { status: 503, title: "The job store cannot be reached", retryable: true },
  directory_unavailable: {
    status: 503,
    title: "The directory of people does not answer",
    retryable: true,
  },
  no_leader: { status: 503, title: "No scheduler is at work", retryable: true },
  maintenance: { status: 503, title: "No jobs are taken during maintenance", retryable: true },
  draining: { status: 503, title: "The server is shutting down", retryable: true },
  timeout: { status: 504, title: "The outcome is not known", retryable: false },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;
export type ProblemCode = keyof typeof PROBLEMS;

/** What goes over the wire, `application/problem+json` (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly instance?: string;
  readonly requestId?: string;
  /** Of `invalid`: every fault of the document, at most 100. */
  readonly errors?: readonly Problem[];
  readonly errorsTruncated?: true;
  readonly [extra: string]: unknown;
}

interface PublicErrorOptions {
  readonly cause?: unknown;
  readonly errors?: readonly Problem[];
  /** Further fields of the problem document. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `message` is safe to show; host names, queries and stack traces stay in `cause`, which only the log sees. */
export class PublicError extends Error {
  override readonly name = "PublicError";
  readonly code: ProblemCode;
  readonly errors: readonly Problem[] | undefined;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ProblemCode, message: string, options: PublicErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
  }
}

const RETRY_AFTER_SECONDS = "2";
export const ERRORS_MAX = 100;

/** The only place where an inner error becomes a public one. Unknown errors are never guessed at. */
export function toPublicError(error: unknown): PublicError {
  if (error instanceof PublicError) return error;
  if (error instanceof StoreUnavailableError) {
    return new PublicError("store_unavailable", "Nothing was stored. Try again later.", { cause: error });
  }
  return (
    frameworkError(error) ??
    new PublicError("internal", "The cause is in the server's log.", { cause: error })
  );
}

export function problemDocument(
  error: PublicError,
  request: { readonly instance?: string; readonly requestId?: string } = {},
  errorsMax = ERRORS_MAX,
): ProblemDocument {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    code: error.code,
    ...(error.message === "" ? {} : { detail: error.message }),
    ...request,
    ...(error.errors === undefined ? {} : { errors: error.errors.slice(0, errorsMax) }),
    ...((error.errors?.length ?? 0) > errorsMax ? { errorsTruncated: true } : {}),
    ...error.extra,
  };
}

export function problemHeaders(error: PublicError): Readonly<Record<string, string>> {
  const { status } = PROBLEMS[error.code];
  return {
    "content-type": "application/problem+json; charset=utf-8",
    ...(status === 503 || status === 429 ? { "retry-after": RETRY_AFTER_SECONDS } : {}),
    ...(status === 401 ? { "www-authenticate": 'Bearer realm="godocker"' } : {}),
    ...error.headers,
  };
}

/** What the HTTP library throws before a handler runs, by its documented codes. */
function frameworkError(error: unknown): PublicError | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  switch (error.code) {
    case "FST_ERR_BAD_URL":
      return new PublicError("bad_parameter", "The path is not valid percent-encoded UTF-8.");
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new PublicError("too_large", "The body is longer than this server takes.");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new PublicError("unsupported_media_type", "Send application/json.");
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new PublicError("bad_request", "The body is shorter or longer than Content-Length says.");
    default:
      return undefined;
  }
}
