import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { cgroupLimits, detectMachine, parseNvidiaList } from "./detect.ts";

const filesOf =
  (files: Readonly<Record<string, string>>) =>
  (file: string): string =>
    files[file] ?? "";

const V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n";

describe("limits of the control groups above this process", () => {
  it("are the tightest on the way up, in version 2", () => {
    const limits = cgroupLimits(
      filesOf({
        "/proc/self/mountinfo": V2,
        "/proc/self/cgroup": "0::/batch.slice/job-7\n",
        "/sys/fs/cgroup/batch.slice/job-7/cpu.max": "250000 100000\n",
        "/sys/fs/cgroup/batch.slice/job-7/memory.max": "max\n",
        "/sys/fs/cgroup/batch.slice/cpu.max": "max 100000\n",
        "/sys/fs/cgroup/batch.slice/memory.max": "1073741824\n",
      }),
    );
    assert.deepEqual(limits, { cpusMilli: 2500, memoryBytes: 2 ** 30 });
  });

  it("are found in version 1, each in its own hierarchy, also where a container sees only its part", () => {
    const limits = cgroupLimits(
      filesOf({
        "/proc/self/mountinfo": [
          "41 30 0:35 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct",
          "42 30 0:36 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
          "43 30 0:37 /docker/abc /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids",
        ].join("\n"),
        "/proc/self/cgroup": "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "50000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "536870912\n",
      }),
    );
    assert.deepEqual(limits, { cpusMilli: 500, memoryBytes: 2 ** 29 });
  });

  it("are none where the kernel says so in either way", () => {
    const limits = cgroupLimits(
      filesOf({
        "/proc/self/mountinfo": `${V2}42 30 0:36 / /cg/memory rw - cgroup cgroup rw,memory\n41 30 0:35 / /cg/cpu rw - cgroup cgroup rw,cpu`,
        "/proc/self/cgroup": "4:memory:/\n3:cpu:/\n0::/\n",
        "/cg/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "/cg/cpu/cpu.cfs_quota_us": "-1\n",
        "/cg/cpu/cpu.cfs_period_us": "100000\n",
      }),
    );
    assert.deepEqual(limits, { cpusMilli: Infinity, memoryBytes: Infinity });
    assert.deepEqual(
      cgroupLimits(() => ""),
      { cpusMilli: Infinity, memoryBytes: Infinity },
    );
  });
});

describe("the GPUs of nvidia-smi", () => {
  it("are whole cards, not their parts", () => {
    const text = [
      "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f)",
      "  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)",
      "GPU 1: Tesla T4 (UUID: GPU-0e3f3b2e-0f3a-4f3e-8b0e-2a5f6f9c1d11)",
      "",
    ].join("\n");
    assert.deepEqual(parseNvidiaList(text), [
      { index: 0, model: "NVIDIA A100-SXM4-40GB", uuid: "GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f" },
      { index: 1, model: "Tesla T4", uuid: "GPU-0e3f3b2e-0f3a-4f3e-8b0e-2a5f6f9c1d11" },
    ]);
    assert.deepEqual(parseNvidiaList("No devices were found\n"), []);
  });
});

describe("this machine", () => {
  it("has no more than is installed, and asks nvidia-smi where there is one", async () => {
    const home = mkdtempSync(join(tmpdir(), "detect-"));
    const path = process.env["PATH"] ?? "";
    try {
      writeFileSync(join(home, "nvidia-smi"), '#!/bin/sh\n[ "$1" = -L ] && echo "GPU 0: T4 (UUID: GPU-1)"\n');
      chmodSync(join(home, "nvidia-smi"), 0o755);
      process.env["PATH"] = `${home}:${path}`;
      const machine = await detectMachine({ diskOf: home });
      assert.ok(machine.cpusMilli > 0 && machine.cpusMilli <= availableParallelism() * 1000);
      assert.ok(machine.memMib > 0 && machine.memMib <= totalmem() / 2 ** 20);
      assert.ok(machine.diskMib > 0);
      assert.deepEqual(machine.gpus, [{ index: 0, model: "T4", uuid: "GPU-1" }]);
    } finally {
      process.env["PATH"] = path;
      rmSync(home, { recursive: true });
    }
  });
});
