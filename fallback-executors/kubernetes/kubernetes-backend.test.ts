import { describe, it } from "node:test";
import { describeBackend } from "../../offers/backend.conformance.ts";
import { openKubernetesWorld, testKubeconfig, WITHOUT_CLUSTER } from "../testing/kubernetes-cluster.ts";

const kubeconfig = testKubeconfig();

if (kubeconfig === undefined)
  describe("Backend: Kubernetes", () => {
    it("runs tasks", { skip: WITHOUT_CLUSTER }, () => undefined);
  });
else describeBackend("Kubernetes", () => openKubernetesWorld(kubeconfig));
