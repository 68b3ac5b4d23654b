import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { NOT_YET_SUPPORTED } from "../../jobs/submission/spec-schema.ts";
import { aDesk } from "../cli.builders.ts";
import { FLAGS_NOT_YET, GLOBAL_FLAGS } from "../frame/common-flags.ts";
import { namesOf, shownFlags } from "../frame/flag.ts";
import { parseWords } from "../frame/parse.ts";
import { JOB_FLAGS } from "../job-document/job-flags.ts";
import { shellWords } from "../text/shell-words.ts";
import { COMMANDS, findCommand } from "./commands.ts";
import { completionScript } from "./completion.ts";

describe("help", () => {
  it("lists every command on one screen", async () => {
    using desk = aDesk();
    for (const argv of [[], ["help"], ["--help"], ["-h"]]) {
      const { exit, stdout, stderr } = await desk.run(...argv);
      assert.deepEqual([exit, stderr], [0, ""]);
      assertOneScreen(stdout);
      for (const { name } of COMMANDS) assert.match(stdout, new RegExp(`(^|\\s)${name}(\\s|$)`, "m"));
    }
  });

  for (const { name, example, server } of COMMANDS) {
    it(`explains ${name} on one screen, with its example`, async () => {
      using desk = aDesk();
      const { exit, stdout, stderr } = await desk.run("help", name);
      assert.deepEqual([exit, stderr], [0, ""]);
      assertOneScreen(stdout);
      assert.ok(stdout.includes(example));
      if (server !== true) assert.equal((await desk.run(name, "--help")).stdout, stdout);
    });
  }

  it("is given whatever else is wrong with the line", async () => {
    using desk = aDesk();
    assert.equal((await desk.run("submit", "--nonsense", "-h")).exit, 0);
  });

  it("explains every flag with --all", async () => {
    using desk = aDesk();
    const { stdout } = await desk.run("help", "submit", "--all");
    for (const { name } of shownFlags(JOB_FLAGS)) assert.match(stdout, new RegExp(`--${name}\\b`));
    assert.match(stdout, /#GODOCKER/);
  });
});

describe("the table of commands", () => {
  for (const command of COMMANDS) {
    it(`has no name twice in ${command.name}`, () => {
      const names = command.flags.flatMap((flag) => {
        const { long, short } = namesOf(flag);
        return [...long, ...short];
      });
      assert.deepEqual(names, [...new Set(names)]);
    });

    it(`has an example of ${command.name} that can be typed`, () => {
      for (const part of command.example.split(/ \| | && |\$\(|<\(/)) {
        const words = shellWords(part.replaceAll(")", " ")).map(({ text }) => text);
        if (words[0] !== "godocker") continue;
        const named = findCommand(words[1] ?? "");
        assert.ok(named, part);
        if (named.server === true) continue;
        assert.deepEqual(parseWords([...named.flags, ...GLOBAL_FLAGS], words.slice(2)).faults, []);
      }
    });
  }

  it("says of flags to come what the rules of jobs say of their fields", () => {
    for (const [flag, { field, what }] of Object.entries(FLAGS_NOT_YET)) {
      assert.equal(what, NOT_YET_SUPPORTED[field], flag);
    }
  });

  it("announces no flag as missing that is there", () => {
    for (const flag of JOB_FLAGS) {
      const { long, short } = namesOf(flag);
      for (const name of [...long, ...short]) assert.equal(FLAGS_NOT_YET[name], undefined, name);
    }
  });
});

describe("completion", () => {
  const complete = (line: string): readonly string[] => {
    const words = line.split(" ");
    const script =
      `godocker() { printf '7\\n12\\n'; }; export -f godocker; timeout() { shift; "$@"; }\n${completionScript("bash")}` +
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _godocker\n` +
      'printf "%s\\n" "${COMPREPLY[@]}"';
    const { stdout, stderr, status } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    assert.deepEqual([stderr, status], ["", 0]);
    return stdout.trim().split("\n");
  };

  it("completes commands, flags, values and ids in bash", () => {
    assert.deepEqual(complete("godocker wa"), ["wait"]);
    assert.deepEqual(complete("godocker submit --mem"), ["--memory", "--memory-limit"]);
    assert.deepEqual(complete("godocker submit --containerizer d"), ["docker"]);
    assert.deepEqual(complete("godocker ls --state run"), ["running"]);
    assert.deepEqual(complete("godocker logs -f 1"), ["12"]);
    assert.deepEqual(complete("godocker help su"), ["submit", "suspend"]);
  });

  it("exists for zsh and fish, too", async () => {
    using desk = aDesk();
    assert.match((await desk.run("completion", "zsh")).stdout, /bashcompinit/);
    assert.match((await desk.run("completion", "fish")).stdout, /-l memory -l mem -s m -r -f -d 'Memory/);
    assert.equal((await desk.run("completion", "tcsh")).exit, 2);
  });
});

function assertOneScreen(text: string): void {
  const lines = text.trimEnd().split("\n");
  assert.ok(lines.length <= 24, `${lines.length} lines:\n${text}`);
  for (const line of lines) assert.ok([...line].length <= 80, `too wide: ${line}`);
}
