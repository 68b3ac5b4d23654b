import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { StatusUpdate } from "../../protocol/messages.ts";
import { taskKey } from "../../protocol/task-key.ts";
import {
  acknowledge,
  enqueue,
  RESEND_AFTER_MAX_MS,
  RESEND_AFTER_MS,
  resendAll,
  resendDue,
} from "./update-streams.ts";
import type { PendingUpdate, UpdateStreams } from "./update-streams.ts";

const anUpdate = (
  uuid: string,
  taskId = "t",
  state: "TASK_RUNNING" | "TASK_FINISHED" = "TASK_RUNNING",
): PendingUpdate => ({
  frameworkId: "f",
  uuid,
  status: { task_id: { value: taskId }, state },
});
const empty = (): UpdateStreams => ({ streams: new Map() });
const uuids = (updates: readonly (StatusUpdate | undefined)[]): (string | undefined)[] =>
  updates.map((update) => update?.uuid);

describe("updates of one task [M-35]", () => {
  it("go out one by one, each after the one before was acknowledged", () => {
    const all = empty();
    assert.equal(enqueue(all, anUpdate("1"), 0)?.uuid, "1");
    assert.equal(enqueue(all, anUpdate("2", "t", "TASK_FINISHED"), 0), undefined);
    const result = acknowledge(all, taskKey("f", "t"), "1", 0);
    assert.ok(result.kind === "acknowledged");
    assert.equal(result.next?.uuid, "2");
  });

  it("carry the newest state while older ones wait", () => {
    const all = empty();
    enqueue(all, anUpdate("1"), 0);
    enqueue(all, anUpdate("2", "t", "TASK_FINISHED"), 0);
    assert.equal(resendAll(all, 0)[0]?.latestState, "TASK_FINISHED");
  });

  it("are sent again after 10 s, then after twice that time, at most 10 min", () => {
    const all = empty();
    enqueue(all, anUpdate("1"), 0);
    assert.deepEqual(resendDue(all, RESEND_AFTER_MS - 1), []);
    assert.deepEqual(uuids(resendDue(all, RESEND_AFTER_MS)), ["1"]);
    assert.deepEqual(resendDue(all, 3 * RESEND_AFTER_MS - 1), []);
    let nowMs = 3 * RESEND_AFTER_MS;
    for (let times = 0; times < 20; times += 1) {
      assert.deepEqual(uuids(resendDue(all, nowMs)), ["1"]);
      nowMs += RESEND_AFTER_MAX_MS;
    }
  });

  it("are not moved by an acknowledgement of something else", () => {
    const all = empty();
    enqueue(all, anUpdate("1"), 0);
    assert.equal(acknowledge(all, taskKey("f", "t"), "0", 0).kind, "ignored");
    assert.equal(acknowledge(all, taskKey("f", "other"), "1", 0).kind, "ignored");
  });
});

describe("updates over a connection that loses and repeats", () => {
  it("reach the framework in order, and every one of them", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("make" as const), task: fc.constantFrom("a", "b") }),
      fc.record({ kind: fc.constant("deliver" as const), keep: fc.boolean() }),
      fc.record({ kind: fc.constant("wait" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const all = empty();
        const made = new Map<string, string[]>();
        const seen = new Map<string, string[]>();
        const wire: StatusUpdate[] = [];
        let nowMs = 0;
        let next = 0;
        const deliver = (update: StatusUpdate): void => {
          const task = update.status.task_id.value;
          const list = seen.get(task) ?? [];
          if (!list.includes(update.uuid)) list.push(update.uuid);
          seen.set(task, list);
          const result = acknowledge(all, taskKey("f", task), update.uuid, nowMs);
          if (result.kind === "acknowledged" && result.next !== undefined) wire.push(result.next);
        };
        for (const event of steps) {
          if (event.kind === "make") {
            next += 1;
            made.set(event.task, [...(made.get(event.task) ?? []), String(next)]);
            const now = enqueue(all, anUpdate(String(next), event.task), nowMs);
            if (now !== undefined) wire.push(now);
          } else if (event.kind === "deliver") {
            const update = wire.shift();
            if (update !== undefined && event.keep) deliver(update);
          } else {
            nowMs += RESEND_AFTER_MS;
            wire.push(...resendDue(all, nowMs));
          }
        }
        // The connection is fixed: everything arrives.
        for (wire.push(...resendAll(all, nowMs)); wire.length > 0;) {
          const update = wire.shift();
          if (update !== undefined) deliver(update);
        }
        assert.deepEqual(Object.fromEntries(seen), Object.fromEntries(made));
      }),
    );
  });
});
