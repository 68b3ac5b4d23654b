import type { Session, SessionContext } from "../backend/connected-backend.ts";
import { fieldsOf, textIn, type Fields } from "../docker/documents.ts";
import { KubernetesError, KubernetesUnreachableError } from "./api.ts";
import { Inventory } from "./inventory.ts";
import type { KubernetesOptions } from "./kubernetes-options.ts";
import { ourPodsPath } from "./names.ts";
import { watchObjects } from "./watch.ts";
import type { SessionLife } from "../backend/session-life.ts";
import { ourSelector, PodTasks } from "./pod-tasks.ts";

const PING_MS = 5000;
const PING_TIMEOUT_MS = 10_000;
const SHOW_MS = 1000;
/** Nodes that were lowered by what bounced are seen as they are again. */
const SHOW_ANYHOW_MS = 30_000;
const SLOW_MS = 10_000;
const CLEAN_MS = 30_000;

/** @throws KubernetesError, KubernetesUnreachableError */
export async function openKubernetesSession(
  options: KubernetesOptions,
  context: SessionContext,
): Promise<Session> {
  const { api } = options;
  const { signal } = context.life;
  // Of the whole cluster, and stays as long as it does.
  const system = fieldsOf(
    await api.json({ path: "/api/v1/namespaces/kube-system", signal, timeoutMs: PING_TIMEOUT_MS }),
  );
  const clusterId = textIn(fieldsOf(system["metadata"]), "uid");
  if (clusterId === undefined)
    throw new KubernetesUnreachableError(
      "the namespace kube-system has no uid; is this a Kubernetes API server?",
    );
  return new KubernetesSession(options, context, clusterId);
}

class KubernetesSession implements Session {
  readonly clusterId: string;
  readonly tasks: PodTasks["tasks"];
  readonly #options: KubernetesOptions;
  readonly #life: SessionLife;
  readonly #signal: AbortSignal;
  readonly #inventory: Inventory;
  readonly #pods: PodTasks;
  #isChanged = true;
  #lastShown = "";

  constructor(options: KubernetesOptions, context: SessionContext, clusterId: string) {
    this.clusterId = clusterId;
    this.#options = options;
    this.#life = context.life;
    this.#signal = context.life.signal;
    this.#inventory = new Inventory(options);
    this.#pods = new PodTasks(options, context, this.#inventory);
    this.tasks = this.#pods.tasks;
  }

  async begin(): Promise<void> {
    const nodes = await this.#watchNodes();
    const foreign = await this.#watchForeign();
    const pods = await watchObjects({
      api: this.#options.api,
      path: ourPodsPath(this.#options),
      query: { labelSelector: ourSelector(this.#options) },
      signal: this.#signal,
      listed: (objects) => this.#pods.listed(objects),
      changed: (object) => this.#pods.changed(object),
      removed: (object) => this.#pods.gone(object),
    });
    this.tasks.ready();
    this.#show();
    for (const watch of [nodes, foreign, pods]) if (watch !== undefined) this.#life.beside(watch);
    this.#life.every(PING_MS, async () => {
      await this.#options.api.json({ path: "/version", timeoutMs: PING_TIMEOUT_MS, signal: this.#signal });
    });
    this.#life.every(SHOW_MS, async () => {
      if (this.#isChanged) this.#show();
      await Promise.resolve();
    });
    this.#life.every(SHOW_ANYHOW_MS, async () => {
      this.#lastShown = "";
      this.#show();
      await Promise.resolve();
    });
    this.#life.every(SLOW_MS, async () => {
      await this.#pods.lookAtSlow();
    });
    this.#life.every(CLEAN_MS, async () => {
      const count = await this.tasks.cleanUp();
      if (count > 0)
        this.#options.log.debug("pods of ended tasks are removed", {
          event: `${this.#options.name}.cleaned`,
          count,
        });
      await this.#pods.removeLeftSecrets();
    });
  }

  #watchNodes(): ReturnType<typeof watchObjects> {
    const nodeChanged = (object: Fields): void => {
      this.#isChanged = true;
      if (!this.#inventory.changeNode(object)) return;
      const name = textIn(fieldsOf(object["metadata"]), "name");
      this.#pods.lookAtNode(name);
    };
    return watchObjects({
      api: this.#options.api,
      path: "/api/v1/nodes",
      signal: this.#signal,
      listed: (objects) => {
        this.#inventory.replaceNodes(objects);
        this.#isChanged = true;
      },
      changed: nodeChanged,
      removed: (object) => {
        this.#inventory.removeNode(object);
        this.#isChanged = true;
      },
    });
  }

  async #watchForeign(): Promise<(() => Promise<void>) | undefined> {
    try {
      return await watchObjects({
        api: this.#options.api,
        path: "/api/v1/pods",
        query: {
          labelSelector: ourSelector(this.#options).replace("=", "!="),
          fieldSelector: "status.phase!=Succeeded,status.phase!=Failed",
        },
        signal: this.#signal,
        listed: (objects) => {
          this.#inventory.replaceForeign(objects);
          this.#isChanged = true;
        },
        changed: (object) => {
          this.#inventory.changeForeign(object);
          this.#isChanged = true;
        },
        removed: (object) => {
          this.#inventory.removeForeign(object);
          this.#isChanged = true;
        },
      });
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status !== 403) throw error;
      this.#options.log.warn("pods of others are not counted: they may not be listed", {
        event: `${this.#options.name}.foreign`,
        err: error,
      });
      return undefined;
    }
  }

  #show(): void {
    const reports = this.#inventory.reports(this.#pods.counts());
    const text = JSON.stringify(reports);
    this.#isChanged = false;
    if (text === this.#lastShown) return;
    this.#lastShown = text;
    this.tasks.offers.show(reports);
  }
}
