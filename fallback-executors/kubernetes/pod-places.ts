import { fieldsOf, listOf, textIn } from "../docker/documents.ts";
import { KubernetesError, type KubernetesApi } from "./api.ts";
import { LABELS } from "./kubernetes-options.ts";
import { labelValue, podName } from "./labels.ts";
import { isPerProject, ourPodsPath, podsPath } from "./names.ts";

/** Where pods of ours are: a pod never moves. */
export interface PodPlaces {
  /** Of its namespace. @throws KubernetesError  404 when there is no such pod; KubernetesUnreachableError */
  podsPathOf(taskId: string): Promise<string>;
}

/** Namespaces that are remembered. */
const PLACES_MAX = 10_000;

/** What is known of a task does not tell its namespace where each project has its own: its labels find its pod. */
export function createPodPlaces(options: {
  readonly api: KubernetesApi;
  readonly namespace: string;
  readonly installation: string;
}): PodPlaces {
  const { api, installation, namespace } = options;
  if (!isPerProject(options)) return { podsPathOf: () => Promise.resolve(podsPath(namespace)) };
  const known = new Map<string, string>();
  return {
    async podsPathOf(taskId) {
      const place = known.get(taskId);
      if (place !== undefined) return place;
      const labelSelector = `${LABELS.installation}=${labelValue(installation)},${LABELS.task}=${labelValue(taskId)}`;
      const answer = await api.json({
        path: `${ourPodsPath(options)}?${new URLSearchParams({ labelSelector })}`,
      });
      const name = podName(installation, taskId);
      const found = listOf(fieldsOf(answer)["items"])
        .map((pod) => fieldsOf(fieldsOf(pod)["metadata"]))
        .find((metadata) => textIn(metadata, "name") === name);
      const own = found === undefined ? undefined : textIn(found, "namespace");
      if (own === undefined) throw new KubernetesError(404, "NotFound", `there is no pod ${name}`);
      const path = podsPath(own);
      known.set(taskId, path);
      for (const oldest of known.keys()) {
        if (known.size <= PLACES_MAX) break;
        known.delete(oldest);
      }
      return path;
    },
  };
}
