import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocalCluster, startSimulatedAgents } from "../../../local-cluster/start.ts";
import { install } from "../../installation.ts";

const JOBS = 5000;
const AGENTS = 100;

describe(`${JOBS} jobs submitted as one NDJSON stream, on ${AGENTS} simulated agents`, () => {
  it("all end succeeded, each exactly once by the agents' own record", async (t) => {
    const directory = await mkdtemp(join(tmpdir(), "godocker-scale-"));
    const recordFile = join(directory, "record.ndjson");
    try {
      await using cluster = await startLocalCluster({ directory: join(directory, "cluster"), agents: [] });
      const agents = await startSimulatedAgents({
        masterUrl: cluster.masterUrl,
        count: AGENTS,
        seed: 1,
        recordFile,
        taskDurationMs: { min: 100, max: 1000 },
      });
      await using installation = await install({ masterUrl: cluster.masterUrl });
      const peak = watchMemory([
        installation.pids.api,
        installation.pids.scheduler,
        cluster.master.pid,
        agents.pid,
      ]);
      const { client } = installation;
      const ids: number[] = [];
      const beganMs = performance.now();
      const specs = Array.from({ length: JOBS }, () => ({ command: ["true"], resources: { cpus: 1 } }));
      for await (const line of client.submitMany(specs)) if ("id" in line) ids.push(line.id);
      const submittedMs = performance.now() - beganMs;
      assert.equal(new Set(ids).size, JOBS);
      const ended = new Map<string, number>();
      for (;;) {
        ended.clear();
        for await (const job of client.list({ pageSize: 1000 }))
          ended.set(job.state, (ended.get(job.state) ?? 0) + 1);
        if ((ended.get("succeeded") ?? 0) + (ended.get("failed") ?? 0) === JOBS) break;
        await sleep(250);
      }
      const endedMs = performance.now() - beganMs;
      assert.deepEqual([...ended], [["succeeded", JOBS]]);
      await agents.stop(); // writes the rest of its record
      const launches = new Map<string, number>();
      const ends = new Map<string, number>();
      for (const line of readFileSync(recordFile, "utf8").trimEnd().split("\n")) {
        const { event, taskId } = JSON.parse(line) as {
          readonly event: "launch" | "end";
          readonly taskId: string;
        };
        const counts = event === "launch" ? launches : ends;
        counts.set(taskId, (counts.get(taskId) ?? 0) + 1);
      }
      const jobsRun = new Set([...launches.keys()].map((taskId) => Number(taskId.split(".")[0])));
      assert.equal(launches.size, JOBS, "tasks launched");
      assert.equal(jobsRun.size, JOBS, "jobs run");
      assert.ok(
        [...launches.values(), ...ends.values()].every((count) => count === 1),
        "a task ran twice",
      );
      assert.deepEqual([...ends.keys()].sort(), [...launches.keys()].sort(), "every launch has its end");
      const memory = peak();
      t.diagnostic(`submissions per second: ${Math.round((JOBS / submittedMs) * 1000)}`);
      t.diagnostic(`completions per second: ${Math.round((JOBS / endedMs) * 1000)} (submission included)`);
      t.diagnostic(
        `peak memory, MiB: api ${memory[0]}, scheduler ${memory[1]}, master ${memory[2]}, agents ${memory[3]}`,
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

/** Peak resident memory of processes, in MiB, as the kernel keeps it; read before they end. */
function watchMemory(pids: readonly (number | undefined)[]): () => readonly number[] {
  const peaks = pids.map(() => 0);
  const look = () => {
    pids.forEach((pid, at) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        peaks[at] = Math.max(
          peaks[at] ?? 0,
          Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
        );
      } catch {
        // It has ended; what was seen before counts.
      }
    });
  };
  const timer = setInterval(look, 100);
  return () => {
    look();
    clearInterval(timer);
    return peaks;
  };
}
