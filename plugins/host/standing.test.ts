import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createStanding } from "./standing.ts";

describe("how a plugin fared", () => {
  it("is forgiven when failures are far apart", () => {
    let atMs = 0;
    const standing = createStanding(() => atMs);
    for (let time = 0; time < 10; time += 1) {
      assert.equal(standing.failed(), undefined);
      atMs += 30_001;
    }
    assert.equal(standing.asideForMs(), 0);
  });

  it("sets it aside ever longer, up to an hour, as long as it fails", () => {
    let atMs = 0;
    const standing = createStanding(() => atMs);
    standing.failed();
    standing.failed();
    const minutes: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      const forMs = standing.failed() ?? 0;
      minutes.push(forMs / 60_000);
      atMs += forMs;
      assert.equal(standing.asideForMs(), 0);
    }
    assert.deepEqual(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("takes three failures again once it has answered", () => {
    let atMs = 0;
    const standing = createStanding(() => atMs);
    for (let time = 0; time < 3; time += 1) standing.failed();
    atMs += 60_000;
    standing.fine();
    assert.equal(standing.failed(), undefined);
    assert.equal(standing.failed(), undefined);
    assert.equal(standing.failed(), 120_000);
  });
});
