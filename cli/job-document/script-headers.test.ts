import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readScriptHeaders } from "./script-headers.ts";
import { shellWords } from "../text/shell-words.ts";

const read = (...lines: readonly string[]) => {
  const { flags, faults, warnings } = readScriptHeaders("job.sh", lines.join("\n"));
  return {
    flags: flags.map(({ flag, text, place }) => `${flag.name}=${text ?? ""} ${place}`),
    faults: faults.map(({ where, why, fix }) => `${where} ${why}${fix === undefined ? "" : `; ${fix}`}`),
    warnings,
  };
};

describe("the header of a script", () => {
  it("gives the flags of its #GODOCKER lines, with their places", () => {
    assert.deepEqual(
      read("#!/bin/bash", "", "#GODOCKER --cpus 2 -m4G", "# text", "#GODOCKER --hold", "true"),
      {
        flags: ["cpus=2 job.sh:3:11", "memory=4G job.sh:3:20", "hold= job.sh:5:11"],
        faults: [],
        warnings: [],
      },
    );
  });

  it("splits words as a shell does, and expands nothing", () => {
    assert.deepEqual(
      read(String.raw`#GODOCKER --name 'a b' -e "X=$HOME \"q\"" --description it\'s\ here`).flags,
      ["name=a b job.sh:1:11", 'env=X=$HOME "q" job.sh:1:24', "description=it's here job.sh:1:43"],
    );
  });

  it("ends a line at two spaces and #", () => {
    assert.deepEqual(read("#GODOCKER --cpus 2  # enough --cpus 3"), {
      flags: ["cpus=2 job.sh:1:11"],
      faults: [],
      warnings: [],
    });
    assert.deepEqual(read("#GODOCKER --name a#b").flags, ["name=a#b job.sh:1:11"]);
  });

  it("is no header with a space before # or with ##", () => {
    assert.deepEqual(read(" #GODOCKER --cpus 2", "##GODOCKER --cpus 2", "#GODOCKERS --cpus 2").flags, []);
  });

  it("ends with the first command: later lines are ignored, and that is said", () => {
    assert.deepEqual(read("echo", "#GODOCKER --cpus 2"), {
      flags: [],
      faults: [],
      warnings: ["job.sh:2: this #GODOCKER line stands behind the first command and is ignored"],
    });
  });

  it("tells all bad lines at once, with line, column and the nearest flag", () => {
    assert.deepEqual(
      read("#GODOCKER --cpsu 2", "#GODOCKER word --time", '#GODOCKER --name "open', "#GODOCKER --spread x")
        .faults,
      [
        "job.sh:1:11 --cpsu there is no such flag; did you mean --cpus?",
        'job.sh:2:11 "word" is no flag; only flags may stand here; a comment begins with two spaces and #',
        "job.sh:2:16 --time needs a value; write --time DURATION",
        'job.sh:3:18 the quote " is never closed',
        "job.sh:4:11 --spread not supported by this version: spreading",
      ],
    );
  });

  it("understands Windows line ends and a byte order mark, and warns of each once", () => {
    const { flags, warnings } = read("\ufeff#GODOCKER --cpus 2\r", "#GODOCKER --name x\r", "true\r");
    assert.deepEqual(flags, ["cpus=2 job.sh:1:11", "name=x job.sh:2:11"]);
    assert.equal(warnings.length, 2);
  });

  it("says that #SBATCH lines are not read", () => {
    assert.deepEqual(read("#SBATCH --mem=4G", "#SBATCH -c 2").warnings, [
      "job.sh:1: #SBATCH lines are not read by this version; write #GODOCKER lines",
    ]);
  });

  it("looks no further than 256 lines and 64 KiB", () => {
    assert.deepEqual(read(...Array.from({ length: 256 }, () => "#"), "#GODOCKER --cpus 2").flags, []);
    assert.deepEqual(read(`#${" ".repeat(64 * 1024)}`, "#GODOCKER --cpus 2").flags, []);
  });
});

describe("shell words", () => {
  it("keeps empty words and columns", () => {
    assert.deepEqual(shellWords(`a '' "b"c`), [
      { text: "a", column: 1 },
      { text: "", column: 3 },
      { text: "bc", column: 6 },
    ]);
  });
});
