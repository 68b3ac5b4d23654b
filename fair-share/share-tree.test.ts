import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fairShareOrder, fifoOrder } from "./order.ts";
import { ShareTree, SITE, type ShareTreeOptions } from "./share-tree.ts";

const HOUR = 3_600_000;
const options: ShareTreeOptions = {
  halfLifeMs: HOUR,
  alpha: 0.5,
  resourceWeights: [1, 1],
  parents: "sum",
  originMs: 0,
};
const treeOf = (other: Partial<ShareTreeOptions> = {}) => new ShareTree({ ...options, ...other });
const need = (...amounts: number[]) => Int32Array.from(amounts);
const near = (a: number, b: number, relative = 1e-9) =>
  assert.ok(Math.abs(a - b) <= relative * Math.max(1, Math.abs(a), Math.abs(b)), `${a} and ${b}`);

describe("usage in a tree of shares", () => {
  it("is halved after a half-life, and counts for all above", () => {
    const tree = treeOf();
    const project = tree.add(SITE, 1);
    const user = tree.add(project, 1);
    tree.charge(user, 1000, 0);
    tree.advance(HOUR);
    for (const node of [user, project, SITE]) near(tree.usage(node), 500);
    tree.advance(3 * HOUR);
    near(tree.usage(user), 125);
  });

  it("of a running task is what charges in small steps would be", () => {
    const tree = treeOf();
    const whole = tree.add(SITE, 1);
    const steps = tree.add(SITE, 1);
    tree.advance(1000);
    tree.start(whole, need(2, 0), 0, 2000);
    for (let at = 1000; at < 1000 + 2 * HOUR; at += 100) tree.charge(steps, 200_000, at + 50);
    tree.advance(1000 + 2 * HOUR);
    tree.end(whole, need(2, 0), 0, 2000);
    tree.advance(5 * HOUR);
    near(tree.usage(whole), tree.usage(steps), 1e-6);
  });

  it("of a very short task keeps its digits under a half-life of a week", () => {
    const tree = treeOf({ halfLifeMs: 604_800_000 });
    const user = tree.add(SITE, 1);
    for (const [from, long] of [
      [123_456_789, 10],
      [400_000_000, 1000],
    ] as const) {
      tree.advance(from);
      const before = tree.usage(user);
      tree.start(user, need(1, 0), 0, 1000);
      tree.advance(from + long);
      tree.end(user, need(1, 0), 0, 1000);
      const kept = before * 2 ** (-long / 604_800_000);
      near((tree.usage(user) - kept) / (1000 * long), 1, 1e-4);
    }
  });

  it("outlives any number of half-lives, and says when stored keys are worth nothing", () => {
    const tree = treeOf({ halfLifeMs: 1000 });
    const a = tree.add(SITE, 1);
    const b = tree.add(SITE, 1);
    tree.start(a, need(1, 0), 0, 1000);
    assert.equal(tree.advance(512_000), false);
    assert.equal(tree.advance(512_001), true);
    tree.charge(b, 1, 512_001);
    assert.ok(tree.key(a) > tree.key(b) && Number.isFinite(tree.key(a)));
    assert.equal(tree.advance(50_000_000), true);
    near(tree.usage(a), (1000 * 1000) / Math.LN2);
    assert.equal(tree.usage(b), 0);
  });

  it("does not go back in time", () => {
    const tree = treeOf();
    tree.advance(HOUR);
    assert.equal(tree.advance(0), false);
    assert.equal(tree.nowMs, HOUR);
  });
});

