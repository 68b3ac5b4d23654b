import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CASES_OF_TWO } from "./cases-of-two.ts";
import { CAUSES } from "./cases.ts";
import { askOurs } from "./core-planting.ts";
import { judgeOurs } from "./verdict.ts";

describe("a cause that is planted here as in Slurm is named with all that one must know", () => {
  for (const { facts, inOurs, kinds, name, tuning } of [...CAUSES, ...CASES_OF_TWO])
    it(name, () => {
      const answer = askOurs(kinds, inOurs, tuning);
      assert.deepEqual(
        judgeOurs(facts, answer),
        { verdict: "rightly", missing: [] },
        answer.sentences.join("\n"),
      );
    });
});
