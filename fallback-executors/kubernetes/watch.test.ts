import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fieldsOf, textIn, type Fields } from "../docker/documents.ts";
import { KubernetesError, KubernetesUnreachableError, type KubernetesApi } from "./api.ts";
import { anApi } from "./kubernetes.builders.ts";
import { watchObjects } from "./watch.ts";

/** A collection as an API server keeps it: it forgets what happened long ago, and breaks connections off. */
class Collection {
  readonly objects = new Map<string, Fields>();
  version = 1;
  #events: { readonly version: number; readonly type: string; readonly object: Fields }[] = [];
  /** Earlier ones are forgotten. */
  #first = 1;

  put(name: string): void {
    this.version += 1;
    const type = this.objects.has(name) ? "MODIFIED" : "ADDED";
    const object = { metadata: { name, resourceVersion: String(this.version) } };
    this.objects.set(name, object);
    this.#events.push({ version: this.version, type, object });
  }
  remove(name: string): void {
    if (!this.objects.delete(name)) return;
    this.version += 1;
    const object = { metadata: { name, resourceVersion: String(this.version) } };
    this.#events.push({ version: this.version, type: "DELETED", object });
  }
  forget(): void {
    this.#events = [];
    this.#first = this.version;
  }

  list(query: URLSearchParams): unknown {
    const all = [...this.objects.values()];
    const from = Number(query.get("continue") ?? "0");
    const until = from + 2;
    const more = until < all.length ? { continue: String(until) } : {};
    return { metadata: { resourceVersion: String(this.version), ...more }, items: all.slice(from, until) };
  }
  changesSince(version: number): readonly Fields[] {
    if (version < this.#first) throw new KubernetesError(410, "Expired", "too old resource version");
    return this.#events
      .filter((event) => event.version > version)
      .map(({ type, object }) => ({ type, object }));
  }
}

/** What a watcher believes that there is. */
function believer(api: KubernetesApi, signal: AbortSignal) {
  const believed = new Map<string, string>();
  const nameOf = (object: Fields): string => textIn(fieldsOf(object["metadata"]), "name") ?? "";
  const put = (object: Fields): void => {
    believed.set(nameOf(object), textIn(fieldsOf(object["metadata"]), "resourceVersion") ?? "");
  };
  const begun = watchObjects({
    api,
    path: "/api/v1/things",
    query: { labelSelector: "a=b" },
    signal,
    listed: (objects) => {
      believed.clear();
      objects.forEach(put);
    },
    changed: put,
    removed: (object) => void believed.delete(nameOf(object)),
  });
  return { begun, believed };
}

describe("watching a collection", () => {
  it("knows all that there is, whatever happens meanwhile", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("put" as const), name: fc.constantFrom("a", "b", "c", "d", "e") }),
      fc.record({ kind: fc.constant("remove" as const), name: fc.constantFrom("a", "b", "c", "d", "e") }),
      fc.record({
        kind: fc.constantFrom("forget" as const, "break" as const, "bookmark" as const),
        name: fc.constant(""),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 12 }), async (rounds) => {
        const over = new AbortController();
        const collection = new Collection();
        collection.put("a");
        collection.put("b");
        collection.put("c");
        const left = [...rounds];
        const api = anApi(({ path }) => {
          const query = new URL(path, "http://x").searchParams;
          assert.equal(query.get("labelSelector"), "a=b");
          if (query.get("watch") === null) return collection.list(query);
          const since = Number(query.get("resourceVersion"));
          const round = left.shift();
          if (round === undefined) over.abort();
          let isBroken = false;
          for (const { kind, name } of round ?? []) {
            if (kind === "put") collection.put(name);
            if (kind === "remove") collection.remove(name);
            if (kind === "forget") collection.forget();
            if (kind === "break") isBroken = true;
          }
          const lines = collection.changesSince(since);
          const bookmark = {
            type: "BOOKMARK",
            object: { metadata: { resourceVersion: String(collection.version) } },
          };
          if (round?.some(({ kind }) => kind === "bookmark") === true) return [...lines, bookmark];
          return isBroken ? broken(lines.slice(0, 1)) : lines;
        });
        const { begun, believed } = believer(api, over.signal);
        const run = await begun;
        await run().catch((error: unknown) => {
          if (!(error instanceof KubernetesUnreachableError)) throw error; // broken twice: the session begins anew
          believed.clear();
          for (const name of collection.objects.keys()) believed.set(name, "");
        });
        assert.deepEqual([...believed.keys()].toSorted(), [...collection.objects.keys()].toSorted());
      }),
    );
  });

  it("lists again when the server has forgotten, as an answer or as an event", async () => {
    for (const forgets of ["answer", "event"]) {
      const over = new AbortController();
      let lists = 0;
      const api = anApi(({ path }) => {
        if (!path.includes("watch=true")) {
          lists += 1;
          if (lists === 2) over.abort();
          return { metadata: { resourceVersion: "5" }, items: [] };
        }
        if (forgets === "answer") throw new KubernetesError(410, "Gone", "too old");
        return [{ type: "ERROR", object: { code: 410, reason: "Expired", message: "too old" } }];
      });
      await (
        await believer(api, over.signal).begun
      )();
      assert.equal(lists, 2, forgets);
    }
  });

  it("lists from the beginning when the server has forgotten between two pages, and not for ever", async () => {
    for (const failures of [1, 2, Infinity]) {
      const over = new AbortController();
      let left = failures;
      const seen: string[] = [];
      const api = anApi(({ path }) => {
        const query = new URL(path, "http://x").searchParams;
        const name = query.get("continue") === null ? "a" : "b";
        if (name === "b" && left > 0) {
          left -= 1;
          throw new KubernetesError(410, "Expired", "the provided continue parameter is too old");
        }
        seen.push(name);
        const more = name === "a" ? { continue: "2" } : {};
        return { metadata: { resourceVersion: "5", ...more }, items: [{ metadata: { name } }] };
      });
      const { begun, believed } = believer(api, over.signal);
      if (failures === Infinity) await assert.rejects(begun, /too old/);
      else {
        await begun;
        assert.deepEqual([...believed.keys()], ["a", "b"]);
        assert.equal(seen.length, failures + 2);
      }
    }
  });

  it("ends with what the server refuses, and with a server that is not there any more", async () => {
    for (const error of [
      new KubernetesError(403, "Forbidden", "no"),
      new KubernetesUnreachableError("gone"),
    ]) {
      const api = anApi(({ path }) => {
        if (path.includes("watch=true")) throw error;
        return { metadata: { resourceVersion: "5" }, items: [] };
      });
      await assert.rejects(async () => (await believer(api, new AbortController().signal).begun)(), error);
    }
  });
});

function* broken(lines: readonly unknown[]): Generator<unknown> {
  yield* lines;
  throw new KubernetesUnreachableError("the connection broke");
}
