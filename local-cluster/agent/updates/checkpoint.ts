import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { ExecutorInfo, FrameworkInfo, TaskInfo } from "../../../proto/generated/types.ts";
import { fromJson, toJson } from "../../protocol/json.ts";
import type { RunIds } from "../containers/layout.ts";
import { metaOf } from "../containers/layout.ts";
import type { Limitation } from "../containers/limitation.ts";
import type { PendingUpdate } from "./update-streams.ts";

/** What the agent must know of a run after a crash. Written once, before anything is started. */
export interface RunRecord {
  readonly ids: RunIds;
  readonly framework: FrameworkInfo;
  readonly task: TaskInfo;
  readonly launchedAtMs: number;
  /** GPUs that belong to it. */
  readonly gpus?: readonly string[];
  readonly member?: GroupMember;
}

/** What a task of a task group shares with the others. */
export interface GroupMember {
  /** Names the group: an executor may have several. */
  readonly groupId: string;
  readonly executor: ExecutorInfo;
}

/** A kill that was asked for. Written before the first signal. */
export interface KillRecord {
  readonly atMs: number;
  readonly graceMs: number;
  /** `group`: another task of its group failed or was killed. */
  readonly because: "asked" | "draining" | "draining_gone" | "max_completion_time" | "group";
}

export interface RecoveredRun {
  readonly record: RunRecord;
  readonly meta: string;
  readonly kill: KillRecord | undefined;
  readonly limitation: Limitation | undefined;
  /** All updates made, in order, and which of them are acknowledged. */
  readonly updates: readonly { readonly update: PendingUpdate; readonly acknowledged: boolean }[];
}

export function writeRun(meta: string, record: RunRecord): void {
  mkdirSync(meta, { recursive: true });
  writeWhole(join(meta, "run.json"), toJson(record));
}

export function writeKill(meta: string, kill: KillRecord): void {
  writeWhole(join(meta, "kill.json"), toJson(kill));
}

/** Written before the task is ended for it. */
export function writeLimitation(meta: string, limitation: Limitation): void {
  writeWhole(join(meta, "limitation.json"), toJson(limitation));
}

export function appendUpdate(meta: string, update: PendingUpdate): void {
  appendFileSync(join(meta, "updates"), `${toJson({ update })}\n`);
}

export function appendAcknowledgement(meta: string, uuid: string): void {
  appendFileSync(join(meta, "updates"), `${toJson({ acknowledged: uuid })}\n`);
}

/** All runs of the agent whose last update is not acknowledged. Directories that a crash left half-made are removed. */
export function recoverRuns(workDirectory: string, agentId: string): RecoveredRun[] {
  const frameworks = join(workDirectory, "meta", "slaves", agentId, "frameworks");
  const runs: RecoveredRun[] = [];
  for (const frameworkId of namesIn(frameworks)) {
    for (const executorId of namesIn(join(frameworks, frameworkId, "executors"))) {
      for (const containerId of namesIn(join(frameworks, frameworkId, "executors", executorId, "runs"))) {
        const meta = metaOf(workDirectory, { agentId, frameworkId, executorId, containerId });
        const run = readRun(meta);
        if (run === undefined) rmSync(meta, { recursive: true, force: true });
        else runs.push(run);
      }
    }
  }
  return runs;
}

function readRun(meta: string): RecoveredRun | undefined {
  const record = readWhole(join(meta, "run.json"));
  if (record === undefined) return undefined;
  return {
    // Both files were written whole by this module.
    record: fromJson(record) as RunRecord,
    kill: readKill(meta),
    limitation: readLimitation(meta),
    meta,
    updates: readUpdates(meta),
  };
}

/** What `appendUpdate` and `appendAcknowledgement` have written. */
export function readUpdates(meta: string): RecoveredRun["updates"] {
  const updates: { update: PendingUpdate; acknowledged: boolean }[] = [];
  for (const line of (readText(join(meta, "updates")) ?? "").split("\n")) {
    const entry = parseLine(line);
    if (entry === undefined) continue;
    if ("update" in entry) updates.push({ update: entry.update, acknowledged: false });
    else for (const known of updates) if (known.update.uuid === entry.acknowledged) known.acknowledged = true;
  }
  return updates;
}

function readLimitation(meta: string): Limitation | undefined {
  const text = readWhole(join(meta, "limitation.json"));
  return text === undefined ? undefined : (fromJson(text) as Limitation); // written whole by this module
}

function readKill(meta: string): KillRecord | undefined {
  const text = readWhole(join(meta, "kill.json"));
  return text === undefined ? undefined : (fromJson(text) as KillRecord);
}

type Line = { readonly update: PendingUpdate } | { readonly acknowledged: string };

/** The last line may be cut short by a crash: that update was not sent yet. */
function parseLine(line: string): Line | undefined {
  if (line === "") return undefined;
  try {
    return fromJson(line) as Line;
  } catch {
    return undefined; // only a torn last line can fail to parse
  }
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, `${text}\n`);
  renameSync(`${file}.tmp`, file);
}

function readWhole(file: string): string | undefined {
  const text = readText(file);
  return text === undefined || text === "" ? undefined : text;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
