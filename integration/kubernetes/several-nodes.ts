import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fieldsOf, listOf, textIn } from "../../fallback-executors/docker/documents.ts";
import type { LaunchOrder, TaskLaunch } from "../../offers/backend.ts";
import type { AgentInfo } from "../../offers/offer.ts";
import { NODE, type RemoteNode } from "../services/kubernetes.ts";
import { foreign, open, removeForeign, type Lab, type Site } from "./lab.ts";
import { aLostNodesJobGoesElsewhere } from "./lost-jobs.ts";
import { addPaperNode, type PaperNode } from "./paper-node.ts";

const GPUS = "nvidia.com/gpu";

export function describeSeveralNodes(lab: Lab): void {
  describe("a cluster of several nodes", { timeout: 900_000 }, () => {
    let second: RemoteNode;
    let paper: PaperNode;
    before(async () => {
      second = await lab.cluster.addNode();
      paper = await addPaperNode(lab, "gpu-1", {
        labels: { "example.com/kind": "gpu", "topology.kubernetes.io/zone": "z2" },
        taints: [{ key: "gpu", value: "yes", effect: "NoSchedule" }],
        capacity: { cpu: "16", memory: "64Gi", pods: "10", [GPUS]: "4" },
      });
    });
    after(async () => {
      await paper?.remove();
      await second?.remove();
      if (second !== undefined) await lab.cluster.ask("DELETE", `/api/v1/nodes/${second.name}`);
    });

    it("has offers of each of its own, and a pod is bound where its offer was", async () => {
      await using site = await open(lab);
      const { driver } = site;
      const tasks: TaskLaunch[] = [];
      for (const node of [second.name, NODE, second.name]) {
        const task = site.task();
        await launchOn(site, node, task);
        tasks.push(task);
      }
      const seen = await Promise.all(tasks.map(({ taskId }) => driver.running(taskId)));
      assert.deepEqual(
        seen.map(({ agentId }) => agentId),
        [second.name, NODE, second.name],
      );
      for (const [at, task] of tasks.entries())
        assert.equal(await nodeOf(lab, site, task), seen[at]?.agentId);
    });

    it("keeps a task to its node, also when another one has more room", async () => {
      await using site = await open(lab);
      const offer = await offerOn(site, second.name);
      // Somebody takes the room of that node alone.
      await foreign(
        lab,
        "wide",
        { cpu: `${offer.resources.cpusMilli - 100}m` },
        { nodeSelector: { "kubernetes.io/hostname": second.name } },
      );
      const task = site.task({ resources: { cpusMilli: 300, memMib: 64, diskMib: 0, gpus: 0 } });
      site.driver.backend.launch(orderOf(offer, task));
      const end = await site.driver.end(task.taskId);
      assert.equal(end.state, "dropped");
      assert.match(end.message ?? "", /Insufficient cpu/);
      await removeForeign(lab, "wide");
    });

    it("tells of what others hold on the node where they are, and on no other", async () => {
      await using site = await open(lab);
      const share = async (name: string): Promise<number> => (await offerOn(site, name)).resources.cpusMilli;
      const [one, other] = [await share(NODE), await share(second.name)];
      await foreign(
        lab,
        "lodger",
        { cpu: "300m" },
        { nodeSelector: { "kubernetes.io/hostname": second.name } },
      );
      // What is offered already is offered still: those who come see it as it is.
      await using later = await open(lab);
      assert.equal((await offerOn(later, NODE)).resources.cpusMilli, one);
      assert.equal((await offerOn(later, second.name)).resources.cpusMilli, other - 300);
      await removeForeign(lab, "lodger");
    });

    it("gives no tasks to a node whose taints they do not tolerate, and GPUs to those that do", async () => {
      await using plain = await open(lab);
      assert.equal((await agentOf(plain, paper.name)).active, false);
      await offerOn(plain, NODE);
      assert.ok(!fresh(plain).some(({ agentId }) => agentId === paper.name));
      const tolerations = [{ key: "gpu", operator: "Equal", value: "yes", effect: "NoSchedule" }] as const;
      await using site = await open(lab, { tolerations });
      const agent = await agentOf(site, paper.name);
      assert.deepEqual([agent.active, agent.total.gpus], [true, 4]);
      assert.deepEqual([agent.attributes["zone"], agent.attributes["example.com/kind"]], ["z2", "gpu"]);
      const task = site.task({ resources: { cpusMilli: 1000, memMib: 1024, diskMib: 0, gpus: 3 } });
      await launchOn(site, paper.name, task);
      await paper.run(site.podOf(task));
      assert.equal((await site.driver.running(task.taskId)).agentId, paper.name);
      const { body } = await lab.cluster.ask("GET", site.podOf(task));
      const limits = fieldsOf(
        fieldsOf(fieldsOf(listOf(fieldsOf(fieldsOf(body)["spec"])["containers"])[0])["resources"])["limits"],
      );
      assert.equal(limits[GPUS], "3");
      // One is left: whoever asks for two bounces, or is not offered so many.
      const rest = await offerOn(site, paper.name);
      assert.equal(rest.resources.gpus, 1);
      await paper.end(site.podOf(task), 3);
      const end = await site.driver.end(task.taskId);
      assert.deepEqual([end.state, end.exitCode], ["failed", 3]);
      await site.driver.until("all GPUs", () => {
        const gpus = fresh(site)
          .filter(({ agentId }) => agentId === paper.name)
          .reduce((sum, { resources }) => sum + resources.gpus, 0);
        return gpus === 4 ? true : undefined;
      });
    });

    it("counts the GPUs of others, and those that are broken", async () => {
      const tolerations = [{ operator: "Exists" }] as const;
      await foreign(
        lab,
        "trainer",
        {},
        {
          tolerations,
          nodeSelector: { "kubernetes.io/hostname": paper.name },
          containers: [{ name: "c", image: "busybox:local", resources: { limits: { [GPUS]: "2" } } }],
        },
      );
      await using site = await open(lab, { tolerations });
      assert.equal((await offerOn(site, paper.name)).resources.gpus, 2);
      await paper.allocate({ [GPUS]: "3" });
      await site.driver.event("one less", (one) =>
        one.type === "agents" && one.agents.find(({ id }) => id === paper.name)?.total.gpus === 3
          ? true
          : undefined,
      );
      await removeForeign(lab, "trainer");
      await paper.allocate({ [GPUS]: "4" });
    });

    it("goes on with the other nodes while one is cordoned", async () => {
      await using site = await open(lab);
      await offerOn(site, second.name);
      const cordon = (unschedulable: boolean) =>
        lab.cluster.ask("PATCH", `/api/v1/nodes/${second.name}`, { spec: { unschedulable } });
      await cordon(true);
      await site.driver.until("no offer of it", () =>
        fresh(site).every(({ agentId }) => agentId !== second.name) ? true : undefined,
      );
      const task = site.task();
      await launchOn(site, NODE, task);
      await site.driver.running(task.taskId);
      await cordon(false);
      await offerOn(site, second.name);
    });

    it("has jobs of a node that is lost go on elsewhere", () => aLostNodesJobGoesElsewhere(lab, second));

    it("loses what was on a node that is lost, and starts it on another", async () => {
      await using site = await open(lab);
      const { driver } = site;
      const [lost, kept] = [site.task(), site.task()];
      await launchOn(site, second.name, lost);
      await launchOn(site, NODE, kept);
      await driver.running(lost.taskId);
      await driver.running(kept.taskId);
      second.setPlugged(false);
      await driver.status(lost.taskId, ({ state }) => state === "unreachable");
      await driver.until("no offer of it", () =>
        fresh(site).every(({ agentId }) => agentId !== second.name) ? true : undefined,
      );
      // As the cluster's own controller does 5 minutes later, or an administrator now.
      await lab.cluster.ask("DELETE", site.podOf(lost), { gracePeriodSeconds: 0 });
      const end = await driver.end(lost.taskId);
      assert.equal(end.fault, "agent", JSON.stringify(end));
      const again = site.task();
      await launchOn(site, NODE, again);
      assert.equal((await driver.running(again.taskId)).agentId, NODE);
      const isOver = (taskId: string): boolean =>
        driver.events.some(
          (event) =>
            event.type === "status" &&
            event.update.taskId === taskId &&
            event.update.acknowledgement !== undefined,
        );
      assert.ok(!isOver(kept.taskId));
      second.setPlugged(true);
      await offerOn(site, second.name);
    });
  });
}

/** Offers that were answered, in all tests. */
const used = new Set<string>();

function fresh({ driver }: Site) {
  return driver.offers().filter(({ id }) => !used.has(id));
}

async function offerOn(site: Site, node: string) {
  return site.driver.until(`an offer of ${node}`, () => fresh(site).find(({ agentId }) => agentId === node));
}

async function agentOf({ driver }: Site, node: string): Promise<AgentInfo> {
  return driver.event(`news of ${node}`, (one) =>
    one.type === "agents" ? one.agents.find(({ id }) => id === node) : undefined,
  );
}

function orderOf(
  { id, agentId }: { readonly id: string; readonly agentId: string },
  task: TaskLaunch,
): LaunchOrder {
  used.add(id);
  return { agentId, offerIds: [id], tasks: [task], refuseMs: 0 };
}

async function launchOn(site: Site, node: string, task: TaskLaunch): Promise<void> {
  site.driver.backend.launch(orderOf(await offerOn(site, node), task));
}

async function nodeOf({ cluster }: Lab, site: Site, task: TaskLaunch): Promise<string | undefined> {
  const { body } = await cluster.ask("GET", site.podOf(task));
  return textIn(fieldsOf(fieldsOf(body)["spec"]), "nodeName");
}
