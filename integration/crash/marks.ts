import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../simulation/tasks.ts";

/**
 * A job's script that works for some seconds and writes fsynced marks where it begins and ends: when, and in which
 * sandbox. What ran when and where is known from these files alone, whatever the schedulers believe.
 */
export function markingScript(seconds: number): string {
  return `#!/bin/sh
set -eu
mark() {
  printf '%s %s\\n' "$(date +%s%N)" "$MESOS_SANDBOX" |
    dd of="$GODOCKER_VOLUME_MARKS/$GODOCKER_JOB_ID.$GODOCKER_ATTEMPT.$MESOS_TASK_ID.$1" conv=fsync 2>/dev/null
}
mark start
sleep ${seconds}
mark end
`;
}

/** Every run that left a mark. */
export function readRuns(directory: string): readonly Run[] {
  const runs = new Map<string, Run>();
  const names = readdirSync(directory);
  for (const file of names.filter((name) => name.endsWith(".start"))) {
    const mark = readMark(directory, file);
    if (mark === undefined) continue;
    const taskId = taskIdOf(file);
    runs.set(taskId, {
      job: Number(file.split(".")[0]),
      index: undefined,
      taskId,
      agentId: mark.agentId,
      ports: [],
      startMs: mark.atMs,
      endMs: undefined,
      outcome: undefined,
    });
  }
  for (const file of names.filter((name) => name.endsWith(".end"))) {
    const run = runs.get(taskIdOf(file));
    if (run === undefined) throw new Error(`${file} has no start mark`);
    const mark = readMark(directory, file);
    if (mark === undefined) continue;
    run.endMs = mark.atMs;
    run.outcome = "finished";
  }
  return [...runs.values()];
}

/** Tells the runs that have begun since it was made, or since it was last asked. */
export function followStarts(directory: string): () => readonly Mark[] {
  const seen = new Set(readdirSync(directory));
  return () => {
    const marks: Mark[] = [];
    for (const file of readdirSync(directory)) {
      if (seen.has(file) || !file.endsWith(".start")) continue;
      const mark = readMark(directory, file);
      if (mark === undefined) continue;
      seen.add(file);
      marks.push(mark);
    }
    return marks;
  };
}

export interface Mark {
  readonly atMs: number;
  readonly agentId: string;
}

/** `undefined`: it is being written. */
function readMark(directory: string, file: string): Mark | undefined {
  const text = readFileSync(join(directory, file), "utf8");
  if (!text.endsWith("\n")) return undefined;
  const [nanoseconds = "", sandbox = ""] = text.trim().split(" ", 2);
  return {
    atMs: Number(BigInt(nanoseconds) / 1_000_000n),
    // The sandbox of a task is below its agent's id, as in Mesos.
    agentId: /\/slaves\/([^/]+)\//.exec(sandbox)?.[1] ?? "?",
  };
}

function taskIdOf(file: string): string {
  return file.split(".").slice(2, -1).join(".");
}
