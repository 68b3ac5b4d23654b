import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fairShareOrder, fifoOrder } from "../fair-share/order.ts";
import { aCore, job, launchedIds } from "./core.builders.ts";

/** Ada has used a lot and runs a task; she and bob wait, her jobs are older. */
function used() {
  const c = aCore();
  c.connect();
  c.turn(c.inventory(["a1", 4, 64], ["a2", 4, 64]));
  c.submit(
    job(1, { user: "ada" }),
    job(2, { user: "ada" }),
    job(3, { user: "ada" }),
    job(4, { user: "bob" }),
  );
  c.submit(job(5, { user: "bob" }));
  c.turn(c.offer("a1", 1));
  c.advance(600_000);
  return c;
}

describe("a policy that is changed while jobs wait and run", () => {
  it("decides the next turn, and everybody's usage is what it was", () => {
    const c = used();
    c.core.configure({ policy: fifoOrder });
    assert.deepEqual(launchedIds(c.turn(c.offer("a2", 1))), ["2.1.1"]);
    c.core.configure({ policy: fairShareOrder });
    assert.deepEqual(launchedIds(c.turn(c.offer("a2", 2))), ["4.1.1", "5.1.1"]);
  });
  it("lets tasks end that began before, and counts them to their end", () => {
    const c = used();
    c.core.configure({ shares: { alpha: 1, parents: "sum", definitions: [] } });
    c.turn(c.status("1.1.1", "finished"));
    // With present shares alone nobody is ahead of anybody now: the first account is the first that was seen.
    assert.deepEqual(launchedIds(c.turn(c.offer("a2", 1))), ["2.1.1"]);
    assert.deepEqual(launchedIds(c.turn(c.offer("a2", 1))), ["4.1.1"]);
  });
  it("gives projects and users the weights that are configured", () => {
    const c = aCore({
      shares: {
        alpha: 1,
        parents: "sum",
        definitions: [
          { name: "dept", weight: 1 },
          { name: "atom", parent: "dept", weight: 3 },
          { name: "atom/bob", weight: 2 },
        ],
      },
    });
    c.connect();
    c.turn(c.inventory(["a1", 16, 64]));
    const of = (from: number, user: string, project: string) =>
      Array.from({ length: 12 }, (_, n) => job(from + n, { user, project }));
    c.submit(...of(100, "ada", "atom"), ...of(200, "bob", "atom"), ...of(300, "cem", "bio"));
    const started = launchedIds(c.turn(c.offer("a1", 12))).map((id) => id.slice(0, 1));
    const count = (of: string) => started.filter((one) => one === of).length;
    assert.deepEqual(
      [count("1"), count("2"), count("3")],
      [2, 4, 6],
      "dept and bio half each; bob twice ada",
    );
  });
});
