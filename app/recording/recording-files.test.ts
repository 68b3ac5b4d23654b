import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { aCore, job } from "../../scheduler/core/core.builders.ts";
import { Core } from "../../scheduler/core/core.ts";
import { openPlayer } from "../../scheduler/recording/play.ts";
import { recordedCore } from "../../scheduler/recording/recorded-core.ts";
import { temporaryDirectories } from "../../store/sqlite/temporary.builders.ts";
import { textsOf } from "./recording-blocks.ts";
import { openRecording, RECORDING_SUFFIX } from "./recording-files.ts";

const aDirectory = temporaryDirectories();
const MAIN = join(import.meta.dirname, "..", "main.ts");

function aRecording(directory: string, maxBytes = 1_000_000) {
  let nowMs = Date.UTC(2026, 10, 24, 14);
  const settings = { enabled: true, directory, maxBytes };
  const reports: (string | undefined)[] = [];
  const recording = openRecording({
    settings: () => settings,
    nowMs: () => nowMs,
    report: (cause) => void reports.push(cause),
  });
  let epoch = 0;
  /** A core that decides about so many jobs, one a turn. */
  const decide = (jobs: number): void => {
    epoch += 1;
    nowMs += 1000;
    const { fromBackend, offer, tuning } = aCore();
    const options = { epoch, halfLifeMs: 3_600_000, nowMs, tuning };
    const core = recordedCore(new Core(options), options, recording.record);
    core.addBackend("mesos", undefined);
    core.step([fromBackend({ type: "connected", registrationId: "f-1" })], nowMs);
    for (let id = 1; id <= jobs; id += 1) {
      nowMs += 1000;
      const body = job(id, { name: `n${id}` });
      core.step([{ type: "submitted", key: `job/${id}`, job: body, parents: new Map() }], nowMs);
      if (id % 2 === 0) core.step([offer(`agent-${id}`, 1)], nowMs);
    }
  };
  return {
    recording,
    settings,
    reports,
    decide,
    pass: (ms: number) => {
      nowMs += ms;
    },
    files: () =>
      readdirSync(directory)
        .toSorted()
        .map((name) => join(directory, name)),
  };
}

function played(files: readonly string[]) {
  const player = openPlayer();
  for (const file of files)
    for (const text of textsOf(readFileSync(file)))
      for (const line of text.split("\n")) if (line !== "") player.play(line);
  return player.result();
}

describe("the files of a recording", () => {
  it("hold one core each, and are played as they were decided", async () => {
    const { decide, files, recording } = aRecording(join(aDirectory(), "new"));
    decide(10);
    decide(20);
    await recording.close();
    assert.equal(files().length, 2);
    for (const file of files()) {
      assert.ok(file.endsWith(RECORDING_SUFFIX));
      assert.equal(statSync(file).mode & 0o077, 0, "nobody else reads it");
    }
    const { cores, different, inputs } = played(files());
    assert.deepEqual({ cores, different, inputs }, { cores: 2, different: 0, inputs: 2 + 10 + 5 + 20 + 10 });
  });

  it("keep their bound: the oldest are deleted, and another core is wanted in good time", async () => {
    const { decide, files, recording } = aRecording(aDirectory(), 30_000);
    for (let core = 0; core < 12; core += 1) {
      decide(40);
      await recording.close();
    }
    const bytes = files().reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(bytes <= 30_000, `${bytes} bytes`);
    assert.ok(files().length > 2);
    assert.match(files().at(-1) ?? "", /-12\.recording\.zst$/, "the newest are there");
    assert.equal(played(files()).different, 0);
  });

  it("are read up to where a process died", async () => {
    const { decide, files, recording } = aRecording(aDirectory());
    decide(3000);
    await recording.close();
    const [file = ""] = files();
    truncateSync(file, statSync(file).size - 5);
    const { different, inputs } = played([file]);
    assert.equal(different, 0);
    assert.ok(inputs > 100 && inputs < 4501, `${inputs} inputs`);
  });
});

