import type { TaskLaunch } from "../../offers/backend.ts";
import { fieldsOf, textIn, type Fields } from "../docker/documents.ts";
import { fetched, FetchError } from "../docker/sandbox.ts";
import { KILLED, type Found } from "../backend/session-tasks.ts";
import { KubernetesError } from "./api.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";
import { podName } from "./labels.ts";
import { isPerProject, namespaceOf, ownerOf, podsPath, secretsPath } from "./names.ts";
import { createIn, isAbsent } from "./namespaces.ts";
import {
  ourPod,
  podBody,
  refusalOf,
  secretBody,
  tooLargeFor,
  type OurPod,
  type PodPlace,
  type TaskFile,
} from "./pod.ts";

/** A pod that was made, why there is none, or that there was no room for one. */
export type Launched = { readonly pod: Fields } | { readonly found: Found } | { readonly bounced: string };

/**
 * Files, secret, pod.
 * @param signal  aborted when the task is killed before it began, or the session is over
 * @throws KubernetesUnreachableError  when nobody knows what came of it: the next session finds out
 */
export async function launchPod(
  options: KubernetesOptions,
  task: TaskLaunch,
  place: PodPlace,
  signals: { readonly launch: AbortSignal; readonly session: AbortSignal },
): Promise<Launched> {
  if (task.withheld !== undefined) return { found: { state: "dropped", message: task.withheld } };
  const refusal = refusalOf(task, options);
  if (refusal !== undefined) return refused(refusal);
  const namespace = namespaceOf(ownerOf(task), options);
  let hasSecret = false;
  try {
    const files = await Promise.all(
      task.files.map(async ({ url, name, executable }): Promise<TaskFile> => ({
        name,
        executable,
        bytes: await fetched(url, name, signals.launch),
      })),
    );
    const excess = tooLargeFor(files);
    if (excess !== undefined) return refused(excess);
    signals.launch.throwIfAborted();
    const secret = secretBody(task, files, options);
    if (secret !== undefined) {
      hasSecret = true;
      await createIn(options, namespace, {
        path: secretsPath(namespace),
        body: secret,
        signal: signals.session,
      });
    }
    signals.launch.throwIfAborted();
    // Not taken back any more when the task is killed: nobody would know whether it was made.
    const made = await createIn(options, namespace, {
      path: podsPath(namespace),
      body: podBody(task, place, options),
      signal: signals.session,
    });
    return { pod: fieldsOf(made) };
  } catch (error) {
    const outcome = await outcomeOf(error, options, task, signals.launch);
    if (hasSecret && !("pod" in outcome))
      await removeSecret(options, { namespace, taskId: task.taskId }, signals.session);
    return outcome;
  }
}

async function outcomeOf(
  error: unknown,
  options: KubernetesOptions,
  task: TaskLaunch,
  signal: AbortSignal,
): Promise<Launched> {
  if (signal.aborted && signal.reason === KILLED)
    return { found: { state: "killed", message: "it was stopped before it began" } };
  if (error instanceof FetchError)
    return { found: { state: "failed", fault: "launch", message: error.message } };
  if (!(error instanceof KubernetesError)) throw error;
  const { status, message } = error;
  switch (status) {
    case 409:
      return existing(options, task, message);
    case 403:
      // A quota of the namespace, which others may give back, or that is not counted yet; or what its rules never allow.
      return /exceeded quota|status unknown for quota/i.test(message)
        ? { bounced: message }
        : refused(message);
    case 400:
    case 422:
      return refused(message);
    case 404:
      return { found: { state: "error", fault: "launch", message: absentWords(error, task, options) } };
    case 413:
      return { found: { state: "error", fault: "launch", message } };
    case 401:
      throw error;
    default: {
      // Too busy, or a part of it that is not there; it may have been made all the same.
      const found = await existing(options, task, message);
      return "pod" in found ? found : { bounced: message };
    }
  }
}

/** There is a pod of that name: one that an earlier try made, its answer lost, or somebody else's. */
async function existing(options: KubernetesOptions, task: TaskLaunch, message: string): Promise<Launched> {
  const { taskId } = task;
  const name = podName(options.installation, taskId);
  const namespace = namespaceOf(ownerOf(task), options);
  try {
    const pod = fieldsOf(await options.api.json({ path: `${podsPath(namespace)}/${name}` }));
    if (ourPod(pod, options.installation)?.taskId === taskId) return { pod };
    return {
      found: {
        state: "dropped",
        message: `the namespace ${namespace} has a pod ${name} that is not ours; remove it, or give this installation another name`,
      },
    };
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404)
      return { found: { state: "dropped", message } };
    throw error;
  }
}

function absentWords(error: KubernetesError, task: TaskLaunch, options: KubernetesOptions): string {
  const owner = ownerOf(task);
  const namespace = namespaceOf(owner, options);
  if (!isPerProject(options) || !isAbsent(error, namespace)) return error.message;
  return `the project ${owner.project} has no namespace ${namespace} on the cluster; make it, with the rights that docs/how-to/site/kubernetes.md names, or set kubernetes.createNamespaces`;
}

/** @returns false when it is not as it was, or is another pod of that name: then it stays */
export async function deletePod(
  { api }: Pick<KubernetesOptions, "api">,
  pod: Pick<OurPod, "namespace" | "name" | "uid">,
  how: { readonly graceSeconds: number; readonly resourceVersion?: string; readonly signal: AbortSignal },
): Promise<boolean> {
  const { graceSeconds, resourceVersion, signal } = how;
  try {
    await api.json({
      method: "DELETE",
      path: `${podsPath(pod.namespace)}/${pod.name}`,
      body: {
        gracePeriodSeconds: graceSeconds,
        preconditions: { uid: pod.uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
      },
      signal,
    });
    return true;
  } catch (error) {
    if (!(error instanceof KubernetesError) || ![404, 409].includes(error.status)) throw error;
    return error.status === 404;
  }
}

export async function removeSecret(
  options: KubernetesOptions,
  { namespace, taskId }: { readonly namespace: string; readonly taskId: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    const name = podName(options.installation, taskId);
    await options.api.json({ method: "DELETE", path: `${secretsPath(namespace)}/${name}`, signal });
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error; // it is gone, or found by who looks for those left behind
  }
}

function refused(message: string): Launched {
  return { found: { state: "error", fault: "refused", message } };
}

export function versionOf(pod: Fields): string {
  return textIn(fieldsOf(pod["metadata"]), "resourceVersion") ?? "";
}
