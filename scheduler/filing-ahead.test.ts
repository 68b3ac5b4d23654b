import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fairShareOrder } from "../fair-share/order.ts";
import { newStatus } from "../jobs/life/transition.ts";
import { aCore, CAPABLE, job, launchedIds } from "./core/core.builders.ts";
import { Core } from "./core/core.ts";
import { noPreparedJobs, prepareJob } from "./intake/prepared-jobs.ts";
import { DEFAULT_TUNING } from "./state/tuning.ts";

const USERS = ["ada", "bob", "eve"];
const TUNING = { ...DEFAULT_TUNING, policy: fairShareOrder, unreachableTimeoutMs: 60_000, refuseMs: 60_000 };
const JOBS = Array.from({ length: 20 }, (_, at) => {
  const body = job(at + 1, { user: USERS[at % USERS.length] ?? "", priority: ((at + 1) * 7) % 5 });
  return { ...body, status: newStatus(body) };
});

/** A core that knows jobs of three users since its beginning, or got to know them one by one. */
function aLoadedCore(how: "prepared" | "one by one"): Core {
  const options = { epoch: 1, halfLifeMs: 3_600_000, nowMs: 1_000_000, tuning: TUNING };
  const prepared = noPreparedJobs();
  if (how === "prepared") for (const one of JOBS) prepareJob(prepared, one, TUNING);
  const core = new Core(options, how === "prepared" ? prepared : undefined);
  core.addBackend("mesos", undefined, CAPABLE);
  if (how === "one by one") for (const one of JOBS) core.loadJob(one, [], new Map());
  return core;
}

/** On four agents, one after the other. */
function startsOf(core: Core): readonly (readonly string[])[] {
  const { fromBackend, offer } = aCore();
  core.step([fromBackend({ type: "connected", registrationId: "f-1" })], 1_000_000);
  return ["a1", "a2", "a3", "a4"].map((agent, at) =>
    launchedIds(core.step([offer(agent, 6)], 1_000_001 + at)),
  );
}

describe("a queue that is filed ahead of the first cycle", () => {
  for (const how of ["prepared", "one by one"] as const) {
    const wanted = startsOf(aLoadedCore(how));

    it(`starts in the same order as one that the first cycle files (${how})`, () => {
      assert.deepEqual(
        wanted.map((ids) => ids.length),
        [6, 6, 6, 2],
      );
      for (const most of [1, 3, 20, 1000]) {
        const core = aLoadedCore(how);
        const parts = [...core.fileAhead(most)];
        assert.equal(parts.length, Math.ceil(JOBS.length / most));
        assert.deepEqual(startsOf(core), wanted);
      }
    });

    it(`is filed once, also when turns come in between (${how})`, () => {
      for (const parts of [1, 2, 5]) {
        const core = aLoadedCore(how);
        const filing = core.fileAhead(3);
        for (let at = 0; at < parts; at += 1) filing.next();
        assert.deepEqual(startsOf(core), wanted);
        for (const _ of filing);
        assert.deepEqual(startsOf(core).flat(), []);
      }
    });
  }
});
