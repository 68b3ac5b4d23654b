// The control script of the conformance suite for the local cluster: `conformance-control.ts DIR VERB [N]`.
// DIR holds `cluster.json` and everything the cluster keeps. The verbs are those of the suite's README.
import { spawn } from "node:child_process";
import { closeSync, globSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, readPidFile, signalGroup } from "../local-cluster/agent/containers/executor.ts";
import type { ProcessIdentity } from "../local-cluster/agent/containers/executor.ts";

export interface ControlledCluster {
  readonly masterPort: number;
  readonly agents: readonly { readonly resources: string; readonly attributes: string }[];
}

const MAIN = join(dirname(import.meta.dirname), "local-cluster", "main.ts");
const READY_MS = 20_000;
const NOT_SUPPORTED = 64;

export async function control(directory: string, verb: string, number: string | undefined): Promise<number> {
  // Written by the script that made the directory.
  const cluster = JSON.parse(readFileSync(join(directory, "cluster.json"), "utf8")) as ControlledCluster;
  const index = Number(number);
  const agent = cluster.agents[index];
  if (verb.endsWith("-agent") && agent === undefined) return NOT_SUPPORTED;
  const name = verb.endsWith("-agent") ? `agent-${index}` : "master";
  const running = findProcess(directory, name);
  switch (verb) {
    case "start-master":
      if (running === undefined) await start(directory, name, masterFlags(cluster));
      return 0;
    case "stop-master":
      return end(running, "SIGTERM");
    case "kill-master":
      return end(running, "SIGKILL");
    case "restart-master":
      await end(running, "SIGKILL");
      await start(directory, name, masterFlags(cluster));
      return 0;
    case "start-agent":
      if (running === undefined) await start(directory, name, agentFlags(cluster, index));
      else process.kill(running.pid, "SIGCONT");
      return 0;
    case "kill-agent":
      return end(running, "SIGKILL");
    case "freeze-agent":
      if (running !== undefined) process.kill(running.pid, "SIGSTOP");
      return 0;
    case "thaw-agent":
      if (running !== undefined) process.kill(running.pid, "SIGCONT");
      return 0;
    case "reset-agent":
      await end(running, "SIGKILL");
      endTasks(join(directory, name));
      rmSync(join(directory, name), { recursive: true, force: true });
      await start(directory, name, agentFlags(cluster, index));
      return 0;
    default:
      return NOT_SUPPORTED;
  }
}

/** Ends all that is left: agents, tasks, master. */
export async function endEverything(directory: string, agents: number): Promise<void> {
  for (let index = 0; index < agents; index += 1) {
    await end(findProcess(directory, `agent-${index}`), "SIGKILL");
    endTasks(join(directory, `agent-${index}`));
  }
  await end(findProcess(directory, "master"), "SIGKILL");
}

function masterFlags(cluster: ControlledCluster): string[] {
  const flags = ["--agent-ping-timeout", "1secs", "--max-agent-ping-timeouts", "3"];
  return ["master", "--port", String(cluster.masterPort), ...flags];
}

function agentFlags(cluster: ControlledCluster, index: number): string[] {
  const { resources = "", attributes = "" } = cluster.agents[index] ?? {};
  const master = `http://127.0.0.1:${cluster.masterPort}`;
  // The suite compares offers with Mesos' own: an attribute of ours would be one too many.
  const plain = ["--announce-limits", "false"];
  const own = ["--resources", resources, "--attributes", attributes];
  return ["agent", "--port", "0", "--master", master, ...own, ...plain];
}

/** Starts a program in a session of its own and waits until it says that it is ready. */
async function start(directory: string, name: string, words: readonly string[]): Promise<void> {
  mkdirSync(join(directory, name), { recursive: true });
  const output = join(directory, `${name}.out`);
  const [out, log] = [openSync(output, "w"), openSync(join(directory, `${name}.log`), "a")];
  const child = spawn(process.execPath, [MAIN, ...words, "--work-dir", join(directory, name)], {
    detached: true,
    stdio: ["ignore", out, log],
  });
  closeSync(out);
  closeSync(log);
  child.unref();
  const startTicks = /\) (?:\S+ ){19}(\d+)/.exec(readFileSync(`/proc/${child.pid}/stat`, "utf8"))?.[1] ?? "0";
  writeFileSync(join(directory, `${name}.pid`), `${child.pid} ${startTicks}\n`);
  for (const deadlineMs = Date.now() + READY_MS; !readFileSync(output, "utf8").includes('"ready":true');) {
    if (child.exitCode !== null)
      throw new Error(`${name} ended with status ${child.exitCode}; see ${directory}/${name}.log`);
    if (Date.now() > deadlineMs) throw new Error(`${name} was not ready within ${READY_MS} ms`);
    await sleep(20);
  }
}

function findProcess(directory: string, name: string): ProcessIdentity | undefined {
  const identity = readPidFile(join(directory, `${name}.pid`));
  return identity !== undefined && isAlive(identity) ? identity : undefined;
}

async function end(running: ProcessIdentity | undefined, signal: "SIGTERM" | "SIGKILL"): Promise<number> {
  if (running === undefined) return 0;
  process.kill(running.pid, signal);
  if (signal === "SIGTERM") process.kill(running.pid, "SIGCONT"); // a frozen one could not end
  while (isAlive(running)) await sleep(10);
  return 0;
}

function endTasks(workDirectory: string): void {
  for (const file of globSync(join(workDirectory, "meta", "**", "{command,executor}.pid"))) {
    const task = readPidFile(file);
    if (task !== undefined && isAlive(task)) signalGroup(task, "SIGKILL");
  }
}

if (import.meta.main) {
  const [directory = "", verb = "", number] = process.argv.slice(2);
  process.exitCode = await control(directory, verb, number);
}
