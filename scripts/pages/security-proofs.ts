// `node scripts/pages/security-proofs.ts`: the tests that docs/how-to/site/security.md and docs/reference/asvs.md name are there, and each requirement
// of ASVS 5.0.0 up to level 2 has its row.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { missingProofs, namedProofs } from "./named-proofs.ts";

const ROOT = dirname(dirname(import.meta.dirname));
/** Requirements of levels 1 and 2 in each chapter before the last, which is about WebRTC. */
const COUNTS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16];

const rows = readFileSync(join(ROOT, "docs/reference/asvs.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| V\d/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const ids = rows.map(([, id = ""]) => id);
const faults = [
  ...missingProofs(ROOT),
  ...ids
    .filter((id, at) => ids.indexOf(id) !== at)
    .map((id) => `docs/reference/asvs.md: ${id} is there twice`),
  ...COUNTS.flatMap((count, at) => {
    const found = ids.filter((id) => id.startsWith(`V${at + 1}.`)).length;
    return found === count ? [] : [`docs/reference/asvs.md: V${at + 1} has ${found} rows of ${count}`];
  }),
  ...rows.flatMap(([, id = "", , , how = "", test = ""]) => {
    const needsNone = /^not applicable: \S/.test(how) || how.includes("**not met**");
    return needsNone || test.includes('.ts` "') ? [] : [`docs/reference/asvs.md: ${id} names no test`];
  }),
];
for (const fault of faults) console.log(fault);
if (namedProofs(ROOT).length === 0 || faults.length > 0) process.exitCode = 1;
