import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { mixedMonth, monthAgents, readSwf } from "./trace.ts";

const SITE = { cpusMax: 32, memMibPerCpu: 1024 };
/** Fields of the Standard Workload Format, 18 of them, those that matter first. */
const line = (id: number, at: number, run: number, cpus: number, limit: number): string =>
  `${id} ${at} 5 ${run} ${cpus} -1 -1 ${cpus} ${limit} -1 1 7 3 -1 -1 -1 -1 -1`;

describe("a log in the Standard Workload Format", () => {
  it("gives jobs in the order of their times, with what they asked for", () => {
    const { jobs, leftOut } = readSwf(
      `; Version: 2.2\n\n${line(1, 60, 100, 4, 600)}\n${line(2, 0, 10, 1, 60)}\n`,
      SITE,
    );
    assert.equal(leftOut, 0);
    assert.deepEqual(
      jobs.map(({ atMs, user, project, cpusMilli, memMib, runMs, limitMs }) => [
        atMs,
        user,
        project,
        cpusMilli,
        memMib,
        runMs,
        limitMs,
      ]),
      [
        [0, "u7", "g3", 1000, 1024, 10_000, 60_000],
        [60_000, "u7", "g3", 4000, 4096, 100_000, 600_000],
      ],
    );
  });

  it("leaves out what did not run and what no machine can hold, and says how many", () => {
    const { jobs, leftOut } = readSwf(
      [line(1, 0, -1, 4, 600), line(2, 0, 10, 64, 60), line(3, 0, 10, 32, 60)].join("\n"),
      SITE,
    );
    assert.equal(jobs.length, 1);
    assert.equal(leftOut, 2);
  });

  it("takes a field that is no number as one that is unknown", () => {
    const { jobs } = readSwf("1 0 5 10 1 -1 -1 1 soon -1 1 7 3 -1 -1 -1 -1 -1", SITE);
    assert.deepEqual(
      jobs.map(({ atMs, runMs, limitMs }) => [atMs, runMs, limitMs]),
      [[0, 10_000, 10_000]],
    );
  });

  it("takes any numbers in any line without a word of complaint, and gives only jobs that can run", () => {
    const field = fc.oneof(
      fc.integer({ min: -5, max: 1_000_000 }).map(String),
      fc.constant("-1"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(field, { maxLength: 20 })), (lines) => {
        const { jobs } = readSwf(lines.map((fields) => fields.join(" ")).join("\n"), SITE);
        for (const { atMs, cpusMilli, memMib, runMs, limitMs } of jobs) {
          assert.ok(atMs >= 0);
          assert.ok(cpusMilli > 0 && cpusMilli <= 32_000);
          assert.ok(memMib >= 1 && runMs > 0 && limitMs >= runMs);
        }
      }),
    );
  });
});

describe("a made-up month", () => {
  it("is the same for the same seed, and has the work that it should have, less on weekends", () => {
    const options = { seed: 3, days: 7, agents: 10, load: 1 };
    const jobs = mixedMonth(options);
    assert.deepEqual(mixedMonth(options), jobs);
    const workOn = (day: number): number =>
      jobs
        .filter(({ atMs }) => Math.floor(atMs / 86_400_000) === day)
        .reduce((sum, { cpusMilli, runMs, limitMs }) => sum + cpusMilli * Math.min(runMs, limitMs), 0);
    const cpusMilli = monthAgents(3, 10).reduce((sum, agent) => sum + agent.cpusMilli, 0);
    assert.ok(workOn(0) > 0.7 * cpusMilli * 86_400_000 && workOn(0) < 1.3 * cpusMilli * 86_400_000);
    assert.ok(workOn(6) < workOn(0) / 2);
  });
});
