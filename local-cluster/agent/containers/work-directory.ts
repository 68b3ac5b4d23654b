import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, ownIdentity, readPidFile } from "./executor.ts";

/** An agent's directory, used by one agent at a time. */
export interface WorkDirectory {
  readonly path: string;
  /** Tells this agent's control groups from those of others on the machine; made with the directory. */
  readonly instance: string;
  /** Given by the master at the first registration; kept for ever. */
  agentId: string | undefined;
  rememberId(id: string): void;
  release(): void;
}

/** Throws `Error` when the directory cannot be written or another agent uses it. */
export function openWorkDirectory(path: string): WorkDirectory {
  mkdirSync(join(path, "meta"), { recursive: true });
  const lock = join(path, "meta", "agent.pid");
  const holder = readPidFile(lock);
  if (holder !== undefined && isAlive(holder) && holder.pid !== process.pid)
    throw new Error(
      `${path} is in use by the agent with pid ${holder.pid}; end it, or choose another --work-dir`,
    );
  const own = ownIdentity();
  writeFileSync(lock, `${own.pid} ${own.startTicks}\n`);
  const file = join(path, "meta", "agent.json");
  return {
    path,
    instance: readInstance(join(path, "meta", "instance")),
    agentId: readId(file),
    rememberId(id) {
      this.agentId = id;
      writeFileSync(`${file}.tmp`, `${JSON.stringify({ id })}\n`);
      renameSync(`${file}.tmp`, file);
    },
    release: () => rmSync(lock, { force: true }),
  };
}

function readId(file: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof content === "object" && content !== null && "id" in content && typeof content.id === "string")
      return content.id;
    throw new Error(`${file} holds no agent id; move it away to start as a new agent`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function readInstance(file: string): string {
  try {
    writeFileSync(file, randomBytes(6).toString("hex"), { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(file, "utf8");
}
