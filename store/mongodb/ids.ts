import { StoreUnavailableError } from "../store.ts";
import type { Ask } from "./ask.ts";
import type { Collections } from "./documents.ts";
import { insertIfNew } from "./writes.ts";

/** So many blocks stay: a process that is slower than that takes none. */
const KEPT_BLOCKS = 1000;
const CLEAN_EVERY = 200;
const TRIES = 1000;

/**
 * Takes blocks of ids: each is a document whose `_id` is its first one, and begins where the newest ends.
 *
 * Old blocks are removed, so their keys are free again. One who looked, slept, and inserted then would take such a key:
 * he finds more newer blocks than are ever kept, and his ids are lost.
 */
export function idBlocks(
  { blocks }: Collections,
  ask: Ask,
  put: () => string,
): (count: number) => Promise<number> {
  let turn: Promise<unknown> = Promise.resolve();
  let taken = 0;

  const newest = () => ask(() => blocks.findOne({}, { sort: { _id: -1 } }));

  const take = async (count: number): Promise<number> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const last = await newest();
      const _id = last === null ? 1 : last._id + last.count;
      const block = { _id, count, put: put() };
      // After a lost answer it may be ours all the same; then these ids are lost.
      if (!(await insertIfNew(ask, blocks, block))) continue;
      if ((await newest())?.put !== block.put && (await newerThan(_id)) >= KEPT_BLOCKS) continue;
      taken += 1;
      if (taken % CLEAN_EVERY === 0) await clean();
      return _id;
    }
    throw new StoreUnavailableError(`Others took ids ${TRIES} times before this process could. Try again.`);
  };

  const newerThan = (_id: number) =>
    ask(() => blocks.countDocuments({ _id: { $gt: _id } }, { limit: KEPT_BLOCKS }));

  const clean = async (): Promise<void> => {
    const oldest = await ask(() => blocks.findOne({}, { sort: { _id: -1 }, skip: KEPT_BLOCKS }));
    if (oldest !== null) await ask(() => blocks.deleteMany({ _id: { $lte: oldest._id } }));
  };

  // One after the other: those of one process do not race.
  return (count) => {
    const first = turn.then(() => take(count));
    turn = first.catch(() => undefined);
    return first;
  };
}
