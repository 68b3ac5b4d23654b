import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sentences } from "../offers/sentences.ts";
import { faultsOf } from "../simulation/checkers/check-explanation.ts";
import { PLANTED } from "./planted-causes.cases.ts";

describe("a cause that was planted is named, and nothing else", () => {
  for (const { name, names, plant, says } of PLANTED) {
    it(name, () => {
      const { core } = plant();
      const explanation = core.explain(1);
      assert.ok(explanation !== undefined);
      const text = sentences(explanation).join("\n");
      assert.deepEqual(explanation.causes.map(({ kind }) => kind).sort(), names.toSorted(), text);
      for (const words of says) assert.match(text, words);
      assert.deepEqual(faultsOf(core.dump(), explanation), []);
    });
  }
});
