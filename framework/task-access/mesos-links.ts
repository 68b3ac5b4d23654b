import { parseAccess } from "../connection/agent-access.ts";
import type { TaskAddress } from "../../offers/task-access.ts";

/** Pages of the Mesos web UI about a task. */
export interface MesosLinks {
  /** Its executor. */
  readonly mesosTask: string;
  /** Its files. */
  readonly mesosSandbox: string;
}

/**
 * Routes of that UI are behind `#`. `undefined` for a task that no Mesos runs.
 * @param webUrl  under which people reach the UI
 */
export function mesosLinks(webUrl: URL, { taskId, placement }: TaskAddress): MesosLinks | undefined {
  const access = parseAccess(placement.access);
  if (access === undefined) return undefined;
  const id = encodeURIComponent;
  const base = webUrl.href.replace(/[#?].*$/, "").replace(/\/+$/, "");
  // The executor has the id of its task.
  const mesosTask = `${base}/#/agents/${id(placement.agentId)}/frameworks/${id(access.frameworkId)}/executors/${id(taskId)}`;
  return { mesosTask, mesosSandbox: `${mesosTask}/tasks/${id(taskId)}/browse` };
}
