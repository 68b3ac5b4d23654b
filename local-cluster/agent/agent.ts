import { join } from "node:path";
import type { Attribute, Resource } from "../../proto/generated/types.ts";
import { authorizationOf } from "../http/credentials.ts";
import type { Credentials } from "../http/credentials.ts";
import { createHttpServer, listen } from "../http/server.ts";
import type { Route } from "../http/server.ts";
import { connectToMaster } from "../protocol/link.ts";
import type { MasterLink } from "../protocol/link.ts";
import type { MasterSource } from "../protocol/master-stream.ts";
import type { AgentMessage, AgentRegistration } from "../protocol/messages.ts";
import { AgentResources } from "./agent-resources.ts";
import { openContainers } from "./tasks/start-containment.ts";
import type { ContainerOptions, Containers } from "./tasks/start-containment.ts";
import { createExecutorProcess } from "./custom-executors/custom-executor-process.ts";
import { CustomExecutors } from "./custom-executors/custom-executors.ts";
import type { ExecutorTimeouts } from "./custom-executors/custom-executor-life.ts";
import { findExecutorTools, writeExecutorScript, type ExecutorTools } from "./containers/executor.ts";
import { allowedAgeMs, removeOldSandboxes, usedPartOfDisk } from "./containers/garbage.ts";
import { enforcedNames } from "./containers/host-limits.ts";
import { executorSandboxOf } from "./containers/layout.ts";
import { createSessions, type Sessions } from "./calls/sessions.ts";
import type { RunningTask } from "./tasks/task-run.ts";
import { TaskGroups } from "./tasks/task-groups.ts";
import { TaskRunner } from "./tasks/task-runner.ts";
import { usageOf } from "./tasks/usage.ts";
import type { AgentIdentity } from "./calls/views.ts";
import { openWorkDirectory, type WorkDirectory } from "./containers/work-directory.ts";
import type { Server } from "node:http";
import { agentRoutes } from "./agent-routes.ts";
import type { LimitWatch } from "./tasks/limit-watch.ts";
import { type CommandTargets, obey } from "./commands.ts";

export interface AgentOptions {
  readonly master: MasterSource;
  readonly ip: string;
  readonly port: number;
  readonly hostname: string;
  readonly workDirectory: string;
  readonly resources: readonly Resource[];
  readonly attributes: readonly Attribute[];
  readonly credentials: Credentials | undefined;
  readonly version: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  readonly garbage: GarbageOptions;
  readonly containers: ContainerOptions;
  readonly executors: ExecutorTimeouts;
  /** Whether the attribute `godocker_limits` is added to the others. */
  readonly announceLimits: boolean;
  /** The master does not want this agent any more. */
  readonly onRefused: (message: string) => void;
}

export interface GarbageOptions {
  /** How long sandboxes of ended tasks are kept while the disk is empty. */
  readonly delayMs: number;
  /** The part of the disk to keep free, of 1. */
  readonly diskHeadroom: number;
  readonly intervalMs: number;
}

export interface RunningAgent {
  readonly url: string;
  /** Ends the agent; its tasks go on. */
  close(): Promise<void>;
}

/** Throws `ListenError`, or `Error` when the directory or a needed program is missing. */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const tools = findExecutorTools();
  const directory = openWorkDirectory(options.workDirectory);
  let routes: ReadonlyMap<string, Route> = new Map();
  const server = createHttpServer({
    route: (path) => routes.get(path.startsWith("/slave(1)/") ? path.slice("/slave(1)".length) : path),
    credentials: options.credentials,
    log: options.log,
  });
  const port = await listen(server, options.ip, options.port).catch((error: unknown) => {
    directory.release();
    throw error;
  });
  const agent = new Agent(options, tools, directory, server, port);
  routes = agent.routes();
  agent.join();
  return agent;
}

