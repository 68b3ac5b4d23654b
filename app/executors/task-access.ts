import type { TaskAccess, TaskAddress } from "../../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import { signalByExec } from "./signal-by-exec.ts";

/** Each task through the access of the executor that ran it. */
export function accessByExecutor(executors: Readonly<Record<string, TaskAccess>>): TaskAccess {
  const of = ({ placement: { backend } }: TaskAddress): TaskAccess => {
    const access = Object.hasOwn(executors, backend) ? executors[backend] : undefined;
    if (access === undefined)
      throw new TaskAccessError(`the executor ${backend}, which ran it, is not configured any more`);
    return access;
  };
  // Promises also of what is thrown at once.
  return {
    read: async (task, ...how) => of(task).read(task, ...how),
    list: async (task, path) => of(task).list(task, path),
    readFile: async (task, ...how) => of(task).readFile(task, ...how),
    exec: async (task, command) => {
      const access = of(task);
      if (access.exec === undefined)
        throw new ExecRefusedError(
          "unsupported",
          `the executor ${task.placement.backend} starts no commands in jobs`,
        );
      return access.exec(task, command);
    },
    signal: async (task, name) => {
      const access = of(task);
      if (access.signal !== undefined) return access.signal(task, name);
      if (access.exec === undefined)
        throw new ExecRefusedError(
          "unsupported",
          `the executor ${task.placement.backend} has no way to send signals to jobs`,
        );
      return signalByExec(access.exec.bind(access), task, name);
    },
  };
}
