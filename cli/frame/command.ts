import type { Flag } from "./flag.ts";

export type Group = "Jobs" | "Cluster" | "Server" | "Other";

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: Group;
  /** What follows the flags, as the usage line shows it. */
  readonly operands: string;
  /** How many there may be; what stands behind `--` is not counted. */
  readonly operandsMin?: number;
  readonly operandsMax?: number;
  /** `--` begins a command, which is no operand of this one. */
  readonly takesCommand?: true;
  /** What completion offers for operands. */
  readonly completes?: "job" | "node" | "file" | "command" | readonly string[];
  readonly summary: string;
  /** At most five words, for the list of all commands. */
  readonly brief: string;
  readonly flags: readonly Flag[];
  readonly example: string;
  /** Sentences that the flags do not tell. */
  readonly details?: readonly string[];
  /** Members of the document that it prints as JSON, of a list those of an item; absent: it prints no JSON. */
  readonly json?: readonly string[];
  /** Started by the server program and not by this one. */
  readonly server?: true;
  /** What it waits for, as the end of a sentence: it has its help already, and does nothing else. */
  readonly later?: string;
}

/** The usage line, without `usage:`. */
export function usageOf({ name, operands, flags, server }: Command): string {
  const shown = flags.length === 0 ? [] : ["[flags]"];
  const rest = operands === "" ? [] : [operands];
  // `config check` is a name of two words, and no flag stands between them.
  return ["godocker", name, ...(server === true ? [...rest, ...shown] : [...shown, ...rest])].join(" ");
}
