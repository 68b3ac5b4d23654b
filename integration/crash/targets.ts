import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterProcess, LocalCluster } from "../../local-cluster/start.ts";
import type { Random } from "../../simulation/random.ts";
import type { Store } from "../../store/store.ts";
import { followStarts, readRuns } from "./marks.ts";
import type { Mark } from "./marks.ts";
import { strikeLeader } from "./leader.ts";
import type { Schedulers } from "./schedulers.ts";

/** What a campaign strikes at, and what it needs for it. */
export interface Target {
  readonly schedulers: number;
  /** Of each agent, as `--resources` reads them. */
  readonly agents: readonly string[];
  /** Unfinished jobs that are kept in the system, of half a CPU each. */
  readonly load: number;
  /** Ends or stops a process and waits until everything goes on. Throws when it does not. */
  strike(field: Battlefield, random: Random): Promise<Strike>;
}

export interface Battlefield {
  readonly schedulers: Schedulers;
  readonly store: Store;
  /** How many times longer things take on it than on a local file: leases and waits are as many times longer. */
  readonly slowness: number;
  readonly cluster: LocalCluster;
  /** Where the jobs leave their marks. */
  readonly marks: string;
  /** Submits jobs until the load is full again. */
  readonly topUp: () => Promise<void>;
}

export interface Strike {
  readonly whom: string;
  readonly how: "kill" | "stop";
  /** The moment at which it was to happen: one drawn at random, or a step of what the target does. */
  readonly when: string;
  /** What it hit, as far as that can be known. */
  readonly hit: string;
  /** Attempts that could have been harmed. */
  readonly liveAttempts: number;
  /** How long the process was dead or stopped, in ms; not known for a scheduler, of which another takes over. */
  readonly downMs?: number;
  /** In ms since the strike, by what was waited for. `undefined`: it did not happen, and need not. */
  readonly waits: Readonly<Record<string, number | undefined>>;
}

export const TARGET_NAMES = ["scheduler", "master", "agent"] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

const BACK_MS = 60_000;
const KILL_SHARE = 0.6;
/** An agent or a master is down for up to that long. */
const DOWN_MAX_MS = 2000;
/** Part of the stops that outlast the pings, so that agents are given up and come back. */
const LONG_STOP_SHARE = 0.5;
const PING_MS = 500;
const PINGS_MAX = 4;
const PING_TIMEOUT_MS = PING_MS * PINGS_MAX;

/** Flags of the master of every campaign: an agent that is silent for 2 s is unreachable. */
export const MASTER_FLAGS = [
  "--agent-ping-timeout",
  `${PING_MS}ms`,
  "--max-agent-ping-timeouts",
  String(PINGS_MAX),
];

/** More waits than fits, so that there is always something to launch. */
const TWO_AGENTS = {
  schedulers: 1,
  agents: ["cpus:4;mem:8192;disk:10000", "cpus:4;mem:8192;disk:10000"],
  load: 32,
};

export const TARGETS: Readonly<Record<TargetName, Target>> = {
  scheduler: { schedulers: 2, agents: ["cpus:8;mem:8192;disk:10000"], load: 16, strike: strikeLeader },
  master: { ...TWO_AGENTS, strike: strikeMaster },
  agent: { ...TWO_AGENTS, strike: strikeAgent },
};

async function strikeMaster(field: Battlefield, random: Random): Promise<Strike> {
  const { master } = field.cluster;
  const when = await moment(field, random, () => true);
  const liveAttempts = readRuns(field.marks).filter(({ endMs }) => endMs === undefined).length;
  const starts = followStarts(field.marks);
  const struckMs = Date.now();
  const { how, downMs } = await strikeProcess(master, random);
  const answersMs = await until("the master answers", field, () => isHealthy(master));
  const launchMs = await until(
    "something is launched",
    field,
    // An agent may have begun one that the master had sent before: that is no sign of life.
    () => starts().some(({ atMs }) => atMs > answersMs),
  );
  return {
    whom: "master",
    how,
    when,
    hit: "master",
    liveAttempts,
    downMs,
    waits: { "the master answers": answersMs - struckMs, "next launch": launchMs - struckMs },
  };
}

