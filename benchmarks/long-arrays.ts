import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCluster, startSimulatedAgents } from "../local-cluster/start.ts";
import { fillStore } from "./program/full-store.ts";
import { startInstalled, storeFile } from "./program/installed.ts";
import { pausesOf, withPauses } from "./program/pauses.ts";
import { peakMiB, residentMiB } from "./program/processes.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";
import { openTaskRecord } from "./program/task-record.ts";

const ARRAYS = 10;
const WAIT_MS = 600_000;

/** S5: what tasks that wait in arrays cost the process that leads, and for how long its garbage stops it. */
export const longArraysBenchmark: Benchmark = {
  about: "ten arrays of a million tasks that wait: memory of the leader, and its pauses for garbage",
  async run({ small, seed }): Promise<Figures> {
    const elements = small ? 1000 : 1_000_000;
    const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
    try {
      await fillStore(storeFile(directory), ARRAYS, { nowMs: Date.now(), elements });
      await using cluster = await startLocalCluster({ directory: join(directory, "cluster"), agents: [] });
      const recordFile = join(directory, "record.ndjson");
      await using agents = await startSimulatedAgents({
        masterUrl: cluster.masterUrl,
        count: 20,
        seed,
        recordFile,
        taskDurationMs: { min: 1000, max: 10_000 },
        resources: "cpus:32;mem:131072;disk:100000;ports:[31000-31999]",
      });
      assert.ok(agents.pid > 0);
      const pauses = join(directory, "pauses");
      mkdirSync(pauses);
      await using installed = await withPauses(pauses, () =>
        startInstalled({ directory, masterUrl: cluster.masterUrl }),
      );
      const record = openTaskRecord(recordFile);
      const deadline = performance.now() + WAIT_MS;
      while (record.launches().length === 0) {
        assert.ok(performance.now() < deadline, `nothing was launched for ${WAIT_MS / 1000} s`);
        await sleep(20);
      }
      const before = record.launches().length;
      const seconds = small ? 5 : 30;
      await sleep(seconds * 1000);
      const leader = installed.schedulers[0]?.pid ?? 0;
      const { longestMs, sumMs } = pausesOf(pauses, leader);
      return {
        "tasks that wait": ARRAYS * elements - record.launches().length,
        "launches per second": (record.launches().length - before) / seconds,
        "leader resident MiB": residentMiB(leader),
        "leader at most MiB": peakMiB(leader),
        "longest pause for garbage ms": longestMs,
        "pauses for garbage, part of the time %": (sumMs / (seconds * 1000)) * 100,
      };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
