import type { Caller, CallerVia } from "./caller.ts";

/** Something that the audit log keeps. Holds no secret, no script and no value of an environment. */
export interface AuditEvent {
  /** What was done: a subject and a verb, such as `token.create`, `project.change`, `access.deny`. */
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** Who did it; absent: nobody known, as at a sign-in that failed. */
  readonly actor?: AuditActor;
  /** To what: a kind and a name, such as `job/17`, `project/bio`, `user/ana`. */
  readonly resource?: string;
  /** The project that it concerns, whose owners read it. */
  readonly project?: string;
  /** What it was and is; plain JSON, without secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Why, in words: of a refusal, of a look with special rights. */
  readonly reason?: string;
  /** Where the request came from. */
  readonly address?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
}

export type AuditOutcome = "done" | "refused" | "failed";

export interface AuditActor {
  /** A user's name, or that of a part of the server. */
  readonly name: string;
  readonly type: "user" | "system";
  readonly via?: CallerVia;
  readonly credentialId?: string;
  /** Who acted under that name, where it was another user. */
  readonly impersonator?: string;
}

/** Where events of the audit log go. */
export interface AuditSink {
  /**
   * Returns when the event is durable. Administrative acts are not answered before, and not done when it fails.
   *
   * @throws StoreUnavailableError  the event is not kept
   */
  record(event: AuditEvent): Promise<void>;
}

/** Somebody signed in, as the log names them. */
export function auditActor(caller: Caller): AuditActor {
  const { credentialId, impersonator, user: name, via } = caller;
  return {
    name,
    type: "user",
    via,
    ...(credentialId === undefined ? {} : { credentialId }),
    ...(impersonator === undefined ? {} : { impersonator }),
  };
}
