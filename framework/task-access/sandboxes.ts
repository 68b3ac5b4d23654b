import type { FileInfo } from "../../proto/generated/types.ts";
import type { TaskId } from "../../jobs/life/job.ts";
import type { AgentCalls } from "./agent-calls.ts";

/** A task at its agent. */
export interface AgentTask {
  readonly taskId: TaskId;
  readonly agentUrl: string;
  readonly frameworkId: string;
}

/**
 * Where a task's files are: it has an executor of its own, which has the id of the task, and is either that executor's
 * one command or, launched as a group, a container inside the executor's.
 */
export type Layout = "own" | "group";

export interface Sandboxes {
  /** @param path  below the sandbox; `""` is the sandbox itself */
  pathOf(task: AgentTask, layout: Layout, path: string): string;
  /** Which of the two a task that has begun is. Whatever is found is remembered. */
  layoutOf(task: AgentTask): Promise<Layout>;
  /** The files in a directory, `undefined` when there is none. */
  list(task: AgentTask, path: string): Promise<readonly FileInfo[] | undefined>;
}

/** Of tasks whose layout is remembered; those asked for least recently are forgotten. */
const REMEMBERED_MAX = 10_000;

export function createSandboxes({ ask }: Pick<AgentCalls, "ask">): Sandboxes {
  const remembered = new Map<string, Layout>();

  const pathOf: Sandboxes["pathOf"] = ({ taskId, frameworkId }, layout, path) => {
    const run = `/frameworks/${frameworkId}/executors/${taskId}/runs/latest`;
    const sandbox = layout === "own" ? run : `${run}/tasks/${taskId}`;
    return path === "" ? sandbox : `${sandbox}/${path}`;
  };
  const listAt = async (agentUrl: string, path: string): Promise<readonly FileInfo[] | undefined> => {
    const answer = await ask(agentUrl, { type: "LIST_FILES", list_files: { path } });
    return answer === undefined ? undefined : (answer.list_files?.file_infos ?? []);
  };
  const remember = (key: string, layout: Layout): Layout => {
    remembered.delete(key);
    remembered.set(key, layout);
    const [oldest] = remembered.keys();
    if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest);
    return layout;
  };
  const layoutOf: Sandboxes["layoutOf"] = async (task) => {
    const key = `${task.frameworkId}/${task.taskId}`;
    const known = remembered.get(key);
    if (known !== undefined) return remember(key, known);
    // A group's task has its directory before it is told to run, so where there is none it will never come.
    const group = await listAt(task.agentUrl, pathOf(task, "group", ""));
    return remember(key, group === undefined ? "own" : "group");
  };

  return {
    pathOf,
    layoutOf,
    async list(task, path) {
      return listAt(task.agentUrl, pathOf(task, await layoutOf(task), path));
    },
  };
}
