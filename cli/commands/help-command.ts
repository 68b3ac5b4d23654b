import { has } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { page } from "../frame/pager.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { findCommand } from "./commands.ts";
import { unknownCommand } from "./unknown-command.ts";

export async function help(context: Context): Promise<number> {
  const { args } = context;
  const { overview, commandHelp } = await import("./help.ts");
  const [name] = args.operands;
  const command = name === undefined ? undefined : findCommand(name);
  if (name !== undefined && command === undefined) throw unknownCommand(name);
  await page(context, command === undefined ? overview() : commandHelp(command, { all: has(args, "all") }));
  return EXIT.done;
}

export async function completion({ args, terminal }: Context): Promise<number> {
  const { completionScript } = await import("./completion.ts");
  const [shell = ""] = args.operands;
  if (shell !== "bash" && shell !== "zsh" && shell !== "fish") {
    throw new Failure({
      exit: EXIT.usage,
      what: `there is no completion for "${shell}"`,
      fix: "one of bash, zsh, fish",
      usage: usageOf(args.command),
    });
  }
  await terminal.out(completionScript(shell));
  return EXIT.done;
}