describe("a recording that cannot be written", () => {
  it("pauses and says why; the core goes on, and after a while a new one is recorded again", async () => {
    const directory = join(aDirectory(), "taken");
    writeFileSync(directory, "");
    const { decide, files, pass, recording, reports } = aRecording(directory);
    decide(5);
    await recording.close();
    // It was being written when it failed.
    decide(5);
    await recording.close();
    assert.equal(reports.length, 0, "nobody waits for what was closed");
    decide(5);
    while (recording.status().state !== "paused") await new Promise((resolve) => setTimeout(resolve, 5));
    assert.match(reports[0] ?? "", /EEXIST|ENOTDIR/);
    assert.equal(recording.wantsNewCore(), false);
    pass(600_000);
    assert.equal(recording.wantsNewCore(), true);
    rmSync(directory);
    mkdirSync(directory);
    decide(7);
    await recording.close();
    assert.equal(reports.at(-1), undefined);
    assert.equal(played(files()).inputs, 1 + 7 + 3);
  });

  it("is off when the configuration says so, at once", async () => {
    const { decide, files, recording, settings } = aRecording(aDirectory());
    settings.enabled = false;
    decide(5);
    await recording.close();
    assert.deepEqual(files(), []);
    assert.deepEqual([recording.status().state, recording.wantsNewCore()], ["off", false]);
  });

  it("wants no core with more jobs than it would record, says so, and tries another one later", async () => {
    const { decide, files, pass, recording, reports, settings } = aRecording(aDirectory());
    decide(5);
    assert.deepEqual([recording.wantsJobs(200_000), recording.status().state], [true, "recording"]);
    assert.deepEqual([recording.wantsJobs(200_001), recording.status().state], [false, "paused"]);
    assert.match(reports.at(-1) ?? "", /more than 200000 jobs are live/);
    assert.equal(recording.wantsNewCore(), false);
    pass(600_000);
    assert.equal(recording.wantsNewCore(), true);
    await recording.close();
    assert.equal(files().length, 1, "what was recorded before is kept");
    settings.enabled = false;
    assert.equal(recording.wantsJobs(1), false);
  });

  it("pauses when one core alone fills the bound", async () => {
    const { decide, recording, reports } = aRecording(aDirectory(), 4000);
    decide(500);
    while (recording.status().state === "recording") await new Promise((resolve) => setTimeout(resolve, 5));
    assert.match(reports[0] ?? "", /recording\.maxSize/);
    await recording.close();
  });
});

describe("godocker replay", () => {
  it("says that all was decided so again, and what happened to a job", async () => {
    const directory = aDirectory();
    const { decide, recording } = aRecording(directory);
    decide(4);
    await recording.close();
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [MAIN, "replay", directory, ...args], {
        encoding: "utf8",
        env: { PATH: process.env.PATH, HOME: directory },
      });
    const whole = run();
    assert.equal(whole.status, 0, whole.stderr);
    assert.match(whole.stdout, /every decision was made again as it was/);
    const story = run("--job", "3");
    assert.match(story.stdout, /job 3/);
    assert.match(story.stdout, /submitted/);
    assert.match(story.stdout, /waits: /);
    assert.match(run("--job", "1").stdout, /launched: attempt 1 on agent-2/);
    assert.match(story.stdout, /started while it waited:\n.*task 2\.1\.1 on agent-4/);
    const json = JSON.parse(run("--job", "1", "--json").stdout);
    assert.equal(json.different, 0);
    assert.ok(
      json.story.entries.some(({ event }: { event?: { type: string } }) => event?.type === "launched"),
    );
    const early = JSON.parse(run("--job", "4", "--until", "2026-11-24T14:00:03Z", "--json").stdout);
    assert.deepEqual(early.story.entries, []);
    const nowhere = spawnSync(process.execPath, [MAIN, "replay", "/nowhere"], { encoding: "utf8" });
    assert.deepEqual([nowhere.status, nowhere.stdout], [2, ""]);
    assert.match(nowhere.stderr, /recording\.directory/);
  });
});
