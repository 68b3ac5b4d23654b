import { isFinal } from "../../jobs/life/job.ts";
import type { Attempt } from "../../jobs/life/job.ts";
import type { ApiContext } from "../context/context.ts";
import { permittedJob } from "../context/access.ts";
import { elementOf } from "../jobs/job-routes.ts";
import { lastLinesFrom } from "./last-lines.ts";
import { logEvents, logPlace } from "./log-events.ts";
import type { LogPlace } from "./log-events.ts";
import type { Output } from "./output.ts";
import { attemptWithOutput, exactly, firstAwaited, follow, hasBegun, readOutput } from "./output.ts";
import type { Parameters } from "../http/parameters.ts";
import { ARRAY_INDEX, flag, integer, JOB_ID, optional, text, word } from "../http/parameters.ts";
import { PublicError } from "../http/problems.ts";
import { parseRange } from "../http/range.ts";
import type { Answer, Call, Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { ref } from "../http/schema-words.ts";
import { eventStream } from "./server-events.ts";
import { atMost, inWholeCharacters, unfinished } from "./whole-characters.ts";
import { whileAllowed } from "./while-allowed.ts";

const TAIL_LINES_MAX = 1_000_000;

const QUERY = {
  attempt: optional(integer("Attempt; the latest one if absent.", { minimum: 1, maximum: 1_000_000 })),
  index: optional(ARRAY_INDEX),
  offset: optional(integer("First byte.", { minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  tail: optional(
    integer("Instead of `offset`: begin with the last lines of now, in the last 64 MiB.", {
      minimum: 0,
      maximum: TAIL_LINES_MAX,
    }),
  ),
  maxBytes: optional(integer("At most so many bytes.", { minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  wholeCharacters: flag("Do not end, nor pause for long, inside of a character of UTF-8."),
  follow: flag("Go on until the attempt ends. `Range` is ignored then."),
  after: optional(
    text("Of events: `id` of the last one that was seen, as `Last-Event-ID`.", { maxLength: 60 }),
  ),
  encoding: optional(word("Of events: `base64` gives every byte as it is.", ["utf-8", "base64"])),
} as const satisfies Parameters;

type LogCall = Call<Record<never, never>, typeof QUERY>;

export function logRoutes(context: ApiContext): readonly Route[] {
  const logs = defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/logs/{stream}",
    operationId: "getOutput",
    summary:
      "Output of the latest attempt, or of another one. With `follow` it goes on until the attempt ends; before it begins, the answer waits. As server-sent events (`Accept: text/event-stream`) it always follows, from attempt to attempt until no more can come, and `Last-Event-ID` resumes behind a byte.",
    permission: "jobs:output",
    params: { id: JOB_ID, stream: word("Which output.", ["stdout", "stderr"]) },
    query: QUERY,
    headers: {
      Range: {
        description: "`bytes=…`, one range; several are answered with the whole.",
        schema: { type: "string" },
      },
      "Last-Event-ID": { description: "As `after`.", schema: { type: "string" } },
    },
    answers: {
      200: {
        description:
          "The bytes from `offset` or `tail` on. Or events: `attempt` (`data` with `attempt` and `offset`) before the bytes of each attempt, `log` with an `id` of the form `<stream>:<attempt>:<offset behind it>`, a comment every 15 s, and `end` with a reason before the server ends the stream.",
        mediaType: "text/plain",
        also: [{ mediaType: "text/event-stream", schema: ref("LogEvent") }],
        headers: {
          "X-GoDocker-Attempt": "The attempt that wrote them; absent when it had not begun yet.",
          "X-GoDocker-Offset": "Of the first of them.",
          "X-GoDocker-Attempt-From":
            "With `follow`: it is the first attempt of this number or a later one that begins.",
        },
      },
      206: {
        description: "The part that `Range` asked for.",
        mediaType: "text/plain",
        headers: {
          "Content-Range": "Which bytes of how many.",
          "X-GoDocker-Attempt": "The attempt that wrote them.",
        },
      },
    },
    problems: [
      "not_found",
      "no_output",
      "range_not_satisfiable",
      "rate_limited",
      "executor_unavailable",
      "store_unavailable",
    ],
    async handle({ params, query, signal, ...asking }) {
      const { caller, credential, header } = asking;
      const job = await permittedJob(context, asking, params.id, "jobs:output", `its ${params.stream}`);
      if (job.spec.array !== undefined && query.index === undefined) {
        throw new PublicError("bad_parameter", `Job ${job.id} is an array: say which task with "index".`, {
          extra: { parameter: "index" },
        });
      }
      if (query.offset !== undefined && query.tail !== undefined) {
        throw new PublicError("bad_parameter", 'Give "offset" or "tail", not both.', {
          extra: { parameter: "tail" },
        });
      }
      const element = query.index === undefined ? 0 : elementOf(job, query.index);
      const output: Output = { job: job.id, element, attempt: query.attempt, stream: params.stream };
      const open = () => context.openStream(caller, "log", signal);
      if (/\btext\/event-stream\b/.test(header("accept") ?? ""))
        return events(context, output, { query, header, credential, signal }, open);
      return query.follow
        ? followed(context, output, { query, credential, signal }, open)
        : present(context, output, query, header("range"));
    },
  });
  return [logs];
}

async function events(
  context: ApiContext,
  output: Output,
  { query, header, credential, signal }: Pick<LogCall, "query" | "header" | "credential" | "signal">,
  open: () => void,
): Promise<Answer> {
  const seen = header("last-event-id") ?? query.after;
  const from = seen === undefined ? await beginning(context, output, query) : logPlace(seen, output.stream);
  open();
  const { encoding = "utf-8" } = query;
  return {
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" },
    chunks: eventStream(context, credential, signal, (stop) =>
      logEvents(context, output, from, encoding, stop),
    ),
  };
}

/** Where `offset` or `tail` say; `undefined` = wherever the output begins. */
async function beginning(
  context: ApiContext,
  output: Output,
  query: LogCall["query"],
): Promise<LogPlace | undefined> {
  if (query.offset === undefined && query.tail === undefined) return undefined;
  const attempt = await attemptWithOutput(context, output);
  if (attempt === undefined || !hasBegun(attempt)) return undefined;
  return { attempt: attempt.attempt, offset: await firstByte(context, attempt, output.stream, query) };
}

async function followed(
  context: ApiContext,
  output: Output,
  { query, credential, signal }: Pick<LogCall, "query" | "credential" | "signal">,
  open: () => void,
): Promise<Answer> {
  const attempt = await attemptWithOutput(context, output);
  const offset =
    attempt === undefined || !hasBegun(attempt)
      ? (query.offset ?? 0)
      : await firstByte(context, attempt, output.stream, query);
  const from = attempt?.attempt ?? (await firstAwaited(context, output));
  open();
  return {
    status: 200,
    headers: {
      ...outputHeaders(attempt),
      "x-godocker-offset": String(offset),
      "x-godocker-attempt-from": String(from),
    },
    chunks: whileAllowed(context, credential, signal, (stop) =>
      shaped(follow(context, output, { from, offset }, stop), query),
    ),
  };
}

/** What is there now. */
async function present(
  context: ApiContext,
  output: Output,
  query: LogCall["query"],
  rangeHeader: string | undefined,
): Promise<Answer> {
  const attempt = await attemptWithOutput(context, output);
  if (attempt === undefined || !hasBegun(attempt))
    throw new PublicError("no_output", "It has not begun to run, so there is no output yet.");
  const probe = await readOutput(context, attempt, output.stream, 0, 1);
  if (probe === undefined) {
    const why = isFinal(attempt.state) ? "The output is no longer kept." : "There is no output yet.";
    throw new PublicError("no_output", why);
  }
  const { size } = probe;
  const range = rangeHeader === undefined ? undefined : parseRange(rangeHeader, size);
  if (range === "not_satisfiable") {
    const headers = { "content-range": `bytes */${size}` };
    throw new PublicError("range_not_satisfiable", `The output has ${size} bytes.`, { headers });
  }
  const first = range?.first ?? (await firstByte(context, attempt, output.stream, query));
  const last = range?.last ?? Math.min(size - 1, first + (query.maxBytes ?? Number.MAX_SAFE_INTEGER) - 1);
  let length = Math.max(0, last - first + 1);
  if (query.wholeCharacters && range === undefined && length > 0) {
    const tail = Math.min(4, length);
    const end = await readOutput(context, attempt, output.stream, first + length - tail, tail);
    const extra = end === undefined ? 0 : unfinished(end.bytes);
    // When nothing else is left it is given as it is, or nobody would get on.
    if (extra < length) length -= extra;
  }
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...outputHeaders(attempt),
      "accept-ranges": "bytes",
      "x-godocker-offset": String(first),
      "content-length": String(length),
      ...(range === undefined ? {} : { "content-range": `bytes ${range.first}-${range.last}/${size}` }),
    },
    chunks: exactly(context, attempt, output.stream, first, length),
  };
}

/** Where an answer begins: at `offset`, or at the last lines of now. */
async function firstByte(
  context: ApiContext,
  attempt: Attempt,
  stream: Output["stream"],
  { offset, tail }: LogCall["query"],
): Promise<number> {
  if (tail === undefined) return offset ?? 0;
  const read = async (at: number, bytesMax: number): Promise<Uint8Array> =>
    (await readOutput(context, attempt, stream, at, bytesMax))?.bytes ?? new Uint8Array();
  const size = (await readOutput(context, attempt, stream, 0, 0))?.size ?? 0;
  return lastLinesFrom(read, size, tail);
}

function shaped(
  bytes: AsyncGenerator<Uint8Array>,
  { wholeCharacters, maxBytes }: LogCall["query"],
): AsyncGenerator<Uint8Array> {
  const limited = maxBytes === undefined ? bytes : atMost(bytes, maxBytes);
  return wholeCharacters ? inWholeCharacters(limited) : limited;
}

/** Output is foreign text: never shown as a page of ours. The attempt is told so that a reader can resume. */
function outputHeaders(attempt: Attempt | undefined): Record<string, string> {
  return {
    "content-type": "text/plain; charset=utf-8",
    "content-security-policy": "sandbox; default-src 'none'",
    ...(attempt === undefined ? {} : { "x-godocker-attempt": String(attempt.attempt) }),
  };
}
