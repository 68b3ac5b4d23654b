import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seededRandom } from "../../../simulation/random.ts";
import { BitTable, Mask } from "./bit-table.ts";
import { OrderedChildren } from "./ordered-children.ts";

const SHAPES = 70;
const WORDS = 3;

/** Members whose keys rise while nobody looks, and a list that must know the smallest all the same. */
function runList(seed: number, members: number, steps: number): number {
  const random = seededRandom(seed);
  const keys = Array.from({ length: members }, () => random.integer(0, 50));
  const bits = new BitTable(WORDS);
  bits.ensure(members);
  const lists = new OrderedChildren(bits, (member) => keys[member] ?? 0);
  lists.ensure(members);
  const there = new Set<number>();
  let found = 0;
  for (let step = 0; step < steps; step += 1) {
    const member = random.integer(0, members - 1);
    const dice = random.integer(1, 100);
    if (dice <= 35) keys[member] = (keys[member] ?? 0) + random.integer(0, 40);
    else if (dice <= 45 && there.has(member)) {
      keys[member] = random.integer(0, (keys[member] ?? 0) + 40);
      lists.rekey(0, member, keys[member] ?? 0);
    } else if (dice <= 70 && !there.has(member)) {
      bits.set(member, random.integer(0, SHAPES - 1));
      lists.insert(0, member, keys[member] ?? 0);
      there.add(member);
    } else if (dice <= 75 && there.has(member)) {
      lists.remove(0, member);
      bits.clearRow(member);
      there.delete(member);
    } else if (dice <= 85 && there.has(member)) {
      bits.set(member, random.integer(0, SHAPES - 1));
      lists.spread(member);
    } else if (dice <= 88) bits.clear(member, random.integer(0, SHAPES - 1));
    else if (dice === 89) lists.rebuild(0);
    const wanted = new BitTable(WORDS, 1);
    for (let n = random.integer(1, 4); n > 0; n -= 1) wanted.set(0, random.integer(0, SHAPES - 1));
    const mask = new Mask(WORDS);
    mask.assign(wanted, 0);
    let best = -1;
    for (const one of there) {
      if (!mask.hits(bits, one)) continue;
      const difference = best < 0 ? -1 : (keys[one] ?? 0) - (keys[best] ?? 0);
      if (difference < 0 || (difference === 0 && one < best)) best = one;
    }
    assert.equal(lists.first(0, mask), best, `seed ${seed}, step ${step}`);
    assert.equal(
      lists.firstBy(0, mask, (one) => keys[one] ?? 0, true),
      best,
    );
    assert.equal(lists.count(0), there.size);
    if (best >= 0) found += 1;
  }
  return found;
}

describe("a list in the order of keys that rise while nobody looks", () => {
  it("finds the smallest of those with a wanted shape, over one block and over many chunks", () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed += 1) found += runList(seed, 40, 200);
    for (let seed = 1; seed <= 4; seed += 1) found += runList(seed, 3000, 8000);
    assert.ok(found > 10_000, `only ${found} searches found anybody`);
  });
});
