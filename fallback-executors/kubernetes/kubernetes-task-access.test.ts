import { describe, it } from "node:test";
import { describeTaskAccess } from "../../offers/task-access.conformance.ts";
import { openKubernetesTasks, testKubeconfig, WITHOUT_CLUSTER } from "../testing/kubernetes-cluster.ts";

const kubeconfig = testKubeconfig();

if (kubeconfig === undefined)
  describe("Tasks on Kubernetes", () => {
    it("are reached", { skip: WITHOUT_CLUSTER }, () => undefined);
  });
else describeTaskAccess("Kubernetes", () => openKubernetesTasks(kubeconfig));
