import { fieldsOf, textIn, type Fields } from "../docker/documents.ts";
import { KubernetesError, type KubernetesApi, type KubernetesRequest } from "./api.ts";
import { aNode } from "./kubernetes.builders.ts";

type Kind = "nodes" | "pods" | "secrets";

/**
 * An API server with the calls that the executor makes, and nobody behind it: what schedulers and nodes would do, a test
 * does. Selectors are those of the executor.
 */
export class TinyCluster {
  readonly objects = {
    nodes: new Map<string, Fields>(),
    pods: new Map<string, Fields>(),
    secrets: new Map<string, Fields>(),
  };
  readonly asked: string[] = [];
  /** Why a request fails; `undefined`: it does not. */
  refuse: (request: KubernetesRequest) => Error | undefined = () => undefined;
  #version = 1;
  #events: {
    readonly version: number;
    readonly kind: Kind;
    readonly type: string;
    readonly object: Fields;
  }[] = [];
  #news = Promise.withResolvers<void>();

  constructor() {
    this.put("nodes", aNode());
  }

  put(kind: Kind, value: unknown): Fields {
    this.#version += 1;
    const metadata = fieldsOf(fieldsOf(value)["metadata"]);
    const name = textIn(metadata, "name") ?? "";
    const uid = textIn(metadata, "uid") ?? `uid-${this.#version}`;
    const object = {
      ...fieldsOf(value),
      metadata: { ...metadata, uid, resourceVersion: String(this.#version) },
    };
    this.#tell(kind, this.objects[kind].has(name) ? "MODIFIED" : "ADDED", object);
    this.objects[kind].set(name, object);
    return object;
  }

  remove(kind: Kind, name: string): void {
    const object = this.objects[kind].get(name);
    this.objects[kind].delete(name);
    this.#version += 1;
    if (object !== undefined) this.#tell(kind, "DELETED", object);
  }

  /** What a node or a scheduler says of a pod. */
  say(name: string, status: object, metadata: object = {}): void {
    const pod = this.objects.pods.get(name) ?? {};
    this.put("pods", {
      ...pod,
      metadata: { ...fieldsOf(pod["metadata"]), ...metadata },
      status: { ...fieldsOf(pod["status"]), ...status },
    });
  }

  /** What happened so far cannot be heard any more: whoever watches must list again. */
  forget(): void {
    this.#events = [];
    this.#version += 1;
    this.#tell("pods", "ERROR", { code: 410, reason: "Expired", message: "too old resource version" });
  }

  api(): KubernetesApi {
    return {
      json: async (request) => Promise.resolve(this.#answer(request)),
      stream: () => Promise.reject(new Error("no streams here")),
      lines: (request) => this.#watch(request),
      config: () => Promise.reject(new Error("no library here")),
      close: () => undefined,
    };
  }

  #tell(kind: Kind, type: string, object: Fields): void {
    this.#events.push({ version: this.#version, kind, type, object });
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  async *#watch(request: KubernetesRequest): AsyncGenerator<unknown> {
    this.#mayAsk(request);
    const [kind, selects] = asked(request);
    let version = Number(new URL(request.path, "http://x").searchParams.get("resourceVersion"));
    const aborted = new Promise<void>((resolve) =>
      request.signal?.addEventListener("abort", () => resolve()),
    );
    while (request.signal?.aborted !== true) {
      const news = this.#news.promise; // of what happens from here on
      for (const event of this.#events.filter((one) => one.version > version && one.kind === kind)) {
        version = event.version;
        if (event.type === "ERROR" || selects(event.object)) yield { type: event.type, object: event.object };
      }
      await Promise.race([news, aborted]);
    }
  }

  #mayAsk(request: KubernetesRequest): void {
    this.asked.push(`${request.method ?? "GET"} ${request.path}`);
    const error = this.refuse(request);
    if (error !== undefined) throw error;
  }

  #answer(request: KubernetesRequest): unknown {
    this.#mayAsk(request);
    const { method = "GET", path, body } = request;
    const url = new URL(path, "http://x");
    if (url.pathname === "/version" || url.pathname.endsWith("/events")) return {};
    if (url.pathname.endsWith("/kube-system")) return { metadata: { uid: "cluster-1" } };
    const [kind, selects, name] = asked(request);
    const all = this.objects[kind];
    if (method === "POST") {
      const own = textIn(fieldsOf(fieldsOf(body)["metadata"]), "name") ?? "";
      if (all.has(own)) throw new KubernetesError(409, "AlreadyExists", `${kind} "${own}" already exists`);
      return this.put(kind, body);
    }
    if (name === undefined)
      return {
        metadata: { resourceVersion: String(this.#version) },
        items: [...all.values()].filter(selects),
      };
    const object = all.get(name);
    if (object === undefined) throw new KubernetesError(404, "NotFound", `${kind} "${name}" not found`);
    const metadata = fieldsOf(object["metadata"]);
    if (method === "GET") return object;
    const given = fieldsOf(body);
    if (method === "DELETE") {
      const { uid, resourceVersion } = fieldsOf(given["preconditions"]);
      const isOther = uid !== undefined && uid !== metadata["uid"];
      if (isOther || (resourceVersion !== undefined && resourceVersion !== metadata["resourceVersion"]))
        throw new KubernetesError(409, "Conflict", "the object has been modified");
      this.remove(kind, name);
      return object;
    }
    return this.put(kind, {
      ...object,
      metadata: {
        ...metadata,
        annotations: {
          ...fieldsOf(metadata["annotations"]),
          ...fieldsOf(fieldsOf(given["metadata"])["annotations"]),
        },
      },
      spec: { ...fieldsOf(object["spec"]), ...fieldsOf(given["spec"]) },
    });
  }
}

function asked({
  path,
}: KubernetesRequest): readonly [Kind, (object: Fields) => boolean, string | undefined] {
  const url = new URL(path, "http://x");
  const [, kind = "", name] = /\/(nodes|pods|secrets)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
  const selector = url.searchParams.get("labelSelector") ?? "";
  const [key = "", value = ""] = selector.split(/!?=/);
  const isNot = selector.includes("!=");
  const selects = (object: Fields): boolean =>
    selector === "" || (fieldsOf(fieldsOf(object["metadata"])["labels"])[key] === value) !== isNot;
  return [kind as Kind, selects, name]; // by the expression above
}
