import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { orderByCost, routed, routeFor } from "./routing.ts";
import { sentences } from "./sentences.ts";

const route = { order: [["mesos"], ["docker", "swarm"], ["kubernetes"]], spillAfterMs: 60_000 };
const ALL = ["docker", "kubernetes", "lab", "mesos", "swarm"];

describe("a job that may use several clusters", () => {
  it("begins with those that are preferred, and gets the next ones after each wait", () => {
    assert.deepEqual(routed(route, ALL, 0), {
      open: ["mesos"],
      next: { clusters: ["docker", "swarm"], afterMs: 60_000 },
    });
    assert.deepEqual(routed(route, ALL, 59_999).open, ["mesos"]);
    assert.deepEqual(routed(route, ALL, 60_000), {
      open: ["mesos", "docker", "swarm"],
      next: { clusters: ["kubernetes"], afterMs: 120_000 },
    });
  });

  it("may use those that nobody named last of all", () => {
    assert.deepEqual(routed(route, ALL, 120_000).next, { clusters: ["lab"], afterMs: 180_000 });
    assert.deepEqual(routed(route, ALL, 180_000), {
      open: ["mesos", "docker", "swarm", "kubernetes", "lab"],
    });
  });

  it("does not wait for clusters that it cannot use", () => {
    assert.deepEqual(routed(route, ["kubernetes", "lab"], 0).open, ["kubernetes"]);
    assert.deepEqual(routed(route, ["swarm"], 0), { open: ["swarm"] });
    assert.deepEqual(routed(route, [], 0), { open: [] });
  });

  it("loses none by waiting, and has all in the end", () => {
    const names = fc.uniqueArray(fc.constantFrom(...ALL));
    const routes = fc.record({
      order: names.map((order) => order.map((name) => [name])),
      spillAfterMs: fc.integer({ min: 1, max: 1e9 }),
    });
    fc.assert(
      fc.property(routes, names, fc.nat(1e10), fc.nat(1e10), (one, usable, first, more) => {
        const [before, later] = [routed(one, usable, first), routed(one, usable, first + more)];
        assert.deepEqual(later.open.slice(0, before.open.length), before.open);
        assert.deepEqual(routed(one, usable, Infinity), { open: routed(one, usable, Infinity).open });
        assert.deepEqual(routed(one, usable, Infinity).open.toSorted(), usable.toSorted());
        assert.equal(before.open.length === 0, usable.length === 0);
        if (before.next !== undefined) {
          assert.ok(before.next.afterMs > first);
          const then = routed(one, usable, before.next.afterMs).open;
          assert.deepEqual(then, [...before.open, ...before.next.clusters]);
          assert.deepEqual(routed(one, usable, before.next.afterMs - 1).open, before.open);
        }
      }),
    );
  });
});

describe("what a site says of that", () => {
  it("is for all queues but those that say something of their own", () => {
    const own = { order: [["docker"]], spillAfterMs: 1 };
    const routing = { site: route, queues: { short: own } };
    assert.deepEqual([routeFor(routing, "short"), routeFor(routing, "default")], [own, route]);
    assert.equal(routeFor({ queues: {} }, "constructor"), undefined);
  });

  it("may be what they cost: what costs the same is as good", () => {
    assert.deepEqual(
      orderByCost({ kubernetes: 2.5, docker: 1 }, ["mesos", "swarm", "docker", "kubernetes"]),
      [["mesos", "swarm"], ["docker"], ["kubernetes"]],
    );
  });
});

describe("why a job waits", () => {
  it("says until when it is kept from a cluster", () => {
    const atMs = Date.UTC(2026, 0, 1, 14, 0);
    const cause = {
      kind: "routing",
      open: ["docker"],
      next: ["kubernetes"],
      atMs: atMs + 1_200_000,
    } as const;
    assert.deepEqual(sentences({ job: 1, state: "pending", atMs, causes: [cause] }), [
      "it waits for docker until 14:20 UTC, then kubernetes may take it, too",
    ]);
  });
});
