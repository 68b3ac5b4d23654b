import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { exampleText } from "./assignments.ts";
import { KEY_NAMES, KEYS, variableOf } from "./keys.ts";
import { configurationPage } from "./reference.ts";

/** The formatter may break lines and pad tables. */
const words = (text: string) => text.replaceAll(/\s+/g, " ").trim();

describe("the reference page", () => {
  it("names every setting with its variable and an example", () => {
    const page = configurationPage();
    for (const name of KEY_NAMES) {
      assert.ok(page.includes(`### \`${name}\``), name);
      assert.ok(page.includes(`\`${variableOf(name)}\``), name);
    }
  });

  it("is the one in the documentation; `node config/print-reference.ts` writes it anew", () => {
    const committed = readFileSync(join(import.meta.dirname, "../docs/configuration.md"), "utf8");
    assert.equal(words(committed), words(configurationPage()));
  });

  it("shows examples that are taken", () => {
    for (const name of KEY_NAMES) {
      const { format, example } = KEYS[name];
      assert.doesNotThrow(() => format.read(example), `${name}: ${exampleText(name)}`);
    }
  });
});
