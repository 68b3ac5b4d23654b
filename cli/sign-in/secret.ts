import type { Secret } from "../../client/secrets.ts";
import { valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printList } from "../frame/output.ts";
import { readText } from "../frame/read-input.ts";
import { ago } from "../jobs/job-words.ts";
import { EXIT, Failure } from "../text/failure.ts";
import type { Column } from "../text/table.ts";

const VALUE_BYTES_MAX = 32 * 1024;

/** Secrets of yours: their values go one way only. */
export async function secret(context: Context): Promise<number> {
  const { args, terminal } = context;
  const [verb = "ls", name] = args.operands;
  if (verb === "ls" && name === undefined) return list(context);
  if (name === undefined || (verb !== "create" && verb !== "rm")) {
    throw new Failure({
      exit: EXIT.usage,
      what:
        verb === "create" || verb === "rm"
          ? `secret ${verb} needs a name`
          : `secret has no "${args.operands.join(" ")}"`,
      usage: usageOf(args.command),
    });
  }
  if (verb === "rm") {
    const { client } = await context.connect();
    await client.removeSecret(name);
    await terminal.out(`secret ${name} is removed; jobs that name it will be held when they would start\n`);
    return EXIT.done;
  }
  const value = await valueFor(context, name);
  const { client } = await context.connect();
  const { createdAt, updatedAt } = await client.putSecret(name, value);
  await terminal.out(
    createdAt === updatedAt ? `secret ${name} is stored\n` : `secret ${name} has a new value\n`,
  );
  return EXIT.done;
}

/** From a file or standard input, never from the command line, which others can see. @throws Failure */
async function valueFor({ io, args }: Context, name: string): Promise<string> {
  const file = valueOf(args, "from-file");
  if (file === undefined && io.isTty.stdin) {
    throw new Failure({
      exit: EXIT.usage,
      what: "there is no value",
      why: "what is typed here could be read over your shoulder, and what stands on a command line by everybody",
      fix: `name a file with --from-file FILE, or write: godocker secret create ${name} <FILE`,
      usage: usageOf(args.command),
    });
  }
  const text = await readText(io, file ?? "-", { what: "the value", bytesMax: VALUE_BYTES_MAX });
  // Of a file as it is; what a program prints ends with a line end that is none of it.
  const value = file === undefined ? text.replace(/\r?\n$/, "") : text;
  if (value !== "") return value;
  throw new Failure({ exit: EXIT.usage, what: "the value is empty", usage: usageOf(args.command) });
}

async function list(context: Context): Promise<number> {
  const { client } = await context.connect();
  const nowMs = context.io.nowMs();
  return printList(context, {
    rows: await client.secrets(),
    document: (row) => row,
    name: ({ name }) => name,
    none: "no secrets; store one with: godocker secret create NAME <FILE",
    columns: [
      { title: "NAME", text: ({ name }) => name },
      { title: "CHANGED", text: ({ updatedAt }) => ago(updatedAt, nowMs) },
    ] satisfies readonly Column<Secret>[],
    wide: [{ title: "CREATED", text: ({ createdAt }) => createdAt }],
  });
}
