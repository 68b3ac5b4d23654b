/** How a subscription did not come about, or ended. */
export type Verdict =
  | { readonly type: "superseded"; readonly cause: string }
  | { readonly type: "refused"; readonly cause: string }
  | { readonly type: "lost"; readonly cause: string };

/** Texts of ERROR that a person must act on, by their beginning, with what to do. */
const REFUSALS: readonly (readonly [beginning: string, remedy: string])[] = [
  [
    "Framework has been removed",
    "An operator tore the framework down, or it was away for longer than its failover timeout; its tasks were killed. Forget the stored framework id to register anew.",
  ],
  [
    "Not authorized",
    "Permit the principal of this framework (Mesos ACLs register_frameworks, run_tasks) its role and user, or configure others.",
  ],
  ["Authorization failure", "The authorizer of the master failed: see the log of the master."],
  [
    "User 'root'",
    "Configure a user other than root for the framework, or start the master with --root_submissions.",
  ],
  ["Roles {", "Configure a role that the --roles of the master names, or extend those."],
  [
    "Changing framework's principal",
    "Configure the principal this framework was registered with, or forget the stored framework id to register anew.",
  ],
  ["Authenticated principal", "Configure the same principal for the framework and its credentials."],
  ["The framework failover_timeout", "Configure a failover timeout below 292 years."],
  ["'FrameworkInfo.", "Correct the framework's role in the configuration."],
  ["ID", "The stored framework id is none: forget it to register anew."],
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
  const remedy = REFUSALS.find(([beginning]) => message.startsWith(beginning))?.[1];
  if (remedy !== undefined) return refused(message, remedy);
  if (subscribed) return { type: "lost", cause: message };
  return refused(message, "See the log of the master, and correct the framework's configuration.");
}

/**
 * What an answer to SUBSCRIBE other than 200 and a redirect means.
 * @see Mesos: src/master/http.cpp, `Master::Http::scheduler`
 */
export function verdictOfAnswer(baseUrl: string, status: number, body: string): Verdict {
  const said = `HTTP ${status}${body === "" ? "" : ` ${body.trim()}`}`;
  switch (status) {
    case 401:
      return refused(
        `${baseUrl} does not know our credentials (${said})`,
        "Configure principal and secret as in the --credentials of the master.",
      );
    case 403:
      return refused(
        `${baseUrl} does not let us in (${said})`,
        "Permit the principal at the master, or configure another.",
      );
    case 400:
    case 405:
    case 406:
    case 413:
    case 415:
      return refused(
        `${baseUrl} does not accept our subscription (${said})`,
        "Check that the address is that of a Mesos master of version 1.9 or later, and the framework's configuration.",
      );
    default:
      // 503: no leader, or one that still recovers. 404: routes are not installed yet. All pass.
      return { type: "lost", cause: `${baseUrl} answers ${said}` };
  }
}

/** What is to be done after the answer to a call other than SUBSCRIBE. */
export type CallVerdict = "done" | "failed" | "session_over";

/** @see Mesos: src/master/http.cpp; 202 means "read", never "carried out" */
export function verdictOfCall(status: number, body: string): CallVerdict {
  if (status === 200 || status === 202) return "done";
  if (status === 400) {
    const over = body.startsWith("The stream ID") || body.startsWith("Framework cannot be found");
    return over ? "session_over" : "failed";
  }
  // The call is at fault, not the session: the next one may well be accepted.
  if (status === 405 || status === 413 || status === 415 || status === 501) return "failed";
  return "session_over"; // 307: not the leader any more; 401, 403: no longer ours; 5xx, 404: not in order
}

function refused(what: string, remedy: string): Verdict {
  return { type: "refused", cause: `${what}. ${remedy}` };
}
