import type { SessionContext } from "../backend/connected-backend.ts";
import { fieldsOf, numberIn, textIn, type Fields } from "../docker/documents.ts";
import { isEnd, trackTasks, type Found, type SessionTasks, type Tracked } from "../backend/session-tasks.ts";
import { KubernetesError } from "./api.ts";
import type { Inventory } from "./inventory.ts";
import { ANNOTATIONS, LABELS, type KubernetesOptions } from "./kubernetes-options.ts";
import { labelValue } from "./labels.ts";
import { deletePod, launchPod, removeSecret, versionOf } from "./launcher.ts";
import { isPerProject, namespaceOf, ownerOf, podsPath } from "./names.ts";
import { ourPod, type OurPod } from "./pod.ts";
import { deadlineSeconds, hasBegun, lastNewsOf, newsOf, type PodNews } from "./pod-status.ts";
import { removeSecretsIn } from "./left-secrets.ts";
import type { SessionLife } from "../backend/session-life.ts";
import type { TaskLaunch } from "../../offers/backend.ts";
import { slowStart } from "./slow-start.ts";

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

/** From the grace of a task to the way that does not wait: agents are told a little late. */
const LATE_MS = 2000;

/** Our tasks of one session and the pods that run them: what is seen of a pod is told of its task. */
export class PodTasks {
  readonly tasks: SessionTasks<Own>;
  readonly #options: KubernetesOptions;
  readonly #inventory: Inventory;
  readonly #life: SessionLife;
  readonly #killed: Set<string>;
  readonly #signal: AbortSignal;
  readonly #namespaces: Set<string>;
  readonly #slowNews: ReturnType<typeof slowStart>;

  constructor(options: KubernetesOptions, context: SessionContext, inventory: Inventory) {
    this.#options = options;
    this.#inventory = inventory;
    this.#life = context.life;
    this.#killed = context.killed;
    this.#signal = context.life.signal;
    this.#namespaces = new Set(isPerProject(options) ? [] : [options.namespace]);
    this.#slowNews = slowStart(options, context.life.signal);
    this.tasks = trackTasks<Own>(context, options, {
      unknown: "the cluster has no pod of it",
      keepMs: options.keepMs,
      own: (task) => ownAs({ namespace: namespaceOf(ownerOf(task), options) }),
      launch: (task, tracked, launching) => this.#launch(task, tracked, launching),
      stop: (tracked, graceMs) => this.#stop(tracked, graceMs),
      remove: (tracked) => this.#remove(tracked),
    });
  }

  /** By agent, of how many tasks pods are there. */
  counts(): ReadonlyMap<string, number> {
    const ours = new Map<string, number>();
    for (const { holding, isOver } of this.tasks.all.values())
      if (!isOver) ours.set(holding.agentId, (ours.get(holding.agentId) ?? 0) + 1);
    return ours;
  }

  /** A node began or ceased to answer: its tasks are looked at again. */
  lookAtNode(name: string | undefined): void {
    for (const task of this.tasks.all.values()) if (task.holding.agentId === name) this.#look(task);
  }

  changed(object: Fields): void {
    const task = this.#seen(object);
    if (task !== undefined) this.#look(task);
  }

  gone(object: Fields): void {
    const task = this.#seen(object);
    if (task === undefined || task.isOver) return;
    this.#settle(
      task,
      task.own.verdict ??
        lastNewsOf(object, this.#killed.has(task.taskId) || task.own.pod?.wasStopped === true),
    );
  }

  listed(objects: readonly Fields[]): void {
    const present = new Set(objects.map((object) => textIn(fieldsOf(object["metadata"]), "uid")));
    for (const task of this.tasks.all.values()) {
      const { pod } = task.own;
      if (pod !== undefined && !present.has(pod.uid)) this.gone(pod.pod);
    }
    for (const object of objects) this.changed(object);
  }

