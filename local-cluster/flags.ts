import { resolve } from "node:path";
import {
  parseBoolean,
  parseDurationMs,
  parsePart,
  parsePort,
  parsePositiveInteger,
  type FlagValues,
} from "./command-line.ts";
import { parseMasterAddress } from "./master-address.ts";
import { parseZooKeeperUrl } from "./election/zookeeper-url.ts";
import { readCredentials } from "./http/credentials.ts";
import { parseAttributes, parseResources } from "./resources/parse.ts";
import { parseAttributePattern } from "./simulated/attributes.ts";
import type { DurationRange } from "./simulated/duration.ts";

/** `own`: until a signal. `stdin`: also until standard input ends, which it does when the parent process dies. */
export type Lifetime = "own" | "stdin";

function parseLifetime(value: string): Lifetime {
  if (value !== "own" && value !== "stdin") throw new Error("expected own or stdin");
  return value;
}

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

export const MASTER_FLAGS = {
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

export const AGENT_FLAGS = {
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

export const SIMULATE_FLAGS = {
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

/** Of a program that listens. */
export type ListenFlags = FlagValues<Pick<typeof COMMON, "hostname" | "ip">>;
