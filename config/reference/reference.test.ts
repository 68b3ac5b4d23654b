import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { exampleText } from "../loading/assignments.ts";
import { KEY_NAMES, KEYS, variableOf } from "../schema/keys.ts";
import { configurationPage } from "./reference.ts";
import { tuningPage } from "./tuning-page.ts";

/** The formatter may break lines, pad tables and turn emphasis. */
const words = (text: string) =>
  text.replaceAll(/\s+/g, " ").replaceAll(/-{3,}/g, "---").replaceAll("*", "_").trim();
const committed = (page: string) => readFileSync(join(import.meta.dirname, "../../docs", page), "utf8");

describe("the reference page", () => {
  it("names every setting with its variable and an example", () => {
    const page = configurationPage();
    for (const name of KEY_NAMES) {
      assert.ok(page.includes(`### \`${name}\``), name);
      assert.ok(page.includes(`\`${variableOf(name)}\``), name);
    }
  });

  it("is the one in the documentation; `npm run pages` writes it", () => {
    assert.equal(words(committed("reference/configuration.md")), words(configurationPage()));
  });

  it("has a page beside it for the settings, with the metric of each", () => {
    assert.equal(words(committed("how-to/administrators/tuning.md")), words(tuningPage()));
  });

  it("shows examples that are taken", () => {
    for (const name of KEY_NAMES) {
      const { format, example } = KEYS[name];
      assert.doesNotThrow(() => format.read(example), `${name}: ${exampleText(name)}`);
    }
  });
});
