import { join } from "node:path";
import type { Attribute, Resource } from "../../proto/generated/types.ts";
import { authorizationOf } from "../http/credentials.ts";
import type { Credentials } from "../http/credentials.ts";
import { createHttpServer, listen, sendJson, sendNothing } from "../http/server.ts";
import type { Exchange, Route } from "../http/server.ts";
import { connectToMaster } from "../protocol/link.ts";
import type { MasterLink } from "../protocol/link.ts";
import type { MasterCommand } from "../protocol/messages.ts";
import { findExecutorTools, writeExecutorScript } from "./executor.ts";
import { handleFilesBrowse, handleFilesDownload, handleFilesRead } from "./files.ts";
import { removeOldSandboxes } from "./garbage.ts";
import { createTaskRunner } from "./task-runner.ts";
import { agentContainers, agentMetrics, agentState } from "./views.ts";
import type { AgentIdentity } from "./views.ts";
import { openWorkDirectory } from "./work-directory.ts";

export interface AgentOptions {
  readonly masterUrl: string;
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
  /** How long sandboxes of ended tasks are kept. */
  readonly gcDelayMs: number;
  /** The master does not want this agent any more. */
  readonly onRefused: (message: string) => void;
}

const COLLECT_MS = 600_000;

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
  const info = {
    hostname: options.hostname,
    port,
    resources: options.resources,
    attributes: options.attributes,
  };
  let link: MasterLink | undefined;
  const runner = createTaskRunner({
    workDirectory: options.workDirectory,
    tools,
    executorScript: writeExecutorScript(join(options.workDirectory, "meta")),
    address,
    send: (message) => link?.send(message),
    log: options.log,
  });
  if (directory.agentId !== undefined) runner.recover(directory.agentId);

  const identity = (): AgentIdentity => ({
    id: directory.agentId ?? "",
    info,
    address,
    startedAtMs,
    version: options.version,
    masterAddress: new URL(options.masterUrl).host,
    flags: options.flags,
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
    ["/state", json(() => agentState(identity(), runner))],
    ["/flags", json(() => ({ flags: options.flags }))],
    ["/containers", json(() => agentContainers(runner))],
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
    const live = new Set([...runner.tasks.values()].map(({ sandbox }) => sandbox));
    await removeOldSandboxes(sandboxes, options.gcDelayMs, Date.now(), (sandbox) => live.has(sandbox));
  };
  const collection = setInterval(() => {
    collect().catch((error: unknown) => options.log(`cannot remove old sandboxes: ${String(error)}`));
  }, COLLECT_MS);

  link = connectToMaster({
    masterUrl: options.masterUrl,
    authorization: authorizationOf(options.credentials),
    registration: () => ({
      ...(directory.agentId === undefined ? {} : { agentId: directory.agentId }),
      info,
      address,
      version: options.version,
      ...runner.report(),
    }),
    onCommand: (command) => obey(command),
    log: options.log,
  });

  function obey(command: MasterCommand): void {
    switch (command.type) {
      case "registered":
        if (directory.agentId !== command.agentId) directory.rememberId(command.agentId);
        options.log(`registered as ${command.agentId}`);
        runner.updates.resend();
        return;
      case "refused":
        options.onRefused(command.message);
        return;
      case "launch":
        runner.launch(directory.agentId ?? "", command.framework, command.task);
        return;
      case "kill":
        runner.kill(command.frameworkId, command.taskId, command.because ?? "asked");
        return;
      case "acknowledge":
        runner.acknowledge(command.frameworkId, command.taskId, command.uuid);
        return;
      case "framework_removed":
        runner.frameworkRemoved(command.frameworkId);
        return;
      case "framework_updated":
        runner.frameworkUpdated(command.framework);
        return;
      case "disown":
        runner.disown(command.framework, command.taskId, directory.agentId ?? "");
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
      runner.close();
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