describe("shares of a pool", () => {
  it("are those of the dominant resource, per weight", () => {
    const tree = treeOf();
    const project = tree.add(SITE, 2);
    const user = tree.add(project, 1);
    tree.setTotals([10, 100], 10);
    tree.start(user, need(1, 50), 0, 1);
    near(tree.share(user), 0.5);
    near(tree.share(project), 0.25);
    tree.end(user, need(1, 50), 0, 1);
    assert.equal(tree.share(user), 0);
    assert.equal(tree.held(project, 1), 0);
  });

  it("leave out kinds of weight 0", () => {
    const tree = treeOf({ resourceWeights: [1, 0] });
    const user = tree.add(SITE, 1);
    tree.setTotals([10, 1], 10);
    tree.start(user, need(1, 1), 0, 1);
    near(tree.share(user), 0.1);
  });

  it("follow totals in steps of one per cent", () => {
    const tree = treeOf();
    const user = tree.add(SITE, 1);
    assert.equal(tree.setTotals([1000, 1000], 1000), true);
    tree.start(user, need(100, 0), 0, 1);
    assert.equal(tree.setTotals([1010, 1000], 1000), false);
    near(tree.share(user), 0.1);
    assert.equal(tree.setTotals([1011, 1000], 1000), true);
    near(tree.share(user), 100 / 1011);
    assert.equal(tree.setTotals([0, 0], 0), true);
    assert.equal(tree.share(user), 0);
  });

  it("refuse weights that are no number above 0, and parents that are not there", () => {
    const tree = treeOf();
    for (const weight of [0, -1, Number.NaN]) {
      assert.throws(() => tree.add(SITE, weight), /a weight is a number above 0/);
      assert.throws(() => tree.setWeight(SITE, weight), /a weight is a number above 0/);
    }
    assert.throws(() => tree.add(7, 1), /there is no node 7/);
  });
});

