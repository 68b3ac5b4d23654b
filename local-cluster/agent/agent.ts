import { join } from "node:path";
import type { Attribute, Resource } from "../../proto/generated/types.ts";
import { authorizationOf } from "../http/credentials.ts";
import type { Credentials } from "../http/credentials.ts";
import { createHttpServer, listen, sendJson, sendNothing } from "../http/server.ts";
import type { Exchange, Route } from "../http/server.ts";
import { connectToMaster } from "../protocol/link.ts";
import type { MasterLink, MasterSource } from "../protocol/link.ts";
import type { AgentRegistration, MasterCommand } from "../protocol/messages.ts";
import { handleAgentCall } from "./calls/agent-calls.ts";
import { openAgentResources } from "./agent-resources.ts";
import { openContainers } from "./tasks/start-containment.ts";
import type { ContainerOptions } from "./tasks/start-containment.ts";
import { createExecutorProcess } from "./custom-executors/custom-executor-process.ts";
import { createCustomExecutors } from "./custom-executors/custom-executors.ts";
import type { ExecutorTimeouts } from "./custom-executors/custom-executor-life.ts";
import { handleExecutorCall } from "./custom-executors/executor-calls.ts";
import { findExecutorTools, writeExecutorScript } from "./containers/executor.ts";
import { handleFilesBrowse, handleFilesDownload, handleFilesRead } from "./calls/files.ts";
import { allowedAgeMs, removeOldSandboxes, usedPartOfDisk } from "./containers/garbage.ts";
import { enforcedNames } from "./containers/host-limits.ts";
import { executorSandboxOf } from "./containers/layout.ts";
import { createSessions } from "./calls/sessions.ts";
import type { RunningTask } from "./tasks/task-run.ts";
import { createTaskGroups } from "./tasks/task-groups.ts";
import { createTaskRunner } from "./tasks/task-runner.ts";
import type { TaskRunner } from "./tasks/task-runner.ts";
import { usageOf } from "./tasks/usage.ts";
import type { Usage } from "./tasks/usage.ts";
import { agentContainers, agentMetrics, agentMonitor, agentState } from "./calls/views.ts";
import type { AgentIdentity } from "./calls/views.ts";
import { openWorkDirectory } from "./containers/work-directory.ts";

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
  const startedAtMs = Date.now();
  const server = createHttpServer({
    route: (path) => route(path),
    credentials: options.credentials,
    log: options.log,
  });
  const port = await listen(server, options.ip, options.port).catch((error: unknown) => {
    directory.release();
    throw error;
  });
  const address = `${options.ip}:${port}`;
  const containers = openContainers(options.containers, directory.instance, tools, options.resources);
  const { containment, limits, gpus } = containers;
  for (const [name, text] of Object.entries(limits)) options.log(`limits: ${name}: ${text}`);
  const info = {
    hostname: options.hostname,
    port,
    resources: options.resources,
    attributes: options.announceLimits ? [...options.attributes, containers.attribute] : options.attributes,
  };
  let link: MasterLink | undefined;
  const resources = openAgentResources({
    workDirectory: options.workDirectory,
    configured: options.resources,
    agentId: () => directory.agentId ?? "",
    send: (message) => link?.send(message),
    log: options.log,
  });
  const executorScript = writeExecutorScript(join(options.workDirectory, "meta"));
  const runner: TaskRunner = createTaskRunner({
    workDirectory: options.workDirectory,
    tools,
    executorScript,
    address,
    containment,
    policy: options.containers,
    limits,
    gpus,
    send: (message) => link?.send(message),
    onEnding: (running, state) => groups.ending(running, state),
    log: options.log,
  });
  const groups = createTaskGroups({
    workDirectory: options.workDirectory,
    runner: () => runner,
    send: (message) => link?.send(message),
  });
  const withToken = options.credentials !== undefined;
  const executors = createCustomExecutors({
    workDirectory: options.workDirectory,
    address,
    timeouts: options.executors,
    process: createExecutorProcess({
      workDirectory: options.workDirectory,
      tools,
      executorScript,
      address,
      containment,
      policy: options.containers,
      limits,
      info,
      shutdownGraceMs: options.executors.shutdownGraceMs,
      withToken,
      log: options.log,
    }),
    send: (message) => link?.send(message),
    log: options.log,
  });
  if (directory.agentId !== undefined) {
    runner.recover(directory.agentId);
    groups.recover();
    executors.recover(directory.agentId);
  }
  const sweep = (): Promise<void> => containment.sweep((id) => runner.isLive(id) || executors.isLive(id));
  sweep().catch((error: unknown) => options.log(`cannot remove old control groups: ${String(error)}`));

  const runningTasks = (): RunningTask[] =>
    [...runner.tasks.values()].filter(({ phase }) => phase === "running");
  const watch = containers.watch({
    running: runningTasks,
    exceed: (running, limitation) => runner.exceed(running, limitation),
    log: options.log,
  });
  const usage = (running: RunningTask): Usage => usageOf(running, containment, watch);
  const sessions = createSessions({
    tools,
    containment,
    directory: join(options.workDirectory, "meta", "sessions"),
    environmentOf: (running) => runner.environmentOf(running),
    log: options.log,
  });

  const identity = (): AgentIdentity => ({
    id: directory.agentId ?? "",
    info,
    address,
    startedAtMs,
    version: options.version,
    masterAddress: new URL(options.master.url() ?? "http://localhost:0").host,
    flags: { ...options.flags, godocker_limits: enforcedNames(limits) },
    limits,
  });
  const root = (): string | undefined =>
    directory.agentId === undefined ? undefined : join(options.workDirectory, "slaves", directory.agentId);
  const json = (view: () => unknown): Route => ({
    realm: "mesos-agent-readonly",
    handle: (exchange) => {
      exchange.request.resume();
      sendJson(exchange, view());
    },
  });
  const files = (handle: (sandboxes: typeof root, exchange: Exchange) => Promise<void>): Route => ({
    realm: "mesos-agent-readonly",
    handle: (exchange) => handle(root, exchange),
  });
  const routes = new Map<string, Route>([
    [
      "/health",
      { realm: "open", handle: ({ request, response }) => (request.resume(), sendNothing(response, 200)) },
    ],
    ["/version", { ...json(() => ({ version: options.version })), realm: "open" }],
    ["/state", json(() => agentState(identity(), runner, executors.all.values()))],
    ["/flags", json(() => ({ flags: identity().flags }))],
    ["/containers", json(() => agentContainers(runningTasks(), usage))],
    ["/monitor/statistics", json(() => agentMonitor(runningTasks(), usage))],
    ["/monitor/statistics.json", json(() => agentMonitor(runningTasks(), usage))],
    [
      "/api/v1",
      {
        realm: "mesos-agent-readwrite",
        handle: (exchange) =>
          handleAgentCall({ identity, runner, sessions, usage, sandboxes: root }, exchange),
      },
    ],
    [
      "/api/v1/executor",
      { realm: "open", handle: (exchange) => handleExecutorCall({ executors, withToken }, exchange) },
    ],
    ["/metrics/snapshot", json(() => agentMetrics(identity(), runner))],
    ["/files/read", files(handleFilesRead)],
    ["/files/browse", files(handleFilesBrowse)],
    ["/files/download", files(handleFilesDownload)],
    ["/files/debug", json(() => filesDebug(runner))],
  ]);
  const route = (path: string): Route | undefined =>
    routes.get(path.startsWith("/slave(1)/") ? path.slice("/slave(1)".length) : path);

  const collect = async (): Promise<void> => {
    const sandboxes = root();
    if (sandboxes === undefined) return;
    const live = new Set([
      ...[...runner.tasks.values()].map(({ ids }) => executorSandboxOf(options.workDirectory, ids)),
      ...[...executors.all.values()].map(({ sandbox }) => sandbox),
    ]);
    const { delayMs, diskHeadroom } = options.garbage;
    const ageMs = allowedAgeMs(delayMs, diskHeadroom, await usedPartOfDisk(options.workDirectory));
    await removeOldSandboxes(sandboxes, ageMs, Date.now(), (sandbox) => live.has(sandbox));
    await sweep();
  };
  const collection = setInterval(() => {
    collect().catch((error: unknown) => options.log(`cannot remove old sandboxes: ${String(error)}`));
  }, options.garbage.intervalMs);

  link = connectToMaster({
    master: options.master,
    authorization: authorizationOf(options.credentials),
    registration: () => ({
      ...(directory.agentId === undefined ? {} : { agentId: directory.agentId }),
      info,
      address,
      version: options.version,
      ...reported(),
      total: resources.total(),
      operations: resources.unacknowledged(),
    }),
    onCommand: (command) => obey(command),
    log: options.log,
  });

  function reported(): Pick<AgentRegistration, "frameworks" | "tasks" | "executors"> {
    const [commands, custom] = [runner.report(), executors.report()];
    const infos = [...commands.frameworks, ...custom.frameworks];
    return {
      frameworks: [...new Map(infos.map((framework) => [framework.id?.value, framework])).values()],
      tasks: [...commands.tasks, ...custom.tasks],
      executors: [...groups.executors(), ...custom.executors],
    };
  }

  function obey(command: MasterCommand): void {
    switch (command.type) {
      case "registered":
        if (directory.agentId !== command.agentId) directory.rememberId(command.agentId);
        options.log(`registered as ${command.agentId}`);
        runner.updates.resend();
        executors.updates.resend();
        resources.resend();
        return;
      case "refused":
        link?.close();
        Promise.all([runner.endAll(), executors.endAll()])
          .catch((error: unknown) => options.log(`cannot end all tasks: ${String(error)}`))
          .finally(() => options.onRefused(command.message));
        return;
      case "launch":
        if (command.task.executor === undefined)
          runner.launch(directory.agentId ?? "", command.framework, command.task);
        else
          executors.launch(
            directory.agentId ?? "",
            command.framework,
            command.task.executor,
            [command.task],
            false,
          );
        return;
      case "launch_group":
        if (command.executor.type === "CUSTOM")
          executors.launch(directory.agentId ?? "", command.framework, command.executor, command.tasks, true);
        else groups.launch(directory.agentId ?? "", command.framework, command.executor, command.tasks);
        return;
      case "shutdown_executor":
        if (!groups.shutdown(command.frameworkId, command.executorId)) {
          executors.shutdown(command.frameworkId, command.executorId);
          // The executor of a command has the id of its task.
          runner.shutdown(command.frameworkId, command.executorId);
        }
        return;
      case "framework_message":
        executors.message(command.frameworkId, command.executorId, command.data);
        return;
      case "kill":
        if (
          !executors.kill(command.frameworkId, command.taskId, command.because ?? "asked", command.killPolicy)
        )
          runner.kill(command.frameworkId, command.taskId, command.because ?? "asked", command.killPolicy);
        return;
      case "acknowledge":
        runner.acknowledge(command.frameworkId, command.taskId, command.uuid);
        executors.acknowledge(command.frameworkId, command.taskId, command.uuid);
        return;
      case "framework_removed":
        runner.frameworkRemoved(command.frameworkId);
        executors.frameworkRemoved(command.frameworkId);
        return;
      case "framework_updated":
        runner.frameworkUpdated(command.framework);
        executors.frameworkUpdated(command.framework);
        resources.resend(command.framework.id?.value ?? "");
        return;
      case "disown":
        if (!executors.has(command.framework.id?.value ?? "", command.taskId))
          runner.disown(command.framework, command.taskId, directory.agentId ?? "");
        return;
      case "operation":
        resources.apply(command);
        return;
      case "disown_operation":
        resources.disown(command);
        return;
      case "acknowledge_operation":
        resources.acknowledge(command.uuid, command.statusUuid);
        return;
      case "ping":
        return; // answered by the link
    }
  }

  return {
    url: `http://${address}`,
    close() {
      clearInterval(collection);
      link?.close();
      watch.close();
      sessions.close();
      runner.close();
      groups.close();
      executors.close();
      resources.close();
      containers.close();
      directory.release();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** `/files/debug`: virtual paths and where they lead. */
function filesDebug(runner: ReturnType<typeof createTaskRunner>): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const { ids, sandbox } of [...runner.completed, ...runner.tasks.values()]) {
    paths[sandbox] = sandbox;
    paths[`/frameworks/${ids.frameworkId}/executors/${ids.executorId}/runs/latest`] = sandbox;
  }
  return paths;
}
