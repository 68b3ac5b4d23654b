import {
  ExecRefusedError,
  TaskAccessError,
  type TaskAccess,
  type TaskAddress,
} from "../../offers/task-access.ts";
import type { After } from "../backend/ports.ts";
import { KubernetesError, KubernetesUnreachableError, type KubernetesApi } from "./api.ts";
import { openExecSession } from "./exec.ts";
import { listFiles, readPodFile } from "./files.ts";
import { podName } from "./labels.ts";
import { PodLogs } from "./logs.ts";
import { createPodPlaces } from "./pod-places.ts";

export interface KubernetesTaskAccessOptions {
  readonly api: KubernetesApi;
  /** As that of the backend. */
  readonly namespace: string;
  readonly installation: string;
  readonly after: After;
}

/** Tasks in their pods: output by the API server's logs; files and commands, while they run, by the container's shell. */
export function createKubernetesTaskAccess(options: KubernetesTaskAccessOptions): TaskAccess {
  const { api, installation, after } = options;
  const places = createPodPlaces(options);
  const logs = new PodLogs(api, () => Date.now());
  const podOf = ({ taskId }: TaskAddress): string => podName(installation, taskId);
  const whereIs = async (task: TaskAddress) => ({
    api,
    podsPath: await places.podsPathOf(task.taskId),
    pod: podOf(task),
    after,
  });
  return {
    read: (task, stream, offset, bytesMax) =>
      present(async () =>
        logs.read(
          `${await places.podsPathOf(task.taskId)}/${encodeURIComponent(podOf(task))}`,
          stream,
          offset,
          bytesMax,
        ),
      ),
    list: (task, below) => present(async () => listFiles(await whereIs(task), below)),
    readFile: (task, below, offset, bytesMax) =>
      present(async () => readPodFile(await whereIs(task), below, offset, bytesMax)),
    async exec(task, command) {
      try {
        return await openExecSession({ ...(await whereIs(task)), command });
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
