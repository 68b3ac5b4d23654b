import { TaskAccessError, type TaskAccess } from "../../offers/task-access.ts";
import { EngineError, EngineUnreachableError, type Engine } from "../docker/engine.ts";
import { Logs } from "../docker/logs.ts";
import { findManager } from "./managers.ts";
import { serviceName } from "./service.ts";

const NO_FILES =
  "a swarm gives no way to the files of a task; let the job write into a volume, or into its directory where agents see it";

/** Output of tasks by the logs of their services. Managers have no way to the files of a task, or into it. */
export function createSwarmTaskAccess({
  managers,
  installation,
}: {
  readonly managers: readonly Engine[];
  readonly installation: string;
}): TaskAccess {
  const logs = new Map<Engine, Logs>();
  return {
    async read({ taskId }, stream, offset, bytesMax) {
      try {
        const { engine } = await findManager(managers);
        const own = logs.get(engine) ?? new Logs(engine, "services");
        logs.set(engine, own);
        return await own.read(serviceName(installation, taskId), stream, offset, bytesMax);
      } catch (error) {
        if (error instanceof EngineError && error.status === 404) return undefined;
        if (error instanceof EngineError || error instanceof EngineUnreachableError)
          throw new TaskAccessError(error.message, { cause: error });
        throw error;
      }
    },
    list: () => Promise.reject(new TaskAccessError(NO_FILES)),
    readFile: () => Promise.reject(new TaskAccessError(NO_FILES)),
  };
}
