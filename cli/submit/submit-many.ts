import type { BatchLine } from "../../client/documents/answers.ts";
import type { JobSpec } from "../../client/documents/spec.ts";
import { ApiError } from "../../client/http.ts";
import { apiFailure, documentFault, exitOfStatus } from "../connection/api-failure.ts";
import { formatOf, has, valueOf, type Format } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { inputName, jsonFault, openInput, unreadable } from "../frame/read-input.ts";
import { jobFlagsOf } from "../job-document/job-source.ts";
import { EXIT, Failure, failureLines, type Fault } from "../text/failure.ts";
import { printableJson } from "../text/printable.ts";
import { checkedHere } from "./submit.ts";

/** What the server takes in one call. */
const BATCH_LINES_MAX = 10_000;
const BATCH_CHARACTERS_MAX = 16 * 1024 * 1024;
/** Longest line; what the server takes for one job is shorter. */
const LINE_CHARACTERS_MAX = 8 * 1024 * 1024;
/** Faulty lines that are told one by one; the others are counted. */
const TOLD_MAX = 100;

interface Numbered {
  readonly line: number;
  readonly spec: JobSpec;
}

/**
 * Jobs of a file, one JSON document a line. A faulty line is told and does not keep the others from being submitted.
 */
export async function submitMany(context: Context): Promise<number> {
  const { io, args, terminal } = context;
  refuseOtherFlags(context);
  const name = valueOf(args, "ndjson") ?? "-";
  const format = formatOf(args);
  let submitted = 0;
  let failed = 0;
  let exit: number = EXIT.done;
  const tell = async (line: number, status: number, faults: readonly Fault[]): Promise<void> => {
    failed += 1;
    if (exit === EXIT.done) exit = status;
    if (failed > TOLD_MAX) return;
    const what = `${inputName(name)}:${line}: job not submitted`;
    for (const each of failureLines({ exit: status, what, faults })) await terminal.note(each);
  };
  for await (const batch of batches(io, name, (line, why) =>
    tell(line, EXIT.invalid, [{ where: "", why: `not valid JSON: ${why}` }]),
  )) {
    if (has(args, "dry-run")) {
      for (const { line, spec } of batch) {
        try {
          await terminal.out(`${printableJson(await checkedHere(spec))}\n`);
          submitted += 1;
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          await tell(line, error.parts.exit, error.parts.faults ?? []);
        }
      }
      continue;
    }
    for await (const answer of answersTo(context, batch)) {
      const line = batch[answer.line - 1]?.line ?? answer.line;
      if ("id" in answer) {
        submitted += 1;
        await terminal.out(`${printed(format, answer, line)}\n`);
        for (const { message } of answer.warnings ?? []) await terminal.warn(message);
      } else {
        const { problem } = answer;
        const faults = problem.errors?.map(documentFault) ?? [
          { where: "", why: problem.detail ?? problem.title },
        ];
        await tell(line, exitOfStatus(problem.status, problem.code), faults);
      }
    }
  }
  if (failed > TOLD_MAX) await terminal.note(`and ${failed - TOLD_MAX} more lines with problems`);
  const done = has(args, "dry-run") ? "valid" : "submitted";
  if (failed > 0) await terminal.note(`${submitted} jobs ${done}, ${failed} not · exit ${exit}`);
  return exit;
}

function refuseOtherFlags({ args }: Context): void {
  const [flag] = jobFlagsOf(args);
  const other = flag?.written ?? (has(args, "wait") ? "--wait" : has(args, "spec") ? "--spec" : undefined);
  if (other === undefined && args.operands.length === 0 && args.rest === undefined) return;
  throw new Failure({
    exit: EXIT.usage,
    what: `--ndjson goes together with no ${other ?? "script or command"}`,
    fix: "put it into each line of the file",
    usage: usageOf(args.command),
  });
}

function printed(format: Format, answer: Extract<BatchLine, { id: number }>, line: number): string {
  if (format.kind === "json" || format.kind === "ndjson") return printableJson({ ...answer, line });
  return format.kind === "name" ? String(answer.id) : `Submitted job ${answer.id}`;
}

async function* answersTo(context: Context, batch: readonly Numbered[]): AsyncGenerator<BatchLine> {
  const { client, url } = await context.connect();
  try {
    yield* client.submitMany(batch.map(({ spec }) => spec));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const first = batch[0]?.line ?? 1;
    const failure = apiFailure(error, { what: `jobs from line ${first} on not submitted`, url });
    throw new Failure({
      ...failure,
      fix: `${failure.fix ?? "see what the server says"}; lines whose job was printed are stored: leave them out next time`,
    });
  }
}

/** Lines in pieces that the server takes in one call; only one piece is in memory. */
async function* batches(
  io: Context["io"],
  name: string,
  onFault: (line: number, why: string) => Promise<void>,
): AsyncGenerator<readonly Numbered[]> {
  let batch: Numbered[] = [];
  let characters = 0;
  let line = 0;
  for await (const text of linesOf(io, name)) {
    line += 1;
    if (text.trim() === "") continue;
    try {
      // Checked by the server, which tells the faults of each line.
      batch.push({ line, spec: JSON.parse(text) as JobSpec });
      characters += text.length;
    } catch (error) {
      await onFault(line, jsonFault(error));
    }
    if (batch.length >= BATCH_LINES_MAX || characters >= BATCH_CHARACTERS_MAX) {
      yield batch;
      [batch, characters] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}

/** @throws Failure  the file cannot be read, or a line has no end */
async function* linesOf(io: Context["io"], name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of openInput(io, name)) {
      const parts = (rest + decoder.decode(Buffer.from(chunk), { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      if (rest.length > LINE_CHARACTERS_MAX) {
        throw new Failure({
          exit: EXIT.invalid,
          what: `${inputName(name)} has a line longer than a job may be`,
        });
      }
      yield* parts;
    }
  } catch (error) {
    // What the reader of these lines throws does not come through here.
    throw error instanceof Failure ? error : unreadable(name, "the file of jobs", error);
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
