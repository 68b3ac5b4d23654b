import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { taskIdOf } from "../../jobs/life/job.ts";
import type { Behaviour } from "../backend.conformance.ts";
import type { StatusUpdate } from "../backend.ts";
import { isEnd, type Driver } from "./driver.builders.ts";
import { refOf } from "./places.conformance.ts";

export const STATUS: readonly Behaviour[] = [
  {
    id: "repeated",
    promise: "an end is told again until it is acknowledged, and then no more",
    async show({ driver, sh }) {
      const task = sh("exit 3");
      await driver.launch(task);
      const first = await driver.status(task.taskId, isEnd);
      const ends = (): readonly StatusUpdate[] => newsOf(driver, task.taskId).filter(isEnd);
      await driver.until("the same again", () => (ends().length > 1 ? true : undefined));
      for (const { state, exitCode } of ends())
        assert.deepEqual([state, exitCode], [first.state, first.exitCode]);
      for (const update of ends()) driver.backend.acknowledge(update);
      await sleep(2000);
      const told = ends().length;
      for (const update of ends()) driver.backend.acknowledge(update);
      await sleep(2000);
      assert.equal(ends().length, told);
    },
  },
  {
    id: "acknowledged-twice",
    promise: "acknowledging twice, or what needs none, is harmless",
    async show({ driver, run }) {
      const end = await run("exit 0");
      driver.backend.acknowledge(end);
      driver.backend.acknowledge(end);
      assert.equal((await run("exit 0")).state, "finished");
    },
  },
  {
    id: "reconcile-running",
    promise: "a task that runs is reconciled as running",
    async show({ driver, sh }) {
      const task = sh("exec sleep 300");
      await driver.launch(task);
      await driver.running(task.taskId);
      driver.backend.reconcile([refOf({ driver }, task.taskId)]);
      const { state } = await driver.status(task.taskId, ({ reconciliation }) => reconciliation);
      assert.equal(state, "running");
      driver.backend.kill(refOf({ driver }, task.taskId), 0);
      await driver.end(task.taskId);
    },
  },
  {
    id: "reconcile-unknown",
    promise: "a task that nobody knows is reconciled as such",
    async show({ driver, sh }) {
      const known = sh("exit 0");
      const { agentId, access } = await driver.launch(known);
      await driver.end(known.taskId);
      const taskId = taskIdOf(999_999_998, undefined, 1, 1);
      driver.backend.reconcile([{ taskId, agentId, access }]);
      const { state, reconciliation } = await driver.status(taskId, () => true);
      assert.ok(["gone", "lost", "dropped", "unknown"].includes(state), state);
      assert.equal(reconciliation, true);
    },
  },
  {
    id: "reconcile-all",
    promise: "all tasks are told when all are asked for",
    async show({ driver, sh }) {
      const tasks = [sh("exec sleep 300"), sh("exec sleep 300"), sh("exec sleep 300")];
      await driver.launch(...tasks);
      for (const { taskId } of tasks) await driver.running(taskId);
      driver.backend.reconcile([]);
      for (const { taskId } of tasks)
        assert.equal((await driver.status(taskId, ({ reconciliation }) => reconciliation)).state, "running");
      for (const { taskId } of tasks) driver.backend.kill(refOf({ driver }, taskId), 0);
      for (const { taskId } of tasks) await driver.end(taskId);
    },
  },
  {
    id: "reconcile-ended",
    promise: "an end that nobody acknowledged is told again when it is asked for",
    async show({ driver, sh }) {
      const task = sh("exit 9");
      await driver.launch(task);
      await driver.status(task.taskId, isEnd);
      const before = newsOf(driver, task.taskId).length;
      driver.backend.reconcile([refOf({ driver }, task.taskId)]);
      const { state } = await driver.until("an answer", () => newsOf(driver, task.taskId)[before]);
      assert.equal(state, "failed");
      await driver.end(task.taskId);
    },
  },
  {
    id: "order",
    promise: "nothing is told of a task after its end but that end",
    async show({ driver, sh }) {
      const task = sh("exit 0");
      await driver.launch(task);
      await driver.end(task.taskId);
      await sleep(500);
      const states = newsOf(driver, task.taskId).map(({ state }) => state);
      const end = states.indexOf("finished");
      assert.ok(end >= 0 && states.slice(end).every((state) => state === "finished"), states.join());
    },
  },
];

export function newsOf({ events }: Driver, taskId: string): readonly StatusUpdate[] {
  return events.flatMap((one) => (one.type === "status" && one.update.taskId === taskId ? [one.update] : []));
}
