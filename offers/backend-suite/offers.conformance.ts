import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { add, fits, NO_RESOURCES } from "../../resources/vector.ts";
import type { Behaviour } from "../backend.conformance.ts";
import type { Driver } from "./driver.builders.ts";
import { refOf } from "./places.conformance.ts";

/** So long nothing must come that is refused. */
const REFUSED_MS = 3000;

export const OFFERS: readonly Behaviour[] = [
  {
    id: "inventory",
    promise: "come with an inventory, and are never more than that",
    async show({ driver }) {
      const agents = await driver.event("the inventory", (one) =>
        one.type === "agents" && one.agents.length > 0 ? one.agents : undefined,
      );
      await driver.until("an offer", () => driver.offers()[0]);
      for (const { id, total, hostname } of agents) {
        assert.notEqual(hostname, "");
        assert.ok(
          fits(sumOf(driver, id), total),
          `${JSON.stringify(sumOf(driver, id))} of ${JSON.stringify(total)}`,
        );
      }
    },
  },
  {
    id: "used",
    promise: "are smaller by what a task holds, and grow again after its end",
    async show({ driver, sh }) {
      await driver.until("a large offer", () =>
        driver.offers().find(({ resources }) => resources.memMib > 256),
      );
      const task = sh("exec sleep 300", { resources: { cpusMilli: 100, memMib: 256, diskMib: 0, gpus: 0 } });
      const { agentId } = await driver.launch(task);
      await driver.running(task.taskId);
      const total = await totalOf(driver, agentId);
      await driver.until("what is left", () =>
        driver.offers().some((one) => one.agentId === agentId) ? true : undefined,
      );
      assert.ok(sumOf(driver, agentId).memMib <= total.memMib - 256);
      driver.backend.kill(refOf({ driver }, task.taskId), 0);
      await driver.end(task.taskId);
      await driver.until("all of it", () =>
        sumOf(driver, agentId).memMib > total.memMib - 256 ? true : undefined,
      );
    },
  },
  {
    id: "declined",
    promise: "that are declined do not come again for as long as was said",
    async show({ driver }) {
      const declineAll = async (): Promise<void> => {
        const all = await driver.until("an offer", () =>
          driver.offers().length > 0 ? driver.offers() : undefined,
        );
        driver.decline(
          all.map(({ id }) => id),
          600_000,
        );
      };
      await declineAll();
      // What was declined in pieces may come once more as a whole.
      await sleep(1000);
      if (driver.offers().length > 0) await declineAll();
      const before = driver.events.length;
      await sleep(REFUSED_MS);
      const again = driver.events.slice(before).flatMap((one) => (one.type === "offers" ? one.offers : []));
      assert.deepEqual(
        again.map(({ id }) => id),
        [],
      );
      driver.backend.revive();
      await driver.until(
        "an offer",
        () => driver.events.slice(before).some(({ type }) => type === "offers") || undefined,
      );
    },
  },
  {
    id: "declined-briefly",
    promise: "that are declined for a moment come again by themselves",
    async show({ driver }) {
      const all = await driver.until("an offer", () =>
        driver.offers().length > 0 ? driver.offers() : undefined,
      );
      const before = driver.events.length;
      driver.decline(
        all.map(({ id }) => id),
        500,
      );
      await driver.until(
        "an offer",
        () => driver.events.slice(before).some(({ type }) => type === "offers") || undefined,
      );
    },
  },
  {
    id: "suppressed",
    promise: "stop when they are suppressed, and come again when revived",
    async show({ driver }) {
      const all = await driver.until("an offer", () =>
        driver.offers().length > 0 ? driver.offers() : undefined,
      );
      driver.backend.suppress();
      driver.decline(
        all.map(({ id }) => id),
        0,
      );
      await sleep(1000); // what was under way
      const before = driver.events.length;
      driver.backend.suppress();
      await sleep(REFUSED_MS);
      assert.ok(!driver.events.slice(before).some(({ type }) => type === "offers"));
      driver.backend.revive();
      driver.backend.revive();
      await driver.until(
        "an offer",
        () => driver.events.slice(before).some(({ type }) => type === "offers") || undefined,
      );
    },
  },
  {
    id: "wishes",
    promise: "are useful whatever is wished for",
    async show({ driver, run }) {
      driver.backend.want([
        { resources: { cpusMilli: 100, memMib: 64, diskMib: 0, gpus: 0 }, ports: 0, constraints: [] },
      ]);
      driver.backend.revive();
      assert.equal((await run("exit 0")).state, "finished");
      driver.backend.want([]);
    },
  },
];

async function totalOf(driver: Driver, agentId: string) {
  const found = await driver.event("the inventory", (one) =>
    one.type === "agents" ? one.agents.find(({ id }) => id === agentId) : undefined,
  );
  return found.total;
}

function sumOf(driver: Driver, agentId: string) {
  return driver
    .offers()
    .filter((one) => one.agentId === agentId)
    .reduce((sum, { resources }) => add(sum, resources), NO_RESOURCES);
}
