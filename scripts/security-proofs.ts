// `node scripts/security-proofs.ts`: the tests that docs/security.md names are there.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = dirname(import.meta.dirname);
/** As `file` "title", where a title may be part of one. */
const PROOF = /`([\w./-]+\.test\.ts)` "([^"]+)"/g;

const page = readFileSync(join(ROOT, "docs/security.md"), "utf8");
const proofs = [...page.matchAll(PROOF)];
const missing = proofs.flatMap(([, file = "", title = ""]) => {
  const path = join(ROOT, file);
  if (!existsSync(path)) return [`${file} is not there`];
  return readFileSync(path, "utf8").includes(title) ? [] : [`${file} has no "${title}"`];
});
const rows = page.split("\n").filter((line) => /^\| V\d/.test(line));
const unproven = rows.filter((line) => !/\.test\.ts`/.test(line) && !/\*\*not met/.test(line));
for (const fault of missing) console.log(`docs/security.md: ${fault}`);
for (const row of unproven) console.log(`docs/security.md: no test is named in: ${row.slice(0, 80)}`);
if (proofs.length === 0 || missing.length + unproven.length > 0) process.exitCode = 1;
