import type { Problem } from "../../../jobs/text/problem.ts";
import type { ProblemCode } from "../../http/problems.ts";
import { PROBLEMS, PublicError } from "../../http/problems.ts";

/** Clients of GoDocker 1.0 take every status but these, and 200, for a success or for nothing at all. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 500;

const STATUS_OF: Partial<Record<ProblemCode, RefusalStatus>> = {
  not_signed_in: 401,
  forbidden: 403,
  foreign_host: 403,
  foreign_origin: 403,
  rate_limited: 403,
  quota_exceeded: 403,
  queue_full: 403,
  limit_reached: 403,
  not_found: 404,
  no_output: 404,
  method_not_allowed: 404,
};

export function refusalStatus({ code }: PublicError): RefusalStatus {
  return STATUS_OF[code] ?? (PROBLEMS[code].status < 500 ? 400 : 500);
}

/** For people: clients print it as it is. One line for each fault. */
export function refusalText(error: PublicError): string {
  const faults = (error.errors ?? []).map(({ pointer, message, got, allowed, hint }) =>
    [
      `${memberOf(pointer)}: ${message}`,
      got === undefined ? "" : ` (got ${JSON.stringify(got)})`,
      allowed === undefined ? "" : `; allowed: ${allowed}`,
      hint === undefined ? "" : `; ${hint}`,
    ].join(""),
  );
  return `${[error.message, ...faults].filter((line) => line !== "").join("\n")}\n`;
}

/** Where the fields of a spec come from in a task document. */
const MEMBERS: readonly (readonly [pointer: string, member: string])[] = [
  ["/name", "meta.name"],
  ["/description", "meta.description"],
  ["/project", "user.project"],
  ["/executor", "requirements.executor"],
  ["/script", "command.cmd"],
  ["/command", "command.cmd"],
  ["/resources/cpus", "requirements.cpu"],
  ["/resources/memoryBytes", "requirements.ram"],
  ["/resources/gpus", "requirements.gpus"],
  ["/resources/ports", "requirements.ports"],
  ["/walltimeSeconds", "requirements.maxlifespan"],
  ["/image", "container.image"],
  ["/network", "requirements.network"],
  ["/volumes", "container.volumes"],
  ["/scratch", "requirements.tmpstorage"],
  ["/constraints", "requirements.label"],
  ["/dependencies", "requirements.tasks"],
  ["/array", "requirements.array.values"],
  ["/retry", "requirements.failure_policy"],
  ["/notify", "notify.email"],
];

function memberOf(pointer: string): string {
  const found = MEMBERS.find(([own]) => pointer === own || pointer.startsWith(`${own}/`));
  return found?.[1] ?? (pointer === "" ? "the task" : pointer.slice(1).replaceAll("/", "."));
}

/** A fault of a task document, by the dotted name of its member. */
export function fault(member: string, message: string, code: Problem["code"] = "format"): Problem {
  return { pointer: `/${member.replaceAll(".", "/")}`, code, message };
}

/** @throws PublicError  `forbidden` */
export function forbidden(message: string): PublicError {
  return new PublicError("forbidden", message);
}
