import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { someResources } from "../jobs/life/job.builders.ts";
import type { NewJob } from "../jobs/life/job.ts";
import { sentences } from "../offers/sentences.ts";
import { aCore, callsOf, job, launchedIds } from "./core/core.builders.ts";

const GIB = 1024 ** 3;
const MINUTE = 60_000;
const wide = (id: number, fields: Parameters<typeof job>[1] = {}) =>
  job(id, { user: "wilma", resources: someResources({ cpus: 16, memoryBytes: 16 * GIB }), ...fields });

/**
 * Agent a1 of 16 cpus runs two tasks, with limits of 20 and 40 minutes. Job 9 needs all of it and has waited for long
 * enough; that was when the last minute ended.
 */
function aHeldAgent(
  {
    first = job(1, { walltimeSeconds: 1200 }),
    ...options
  }: Parameters<typeof aCore>[0] & { readonly first?: NewJob } = {},
  fields: Parameters<typeof job>[1] = {},
) {
  const c = aCore({ reserveAfterMs: MINUTE, ...options });
  c.connect();
  c.cycle(c.inventory(["a1", 16, 64]));
  c.submit(first, job(2, { walltimeSeconds: 2400 }));
  c.cycle(c.offer("a1", 16));
  c.cycle(c.status("1.1.1", "running"), c.status("2.1.1", "running"));
  c.submit(wide(9, fields));
  c.advance(15_000);
  c.cycle(c.offer("a1", 15 - first.spec.resources.cpus)); // too little for it: it is passed over
  for (let quarter = 0; quarter < 4; quarter += 1) c.advance(15_000);
  return c;
}

describe("a job that an agent is held for", () => {
  it("lets those use the agent who are over before it starts, and nobody else", () => {
    const c = aHeldAgent();
    c.submit(job(10, { walltimeSeconds: 1800 }), job(11, { walltimeSeconds: 2400 }), job(12));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 14))), ["10.1.1"]);
  });

  it("lets nobody use it who would be over only just in time to be late", () => {
    const c = aHeldAgent();
    // 38:45 minutes are left, and half a minute in which the last task may take its leave.
    c.submit(job(10, { walltimeSeconds: 2340 }), job(11, { walltimeSeconds: 2280 }));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 14))), ["11.1.1"]);
  });

  it("leaves what it does not need to whoever wants it, for as long as they like", () => {
    const two = job(1, { walltimeSeconds: 1200, resources: someResources({ cpus: 2 }) });
    const c = aHeldAgent({ first: two }, { resources: someResources({ cpus: 14, memoryBytes: GIB }) });
    c.submit(job(10), job(11));
    assert.deepEqual(launchedIds(c.cycle(c.offer("a1", 13))), ["10.1.1"], "one cpu is left over");
  });

  it("starts as soon as its room is there, before others", () => {
    const c = aHeldAgent();
    c.submit(job(10, { walltimeSeconds: 60 }));
    const decision = c.cycle(c.status("1.1.1", "finished"), c.status("2.1.1", "finished"), c.offer("a1", 16));
    assert.deepEqual(launchedIds(decision), ["9.1.1"]);
  });

  it("has what is free collected in the last minute, when others may not use it any more", () => {
    const c = aHeldAgent();
    assert.equal(callsOf(c.cycle(c.offer("a1", 14)), "reserve").length, 0);
    c.cycle(c.status("1.1.1", "finished"));
    c.advance(38.5 * MINUTE);
    const [reserve] = callsOf(c.cycle(c.offer("a1", 15)), "reserve");
    assert.equal(reserve?.order.resources.cpusMilli, 15_000);
  });

  it("has it all collected at once, and nobody uses it, where the site wants it so", () => {
    const c = aHeldAgent({ backfill: { mode: "off", assumedMs: 86_400_000 } });
    c.submit(job(10, { walltimeSeconds: 60 }));
    const decision = c.cycle(c.offer("a1", 14));
    assert.deepEqual([callsOf(decision, "reserve").length, launchedIds(decision)], [1, []]);
  });

  it("is the only one of its cluster where only one may be", () => {
    for (const [mode, planned] of [
      ["easy", 1],
      ["conservative", 2],
    ] as const) {
      const c = aHeldAgent({ backfill: { mode, assumedMs: 86_400_000 } });
      c.cycle(c.inventory(["a1", 16, 64], ["a2", 16, 64]));
      c.submit(wide(20, { user: "otto" }));
      c.cycle(c.offer("a2", 14));
      for (let quarter = 0; quarter < 5; quarter += 1) {
        c.cycle(c.offer("a2", 14));
        c.advance(15_000);
      }
      assert.equal(c.core.countReservations().planned, planned, mode);
    }
  });

  it("knows when it will start, and for how long others may use the agent until then", () => {
    const c = aHeldAgent();
    const explanation = c.core.explain(9);
    assert.ok(explanation !== undefined);
    assert.match(
      sentences(explanation).join("\n"),
      /it gets a1\.example about 00:57 UTC; jobs of at most 38 m may use it before that/,
    );
  });

  it("is named to those who are too long for what is left, with how long they might be", () => {
    const c = aHeldAgent();
    c.submit(job(10, { walltimeSeconds: 7200 }));
    c.cycle(c.offer("a1", 14));
    const explanation = c.core.explain(10);
    assert.ok(explanation !== undefined);
    assert.match(
      sentences(explanation).join("\n"),
      /1 with room that is kept for job 9, which gets it about 00:57 UTC; until then for jobs of at most 38 m \(a1\.example\)/,
    );
  });
});
