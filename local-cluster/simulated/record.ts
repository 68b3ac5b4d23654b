import { appendFileSync } from "node:fs";
import type { TaskState } from "../../proto/generated/types.ts";

/** One line of the agents' own record, as JSON. */
export interface RecordedEvent {
  readonly event: "launch" | "end";
  readonly taskId: string;
  readonly agentId: string;
  readonly atMs: number;
  /** How it ended. */
  readonly state?: TaskState;
}

export interface TaskRecord {
  write(event: RecordedEvent): void;
  close(): void;
}

const FLUSH_MS = 50;
const LINES_MAX = 1000;

/** Appends to `file`; nothing is kept when there is none. */
export function openRecord(file: string | undefined): TaskRecord {
  if (file === undefined) return { write: () => undefined, close: () => undefined };
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    appendFileSync(file, lines.join(""));
    lines = [];
  };
  appendFileSync(file, ""); // so that a file that cannot be written is noticed at the start
  const timer = setInterval(flush, FLUSH_MS);
  return {
    write(event) {
      lines.push(`${JSON.stringify(event)}\n`);
      if (lines.length >= LINES_MAX) flush();
    },
    close() {
      clearInterval(timer);
      flush();
    },
  };
}
