import { fieldsOf, listOf, numberIn, textIn, type Fields } from "../docker/documents.ts";
import { KubernetesError, KubernetesUnreachableError, type KubernetesApi } from "./api.ts";

/** Objects of one kind, as they are and as they change. */
export interface WatchOptions {
  readonly api: KubernetesApi;
  /** Of the collection: `/api/v1/nodes`. */
  readonly path: string;
  /** Selectors, as of a query. */
  readonly query?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** All that there are: at the beginning, and again when changes were missed. */
  readonly listed: (objects: readonly Fields[]) => void;
  readonly changed: (object: Fields) => void;
  /** @param object  as it was last */
  readonly removed: (object: Fields) => void;
}

const PAGE = 500;
/** So often a list is begun anew of which the server forgot the version between two pages. */
const LISTS_MAX = 3;
/** So long the server keeps one request. */
const WATCH_SECONDS = 290;

/**
 * Lists once.
 * @returns goes on from there: it resolves when the signal is aborted
 * @throws KubernetesError, KubernetesUnreachableError
 */
export async function watchObjects(options: WatchOptions): Promise<() => Promise<void>> {
  let version = await list(options);
  return async () => {
    let failures = 0;
    while (!options.signal.aborted) {
      try {
        for await (const seen of changes(options, version)) {
          failures = 0;
          version = seen;
        }
      } catch (error) {
        if (options.signal.aborted) return;
        if (isExpired(error)) version = await list(options);
        else if (error instanceof KubernetesUnreachableError && failures === 0)
          failures += 1; // a connection that broke, as they do: what was missed is told from here on
        else throw error;
      }
    }
  };
}

async function list(options: WatchOptions): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await listOnce(options);
    } catch (error) {
      if (!isExpired(error) || tries >= LISTS_MAX) throw error;
    }
  }
}

async function listOnce({ api, path, query = {}, signal, listed }: WatchOptions): Promise<string> {
  const objects: Fields[] = [];
  let version = "";
  for (let more: string | undefined = ""; more !== undefined;) {
    const words = new URLSearchParams({
      ...query,
      limit: String(PAGE),
      ...(more === "" ? {} : { continue: more }),
    });
    const answer = fieldsOf(await api.json({ path: `${path}?${words}`, signal }));
    const metadata = fieldsOf(answer["metadata"]);
    objects.push(...listOf(answer["items"]).map(fieldsOf));
    version = textIn(metadata, "resourceVersion") ?? version;
    const next = textIn(metadata, "continue") ?? "";
    more = next === "" ? undefined : next;
  }
  listed(objects);
  return version;
}

/** Tells changes until the server ends the request. Yields the version that each leads to. */
async function* changes(
  { api, path, query = {}, signal, changed, removed }: WatchOptions,
  version: string,
): AsyncGenerator<string> {
  const words = new URLSearchParams({
    ...query,
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: version,
    timeoutSeconds: String(WATCH_SECONDS),
  });
  for await (const line of api.lines({ path: `${path}?${words}`, signal })) {
    const event = fieldsOf(line);
    const object = fieldsOf(event["object"]);
    switch (textIn(event, "type")) {
      case "ADDED":
      case "MODIFIED":
        changed(object);
        break;
      case "DELETED":
        removed(object);
        break;
      case "ERROR":
        throw new KubernetesError(
          numberIn(object, "code") ?? 500,
          textIn(object, "reason") ?? "",
          textIn(object, "message") ?? "the watch failed",
        );
      default: // a bookmark: only the version is new
    }
    const seen = textIn(fieldsOf(object["metadata"]), "resourceVersion");
    if (seen !== undefined) yield seen;
  }
}

/** The server has forgotten what came after that version. */
function isExpired(error: unknown): boolean {
  return error instanceof KubernetesError && (error.status === 410 || error.reason === "Expired");
}
