import { hostname as machineName } from "node:os";
import { startAgent } from "./agent/agent.ts";
import { helpText, parseFlags } from "./command-line.ts";
import { findMaster } from "./master-address.ts";
import { AGENT_FLAGS, MASTER_FLAGS, SIMULATE_FLAGS, type Lifetime, type ListenFlags } from "./flags.ts";
import { authorizationOf } from "./http/credentials.ts";
import { startMaster } from "./master/master.ts";
import { VERSION } from "./master/state/state.ts";
import { SharedLink } from "./protocol/shared-link.ts";
import { SimulatedAgent } from "./simulated/agent.ts";
import { createFrameworkBook } from "./simulated/framework-book.ts";
import { openRecord } from "./simulated/record.ts";

/** A program of the local cluster, ready to be started with its words of the command line. */
export interface Program {
  readonly help: string;
  /** Throws `CommandLineError`, or `Error` with what, why and how to fix it. */
  readonly run: (argv: readonly string[]) => Promise<RunningProgram>;
}

export interface RunningProgram {
  readonly lifetime: Lifetime;
  /** Where it answers, if it does. */
  readonly url?: string;
  /** Ends it; tasks go on. */
  readonly close: () => Promise<void>;
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

/** Makes a system's refusal of a directory readable. */
function explainDirectory(directory: string, error: unknown): Error {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR" || code === "EEXIST")
    return new Error(
      `cannot write to the work directory ${directory} (${String(code)}); choose another --work-dir or change its owner`,
      { cause: error },
    );
  return error instanceof Error ? error : new Error(String(error));
}

export const master: Program = {
  help: helpText(
    "Usage: node local-cluster/main.ts master --work-dir DIR [flags]",
    'The master of the local cluster: it speaks the Mesos v1 scheduler and operator APIs.\nWhen it is ready it prints one line of JSON, {"ready":true,"url":…}. SIGTERM ends it; agents and tasks go on.',
    MASTER_FLAGS,
  ),
  async run(argv) {
    const { values, given } = parseFlags(MASTER_FLAGS, argv);
    const directory = values["work-dir"];
    try {
      const running = await startMaster({
        ip: values.ip,
        port: values.port,
        hostname: hostnameOf(values),
        workDirectory: directory,
        credentials: values.credentials,
        election: values.zk && {
          url: values.zk,
          quorum: values.quorum,
          sessionTimeoutMs: values["zk-session-timeout"],
          onLost: (why) => {
            log(why);
            process.exit(1);
          },
        },
        settings: {
          allocationIntervalMs: values["allocation-interval"],
          agentPingIntervalMs: values["agent-ping-timeout"],
          agentPingTimeoutsMax: values["max-agent-ping-timeouts"],
          agentReregisterTimeoutMs: values["agent-reregister-timeout"],
          heartbeatIntervalMs: 15_000,
          offerTimeoutMs: values["offer-timeout"],
          flags: mesosNames(given),
        },
        log,
      });
      return { url: running.url, close: () => running.close(), lifetime: values.lifetime };
    } catch (error) {
      throw explainDirectory(directory, error);
    }
  },
};

export const agent: Program = {
  help: helpText(
    "Usage: node local-cluster/main.ts agent --master URL --work-dir DIR --resources TEXT [flags]",
    'An agent of the local cluster: it runs tasks as native processes, each in a sandbox below its work directory.\nIt keeps its id and finds its tasks again when it is started anew with the same --work-dir.\nWhen it listens it prints one line of JSON, {"ready":true,"url":…}. SIGTERM ends it; tasks go on.',
    AGENT_FLAGS,
  ),
  async run(argv) {
    const { values, given } = parseFlags(AGENT_FLAGS, argv);
    const directory = values["work-dir"];
    try {
      const running = await startAgent({
        master: findMaster(values.master, values["zk-session-timeout"], log),
        ip: values.ip,
        port: values.port,
        hostname: hostnameOf(values),
        workDirectory: directory,
        resources: values.resources,
        attributes: values.attributes,
        credentials: values.credentials,
        version: VERSION,
        flags: mesosNames(given),
        garbage: {
          delayMs: values["gc-delay"],
          diskHeadroom: values["gc-disk-headroom"],
          intervalMs: values["disk-watch-interval"],
        },
        announceLimits: values["announce-limits"],
        executors: {
          registrationMs: values["executor-registration-timeout"],
          reregistrationMs: values["executor-reregistration-timeout"],
          shutdownGraceMs: values["executor-shutdown-grace-period"],
        },
        containers: {
          cgroups: values.cgroups,
          cgroupsRoot: values["cgroups-root"],
          cfs: values["cgroups-enable-cfs"],
          pidsLimit: values["pids-limit"],
          diskWatchMs: values["enforce-container-disk-quota"]
            ? values["container-disk-watch-interval"]
            : undefined,
          portsWatchMs: values["enforce-container-ports"]
            ? values["container-ports-watch-interval"]
            : undefined,
          agentPortsOnly: values["check-agent-port-range-only"],
          gpuDevices: values["nvidia-gpu-devices"],
        },
        log,
        onRefused: (message) => {
          log(message);
          process.exit(1);
        },
      });
      return { url: running.url, close: () => running.close(), lifetime: values.lifetime };
    } catch (error) {
      throw explainDirectory(directory, error);
    }
  },
};

export const simulate: Program = {
  help: helpText(
    "Usage: node local-cluster/main.ts simulate --master URL --agents N [flags]",
    "Many agents in one process. Their tasks are not run: each lasts a drawn time, or SIMULATED_SECONDS of its\nenvironment, and ends with SIMULATED_EXIT_CODE (default 0).",
    SIMULATE_FLAGS,
  ),
  run(argv) {
    const { values } = parseFlags(SIMULATE_FLAGS, argv);
    const record = openRecord(values.record);
    const found = findMaster(values.master, values["zk-session-timeout"], log);
    const link = new SharedLink({
      master: found,
      authorization: authorizationOf(values.credentials),
      log,
    });
    const frameworks = createFrameworkBook();
    const draw = {
      seed: values.seed,
      duration: values["task-duration"],
      failureRate: values["failure-rate"],
    };
    const agents = Array.from(
      { length: values.agents },
      (_, index) =>
        new SimulatedAgent({
          link,
          frameworks,
          hostname: `simulated-${String(index + 1).padStart(String(values.agents).length, "0")}`,
          resources: values.resources,
          attributes: values.attributes(index),
          version: VERSION,
          draw,
          record,
          log,
        }),
    );
    return Promise.resolve({
      lifetime: values.lifetime,
      close() {
        for (const simulated of agents) simulated.close();
        link.close();
        found.close();
        record.close();
        return Promise.resolve();
      },
    });
  },
};

function hostnameOf({ hostname, ip }: ListenFlags): string {
  if (hostname !== undefined) return hostname;
  if (ip.startsWith("127.")) return "localhost";
  return ip === "0.0.0.0" ? machineName() : ip;
}

/** Flags as Mesos' endpoints show them, but for the password in the URL of ZooKeeper. */
function mesosNames(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name.replaceAll("-", "_"),
      value.startsWith("zk://") ? value.replace(/:[^:@/]*@/, ":***@") : value,
    ]),
  );
}
