import { fieldsOf, listOf, numberIn, textIn, timeIn, type Fields } from "../docker/documents.ts";
import type { Found } from "../backend/session-tasks.ts";
import { KubernetesError } from "./api.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";
import type { OurPod } from "./pod.ts";

/** So long a pod may be on its node before anybody asks why its task has not begun. */
const ASK_MS = 10_000;
/** So long what fails may go on failing, a volume above all: it may only be late. */
const GIVE_UP_MS = 60_000;
/** Events of what a pod needs before its container. Source: Kubernetes, pkg/kubelet/events. */
const FAULTS = new Set(["FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox"]);

/** Why a pod does not begin stands in events alone. @returns news of one, if there are any */
export function slowStart(
  options: KubernetesOptions,
  signal: AbortSignal,
): (pod: OurPod) => Promise<Found | undefined> {
  let mayAsk = true;
  return async ({ uid, namespace, pod }) => {
    const startedMs = timeIn(fieldsOf(pod["status"]), "startTime");
    if (!mayAsk || startedMs === undefined || Date.now() - startedMs < ASK_MS) return undefined;
    try {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?fieldSelector=involvedObject.uid%3D${uid}`;
      const answer = fieldsOf(await options.api.json({ path, signal }));
      const faults = listOf(answer["items"])
        .map(fieldsOf)
        .filter((event) => FAULTS.has(textIn(event, "reason") ?? ""));
      return newsIn(faults);
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      mayAsk = error.status !== 403;
      return undefined;
    }
  };
}

function newsIn(faults: readonly Fields[]): Found | undefined {
  const last = faults.toSorted((a, b) => lastMs(a) - lastMs(b)).at(-1);
  if (last === undefined) return undefined;
  const firstMs = Math.min(...faults.map((event) => timeIn(event, "firstTimestamp") ?? lastMs(event)));
  const message = textIn(last, "message") ?? textIn(last, "reason") ?? "";
  const count = numberIn(last, "count") ?? 1;
  return count > 1 && lastMs(last) - firstMs >= GIVE_UP_MS
    ? { state: "failed", fault: "launch", message }
    : { state: "starting", message };
}

function lastMs(event: Fields): number {
  return timeIn(event, "lastTimestamp") ?? timeIn(event, "eventTime") ?? 0;
}
