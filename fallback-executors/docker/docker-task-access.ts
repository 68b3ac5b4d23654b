import {
  ExecRefusedError,
  TaskAccessError,
  type TaskAccess,
  type TaskAddress,
} from "../../offers/task-access.ts";
import type { After } from "../backend/ports.ts";
import { containerName } from "./container.ts";
import { EngineError, EngineUnreachableError, type Engine } from "./engine.ts";
import { asExecRefusal, openExecSession } from "./exec.ts";
import { listOf, readFileOf } from "./files.ts";
import { Logs } from "./logs.ts";

export interface DockerTaskAccessOptions {
  readonly engine: Engine;
  readonly installation: string;
  readonly after: After;
}

/** Tasks in their containers, by the engine's API: logs, the archive of the sandbox, commands. */
export function createDockerTaskAccess({ engine, installation, after }: DockerTaskAccessOptions): TaskAccess {
  const logs = new Logs(engine);
  const containerOf = ({ taskId }: TaskAddress): string => containerName(installation, taskId);
  return {
    read: (task, stream, offset, bytesMax) =>
      present(() => logs.read(containerOf(task), stream, offset, bytesMax)),
    list: (task, path) => present(() => listOf(engine, containerOf(task), path)),
    readFile: (task, path, offset, bytesMax) =>
      present(() => readFileOf(engine, containerOf(task), path, offset, bytesMax)),
    async exec(task, command) {
      try {
        return await openExecSession({ engine, container: containerOf(task), command, after });
      } catch (error) {
        if (error instanceof EngineUnreachableError)
          throw new TaskAccessError(error.message, { cause: error });
        return asExecRefusal(error);
      }
    },
    async signal(task, name) {
      const path = `/containers/${encodeURIComponent(containerOf(task))}/kill?signal=SIG${name}`;
      try {
        // The init process of the container hands it on to the program.
        await engine.json({ method: "POST", path });
      } catch (error) {
        if (error instanceof EngineError && (error.status === 404 || error.status === 409))
          throw new ExecRefusedError("not_running", "its container does not run");
        if (error instanceof EngineError || error instanceof EngineUnreachableError)
          throw new TaskAccessError(error.message, { cause: error });
        throw error;
      }
    },
  };
}

/** What is asked of a container that is not there (any more) is not there either. */
async function present<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    if (error instanceof EngineError || error instanceof EngineUnreachableError)
      throw new TaskAccessError(error.message, { cause: error });
    throw error;
  }
}
