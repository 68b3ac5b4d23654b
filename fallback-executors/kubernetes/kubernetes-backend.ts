import type { Backend } from "../../offers/backend.ts";
import { createConnectedBackend } from "../backend/connected-backend.ts";
import { kubernetesCapabilities, type KubernetesOptions } from "./kubernetes-options.ts";
import { openKubernetesSession } from "./session.ts";

/**
 * A Kubernetes cluster as a backend: its nodes are the agents, a task is a pod that is pinned to the node that was
 * chosen. Ours are the pods of our namespace with our installation's label; no other is ever touched. Registration is
 * the uid of the namespace `kube-system`: another cluster at the same address means that all tasks are gone.
 */
export function createKubernetesBackend(options: KubernetesOptions): Backend {
  const { name, api, after, log } = options;
  return createConnectedBackend({
    name,
    capabilities: kubernetesCapabilities(options),
    noun: "cluster",
    after,
    log,
    open: (context) => openKubernetesSession(options, context),
    close: () => api.close(),
  });
}
