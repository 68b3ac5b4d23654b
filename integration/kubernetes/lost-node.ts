import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { isEnd } from "../../offers/backend-suite/driver.builders.ts";
import { NODE } from "../services/kubernetes.ts";
import { open, running, type Lab } from "./lab.ts";

export function describeLostNode(lab: Lab): void {
  describe("a node that is lost", { timeout: 600_000 }, () => {
    it("makes its tasks unreachable until it is back", async () => {
      await using site = await open(lab);
      const marks = join(lab.home, "marks");
      mkdirSync(marks, { recursive: true });
      chmodSync(marks, 0o777);
      const mounts = [{ source: marks, path: "/marks", mode: "rw" }] as const;
      const one = await running(site, {
        argv: ["/bin/sh", "-c", "echo x >>/marks/begun; exec sleep 600"],
        mounts,
      });
      await lab.cluster.node.stopKubelet();
      await site.driver.status(one.taskId, ({ state }) => state === "unreachable");
      assert.ok(!site.driver.events.some((event) => event.type === "status" && isEnd(event.update)));
      const before = site.driver.events.length;
      await lab.cluster.node.startKubelet();
      await site.driver.until(
        "that it runs again",
        () =>
          site.driver.events
            .slice(before)
            .some((event) => event.type === "status" && event.update.state === "running") || undefined,
      );
      assert.equal(readFileSync(join(marks, "begun"), "utf8"), "x\n");
    });

    it("takes no tasks while it is cordoned", async () => {
      await using site = await open(lab);
      const { driver } = site;
      await driver.until("an offer", () => driver.offers()[0]);
      await lab.cluster.ask("PATCH", `/api/v1/nodes/${NODE}`, { spec: { unschedulable: true } });
      await driver.event("that it is not active", (one) =>
        one.type === "agents" && one.agents[0]?.active === false ? true : undefined,
      );
      await driver.until("no offers", () => (driver.offers().length === 0 ? true : undefined));
      await lab.cluster.ask("PATCH", `/api/v1/nodes/${NODE}`, { spec: { unschedulable: false } });
      await driver.until("an offer", () => driver.offers()[0]);
    });

    it("ends its tasks as lost when it is deleted", async () => {
      await using site = await open(lab);
      const one = await running(site);
      await lab.cluster.node.stopKubelet();
      await lab.cluster.ask("DELETE", `/api/v1/nodes/${NODE}`);
      await site.driver.event("that it is lost", (event) => (event.type === "agent_lost" ? true : undefined));
      // The cluster itself removes pods of nodes that are not there, some time later.
      await lab.cluster.ask("DELETE", site.podOf(one), { gracePeriodSeconds: 0 });
      const end = await site.driver.end(one.taskId);
      assert.equal(end.fault, "agent", JSON.stringify(end));
      await lab.cluster.node.startKubelet();
    });
  });
}