async function strikeAgent(field: Battlefield, random: Random): Promise<Strike> {
  const index = random.integer(0, field.cluster.agents.length - 1);
  const agent = field.cluster.agents[index];
  if (agent === undefined) throw new Error("the campaign has agents");
  const id = (await registrations(field.cluster)).find(({ pid }) => isAt(agent, pid))?.id;
  if (id === undefined) throw new Error(`agent ${index} is not registered although nothing was done to it`);
  const own = ({ agentId }: { readonly agentId: string }): boolean => agentId === id;
  const when = await moment(field, random, own);
  const liveAttempts = readRuns(field.marks).filter((run) => own(run) && run.endMs === undefined).length;
  const starts = followStarts(field.marks);
  const struckMs = Date.now();
  const { how, downMs } = await strikeProcess(agent, random);
  const registeredMs = await until(
    "the agent is registered again",
    field,
    async () =>
      (await isHealthy(agent)) &&
      (await registrations(field.cluster)).some(({ active, pid }) => active && isAt(agent, pid)),
  );
  const launchMs = await until("the agent launches something", field, () =>
    starts().some((mark) => own(mark) && mark.atMs > registeredMs),
  );
  return {
    whom: `agent ${index}`,
    how,
    when,
    hit: downMs > PING_TIMEOUT_MS ? "beyond the pings" : "within the pings",
    liveAttempts,
    downMs,
    waits: { "registered again": registeredMs - struckMs, "next launch there": launchMs - struckMs },
  };
}

/** Waits for a moment to strike: any, or just when a task has begun. */
async function moment(
  { marks }: Battlefield,
  random: Random,
  counts: (mark: Mark) => boolean,
): Promise<string> {
  if (random.chance(0.5)) return "a random moment";
  const starts = followStarts(marks);
  const deadline = Date.now() + 3000;
  while (Date.now() < deadline && !starts().some(counts)) await sleep(2);
  return "a launch";
}

/** Returns when it was started, or let go on. */
async function strikeProcess(
  target: ClusterProcess,
  random: Random,
): Promise<{ readonly how: "kill" | "stop"; readonly downMs: number }> {
  const how = random.chance(KILL_SHARE) ? "kill" : "stop";
  const long = how === "stop" && random.chance(LONG_STOP_SHARE);
  const waitMs = long
    ? random.integer(PING_TIMEOUT_MS + PING_MS, PING_TIMEOUT_MS + 3000)
    : random.integer(0, DOWN_MAX_MS);
  const struckMs = Date.now();
  if (how === "kill") {
    await target.kill("SIGKILL");
    await sleep(waitMs);
    await target.start();
  } else {
    const { pid } = target;
    process.kill(pid, "SIGSTOP");
    await sleep(waitMs).finally(() => process.kill(pid, "SIGCONT"));
  }
  return { how, downMs: Date.now() - struckMs };
}

/** When it came true, in ms since the epoch. The load is kept up meanwhile. */
async function until(
  what: string,
  { topUp }: Battlefield,
  test: () => boolean | Promise<boolean>,
): Promise<number> {
  const deadline = Date.now() + BACK_MS;
  let toppedUpMs = Date.now();
  while (Date.now() < deadline) {
    if (await test()) return Date.now();
    if (Date.now() - toppedUpMs > 500) {
      await topUp();
      toppedUpMs = Date.now();
    }
    await sleep(20);
  }
  throw new Error(`waited ${BACK_MS / 1000} s in vain: ${what}`);
}

async function isHealthy({ url }: ClusterProcess): Promise<boolean> {
  return (await get(`${url}/health`))?.ok === true;
}

interface Registration {
  readonly id: string;
  /** `slave(1)@ip:port`. */
  readonly pid: string;
  readonly active: boolean;
}

async function registrations({ masterUrl }: LocalCluster): Promise<readonly Registration[]> {
  const response = await get(`${masterUrl}/slaves`);
  if (response?.ok !== true) return [];
  const { slaves } = (await response.json()) as { slaves: readonly Registration[] }; // as Mesos' documentation has it
  return slaves;
}

function isAt({ url }: ClusterProcess, pid: string): boolean {
  return pid.endsWith(`@${new URL(url).host}`);
}

/** `undefined`: nobody answers. */
function get(url: string): Promise<Response | undefined> {
  return fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => undefined); // it is down, or stopped
}