  /** Why some tasks do not begin is told nowhere but beside their pods. */
  async lookAtSlow(): Promise<void> {
    for (const task of this.tasks.all.values()) {
      const { pod, verdict } = task.own;
      if (task.isOver || pod === undefined || verdict !== undefined || task.last.state !== "starting")
        continue;
      const news = await this.#slowNews(pod);
      if (news === undefined || task.isOver) continue;
      if (!isEnd(news)) this.tasks.tell(task, news);
      else {
        task.own.verdict = { kind: "stuck", found: news };
        await this.#gently(() => this.#delete(pod));
      }
    }
  }

  /** In the namespaces that had tasks since the session began: where one was left, the next attempt goes, too. */
  async removeLeftSecrets(): Promise<void> {
    for (const { own } of this.tasks.all.values()) this.#namespaces.add(own.namespace);
    const isLeft = (taskId: string): boolean => this.tasks.all.get(taskId)?.isOver !== false;
    for (const namespace of this.#namespaces)
      await this.#gently(() =>
        removeSecretsIn({
          options: this.#options,
          namespace,
          ourSelector: ourSelector(this.#options),
          isLeft,
          signal: this.#signal,
        }),
      );
  }

  async #launch(task: TaskLaunch, tracked: Task, launching: AbortSignal): Promise<Found | undefined> {
    const node = tracked.holding.agentId;
    const place = { node, hasDisk: this.#inventory.node(node)?.hasDisk === true };
    tracked.own.hasSecret = task.files.length + Object.keys(task.secretEnv ?? {}).length > 0;
    const launched = await launchPod(this.#options, task, place, {
      launch: launching,
      session: this.#signal,
    });
    if ("bounced" in launched) {
      this.tasks.tellBounced(tracked, launched.bounced);
      return undefined;
    }
    if ("found" in launched) return launched.found;
    // The watch may have told of it already.
    tracked.own.pod ??= ourPod(launched.pod, this.#options.installation);
    return undefined;
  }

  async #remove({ taskId, own }: Task): Promise<void> {
    if (own.pod !== undefined) await this.#gently(() => this.#delete(own.pod ?? NO_POD));
    if (own.hasSecret) await removeSecret(this.#options, { namespace: own.namespace, taskId }, this.#signal);
  }

  #delete(
    pod: Parameters<typeof deletePod>[1],
    how: { readonly graceSeconds?: number; readonly resourceVersion?: string } = {},
  ): Promise<boolean> {
    return deletePod(this.#options, pod, { graceSeconds: 1, signal: this.#signal, ...how });
  }

  #forgetSecret({ taskId, own: { hasSecret, namespace } }: Task): void {
    if (hasSecret) this.#life.beside(() => removeSecret(this.#options, { namespace, taskId }, this.#signal));
  }

