import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Config } from "../config/load.ts";
import { createMesosBackend } from "../framework/mesos-backend.ts";
import type { Backend } from "../offers/backend.ts";
import { JOB_STATES } from "../jobs/job.ts";
import { fairShare, fifo, type Policy } from "../fair-share/policy.ts";
import { openSqliteStore } from "../store/sqlite/sqlite.ts";
import type { Store } from "../store/store.ts";
import { createLogger, type Logger } from "../telemetry/logger.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { oncePath } from "../api/once.ts";
import { prepareLaunch } from "./prepare.ts";
import type { LeaderPorts } from "../scheduler/leader.ts";
import { StartError } from "./settings.ts";
import { version } from "./version.ts";

/** The parts that several roles are made of, each from the configuration. */

export function openStore(config: Config): Promise<Store> {
  return openSqliteStore({ file: config.store.url.slice("sqlite:".length) });
}

export function openLog(config: Config, component: string): Logger {
  return createLogger({
    level: config.telemetry.logLevel,
    write: (line) => process.stderr.write(line),
    nowMs: Date.now,
    fields: { component, instance: instanceName(config) },
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

export function policyOf(config: Config): Policy {
  return config.scheduling.policy === "fifo" ? fifo : fairShare;
}

export function credentialsOf(
  config: Config,
): { readonly principal: string; readonly secret: string } | undefined {
  const { principal, secretFile } = config.mesos;
  if (principal === undefined || secretFile === undefined) return undefined;
  try {
    return { principal, secret: readFileSync(secretFile, "utf8").trim() };
  } catch (cause) {
    throw new StartError(
      `the Mesos secret cannot be read from ${secretFile}: name a file that this user may read in mesos.secretFile`,
      { cause },
    );
  }
}

/** Account on the agents: this installation has one user. */
function accountOnAgents(config: Config): string {
  return config.mesos.user ?? userInfo().username;
}

export function openBackends(config: Config, log: Logger): readonly Backend[] {
  const { mesos } = config;
  const credentials = credentialsOf(config);
  return [
    createMesosBackend({
      name: "mesos",
      masters: mesos.masters.map((url) => url.href),
      framework: {
        user: accountOnAgents(config),
        name: mesos.name,
        role: mesos.role,
        failoverTimeoutSeconds: mesos.failoverTimeoutMs / 1000,
        webuiUrl: publicUrl(config),
        hostname: hostname(),
      },
      ...(credentials === undefined ? {} : { credentials }),
      random: Math.random,
      nowMs: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      log: log.child({ executor: "mesos" }),
    }),
  ];
}

export function preparation(config: Config, onceSecret: string): LeaderPorts["prepare"] {
  const volumes = new Map(config.volumes.map(({ name, source }) => [name, source]));
  const base = publicUrl(config).replace(/\/$/, "");
  const account = accountOnAgents(config);
  return (job, attempt) =>
    prepareLaunch(job, attempt, {
      jobsDirectory: config.jobs.directory,
      shared: config.jobs.shared,
      onceUrl: (file) => base + oncePath(onceSecret, attempt.taskId, file),
      volumes,
      runAs: () => account,
    });
}

/** Under which agents and people reach the API. */
export function publicUrl(config: Config): string {
  const { host, port } = config.server.listen;
  return config.server.publicUrl?.href ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
