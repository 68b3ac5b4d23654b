import type { Session, SessionContext } from "../backend/connected-backend.ts";
import { fieldsOf, numberIn, textIn, type Fields } from "../docker/documents.ts";
import { isEnd, trackTasks, type Found, type Tracked } from "../backend/session-tasks.ts";
import { KubernetesError, KubernetesUnreachableError } from "./api.ts";
import { Inventory } from "./inventory.ts";
import { ANNOTATIONS, LABELS, type KubernetesOptions } from "./kubernetes-options.ts";
import { labelValue } from "./labels.ts";
import { deletePod, launchPod, removeSecret, versionOf } from "./launcher.ts";
import { isPerProject, namespaceOf, ourPodsPath, ownerOf, podsPath } from "./names.ts";
import { ourPod, type OurPod } from "./pod.ts";
import { deadlineSeconds, hasBegun, lastNewsOf, newsOf, type PodNews } from "./pod-status.ts";
import { removeSecretsIn } from "./left-secrets.ts";
import { slowStart } from "./slow-start.ts";
import { watchObjects } from "./watch.ts";

interface Own {
  /** Where its pod is, or will be. */
  readonly namespace: string;
  /** As it was seen last. */
  pod: OurPod | undefined;
  /** What is told when the pod is gone: it is on its way out because of that. */
  verdict: PodNews | undefined;
  hasSecret: boolean;
  /** It is going to be removed the hard way. */
  isForced: boolean;
  /** The cluster knows when its program must end. */
  isTimed: boolean;
}
type Task = Tracked<Own>;

const PING_MS = 5000;
const PING_TIMEOUT_MS = 10_000;
const SHOW_MS = 1000;
/** Nodes that were lowered by what bounced are seen as they are again. */
const SHOW_ANYHOW_MS = 30_000;
const SLOW_MS = 10_000;
const CLEAN_MS = 30_000;
/** From the grace of a task to the way that does not wait: agents are told a little late. */
const LATE_MS = 2000;

