import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import type { SharedJobFiles } from "../../api/context/context.ts";
import { oncePath } from "../../api/http/once.ts";
import type { Config } from "../../config/loading/config.ts";
import { JOB_STATES } from "../../jobs/life/job.ts";
import type { LeaderPorts } from "../../scheduler/leading/leader-ports.ts";
import { secretsIn, type Secrets } from "../../store/secrets.ts";
import { openSqliteStore, type SqliteOptions } from "../../store/sqlite/sqlite.ts";
import type { Store } from "../../store/store.ts";
import { createLogger, type Logger } from "../../telemetry/logger.ts";
import { createMetrics, type Metrics } from "../../telemetry/metrics.ts";
import { prepareLaunch, type PrepareOptions } from "../launch/prepare.ts";
import { accountOnAgents } from "../people/accounts.ts";
import { publicUrl } from "../settings/public-url.ts";
import { openSecretKeys } from "../settings/secret-keys.ts";
import { version } from "../settings/version.ts";

/** The parts that several roles are made of, each from the configuration. */

/** @param embedded  for the embedded store only */
export async function openStore(
  config: Config,
  embedded: Pick<SqliteOptions, "mappedBytes" | "readsApart"> = {},
): Promise<Store> {
  const { url, timeoutMs, passwordFile, tls } = config.store;
  if (url.startsWith("sqlite:")) return openSqliteStore({ file: url.slice("sqlite:".length), ...embedded });
  // Its driver takes a while to load, and most have no use for it.
  const { openMongoStore } = await import("../../store/mongodb/mongodb.ts");
  return openMongoStore({ url, timeoutMs, tls, ...(passwordFile === undefined ? {} : { passwordFile }) });
}

/** Secrets of users, with the keys of this installation. @throws StartError */
export async function openSecrets({ secrets: { keyFile, isGiven } }: Config, store: Store): Promise<Secrets> {
  return secretsIn(store, await openSecretKeys(keyFile, isGiven));
}

/** @param settings  whose level may change */
export function openLog(settings: { readonly config: Config }, component: string): Logger {
  return createLogger({
    level: () => settings.config.telemetry.logLevel,
    write: (line) => process.stderr.write(line),
    nowMs: Date.now,
    fields: { component, instance: instanceName(settings.config) },
  });
}

export function openMetrics(): Metrics {
  return createMetrics({ version: version(), jobStates: JOB_STATES });
}

/** Process ids come again, after a restart of a container always the same one. */
const START = randomBytes(3).toString("hex");

/** Unique for this start of this process: in journal and lease it tells whose they are. */
export function instanceName(config: Config): string {
  return `${config.cluster.instance ?? `${hostname()}-${process.pid}`}-${START}`;
}

/** The directories of jobs for the API, where agents write into them and this system lets us open files safely. */
export function sharedJobFiles(config: Config): SharedJobFiles | undefined {
  // What `api/files/beneath.ts` rests on; without it files are read from the sandboxes.
  if (!config.jobs.shared || !existsSync("/proc/self/fd")) return undefined;
  const { uid = process.getuid?.() } = accountOnAgents(config);
  return {
    directory: config.jobs.directory,
    mayOwn:
      ({ account }) =>
      (owner) =>
        owner === (account?.uid ?? uid),
  };
}

export function preparation(
  config: Config,
  onceSecret: string,
  secretsOf: PrepareOptions["secretsOf"],
  runAs: PrepareOptions["runAs"],
  guards: Pick<PrepareOptions, "rootFault" | "volumeGuard">,
): LeaderPorts["prepare"] {
  const base = publicUrl(config).replace(/\/$/, "");
  return (job, attempt) =>
    prepareLaunch(job, attempt, {
      jobsDirectory: config.jobs.directory,
      shared: config.jobs.shared,
      onceUrl: (file) => base + oncePath(onceSecret, attempt.taskId, file),
      volumes: config.volumes,
      ...guards,
      runAs,
      secretsOf,
    });
}
