import type { TaskLaunch } from "../../offers/backend.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";
import { hostWord } from "./labels.ts";

/** Of a task: whose it is. As the scheduler labels every task. */
export interface Owner {
  readonly project: string;
  readonly user: string;
}

export function ownerOf({ labels }: Pick<TaskLaunch, "labels">): Owner {
  return { project: labels["godocker.project"] ?? "", user: labels["godocker.user"] ?? "" };
}

const PROJECT = "${project}";
const USER = "${user}";
/** Source: Kubernetes documentation, "Object Names and IDs". */
const [LABEL_MAX, SUBDOMAIN_MAX] = [63, 253];

/** Whether every project has a namespace of its own. */
export function isPerProject({ namespace }: Pick<KubernetesOptions, "namespace">): boolean {
  return namespace.includes(PROJECT);
}

/** Where the pod of a task goes. */
export function namespaceOf(owner: Owner, { namespace }: Pick<KubernetesOptions, "namespace">): string {
  const room = LABEL_MAX - namespace.replaceAll(PROJECT, "").length;
  return namespace.replaceAll(PROJECT, hostWord(owner.project, room));
}

/** Secrets with which its image is pulled. Kubernetes takes no notice of those that are not there. */
export function pullSecretsOf(
  owner: Owner,
  { imagePullSecrets }: Pick<KubernetesOptions, "imagePullSecrets">,
): readonly string[] {
  return imagePullSecrets.map((name) => {
    const room = SUBDOMAIN_MAX - name.replaceAll(PROJECT, "").replaceAll(USER, "").length;
    return name
      .replaceAll(PROJECT, () => hostWord(owner.project, Math.min(LABEL_MAX, room)))
      .replaceAll(USER, () => hostWord(owner.user, Math.min(LABEL_MAX, room)));
  });
}

/** Pods of one namespace. */
export function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
}

export function secretsPath(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
}

/** All pods among which ours are. */
export function ourPodsPath(options: Pick<KubernetesOptions, "namespace">): string {
  return isPerProject(options) ? "/api/v1/pods" : podsPath(options.namespace);
}
