import type { Usage } from "./tasks/usage.ts";
import { sendJson, sendNothing, type Exchange, type Route } from "../http/server.ts";
import type { TaskRunner } from "./tasks/task-runner.ts";
import type { RunningTask } from "./tasks/task-run.ts";
import { handleExecutorCall } from "./custom-executors/executor-calls.ts";
import type { CustomExecutors } from "./custom-executors/custom-executors.ts";
import {
  type AgentIdentity,
  agentState,
  agentContainers,
  agentMonitor,
  agentMetrics,
} from "./calls/views.ts";
import type { Sessions } from "./calls/sessions.ts";
import { handleFilesRead, handleFilesBrowse, handleFilesDownload } from "./calls/files.ts";
import { handleAgentCall } from "./calls/agent-calls.ts";

/** What the routes of an agent show and act on. */
export interface AgentRouteParts {
  readonly identity: () => AgentIdentity;
  readonly runner: TaskRunner;
  readonly executors: CustomExecutors;
  readonly sessions: Sessions;
  readonly usage: (running: RunningTask) => Usage;
  readonly runningTasks: () => readonly RunningTask[];
  /** The directory of all sandboxes, once there is one. */
  readonly sandboxes: () => string | undefined;
  readonly version: string;
  /** Whether executors have to show their token. */
  readonly withToken: boolean;
}

/** Path by path; `/slave(1)` before them makes no difference. */
export function agentRoutes({
  identity,
  runner,
  executors,
  sessions,
  usage,
  runningTasks,
  sandboxes,
  version,
  withToken,
}: AgentRouteParts): ReadonlyMap<string, Route> {
  const files = (
    handle: (sandboxes: AgentRouteParts["sandboxes"], exchange: Exchange) => Promise<void>,
  ): Route => ({
    realm: "mesos-agent-readonly",
    handle: (exchange) => handle(sandboxes, exchange),
  });
  return new Map<string, Route>([
    [
      "/health",
      { realm: "open", handle: ({ request, response }) => (request.resume(), sendNothing(response, 200)) },
    ],
    ["/version", { ...json(() => ({ version })), realm: "open" }],
    ["/state", json(() => agentState(identity(), runner, executors.all.values()))],
    ["/flags", json(() => ({ flags: identity().flags }))],
    ["/containers", json(() => agentContainers(runningTasks(), usage))],
    ["/monitor/statistics", json(() => agentMonitor(runningTasks(), usage))],
    ["/monitor/statistics.json", json(() => agentMonitor(runningTasks(), usage))],
    [
      "/api/v1",
      {
        realm: "mesos-agent-readwrite",
        handle: (exchange) => handleAgentCall({ identity, runner, sessions, usage, sandboxes }, exchange),
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
}

function json(view: () => unknown): Route {
  return {
    realm: "mesos-agent-readonly",
    handle: (exchange) => {
      exchange.request.resume();
      sendJson(exchange, view());
    },
  };
}

/** `/files/debug`: virtual paths and where they lead. */
function filesDebug(runner: TaskRunner): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const { ids, sandbox } of [...runner.completed, ...runner.tasks.values()]) {
    paths[sandbox] = sandbox;
    paths[`/frameworks/${ids.frameworkId}/executors/${ids.executorId}/runs/latest`] = sandbox;
  }
  return paths;
}
