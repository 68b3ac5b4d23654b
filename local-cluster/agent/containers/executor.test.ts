import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  claimInsteadOfExecutor,
  findExecutorTools,
  isAlive,
  outcomeMessage,
  readOutcome,
  readPidFile,
  signalGroup,
  startExecutor,
  writeExecutorScript,
} from "./executor.ts";
import { NOT_ENTERED } from "./executor-script.ts";
import type { StartedExecutor } from "./executor.ts";

const home = mkdtempSync(join(tmpdir(), "executor-"));
after(() => rmSync(home, { recursive: true }));
const script = writeExecutorScript(home);
let runs = 0;

function aRun(
  words: readonly string[],
  prepare: (meta: string) => void = () => undefined,
  environment: Readonly<Record<string, string>> = { PATH: process.env["PATH"] ?? "" },
): { meta: string; sandbox: string; executor: StartedExecutor } {
  runs += 1;
  const [meta, sandbox] = [join(home, `meta-${runs}`), join(home, `sandbox-${runs}`)];
  mkdirSync(meta);
  mkdirSync(sandbox);
  prepare(meta);
  return {
    meta,
    sandbox,
    executor: startExecutor({ tools: findExecutorTools(), script, meta, sandbox, words, environment }),
  };
}

async function messageOf(command: string): Promise<string | undefined> {
  const { meta, executor } = aRun(["/bin/sh", "-c", command]);
  await executor.ended;
  const outcome = readOutcome(meta);
  return outcome && outcomeMessage(outcome);
}

describe("an executor", { timeout: 240_000 }, () => {
  const ends: readonly (readonly [string, string])[] = [
    ["exit 0", "Command exited with status 0"],
    ["exit 3", "Command exited with status 3"],
    ["exit 137", "Command exited with status 137"],
    ["sleep 0.05; exit 143", "Command exited with status 143"],
    ["kill -9 $$", "Command terminated with signal Killed"],
    ["kill -TERM $$", "Command terminated with signal Terminated"],
    ["kill -SEGV $$", "Command terminated with signal Segmentation fault"],
    ["no-such-program", "Command exited with status 127"],
  ];
  for (const [command, message] of ends) {
    it(`tells the end of \`${command}\``, async () => {
      assert.equal((await messageOf(command))?.replace(" (core dumped)", ""), message);
    });
  }

  it("writes the outcome before it is gone itself, and leaves no half-written one", async () => {
    const { meta, executor } = aRun(["/bin/sh", "-c", "exit 0"]);
    assert.equal(await executor.started, true);
    await executor.ended;
    assert.equal(readOutcome(meta)?.kind, "exited");
    assert.equal(existsSync(join(meta, "outcome.tmp")), false);
  });

  it("survives SIGTERM to itself and still says how the command ended", async () => {
    const { meta, executor } = aRun(["/bin/sh", "-c", "sleep 0.3; exit 5"]);
    await executor.started;
    process.kill(executor.pid ?? 0, "SIGTERM");
    await executor.ended;
    assert.equal(readOutcome(meta)?.code, 5);
  });

  it("ends what the command left running in its group", async () => {
    const { meta, sandbox, executor } = aRun(["/bin/sh", "-c", "sleep 60 & echo $! > child"]);
    await executor.ended;
    const child = { pid: Number(readFileSync(join(sandbox, "child"), "utf8")), startTicks: "0" };
    assert.notEqual(readOutcome(meta), undefined);
    while (isAlive(child)) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("passes signals for the group to the whole command, not to itself", async () => {
    const { meta, executor } = aRun(["/bin/sh", "-c", "sleep 60 & wait"]);
    await executor.started;
    const command = readPidFile(join(meta, "command.pid"));
    assert.ok(command !== undefined);
    signalGroup(command, "SIGTERM");
    await executor.ended;
    const outcome = readOutcome(meta);
    assert.equal(outcome && outcomeMessage(outcome), "Command terminated with signal Terminated");
  });

  it("gives the command the sandbox as directory and its output as files", async () => {
    const { sandbox, executor } = aRun(["/bin/sh", "-c", "pwd; echo oops >&2"]);
    await executor.ended;
    assert.equal(readFileSync(join(sandbox, "stdout"), "utf8").trim(), sandbox);
    assert.equal(readFileSync(join(sandbox, "stderr"), "utf8").trim(), "oops");
  });

  it("changes nothing in the command's environment", async () => {
    const environment = {
      PATH: process.env["PATH"] ?? "",
      n: "1",
      start: "2",
      rest: "3",
      meta: "4",
      state: "5",
    };
    const { sandbox, executor } = aRun(
      ["/bin/sh", "-c", "echo $n $start $rest $meta $state; env"],
      undefined,
      environment,
    );
    await executor.ended;
    const output = readFileSync(join(sandbox, "stdout"), "utf8");
    assert.match(output, /^1 2 3 4 5\n/);
    assert.equal(output.includes("__"), false);
  });

  it("runs nothing once an agent took its place", async () => {
    const { sandbox, executor } = aRun(["/bin/sh", "-c", "touch ran"], (meta) =>
      assert.equal(claimInsteadOfExecutor(meta), true),
    );
    assert.equal(await executor.started, false);
    await executor.ended;
    assert.equal(existsSync(join(sandbox, "ran")), false);
  });

  it("runs no command that cannot enter its control groups", async () => {
    const [meta, sandbox] = [join(home, "meta-doors"), join(home, "sandbox-doors")];
    mkdirSync(meta);
    mkdirSync(sandbox);
    const door = join(home, "door");
    const start = (doors: readonly string[]): StartedExecutor =>
      startExecutor({
        tools: findExecutorTools(),
        script,
        meta,
        sandbox,
        words: ["/bin/sh", "-c", "touch ran"],
        environment: {},
        doors,
      });
    const executor = start([door, join(home, "no-such-directory", "door")]);
    assert.equal(await executor.started, false);
    await executor.ended;
    assert.equal(readOutcome(meta)?.code, NOT_ENTERED);
    assert.equal(existsSync(join(sandbox, "ran")), false);
    assert.equal(readFileSync(door, "utf8"), `${readPidFile(join(meta, "command.pid"))?.pid}\n`);
  });

  it("cannot be replaced once it began", async () => {
    const { meta, executor } = aRun(["/bin/sh", "-c", "exit 0"]);
    await executor.started;
    assert.equal(claimInsteadOfExecutor(meta), false);
    await executor.ended;
  });
});
