import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fieldsOf, textIn } from "../../fallback-executors/docker/documents.ts";
import { startKubernetes } from "../../integration/services/kubernetes.ts";
import type { Rig } from "./rig.ts";

const IMAGE = "busybox:local";
const PODS = "/api/v1/namespaces/default/pods";
/** So often the bare loop asks where a pod stands, as `kubectl wait` does without a watch. */
const ASK_MS = 50;

/** `kubectl run --restart=Never`, over the API. The pod is removed after its end, as a job's is. */
export async function kubernetesRig(): Promise<Rig> {
  const directory = mkdtempSync(join(tmpdir(), "godocker-bench-"));
  const cluster = await startKubernetes(directory);
  let pods = 0;
  return {
    name: "Kubernetes",
    set: [
      "kubernetes.namespace=default",
      `kubernetes.kubeconfig=${cluster.kubeconfig}`,
      "kubernetes.installation=bench",
      "jobs.shared=true",
    ],
    image: IMAGE,
    async runBare(command) {
      const beganMs = performance.now();
      const name = `bare-${(pods += 1)}`;
      const amounts = { cpu: "100m", memory: "32Mi" };
      const created = await cluster.ask("POST", PODS, {
        metadata: { name },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: "task",
              image: IMAGE,
              imagePullPolicy: "IfNotPresent",
              command,
              resources: { requests: amounts, limits: amounts },
              securityContext: { runAsUser: 1234, runAsGroup: 1234, allowPrivilegeEscalation: false },
            },
          ],
        },
      });
      assert.equal(created.status, 201, JSON.stringify(created.body));
      let runsAfterMs: number | undefined;
      for (;;) {
        const { body } = await cluster.ask("GET", `${PODS}/${name}`);
        const status = fieldsOf(fieldsOf(body)["status"]);
        const phase = textIn(status, "phase");
        assert.notEqual(phase, "Failed", JSON.stringify(status));
        if (phase === "Running" || phase === "Succeeded") runsAfterMs ??= performance.now() - beganMs;
        if (phase === "Succeeded") {
          await cluster.ask("DELETE", `${PODS}/${name}`);
          return runsAfterMs ?? 0;
        }
        await sleep(ASK_MS);
      }
    },
    async [Symbol.asyncDispose]() {
      await cluster.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
