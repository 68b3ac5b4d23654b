import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJob } from "../../jobs/life/job.builders.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { jobReceiver, jobSender, type SentJobs } from "./sent-jobs.ts";

/** @param version  twice the entry, one more for a hidden job */
function rowOf(id: number, version: number, more: { readonly description?: string } = {}): string {
  const job = aJob({ id });
  const body = { ...job, spec: { ...job.spec, ...more } };
  return JSON.stringify([[id, version, version, 0, 0, 0, 0], body, newStatus(job)]);
}

/** A thread and the one who asks it, with what was sent. */
function aStore(rows = rowOf) {
  const sender = jobSender();
  const receiver = jobReceiver();
  const sent: string[] = [];
  const ask = (wanted: readonly (readonly [number, number])[]) =>
    receiver.jobs(async (receivers): Promise<SentJobs> => {
      const textsOf = (ids: readonly number[]) =>
        new Map(wanted.filter(([id]) => ids.includes(id)).map(([id, version]) => [id, rows(id, version)]));
      const answer = sender.send(wanted, textsOf, receivers);
      sent.push(answer.keys.map(([id, , how]) => `${id} ${how}`).join(", "));
      return answer;
    });
  return { ask, sender, sent };
}

describe("jobs that cross from the store's thread", () => {
  it("are kept from the second time on, in each of their versions, and are the same object then", async () => {
    const { ask, sent } = aStore();
    await ask([[1, 2]]);
    const [one] = await ask([[1, 2]]);
    const again = await ask([
      [3, 0],
      [1, 2],
    ]);
    assert.equal(again[1], one);
    const [changed, hidden] = await ask([
      [1, 6],
      [2, 5],
    ]);
    assert.deepEqual([changed?.version, changed?.hidden], [3, undefined]);
    assert.deepEqual([hidden?.version, hidden?.hidden], [2, true]);
    assert.deepEqual(sent, ["1 once", "1 new", "3 once, 1 known", "1 once, 2 once"]);
  });

  it("come each time when they are large", async () => {
    const { ask, sent } = aStore((id, version) => rowOf(id, version, { description: "x".repeat(10_000) }));
    for (let time = 0; time < 3; time += 1) assert.equal((await ask([[1, 2]]))[0]?.id, 1);
    assert.deepEqual(sent, ["1 once", "1 once", "1 once"]);
  });

  it("are never mixed up, however many are asked for", async () => {
    const { ask } = aStore();
    for (let round = 0; round < 6; round += 1) {
      const wanted = Array.from(
        { length: 3000 },
        (_, at) => [1 + ((at + (round >> 1) * 1500) % 6000), 2 * (round >> 1)] as const,
      );
      const jobs = await ask(wanted);
      assert.deepEqual(
        jobs.map(({ id, version }) => [id, 2 * version]),
        wanted,
      );
    }
  });

  it("are asked for again when they are not here after all", async () => {
    const { ask, sender, sent } = aStore();
    // Sent to somebody else.
    const send = () => sender.send([[1, 2]], () => new Map([[1, rowOf(1, 2)]]), 0);
    assert.deepEqual(
      [send(), send()].map(({ keys }) => keys[0]?.[2]),
      ["once", "new"],
    );
    const [job] = await ask([[1, 2]]);
    assert.equal(job?.id, 1);
    assert.deepEqual(sent, ["1 known", "1 new"]);
  });

  it("do not keep others from coming when one cannot be read", async () => {
    const { ask } = aStore((id, version) => (id === 2 ? "[[2" : rowOf(id, version)));
    await assert.rejects(
      ask([
        [1, 2],
        [2, 2],
      ]),
      SyntaxError,
    );
    assert.equal((await ask([[1, 2]]))[0]?.id, 1);
  });
});
