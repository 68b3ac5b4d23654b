import type { FileInfo } from "../../proto/generated/types.ts";
import { sandboxPath, SandboxPathError } from "../../offers/sandbox-path.ts";
import type { FilePart, SandboxEntry, TaskAccess, TaskAddress } from "../../offers/task-access.ts";
import { ExecRefusedError, TaskAccessError } from "../../offers/task-access.ts";
import { parseAccess } from "../connection/agent-access.ts";
import type { TlsOptions } from "../connection/connections.ts";
import type { MesosCredentials } from "../connection/credentials.ts";
import type { After } from "../connection/ports.ts";
import { createAgentCalls, UnusableAnswerError } from "./agent-calls.ts";
import type { AgentCalls } from "./agent-calls.ts";
import { containerOf } from "./containers.ts";
import { openExecSession } from "./exec.ts";
import { createSandboxes } from "./sandboxes.ts";
import type { AgentTask } from "./sandboxes.ts";

/** Most bytes asked for at once; Mesos gives 64 KiB. Source: Mesos, src/files/files.cpp, 16 pages. */
const READ_BYTES_MAX = 1024 * 1024;
/** Of a file's mode. Source: inode(7). */
const [TYPE_BITS, DIRECTORY, FILE] = [0o170000, 0o040000, 0o100000];

export interface MesosTaskAccessOptions {
  readonly credentials?: MesosCredentials;
  /** Agents are reached over TLS then, whatever their offers say: Mesos always tells the scheme `http`. */
  readonly tls?: TlsOptions;
  readonly after?: After;
}

/**
 * Tasks at their agents, by the agents' own API: LIST_FILES and READ_FILE, which is byte-exact where `/files/read` is
 * for text, and sessions in the task's container.
 *
 * @throws RangeError  for credentials or files that cannot work
 */
export function createMesosTaskAccess({
  credentials,
  tls,
  after = afterRealTime,
}: MesosTaskAccessOptions = {}): TaskAccess {
  const calls = createAgentCalls({ credentials, tls });
  const sandboxes = createSandboxes(calls);

  const read = async (
    address: TaskAddress,
    path: string,
    offset: number,
    bytesMax: number,
  ): Promise<FilePart | undefined> => {
    const task = atAgent(address);
    const whole = sandboxes.pathOf(task, await sandboxes.layoutOf(task), path);
    return readRange(calls, task.agentUrl, whole, offset, bytesMax);
  };

  return {
    read,
    async list(address, path) {
      const below = sandboxPath(path);
      try {
        return (await sandboxes.list(atAgent(address), below))?.map(entryOf);
      } catch (error) {
        if (leadsOut(error)) return undefined;
        throw error;
      }
    },
    async readFile(address, path, offset, bytesMax) {
      try {
        return await read(address, sandboxPath(path), offset, bytesMax);
      } catch (error) {
        if (leadsOut(error)) return undefined;
        if (error instanceof UnusableAnswerError && error.status === 400) {
          throw new SandboxPathError(`${JSON.stringify(path)} cannot be read: ${error.text}`, {
            cause: error,
          });
        }
        throw error;
      }
    },
    async exec(address, command) {
      const task = atAgent(address);
      const parent = await containerOf(calls, task, await sandboxes.layoutOf(task));
      if (parent === undefined) throw new ExecRefusedError("not_running", "the task does not run any more");
      const { hostname } = address.placement;
      return openExecSession({ calls, agentUrl: task.agentUrl, hostname, parent, command, after });
    },
  };
}

/** Size and bytes come from one look at the file, so a file that is truncated meanwhile shows in the size. */
async function readRange(
  { ask }: AgentCalls,
  agentUrl: string,
  path: string,
  offset: number,
  bytesMax: number,
): Promise<FilePart | undefined> {
  const chunks: Uint8Array[] = [];
  const until = offset + Math.max(0, bytesMax);
  let size = 0;
  let at = offset;
  do {
    const length = Math.min(READ_BYTES_MAX, until - at);
    const answer = await ask(agentUrl, { type: "READ_FILE", read_file: { path, offset: at, length } });
    if (answer === undefined) return undefined;
    if (answer.read_file === undefined) throw new TaskAccessError(`${agentUrl} does not answer READ_FILE`);
    ({ size } = answer.read_file);
    const bytes = answer.read_file.data.subarray(0, length);
    if (bytes.length === 0) break;
    chunks.push(bytes);
    at += bytes.length;
  } while (at < until && at < size);
  const [only] = chunks;
  // The usual case, and the one in which a copy would be felt.
  if (only !== undefined && chunks.length === 1) return { bytes: only, size };
  return { bytes: new Uint8Array(Buffer.concat(chunks)), size };
}

/** Mesos tells so where a link leads out of the sandbox; source: src/files/files.cpp, `resolve`. */
function leadsOut(error: unknown): boolean {
  return error instanceof UnusableAnswerError && error.status === 400 && /inaccessible/.test(error.text);
}

function entryOf({ path, mode = 0, size = 0, mtime }: FileInfo): SandboxEntry {
  const type = mode & TYPE_BITS;
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    kind: type === DIRECTORY ? "directory" : type === FILE ? "file" : "other",
    size,
    modifiedAtMs: Math.floor((mtime?.nanoseconds ?? 0) / 1e6),
  };
}

function atAgent({ taskId, placement }: TaskAddress): AgentTask {
  const access = parseAccess(placement.access);
  if (access === undefined) {
    throw new TaskAccessError(`"${placement.access}" is no address of a Mesos agent`);
  }
  return { taskId, ...access };
}

function afterRealTime(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