describe("the key of the fair-share order", () => {
  it("never falls while only time passes or others start and end", () => {
    const event = fc.record({
      who: fc.integer({ min: 0, max: 3 }),
      what: fc.constantFrom("start", "end", "charge", "wait"),
      ms: fc.integer({ min: 0, max: 50_000_000 }),
      size: fc.integer({ min: 1, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.constantFrom(0, 0.3, 0.5, 1), (events, alpha) => {
        const tree = treeOf({ alpha, halfLifeMs: 604_800_000 });
        const projects = [tree.add(SITE, 1), tree.add(SITE, 3)];
        const users = [0, 1, 0, 1].map((p) => tree.add(projects[p] ?? SITE, 1.7));
        tree.setTotals([100_000, 100_000], 100_000);
        const running: { who: number; size: number }[] = [];
        let now = 0;
        for (const { who, what, ms, size } of events) {
          const keys = Array.from({ length: tree.count }, (_, node) => tree.key(node));
          const user = users[who] ?? SITE;
          const own = new Set([user, tree.parent(user), SITE]);
          if (what === "wait") {
            now += ms;
            assert.equal(tree.advance(now), false);
            own.clear();
          } else if (what === "start") {
            tree.start(user, need(size, 1), 0, size);
            running.push({ who, size });
          } else if (what === "charge") tree.charge(user, size, now);
          else {
            const at = running.findIndex((task) => task.who === who);
            const [task] = at < 0 ? [] : running.splice(at, 1);
            if (task !== undefined) tree.end(user, need(task.size, 1), 0, task.size);
          }
          for (const [node, key] of keys.entries()) {
            if (!own.has(node)) assert.ok(tree.key(node) >= key, `key of ${node} fell from ${key}`);
          }
        }
      }),
    );
  });

  it("is the share alone with alpha 1, the past alone with alpha 0", () => {
    for (const [alpha, first] of [
      [1, "past"],
      [0, "present"],
    ] as const) {
      const tree = treeOf({ alpha });
      const past = tree.add(SITE, 1);
      const present = tree.add(SITE, 1);
      tree.setTotals([10, 10], 10);
      tree.charge(past, 1000, 0);
      tree.start(present, need(1, 0), 0, 1);
      assert.equal(tree.key(past) < tree.key(present), first === "past");
    }
  });

  it("gives weight its due", () => {
    const tree = treeOf();
    const light = tree.add(SITE, 1);
    const heavy = tree.add(SITE, 2);
    tree.setTotals([10, 10], 10);
    for (const node of [light, heavy]) tree.charge(node, 500, 0);
    near(tree.key(light), 2 * tree.key(heavy));
    tree.setWeight(light, 4);
    near(tree.key(heavy), 2 * tree.key(light));
  });

  it("is the same through the policy; fifo looks at the job alone", () => {
    const tree = treeOf();
    const user = tree.add(SITE, 1);
    tree.charge(user, 5, 0);
    assert.equal(fairShareOrder.key(tree, user, 0), tree.key(user));
    assert.equal(fifoOrder.key(tree, user, 17), 17);
  });
});

describe("hierarchical shares", () => {
  const build = () => {
    const tree = treeOf({ parents: "hierarchical", alpha: 1 });
    const parent = tree.add(SITE, 1);
    const [a, b] = [tree.add(parent, 1), tree.add(parent, 1)];
    tree.setTotals([10, 10], 10);
    for (const node of [parent, a, b]) tree.setContending(node, true);
    return { tree, parent, a, b };
  };

  it("scale children down to the smallest of them", () => {
    const { tree, parent, a, b } = build();
    tree.start(a, need(1, 0), 0, 1);
    assert.equal(tree.share(parent), 0, "b holds nothing yet");
    for (let n = 0; n < 4; n += 1) tree.start(b, need(0, 1), 0, 1);
    near(tree.share(parent), 0.1); // (1, 0) and (0, 4) → (1, 0) and (0, 1)
    tree.start(a, need(1, 0), 0, 1);
    near(tree.share(parent), 0.2);
  });

  it("leave out children that wait for nothing", () => {
    const { tree, parent, a, b } = build();
    tree.start(a, need(3, 0), 0, 1);
    tree.setContending(b, false);
    near(tree.share(parent), 0.3);
    tree.setContending(b, true);
    assert.equal(tree.share(parent), 0);
    tree.start(b, need(3, 1), 0, 1);
    near(tree.share(parent), 0.6);
    tree.setContending(a, false);
    near(tree.share(parent), 0.3);
  });

  it("come out the same whatever happened in between", () => {
    const step = fc.record({ child: fc.nat(9), start: fc.boolean(), cpus: fc.nat(3), mem: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const grown = (tree: ShareTree) => {
          const parent = tree.add(SITE, 2);
          const children = Array.from({ length: 10 }, (_, i) => tree.add(parent, 1 + (i % 3)));
          tree.setTotals([100, 100], 100);
          return { tree, parent, children };
        };
        const live = grown(treeOf({ parents: "hierarchical" }));
        const held = live.children.map(() => [0, 0] as [number, number]);
        const contending = live.children.map(() => false);
        for (const { child, start, cpus, mem } of steps) {
          const node = live.children[child] ?? SITE;
          const [c, m] = held[child] ?? [0, 0];
          if (start) {
            live.tree.start(node, need(cpus, mem), 0, 1);
            held[child] = [c + cpus, m + mem];
          } else {
            contending[child] = !contending[child];
            live.tree.setContending(node, contending[child]);
          }
        }
        const fresh = grown(treeOf({ parents: "hierarchical" }));
        for (const [at, node] of fresh.children.entries()) {
          const [c, m] = held[at] ?? [0, 0];
          fresh.tree.start(node, need(c, m), 0, 1);
          fresh.tree.setContending(node, contending[at] ?? false);
        }
        for (let node = 0; node < live.tree.count; node += 1)
          assert.equal(live.tree.share(node), fresh.tree.share(node));
        // By the definition, without shortcuts.
        const among = live.children.filter((_, at) => contending[at]);
        const m = Math.min(...among.map((node) => live.tree.share(node)));
        const sums = [0, 1].map((kind) =>
          among.reduce((sum, node) => {
            const share = live.tree.share(node);
            return share === 0 ? sum : sum + ((live.tree.held(node, kind) / 100) * m) / share;
          }, 0),
        );
        const wanted = among.length === 0 ? 0 : Math.max(...sums) / 2;
        near(live.tree.share(live.parent), wanted, 1e-5);
      }),
    );
  });
});
