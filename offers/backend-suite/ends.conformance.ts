import assert from "node:assert/strict";
import type { Behaviour } from "../backend.conformance.ts";
import { aTask } from "./driver.builders.ts";

export const ENDS: readonly Behaviour[] = [
  {
    id: "exit-codes",
    promise: "is told with its exit code",
    async show({ run }) {
      for (const exitCode of [1, 3, 100, 255]) {
        const end = await run(`exit ${exitCode}`);
        assert.deepEqual([end.state, end.exitCode], ["failed", exitCode]);
      }
    },
  },
  {
    id: "signals",
    promise: "is told with the signal that killed it",
    async show({ run }) {
      for (const signal of [9, 15, 6]) {
        const end = await run(`kill -${signal} $$; sleep 5`);
        assert.deepEqual([end.state, end.signal], ["failed", signal]);
      }
    },
  },
  {
    id: "no-program",
    promise: "comes at once when there is no such program, and the fault is the job's",
    async show({ driver, world }) {
      const task = aTask({ ...world.base, argv: ["/no/such-program"] });
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.equal(end.state, "failed");
      assert.ok(end.exitCode === 127 || end.fault === "job", JSON.stringify(end));
    },
  },
  {
    id: "not-executable",
    promise: "comes at once when the program cannot be executed",
    async show({ driver, world }) {
      const task = aTask({ ...world.base, argv: ["/etc/passwd"] });
      await driver.launch(task);
      assert.equal((await driver.end(task.taskId)).state, "failed");
    },
  },
  {
    id: "no-image",
    promise: "comes when the image cannot be had, and the fault is the image's",
    async show({ driver, sh, world }) {
      const task = sh("exit 0", { image: { ref: "no.such.registry.invalid/none:1", pull: "ifNotPresent" } });
      assert.ok(world.base.image !== undefined);
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.deepEqual([end.state, end.fault], ["failed", "image"]);
      assert.match(end.message ?? "", /none:1|image/i);
    },
  },
  {
    id: "refused",
    promise: "is that it is refused, with the reason, when the cluster can never run it",
    async show({ driver, sh }) {
      const task = sh("exit 0", { network: { name: "no-such-network", mappings: [] } });
      await driver.launch(task);
      const end = await driver.end(task.taskId);
      assert.deepEqual([end.state, end.fault], ["error", "refused"]);
      assert.match(end.message ?? "", /no-such-network/);
    },
  },
  {
    id: "children",
    promise: "does not wait for what it left running, and takes that along",
    async show({ driver, sh, run, world }) {
      const file = `${world.shared}/left-${Date.now()}`;
      const mounts = [{ source: world.shared, path: world.shared, mode: "rw" }] as const;
      const task = sh(
        `(trap '' HUP TERM; while :; do echo x >>${file}; sleep 0.2; done) >/dev/null 2>&1 & exit 0`,
        { mounts },
      );
      await driver.launch(task);
      assert.equal((await driver.end(task.taskId)).state, "finished");
      const counting = `a=$(wc -c <${file}); sleep 1; b=$(wc -c <${file}); test "$a" = "$b"`;
      // What was left may take its grace to die.
      const end = await run(
        `touch ${file}; for i in 1 2 3 4 5 6 7 8; do ${counting} && exit 0; done; exit 1`,
        { mounts },
      );
      assert.equal(end.state, "finished");
    },
  },
];
