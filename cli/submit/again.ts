import type { JobSpec } from "../../client/documents/spec.ts";
import { ApiError } from "../../client/http.ts";
import { apiFailure } from "../connection/api-failure.ts";
import { formatOf, has, type Args } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { keyed } from "../frame/keyed.ts";
import { patchOfSets } from "../frame/set-values.ts";
import { parseJobIds } from "../jobs/job-words.ts";
import { EXIT, Failure, failureLines } from "../text/failure.ts";
import { printableJson } from "../text/printable.ts";
import { ValueError } from "../text/value-error.ts";

/** Submits jobs that have ended once more; each becomes a new job. */
export async function retry(context: Context): Promise<number> {
  const { args, terminal } = context;
  const ids = parseJobIds(args.operands, "tried again");
  const wishes = wishesOf(args);
  const { client, url } = await context.connect();
  const format = formatOf(args).kind;
  let exit: number = EXIT.done;
  for (const id of ids) {
    try {
      const job = await keyed((idempotencyKey) => client.retry(id, { ...wishes, idempotencyKey }));
      if (format === "json" || format === "ndjson") await terminal.out(`${printableJson(job)}\n`);
      else
        await terminal.out(
          format === "name" ? `${job.id}\n` : `job ${id} is submitted again as job ${job.id}\n`,
        );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const parts = apiFailure(error, { what: `job ${id} not submitted again`, url });
      // Nothing is gained by asking a server that is away once for each job.
      if (parts.exit === EXIT.unreachable || ids.length === 1) throw new Failure(parts);
      for (const line of failureLines(parts)) await terminal.note(line);
      if (exit === EXIT.done) exit = parts.exit;
    }
  }
  return exit;
}

function wishesOf(args: Args): { readonly onlyFailed?: true; readonly changes?: JobSpec } {
  const changes = setsOf(args);
  return {
    ...(has(args, "failed") ? { onlyFailed: true as const } : {}),
    ...(Object.keys(changes).length === 0 ? {} : { changes }),
  };
}

/** The server checks it. @throws Failure */
function setsOf(args: Args): JobSpec {
  try {
    return patchOfSets(args);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new Failure({
      exit: EXIT.usage,
      what: `--set: ${error.message}`,
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      usage: usageOf(args.command),
    });
  }
}
