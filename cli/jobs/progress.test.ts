import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { ApiError } from "../../client/http.ts";
import type { CliIo } from "../frame/io.ts";
import { showProgress } from "./progress.ts";
import { openTerminal } from "../frame/terminal.ts";

const EVENTS = [
  { type: "filed", state: "pending" },
  { type: "launched", state: "starting", attempt: 1 },
  { type: "running", state: "running" },
  { type: "unreachable", state: "running" },
  { type: "ended", state: "pending", reason: "NodeLost" },
  { type: "ended", state: "failed", reason: "ExitCode" },
] as const;

async function shown(tty: boolean): Promise<string> {
  const stderr = new PassThrough();
  const io: CliIo = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    env: {},
    isTty: { stdin: tty, stdout: tty, stderr: tty },
    cwd: "/",
    columns: 80,
    windowSize: () => undefined,
    onResize: () => () => undefined,
    setRaw: () => undefined,
    page: async () => false,
    nowMs: () => 0,
    onInterrupt: () => () => undefined,
  };
  const client = {
    events: async function* () {
      for (const event of EVENTS) yield { job: 7, at: "2026-01-01T00:00:00.000Z", cursor: "1.0", ...event };
      throw new ApiError("unreachable", "the connection was cut");
    },
  };
  await showProgress({ io, terminal: openTerminal(io, "auto") }, client, 7, new AbortController().signal);
  return String(stderr.read() ?? "");
}

describe("the progress of a job", () => {
  it("is told to a person: a line for each change, the end left to who waits for it", async () => {
    assert.equal(
      await shown(true),
      "job 7: pending\njob 7: starting\njob 7: running\njob 7: running, its node cannot be reached\n" +
        "job 7: pending (NodeLost)\n",
    );
  });

  it("is not told to a program", async () => {
    assert.equal(await shown(false), "");
  });
});
