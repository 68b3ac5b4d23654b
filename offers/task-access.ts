import type { Placement, TaskId } from "../jobs/job.ts";

/**
 * The output of a task, reachable from any process by the address kept with its attempt.
 */
export interface TaskAccess {
  /**
   * Bytes of one output stream.
   * @param offset  in bytes from the beginning
   * @param bytesMax  at most that many come back; fewer, or none, at the present end
   * @returns `undefined` when there is no such output (yet, or any more)
   * @throws TaskAccessError  when the agent cannot be reached
   */
  read(
    task: { readonly taskId: TaskId; readonly placement: Placement },
    stream: "stdout" | "stderr",
    offset: number,
    bytesMax: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly size: number } | undefined>;
}

export class TaskAccessError extends Error {
  override readonly name = "TaskAccessError";
}
