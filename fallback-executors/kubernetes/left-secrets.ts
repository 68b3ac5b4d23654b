import { fieldsOf, listOf, textIn, textsIn, timeIn } from "../docker/documents.ts";
import { LABELS, type KubernetesOptions } from "./kubernetes-options.ts";
import { removeSecret } from "./launcher.ts";
import { secretsPath } from "./names.ts";

/** A secret whose pod was never made is left behind no longer. */
const LEFT_MS = 600_000;

/** Removes secrets of ours that no pod is going to use: of tasks that are over, or of a launch that was cut off. */
export async function removeSecretsIn(work: {
  readonly options: KubernetesOptions;
  readonly namespace: string;
  readonly ourSelector: string;
  readonly isLeft: (taskId: string) => boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { options, namespace, ourSelector, isLeft, signal } = work;
  const answer = await options.api.json({
    path: `${secretsPath(namespace)}?labelSelector=${encodeURIComponent(ourSelector)}`,
    signal,
  });
  for (const one of listOf(fieldsOf(answer)["items"])) {
    const metadata = fieldsOf(fieldsOf(one)["metadata"]);
    const taskId = textsIn(metadata, "labels")[LABELS.task];
    const isOld = Date.now() - (timeIn(metadata, "creationTimestamp") ?? Date.now()) > LEFT_MS;
    if (isOld && taskId !== undefined && textIn(metadata, "name") !== undefined && isLeft(taskId))
      await removeSecret(options, { namespace, taskId }, signal);
  }
}
