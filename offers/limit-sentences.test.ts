import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { QuotaCause } from "./explanation.ts";
import { sentences } from "./sentences.ts";

const NOW = Date.UTC(2030, 4, 15, 12);
const tell = (cause: Omit<QuotaCause, "kind">) =>
  sentences({ job: 1, state: "pending", atMs: NOW, causes: [{ kind: "quota", ...cause }] })[0];
const BIOLOGY = { scope: "project", project: "biology" } as const;
const ADA = { scope: "account", project: "biology", user: "ada" } as const;

describe("a limit, for people", () => {
  it("is told with whose it is, how much is used and what is asked for", () => {
    assert.equal(
      tell({ ...BIOLOGY, of: "cpusMilli", limit: 200_000, used: 196_500, asks: 8000 }),
      "the project biology may have 200 CPUs at once and has 196.5; it asks for 8",
    );
    assert.equal(
      tell({ ...ADA, of: "memMib", limit: 2048, used: 1024, asks: 1536 }),
      "ada in the project biology may have 2 GiB memory at once and has 1 GiB; it asks for 1.5 GiB",
    );
    assert.equal(
      tell({ scope: "site", of: "gpus", limit: 1, used: 0, asks: 2 }),
      "the site may have 1 GPU at once and has 0; it asks for 2",
    );
  });

  it("of tasks says how many are under way", () => {
    assert.equal(
      tell({ ...ADA, of: "tasks", limit: 1, used: 1, asks: 1 }),
      "ada in the project biology may run one task at once, and 1 is under way",
    );
    assert.equal(
      tell({ ...ADA, of: "tasks", limit: 0, used: 2, asks: 1 }),
      "ada in the project biology may run no tasks, and 2 are under way",
    );
  });

  it("of jobs says how many of them are under way", () => {
    assert.equal(
      tell({ ...BIOLOGY, of: "jobs", limit: 3, used: 3, asks: 1 }),
      "the project biology may run 3 jobs at once, and 3 are under way",
    );
    assert.equal(
      tell({ scope: "site", of: "jobs", limit: 1, used: 0, asks: 1, kept: 1, keptFor: 17 }),
      "the site may run one job at once, and 0 are under way; 1 of these are kept for job 17, which was passed over",
    );
  });

  it("of which a part is kept says so, to whom it is kept for and to the others", () => {
    assert.equal(
      tell({ ...BIOLOGY, of: "cpusMilli", limit: 10_000, used: 9000, asks: 8000, ownSinceMs: NOW }),
      "the project biology may have 10 CPUs at once and has 9; it asks for 8; that is kept for it, and 7 CPUs in use must end first",
    );
    assert.equal(
      tell({ ...ADA, of: "tasks", limit: 4, used: 2, asks: 1, kept: 2, keptFor: 17 }),
      "ada in the project biology may run 4 tasks at once, and 2 are under way; 2 of these are kept for job 17, which was passed over",
    );
  });

  it("of hours says when they come back, where they do", () => {
    assert.equal(
      tell({
        ...BIOLOGY,
        of: "gpuHours",
        limit: 100,
        used: 100.26,
        asks: 0,
        untilMs: Date.UTC(2030, 5, 1),
      }),
      "the project biology has used up its 100 GPU hours (100.3); the next begin at 2030-06-01 00:00 UTC",
    );
    assert.equal(
      tell({ ...BIOLOGY, of: "cpuHours", limit: 0, used: 0, asks: 0 }),
      "the project biology has no CPU hours",
    );
  });
});

describe("a licence, for people", () => {
  it("is told with how many are in use, and what is kept for others", () => {
    const of = (more: object) =>
      sentences({
        job: 1,
        state: "pending",
        atMs: NOW,
        causes: [{ kind: "licence", name: "matlab", total: 3, inUse: 2, asks: 1, ...more }],
      })[0];
    assert.equal(of({ inUse: 3 }), "3 of 3 licences of matlab are in use");
    assert.equal(of({ asks: 2 }), "2 of 3 licences of matlab are in use, and it asks for 2");
    assert.equal(
      of({ inUse: 1, asks: 2, kept: 2 }),
      "1 of 3 licences of matlab is in use, 2 are kept for jobs that went without, and it asks for 2",
    );
  });
});
