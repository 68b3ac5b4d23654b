import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fieldsOf, textIn } from "../../fallback-executors/docker/documents.ts";
import { createKubernetesApi } from "../../fallback-executors/kubernetes/api.ts";
import { createKubernetesTaskAccess } from "../../fallback-executors/kubernetes/kubernetes-task-access.ts";
import { disconnected, kubeconfigOf, make, open, type Lab } from "./lab.ts";
import { apply, kubeconfigOfGodocker, manifestWith } from "./manifests.ts";
import { until } from "../until.ts";

export function describeRights(lab: Lab): void {
  describe("rights on a cluster", { timeout: 600_000 }, () => {
    it("are enough as the page says, for all that is done with them", async () => {
      await apply(lab, manifestWith("godocker"));
      const kubeconfig = await kubeconfigOfGodocker(lab, "rights");
      const warnings: string[] = [];
      const log = {
        debug: () => undefined,
        info: () => undefined,
        warn: (msg: string) => void warnings.push(msg),
        error: () => undefined,
      };
      await using site = await open(lab, { namespace: "godocker", log, keepMs: 0 }, kubeconfig);
      const { driver, task, options } = site;
      const script = 'echo "$TOKEN"; echo made >file; exec sleep 600';
      const one = task({ argv: ["/bin/sh", "-c", script], secretEnv: { TOKEN: "s3cret" } });
      await driver.launch(one);
      const { agentId } = await driver.running(one.taskId);
      const api = createKubernetesApi({ kubeconfig });
      const access = createKubernetesTaskAccess({ ...options, api });
      const address = {
        taskId: one.taskId,
        placement: { backend: "kubernetes", agentId, hostname: agentId, access: "" },
      };
      const textOf = (part: { readonly bytes: Uint8Array } | undefined): string =>
        Buffer.from(part?.bytes ?? []).toString();
      let output = "";
      for (let tries = 0; output === "" && tries < 100; tries += 1, await sleep(100))
        output = textOf(await access.read(address, "stdout", 0, 100));
      assert.equal(output, "s3cret\n");
      assert.equal(textOf(await access.readFile(address, "file", 0, 100)), "made\n");
      driver.backend.kill({ taskId: one.taskId, agentId, access: "" }, 1000);
      assert.equal((await driver.end(one.taskId)).state, "killed");
      // Its secret goes at its end, its pod when its time to stay is over.
      await until("nothing of it is left", async () => {
        const left = await Promise.all(
          ["pods", "secrets"].map((kind) =>
            lab.cluster.ask("GET", site.podOf(one).replace("/pods/", `/${kind}/`)),
          ),
        );
        return left.every(({ status }) => status === 404);
      });
      assert.deepEqual(warnings, []);
      api.close();
    });

    it("that are missing are told with the words of the API server", async () => {
      await make(lab, "/api/v1/namespaces/default/serviceaccounts", { metadata: { name: "nobody" } });
      const answer = await make(lab, "/api/v1/namespaces/default/serviceaccounts/nobody/token", {});
      const user = { token: textIn(fieldsOf(answer["status"]), "token") };
      assert.match(
        await disconnected(kubeconfigOf(lab, "nobody", {}, user)),
        /forbidden: User .*nobody.* cannot get/,
      );
    });

    it("that nobody has are told as such", async () => {
      assert.match(await disconnected(kubeconfigOf(lab, "stranger", {}, { token: "no" })), /Unauthorized/);
    });
  });
}