  /** What one pod is refused is no reason to give up the connection. */
  async #gently(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status === 401 || error.status >= 500) throw error;
      this.#options.log.warn("the cluster refuses a call", {
        event: `${this.#options.name}.refused`,
        err: error,
      });
    }
  }

  #end(task: Task, found: Found): void {
    if (task.isOver) return;
    const hasRun = found.fault !== "launch" && (found.exitCode !== undefined || found.signal !== undefined);
    // One that was short has ended before anybody looked.
    if (hasRun && !["running", "killing", "unreachable"].includes(task.last.state))
      this.tasks.tell(task, { state: "running" });
    this.tasks.tellEnd(task, found);
    this.#forgetSecret(task);
  }

  #settle(task: Task, news: PodNews): void {
    if (news.kind === "bounced") {
      this.tasks.tellBounced(task, news.message);
      this.#forgetSecret(task);
    } else this.#end(task, news.found);
  }

  #look(task: Task): void {
    const { own, taskId } = task;
    const { pod } = own;
    if (pod === undefined || task.isOver || own.verdict !== undefined) return;
    const news = newsOf(pod.pod, this.#killed.has(taskId) || pod.wasStopped);
    const isOver = ["Succeeded", "Failed"].includes(textIn(fieldsOf(pod.pod["status"]), "phase") ?? "");
    if (news.kind === "found") {
      if (isEnd(news.found)) return this.#end(task, news.found);
      if (news.found.state === "running") this.#setDeadline(own, pod);
      const node = this.#inventory.node(task.holding.agentId);
      const isLost = node?.isReady === false && news.found.state !== "staging";
      return this.tasks.tell(task, isLost ? { state: "unreachable", message: NOT_READY } : news.found);
    }
    if (isOver) {
      this.#settle(task, news);
      return this.#life.beside(() => this.#gently(() => this.#delete(pod)));
    }
    own.verdict = news;
    this.#life.beside(() =>
      this.#gently(async () => {
        // One that was bound meanwhile has room after all.
        const only = news.kind === "bounced" ? { resourceVersion: versionOf(pod.pod) } : {};
        if (await this.#delete(pod, only)) return;
        own.verdict = undefined;
        if (own.pod !== pod) this.#look(task);
      }),
    );
  }

  /** The time of a task begins with its program, and that of a pod before its image is there. */
  #setDeadline(own: Own, { namespace, name, uid, longestSeconds, pod }: OurPod): void {
    if (own.isTimed || longestSeconds === undefined) return;
    const activeDeadlineSeconds = deadlineSeconds(pod, longestSeconds);
    if (activeDeadlineSeconds === undefined) return;
    own.isTimed = true;
    const known = numberIn(fieldsOf(pod["spec"]), "activeDeadlineSeconds") ?? Infinity;
    if (known <= activeDeadlineSeconds) return;
    const body = { metadata: { uid }, spec: { activeDeadlineSeconds } };
    this.#life.beside(() =>
      this.#gently(() =>
        this.#options.api.json({
          method: "PATCH",
          path: `${podsPath(namespace)}/${name}`,
          body,
          signal: this.#signal,
        }),
      ),
    );
  }

  #seen(object: Fields): Task | undefined {
    const pod = ourPod(object, this.#options.installation);
    if (pod === undefined) return undefined;
    const task = this.tasks.all.get(pod.taskId);
    if (task === undefined) {
      // Of an earlier session, or process.
      return this.tasks.adopt(pod.taskId, pod.holding, ownAs(pod, pod), { state: "staging" });
    }
    if (task.own.pod !== undefined && task.own.pod.uid !== pod.uid) return undefined;
    task.own.pod = pod;
    return task;
  }

  async #stop(task: Task, graceMs: number): Promise<void> {
    const { pod, isForced } = task.own;
    if (pod === undefined) return;
    const graceSeconds = Math.max(1, Math.ceil(graceMs / 1000));
    // One that waits for a volume hears of nothing else.
    if (!hasBegun(pod.pod)) return this.#gently(() => this.#delete(pod, { graceSeconds }));
    this.tasks.tell(task, { state: "killing" });
    // Its time is over from now on: so it ends as if it were deleted, but its output stays.
    await this.#gently(() =>
      this.#options.api.json({
        method: "PATCH",
        path: `${podsPath(pod.namespace)}/${pod.name}`,
        body: {
          metadata: { uid: pod.uid, annotations: { [ANNOTATIONS.stopped]: "true" } },
          spec: { activeDeadlineSeconds: 1 },
        },
        signal: this.#signal,
      }),
    );
    const own = numberIn(fieldsOf(pod.pod["spec"]), "terminationGracePeriodSeconds") ?? 30;
    if (isForced || graceSeconds >= own) return;
    task.own.isForced = true;
    this.#life.later(graceMs + LATE_MS, () => {
      if (!task.isOver) this.#life.beside(() => this.#gently(() => this.#delete(pod)));
    });
  }
}

function ownAs({ namespace }: Pick<Own, "namespace">, pod?: OurPod): Own {
  const hasSecret = pod?.hasSecret === true;
  return { namespace, pod, verdict: undefined, hasSecret, isForced: false, isTimed: false };
}

const NO_POD = { namespace: "", name: "", uid: "" };
const NOT_READY = "its node does not answer the cluster";

/** What all our pods have, and none of others. */
export function ourSelector({ installation }: KubernetesOptions): string {
  return `${LABELS.installation}=${labelValue(installation)}`;
}
