import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { idOfOrder, JobQueues, jobOrder } from "./job-queues.ts";

describe("the order of an account's jobs", () => {
  it("is by priority, the larger first, then by id", () => {
    const orders = [jobOrder(127, 9), jobOrder(50, 1), jobOrder(50, 2), jobOrder(0, 1)];
    assert.deepEqual(
      orders.toSorted((a, b) => a - b),
      orders,
    );
    const last = 2 ** 39 - 1;
    assert.equal(idOfOrder(jobOrder(0, last)), last);
    assert.ok(jobOrder(1, last) < jobOrder(0, 1), "a priority counts more than any id");
  });

  it("refuses what a double can't hold exactly", () => {
    for (const priority of [-1, 128, 0.5])
      assert.throws(() => jobOrder(priority, 1), /priorities are integers/);
    for (const id of [0, 2 ** 39, 1.5]) assert.throws(() => jobOrder(0, id), /ids are integers/);
  });
});

describe("queues by account and shape", () => {
  it("give their jobs in order, whatever came and went", () => {
    const step = fc.record({
      take: fc.integer({ min: 0, max: 9 }),
      account: fc.nat(3),
      shape: fc.nat(5),
      priority: fc.constantFrom(0, 50, 50, 50),
      late: fc.boolean(),
      which: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
        const queues = new JobQueues();
        queues.byAccount.ensure(4);
        const firstOfShape = new Map<number, number>();
        let model: { account: number; shape: number; order: number; entry: number }[] = [];
        let id = 1_000_000;
        for (const { take, account, shape, priority, late, which } of steps) {
          const removed = model[which % Math.max(1, model.length)];
          if (take < 4 && removed !== undefined) {
            const queue = queues.queueOf[removed.entry] ?? -1;
            if (queues.remove(removed.entry)) {
              firstOfShape.set(removed.shape, queues.close(queue, firstOfShape.get(removed.shape) ?? -1));
            }
            model = model.filter((job) => job !== removed);
          } else {
            id += 1;
            const order = jobOrder(priority, late ? 2_000_000 - id : id);
            const entry = queues.create(order, 1);
            const queue = queues.find(account, shape);
            if (queue === -1) {
              firstOfShape.set(
                shape,
                queues.open(account, shape, shape, entry, firstOfShape.get(shape) ?? -1),
              );
            } else queues.push(queue, entry);
            model.push({ account, shape, order, entry });
          }
          const first = (jobs: typeof model) => jobs.toSorted((a, b) => a.order - b.order)[0];
          const of = model.filter((job) => job.account === account);
          const { start, length, queue } = queues.byAccount;
          const from = start[account] ?? 0;
          const inOrder = Array.from({ length: length[account] ?? 0 }, (_, at) => queue[from + at] ?? -1);
          const shapes = [...new Set(of.map((job) => job.shape))];
          const wanted = shapes
            .map((one) => first(of.filter((job) => job.shape === one)))
            .toSorted((a, b) => (a?.order ?? 0) - (b?.order ?? 0));
          assert.deepEqual(
            inOrder.map((one) => queues.head(one)),
            wanted.map((job) => job?.entry),
          );
          assert.deepEqual(
            inOrder.map((one) => queues.find(account, queues.shape[one] ?? -1)),
            inOrder,
          );
          const linked: number[] = [];
          for (let at = firstOfShape.get(shape) ?? -1; at !== -1; at = queues.nextOfShape[at] ?? -1)
            linked.push(at);
          const accounts = new Set(model.filter((job) => job.shape === shape).map((job) => job.account));
          assert.deepEqual(new Set(linked.map((one) => queues.account[one])), accounts);
        }
      }),
      { numRuns: 60 },
    );
  });
});
