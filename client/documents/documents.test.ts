import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  AttemptDocument,
  JobDocument,
  JobSummary as ServerSummary,
} from "../../api/context/job-document.ts";
import { acceptedJob, attemptDocument, jobDocument, NO_RELATIONS } from "../../api/context/job-document.ts";
import { aJob, anAttempt, aSpec } from "../../jobs/life/job.builders.ts";
import type { JobSpec as StoredSpec } from "../../jobs/spec/spec.ts";
import { validateJobSpec } from "../../jobs/submission/validate.ts";
import type { Attempt, Job, JobSummary } from "./jobs.ts";
import type { JobSpec } from "./spec.ts";

// These do not compile when the client's types and the server's part.
const readAttempt = (document: AttemptDocument): Attempt => document;
const readSummary = (document: ServerSummary): JobSummary => document;
const readJob = (document: JobDocument): Job => document;
const submitStored = (spec: StoredSpec): JobSpec => spec;

describe("the client's types", () => {
  it("take what the server makes, and the server takes what they describe", () => {
    const job = aJob({ spec: aSpec({ array: { from: 1, to: 2, step: 1 } }) });
    const document = readJob(
      jobDocument(acceptedJob(job), { ...NO_RELATIONS, attempts: [anAttempt()] }, () => undefined),
    );
    assert.equal(
      readSummary(jobDocument(acceptedJob(job), NO_RELATIONS, () => undefined)).progress?.total,
      2,
    );
    assert.deepEqual(
      document.attempts.map(({ state }) => state),
      ["starting"],
    );
    assert.equal(readAttempt(attemptDocument(anAttempt(), job.spec, undefined)).attempt, 1);
    assert.equal(validateJobSpec(submitStored(job.spec)).ok, true);
  });
});
