// `npm run pages`: writes every page that is generated from the code that it describes.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

const root = dirname(dirname(import.meta.dirname));
const WRITERS = [
  "config/reference/print-reference.ts",
  "scripts/pages/write-cli-docs.ts",
  "scripts/pages/write-roles-page.ts",
  "scripts/pages/mesos-checks.ts",
];

for (const writer of WRITERS) {
  const { status } = spawnSync(process.execPath, [join(root, writer)], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error(`${writer} failed; the pages after it were not written`);
    process.exitCode = 1;
    break;
  }
}
