// `npm run pages`: writes every page that is generated from the code that it describes.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

const root = dirname(dirname(import.meta.dirname));
const WRITERS: readonly (readonly string[])[] = [
  ["config/reference/print-reference.ts"],
  ["scripts/pages/write-cli-docs.ts"],
  ["scripts/pages/write-roles-page.ts"],
  ["scripts/pages/mesos-checks.ts"],
  ["node_modules/prettier/bin/prettier.cjs", "--write", "--log-level=warn", "docs"],
];

for (const [writer = "", ...args] of WRITERS) {
  const { status } = spawnSync(process.execPath, [join(root, writer), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) {
    console.error(`${writer} failed; the pages after it were not written`);
    process.exitCode = 1;
    break;
  }
}
