import type { AddressInfo } from "node:net";
import { createApi } from "../api/create-api.ts";
import { createAuthenticator } from "../auth/authenticator.ts";
import { singleUser } from "../auth/single-user.ts";
import { openTokenFile, tokenProvider } from "../auth/token-file.ts";
import type { Config } from "../config/load.ts";
import { createMesosTaskAccess } from "../framework/mesos-task-access.ts";
import { createHealth } from "../telemetry/health.ts";
import { createLeaderLink } from "./leader-link.ts";
import {
  credentialsOf,
  instanceName,
  openBackends,
  openLog,
  openMetrics,
  openStore,
  policyOf,
  preparation,
} from "./parts.ts";
import { runScheduler } from "./scheduler-role.ts";
import { StartError } from "./settings.ts";
import { version } from "./version.ts";

/** How late a submission is seen when its wake-up got lost. */
const POLL_MS = 500;
/** Entries that readers of events can go back. */
const JOURNAL_ENTRIES = 1_000_000;

/** Runs the scheduler until `signal`. Any number of them may run on one store: one leads. */
export async function schedulerRole(
  config: Config,
  signal: AbortSignal,
  ready: (url?: string) => void,
): Promise<void> {
  if (config.mesos.masters.length === 0) {
    throw new StartError(
      "no cluster is configured: name its masters in mesos.masters, or start everything on this machine with `godocker up`",
    );
  }
  await using store = await openStore(config);
  const log = openLog(config, "scheduler");
  const metrics = openMetrics();
  const prepare = preparation(config, await store.sharedSecret("once"));
  ready();
  await runScheduler(
    {
      store,
      backends: () => openBackends(config, log),
      prepare,
      log,
      metrics,
      instance: instanceName(config),
      leaseTtlMs: config.cluster.leaderTtlMs,
      host: "127.0.0.1",
      policy: policyOf(config),
      halfLifeMs: config.scheduling.halfLifeMs,
      unreachableTimeoutMs: config.jobs.unreachableTimeoutMs,
      refuseMs: config.mesos.refuseMs,
      pollMs: POLL_MS,
      journalEntries: JOURNAL_ENTRIES,
    },
    signal,
  );
  metrics.close();
}

/** Serves the API until `signal`. Any number of them may run on one store. */
export async function apiRole(
  config: Config,
  signal: AbortSignal,
  ready: (url?: string) => void,
): Promise<void> {
  const { host, port } = config.server.listen;
  await using store = await openStore(config);
  const log = openLog(config, "api");
  const metrics = openMetrics();
  const { token } = await openTokenFile(config.auth.tokenFile);
  const credentials = credentialsOf(config);
  const leader = createLeaderLink(store, Date.now);
  const health = createHealth(
    [
      { name: "store", kind: "hard", check: async () => `entry ${(await store.lastEntry())?.n ?? 0}` },
      {
        name: "leader",
        kind: "soft",
        check: async () => {
          if ((await leader.agents()) === undefined) throw new Error("no leader answers");
          return undefined;
        },
      },
    ],
    { nowMs: Date.now },
  );
  const api = createApi({
    store,
    leader,
    access: createMesosTaskAccess(credentials === undefined ? {} : { credentials }),
    auth: createAuthenticator([tokenProvider(token, singleUser())], metrics),
    log,
    metrics,
    health,
    version: version(),
    ...(config.server.publicUrl === undefined ? {} : { publicUrl: config.server.publicUrl }),
    volumes: config.volumes,
    jobDefaults: config.jobs.defaults,
    bodyBytesMax: config.server.bodyLimitBytes,
    nowMs: Date.now,
  });
  try {
    await api.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const why =
      code === "EADDRINUSE"
        ? `port ${port} is in use by another program. Choose another one with --port, or 0 for any that is free`
        : code === "EACCES"
          ? `this user may not listen on port ${port}. Choose one above 1023 with --port`
          : `${host}:${port} cannot be listened on (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new StartError(why, { cause });
  }
  const { port: bound } = api.server.address() as AddressInfo; // it listens on TCP
  ready(`http://${host.includes(":") ? `[${host}]` : host}:${bound}`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
  health.drain();
  await api.close();
  metrics.close();
}
