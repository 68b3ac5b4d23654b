import { findCommand } from "./commands/commands.ts";
import { unknownCommand } from "./commands/unknown-command.ts";
import { argsOf, type Args } from "./frame/args.ts";
import { usageOf, type Command } from "./frame/command.ts";
import { GLOBAL_FLAGS, globalFlagsOf } from "./frame/common-flags.ts";
import type { Connected, Context, Run } from "./frame/context.ts";
import type { CliIo } from "./frame/io.ts";
import { parseWords, type ParsedWords } from "./frame/parse.ts";
import { openTerminal, ReaderGone, type ColourMode, type Terminal } from "./frame/terminal.ts";
import { EXIT, Failure, failureLines, problemCount, type FailureParts, type Fault } from "./text/failure.ts";

/** Loaded when it is the one that is asked for: starting is felt at every command. */
const RUNS: Readonly<Record<string, () => Promise<Run>>> = {
  submit: async () => (await import("./submit/submit.ts")).submit,
  run: async () => (await import("./submit/run.ts")).run,
  ls: async () => (await import("./jobs/ls.ts")).ls,
  show: async () => (await import("./jobs/show.ts")).show,
  why: async () => (await import("./jobs/why.ts")).why,
  "what-if": async () => (await import("./submit/what-if.ts")).whatIf,
  logs: async () => (await import("./files/logs.ts")).logs,
  exec: async () => (await import("./files/exec.ts")).exec,
  suspend: async () => (await import("./jobs/act.ts")).suspend,
  resume: async () => (await import("./jobs/act.ts")).resume,
  signal: async () => (await import("./jobs/signal.ts")).sendSignal,
  files: async () => (await import("./files/files.ts")).files,
  cp: async () => (await import("./files/files.ts")).cp,
  array: async () => (await import("./jobs/array.ts")).array,
  cancel: async () => (await import("./jobs/act.ts")).cancel,
  kill: async () => (await import("./jobs/act.ts")).kill,
  hold: async () => (await import("./jobs/act.ts")).hold,
  release: async () => (await import("./jobs/act.ts")).release,
  retry: async () => (await import("./submit/again.ts")).retry,
  edit: async () => (await import("./submit/edit.ts")).edit,
  wait: async () => (await import("./jobs/wait.ts")).wait,
  nodes: async () => (await import("./site/cluster.ts")).nodes,
  offers: async () => (await import("./site/offers.ts")).offers,
  top: async () => (await import("./jobs/top.ts")).top,
  events: async () => (await import("./jobs/events.ts")).events,
  volumes: async () => (await import("./site/cluster.ts")).volumes,
  quota: async () => (await import("./site/accounts.ts")).quota,
  share: async () => (await import("./site/accounts.ts")).share,
  licences: async () => (await import("./site/accounts.ts")).licences,
  project: async () => (await import("./site/rules.ts")).project,
  maintenance: async () => (await import("./site/rules.ts")).maintenance,
  queues: async () => (await import("./site/queues.ts")).queues,
  usage: async () => (await import("./site/usage.ts")).usage,
  audit: async () => (await import("./site/audit.ts")).audit,
  secret: async () => (await import("./sign-in/secret.ts")).secret,
  login: async () => (await import("./sign-in/login.ts")).login,
  logout: async () => (await import("./sign-in/login.ts")).logout,
  token: async () => (await import("./sign-in/tokens.ts")).token,
  user: async () => (await import("./sign-in/users.ts")).user,
  whoami: async () => (await import("./site/cluster.ts")).whoami,
  doctor: async () => (await import("./site/doctor.ts")).doctor,
  version: async () => (await import("./site/version.ts")).version,
  help: async () => (await import("./commands/help-command.ts")).help,
  explain: async () => (await import("./jobs/explain.ts")).explain,
  shims: async () => (await import("./shims/install.ts")).shims,
  completion: async () => (await import("./commands/help-command.ts")).completion,
  context: async () => (await import("./sign-in/contexts.ts")).contexts,
  "snakemake-status": async () => (await import("./submit/snakemake.ts")).snakemakeStatus,
};

/** Of the words before a command. */
const TOP_FLAGS = [...GLOBAL_FLAGS, { name: "version", short: "V", summary: "Print the version and exit." }];

