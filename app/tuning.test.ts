import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "../config/load.ts";
import { DEFAULT_TUNING } from "../scheduler/tuning.ts";
import { tuningOf } from "./tuning.ts";

describe("the knobs of the scheduler", () => {
  it("are, where nobody sets them, what the scheduler thinks good for most sites", () => {
    const loaded = loadConfig({ files: [], env: {}, set: [], home: "/home/ana", readFile: () => "" });
    assert.ok(loaded.ok);
    const { policy, unreachableTimeoutMs, refuseMs, ...others } = tuningOf(loaded.config);
    assert.deepEqual(others, DEFAULT_TUNING);
    assert.deepEqual([policy.name, unreachableTimeoutMs, refuseMs], ["fair-share", 600_000, 60_000]);
  });

  it("know what a program beside each job takes", () => {
    const set = ["mesos.sidecar={argv:['/w'],cpus:0.2,memory:'64MiB'}"];
    const loaded = loadConfig({ files: [], env: {}, set, home: "/home/ana", readFile: () => "" });
    assert.ok(loaded.ok);
    const { overhead } = tuningOf(loaded.config);
    assert.ok(overhead.cpusMilli >= 200 && overhead.memMib >= 64, JSON.stringify(overhead));
  });
});
