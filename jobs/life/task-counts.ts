import { count } from "../../resources/ranges.ts";
import type { JobStatus } from "./job.ts";

/** How many tasks ended how; of those that are over for good. */
export function endedTasks({ succeeded, failed, cancelled }: JobStatus): {
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
} {
  return { succeeded: count(succeeded), failed: count(failed), cancelled: count(cancelled) };
}
