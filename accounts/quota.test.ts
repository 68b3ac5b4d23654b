import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { limitsOf, nodeWords, quotaFaults, type QuotaDefinition } from "./quota.ts";

const QUOTAS: readonly QuotaDefinition[] = [
  { cpusMilli: 500_000 },
  { project: "*", tasks: 1000 },
  { project: "biology", cpusMilli: 200_000, cpuHours: 10_000, window: "week" },
  { user: "*", tasks: 50, queuedTasks: 10_000, cpuHours: 100 },
  { user: "ada", tasks: 80 },
  { user: "*", project: "biology", gpus: 2, tasks: 60 },
  { user: "ada", project: "biology", gpus: 4 },
];

describe("the limits of a node", () => {
  it("are those that name it; for each kind the closest definition counts", () => {
    assert.deepEqual(limitsOf(QUOTAS, { scope: "site" }).running, { cpusMilli: 500_000 });
    assert.deepEqual(limitsOf(QUOTAS, { scope: "project", project: "physics" }).running, { tasks: 1000 });
    assert.deepEqual(limitsOf(QUOTAS, { scope: "project", project: "biology" }), {
      running: { cpusMilli: 200_000, tasks: 1000 },
      queued: {},
      hours: [{ kind: "cpuHours", hours: 10_000, window: "week" }],
    });
    assert.deepEqual(limitsOf(QUOTAS, { scope: "account", project: "biology", user: "ada" }), {
      running: { gpus: 4, tasks: 80 },
      queued: { queuedTasks: 10_000 },
      hours: [{ kind: "cpuHours", hours: 100, window: "month" }],
    });
    assert.deepEqual(limitsOf(QUOTAS, { scope: "account", project: "biology", user: "bob" }).running, {
      gpus: 2,
      tasks: 60,
    });
  });

  it("are none where nobody set any, and a limit of 0 is one", () => {
    assert.deepEqual(limitsOf([], { scope: "site" }), { running: {}, queued: {}, hours: [] });
    assert.deepEqual(limitsOf([{ gpus: 0, arrayTasks: 0 }], { scope: "site" }), {
      running: { gpus: 0 },
      queued: {},
      arrayTasks: 0,
      hours: [],
    });
  });
});

describe("what is wrong with quotas", () => {
  it("is nothing with good ones", () => {
    assert.deepEqual(quotaFaults(QUOTAS, ["biology", "physics"]), []);
    assert.deepEqual(quotaFaults(QUOTAS, undefined), []);
  });

  it("is told all at once, each with what to do", () => {
    const faults = quotaFaults(
      [
        { project: "bilogy", cpusMilli: 1 },
        { user: "ada", cpusMilli: -1, gpus: Number.NaN },
        { user: "ada", tasks: 1 },
        { user: "bob" },
        { tasks: 5, window: "day" },
      ],
      ["biology"],
    );
    assert.deepEqual(faults, [
      "there is no project bilogy; did you mean biology?",
      "the user ada: cpusMilli is -1; a limit is a number from 0 on",
      "the user ada: gpus is NaN; a limit is a number from 0 on",
      "the user ada has two quotas; write its limits into one of them",
      "the user bob has a quota without a limit; add one, such as cpus, or leave it out",
      "the site has a window without hours; add cpuHours or gpuHours, or leave it out",
    ]);
  });

  it("names whose it is", () => {
    assert.equal(nodeWords({ scope: "site" }), "the site");
    assert.equal(nodeWords({ scope: "project", project: "biology" }), "the project biology");
    assert.equal(
      nodeWords({ scope: "account", project: "biology", user: "ada" }),
      "the user ada in the project biology",
    );
  });
});
