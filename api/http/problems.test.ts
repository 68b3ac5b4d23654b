import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { StoreUnavailableError } from "../../store/store.ts";
import { PROBLEMS, problemDocument, problemHeaders, PublicError, toPublicError } from "./problems.ts";

describe("the page of problems", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/reference/problems.md"), "utf8");
  const entries = new Map(
    [...page.matchAll(/^## `(\w+)`\n\nStatus (\d+), (no retry|retry)\./gm)].map(
      ([, code = "", status, retry]) => [code, { status: Number(status), retryable: retry === "retry" }],
    ),
  );

  it("has an entry for every code, with its status and whether to retry", () => {
    const table = Object.entries(PROBLEMS).map(([code, { status, retryable }]) => [
      code,
      { status, retryable },
    ]);
    assert.deepEqual([...entries], table);
  });
});

describe("an error on its way out", () => {
  it("keeps what is public and loses what is not", () => {
    const inner = new StoreUnavailableError("/var/lib/x.db is locked");
    const document = problemDocument(toPublicError(inner));
    assert.equal(document.code, "store_unavailable");
    assert.doesNotMatch(JSON.stringify(document), /locked/);
    const unknown = problemDocument(toPublicError(new Error("secret")));
    assert.deepEqual([unknown.code, unknown.status], ["internal", 500]);
    assert.doesNotMatch(JSON.stringify(unknown), /"secret"/);
  });

  it("lists at most a hundred faults, and says that there are more", () => {
    const errors = Array.from({ length: 101 }, () => ({ pointer: "", code: "type" as const, message: "x" }));
    const document = problemDocument(new PublicError("invalid", "", { errors }));
    assert.deepEqual([document.errors?.length, document.errorsTruncated], [100, true]);
  });

  it("says when to come again, and how to sign in", () => {
    assert.ok(problemHeaders(new PublicError("no_leader", ""))["retry-after"]);
    assert.match(problemHeaders(new PublicError("not_signed_in", ""))["www-authenticate"] ?? "", /Bearer/);
    assert.equal(problemHeaders(new PublicError("not_found", ""))["retry-after"], undefined);
  });
});
