/**
 * How a subscription did not come about, or ended. `denied`: a person must act at the master, and then the same
 * subscription is accepted; `refused`: it never will be; `unsuited`: with fewer wishes it may be.
 */
export interface Verdict {
  readonly type: "superseded" | "removed" | "denied" | "refused" | "unsuited" | "lost";
  readonly cause: string;
}

/** Texts of ERROR that a person must act on, by their beginning, with what to do. */
const REFUSALS: readonly (readonly [beginning: string, type: Verdict["type"], remedy: string])[] = [
  [
    "Framework has been removed",
    "removed",
    "An operator tore the framework down, or it was away for longer than its failover timeout; all its tasks were killed",
  ],
  [
    "Not authorized",
    "denied",
    "Permit the principal of this framework (Mesos ACLs register_frameworks, run_tasks) its roles and user, or configure others",
  ],
  ["Authorization failure", "denied", "The authorizer of the master failed: see the log of the master"],
  [
    "User 'root'",
    "denied",
    "Configure a user other than root for the framework, or start the master with --root_submissions",
  ],
  ["Roles {", "denied", "Configure roles that the --roles of the master names, or extend those"],
  ["Offer constraints", "unsuited", "The master does not take these constraints on offers"],
  ["Resource quantities", "unsuited", "The master does not take these minimal sizes of offers"],
  ["Invalid resource quantity", "unsuited", "The master does not take these minimal sizes of offers"],
  [
    "Changing framework's principal",
    "refused",
    "Configure the principal this framework was registered with, or forget the stored framework id to register anew",
  ],
  [
    "Authenticated principal",
    "refused",
    "Configure the same principal for the framework and its credentials",
  ],
  ["The framework failover_timeout", "refused", "Configure a failover timeout below 292 years"],
  ["'FrameworkInfo.", "refused", "Correct the framework's roles in the configuration"],
  ["ID", "refused", "The stored framework id is none: forget it to register anew"],
];

/**
 * What the text of an ERROR event means.
 * @param subscribed  whether SUBSCRIBED came before it; an ERROR as the first event is a refusal, whatever it says
 * @see Mesos: src/master/master.cpp, `Master::subscribe`
 */
export function verdictOfError(message: string, subscribed: boolean): Verdict {
  if (message.startsWith("Framework failed over")) {
    return {
      type: "superseded",
      cause: "another scheduler subscribed with the id of this framework (Framework failed over)",
    };
  }
  if (message.startsWith("Framework disconnected")) return { type: "lost", cause: message };
  const known = REFUSALS.find(([beginning]) => message.startsWith(beginning));
  if (known !== undefined) return verdict(known[1], message, known[2]);
  if (subscribed) return { type: "lost", cause: message };
  return verdict("refused", message, "See the log of the master, and correct the framework's configuration");
}

/**
 * What an answer to SUBSCRIBE other than 200 and a redirect means.
 * @see Mesos: src/master/http.cpp, `Master::Http::scheduler`
 */
export function verdictOfAnswer(baseUrl: string, status: number, body: string): Verdict {
  const said = `HTTP ${status}${body.trim() === "" ? "" : ` ${body.trim()}`}`;
  switch (status) {
    case 401:
      return verdict(
        "denied",
        `${baseUrl} does not know our credentials (${said})`,
        "Configure principal and secret as in the --credentials of the master. A secret in a file is read again before each attempt",
      );
    case 403:
      return verdict(
        "denied",
        `${baseUrl} does not let us in (${said})`,
        "Permit the principal at the master, or configure another",
      );
    case 400:
    case 405:
    case 406:
    case 413:
    case 415:
      return verdict(
        "refused",
        `${baseUrl} does not accept our subscription (${said})`,
        "Check that the address is that of a Mesos master of version 1.9 or later, and the framework's configuration",
      );
    default:
      // 503: no leader, or one that still recovers. 404: routes are not installed yet. All pass.
      return { type: "lost", cause: `${baseUrl} answers ${said}` };
  }
}

/** What is to be done after the answer to a call other than SUBSCRIBE. */
export type CallVerdict = "done" | "failed" | "session_over";

/** 403 to a call that asks for something that the authorizer may forbid: the session is as it was. */
const FORBIDDEN = /^(?:Not authorized|Authorization failure)/;

/** @see Mesos: src/master/http.cpp; 202 means "read", never "carried out" */
export function verdictOfCall(status: number, body: string): CallVerdict {
  if (status === 200 || status === 202) return "done";
  if (status === 400) {
    const over = body.startsWith("The stream ID") || body.startsWith("Framework cannot be found");
    return over ? "session_over" : "failed";
  }
  if (status === 403 && FORBIDDEN.test(body)) return "failed";
  // The call is at fault, not the session: the next one may well be accepted.
  if (status === 405 || status === 413 || status === 415 || status === 501) return "failed";
  return "session_over"; // 307: not the leader any more; 401, 403: no longer ours; 5xx, 404: not in order
}

function verdict(type: Verdict["type"], what: string, remedy: string): Verdict {
  return { type, cause: `${what.replace(/\.$/, "")}. ${remedy}` };
}
