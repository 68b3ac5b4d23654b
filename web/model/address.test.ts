import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { LogChoice, Place, QueueFilter } from "./address.ts";
import { jobAddress, logAddress, NO_FILTER, peopleAddress, placeOf, queueAddress } from "./address.ts";
import { JOB_STATES } from "./states.ts";

const at = (address: string): Place => {
  const { pathname, search } = new URL(address, "http://localhost");
  return placeOf(pathname, search);
};
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

describe("an address of the pages", () => {
  it("leads back to what it was made for", () => {
    const filters: fc.Arbitrary<QueueFilter> = fc.record(
      {
        state: fc.constantFrom("" as const, "live" as const, ...JOB_STATES),
        user: fc.string(),
        name: fc.string({ unit: "binary" }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(filters, (filter) => assert.deepEqual(at(queueAddress(filter)), { page: "queue", filter })),
    );
    const choices: fc.Arbitrary<LogChoice> = fc.record(
      {
        stream: fc.constantFrom("stdout" as const, "stderr" as const),
        attempt: fc.integer({ min: 1, max: 1000 }),
        index: fc.nat(),
      },
      { requiredKeys: ["stream"], noNullPrototype: true },
    );
    fc.assert(
      fc.property(id, choices, (job, log) =>
        assert.deepEqual(at(logAddress(job, log)), { page: "log", job, log }),
      ),
    );
    fc.assert(fc.property(id, (job) => assert.deepEqual(at(jobAddress(job)), { page: "job", job })));
    assert.deepEqual(at("/"), { page: "queue", filter: NO_FILTER });
    assert.deepEqual(at("/nodes"), { page: "nodes" });
    assert.deepEqual(at("/account"), { page: "account" });
    fc.assert(
      fc.property(fc.string(), (name) => assert.deepEqual(at(peopleAddress(name)), { page: "people", name })),
    );
  });

  it("that names no page says so, and a value that means nothing is left out", () => {
    for (const path of ["/jobs/0", "/jobs/012", "/jobs/x", "/jobs/99999999999999999", "/jobs/1/", "/nothing"])
      assert.deepEqual(at(path), { page: "unknown" }, path);
    assert.deepEqual(at("/jobs?state=done&x=1"), { page: "queue", filter: NO_FILTER });
    assert.deepEqual(at("/jobs/3/logs?stream=x&attempt=0&index=-1"), {
      page: "log",
      job: 3,
      log: { stream: "stdout" },
    });
  });
});
