import assert from "node:assert/strict";
import type { Behaviour } from "../backend.conformance.ts";

/** Takes memory until somebody stops it. */
const GROW = "x=0123456789012345; while :; do x=$x$x; done";

export const LIMITS: readonly Behaviour[] = [
  {
    id: "memory",
    promise: "a task over its memory is ended, and its end says so",
    async show({ run }) {
      const end = await run(GROW);
      assert.equal(end.state, "failed");
      assert.equal(end.outOfMemory, true, JSON.stringify(end));
    },
  },
  {
    id: "memory-beside",
    promise: "its neighbour does not notice",
    async show({ driver, sh }) {
      const [hungry, quiet] = [sh(GROW), sh("sleep 4; exit 7")];
      await driver.launch(hungry, quiet);
      assert.equal((await driver.end(hungry.taskId)).outOfMemory, true);
      assert.equal((await driver.end(quiet.taskId)).exitCode, 7);
    },
  },
  {
    id: "memory-limit",
    promise: "memory may grow beyond the need up to a limit of its own",
    async show({ run }) {
      const grow = "x=$(head -c 100000000 /dev/zero | tr '\\0' x); test ${#x} -eq 100000000";
      assert.equal((await run(grow, { memoryLimitMib: 1024 })).state, "finished");
    },
  },
  {
    id: "pids",
    promise: "processes are limited for one task",
    async show({ run }) {
      const fork = "i=0; while [ $i -lt 60 ]; do sleep 3 & i=$((i+1)); done; exit 0";
      assert.equal((await run(fork, { pids: 300 })).state, "finished");
      const end = await run(fork, { pids: 20 });
      assert.notEqual(end.exitCode, 0, JSON.stringify(end));
    },
  },
  {
    id: "completion-time",
    promise: "the cluster itself ends a task after its longest time",
    async show({ run }) {
      const began = performance.now();
      const end = await run("sleep 300", { maxCompletionMs: 2000, graceMs: 1000 });
      assert.ok(["failed", "killed"].includes(end.state));
      assert.ok(performance.now() - began < 60_000);
    },
  },
  {
    id: "tmpfs",
    promise: "a file system in memory has its size",
    async show({ run }) {
      const tmpfs = [{ path: "/fast", mib: 8 }];
      assert.equal((await run("head -c 4000000 /dev/zero >/fast/a", { tmpfs })).state, "finished");
      assert.equal((await run("head -c 16000000 /dev/zero >/fast/a", { tmpfs })).state, "failed");
    },
  },
  {
    id: "shm",
    promise: "/dev/shm has its size",
    async show({ run }) {
      const end = await run("set -- $(df -k /dev/shm | tail -1); test $2 -ge 31000 && test $2 -le 34000", {
        shmMib: 32,
      });
      assert.equal(end.state, "finished");
    },
  },
  {
    id: "privileges",
    promise: "it has no capabilities, and cannot get any",
    async show({ run }) {
      const end = await run(
        "grep -q '^CapEff:.0000000000000000$' /proc/self/status && grep -q '^CapBnd:.0000000000000000$' /proc/self/status && grep -q '^NoNewPrivs:.1$' /proc/self/status",
      );
      assert.equal(end.state, "finished");
    },
  },
];
