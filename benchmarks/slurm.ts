import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startSlurm, type Slurm } from "./peers/slurm.ts";
import { residentMiB } from "./program/processes.ts";
import type { Benchmark, Figures } from "./figures/benchmark.ts";

/** It saves its state that often; a job is safe after that. */
const STATE_SAVED_MS = 8000;

/** The lines of a peer for S4 to S6: it has one node that one job holds, so that all others wait. */
export const slurmBenchmark: Benchmark = {
  about:
    "Slurm as a peer: sbatch, memory of a pending job, jobs lost by SIGKILL, start after a restart (root)",
  async run({ small }): Promise<Figures> {
    const pending = small ? 300 : 10_000;
    const directory = mkdtempSync(join(tmpdir(), "godocker-slurm-"));
    try {
      await using slurm = await startSlurm({
        directory,
        nodes: [{ name: "node1", cpus: 4, memMib: 4000 }],
      });
      console.log(`  ${slurm.version}`);
      const go = join(directory, "go");
      const first = join(directory, "first");
      const holder = join(directory, "holder.sh");
      writeFileSync(holder, `#!/bin/sh\nwhile [ ! -e ${go} ]; do sleep 0.05; done\n`, { mode: 0o755 });
      const job = join(directory, "job.sh");
      writeFileSync(job, `#!/bin/sh\n[ -e ${first} ] || date +%s%N > ${first}\n`, { mode: 0o755 });
      slurm.run("sbatch", ["-n4", "-o/dev/null", holder]);
      const before = residentMiB(slurm.controllerPid());
      const submitMs = submit(slurm, pending, job);
      const bytes = ((residentMiB(slurm.controllerPid()) - before) * 1024 * 1024) / pending;
      const arrayMs: number[] = [];
      for (let n = 0; n < 10; n += 1) {
        const began = performance.now();
        slurm.run("sbatch", ["-n4", "--array=0-9999", "-o/dev/null", job]);
        arrayMs.push(performance.now() - began);
      }
      const lost = await lostByKill(slurm, job, small ? 100 : 500);
      // The node becomes free while there is no controller: the first start after that is what is waited for.
      await sleep(STATE_SAVED_MS);
      await slurm.killController();
      writeFileSync(go, "");
      const restartedMs = Date.now();
      await slurm.startController();
      const answersMs = Date.now() - restartedMs;
      const deadline = performance.now() + 120_000;
      while (!existsSync(first) || statSync(first).size < 10) {
        assert.ok(performance.now() < deadline, "Slurm starts nothing after its restart");
        await sleep(20);
      }
      const startedMs = Number(readFileSync(first, "utf8")) / 1e6;
      arrayMs.sort((a, b) => a - b);
      return {
        "sbatch one by one, jobs per second": (pending / submitMs) * 1000,
        "sbatch of an array of 10,000, ms, median": arrayMs[5] ?? Number.NaN,
        "resident bytes per pending job": bytes,
        "pending jobs": pending,
        "acknowledged jobs lost by SIGKILL": lost,
        "restart until it answers ms": answersMs,
        "restart until the first start ms": startedMs - restartedMs,
      };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

function submit(slurm: Slurm, count: number, job: string): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(
    "sh",
    ["-c", `i=0; while [ $i -lt ${count} ]; do sbatch -Q -n4 -o/dev/null ${job} || exit 1; i=$((i+1)); done`],
    { env: slurm.env, encoding: "utf8" },
  );
  assert.equal(status, 0, `sbatch failed: ${stderr}`);
  return performance.now() - began;
}

/** Of so many jobs that were acknowledged right before the controller is killed. */
async function lostByKill(slurm: Slurm, job: string, count: number): Promise<number> {
  const pending = (): number =>
    slurm.run("squeue", ["-h", "-o", "%A", "-t", "PD"]).split("\n").filter(Boolean).length;
  await sleep(STATE_SAVED_MS);
  const before = pending();
  submit(slurm, count, job);
  await slurm.killController();
  await slurm.startController();
  return before + count - pending();
}
