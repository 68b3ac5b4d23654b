import type { Authenticator } from "../auth/authenticator.ts";
import type { SignInCodes } from "../auth/sign-in-code.ts";
import type { AccountRules } from "../fair-share/account-rules.ts";
import type { SiteRules } from "../jobs/submission/site-rules.ts";
import type { SiteNeeds } from "../offers/agent-rules.ts";
import type { Capabilities } from "../offers/backend.ts";
import type { TaskAccess } from "../offers/task-access.ts";
import type { AuditLog } from "../store/audit.ts";
import type { Secrets } from "../store/secrets.ts";
import type { Store } from "../store/store.ts";
import type { Health } from "../telemetry/health.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { ApiContext, SharedJobFiles } from "./context/context.ts";
import type { ExecLimits } from "./context/exec-limits.ts";
import type { LegacyOptions } from "./godocker-1/frame/options.ts";
import type { ArchiveLimits } from "./files/archive.ts";
import type { LeaderLink } from "./context/leader.ts";
import type { CredentialSources } from "./sign-in/request-credential.ts";
import type { RateLimits } from "./http/rate-limits.ts";
import type { Identity } from "./context/identity.ts";
import type { JobDefaults, Volume } from "./context/submission.ts";
import type { DocPages } from "./documentation/doc-pages.ts";
import type { WebPages } from "./http/web-routes.ts";

export interface ApiOptions {
  readonly store: Store;
  readonly leader: LeaderLink;
  /** Reads the output of tasks of all backends, by the placement of the attempt. */
  readonly access: TaskAccess;
  /** The directories of jobs where this server sees them, on Linux; absent: files are those of the sandboxes. */
  readonly jobFiles?: SharedJobFiles;
  /** Of archives of directories, where they are others than the usual ones. */
  readonly archiveLimits?: Partial<ArchiveLimits>;
  readonly auth: Authenticator;
  /** Ways to show who one is beside the `Authorization` header; absent: sessions only. */
  readonly credentialSources?: CredentialSources;
  /** Whose `X-Forwarded-For` is believed; absent: nobody's. */
  readonly trustedProxies?: readonly string[];
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly version: string;
  /** Under which others reach this server; its host is accepted beside the loopback names. */
  readonly publicUrl?: URL;
  readonly volumes: readonly Volume[];
  /** Names of the networks that jobs may join; absent: none. */
  readonly networks?: readonly string[];
  /**
   * Of every configured backend: what none of them can do is refused at submission. Absent: not known here, and the
   * backends refuse it themselves, later.
   */
  readonly capabilities?: readonly Capabilities[];
  /** Names of the clusters that can pause tasks; absent: not known here. */
  readonly pausing?: readonly string[];
  readonly jobDefaults: JobDefaults;
  readonly siteRules: SiteRules;
  /** Shares and quotas as they are now; absent: there are none. */
  readonly accountRules?: () => AccountRules;
  /** For warnings: what the site adds to the needs of every task. Absent: not known here. */
  readonly siteNeeds?: SiteNeeds;
  readonly secrets: Secrets;
  /** Requests of one user in a minute, where they are others than the usual ones. */
  readonly rateLimits?: Partial<RateLimits>;
  /** Of commands in running jobs, where they are others than the usual ones. */
  readonly execLimits?: Partial<ExecLimits>;
  /** Pages about an attempt in the user interface of its cluster; absent: there are none. */
  readonly attemptLinks?: ApiContext["attemptLinks"];
  /** Of the GoDocker 1.0 API, where it is other than usual. */
  readonly legacy?: Partial<LegacyOptions>;
  /** Longest body of one job, and longest line of a batch. */
  readonly bodyBytesMax: number;
  /** The configuration as it is in effect, secrets masked; absent: nothing of it is shown. */
  readonly settings?: ApiContext["settings"];
  /** Absent: one that is kept in the store and goes nowhere else. */
  readonly audit?: AuditLog;
  /** Pages for browsers; absent: this server gives data only. */
  readonly web?: WebPages;
  /** Absent: it serves no documentation. */
  readonly docs?: DocPages;
  /** Who people are; absent: those that `auth` knows, and nobody signs in. */
  readonly identity?: Identity;
  /** Takes the codes that sign browsers in; absent: there are none. */
  readonly signInCodes?: SignInCodes;
  readonly nowMs: () => number;
  /** Pause between two looks at the journal, and at an output that is followed, while somebody waits. */
  readonly pollMs?: number;
  /** How long a change of a job waits for the leader to make it. */
  readonly changeWaitMs?: number;
}
