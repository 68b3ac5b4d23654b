import { hostname as machineName } from "node:os";
import { resolve } from "node:path";
import { startAgent } from "./agent/agent.ts";
import {
  helpText,
  parseBoolean,
  parseDurationMs,
  parseFlags,
  parsePart,
  parsePort,
  parsePositiveInteger,
} from "./command-line.ts";
import type { FlagValues } from "./command-line.ts";
import { authorizationOf, readCredentials } from "./http/credentials.ts";
import { findMaster, parseMasterAddress } from "./election/master-address.ts";
import { parseZooKeeperUrl } from "./election/zookeeper-url.ts";
import { startMaster } from "./master/master.ts";
import { VERSION } from "./master/state.ts";
import { parseAttributes, parseResources } from "./resources/parse.ts";
import { shareLink } from "./protocol/shared-link.ts";
import { startSimulatedAgent } from "./simulated/agent.ts";
import { parseAttributePattern } from "./simulated/attributes.ts";
import type { DurationRange } from "./simulated/duration.ts";
import { createFrameworkBook } from "./simulated/framework-book.ts";
import { openRecord } from "./simulated/record.ts";

/** A program of the local cluster, ready to be started with its words of the command line. */
export interface Program {
  readonly help: string;
  /** Throws `CommandLineError`, or `Error` with what, why and how to mend it. */
  readonly run: (argv: readonly string[]) => Promise<RunningProgram>;
}

export interface RunningProgram {
  readonly lifetime: Lifetime;
  /** Where it answers, if it does. */
  readonly url?: string;
  /** Ends it; tasks go on. */
  readonly close: () => Promise<void>;
}

/** `own`: until a signal. `stdin`: also until standard input ends, which it does when the parent process dies. */
export type Lifetime = "own" | "stdin";

