import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foreign, make, open, removeForeign, type Lab } from "./lab.ts";
import { until } from "../until.ts";

export function describeRoom(lab: Lab): void {
  describe("a cluster without room", { timeout: 600_000 }, () => {
    it("has a launch bounce when its scheduler finds none, and leaves no pod behind", async () => {
      // Somebody else's pod takes the room after the offer was made.
      await using site = await open(lab);
      const { driver, task } = site;
      const offer = await driver.until("an offer", () => driver.offers()[0]);
      const cpusMilli = offer.resources.cpusMilli - 300;
      await foreign(lab, "greedy", { cpu: `${cpusMilli + 200}m` });
      const one = task({ resources: { cpusMilli, memMib: 64, diskMib: 0, gpus: 0 } });
      driver.backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [one], refuseMs: 0 });
      const end = await driver.end(one.taskId);
      assert.equal(end.state, "dropped");
      assert.match(end.message ?? "", /Insufficient cpu/);
      await until(
        "its pod is gone",
        async () => (await lab.cluster.ask("GET", site.podOf(one))).status === 404,
      );
      await removeForeign(lab, "greedy");
    });

    it("counts what pods of others hold, and never touches them", async () => {
      await foreign(lab, "neighbour", { cpu: "700m", memory: "512Mi" });
      await using site = await open(lab);
      const total = await site.driver.event("the inventory", (one) =>
        one.type === "agents" ? one.agents[0]?.total : undefined,
      );
      const offer = await site.driver.until("an offer", () => site.driver.offers()[0]);
      assert.ok(offer.resources.cpusMilli <= total.cpusMilli - 700);
      assert.ok(offer.resources.memMib <= total.memMib - 512);
      await removeForeign(lab, "neighbour");
      await site.driver.until("its share", () =>
        site.driver.offers().reduce((sum, { resources }) => sum + resources.cpusMilli, 0) >
        total.cpusMilli - 700
          ? true
          : undefined,
      );
    });

    it("has a launch bounce when the quota of its namespace is used up", async () => {
      await make(lab, "/api/v1/namespaces", { metadata: { name: "small" } });
      await make(lab, "/api/v1/namespaces/small/resourcequotas", {
        metadata: { name: "few" },
        spec: { hard: { pods: "0" } },
      });
      await until("the quota is counted", async () => {
        const { body } = await lab.cluster.ask("GET", "/api/v1/namespaces/small/resourcequotas/few");
        return JSON.stringify(body).includes('"used"');
      });
      await using site = await open(lab, { namespace: "small" });
      const one = site.task();
      await site.driver.launch(one);
      const end = await site.driver.end(one.taskId);
      assert.equal(end.state, "dropped");
      assert.match(end.message ?? "", /exceeded quota/);
    });

    it("refuses for good what its policies never allow", async () => {
      await make(lab, "/api/v1/namespaces", {
        metadata: { name: "strict", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      });
      await using site = await open(lab, { namespace: "strict" });
      const mounts = [{ source: "/tmp", path: "/data", mode: "ro" }] as const;
      const [open_, closed] = [site.task(), site.task({ mounts })];
      await site.driver.launch(open_);
      await site.driver.running(open_.taskId);
      await site.driver.launch(closed);
      const end = await site.driver.end(closed.taskId);
      assert.deepEqual([end.state, end.fault], ["error", "refused"]);
      assert.match(end.message ?? "", /PodSecurity.*hostPath/);
      await make(lab, "/api/v1/namespaces/strict/limitranges", {
        metadata: { name: "small" },
        spec: { limits: [{ type: "Container", max: { memory: "64Mi" } }] },
      });
      const large = site.task({ resources: { cpusMilli: 100, memMib: 65, diskMib: 0, gpus: 0 } });
      await site.driver.launch(large);
      const other = await site.driver.end(large.taskId);
      assert.equal(other.fault, "refused");
      assert.match(other.message ?? "", /maximum memory usage per Container/);
    });
  });
}