/** @throws KubernetesError, KubernetesUnreachableError */
export async function openKubernetesSession(
  options: KubernetesOptions,
  context: SessionContext,
): Promise<Session> {
  const { api, log } = options;
  const { life, killed } = context;
  const { signal } = life;
  // Of the whole cluster, and stays as long as it does.
  const system = fieldsOf(
    await api.json({ path: "/api/v1/namespaces/kube-system", signal, timeoutMs: PING_TIMEOUT_MS }),
  );
  const clusterId = textIn(fieldsOf(system["metadata"]), "uid");
  if (clusterId === undefined)
    throw new KubernetesUnreachableError(
      "the namespace kube-system has no uid; is this a Kubernetes API server?",
    );

  const inventory = new Inventory(options);
  let isChanged = true;
  const tasks = trackTasks<Own>(context, options, {
    unknown: "the cluster has no pod of it",
    keepMs: options.keepMs,
    own: (task) => ownAs({ namespace: namespaceOf(ownerOf(task), options) }),
    async launch(task, tracked, launching) {
      const node = tracked.holding.agentId;
      const place = { node, hasDisk: inventory.node(node)?.hasDisk === true };
      tracked.own.hasSecret = task.files.length + Object.keys(task.secretEnv ?? {}).length > 0;
      const launched = await launchPod(options, task, place, { launch: launching, session: signal });
      if ("bounced" in launched) {
        tasks.tellBounced(tracked, launched.bounced);
        return undefined;
      }
      if ("found" in launched) return launched.found;
      // The watch may have told of it already.
      tracked.own.pod ??= ourPod(launched.pod, options.installation);
      return undefined;
    },
    stop: (tracked, graceMs) => stop(tracked, graceMs),
    async remove({ taskId, own }) {
      if (own.pod !== undefined)
        await gently(() => deletePod(options, own.pod ?? NO_POD, { graceSeconds: 1, signal }));
      if (own.hasSecret) await removeSecret(options, { namespace: own.namespace, taskId }, signal);
    },
  });
  const forgetSecret = ({ taskId, own: { hasSecret, namespace } }: Task): void => {
    if (hasSecret) life.beside(() => removeSecret(options, { namespace, taskId }, signal));
  };

  /** What one pod is refused is no reason to give up the connection. */
  async function gently(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status === 401 || error.status >= 500) throw error;
      log.warn("the cluster refuses a call", { event: `${options.name}.refused`, err: error });
    }
  }

  function end(task: Task, found: Found): void {
    if (task.isOver) return;
    const hasRun = found.fault !== "launch" && (found.exitCode !== undefined || found.signal !== undefined);
    // One that was short has ended before anybody looked.
    if (hasRun && !["running", "killing", "unreachable"].includes(task.last.state))
      tasks.tell(task, { state: "running" });
    tasks.tellEnd(task, found);
    forgetSecret(task);
  }
  function settle(task: Task, news: PodNews): void {
    if (news.kind === "bounced") {
      tasks.tellBounced(task, news.message);
      forgetSecret(task);
    } else end(task, news.found);
  }

  function look(task: Task): void {
    const { own, taskId } = task;
    const { pod } = own;
    if (pod === undefined || task.isOver || own.verdict !== undefined) return;
    const news = newsOf(pod.pod, killed.has(taskId) || pod.wasStopped);
    const isOver = ["Succeeded", "Failed"].includes(textIn(fieldsOf(pod.pod["status"]), "phase") ?? "");
    if (news.kind === "found") {
      if (isEnd(news.found)) return end(task, news.found);
      if (news.found.state === "running") setDeadline(own, pod);
      const node = inventory.node(task.holding.agentId);
      const isLost = node?.isReady === false && news.found.state !== "staging";
      return tasks.tell(task, isLost ? { state: "unreachable", message: NOT_READY } : news.found);
    }
    if (isOver) {
      settle(task, news);
      return life.beside(() => gently(() => deletePod(options, pod, { graceSeconds: 1, signal })));
    }
    own.verdict = news;
    life.beside(() =>
      gently(async () => {
        // One that was bound meanwhile has room after all.
        const only = news.kind === "bounced" ? { resourceVersion: versionOf(pod.pod) } : {};
        if (await deletePod(options, pod, { graceSeconds: 1, signal, ...only })) return;
        own.verdict = undefined;
        if (own.pod !== pod) look(task);
      }),
    );
  }

  /** The time of a task begins with its program, and that of a pod before its image is there. */
  function setDeadline(own: Own, { namespace, name, uid, longestSeconds, pod }: OurPod): void {
    if (own.isTimed || longestSeconds === undefined) return;
    const activeDeadlineSeconds = deadlineSeconds(pod, longestSeconds);
    if (activeDeadlineSeconds === undefined) return;
    own.isTimed = true;
    const known = numberIn(fieldsOf(pod["spec"]), "activeDeadlineSeconds") ?? Infinity;
    if (known <= activeDeadlineSeconds) return;
    const body = { metadata: { uid }, spec: { activeDeadlineSeconds } };
    life.beside(() =>
      gently(() => api.json({ method: "PATCH", path: `${podsPath(namespace)}/${name}`, body, signal })),
    );
  }

  function seen(object: Fields): Task | undefined {
    const pod = ourPod(object, options.installation);
    if (pod === undefined) return undefined;
    const task = tasks.all.get(pod.taskId);
    if (task === undefined) {
      // Of an earlier session, or process.
      return tasks.adopt(pod.taskId, pod.holding, ownAs(pod, pod), { state: "staging" });
    }
    if (task.own.pod !== undefined && task.own.pod.uid !== pod.uid) return undefined;
    task.own.pod = pod;
    return task;
  }
  function changed(object: Fields): void {
    const task = seen(object);
    if (task !== undefined) look(task);
  }
  function gone(object: Fields): void {
    const task = seen(object);
    if (task === undefined || task.isOver) return;
    settle(
      task,
      task.own.verdict ?? lastNewsOf(object, killed.has(task.taskId) || task.own.pod?.wasStopped === true),
    );
  }
  function listed(objects: readonly Fields[]): void {
    const present = new Set(objects.map((object) => textIn(fieldsOf(object["metadata"]), "uid")));
    for (const task of tasks.all.values()) {
      const { pod } = task.own;
      if (pod !== undefined && !present.has(pod.uid)) gone(pod.pod);
    }
    for (const object of objects) changed(object);
  }

  async function stop(task: Task, graceMs: number): Promise<void> {
    const { pod, isForced } = task.own;
    if (pod === undefined) return;
    const graceSeconds = Math.max(1, Math.ceil(graceMs / 1000));
    // One that waits for a volume hears of nothing else.
    if (!hasBegun(pod.pod)) return gently(() => deletePod(options, pod, { graceSeconds, signal }));
    tasks.tell(task, { state: "killing" });
    // Its time is over from now on: so it ends as if it were deleted, but its output stays.
    await gently(() =>
      api.json({
        method: "PATCH",
        path: `${podsPath(pod.namespace)}/${pod.name}`,
        body: {
          metadata: { uid: pod.uid, annotations: { [ANNOTATIONS.stopped]: "true" } },
          spec: { activeDeadlineSeconds: 1 },
        },
        signal,
      }),
    );
    const own = numberIn(fieldsOf(pod.pod["spec"]), "terminationGracePeriodSeconds") ?? 30;
    if (isForced || graceSeconds >= own) return;
    task.own.isForced = true;
    life.later(graceMs + LATE_MS, () => {
      if (!task.isOver) life.beside(() => gently(() => deletePod(options, pod, { graceSeconds: 1, signal })));
    });
  }

  let lastShown = "";
  function show(): void {
    const ours = new Map<string, number>();
    for (const { holding, isOver } of tasks.all.values())
      if (!isOver) ours.set(holding.agentId, (ours.get(holding.agentId) ?? 0) + 1);
    const reports = inventory.reports(ours);
    const text = JSON.stringify(reports);
    isChanged = false;
    if (text === lastShown) return;
    lastShown = text;
    tasks.offers.show(reports);
  }

  const namespaces = new Set(isPerProject(options) ? [] : [options.namespace]);
  const ourSelector = `${LABELS.installation}=${labelValue(options.installation)}`;
  async function watchForeign(): Promise<(() => Promise<void>) | undefined> {
    try {
      return await watchObjects({
        api,
        path: "/api/v1/pods",
        query: {
          labelSelector: ourSelector.replace("=", "!="),
          fieldSelector: "status.phase!=Succeeded,status.phase!=Failed",
        },
        signal,
        listed: (objects) => {
          inventory.replaceForeign(objects);
          isChanged = true;
        },
        changed: (object) => {
          inventory.changeForeign(object);
          isChanged = true;
        },
        removed: (object) => {
          inventory.removeForeign(object);
          isChanged = true;
        },
      });
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status !== 403) throw error;
      log.warn("pods of others are not counted: they may not be listed", {
        event: `${options.name}.foreign`,
        err: error,
      });
      return undefined;
    }
  }

  /** In the namespaces that had tasks since the session began: where one was left, the next attempt goes, too. */
  async function removeLeftSecrets(): Promise<void> {
    for (const { own } of tasks.all.values()) namespaces.add(own.namespace);
    const isLeft = (taskId: string): boolean => tasks.all.get(taskId)?.isOver !== false;
    for (const namespace of namespaces)
      await gently(() => removeSecretsIn({ options, namespace, ourSelector, isLeft, signal }));
  }

  return {
    clusterId,
    tasks,
    async begin() {
      const nodeChanged = (object: Fields): void => {
        isChanged = true;
        if (!inventory.changeNode(object)) return;
        const name = textIn(fieldsOf(object["metadata"]), "name");
        for (const task of tasks.all.values()) if (task.holding.agentId === name) look(task);
      };
      const nodes = await watchObjects({
        api,
        path: "/api/v1/nodes",
        signal,
        listed: (objects) => {
          inventory.replaceNodes(objects);
          isChanged = true;
        },
        changed: nodeChanged,
        removed: (object) => {
          inventory.removeNode(object);
          isChanged = true;
        },
      });
      const foreign = await watchForeign();
      const pods = await watchObjects({
        api,
        path: ourPodsPath(options),
        query: { labelSelector: ourSelector },
        signal,
        listed,
        changed,
        removed: gone,
      });
      tasks.ready();
      show();
      for (const watch of [nodes, foreign, pods]) if (watch !== undefined) life.beside(watch);
      life.every(PING_MS, async () => {
        await api.json({ path: "/version", timeoutMs: PING_TIMEOUT_MS, signal });
      });
      life.every(SHOW_MS, async () => {
        if (isChanged) show();
        await Promise.resolve();
      });
      life.every(SHOW_ANYHOW_MS, async () => {
        lastShown = "";
        show();
        await Promise.resolve();
      });
      const slow = slowStart(options, signal);
      life.every(SLOW_MS, async () => {
        for (const task of tasks.all.values()) {
          const { pod, verdict } = task.own;
          if (task.isOver || pod === undefined || verdict !== undefined || task.last.state !== "starting")
            continue;
          const news = await slow(pod);
          if (news === undefined || task.isOver) continue;
          if (!isEnd(news)) tasks.tell(task, news);
          else {
            task.own.verdict = { kind: "stuck", found: news };
            await gently(() => deletePod(options, pod, { graceSeconds: 1, signal }));
          }
        }
      });
      life.every(CLEAN_MS, async () => {
        const count = await tasks.cleanUp();
        if (count > 0)
          log.debug("pods of ended tasks are removed", { event: `${options.name}.cleaned`, count });
        await removeLeftSecrets();
      });
    },
  };
}

function ownAs({ namespace }: Pick<Own, "namespace">, pod?: OurPod): Own {
  const hasSecret = pod?.hasSecret === true;
  return { namespace, pod, verdict: undefined, hasSecret, isForced: false, isTimed: false };
}

const NO_POD = { namespace: "", name: "", uid: "" };
const NOT_READY = "its node does not answer the cluster";
