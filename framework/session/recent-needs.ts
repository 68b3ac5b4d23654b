import type { WantedOffer } from "../../offers/backend.ts";

/**
 * The wishes of now, and those of a while ago: the next job is often like the one before, and a master that is told
 * of every change has more to do than one that offers a little too much.
 */
export interface RecentNeeds {
  set(wishes: readonly WantedOffer[], nowMs: number): void;
  all(nowMs: number): readonly WantedOffer[];
  /** What is not wished again until then is a wish of before, and ends. */
  lapse(untilMs: number): void;
  /** When the next wish of before ends, which is not past; `undefined` when there is none. */
  nextEndMs(nowMs: number): number | undefined;
  clear(): void;
}

export function createRecentNeeds(keepMs: number): RecentNeeds {
  let current = new Map<string, WantedOffer>();
  const former = new Map<string, { readonly wish: WantedOffer; readonly untilMs: number }>();
  const prune = (nowMs: number): void => {
    for (const [text, { untilMs }] of former) if (untilMs <= nowMs) former.delete(text);
  };
  return {
    set(wishes, nowMs) {
      const before = current;
      current = new Map(wishes.map((wish) => [JSON.stringify(wish), wish]));
      // With no wish at all anything will do, so what was wished before means nothing.
      if (wishes.length === 0) return former.clear();
      for (const [text, wish] of before) former.set(text, { wish, untilMs: nowMs + keepMs });
      for (const text of current.keys()) former.delete(text);
      return undefined;
    },
    all(nowMs) {
      prune(nowMs);
      return [...current.values(), ...[...former.values()].map(({ wish }) => wish)];
    },
    lapse(untilMs) {
      for (const [text, { wish, untilMs: endMs }] of former)
        former.set(text, { wish, untilMs: Math.min(endMs, untilMs) });
      for (const [text, wish] of current) former.set(text, { wish, untilMs });
      current = new Map();
    },
    nextEndMs(nowMs) {
      prune(nowMs);
      const [first] = [...former.values()].map(({ untilMs }) => untilMs).sort((a, b) => a - b);
      return first;
    },
    clear() {
      current.clear();
      former.clear();
    },
  };
}