/**
 * Runs one command line of `godocker` and gives its exit status; never throws.
 * @param servers  what starts servers (`up`, `scheduler`, `api` …); absent: those commands only have their help
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  servers: Readonly<Record<string, () => Promise<Run>>> = {},
): Promise<number> {
  // Words of Slurm's commands are none of ours.
  if (argv[0] === "shim")
    return (await import("./shims/shim.ts")).runShim(argv.slice(1), io, (line, inner) => runCli(line, inner));
  let terminal = openTerminal(io, "auto");
  let url = "";
  let name = "";
  try {
    const line = readLine(argv, io.env);
    name = line.command?.name ?? "";
    terminal = openTerminal(io, colourOf(line.given));
    if (line.kind !== "run") return await answer(line, { io, terminal });
    const { args } = line;
    let connected: Promise<Connected> | undefined;
    const context: Context = {
      io,
      args,
      terminal,
      connect: () => {
        connected ??= (async () => {
          const { connect } = await import("./connection/connection.ts");
          const found = await connect(io, args, terminal);
          url = found.url;
          return found;
        })();
        return connected;
      },
    };
    const { later } = args.command;
    if (later !== undefined) throw notYet(args.command.name, later);
    const load = RUNS[args.command.name] ?? servers[args.command.name];
    if (load === undefined) {
      throw new Failure({
        exit: EXIT.usage,
        what: `this is not how ${args.command.name} is started`,
        usage: usageOf(args.command),
      });
    }
    return await (
      await load()
    )(context);
  } catch (error) {
    return report(error, { io, terminal, url, command: name });
  }
}

type Line =
  | { readonly kind: "overview"; readonly command?: undefined; readonly given: ParsedWords["given"] }
  | { readonly kind: "version"; readonly command?: undefined; readonly given: ParsedWords["given"] }
  | { readonly kind: "help"; readonly command: Command; readonly given: ParsedWords["given"] }
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly given: ParsedWords["given"];
      readonly args: Args;
    };

/** @throws Failure  with everything that is wrong with the line */
function readLine(argv: readonly string[], env: CliIo["env"]): Line {
  const top = parseWords(TOP_FLAGS, argv, { stopAtOperand: true });
  const asked = (flag: string) => top.given.some((given) => given.flag.name === flag);
  const [operand] = top.operands;
  const command = operand === undefined ? undefined : findCommand(operand.text);
  const { given } = top;
  if (operand === undefined || command === undefined) {
    if (operand !== undefined) throw unknownCommand(operand.text);
    if (top.faults.length > 0) throw wrongUsage(top.faults, undefined);
    return { kind: asked("version") ? "version" : "overview", given };
  }
  const parsed = parseWords([...command.flags, ...globalFlagsOf(command)], argv.slice(operand.at + 1));
  const all = [...given, ...parsed.given];
  // Asking for help is right whatever else is wrong.
  if (all.some(({ flag }) => flag.name === "help")) return { kind: "help", command, given: all };
  if (asked("version")) return { kind: "version", given };
  const faults = [...top.faults, ...parsed.faults, ...operandFaults(command, parsed)];
  if (faults.length > 0) throw wrongUsage(faults, command);
  return { kind: "run", command, given: all, args: argsOf(command, { ...parsed, given: all }, env) };
}

function operandFaults(
  { operands, operandsMin = 0, operandsMax, takesCommand }: Command,
  parsed: ParsedWords,
): readonly Fault[] {
  // Only of some does `--` begin something else.
  const given = [
    ...parsed.operands.map(({ text }) => text),
    ...(takesCommand === true ? [] : (parsed.rest ?? [])),
  ];
  if (given.length < operandsMin && parsed.faults.length === 0)
    return [{ where: operands, why: "is missing" }];
  if (operandsMax !== undefined && given.length > operandsMax) {
    return given.slice(operandsMax).map((text) => ({ where: text, why: "is one word too many" }));
  }
  return [];
}

/** The name is settled, what it does is not there. */
function notYet(name: string, why: string): Failure {
  return new Failure({ exit: EXIT.failed, what: `${name}: not yet`, why });
}

function wrongUsage(faults: readonly Fault[], command: Command | undefined): Failure {
  return new Failure({
    exit: EXIT.usage,
    what: `${problemCount(faults.length)} on the command line`,
    faults: faults.map(({ where, why, fix }) => ({ where, why, ...(fix === undefined ? {} : { fix }) })),
    usage: command === undefined ? "godocker COMMAND [flags]" : usageOf(command),
  });
}

function colourOf(given: ParsedWords["given"]): ColourMode {
  const text = given.findLast(({ flag }) => flag.name === "color")?.text;
  return text === "always" || text === "never" ? text : "auto";
}

async function answer(
  line: Exclude<Line, { kind: "run" }>,
  { io, terminal }: Pick<Context, "io" | "terminal">,
): Promise<number> {
  if (line.kind === "version") {
    const { clientVersion } = await import("./frame/client-version.ts");
    await terminal.out(`godocker ${await clientVersion()}\n`);
    return EXIT.done;
  }
  const { overview, commandHelp } = await import("./commands/help.ts");
  const { page } = await import("./frame/pager.ts");
  await page({ io, terminal }, line.kind === "overview" ? overview() : commandHelp(line.command));
  return EXIT.done;
}

/** Prints what went wrong, and gives the exit status for it. */
async function report(
  error: unknown,
  { io, terminal, url, command }: { io: CliIo; terminal: Terminal; url: string; command: string },
): Promise<number> {
  if (error instanceof ReaderGone) return EXIT.done;
  const parts = await partsOf(error, url, command);
  try {
    for (const line of failureLines(parts)) await terminal.note(line);
    if (io.env["GODOCKER_DEBUG"] === "1") await terminal.err(`${inspected(error)}\n`);
  } catch (broken) {
    if (!(broken instanceof ReaderGone)) throw broken; // with stderr closed there is nobody to tell
  }
  return parts.exit;
}

async function partsOf(error: unknown, url: string, command: string): Promise<FailureParts> {
  if (error instanceof Failure) return error.parts;
  if (url !== "") {
    // Loaded already by whoever made the connection.
    const { ApiError } = await import("../client/http.ts");
    if (error instanceof ApiError) {
      const { apiFailure } = await import("./connection/api-failure.ts");
      return apiFailure(error, { what: `${command} failed`, url });
    }
  }
  return {
    exit: EXIT.failed,
    what: `${command === "" ? "godocker" : command} failed unexpectedly`,
    why: error instanceof Error ? error.message : String(error),
    fix: "run it again with GODOCKER_DEBUG=1, and report what it prints",
  };
}

function inspected(error: unknown): string {
  const stacks: string[] = [];
  let each: unknown = error;
  for (let depth = 0; depth < 5 && each instanceof Error; depth += 1) {
    stacks.push(each.stack ?? each.message);
    each = each.cause;
  }
  return stacks.join("\ncaused by: ");
}