class Agent implements RunningAgent {
  readonly url: string;
  readonly #startedAtMs = Date.now();
  readonly #options: AgentOptions;
  readonly #tools: ExecutorTools;
  readonly #directory: WorkDirectory;
  readonly #server: Server;
  readonly #address: string;
  readonly #containers: Containers;
  readonly #info: AgentRegistration["info"];
  readonly #resources: AgentResources;
  readonly #runner: TaskRunner;
  readonly #groups: TaskGroups;
  readonly #executors: CustomExecutors;
  readonly #watch: LimitWatch;
  readonly #sessions: Sessions;
  readonly #collection: NodeJS.Timeout;
  #link: MasterLink | undefined;

  constructor(
    options: AgentOptions,
    tools: ExecutorTools,
    directory: WorkDirectory,
    server: Server,
    port: number,
  ) {
    this.#options = options;
    this.#tools = tools;
    this.#directory = directory;
    this.#server = server;
    this.#address = `${options.ip}:${port}`;
    this.url = `http://${this.#address}`;
    this.#containers = openContainers(options.containers, directory.instance, tools, options.resources);
    for (const [name, text] of Object.entries(this.#containers.limits))
      options.log(`limits: ${name}: ${text}`);
    this.#info = {
      hostname: options.hostname,
      port,
      resources: options.resources,
      attributes: options.announceLimits
        ? [...options.attributes, this.#containers.attribute]
        : options.attributes,
    };
    const { workDirectory, log } = options;
    const send = (message: AgentMessage): void => this.#link?.send(message);
    this.#resources = new AgentResources({
      workDirectory,
      configured: options.resources,
      agentId: () => this.#agentId,
      send,
      log,
    });
    const executorScript = writeExecutorScript(join(workDirectory, "meta"));
    this.#runner = this.#createRunner(executorScript, send);
    this.#groups = new TaskGroups({ workDirectory, runner: () => this.#runner, send });
    this.#executors = this.#createExecutors(executorScript, send);
    this.#recover();
    this.#sweep().catch((error: unknown) => log(`cannot remove old control groups: ${String(error)}`));
    this.#watch = this.#containers.watch({
      running: () => this.#runningTasks(),
      exceed: (running, limitation) => this.#runner.exceed(running, limitation),
      log,
    });
    this.#sessions = createSessions({
      tools,
      containment: this.#containers.containment,
      directory: join(workDirectory, "meta", "sessions"),
      environmentOf: (running) => this.#runner.environmentOf(running),
      log,
    });
    this.#collection = setInterval(() => {
      this.#collect().catch((error: unknown) => log(`cannot remove old sandboxes: ${String(error)}`));
    }, options.garbage.intervalMs);
  }

  routes(): ReadonlyMap<string, Route> {
    return agentRoutes({
      identity: () => this.#identity(),
      runner: this.#runner,
      executors: this.#executors,
      sessions: this.#sessions,
      usage: (running) => usageOf(running, this.#containers.containment, this.#watch),
      runningTasks: () => this.#runningTasks(),
      sandboxes: () => this.#sandboxes(),
      version: this.#options.version,
      withToken: this.#options.credentials !== undefined,
    });
  }

  /** Registers with the master, and does from now on what it says. */
  join(): void {
    const { master, credentials, log } = this.#options;
    const targets: CommandTargets = {
      directory: this.#directory,
      runner: this.#runner,
      groups: this.#groups,
      executors: this.#executors,
      resources: this.#resources,
      giveUp: (message) => this.#giveUp(message),
      log,
    };
    this.#link = connectToMaster({
      master,
      authorization: authorizationOf(credentials),
      registration: () => this.#registration(),
      onCommand: (command) => obey(command, targets),
      log,
    });
  }

  close(): Promise<void> {
    clearInterval(this.#collection);
    this.#link?.close();
    this.#watch.close();
    this.#sessions.close();
    this.#runner.close();
    this.#groups.close();
    this.#executors.close();
    this.#resources.close();
    this.#containers.close();
    this.#directory.release();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Empty until the agent has registered for the first time. */
  get #agentId(): string {
    return this.#directory.agentId ?? "";
  }

  #createRunner(executorScript: string, send: (message: AgentMessage) => void): TaskRunner {
    const { workDirectory, containers: policy, log } = this.#options;
    const { containment, limits, gpus } = this.#containers;
    return new TaskRunner({
      workDirectory,
      tools: this.#tools,
      executorScript,
      address: this.#address,
      containment,
      policy,
      limits,
      gpus,
      send,
      onEnding: (running, state) => this.#groups.ending(running, state),
      log,
    });
  }

  #createExecutors(executorScript: string, send: (message: AgentMessage) => void): CustomExecutors {
    const { workDirectory, containers: policy, executors: timeouts, credentials, log } = this.#options;
    const { containment, limits } = this.#containers;
    const address = this.#address;
    const process = createExecutorProcess({
      workDirectory,
      tools: this.#tools,
      executorScript,
      address,
      containment,
      policy,
      limits,
      info: this.#info,
      shutdownGraceMs: timeouts.shutdownGraceMs,
      withToken: credentials !== undefined,
      log,
    });
    return new CustomExecutors({ workDirectory, address, timeouts, process, send, log });
  }

  #recover(): void {
    const { agentId } = this.#directory;
    if (agentId === undefined) return;
    this.#runner.recover(agentId);
    this.#groups.recover();
    this.#executors.recover(agentId);
  }

  #runningTasks(): RunningTask[] {
    return [...this.#runner.tasks.values()].filter(({ phase }) => phase === "running");
  }

  #identity(): AgentIdentity {
    const { master, version, flags } = this.#options;
    const { limits } = this.#containers;
    return {
      id: this.#agentId,
      info: this.#info,
      address: this.#address,
      startedAtMs: this.#startedAtMs,
      version,
      masterAddress: new URL(master.url() ?? "http://localhost:0").host,
      flags: { ...flags, godocker_limits: enforcedNames(limits) },
      limits,
    };
  }

  #sandboxes(): string | undefined {
    const { agentId } = this.#directory;
    return agentId === undefined ? undefined : join(this.#options.workDirectory, "slaves", agentId);
  }

  /** Removes control groups that are nobody's. */
  #sweep(): Promise<void> {
    return this.#containers.containment.sweep((id) => this.#runner.isLive(id) || this.#executors.isLive(id));
  }

  async #collect(): Promise<void> {
    const sandboxes = this.#sandboxes();
    if (sandboxes === undefined) return;
    const { garbage, workDirectory } = this.#options;
    // Asked again for each: tasks start while the disk is looked at.
    const isLive = (sandbox: string): boolean =>
      this.#runner.tasks.values().some(({ ids }) => executorSandboxOf(workDirectory, ids) === sandbox) ||
      this.#executors.all.values().some((executor) => executor.sandbox === sandbox);
    const { delayMs, diskHeadroom } = garbage;
    const ageMs = allowedAgeMs(delayMs, diskHeadroom, await usedPartOfDisk(workDirectory));
    await removeOldSandboxes(sandboxes, ageMs, Date.now(), isLive);
    await this.#sweep();
  }

  #registration(): AgentRegistration {
    const { agentId } = this.#directory;
    const [commands, custom] = [this.#runner.report(), this.#executors.report()];
    const infos = [...commands.frameworks, ...custom.frameworks];
    return {
      ...(agentId === undefined ? {} : { agentId }),
      info: this.#info,
      address: this.#address,
      version: this.#options.version,
      frameworks: [...new Map(infos.map((framework) => [framework.id?.value, framework])).values()],
      tasks: [...commands.tasks, ...custom.tasks],
      executors: [...this.#groups.executors(), ...custom.executors],
      total: this.#resources.total(),
      operations: this.#resources.unacknowledged(),
    };
  }

  #giveUp(message: string): void {
    this.#link?.close();
    Promise.all([this.#runner.endAll(), this.#executors.endAll()])
      .catch((error: unknown) => this.#options.log(`cannot end all tasks: ${String(error)}`))
      .finally(() => this.#options.onRefused(message));
  }
}
