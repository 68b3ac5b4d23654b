import { basename, resolve } from "node:path";
import { has, valueOf, type Args } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import type { Given } from "../frame/parse.ts";
import { inputName, parseDocument, readText } from "../frame/read-input.ts";
import { EXIT, Failure, problemCount, type Fault } from "../text/failure.ts";
import { ValueError } from "../text/value-error.ts";
import { applyFlag, parseEnvFile } from "./job-document.ts";
import type { JobDraft } from "./job-draft.ts";
import { JOB_FLAGS } from "./job-flags.ts";
import { readScriptHeaders, type HeaderFlag } from "./script-headers.ts";

const SCRIPT_BYTES_MAX = 1024 * 1024;
const DOCUMENT_BYTES_MAX = 2 * 1024 * 1024;
const ENV_FILE_BYTES_MAX = 512 * 1024;

/** A valid name of a job: what a file is called may be none. */
const NAME = /^[\w.+-]{1,128}$/;

/** Where the job comes from: exactly one of these. */
type Source =
  | { readonly kind: "command"; readonly words: readonly string[] }
  | { readonly kind: "script"; readonly file: string; readonly args: readonly string[] }
  | { readonly kind: "document"; readonly file: string };

export function jobFlagsOf(args: Args): readonly Given[] {
  return args.given.filter(({ flag }) => JOB_FLAGS.some(({ name }) => name === flag.name));
}

/**
 * The job document that the command line, the script and its header lines make together. Everything that is wrong is
 * told at once.
 * @throws Failure
 */
export async function readJob(context: Context): Promise<JobDraft> {
  const { io, args, terminal } = context;
  const source = sourceOf(context);
  const { draft, headers } = await start(context, source);
  const flags = jobFlagsOf(args);
  const envFiles = new Map<string, Readonly<Record<string, string>>>();
  const faults: Fault[] = [...headers.faults];
  for (const { flag, text } of [...headers.flags, ...flags]) {
    if (flag.name !== "env-file" || text === undefined || envFiles.has(text)) continue;
    const content = await readText(io, text, { what: "the file of variables", bytesMax: ENV_FILE_BYTES_MAX });
    const { values, faults: bad } = parseEnvFile(content, io.env);
    envFiles.set(text, values);
    faults.push(...bad.map(({ line, why }) => ({ where: `${inputName(text)}:${line}`, why })));
  }
  const sources = { env: io.env, envFiles, nowMs: io.nowMs() };
  const apply = (given: Given, where: string): number => {
    try {
      applyFlag(draft, given, sources);
      return 0;
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      faults.push({ where, why: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }) });
      return 1;
    }
  };
  for (const header of headers.flags) apply(header, header.place);
  const project = io.env["GODOCKER_PROJECT"];
  if (project !== undefined && project !== "") draft.project = project;
  const wrong = flags.reduce((sum, given) => sum + apply(given, given.written), 0);
  for (const warning of headers.warnings) await terminal.warn(warning);
  if (faults.length > 0) {
    throw new Failure({
      exit: wrong > 0 ? EXIT.usage : EXIT.invalid,
      what: `job not submitted: ${problemCount(faults.length)}`,
      faults,
      ...(wrong > 0 ? { usage: usageOf(args.command) } : {}),
    });
  }
  return draft;
}

function sourceOf({ io, args }: Context): Source {
  const spec = valueOf(args, "spec");
  const [file, ...scriptArgs] = args.operands;
  if (spec !== undefined) {
    if (file !== undefined || args.rest !== undefined) {
      throw new Failure({
        exit: EXIT.usage,
        what: "give either --spec or a script or a command, not both",
        usage: usageOf(args.command),
      });
    }
    return { kind: "document", file: spec };
  }
  if (file !== undefined) return { kind: "script", file, args: [...scriptArgs, ...(args.rest ?? [])] };
  if (args.rest !== undefined) {
    if (args.rest.length > 0) return { kind: "command", words: args.rest };
    throw new Failure({
      exit: EXIT.usage,
      what: "there is no command behind --",
      usage: usageOf(args.command),
    });
  }
  if (!io.isTty.stdin) return { kind: "script", file: "-", args: [] };
  throw new Failure({
    exit: EXIT.usage,
    what: "there is no job to submit",
    fix: `name a script, or write the command behind --: godocker ${args.command.name} -- echo hello`,
    usage: usageOf(args.command),
  });
}

interface Start {
  readonly draft: JobDraft;
  readonly headers: {
    readonly flags: readonly HeaderFlag[];
    readonly faults: readonly Fault[];
    readonly warnings: readonly string[];
  };
}

const NO_HEADERS = { flags: [], faults: [], warnings: [] };

async function start(context: Context, source: Source): Promise<Start> {
  const { io, args } = context;
  switch (source.kind) {
    case "command":
      return { draft: { command: source.words }, headers: NO_HEADERS };
    case "document": {
      const text = await readText(io, source.file, { what: "the document", bytesMax: DOCUMENT_BYTES_MAX });
      const document = await parseDocument(text, source.file);
      if (typeof document === "object" && document !== null && !Array.isArray(document)) {
        return { draft: { ...document }, headers: NO_HEADERS };
      }
      throw new Failure({ exit: EXIT.invalid, what: `${inputName(source.file)} is no job document` });
    }
    case "script": {
      const script = await readText(io, source.file, {
        what: "the script",
        bytesMax: SCRIPT_BYTES_MAX,
        hint: `to run a command, write: godocker ${args.command.name} -- ${args.operands.join(" ")}`,
      });
      if (script.trim() === "") {
        throw new Failure({
          exit: EXIT.usage,
          what: `the script ${inputName(source.file)} is empty`,
          fix: `name a script, or write the command behind --: godocker ${args.command.name} -- echo hello`,
          usage: usageOf(args.command),
        });
      }
      const name = basename(resolve(io.cwd, source.file));
      return {
        draft: {
          ...(source.file !== "-" && NAME.test(name) ? { name } : {}),
          script,
          ...(source.args.length === 0 ? {} : { args: source.args }),
        },
        headers: readScriptHeaders(inputName(source.file), script),
      };
    }
    default:
      return source satisfies never;
  }
}

export function wantsMany(args: Args): boolean {
  return has(args, "ndjson");
}
