import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandLineError, helpText, parseDurationMs, parseFlags, parsePort } from "./command-line.ts";

const FLAGS = {
  port: { placeholder: "PORT", describe: "where", parse: parsePort, fallback: "5050" },
  "work-dir": { placeholder: "DIR", describe: "home", parse: (text: string) => text },
  wait: { placeholder: "TIME", describe: "how long", parse: parseDurationMs, optional: true },
} as const;

describe("a command line", () => {
  it("gives values, with = or without, in Mesos' spelling too", () => {
    const { values, given } = parseFlags(FLAGS, ["--work_dir=/x", "--wait", "1.5secs"]);
    assert.deepEqual(values, { port: 5050, "work-dir": "/x", wait: 1500 });
    assert.deepEqual(given, { "work-dir": "/x", wait: "1.5secs" });
  });

  it("is refused with all its faults at once", () => {
    assert.throws(
      () => parseFlags(FLAGS, ["--port", "70000", "--wait", "soon", "--colour", "red", "stray"]),
      (error) => {
        assert.ok(error instanceof CommandLineError);
        assert.equal(error.problems.length, 5);
        assert.match(error.message, /--colour is not known/);
        assert.match(error.message, /'stray' is not a flag/);
        assert.match(error.message, /--work-dir is missing: --work-dir DIR/);
        assert.match(error.message, /--port '70000': a port is/);
        assert.match(error.message, /--wait 'soon': a duration is/);
        return true;
      },
    );
  });

  it("is explained by --help, with defaults and what is required", () => {
    const help = helpText("Usage: x", "About x.", FLAGS);
    assert.match(help, /--port PORT\s+where \(default 5050\)/);
    assert.match(help, /--work-dir DIR\s+home \(required\)/);
  });
});
