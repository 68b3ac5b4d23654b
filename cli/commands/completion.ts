import type { Command } from "../frame/command.ts";
import { GLOBAL_FLAGS, globalFlagsOf } from "../frame/common-flags.ts";
import { namesOf, shownFlags, type Flag } from "../frame/flag.ts";
import { COMMANDS } from "./commands.ts";

export type Shell = "bash" | "zsh" | "fish";

/** A script for the shell, made from the table of commands. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case "bash":
      return bash();
    case "zsh":
      return `autoload -U +X compinit bashcompinit && compinit -u && bashcompinit\n${bash()}`;
    case "fish":
      return fish();
    default:
      return shell satisfies never;
  }
}

/** Asked for with little patience: completion must never make a person wait. */
const JOB_IDS = "timeout 1 godocker ls -q --limit 50 2>/dev/null";
const NODE_NAMES = "timeout 1 godocker nodes -q 2>/dev/null";

type Words =
  | { readonly kind: "none" | "file" }
  | { readonly kind: "list"; readonly words: readonly string[] }
  | { readonly kind: "asked"; readonly command: string };

/** What may stand for the value of a flag. */
function valuesOf({ name, choices, value }: Flag): Words {
  if (choices !== undefined) return { kind: "list", words: choices };
  if (value === "FILE" || value === "DIR") return { kind: "file" };
  if (name === "after") return { kind: "asked", command: JOB_IDS };
  if (name === "node" || name === "exclude") return { kind: "asked", command: NODE_NAMES };
  return { kind: "none" };
}

/** What may stand for an operand. */
function operandsOf({ completes }: Command): Words {
  switch (completes) {
    case undefined:
      return { kind: "none" };
    case "file":
      return { kind: "file" };
    case "job":
      return { kind: "asked", command: JOB_IDS };
    case "node":
      return { kind: "asked", command: `echo show; ${NODE_NAMES}` };
    case "command":
      return { kind: "list", words: COMMANDS.map(({ name }) => name) };
    default:
      return { kind: "list", words: completes };
  }
}

function bash(): string {
  const words = (list: readonly string[]) => list.join(" ");
  const cases = COMMANDS.map((command) => {
    const flags = [...shownFlags(command.flags), ...globalFlagsOf(command)];
    const valued = flags.filter(({ value, valueOptional }) => value !== undefined && valueOptional !== true);
    const values = valued.map(
      (flag) => `      ${dashed(flag).join("|")}) ${reply(valuesOf(flag))}; return ;;\n`,
    );
    return (
      `  ${[command.name, ...(command.aliases ?? [])].join("|")})\n` +
      `    case "$prev" in\n${values.join("")}    esac\n` +
      `    if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W "${words(flags.flatMap(longDashed))}" -- "$cur")); return; fi\n` +
      `    ${reply(operandsOf(command))} ;;\n`
    );
  });
  return `# Completion of godocker for bash; use it with: source <(godocker completion bash)
_godocker() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" word at
  COMPREPLY=()
  # The shell takes --flag=value for three words.
  if [[ "$cur" == "=" ]]; then cur=""
  elif [[ "$prev" == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    word="\${COMP_WORDS[at]}"
    if [[ "$word" != -* ]]; then command="$word"; break; fi
  done
  case "$command" in
  "") COMPREPLY=($(compgen -W "${words([...COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]), ...GLOBAL_FLAGS.flatMap(longDashed), "--version"])}" -- "$cur")) ;;
${cases.join("")}  esac
}
complete -F _godocker godocker
`;
}

function reply(what: Words): string {
  switch (what.kind) {
    case "none":
      return "COMPREPLY=()";
    case "file":
      return 'COMPREPLY=($(compgen -f -- "$cur"))';
    case "list":
      return `COMPREPLY=($(compgen -W "${what.words.join(" ")}" -- "$cur"))`;
    case "asked":
      return `COMPREPLY=($(compgen -W "$(${what.command})" -- "$cur"))`;
    default:
      return what satisfies never;
  }
}

function fish(): string {
  const lines = ["# Completion of godocker for fish; use it with: godocker completion fish | source"];
  for (const command of COMMANDS) {
    const names = [command.name, ...(command.aliases ?? [])].join(" ");
    const here = `complete -c godocker -n '__fish_seen_subcommand_from ${names}'`;
    lines.push(
      `complete -c godocker -f -n __fish_use_subcommand -a ${command.name} -d ${single(command.summary)}`,
    );
    lines.push(...fishArguments(operandsOf(command)).map((what) => `${here}${what}`));
    for (const flag of [...shownFlags(command.flags), ...globalFlagsOf(command)]) {
      const { long, short } = namesOf(flag);
      const switches = [...long.map((name) => `-l ${name}`), ...short.map((letter) => `-s ${letter}`)];
      const takesValue = flag.value !== undefined && flag.valueOptional !== true;
      const [values = " -f"] = takesValue ? fishArguments(valuesOf(flag)) : [""];
      const value = takesValue ? ` -r${values}` : "";
      lines.push(`${here} ${switches.join(" ")}${value} -d ${single(flag.summary)}`);
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

function fishArguments(what: Words): readonly string[] {
  switch (what.kind) {
    case "none":
      return [];
    case "file":
      return [" -F"];
    case "list":
      return [` -f -a ${single(what.words.join(" "))}`];
    case "asked":
      return [` -f -a '(${what.command})'`];
    default:
      return what satisfies never;
  }
}

function single(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}

function dashed(flag: Flag): readonly string[] {
  const { long, short } = namesOf(flag);
  return [...long.map((name) => `--${name}`), ...short.map((letter) => `-${letter}`)];
}

function longDashed(flag: Flag): readonly string[] {
  return [`--${flag.name}`];
}
