import type { AccountIds } from "../../accounts/person.ts";
import type { Credential } from "../../auth/authenticator.ts";
import type { AuditSink } from "../../auth/audit.ts";
import type { Caller } from "../../auth/caller.ts";
import type { Attempt, NewJob } from "../../jobs/life/job.ts";
import type { AccountRules } from "../../fair-share/account-rules.ts";
import type { SiteRules } from "../../jobs/submission/site-rules.ts";
import type { SiteNeeds } from "../../offers/agent-rules.ts";
import type { Capabilities } from "../../offers/backend.ts";
import type { AgentView } from "../../offers/explanation.ts";
import type { TaskAccess } from "../../offers/task-access.ts";
import type { AuditLog } from "../../store/audit.ts";
import type { Secrets } from "../../store/secrets.ts";
import type { Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { AccessContext } from "./access.ts";
import type { ExecLimits } from "./exec-limits.ts";
import type { ArchiveLimits } from "../files/archive.ts";
import type { Idempotency } from "../http/idempotency.ts";
import type { AttemptLinks } from "./job-document.ts";
import type { JournalFeed } from "./journal-feed.ts";
import type { LeaderLink } from "./leader.ts";
import type { PreferencesBook } from "./preferences.ts";
import type { JobDefaults, Volume } from "./submission.ts";
import type { StoredRulesReader } from "./stored-rules.ts";
import type { SubmitLimits } from "./submit-limits.ts";

/** The directories of jobs, where agents write into them and this server reads. */
export interface SharedJobFiles {
  /** Absolute path. */
  readonly directory: string;
  /** Whether tasks of a job may own files of that user id. */
  readonly mayOwn: (job: Pick<NewJob, "account">) => (uid: number) => boolean;
}

/** One value of the configuration, fit to be shown. */
export interface ShownSetting {
  readonly key: string;
  /** `undefined`: nobody set it, and it has no default. */
  readonly value: unknown;
  /** Where it was set. */
  readonly source: string;
}

/** What the handlers share. */
export interface ApiContext extends AccessContext {
  readonly store: Store;
  readonly leader: LeaderLink;
  readonly access: TaskAccess;
  readonly jobFiles: SharedJobFiles | undefined;
  readonly archiveLimits: ArchiveLimits;
  readonly feed: JournalFeed;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly volumes: readonly Volume[];
  readonly networks: readonly string[];
  readonly capabilities: readonly Capabilities[] | undefined;
  /** Names of the clusters that can pause tasks; `undefined`: not known here. */
  readonly pausing: readonly string[] | undefined;
  readonly jobDefaults: JobDefaults;
  readonly siteRules: SiteRules;
  readonly rules: StoredRulesReader;
  readonly audit: AuditSink & Pick<AuditLog, "list">;
  /** As they are now. */
  readonly accountRules: () => AccountRules;
  readonly submitLimits: SubmitLimits;
  /** Whom the jobs of a user run as, written down with each; `undefined`: there is one user only. */
  readonly accountOf: (user: string) => Promise<AccountIds | undefined>;
  /** What the site adds to the needs of every task; absent: nothing, as far as is known here. */
  readonly siteNeeds: SiteNeeds | undefined;
  readonly secrets: Secrets;
  readonly preferences: PreferencesBook;
  /** Longest body of one job, and longest line of a batch, in bytes. */
  readonly bodyBytesMax: number;
  readonly nowMs: () => number;
  readonly idempotency: Idempotency;
  /** How long a change waits for the leader before it is answered as stored only. */
  readonly changeWaitMs: number;
  /** Pause between two looks at an output that is being followed. */
  readonly pollMs: number;
  /** Counts an open stream of this user until `signal` is aborted. @throws PublicError  `rate_limited` */
  readonly openStream: (caller: Caller, kind: "sse" | "log" | "wait" | "exec", signal: AbortSignal) => void;
  /** Whether the credential that a stream began with still holds. */
  readonly callerNow: (credential: Credential | undefined) => Promise<Caller | undefined>;
  readonly stillAllowed: (credential: Credential | undefined) => Promise<boolean>;
  readonly execLimits: ExecLimits;
  /** Pages about an attempt in the user interface of its cluster. */
  readonly attemptLinks: (attempt: Attempt) => AttemptLinks | undefined;
  /** The configuration of this process as it is in effect, secrets masked. */
  readonly settings: () => readonly ShownSetting[];
  readonly presentAgents: () => Promise<readonly AgentView[] | undefined>;
}

const AGENTS_FRESH_MS = 2000;
const AGENTS_WAIT_MS = 500;

/** The leader's agents, at most two seconds old: submissions come by the thousand, and agents change slowly. */
export function rememberAgents(leader: LeaderLink, nowMs: () => number): ApiContext["presentAgents"] {
  let known:
    { readonly atMs: number; readonly agents: Promise<readonly AgentView[] | undefined> } | undefined;
  return () => {
    const atMs = nowMs();
    if (known === undefined || atMs - known.atMs > AGENTS_FRESH_MS) {
      const asked = { atMs, agents: within(AGENTS_WAIT_MS, leader.agents()) };
      known = asked;
      void asked.agents.then((agents) => {
        // No leader answered, or none of its clusters yet: that changes any moment, so it is asked again.
        if ((agents === undefined || agents.length === 0) && known === asked) known = undefined;
      });
    }
    return known.agents;
  };
}

/** `undefined` when it takes longer: a warning is not worth a wait. */
async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
