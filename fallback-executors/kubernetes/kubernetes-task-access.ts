import {
  ExecRefusedError,
  TaskAccessError,
  type TaskAccess,
  type TaskAddress,
} from "../../offers/task-access.ts";
import type { After } from "../ports.ts";
import { KubernetesError, KubernetesUnreachableError, type KubernetesApi } from "./api.ts";
import { openExecSession } from "./exec.ts";
import { listFiles, readPodFile } from "./files.ts";
import { podName } from "./labels.ts";
import { podsPath } from "./launcher.ts";
import { PodLogs } from "./logs.ts";

export interface KubernetesTaskAccessOptions {
  readonly api: KubernetesApi;
  readonly namespace: string;
  readonly installation: string;
  readonly after: After;
}

/** Tasks in their pods: output by the API server's logs; files and commands, while they run, by the container's shell. */
export function createKubernetesTaskAccess(options: KubernetesTaskAccessOptions): TaskAccess {
  const { api, installation, after } = options;
  const path = podsPath(options);
  const logs = new PodLogs(api, path, () => Date.now());
  const podOf = ({ taskId }: TaskAddress): string => podName(installation, taskId);
  const whereIs = (task: TaskAddress) => ({ api, podsPath: path, pod: podOf(task), after });
  return {
    read: (task, stream, offset, bytesMax) => present(() => logs.read(podOf(task), stream, offset, bytesMax)),
    list: (task, below) => present(() => listFiles(whereIs(task), below)),
    readFile: (task, below, offset, bytesMax) =>
      present(() => readPodFile(whereIs(task), below, offset, bytesMax)),
    async exec(task, command) {
      try {
        return await openExecSession({ ...whereIs(task), command });
      } catch (error) {
        if (error instanceof KubernetesError && error.status === 404)
          throw new ExecRefusedError("not_running", "the task does not run: its pod is gone");
        return asAccessError(error);
      }
    },
  };
}

/** What is asked of a pod that is not there (any more) is not there either. */
async function present<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404) return undefined;
    return asAccessError(error);
  }
}

function asAccessError(error: unknown): never {
  if (error instanceof KubernetesError || error instanceof KubernetesUnreachableError)
    throw new TaskAccessError(error.message, { cause: error });
  throw error;
}
