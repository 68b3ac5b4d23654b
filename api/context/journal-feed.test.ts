import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { JournalEntry } from "../../store/store.ts";
import { createJournalFeed } from "./journal-feed.ts";

/** A journal that counts how often it is asked. Pauses between two looks at it are over when the test says so. */
function aJournal() {
  const entries: JournalEntry[] = [];
  let asked = 0;
  let endPause = (): void => undefined;
  const feed = createJournalFeed(
    {
      lastEntry: () => {
        asked += 1;
        return Promise.resolve(entries.at(-1));
      },
      entries: (after) => {
        asked += 1;
        return Promise.resolve(entries.filter(({ n }) => n > after));
      },
    },
    () =>
      new Promise((resolve) => {
        endPause = resolve;
      }),
  );
  const write = () => entries.push({ n: entries.length + 1, epoch: 1, atMs: 0, writer: "w", records: [] });
  const over = new AbortController();
  /** @returns the numbers of what came, once it came */
  const follow = (n: number) => {
    const heard: number[] = [];
    void feed.after(n, over.signal).then((news) => heard.push(...news.map((one) => one.n)));
    return heard;
  };
  /** All that can happen without the end of a pause has happened. */
  const settle = () => setImmediate();
  const pause = async () => {
    await settle();
    endPause();
    await settle();
  };
  const end = async () => {
    over.abort();
    await pause();
  };
  return { asked: () => asked, write, follow, pause, settle, [Symbol.asyncDispose]: end };
}

describe("news of the journal", () => {
  it("are with all who wait as soon as the look that finds them is done, and one look is for all", async () => {
    await using journal = aJournal();
    const all = [1, 2, 3].map(() => journal.follow(0));
    await journal.settle();
    const looks = journal.asked();
    journal.write();
    await journal.settle();
    assert.equal(journal.asked(), looks, "the pause is not over");
    await journal.pause();
    assert.deepEqual(all, [[1], [1], [1]]);
    assert.equal(journal.asked(), looks + 1);
  });

  it("are not looked for while nobody waits, and at once when somebody does after that", async () => {
    await using journal = aJournal();
    const first = journal.follow(0);
    await journal.settle();
    journal.write();
    await journal.pause();
    assert.deepEqual(first, [1]);
    const looks = journal.asked();
    await journal.pause();
    assert.equal(journal.asked(), looks);
    journal.write();
    const second = journal.follow(1);
    await journal.settle();
    assert.deepEqual(second, [2]);
  });
});
