import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Flag } from "./flag.ts";
import { parseWords } from "./parse.ts";

const FLAGS: readonly Flag[] = [
  { name: "cpus", short: "c", aliases: ["cpus-per-task"], value: "N", summary: "" },
  { name: "env", short: "e", value: "K=V", repeated: true, summary: "" },
  { name: "follow", short: "f", summary: "" },
  { name: "quiet", short: "q", summary: "" },
  { name: "state", value: "STATE", repeated: true, choices: ["running", "failed"], summary: "" },
];

const read = (...words: string[]) => {
  const { given, operands, rest, faults } = parseWords(FLAGS, words);
  return {
    given: given.map(({ flag, text }) => (text === undefined ? flag.name : `${flag.name}=${text}`)),
    operands: operands.map(({ text }) => text),
    rest,
    faults: faults.map(({ where, why, fix }) => `${where} ${why}${fix === undefined ? "" : `; ${fix}`}`),
  };
};

describe("a command line", () => {
  it("takes a value in every usual spelling", () => {
    for (const words of [
      ["--cpus", "2"],
      ["--cpus=2"],
      ["-c", "2"],
      ["-c2"],
      ["-c=2"],
      ["--cpus-per-task", "2"],
    ]) {
      assert.deepEqual(read(...words).given, ["cpus=2"], words.join(" "));
    }
  });

  it("takes joined switches, and a value behind them", () => {
    assert.deepEqual(read("-fqc", "2").given, ["follow", "quiet", "cpus=2"]);
  });

  it("takes flags before and after operands, until --", () => {
    assert.deepEqual(read("a", "-f", "b", "--", "-q", "--cpus"), {
      given: ["follow"],
      operands: ["a", "b"],
      rest: ["-q", "--cpus"],
      faults: [],
    });
  });

  it("keeps the last of a repeated flag, and all of one that adds up", () => {
    assert.deepEqual(read("-c1", "-eA=1", "-c2", "-eB=2").given, ["env=A=1", "cpus=2", "env=B=2"]);
  });

  it("takes a value that begins with a dash, but no flag that it knows", () => {
    assert.deepEqual(read("--env", "-1").given, ["env=-1"]);
    assert.deepEqual(read("--env", "--quiet").faults, ["--env needs a value; write --env K=V"]);
  });

  it("keeps - as an operand", () => {
    assert.deepEqual(read("-").operands, ["-"]);
  });

  it("tells every fault at once, with the name that was probably meant", () => {
    assert.deepEqual(read("--cpsu", "2", "-z", "--follow=yes", "--state", "runing", "--cpus").faults, [
      "--cpsu there is no such flag; did you mean --cpus?",
      "-z there is no such flag",
      "--follow takes no value; write only --follow",
      '--state "runing" is not possible here; did you mean running?',
      "--cpus needs a value; write --cpus N",
    ]);
  });

  it("takes several choices with commas only where they add up", () => {
    assert.deepEqual(read("--state", "running,failed").faults, []);
    const once: readonly Flag[] = [{ name: "color", value: "WHEN", choices: ["auto", "never"], summary: "" }];
    assert.equal(parseWords(once, ["--color", "auto,never"]).faults.length, 1);
  });
});
