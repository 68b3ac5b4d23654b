import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJob, aSpec, someResources } from "../../jobs/life/job.builders.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import { requirementOf } from "../../jobs/placement/requirement.ts";
import type { JobSpec } from "../../jobs/spec/spec.ts";
import { validateJobSpec } from "../../jobs/submission/validate.ts";
import { aDocument, anEntry, filed } from "../store.builders.ts";
import { openSqliteStore } from "./sqlite.ts";
import { temporaryDirectories } from "./temporary.builders.ts";

const aDirectory = temporaryDirectories();

/** As the first version stored it: without what came later. */
function storedBefore(id: number): NewJob {
  const { tmpfs: _t, constraints: _c, preemptible: _p, ...spec } = aSpec({ priority: 70 });
  const { cpus, memoryBytes, diskBytes } = someResources({ cpus: 2 });
  const { maxAttempts, on, backoff } = spec.retry;
  const before = {
    ...spec,
    resources: { cpus, memoryBytes, diskBytes },
    retry: { maxAttempts, on, backoff },
  };
  return aJob({ id, spec: before as JobSpec }); // it is one of another version
}

describe("a job that an earlier version stored", () => {
  it("is read with every default filled in, from wherever it is", async () => {
    const directory = aDirectory();
    {
      await using store = await openSqliteStore({ directory });
      await store.submit([1, 2].map((id) => aDocument(id, storedBefore(id))));
      await store.append(anEntry(1, filed(1)));
    }
    await using store = await openSqliteStore({ directory });
    const waiting = (await store.inbox(9)).flatMap((document) =>
      document.kind === "job" ? [document.job] : [],
    );
    const live = (await Array.fromAsync(store.liveJobs())).flat().map(({ job }) => job);
    const found = [await store.job(1), await store.job(2), ...(await store.jobs({ limit: 9 }))];
    const jobs = [...found, ...(await store.newJobs([1, 2])), ...waiting, ...live].map((job) => job?.spec);
    assert.equal(jobs.length, 8);
    const whole = aSpec({ priority: 70, resources: someResources({ cpus: 2 }) });
    for (const spec of jobs) assert.deepEqual(spec, whole);
    assert.deepEqual(validateJobSpec(whole), { ok: true, spec: whole });
    assert.deepEqual(requirementOf(whole).constraints, []);
  });
});
