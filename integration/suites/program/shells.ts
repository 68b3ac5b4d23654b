import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { completionScript } from "../../../cli/commands/completion.ts";
import { ensurePackages } from "../../services/packages.ts";

/** Lines as far as they are typed, and what a shell should offer for the last word. */
const TYPED: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["godocker wa", ["wait"]],
  ["godocker submit --mem", ["--memory", "--memory-limit"]],
  ["godocker submit --containerizer d", ["docker"]],
  ["godocker ls --state run", ["running"]],
  ["godocker show 1", ["12", "17"]],
  ["godocker completion z", ["zsh"]],
  ["godocker nodes node", ["node1", "node2"]],
];

/** Stands for the command: what completion asks it about jobs and nodes. */
const FAKE =
  '#!/bin/sh\ncase "$1" in\nls) printf "12\\n17\\n" ;;\nnodes) printf "node1\\nnode2\\n" ;;\nesac\n';

describe("completion in real shells", () => {
  before(() => ensurePackages(["/usr/bin/zsh", "/usr/bin/fish"], ["zsh", "fish"]));

  for (const [line, offered] of TYPED) {
    it(`bash offers ${offered.join(" and ")} for "${line}"`, () => {
      // As if Tab were pressed: the function that the shell has for this command, with its own variables.
      const words = line.split(" ").map((word) => `'${word}'`);
      const script =
        `source completion; COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}\n` +
        'f=$(complete -p godocker); f=${f#*-F }; ${f%% *}; printf "%s\\n" "${COMPREPLY[@]}"';
      assert.deepEqual(asked("bash", ["-c", script]), offered);
    });

    it(`fish offers ${offered.join(" and ")} for "${line}"`, () => {
      const script = `source completion; complete -C '${line}'`;
      const found = asked("fish", ["--no-config", "-c", script]).map((each) => each.split("\t")[0] ?? "");
      for (const word of offered) assert.ok(found.includes(word), found.join(" "));
    });

    it(`zsh offers ${offered.join(" and ")} for "${line}"`, () => {
      // A shell in a terminal of its own, at which Tab is pressed twice: the second one lists what there is.
      const script = `
zmodload zsh/zpty
zpty shell 'TERM=dumb zsh -f -i'
zpty -w shell 'PS1="ready> "; PROMPT_EOL_MARK=; setopt no_beep list_ambiguous; source completion; LISTMAX=0; print loaded'
zpty -r -m shell text '*loaded*ready> *' || exit 3
zpty -w -n shell $'${line}\\t\\t'
zpty -r -m shell text '*${offered.map((word) => word.replace(/^-*/, "")).join("*")}*' || exit 4
zpty -d shell
print -r -- "$text"
`;
      const text = asked("zsh", ["-f", "-c", script]).join(" ");
      for (const word of offered) assert.ok(text.includes(word), text);
    });
  }
});

function asked(shell: "bash" | "fish" | "zsh", args: readonly string[]): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), "godocker-shell-"));
  try {
    writeFileSync(join(directory, "completion"), completionScript(shell));
    writeFileSync(join(directory, "godocker"), FAKE, { mode: 0o755 });
    const { stdout, stderr, status } = spawnSync(shell, args, {
      cwd: directory,
      env: { PATH: `${directory}:${process.env.PATH ?? ""}`, HOME: directory, TERM: "dumb" },
      encoding: "utf8",
      timeout: 120_000,
    });
    assert.equal(status, 0, stderr);
    return stdout.trim().split("\n");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
