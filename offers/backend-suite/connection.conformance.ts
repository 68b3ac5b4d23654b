import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Behaviour, Stage } from "../backend.conformance.ts";
import { drive, isEnd, type Driver } from "./driver.builders.ts";
import { sharedMount } from "./launching.conformance.ts";
import { refOf } from "./places.conformance.ts";

export const CONNECTION: readonly Behaviour[] = [
  {
    id: "connected-first",
    promise: "the first news is the connection, with a registration",
    async show({ driver }) {
      const first = driver.events.find(({ type }) => type !== "disconnected");
      assert.equal(first?.type, "connected");
      assert.ok(first.type === "connected" && first.registrationId !== "");
      await Promise.resolve();
    },
  },
  {
    id: "calls-early",
    promise: "calls before the connection, and after the stop, do no harm",
    async show({ world, sh }) {
      const backend = world.connect();
      const task = sh("exit 0");
      const poke = (): void => {
        backend.launch({ agentId: "a", offerIds: ["o"], tasks: [task], refuseMs: 0 });
        backend.decline(["o"], 0);
        backend.kill({ taskId: task.taskId, agentId: "a", access: "" }, 0);
        backend.reconcile([]);
        backend.revive();
        backend.suppress();
        backend.want([]);
      };
      poke();
      await backend.stop();
      poke();
      await backend.stop();
    },
  },
  {
    id: "outage",
    promise: "a cluster that is away for a moment is told as such, and tasks are as they were",
    async show({ driver, sh, world }) {
      const task = sh("exec sleep 300");
      await driver.launch(task);
      await driver.running(task.taskId);
      const before = driver.events.length;
      assert.ok(world.interrupt !== undefined, "this world cannot interrupt its cluster");
      await world.interrupt();
      const since = (type: string): true | undefined =>
        driver.events.slice(before).some((one) => one.type === type) || undefined;
      await driver.until("the loss", () => since("disconnected"));
      await driver.until("the connection", () => since("connected"));
      driver.backend.reconcile([refOf({ driver }, task.taskId)]);
      await driver.until(
        "that it runs",
        () =>
          driver.events
            .slice(before)
            .some(
              (one) =>
                one.type === "status" && one.update.taskId === task.taskId && one.update.state === "running",
            ) || undefined,
      );
      driver.backend.kill(refOf({ driver }, task.taskId), 0);
      await driver.end(task.taskId);
    },
  },
  {
    id: "adopts",
    promise: "a scheduler that comes again finds its tasks running, and hears their ends",
    async show(stage) {
      const { world, sh } = stage;
      const marker = join(world.shared, `adopted-${Date.now()}`);
      const task = sh(`echo x >>${marker}; sleep 5; exit 11`, sharedMount(world.shared));
      const other = sh("exec sleep 300");
      const registrationId = await away(stage, async (driver) => {
        await driver.launch(task, other);
        await driver.running(task.taskId);
        await driver.running(other.taskId);
      });
      await using driver = await drive(world.connect(), registrationId);
      assert.equal(await registrationOf(driver), registrationId);
      driver.backend.reconcile([refTo(task.taskId, stage.driver), refTo(other.taskId, stage.driver)]);
      assert.equal((await driver.status(other.taskId, ({ state }) => state !== "unknown")).state, "running");
      assert.equal((await driver.end(task.taskId)).exitCode, 11);
      driver.backend.kill(refOf({ driver }, other.taskId), 0);
      await driver.end(other.taskId);
      assert.equal(readFileSync(marker, "utf8"), "x\n"); // it was never started twice
    },
  },
  {
    id: "ended-away",
    promise: "an end while no scheduler was there is told when one comes",
    async show(stage) {
      const { world, sh } = stage;
      const task = sh("sleep 2; exit 12");
      const registrationId = await away(stage, async (driver) => {
        await driver.launch(task);
        await driver.running(task.taskId);
      });
      await sleep(4000);
      await using driver = await drive(world.connect(), registrationId);
      await registrationOf(driver);
      driver.backend.reconcile([refTo(task.taskId, stage.driver)]);
      const end = await driver.end(task.taskId);
      assert.ok(end.exitCode === 12 || isEnd(end), JSON.stringify(end));
      assert.equal(end.exitCode, 12);
    },
  },
  {
    id: "offers-void",
    promise: "offers of an earlier connection are not valid in the next",
    async show(stage) {
      const { world, sh } = stage;
      let offer = { id: "", agentId: "" };
      const registrationId = await away(stage, async (driver) => {
        offer = await driver.until("an offer", () => driver.offers()[0]);
      });
      await using driver = await drive(world.connect(), registrationId);
      await registrationOf(driver);
      const task = sh("exit 0");
      driver.backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [task], refuseMs: 0 });
      const { state } = await driver.end(task.taskId);
      assert.ok(["dropped", "lost"].includes(state), state);
    },
  },
];

/**
 * Does something as a scheduler that goes away then. The stage's own scheduler is gone from then on, so that no other
 * behaviour comes after those that need this. @returns its registration
 */
async function away({ world, driver }: Stage, work: (driver: Driver) => Promise<void>): Promise<string> {
  const own = await registrationOf(driver);
  await driver.backend.stop();
  const first = await drive(world.connect(), own);
  const registrationId = await registrationOf(first);
  await work(first);
  remembered.set(driver, first);
  await first.backend.stop();
  return registrationId;
}

/** What a scheduler that went away had heard. */
const remembered = new WeakMap<Driver, Driver>();

function refTo(taskId: ReturnType<Stage["sh"]>["taskId"], driver: Driver) {
  return refOf({ driver: remembered.get(driver) ?? driver }, taskId);
}

function registrationOf(driver: Driver): Promise<string> {
  return driver.event("the connection", (one) => (one.type === "connected" ? one.registrationId : undefined));
}
