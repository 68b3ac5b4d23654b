import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createKubernetesApi } from "../../fallback-executors/kubernetes/api.ts";
import { createKubernetesBackend } from "../../fallback-executors/kubernetes/kubernetes-backend.ts";
import { createKubernetesTaskAccess } from "../../fallback-executors/kubernetes/kubernetes-task-access.ts";
import { podName } from "../../fallback-executors/kubernetes/labels.ts";
import { testKubernetes } from "../../fallback-executors/testing/kubernetes-cluster.ts";
import { drive } from "../../offers/backend-suite/driver.builders.ts";
import { taskIdOf } from "../../jobs/life/job.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { open, type Lab, type Site } from "./lab.ts";
import { apply, kubeconfigOfGodocker, manifestWith } from "./manifests.ts";
import { until } from "../until.ts";

const PER_PROJECT = "godocker-${project}";

function ofProject(project: string): Pick<TaskLaunch, "labels"> {
  return { labels: { "godocker.project": project, "godocker.user": "ana" } };
}

export function describeNamespaces(lab: Lab): void {
  describe("a namespace for each project", { timeout: 600_000 }, () => {
    const isIn = async (site: Site, task: TaskLaunch, namespace: string): Promise<boolean> => {
      const name = podName(site.options.installation, task.taskId);
      return (await lab.cluster.ask("GET", `/api/v1/namespaces/${namespace}/pods/${name}`)).status === 200;
    };

    it("has its tasks, with the rights of the page; they are reached and found again there", async () => {
      await apply(lab, manifestWith("godocker"));
      await apply(lab, manifestWith("godocker-biology"));
      const kubeconfig = await kubeconfigOfGodocker(lab, "projects");
      await using site = await open(lab, { namespace: PER_PROJECT }, kubeconfig);
      const { driver, options } = site;
      const script = 'echo "$TOKEN"; echo made >file; exec sleep 600';
      const task = site.task({
        argv: ["/bin/sh", "-c", script],
        secretEnv: { TOKEN: "s3cret" },
        ...ofProject("biology"),
      });
      await driver.launch(task);
      const { agentId } = await driver.running(task.taskId);
      assert.ok(await isIn(site, task, "godocker-biology"));
      const api = createKubernetesApi({ kubeconfig });
      const access = createKubernetesTaskAccess({ ...options, api });
      const placement = { backend: "kubernetes", agentId, hostname: agentId, access: "" };
      const address = { taskId: task.taskId, placement };
      await until("its output", async () => {
        const part = await access.read(address, "stdout", 0, 100);
        return Buffer.from(part?.bytes ?? []).toString() === "s3cret\n";
      });
      await until("its file", async () => {
        const part = await access.readFile(address, "file", 0, 100);
        return Buffer.from(part?.bytes ?? []).toString() === "made\n";
      });
      assert.equal(
        await access.read({ ...address, taskId: taskIdOf(1, undefined, 1, 1) }, "stdout", 0, 100),
        undefined,
      );
      await driver.backend.stop();
      await using next = await drive(
        createKubernetesBackend(testKubernetes(kubeconfig, options.installation, { namespace: PER_PROJECT })),
      );
      next.backend.reconcile([{ taskId: task.taskId, agentId, access: "" }]);
      await next.running(task.taskId);
      next.backend.kill({ taskId: task.taskId, agentId, access: "" }, 1000);
      assert.equal((await next.end(task.taskId)).state, "killed");
      const name = podName(options.installation, task.taskId);
      const secret = `/api/v1/namespaces/godocker-biology/secrets/${name}`;
      await until("its secret is gone", async () => (await lab.cluster.ask("GET", secret)).status === 404);
      api.close();
    });

    it("that is not there is told, by its name", async () => {
      await using site = await open(lab, { namespace: PER_PROJECT });
      const task = site.task(ofProject("chemistry"));
      await site.driver.launch(task);
      const end = await site.driver.end(task.taskId);
      assert.deepEqual([end.state, end.fault], ["error", "launch"]);
      assert.match(
        end.message ?? "",
        /project chemistry has no namespace godocker-chemistry.*createNamespaces/,
      );
    });

    it("is made when that is wanted and permitted, also for names that no namespace has", async () => {
      await apply(lab, manifestWith("godocker"));
      const kubeconfig = await kubeconfigOfGodocker(lab, "makers");
      const more = { namespace: PER_PROJECT, createNamespaces: true };
      await using forbidden = await open(lab, more, kubeconfig);
      const refused = forbidden.task(ofProject("geology"));
      await forbidden.driver.launch(refused);
      const end = await forbidden.driver.end(refused.taskId);
      assert.equal(end.fault, "refused");
      assert.match(end.message ?? "", /forbidden|cannot create/);
      await apply(lab, manifestWith("godocker-biology"));
      await apply(lab, manifestWith("godocker-namespaces"));
      await sleep(1000); // the API server itself sees new rights a moment later
      await using site = await open(lab, more, kubeconfig);
      const tasks = ["geology", "geology", "earth_2.0"].map((project) => site.task(ofProject(project)));
      for (const task of tasks) await site.driver.launch(task);
      for (const { taskId } of tasks) await site.driver.running(taskId);
      for (const task of tasks.slice(0, 2)) assert.ok(await isIn(site, task, "godocker-geology"));
      const { body } = await lab.cluster.ask("GET", "/api/v1/namespaces");
      assert.match(JSON.stringify(body), /"name":"godocker-earth-2-0-[0-9a-f]{10}"/);
    });
  });
}
