import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";

export interface LocalClusterOptions {
  /** Home of the master's and the agents' work directories and logs. Kept: the next start finds all tasks again. */
  readonly directory: string;
  readonly agents: readonly LocalAgentOptions[];
  /** A file as `--credentials` reads it; no authentication when absent. */
  readonly credentials?: string;
  /** Default 100. */
  readonly allocationIntervalMs?: number;
  /** The Node to run the programs with; this one when absent. */
  readonly nodePath?: string;
  /** Words for Node itself, before the program: tests load `testing/faults.ts` so. */
  readonly nodeArguments?: readonly string[];
  /** Free ports when absent. */
  readonly ports?: { readonly master?: number; readonly agents?: readonly number[] };
  /** Further flags, such as `["--agent-ping-timeout", "1secs"]`. */
  readonly masterFlags?: readonly string[];
  /** The same for all agents, such as `["--enforce-container-disk-quota", "true"]`. */
  readonly agentFlags?: readonly string[];
}

export interface LocalAgentOptions {
  /** As `--resources` reads them. */
  readonly resources: string;
  /** As `--attributes` reads them. */
  readonly attributes?: string;
  /** As `--hostname`; others must be able to reach the agent by it. */
  readonly hostname?: string;
}

/** A program of the cluster as an operating system process. */
export interface ClusterProcess {
  /** Stays the same over restarts. */
  readonly url: string;
  /** Of the newest start. */
  readonly pid: number;
  readonly workDirectory: string;
  /** What it wrote to standard error. */
  readonly logFile: string;
  /** Ends it by the signal and waits until it is gone. */
  kill(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Starts it again, with its state, when it was killed. */
  start(): Promise<void>;
}

export interface LocalCluster extends AsyncDisposable {
  readonly masterUrl: string;
  readonly master: ClusterProcess;
  readonly agents: readonly ClusterProcess[];
  /** Ends master and agents; tasks go on. */
  stop(): Promise<void>;
}

/**
 * Starts a master and agents as processes of their own, on 127.0.0.1. They end with this process, whatever ends
 * it; tasks do not. Throws `Error` with what the program that could not start has said.
 */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const started: ClusterProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((process) => process.kill("SIGTERM")));
  };
  const common = options.credentials === undefined ? [] : ["--credentials", options.credentials];
  const launch = async (
    program: "master" | "agent",
    name: string,
    port: number,
    flags: readonly string[],
  ): Promise<ClusterProcess> => {
    const process = await startProcess(options, program, join(options.directory, name), port, [
      ...flags,
      ...common,
    ]);
    started.push(process);
    return process;
  };
  try {
    const master = await launch("master", "master", options.ports?.master ?? 0, [
      "--allocation-interval",
      `${options.allocationIntervalMs ?? 100}ms`,
      ...(options.masterFlags ?? []),
    ]);
    const agents = await Promise.all(
      options.agents.map(({ resources, attributes, hostname }, index) =>
        launch("agent", `agent-${index}`, options.ports?.agents?.[index] ?? 0, [
          "--master",
          master.url,
          "--resources",
          resources,
          ...(attributes === undefined ? [] : ["--attributes", attributes]),
          ...(hostname === undefined ? [] : ["--hostname", hostname]),
          ...(options.agentFlags ?? []),
        ]),
      ),
    );
    return { masterUrl: master.url, master, agents, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startProcess(
  options: Pick<LocalClusterOptions, "nodePath" | "nodeArguments">,
  program: string,
  workDirectory: string,
  port: number,
  flags: readonly string[],
): Promise<ClusterProcess> {
  mkdirSync(workDirectory, { recursive: true });
  const logFile = `${workDirectory}.log`;
  const begin = (onPort: number): Promise<Begun> =>
    beginProgram(
      options,
      [program, "--work-dir", workDirectory, "--port", String(onPort), ...flags],
      logFile,
    );
  let current = await begin(port);
  const url = current.url ?? "";
  return {
    url,
    get pid() {
      return current.child.pid ?? 0;
    },
    workDirectory,
    logFile,
    kill: (signal) => endChild(current.child, signal),
    async start() {
      if (current.child.exitCode === null && current.child.signalCode === null) return;
      current = await begin(Number(new URL(url).port));
    },
  };
}

export interface SimulatedAgentsOptions {
  readonly masterUrl: string;
  readonly count: number;
  readonly seed: number;
  /** Where the agents note launches and ends; see `simulated/record.ts`. */
  readonly recordFile: string;
  /** Shortest and longest task; default 100 to 1000. */
  readonly taskDurationMs?: { readonly min: number; readonly max: number };
  /** Of each agent, as `--resources` reads them. */
  readonly resources?: string;
  /** As `simulate --attributes` reads them, with choices. */
  readonly attributes?: string;
  /** Part of the tasks that fail; default 0. */
  readonly failureRate?: number;
  readonly credentials?: string;
  readonly nodePath?: string;
  readonly nodeArguments?: readonly string[];
}

export interface SimulatedAgents extends AsyncDisposable {
  readonly pid: number;
  /** Ends them and writes the rest of the record. */
  stop(): Promise<void>;
}

/** Starts simulated agents, all in one process of their own; it ends with this one. */
export async function startSimulatedAgents(options: SimulatedAgentsOptions): Promise<SimulatedAgents> {
  const { min = 100, max = 1000 } = options.taskDurationMs ?? {};
  const words = [
    "simulate",
    "--master",
    options.masterUrl,
    "--agents",
    String(options.count),
    "--seed",
    String(options.seed),
    "--record",
    options.recordFile,
    "--task-duration",
    `${min}ms-${max}ms`,
    "--failure-rate",
    String(options.failureRate ?? 0),
    ...(options.resources === undefined ? [] : ["--resources", options.resources]),
    ...(options.attributes === undefined ? [] : ["--attributes", options.attributes]),
    ...(options.credentials === undefined ? [] : ["--credentials", options.credentials]),
  ];
  const { child } = await beginProgram(options, words, `${options.recordFile}.log`);
  const stop = (): Promise<void> => endChild(child, "SIGTERM");
  return { pid: child.pid ?? 0, stop, [Symbol.asyncDispose]: stop };
}

interface Begun {
  readonly child: ChildProcess;
  readonly url: string | undefined;
}

/** Starts a program and waits for its line of readiness. */
async function beginProgram(
  { nodePath, nodeArguments }: Pick<LocalClusterOptions, "nodePath" | "nodeArguments">,
  words: readonly string[],
  logFile: string,
): Promise<Begun> {
  const log = openSync(logFile, "a");
  const main = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
  const child = spawn(
    nodePath ?? process.execPath,
    [...(nodeArguments ?? []), main, ...words, "--lifetime", "stdin"],
    {
      stdio: ["pipe", "pipe", log],
    },
  );
  closeSync(log);
  child.stdin?.on("error", () => undefined); // it is never written to; the pipe breaks when the program ends
  const output = child.stdout;
  const ready = new Promise<string | undefined>((resolve, reject) => {
    child.once("error", reject);
    const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
      reject(
        new Error(`${words[0]} did not start (${signal ?? `exit status ${code}`}): ${lastLines(logFile)}`),
      );
    child.once("exit", onExit);
    if (output !== null) {
      createInterface({ input: output }).once("line", (line) => {
        child.off("exit", onExit); // its log may be gone by the time it ends
        resolve(urlIn(line));
      });
    }
  });
  return { child, url: await ready };
}

function urlIn(line: string): string | undefined {
  const parsed: unknown = JSON.parse(line);
  return typeof parsed === "object" && parsed !== null && "url" in parsed && typeof parsed.url === "string"
    ? parsed.url
    : undefined;
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-5).join("\n");
}

/** A program that does not end in time by SIGTERM is killed: only its tasks matter, and they go on. */
const END_MS = 5000;

async function endChild(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
  await gone;
  clearTimeout(timer);
}
