import { ACTION_COMMANDS } from "./action-commands.ts";
import { CLUSTER_COMMANDS } from "./cluster-commands.ts";
import type { Command } from "./command.ts";
import type { Flag } from "./flag.ts";
import { IDENTITY_COMMANDS } from "./identity-commands.ts";
import { JOB_COMMANDS } from "./job-commands.ts";
import { LATER_COMMANDS } from "./later-commands.ts";
import { OTHER_COMMANDS } from "./other-commands.ts";
import { SITE_COMMANDS } from "./site-commands.ts";
import { SERVER_COMMANDS } from "./server-commands.ts";

/** Understood by every command, before or after its name. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: "help", short: "h", summary: "Show help and exit." },
  {
    name: "server",
    value: "URL",
    summary: "The server (GODOCKER_SERVER; default: the one of `godocker up`).",
  },
  {
    name: "token-file",
    value: "FILE",
    summary: "File with the token (GODOCKER_TOKEN_FILE; GODOCKER_TOKEN has it itself).",
  },
  {
    name: "break-glass",
    value: "REASON",
    hidden: true,
    summary: "Of administrators: why you read what is somebody else's. They are told, and it is kept.",
  },
  { name: "as", value: "USER", hidden: true, summary: "Of administrators: act under this name; it is kept." },
  { name: "timeout", value: "DURATION", summary: "Longest wait for an answer of the server (default 30s)." },
  {
    name: "color",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    summary: "Colours; auto = on a terminal, unless NO_COLOR is set.",
  },
];

export const COMMANDS: readonly Command[] = [
  ...JOB_COMMANDS,
  ...ACTION_COMMANDS,
  ...CLUSTER_COMMANDS,
  ...SITE_COMMANDS,
  ...SERVER_COMMANDS,
  ...IDENTITY_COMMANDS,
  ...OTHER_COMMANDS,
  ...LATER_COMMANDS,
];

/** Those that mean the same for this command as for every other. */
export function globalFlagsOf({ flags }: Pick<Command, "flags">): readonly Flag[] {
  return GLOBAL_FLAGS.filter(({ name }) => !flags.some((flag) => flag.name === name));
}

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name || (command.aliases ?? []).includes(name));
}

/** The usage line, without `usage:`. */
export function usageOf({ name, operands, flags, server }: Command): string {
  const shown = flags.length === 0 ? [] : ["[flags]"];
  const rest = operands === "" ? [] : [operands];
  // `config check` is a name of two words, and no flag stands between them.
  return ["godocker", name, ...(server === true ? [...rest, ...shown] : [...shown, ...rest])].join(" ");
}
