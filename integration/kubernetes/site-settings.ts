import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fieldsOf, textIn, textsIn } from "../../fallback-executors/docker/documents.ts";
import { ANNOTATIONS, LABELS } from "../../fallback-executors/kubernetes/kubernetes-options.ts";
import { isLabelValue } from "../../fallback-executors/kubernetes/labels.ts";
import { createKubernetesBackend } from "../../fallback-executors/kubernetes/kubernetes-backend.ts";
import { testKubernetes } from "../../fallback-executors/testing/kubernetes-cluster.ts";
import { drive } from "../../offers/backend-suite/driver.builders.ts";
import { NODE } from "../services/kubernetes.ts";
import { busyboxLayer } from "../services/busybox-image.ts";
import { startRegistry } from "../services/registry.ts";
import { listed, make, open, running, type Lab } from "./lab.ts";
import { apply, manifestWith } from "./manifests.ts";
import { until } from "../until.ts";

const DEFAULT = "/api/v1/namespaces/default";

/** What a site sets for all jobs, as a real cluster takes it. */
export function describeSiteSettings(lab: Lab): void {
  describe("settings of a site on a cluster", { timeout: 600_000 }, () => {
    it("a volume in a persistent volume claim is that of all pods", async () => {
      const disk = join(lab.home, "disk");
      mkdirSync(join(disk, "ana"), { recursive: true });
      chmodSync(join(disk, "ana"), 0o777);
      writeFileSync(join(disk, "ana/in"), "from the disk\n");
      const shape = { accessModes: ["ReadWriteMany"], storageClassName: "disk" };
      await make(lab, "/api/v1/persistentvolumes", {
        metadata: { name: "disk" },
        spec: { ...shape, capacity: { storage: "1Gi" }, hostPath: { path: disk } },
      });
      await make(lab, `${DEFAULT}/persistentvolumeclaims`, {
        metadata: { name: "disk" },
        spec: { ...shape, resources: { requests: { storage: "1Gi" } } },
      });
      await until("the claim has its volume", async () => {
        const { body } = await lab.cluster.ask("GET", `${DEFAULT}/persistentvolumeclaims/disk`);
        return textIn(fieldsOf(fieldsOf(body)["status"]), "phase") === "Bound";
      });
      await using site = await open(lab, { claims: { "/data": "disk" } });
      const mounts = [{ source: "/data/ana", path: "/work", mode: "rw" }] as const;
      const task = site.task({ argv: ["/bin/sh", "-c", "cat /work/in >/work/out"], mounts });
      await site.driver.launch(task);
      const end = await site.driver.end(task.taskId);
      assert.equal(end.state, "finished", JSON.stringify(end));
      assert.equal(readFileSync(join(disk, "ana/out"), "utf8"), "from the disk\n");
    });

    it("a claim that is not there ends a task, with the cluster's own words", async () => {
      await using site = await open(lab, { claims: { "/data": "no-such-claim" } });
      const mounts = [{ source: "/data", path: "/work", mode: "rw" }] as const;
      const task = site.task({ mounts });
      await site.driver.launch(task);
      const end = await site.driver.end(task.taskId);
      assert.deepEqual([end.state, end.fault], ["failed", "launch"]);
      assert.match(end.message ?? "", /no-such-claim.* not found/);
    });

    it("an image is pulled with the secret of the project, and by no other", async () => {
      await using registry = await startRegistry(lab.cluster.outside, "password");
      registry.add("private/busybox:1", await busyboxLayer());
      lab.cluster.node.trust(registry.address);
      await make(lab, `${DEFAULT}/secrets`, {
        metadata: { name: "registry-biology" },
        type: "kubernetes.io/dockerconfigjson",
        data: { ".dockerconfigjson": Buffer.from(registry.dockerConfig).toString("base64") },
      });
      await using site = await open(lab, { imagePullSecrets: ["common", "registry-${project}"] });
      const of = (project: string) =>
        ({
          image: { ref: `${registry.address}/private/busybox:1`, pull: "always" },
          labels: { "godocker.project": project, "godocker.user": "ana" },
        }) as const;
      const stranger = site.task(of("chemistry"));
      await site.driver.launch(stranger);
      const end = await site.driver.end(stranger.taskId);
      assert.deepEqual([end.state, end.fault], ["failed", "image"], JSON.stringify(end));
      await running(site, of("biology"));
    });

    it("a taint that pods tolerate keeps only those of others away", async (t) => {
      const node = `/api/v1/nodes/${NODE}`;
      const taint = (taints: readonly object[] | null) =>
        lab.cluster.ask("PATCH", node, { spec: { taints } });
      await taint([{ key: "batch", value: "yes", effect: "NoSchedule" }]);
      t.after(() => taint(null));
      await using other = await open(lab);
      await other.driver.event("that it takes none", (one) =>
        one.type === "agents" && one.agents.some(({ id, active }) => id === NODE && !active)
          ? true
          : undefined,
      );
      const tolerations = [{ key: "batch", operator: "Exists", effect: "NoSchedule" }] as const;
      await using site = await open(lab, { tolerations });
      await running(site);
    });

    it("names of any letters and length are kept, and are labels that policies select by", async () => {
      const installation = `Ünïnstallation/${"x".repeat(80)} @`;
      const options = testKubernetes(lab.cluster.kubeconfig, installation, {
        podLabels: { "example.com/team": "batch" },
        attachments: { storage: "multus/storage" },
      });
      const name = `${"é\n\t☃ \"'$(HOME)".repeat(30)} ${"n".repeat(300)}`;
      await using site = await open(lab);
      const task = site.task({
        name,
        labels: {
          "godocker.project": "p".repeat(200),
          "godocker.user": "ana.müller@example.org",
          "any key at all ☃": "v".repeat(5000),
        },
        network: { name: "storage", mappings: [] },
      });
      await using driver = await drive(createKubernetesBackend(options));
      await driver.launch(task);
      const { agentId } = await driver.running(task.taskId);
      const { body } = await lab.cluster.ask(
        "GET",
        `${DEFAULT}/pods?labelSelector=${encodeURIComponent("example.com/team=batch")}`,
      );
      const [pod = {}] = listed(body);
      const metadata = fieldsOf(pod["metadata"]);
      const [labels, annotations] = [textsIn(metadata, "labels"), textsIn(metadata, "annotations")];
      assert.equal(annotations[ANNOTATIONS.name], name);
      assert.equal(annotations[ANNOTATIONS.attachments], "multus/storage");
      assert.equal(labels[LABELS.network], "storage");
      for (const key of Object.values(LABELS)) assert.ok(isLabelValue(labels[key] ?? " "), key);
      // Whoever comes next finds it by them.
      await driver.backend.stop();
      await using next = await drive(
        createKubernetesBackend(testKubernetes(lab.cluster.kubeconfig, installation)),
      );
      next.backend.reconcile([{ taskId: task.taskId, agentId, access: "" }]);
      await next.running(task.taskId);
      await lab.cluster.ask("DELETE", `${DEFAULT}/pods/${String(metadata["name"])}`, {
        gracePeriodSeconds: 0,
      });
    });

    it("the network policies of the page are some, and select our pods", async () => {
      await apply(lab, manifestWith("godocker-biology").slice(1, 2));
      await apply(lab, manifestWith("jobs-of-this-project-alone"));
      await apply(lab, manifestWith("internet"));
      await using site = await open(lab, {
        namespace: "godocker-${project}",
        networks: ["internet"],
      });
      await running(site, {
        labels: { "godocker.project": "biology", "godocker.user": "ana" },
        network: { name: "internet", mappings: [] },
      });
      const inside = "/apis/networking.k8s.io/v1/namespaces/godocker-biology/networkpolicies";
      const selected = async (policy: string): Promise<number> => {
        const answer = await lab.cluster.ask("GET", `${inside}/${policy}`);
        const selector = textsIn(
          fieldsOf(fieldsOf(fieldsOf(answer.body)["spec"])["podSelector"]),
          "matchLabels",
        );
        const words = Object.entries(selector).map(([key, value]) =>
          key === LABELS.installation ? `${key}=${site.options.installation}` : `${key}=${value}`,
        );
        const { body } = await lab.cluster.ask(
          "GET",
          `/api/v1/namespaces/godocker-biology/pods?labelSelector=${encodeURIComponent(words.join(","))}`,
        );
        return listed(body).length;
      };
      await until(
        "both select it",
        async () =>
          (await selected("jobs-of-this-project-alone")) === 1 && (await selected("internet")) === 1,
      );
    });
  });
}
