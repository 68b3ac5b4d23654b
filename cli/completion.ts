import type { Command } from "./commands.ts";
import { COMMANDS, GLOBAL_FLAGS } from "./commands.ts";
import type { Flag } from "./flag.ts";
import { namesOf, shownFlags } from "./flag.ts";

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

/** Ids of the latest jobs, asked for with little patience: completion must never make a person wait. */
const JOB_IDS = "timeout 1 godocker ls -q --limit 50 2>/dev/null";

function bash(): string {
  const words = (list: readonly string[]) => list.join(" ");
  const cases = COMMANDS.map((command) => {
    const flags = [...shownFlags(command.flags), ...GLOBAL_FLAGS];
    const valued = flags.filter(({ value }) => value !== undefined);
    const values = valued.map((flag) => `      ${dashed(flag).join("|")}) ${valueReply(flag)}; return ;;\n`);
    return (
      `  ${[command.name, ...(command.aliases ?? [])].join("|")})\n` +
      `    case "$prev" in\n${values.join("")}    esac\n` +
      `    if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W "${words(flags.flatMap(longDashed))}" -- "$cur")); return; fi\n` +
      `    ${operandReply(command)} ;;\n`
    );
  });
  return `# Completion of godocker for bash; use it with: source <(godocker completion bash)
_godocker() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="" word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ "$word" != -* ]]; then command="$word"; break; fi
  done
  case "$command" in
  "") COMPREPLY=($(compgen -W "${words([...COMMANDS.map(({ name }) => name), ...GLOBAL_FLAGS.flatMap(longDashed), "--version"])}" -- "$cur")) ;;
${cases.join("")}  esac
}
complete -F _godocker godocker
`;
}

function valueReply({ name, choices, value }: Flag): string {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$cur"))`;
  if (value === "FILE") return 'COMPREPLY=($(compgen -f -- "$cur"))';
  if (name === "after") return `COMPREPLY=($(compgen -W "$(${JOB_IDS})" -- "$cur"))`;
  return "COMPREPLY=()";
}

function operandReply({ completes }: Command): string {
  if (completes === "job") return `COMPREPLY=($(compgen -W "$(${JOB_IDS})" -- "$cur"))`;
  if (completes === "file") return 'COMPREPLY=($(compgen -f -- "$cur"))';
  if (completes === "command") {
    return `COMPREPLY=($(compgen -W "${COMMANDS.map(({ name }) => name).join(" ")}" -- "$cur"))`;
  }
  return completes === undefined
    ? "COMPREPLY=()"
    : `COMPREPLY=($(compgen -W "${completes.join(" ")}" -- "$cur"))`;
}

function fish(): string {
  const lines = ["# Completion of godocker for fish; use it with: godocker completion fish | source"];
  for (const command of COMMANDS) {
    const names = [command.name, ...(command.aliases ?? [])].join(" ");
    const here = `complete -c godocker -n '__fish_seen_subcommand_from ${names}'`;
    lines.push(
      `complete -c godocker -f -n __fish_use_subcommand -a ${command.name} -d ${single(command.summary)}`,
    );
    if (command.completes === "job") lines.push(`${here} -f -a '(${JOB_IDS})'`);
    else if (command.completes === "file") lines.push(`${here} -F`);
    else if (command.completes === "command") {
      lines.push(`${here} -f -a ${single(COMMANDS.map(({ name }) => name).join(" "))}`);
    } else if (command.completes !== undefined)
      lines.push(`${here} -f -a ${single(command.completes.join(" "))}`);
    for (const flag of [...shownFlags(command.flags), ...GLOBAL_FLAGS]) {
      const { long, short } = namesOf(flag);
      const switches = [...long.map((name) => `-l ${name}`), ...short.map((letter) => `-s ${letter}`)];
      const value =
        flag.value === undefined
          ? ""
          : flag.choices !== undefined
            ? ` -x -a ${single(flag.choices.join(" "))}`
            : flag.value === "FILE"
              ? " -r -F"
              : " -x";
      lines.push(`${here} ${switches.join(" ")}${value} -d ${single(flag.summary)}`);
    }
  }
  return lines.map((line) => `${line}\n`).join("");
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
