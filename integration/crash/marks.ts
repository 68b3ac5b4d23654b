import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../scheduler/simulation/cluster.ts";

/**
 * A job's script that works for some seconds and writes fsynced marks where it begins and ends. What ran when is
 * known from these files alone, whatever the schedulers believe.
 */
export function markingScript(seconds: number): string {
  return `#!/bin/sh
set -eu
mark() {
  printf '%s\\n' "$(date +%s%N)" |
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
  const read = (file: string) =>
    Number(BigInt(readFileSync(join(directory, file), "utf8").trim()) / 1_000_000n);
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".start"))) {
    const taskId = file.split(".").slice(2, -1).join(".");
    const startMs = read(file);
    runs.set(taskId, {
      job: Number(file.split(".")[0]),
      index: undefined,
      taskId,
      agentId: "agent",
      startMs,
      endMs: undefined,
      outcome: undefined,
    });
  }
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".end"))) {
    const run = runs.get(file.split(".").slice(2, -1).join("."));
    if (run === undefined) throw new Error(`${file} has no start mark`);
    run.endMs = read(file);
    run.outcome = "finished";
  }
  return [...runs.values()];
}
