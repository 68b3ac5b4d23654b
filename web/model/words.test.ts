import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Attempt, Job } from "../../client/documents/jobs.ts";
import type { Explanation } from "../../client/documents/waiting.ts";
import { countsByState } from "./states.ts";
import { timelineOf } from "./timeline.ts";
import {
  ago,
  endText,
  notesOf,
  resourcesText,
  roundSize,
  shortDuration,
  timeText,
  whySentences,
} from "./words.ts";

const NOW = Date.parse("2026-01-01T01:00:00Z");

function anAttempt(fields: Partial<Attempt> = {}): Attempt {
  return {
    attempt: 1,
    epoch: 1,
    taskId: "7.1.1",
    executor: "mesos",
    node: "node1",
    agentId: "a1",
    state: "running",
    launchedAt: "2026-01-01T00:10:00Z",
    startedAt: "2026-01-01T00:10:01Z",
    resources: { cpus: 1, memoryBytes: 1, diskBytes: 0 },
    ...fields,
  };
}

function aJob(fields: Partial<Job> = {}): Job {
  return {
    id: 7,
    user: "ana",
    source: "cli",
    name: "blast",
    project: "default",
    state: "running",
    stateSince: "2026-01-01T00:10:01Z",
    createdAt: "2026-01-01T00:00:00Z",
    startedAt: "2026-01-01T00:10:01Z",
    attempts: [anAttempt()],
    ...fields,
  } as Job; // only what these functions look at
}

const explained = (sentences: readonly string[]): Explanation => ({
  job: 7,
  state: "pending",
  source: "leader",
  at: "2026-01-01T00:59:59Z",
  ageSeconds: 1,
  causes: [],
  sentences,
});

describe("what the pages say", () => {
  it("is short for times, sizes and resources", () => {
    assert.equal(shortDuration(2 * 86_400 + 4 * 3600 + 61), "2 d 4 h");
    assert.equal(shortDuration(-1), "0 s");
    assert.equal(ago("2026-01-01T00:57:00Z", NOW), "3 m ago");
    assert.equal(roundSize(22_888_896), "21.8 MiB");
    assert.equal(roundSize(1023), "1023 B");
    assert.equal(resourcesText({ cpus: 1, memoryBytes: 4 * 1024 ** 3, gpus: 2 }), "1 CPU, 4 GiB, 2 GPUs");
  });

  it("tells of a row how long it waits, runs, or ran", () => {
    const { startedAt: _, ...waiting } = aJob({ state: "pending" });
    assert.equal(timeText(waiting, NOW), "waits for 1 h");
    assert.equal(timeText(aJob(), NOW), "runs for 49 m 59 s");
    const ended = aJob({ state: "failed", endedAt: "2026-01-01T00:20:01Z" });
    assert.equal(timeText(ended, NOW), "ran 10 m, ended 39 m ago");
    assert.equal(
      timeText({ ...waiting, state: "cancelled", endedAt: "2026-01-01T00:59:00Z" }, NOW),
      "never ran, ended 1 m ago",
    );
  });

  it("gives an exit code where nothing better is told, and none where all is well", () => {
    assert.equal(endText({ state: "failed", exitCode: 3 }), "exit code 3");
    assert.equal(endText({ state: "failed", exitCode: 3, message: "it exited with 3" }), "it exited with 3");
    assert.equal(endText({ state: "failed", signal: 9 }), "ended by signal 9");
    assert.equal(endText({ state: "succeeded", exitCode: 0, message: "ok" }), "");
    assert.equal(endText({ state: "running", exitCode: 0 }), "");
  });

  it("notes what keeps a job, and how far an array is", () => {
    assert.deepEqual(notesOf(aJob({ state: "held", heldBy: "admin" })), ["held by an administrator"]);
    const counts = {
      pending: 1,
      starting: 0,
      running: 2,
      suspended: 0,
      stopping: 0,
      succeeded: 4,
      failed: 2,
      cancelled: 1,
    };
    assert.deepEqual(notesOf(aJob({ progress: { total: 10, ...counts }, unreachable: 1 })), [
      "7 of 10 tasks ended",
      "its node cannot be reached",
    ]);
  });

  it("counts jobs by state, in the order of a job's life", () => {
    const jobs = [aJob({ state: "failed" }), aJob(), aJob({ state: "pending" }), aJob()];
    assert.equal(countsByState(jobs), "1 pending, 2 running, 1 failed");
  });
});

describe("why a job is where it is", () => {
  it("are the scheduler's sentences while it waits", () => {
    const waiting = aJob({ state: "pending", stateSince: "2026-01-01T00:59:00Z", attempts: [] });
    assert.deepEqual(whySentences(waiting, explained(["it asks for 1000 CPUs, the nearest has 2"]), NOW), [
      "It is pending for 1 m.",
      "It asks for 1000 CPUs, the nearest has 2.",
    ]);
    assert.deepEqual(
      whySentences(waiting, explained([]), NOW)[1],
      "The scheduler sees nothing that keeps it.",
    );
    const stored: Explanation = { ...explained([]), source: "store", note: "No scheduler can be asked." };
    assert.deepEqual(whySentences(waiting, stored, NOW)[1], "No scheduler can be asked.");
  });

  it("names the node while it runs, and how it ended afterwards", () => {
    assert.deepEqual(whySentences(aJob(), undefined, NOW), ["It is running on node1 for 49 m 59 s."]);
    const failed = aJob({ state: "failed", endedAt: "2026-01-01T00:20:01Z", message: "it exited with 3" });
    assert.deepEqual(whySentences(failed, undefined, NOW), ["It failed after 10 m.", "It exited with 3."]);
    const { startedAt: _, ...never } = aJob({ state: "cancelled", endedAt: "2026-01-01T00:20:01Z" });
    assert.deepEqual(whySentences(never, undefined, NOW), ["It was cancelled without having run."]);
  });
});

describe("what happened to a job", () => {
  it("is told in order, attempt by attempt", () => {
    const first = anAttempt({
      state: "failed",
      endedAt: "2026-01-01T00:11:00Z",
      message: "its node was lost",
    });
    const second = anAttempt({
      attempt: 2,
      node: "node2",
      launchedAt: "2026-01-01T00:11:00Z",
      startedAt: "2026-01-01T00:11:02Z",
    });
    const event = { job: 7, state: "running" as const };
    const events = [
      { ...event, type: "launched", at: "2026-01-01T00:10:00Z", attempt: 1 },
      { ...event, type: "unreachable", at: "2026-01-01T00:10:30Z", attempt: 1 },
      { ...event, type: "held", at: "2026-01-01T00:12:00Z" },
    ];
    const texts = timelineOf(aJob(), [first, second], events).map(({ text }) => text);
    assert.deepEqual(texts, [
      "Submitted by ana",
      "Attempt 1 was given to node1",
      "Attempt 1 runs",
      "Attempt 1: its node could not be reached",
      "Attempt 1 failed: its node was lost",
      "Attempt 2 was given to node2",
      "Attempt 2 runs",
      "The job was held",
    ]);
  });

  it("ends with the end of the job where no attempt tells it", () => {
    const job = aJob({ state: "cancelled", cancelledBy: "ana", endedAt: "2026-01-01T00:05:00Z" });
    assert.equal(timelineOf(job, [], []).at(-1)?.text, "The job was cancelled by ana");
  });
});
