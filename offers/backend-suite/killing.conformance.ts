import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { taskIdOf } from "../../jobs/life/job.ts";
import type { Behaviour } from "../backend.conformance.ts";
import { isEnd } from "./driver.builders.ts";
import { sharedMount } from "./launching.conformance.ts";
import { refOf } from "./places.conformance.ts";

export const KILLING: readonly Behaviour[] = [
  {
    id: "kill",
    promise: "a task that is stopped ends as killed",
    async show({ driver, sh }) {
      const task = sh("exec sleep 300");
      await driver.launch(task);
      await driver.running(task.taskId);
      driver.backend.kill(refOf({ driver }, task.taskId), 5000);
      assert.equal((await driver.end(task.taskId)).state, "killed");
    },
  },
  {
    id: "kill-grace",
    promise: "it hears TERM first, and may clean up",
    async show({ driver, sh, world }) {
      const file = join(world.shared, `cleaned-${Date.now()}`);
      const begun = `${file}.begun`;
      const task = sh(
        `trap 'echo cleaned >${file}; exit 0' TERM; echo x >${begun}; while :; do sleep 0.1; done`,
        sharedMount(world.shared),
      );
      await driver.launch(task);
      await driver.running(task.taskId);
      while (!existsSync(begun)) await sleep(20);
      driver.backend.kill(refOf({ driver }, task.taskId), 20_000);
      await driver.end(task.taskId);
      assert.ok(existsSync(file));
    },
  },
  {
    id: "kill-hard",
    promise: "one that ignores TERM is killed after its grace",
    async show({ driver, sh, world }) {
      const begun = join(world.shared, `stubborn-${Date.now()}`);
      const task = sh(`trap '' TERM; echo x >${begun}; while :; do sleep 0.1; done`, {
        graceMs: 1500,
        ...sharedMount(world.shared),
      });
      await driver.launch(task);
      await driver.running(task.taskId);
      while (!existsSync(begun)) await sleep(20);
      driver.backend.kill(refOf({ driver }, task.taskId), 1500);
      assert.equal((await driver.end(task.taskId)).state, "killed");
    },
  },
  {
    id: "kill-tree",
    promise: "its whole tree of processes goes with it",
    async show({ driver, sh, world }) {
      const file = join(world.shared, `tree-${Date.now()}`);
      const task = sh(`(trap '' TERM; while :; do echo x >>${file}; sleep 0.1; done) & wait`, {
        graceMs: 1000,
        ...sharedMount(world.shared),
      });
      await driver.launch(task);
      await driver.running(task.taskId);
      while (!existsSync(file)) await sleep(20);
      driver.backend.kill(refOf({ driver }, task.taskId), 1000);
      await driver.end(task.taskId);
      let size = -1;
      for (let looks = 0; looks < 40 && size !== statSync(file).size; looks += 1) {
        size = statSync(file).size;
        await sleep(500);
      }
      assert.equal(statSync(file).size, size);
    },
  },
  {
    id: "kill-twice",
    promise: "stopping it again is harmless, also when it has ended",
    async show({ driver, sh }) {
      const task = sh("exec sleep 300");
      await driver.launch(task);
      await driver.running(task.taskId);
      const ref = refOf({ driver }, task.taskId);
      driver.backend.kill(ref, 1000);
      driver.backend.kill(ref, 0);
      const end = await driver.status(task.taskId, isEnd);
      driver.backend.kill(ref, 0);
      driver.backend.acknowledge(end);
      driver.backend.kill(ref, 0);
      const other = sh("exit 0");
      await driver.launch(other);
      assert.equal((await driver.end(other.taskId)).state, "finished");
    },
  },
  {
    id: "kill-early",
    promise: "one that is stopped before it runs does not run on",
    async show({ driver, sh, world }) {
      const file = join(world.shared, `early-${Date.now()}`);
      const task = sh(`sleep 6; echo x >${file}`, sharedMount(world.shared));
      const { agentId, access } = await driver.launch(task);
      driver.backend.kill({ taskId: task.taskId, agentId, access }, 1000);
      // A stop that overtook the launch is repeated by the scheduler.
      const again = setInterval(
        () => driver.backend.kill({ taskId: task.taskId, agentId, access }, 1000),
        1000,
      );
      const end = await driver.end(task.taskId);
      clearInterval(again);
      assert.ok(isEnd(end));
      await sleep(6500);
      assert.ok(!existsSync(file));
    },
  },
  {
    id: "kill-unknown",
    promise: "stopping an unknown task is answered: it does not run",
    async show({ driver, sh }) {
      const known = sh("exit 0");
      const { agentId, access } = await driver.launch(known);
      await driver.end(known.taskId);
      const taskId = taskIdOf(999_999_999, undefined, 1, 1);
      driver.backend.kill({ taskId, agentId, access }, 0);
      const { state } = await driver.status(taskId, () => true);
      assert.ok(["gone", "lost", "dropped", "unknown", "killed"].includes(state), state);
    },
  },
  {
    id: "pause",
    promise: "a paused task stands still, and goes on when it may",
    async show({ driver, sh, world }) {
      const file = join(world.shared, `paused-${Date.now()}`);
      const task = sh(`while :; do echo x >>${file}; sleep 0.05; done`, sharedMount(world.shared));
      await driver.launch(task);
      await driver.running(task.taskId);
      while (!existsSync(file)) await sleep(20);
      const ref = refOf({ driver }, task.taskId);
      driver.backend.pause?.(ref);
      driver.backend.pause?.(ref);
      let size = -1;
      while (size !== statSync(file).size) {
        size = statSync(file).size;
        await sleep(500);
      }
      driver.backend.resume?.(ref);
      while (size === statSync(file).size) await sleep(20);
      driver.backend.kill(ref, 0);
      await driver.end(task.taskId);
    },
  },
  {
    id: "pause-kill",
    promise: "a paused task can be stopped",
    async show({ driver, sh }) {
      const task = sh("exec sleep 300", { graceMs: 1000 });
      await driver.launch(task);
      await driver.running(task.taskId);
      const ref = refOf({ driver }, task.taskId);
      driver.backend.pause?.(ref);
      driver.backend.kill(ref, 1000);
      assert.equal((await driver.end(task.taskId)).state, "killed");
    },
  },
];
