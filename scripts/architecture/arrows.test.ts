import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { violations } from "./arrows.ts";
import { MAY_IMPORT } from "./layers.ts";
import { sourceFiles } from "./sources.ts";

const file = (path: string, text: string) => [{ path, text }];

describe("the arrows between folders", () => {
  it("are kept by every file of this project", () => {
    const files = sourceFiles();
    assert.ok(files.length > 20, "the project's files were not found");
    assert.deepEqual(violations(files), []);
  });

  for (const [how, path, text] of [
    ["a plain import", "jobs/x.ts", 'import { a } from "../offers/a.ts";'],
    ["an import for types", "jobs/x.ts", 'import type { A } from "../offers/a.ts";'],
    ["an import over several lines", "jobs/x.ts", 'import {\n  a,\n  b,\n} from "../scheduler/a.ts";'],
    ["a re-export", "jobs/x.ts", 'export { a } from "../scheduler/a.ts";'],
    ["an import without names", "jobs/x.ts", 'import "../scheduler/a.ts";'],
    ["import()", "store/x.ts", 'const a = await import("../api/a.ts");'],
    ["import() with a template", "store/x.ts", "const a = await import(`../api/a.ts`);"],
    ["import() of a variable", "store/x.ts", "const a = await import(name);"],
    ["the type operator import()", "jobs/x.ts", 'let a: import("../offers/a.ts").A;'],
    ["a sub-folder", "store/sqlite/x.ts", 'import { a } from "../../api/a.ts";'],
    ["a detour through its own folder", "jobs/x.ts", 'import { a } from "./../jobs/../offers/a.ts";'],
    ["the composition root", "scheduler/x.ts", 'import { a } from "../app/a.ts";'],
    ["a test's builder", "scheduler/x.ts", 'import { a } from "./job.builders.ts";'],
    ["node in a pure folder", "offers/x.ts", 'import { readFileSync } from "node:fs";'],
    ["a package that acts in a pure folder", "offers/x.ts", 'import { Client } from "undici";'],
    ["a folder that the architecture does not name", "utils/x.ts", "export const a = 1;"],
    ["the clock in a pure folder", "offers/x.ts", "export const now = () => Date.now();"],
    ["waiting in a pure folder", "jobs/x.ts", "export async function f() {}"],
  ] as const) {
    it(`refuse ${how}`, () => assert.equal(violations(file(path, text)).length, 1, text));
  }

  it("are explained by the architecture page, folder by folder", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/explanation/architecture.md"), "utf8");
    const missing = Object.keys(MAY_IMPORT).filter((folder) => !page.includes(`\`${folder}/\``));
    assert.deepEqual(
      missing.filter((folder) => folder !== "scripts"),
      [],
    );
  });

  it("let pass what the architecture allows", () => {
    assert.deepEqual(
      violations(file("scheduler/x.ts", 'import { a } from "../offers/a.ts"; // from "../api/x.ts"')),
      [],
    );
    assert.deepEqual(violations(file("jobs/x.test.ts", 'import { a } from "../scheduler/a.ts";')), []);
    assert.deepEqual(violations(file("app/x.ts", 'import { a } from "../api/a.ts";')), []);
    assert.deepEqual(violations(file("jobs/x.ts", 'const text = "await Date.now()";')), []);
  });
});
