import { hostname as machineName } from "node:os";
import { resolve } from "node:path";
import { startAgent } from "./agent/agent.ts";
import {
  helpText,
  parseDurationMs,
  parseFlags,
  parseHttpUrl,
  parsePort,
  parsePositiveInteger,
} from "./command-line.ts";
import type { FlagValues } from "./command-line.ts";
import { authorizationOf, readCredentials } from "./http/credentials.ts";
import { startMaster } from "./master/master.ts";
import { VERSION } from "./master/state.ts";
import { parseAttributes, parseResources } from "./resources/parse.ts";
import { startSimulatedAgent } from "./simulated/agent.ts";
import type { DurationRange } from "./simulated/duration.ts";
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
} as const;

const AGENT_FLAGS = {
  ...COMMON,
  port: { ...COMMON.port, fallback: "5051" },
  master: { placeholder: "URL", describe: "the master, such as http://127.0.0.1:5050", parse: parseHttpUrl },
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
  "gc-delay": {
    placeholder: "TIME",
    describe: "how long sandboxes of ended tasks are kept",
    parse: parseDurationMs,
    fallback: "1weeks",
  },
} as const;

const SIMULATE_FLAGS = {
  master: AGENT_FLAGS.master,
  agents: { placeholder: "N", describe: "how many", parse: parsePositiveInteger },
  seed: {
    placeholder: "N",
    describe: "what the lengths of tasks are drawn from",
    parse: parseSeed,
    fallback: "1",
  },
  resources: { ...AGENT_FLAGS.resources, fallback: "cpus:4;mem:4096;disk:10000;ports:[31000-31999]" },
  attributes: AGENT_FLAGS.attributes,
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
        masterUrl: values.master,
        ip: values.ip,
        port: values.port,
        hostname: hostnameOf(values),
        workDirectory: directory,
        resources: values.resources,
        attributes: values.attributes,
        credentials: values.credentials,
        version: VERSION,
        flags: mesosNames(given),
        gcDelayMs: values["gc-delay"],
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
    const agents = Array.from({ length: values.agents }, (_, index) =>
      startSimulatedAgent({
        masterUrl: values.master,
        authorization: authorizationOf(values.credentials),
        hostname: `simulated-${String(index + 1).padStart(String(values.agents).length, "0")}`,
        resources: values.resources,
        attributes: values.attributes,
        version: VERSION,
        seed: values.seed,
        duration: values["task-duration"],
        record,
        log: index === 0 ? log : () => undefined, // they all see the same master
      }),
    );
    return Promise.resolve({
      lifetime: values.lifetime,
      close() {
        for (const simulated of agents) simulated.close();
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

/** Flags as Mesos' endpoints show them; secrets are in files, never in flags. */
function mesosNames(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.replaceAll("-", "_"), text(value)]),
  );
}
