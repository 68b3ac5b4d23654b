import { Agent } from "undici";
import type { Placement, TaskId } from "../jobs/job.ts";
import { TaskAccessError } from "../offers/task-access.ts";
import type { TaskAccess } from "../offers/task-access.ts";
import { parseAccess } from "./agent-access.ts";
import { causeOf } from "./cause.ts";
import { authorizationOf } from "./credentials.ts";
import type { Credentials } from "./credentials.ts";
import { readBody, readBodyStart } from "./http-body.ts";

/** Most bytes of one answer of an agent. Source: Mesos, src/files/files.cpp, 16 pages. */
const READ_BYTES_MAX = 65_536;
/** Such an answer as JSON: at worst every byte is an escape of six characters. */
const BODY_BYTES_MAX = 6 * READ_BYTES_MAX + 1000;
const ERROR_BODY_MAX = 500;
/** Of connecting, of an answer's head, and between two pieces of its body. */
const TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_AGENT = 4;

/**
 * The output of tasks in their sandboxes, read from the agents by `/files/read`. Byte-exact with real agents, whatever
 * the bytes are; see `bytesOf`.
 *
 * @throws RangeError  for credentials that cannot work
 */
export function createMesosTaskAccess(options: { readonly credentials?: Credentials } = {}): TaskAccess {
  const authorization = authorizationOf(options.credentials);
  const agents = new Agent({
    connections: CONNECTIONS_PER_AGENT,
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });

  const ask = async (url: URL): Promise<FileAnswer | undefined> => {
    const { statusCode, body } = await agents.request({
      method: "GET",
      origin: url.origin,
      path: url.pathname + url.search,
      headers: { accept: "application/json", ...(authorization === undefined ? {} : { authorization }) },
    });
    if (statusCode === 200) return parseAnswer(await readBody(body, BODY_BYTES_MAX));
    const text = (await readBodyStart(body, ERROR_BODY_MAX)).trim();
    if (statusCode === 404) return undefined;
    throw new TaskAccessError(`${url.origin} answers HTTP ${statusCode} ${text}`.trim());
  };

  return {
    async read(task, stream, offset, bytesMax) {
      const file = fileUrl(task, stream);
      try {
        const end = await ask(rangeOf(file, -1, 0));
        if (end === undefined) return undefined;
        const size = end.offset;
        const chunks: Uint8Array[] = [];
        let at = offset;
        const until = Math.min(size, offset + Math.max(0, bytesMax));
        while (at < until) {
          const wanted = Math.min(READ_BYTES_MAX, until - at);
          const answer = await ask(rangeOf(file, at, wanted));
          if (answer === undefined) return undefined; // collected in between
          if (answer.data.length === 0) break; // truncated in between
          const bytes = answer.data.subarray(0, wanted);
          chunks.push(bytes);
          at += bytes.length;
        }
        return { bytes: new Uint8Array(Buffer.concat(chunks)), size };
      } catch (error) {
        if (error instanceof TaskAccessError) throw error;
        throw new TaskAccessError(`${file.origin}: ${causeOf(error)}`, { cause: error });
      }
    },
  };
}

function fileUrl(
  { taskId, placement }: { readonly taskId: TaskId; readonly placement: Placement },
  stream: "stdout" | "stderr",
): URL {
  const access = parseAccess(placement.access);
  if (access === undefined) {
    throw new TaskAccessError(`"${placement.access}" is no address of a Mesos agent`);
  }
  const url = new URL("/files/read", access.agentUrl);
  // The executor of a command task has the id of its task.
  url.searchParams.set("path", `/frameworks/${access.frameworkId}/executors/${taskId}/runs/latest/${stream}`);
  return url;
}

/** @param offset  -1 asks for the size alone, which comes back as the offset */
function rangeOf(file: URL, offset: number, length: number): URL {
  const url = new URL(file);
  url.searchParams.set("offset", String(offset));
  url.searchParams.set("length", String(length));
  return url;
}

interface FileAnswer {
  readonly data: Uint8Array;
  readonly offset: number;
}

function parseAnswer(body: Buffer): FileAnswer {
  // Read as one character a byte: see `bytesOf`.
  const answer: unknown = JSON.parse(body.toString("latin1"));
  if (typeof answer !== "object" || answer === null || !("data" in answer) || !("offset" in answer)) {
    throw new TypeError("the answer is not that of /files/read");
  }
  const { data, offset } = answer;
  if (typeof data !== "string" || typeof offset !== "number" || !Number.isSafeInteger(offset) || offset < 0) {
    throw new TypeError("the answer is not that of /files/read");
  }
  return { data: bytesOf(data), offset };
}

/**
 * Mesos writes the bytes of a file between the quotes as they are, valid UTF-8 or not, and escapes only some of those
 * below 0x80 (older versions: every byte above as `\u00XX`). So the answer is read as one character a byte, and every
 * character stands for a byte. A character beyond that can only be an escape of a server that is not Mesos: text.
 *
 * @see Mesos: 3rdparty/stout/include/stout/jsonify.hpp, `StringWriter`
 */
function bytesOf(data: string): Uint8Array {
  // oxlint-disable-next-line no-control-regex -- bytes from 0 on
  return /^[\u0000-\u00ff]*$/.test(data) ? Buffer.from(data, "latin1") : Buffer.from(data, "utf8");
}
