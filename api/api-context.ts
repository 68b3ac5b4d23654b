import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Credential } from "../auth/authenticator.ts";
import type { Caller } from "../auth/caller.ts";
import { DirectoryUnavailableError } from "../auth/directory.ts";
import { NO_ACCOUNT_RULES } from "../fair-share/account-rules.ts";
import { auditIn } from "../store/audit.ts";
import type { ApiContext } from "./context/context.ts";
import { rememberAgents } from "./context/context.ts";
import { EXEC_LIMITS } from "./context/exec-limits.ts";
import { createAccountBook, DEFAULT_PROJECT } from "./godocker-1/frame/account-book.ts";
import { withAccountLimits } from "./godocker-1/accounts/account-limits.ts";
import { LEGACY_OPTIONS } from "./godocker-1/frame/options.ts";
import { withLegacyOutput } from "./godocker-1/frame/output-access.ts";
import { ARCHIVE_LIMITS } from "./files/archive.ts";
import { createJournalFeed } from "./context/journal-feed.ts";
import { createIdempotency } from "./http/idempotency.ts";
import { preferencesIn } from "./context/preferences.ts";
import { createRulesReader, liveAccountRules, liveSiteNeeds, liveSiteRules } from "./context/stored-rules.ts";
import { openStreams } from "./context/streams.ts";
import { createSubmitLimits } from "./context/submit-limits.ts";
import type { ApiOptions } from "./api-options.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import type { AccountBook } from "./godocker-1/frame/account-book.ts";
import type { LegacyOptions } from "./godocker-1/frame/options.ts";

const POLL_MS = 100;
const CHANGE_WAIT_MS = 2000;

/** What the routes of both APIs stand on; `book` and `legacy` are for the GoDocker 1.0 API. */
export interface ApiParts {
  readonly context: ApiContext;
  readonly book: AccountBook;
  readonly legacy: LegacyOptions;
}

export function createContext(options: ApiOptions): ApiParts {
  const { store, leader, auth, metrics, nowMs, pollMs = POLL_MS } = options;
  const rules = createRulesReader(store, nowMs);
  const audit = options.audit ?? auditIn(store, nowMs);
  const siteRules = liveSiteRules(
    options.siteRules,
    rules.current,
    options.jobDefaults.project ?? DEFAULT_PROJECT,
  );
  const accountRules = liveAccountRules(options.accountRules ?? (() => NO_ACCOUNT_RULES), rules.current);
  const legacy = { ...LEGACY_OPTIONS, ...options.legacy };
  const book = createAccountBook({ store, configured: () => siteRules.projects, nowMs });
  const callerNow = (credential: Credential | undefined) => callerOf(auth, credential);
  const context: ApiContext = {
    ...options,
    networks: options.networks ?? [],
    capabilities: options.capabilities,
    pausing: options.pausing,
    settings: options.settings ?? (() => []),
    preferences: preferencesIn(store, nowMs),
    siteNeeds: liveSiteNeeds(options.siteNeeds, siteRules),
    jobFiles: options.jobFiles,
    siteRules,
    accountRules,
    rules,
    audit,
    notifyOwner: async (job, look) => {
      await store.submit([
        { kind: "record", key: `record/look/${randomUUID()}`, record: { type: "look", job, ...look } },
      ]);
      leader.wake();
    },
    submitLimits: withAccountLimits(createSubmitLimits({ store, rules: accountRules, nowMs }), {
      store,
      book,
      days: legacy.usageDays,
      nowMs,
    }),
    access: withLegacyOutput(options.access, { store, jobFiles: options.jobFiles, nowMs }),
    archiveLimits: { ...ARCHIVE_LIMITS, ...options.archiveLimits },
    execLimits: { ...EXEC_LIMITS, ...options.execLimits },
    attemptLinks: options.attemptLinks ?? (() => undefined),
    pollMs,
    feed: createJournalFeed(store, () => sleep(pollMs)),
    openStream: openStreams(metrics),
    callerNow,
    stillAllowed: async (credential) => (await callerNow(credential)) !== undefined,
    presentAgents: rememberAgents(leader, nowMs),
    idempotency: createIdempotency(store, nowMs),
    changeWaitMs: options.changeWaitMs ?? CHANGE_WAIT_MS,
    accountOf: options.identity?.accountOf ?? (async () => undefined),
  };
  return { context, book, legacy };
}

/** `undefined` also when nobody remembers them and their directory does not answer: it cannot be told that they still may. */
async function callerOf(
  auth: Authenticator,
  credential: Credential | undefined,
): Promise<Caller | undefined> {
  try {
    return await auth.authenticate(unused(credential));
  } catch (error) {
    if (error instanceof DirectoryUnavailableError) return undefined;
    throw error;
  }
}

/** A stream that goes on is no new use of what it began with. */
function unused(credential: Credential | undefined): Credential | undefined {
  if (credential === undefined || credential.kind === "remote") return credential;
  const { address: _, ...shown } = credential;
  return shown;
}
