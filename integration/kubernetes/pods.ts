import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { podName } from "../../fallback-executors/kubernetes/labels.ts";
import { assertEnd, foreign, make, open, removeForeign, running, type Lab } from "./lab.ts";

export function describePods(lab: Lab): void {
  describe("pods that others have to do with", { timeout: 600_000 }, () => {
    it("keep their name when they are not ours", async () => {
      await using site = await open(lab);
      const one = site.task();
      const name = podName(site.options.installation, one.taskId);
      await foreign(lab, name, { cpu: "10m" });
      await site.driver.launch(one);
      const end = await site.driver.end(one.taskId);
      assert.equal(end.state, "dropped");
      assert.match(end.message ?? "", /is not ours/);
      assert.equal((await lab.cluster.ask("GET", site.podOf(one))).status, 200);
      await removeForeign(lab, name);
    });

    it("end as gone when somebody deletes them", async () => {
      await using site = await open(lab);
      const one = await running(site);
      await lab.cluster.ask("DELETE", site.podOf(one), { gracePeriodSeconds: 1 });
      assertEnd(await site.driver.end(one.taskId), "gone", "agent");
    });

    it("end by the fault of the agent when their node is drained", async () => {
      await using site = await open(lab);
      const one = await running(site);
      const { status, body } = await lab.cluster.ask("POST", `${site.podOf(one)}/eviction`, {
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name: podName(site.options.installation, one.taskId), namespace: "default" },
        deleteOptions: { gracePeriodSeconds: 1 },
      });
      assert.ok(status < 300, JSON.stringify(body));
      const end = await site.driver.end(one.taskId);
      assertEnd(end, "lost", "agent");
      assert.match(end.message ?? "", /[Ee]viction/);
    });

    it("are preempted when the cluster needs their room", async () => {
      await make(lab, "/apis/scheduling.k8s.io/v1/priorityclasses", {
        metadata: { name: "urgent" },
        value: 1000,
      });
      await using site = await open(lab);
      const { driver } = site;
      const offer = await driver.until("an offer", () => driver.offers()[0]);
      const one = site.task({
        resources: { ...offer.resources, cpusMilli: offer.resources.cpusMilli - 100, memMib: 64, diskMib: 0 },
      });
      driver.backend.launch({ agentId: offer.agentId, offerIds: [offer.id], tasks: [one], refuseMs: 0 });
      await driver.running(one.taskId);
      await foreign(lab, "urgent", { cpu: "500m" }, { priorityClassName: "urgent" });
      const end = await driver.end(one.taskId);
      assert.equal(end.fault, "preempted", JSON.stringify(end));
      await removeForeign(lab, "urgent");
    });

    it("say why they do not begin", async () => {
      await using site = await open(lab);
      const mounts = [{ source: join(lab.home, "no-such-directory"), path: "/data", mode: "ro" }] as const;
      const one = site.task({ mounts });
      await site.driver.launch(one);
      const news = await site.driver.status(one.taskId, ({ message }) =>
        /no-such-directory/.test(message ?? ""),
      );
      assert.equal(news.state, "starting");
      const { agentId } = news;
      site.driver.backend.kill({ taskId: one.taskId, agentId, access: "" }, 0);
      assert.equal((await site.driver.end(one.taskId)).state, "killed");
    });
  });
}
