import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

/** What simulated agents noted of a task: see local-cluster/simulated/record.ts. */
export interface RecordedTask {
  readonly job: number;
  /** Of the leader that launched it. */
  readonly epoch: number;
  readonly atMs: number;
}

/** The record that simulated agents write, read on from where it was read to. */
export interface TaskRecord {
  /** All so far, in the order of the record. */
  launches(): readonly RecordedTask[];
  ends(): readonly RecordedTask[];
}

export function openTaskRecord(file: string): TaskRecord {
  const launches: RecordedTask[] = [];
  const ends: RecordedTask[] = [];
  let offset = 0;
  let rest = "";
  const readOn = (): void => {
    if (!existsSync(file)) return;
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(fstatSync(descriptor).size - offset);
      offset += readSync(descriptor, bytes, 0, bytes.length, offset);
      const lines = (rest + bytes.toString("latin1")).split("\n");
      rest = lines.pop() ?? ""; // empty, or not written whole yet
      for (const line of lines) {
        const { event, taskId, atMs } = JSON.parse(line) as {
          readonly event: "launch" | "end";
          readonly taskId: string;
          readonly atMs: number;
        }; // as the record writes it
        const words = taskId.split(".");
        const task = { job: Number.parseInt(words[0] ?? "", 10), epoch: Number(words.at(-1)), atMs };
        (event === "launch" ? launches : ends).push(task);
      }
    } finally {
      closeSync(descriptor);
    }
  };
  return {
    launches() {
      readOn();
      return launches;
    },
    ends() {
      readOn();
      return ends;
    },
  };
}
