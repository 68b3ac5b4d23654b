import { isFinal } from "../jobs/job.ts";
import type { Attempt } from "../jobs/job.ts";
import type { ApiContext } from "./context.ts";
import { visibleJob } from "./context.ts";
import { ARRAY_INDEX, elementOf, JOB_ID } from "./job-routes.ts";
import type { Output } from "./output.ts";
import { attemptWithOutput, exactly, follow, readOutput } from "./output.ts";
import { flag, integer, optional, withDefault, word } from "./parameters.ts";
import { PublicError } from "./problems.ts";
import type { ByteRange } from "./range.ts";
import { parseRange } from "./range.ts";
import type { Answer, Route } from "./route.ts";
import { defineRoute } from "./route.ts";

export function logRoutes(context: ApiContext): readonly Route[] {
  const logs = defineRoute({
    method: "GET",
    path: "/api/v2/jobs/{id}/logs/{stream}",
    operationId: "getOutput",
    summary:
      "Output of the latest attempt, or of another one. With `follow` it goes on until the attempt ends; before it begins, the answer waits.",
    permission: "jobs:output",
    params: { id: JOB_ID, stream: word("Which output.", ["stdout", "stderr"]) },
    query: {
      attempt: optional(integer("Attempt; the latest one if absent.", { minimum: 1, maximum: 1_000_000 })),
      index: optional(ARRAY_INDEX),
      offset: withDefault(integer("First byte.", { minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), 0),
      follow: flag("Go on until the attempt ends. `Range` is ignored then."),
    },
    answers: {
      200: {
        description: "The bytes from `offset` on.",
        mediaType: "text/plain",
        headers: { "X-GoDocker-Attempt": "The attempt that wrote them; absent when it had not begun yet." },
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
    async handle({ caller, params, query, header, signal }) {
      const job = await visibleJob(context, caller, params.id);
      if (job.spec.array !== undefined && query.index === undefined) {
        throw new PublicError("bad_parameter", `Job ${job.id} is an array: say which task with "index".`, {
          extra: { parameter: "index" },
        });
      }
      const element = query.index === undefined ? 0 : elementOf(job, query.index);
      const output: Output = { job: job.id, element, attempt: query.attempt, stream: params.stream };
      if (!query.follow) return present(context, output, query.offset, header("range"));
      const attempt = await attemptWithOutput(context, output);
      context.openStream(caller, "log", signal);
      return {
        status: 200,
        headers: outputHeaders(attempt),
        chunks: follow(context, output, query.offset, signal),
      };
    },
  });
  return [logs];
}

/** What is there now. */
async function present(
  context: ApiContext,
  output: Output,
  offset: number,
  rangeHeader: string | undefined,
): Promise<Answer> {
  const attempt = await attemptWithOutput(context, output);
  if (attempt === undefined)
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
  const part: ByteRange = range ?? { first: offset, last: size - 1 };
  const length = Math.max(0, part.last - part.first + 1);
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...outputHeaders(attempt),
      "accept-ranges": "bytes",
      "content-length": String(length),
      ...(range === undefined ? {} : { "content-range": `bytes ${part.first}-${part.last}/${size}` }),
    },
    chunks: exactly(context, attempt, output.stream, part.first, length),
  };
}

/** Output is foreign text: never shown as a page of ours. The attempt is told so that a reader can resume. */
function outputHeaders(attempt: Attempt | undefined): Record<string, string> {
  return {
    "content-type": "text/plain; charset=utf-8",
    "content-security-policy": "sandbox; default-src 'none'",
    ...(attempt === undefined ? {} : { "x-godocker-attempt": String(attempt.attempt) }),
  };
}
