import type { Store } from "../../store/store.ts";
import type { Notification } from "../ports/notifier.ts";

/** Something that is to be sent, as it is kept until then. */
export interface Waiting {
  readonly address: { readonly url: string } | { readonly email: string };
  readonly notification: Notification;
  readonly tries: number;
  readonly firstAtMs: number;
  readonly nextAtMs: number;
}

/** What is to be sent, durable. One process uses it at a time; see `Conflict`. */
export interface Outbox {
  readonly size: number;
  /** Nothing, when it is there already. @throws Conflict, StoreUnavailableError */
  put(waiting: Waiting): Promise<void>;
  /** Those whose time has come, the longest due first. */
  due(nowMs: number): readonly Waiting[];
  again(waiting: Waiting): Promise<void>;
  delivered(waiting: Waiting): Promise<void>;
  /** It is given up, and remembered for a while with the reason. */
  givenUp(waiting: Waiting, why: string, nowMs: number): Promise<void>;
}

/** Another process uses the outbox, too: this one leads no more. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

const OUT = "notify/out/";
const DEAD = "notify/dead/";
/** So many given up are remembered, for so long. */
const DEAD_MAX = 500;
const DEAD_MS = 30 * 86_400_000;
const PAGE = 500;

export async function openOutbox(store: Pick<Store, "keep" | "keptUnder">, nowMs: number): Promise<Outbox> {
  const waiting = new Map<string, { readonly value: Waiting; readonly revision: number }>();
  for await (const { body, key, revision } of all(store, OUT)) {
    const value: Waiting = JSON.parse(body); // only `replace` writes it
    waiting.set(key, { value, revision });
  }
  await forgetOld(store, nowMs);

  const replace = async (key: string, value: Waiting | undefined): Promise<void> => {
    const expected = waiting.get(key)?.revision;
    const body = value === undefined ? undefined : JSON.stringify(value);
    if (!(await store.keep(key, expected, body))) throw new Conflict(`${key} was changed by somebody else`);
    if (value === undefined) waiting.delete(key);
    else waiting.set(key, { value, revision: (expected ?? 0) + 1 });
  };

  return {
    get size() {
      return waiting.size;
    },
    async put(value) {
      const key = keyOf(value);
      if (!waiting.has(key)) await replace(key, value);
    },
    due: (atMs) =>
      [...waiting.values()]
        .map(({ value }) => value)
        .filter(({ nextAtMs }) => nextAtMs <= atMs)
        .sort((a, b) => a.nextAtMs - b.nextAtMs),
    again: (value) => replace(keyOf(value), value),
    delivered: (value) => replace(keyOf(value), undefined),
    async givenUp(value, why, atMs) {
      await store.keep(`${DEAD}${value.notification.id}`, undefined, JSON.stringify({ ...value, why, atMs }));
      await replace(keyOf(value), undefined);
    },
  };
}

function keyOf({ notification }: Waiting): string {
  return `${OUT}${notification.id}`;
}

async function* all(store: Pick<Store, "keptUnder">, prefix: string) {
  for (let after = ""; ;) {
    const page = await store.keptUnder(prefix, after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.key;
  }
}

async function forgetOld(store: Pick<Store, "keep" | "keptUnder">, nowMs: number): Promise<void> {
  const dead: { readonly key: string; readonly revision: number; readonly atMs: number }[] = [];
  for await (const { body, key, revision } of all(store, DEAD)) {
    const { atMs }: { readonly atMs: number } = JSON.parse(body); // only `givenUp` writes it
    dead.push({ key, revision, atMs });
  }
  dead.sort((a, b) => b.atMs - a.atMs);
  for (const [at, { atMs, key, revision }] of dead.entries())
    if (at >= DEAD_MAX || atMs + DEAD_MS < nowMs) await store.keep(key, revision, undefined);
}
