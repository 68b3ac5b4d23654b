import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createKubernetesApi } from "../../fallback-executors/kubernetes/api.ts";
import { createKubernetesTaskAccess } from "../../fallback-executors/kubernetes/kubernetes-task-access.ts";
import { kubeconfigOf, open, running, type Lab } from "./lab.ts";
import { until } from "../until.ts";

export function describeMixedLogs(lab: Lab): void {
  describe("output of an API server that cannot tell its streams apart", { timeout: 600_000 }, () => {
    it("is all stdout; one that can has them apart", async () => {
      await using site = await open(lab);
      const task = await running(site, {
        argv: ["/bin/sh", "-c", "echo out; echo err >&2; echo done; exec sleep 600"],
      });
      const server = await lab.cluster.plainApi();
      const read = async (kubeconfig: string, stream: "stdout" | "stderr"): Promise<string> => {
        const api = createKubernetesApi({ kubeconfig });
        const access = createKubernetesTaskAccess({ ...site.options, api });
        const placement = { backend: "kubernetes", agentId: "", hostname: "", access: "" };
        const part = await access.read({ taskId: task.taskId, placement }, stream, 0, 1000);
        api.close();
        return Buffer.from(part?.bytes ?? []).toString();
      };
      const plain = kubeconfigOf(lab, "plain", { server }, { token: "admin-token" });
      const { kubeconfig } = lab.cluster;
      await until("all is written", async () => (await read(kubeconfig, "stdout")) === "out\ndone\n");
      assert.equal(await read(kubeconfig, "stderr"), "err\n");
      // Both streams have a pipe of their own: which line is first nobody knows.
      const lines = (await read(plain, "stdout")).trim().split("\n");
      assert.deepEqual(lines.toSorted(), ["done", "err", "out"]);
      assert.equal(await read(plain, "stderr"), "");
    });
  });
}