function parseLifetime(value: string): Lifetime {
  if (value !== "own" && value !== "stdin") throw new Error("expected own or stdin");
  return value;
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

const text = (value: string): string => value;
const nonEmpty = (value: string): string => {
  if (value.trim() === "") throw new Error("must not be empty");
  return value;
};

const COMMON = {
  ip: { placeholder: "ADDRESS", describe: "address to listen on", parse: nonEmpty, fallback: "127.0.0.1" },
  port: { placeholder: "PORT", describe: "port to listen on; 0 takes a free one", parse: parsePort },
  "work-dir": {
    placeholder: "DIR",
    describe: "where it keeps its state; made if missing",
    parse: (value: string) => resolve(nonEmpty(value)),
  },
  hostname: {
    placeholder: "NAME",
    describe: "name it is known by; default: that of the address",
    parse: nonEmpty,
    optional: true,
  },
  credentials: {
    placeholder: "FILE",
    describe: 'who may ask, as {"credentials":[{"principal":"name","secret":"text"}]}; off when absent',
    parse: readCredentials,
    optional: true,
  },
  lifetime: {
    placeholder: "own|stdin",
    describe:
      "with stdin it also ends when its standard input ends, that is with the process that started it",
    parse: parseLifetime,
    fallback: "own",
  },
} as const;

const ZOOKEEPER_TIMEOUT = {
  placeholder: "TIME",
  describe: "how long ZooKeeper may be away until the leading master counts as lost",
  parse: parseDurationMs,
  fallback: "10secs",
} as const;

const MASTER_FLAGS = {
  ...COMMON,
  port: { ...COMMON.port, fallback: "5050" },
  "allocation-interval": {
    placeholder: "TIME",
    describe: "how often free resources are offered",
    parse: parseDurationMs,
    fallback: "100ms",
  },
  "agent-ping-timeout": {
    placeholder: "TIME",
    describe: "how long an agent may take to answer a ping",
    parse: parseDurationMs,
    fallback: "15secs",
  },
  "max-agent-ping-timeouts": {
    placeholder: "N",
    describe: "unanswered pings until an agent is unreachable",
    parse: parsePositiveInteger,
    fallback: "5",
  },
  "agent-reregister-timeout": {
    placeholder: "TIME",
    describe: "how long a restarted master waits for its agents",
    parse: parseDurationMs,
    fallback: "10mins",
  },
  "offer-timeout": {
    placeholder: "TIME",
    describe: "offers are rescinded after that time; never when absent",
    parse: parseDurationMs,
    optional: true,
  },
  zk: {
    placeholder: "URL",
    describe: "zk://host:2181/path: one of several masters, which elect a leader in ZooKeeper",
    parse: parseZooKeeperUrl,
    optional: true,
  },
  quorum: {
    placeholder: "N",
    describe: "so many of them have to be there until one leads",
    parse: parsePositiveInteger,
    fallback: "1",
  },
  "zk-session-timeout": ZOOKEEPER_TIMEOUT,
} as const;

const AGENT_FLAGS = {
  ...COMMON,
  port: { ...COMMON.port, fallback: "5051" },
  master: {
    placeholder: "URL",
    describe: "a master, such as http://127.0.0.1:5050, or where masters are elected: zk://host:2181/path",
    parse: parseMasterAddress,
  },
  "zk-session-timeout": ZOOKEEPER_TIMEOUT,
  resources: {
    placeholder: "TEXT",
    describe: "what it offers: 'cpus:4;mem:4096;disk:10000;ports:[31000-31099];gpus:0'",
    parse: parseResources,
  },
  attributes: {
    placeholder: "TEXT",
    describe: "what it is like: 'rack:r1;zone:a'",
    parse: parseAttributes,
    fallback: "",
  },
  "executor-registration-timeout": {
    placeholder: "TIME",
    describe: "how long an executor of a framework's own may take until it subscribes",
    parse: parseDurationMs,
    fallback: "1mins",
  },
  "executor-reregistration-timeout": {
    placeholder: "TIME",
    describe: "the same after a restart of the agent",
    parse: parseDurationMs,
    fallback: "2secs",
  },
  "executor-shutdown-grace-period": {
    placeholder: "TIME",
    describe: "how long an executor may take to end when it is asked to, unless it says so itself",
    parse: parseDurationMs,
    fallback: "5secs",
  },
  "gc-delay": {
    placeholder: "TIME",
    describe: "how long sandboxes of ended tasks are kept; less when the disk fills up",
    parse: parseDurationMs,
    fallback: "1weeks",
  },
  "gc-disk-headroom": {
    placeholder: "PART",
    describe: "part of the disk below which free space makes all old sandboxes go",
    parse: parsePart,
    fallback: "0.1",
  },
  "disk-watch-interval": {
    placeholder: "TIME",
    describe: "how often old sandboxes are looked for",
    parse: parseDurationMs,
    fallback: "1mins",
  },
  cgroups: {
    placeholder: "true|false",
    describe: "limit tasks by control groups, as far as the host allows; /state tells what is enforced",
    parse: parseBoolean,
    fallback: "true",
  },
  "announce-limits": {
    placeholder: "true|false",
    describe: "whether offers carry the attribute godocker_limits, which names what this agent enforces",
    parse: parseBoolean,
    fallback: "true",
  },
  "cgroups-root": {
    placeholder: "NAME",
    describe: "parent of the tasks' control groups",
    parse: parseGroupName,
    fallback: "godocker",
  },
  "cgroups-enable-cfs": {
    placeholder: "true|false",
    describe: "hold tasks to their cpus even while others are idle",
    parse: parseBoolean,
    fallback: "false",
  },
  "pids-limit": {
    placeholder: "N",
    describe: "processes and threads one task may have",
    parse: parsePositiveInteger,
    fallback: "4096",
  },
  "enforce-container-disk-quota": {
    placeholder: "true|false",
    describe: "end tasks whose sandbox outgrows their disk",
    parse: parseBoolean,
    fallback: "false",
  },
  "container-disk-watch-interval": {
    placeholder: "TIME",
    describe: "how often sandboxes are measured for it",
    parse: parseDurationMs,
    fallback: "15secs",
  },
  "enforce-container-ports": {
    placeholder: "true|false",
    describe: "end tasks that listen on a port they did not get",
    parse: parseBoolean,
    fallback: "false",
  },
  "container-ports-watch-interval": {
    placeholder: "TIME",
    describe: "how often listening ports are checked for it",
    parse: parseDurationMs,
    fallback: "30secs",
  },
  "check-agent-port-range-only": {
    placeholder: "true|false",
    describe: "leave ports alone that are none of the agent's",
    parse: parseBoolean,
    fallback: "false",
  },
  "nvidia-gpu-devices": {
    placeholder: "LIST",
    describe: "indices or UUIDs of the GPUs behind the resource gpus; default 0,1,…",
    parse: parseList,
    optional: true,
  },
} as const;

const SIMULATE_FLAGS = {
  master: AGENT_FLAGS.master,
  "zk-session-timeout": ZOOKEEPER_TIMEOUT,
  agents: { placeholder: "N", describe: "how many", parse: parsePositiveInteger },
  seed: {
    placeholder: "N",
    describe: "what the lengths and failures of tasks are drawn from",
    parse: parseSeed,
    fallback: "1",
  },
  resources: { ...AGENT_FLAGS.resources, fallback: "cpus:4;mem:4096;disk:10000;ports:[31000-31999]" },
  attributes: {
    placeholder: "TEXT",
    describe: "what they are like, with choices that they take in turn: 'rack:r{1-40};zone:{a,b}'",
    parse: parseAttributePattern,
    fallback: "",
  },
  "failure-rate": {
    placeholder: "PART",
    describe: "part of the tasks that fail, of those without SIMULATED_EXIT_CODE in their environment",
    parse: parsePart,
    fallback: "0",
  },
  "task-duration": {
    placeholder: "MIN-MAX",
    describe: "how long tasks last that have no SIMULATED_SECONDS in their environment",
    parse: parseDurationRange,
    fallback: "100ms-1secs",
  },
  record: {
    placeholder: "FILE",
    describe: "where the agents note every launch and end, one JSON text a line",
    parse: nonEmpty,
    optional: true,
  },
  credentials: COMMON.credentials,
  lifetime: COMMON.lifetime,
} as const;

/** It becomes a directory's name. */
function parseGroupName(value: string): string {
  if (!/^[A-Za-z0-9_][\w.-]{0,63}$/.test(value))
    throw new Error("expected a name of letters, digits, '.', '_' and '-'");
  return value;
}

function parseList(value: string): readonly string[] {
  const items = value.split(",").map((item) => item.trim());
  if (items.some((item) => item === "") || new Set(items).size < items.length)
    throw new Error("expected different names with commas between them");
  return items;
}

function parseSeed(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new Error("a seed is a whole number");
  return Number(value);
}

function parseDurationRange(value: string): DurationRange {
  const [min = "", max = min, more] = value.split("-");
  if (more !== undefined) throw new Error("expected two durations such as 100ms-1secs");
  const range = { minMs: parseDurationMs(min), maxMs: parseDurationMs(max) };
  if (range.minMs > range.maxMs) throw new Error("the first duration must not be longer than the second");
  return range;
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
      return { ...running, lifetime: values.lifetime };
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
      return { ...running, lifetime: values.lifetime };
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
    const link = shareLink({
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
    const agents = Array.from({ length: values.agents }, (_, index) =>
      startSimulatedAgent({
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

function hostnameOf({ hostname, ip }: FlagValues<Pick<typeof COMMON, "hostname" | "ip">>): string {
  if (hostname !== undefined) return hostname;
  if (ip.startsWith("127.")) return "localhost";
  return ip === "0.0.0.0" ? machineName() : ip;
}

/** Flags as Mesos' endpoints show them, but for the password in the URL of ZooKeeper. */
function mesosNames(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name.replaceAll("-", "_"),
      value.startsWith("zk://") ? value.replace(/:[^:@/]*@/, ":***@") : text(value),
    ]),
  );
}
