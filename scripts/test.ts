// `npm test [-- PATTERN…]`: every test that needs no service, no Docker and no network beyond loopback.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";

const root = dirname(import.meta.dirname);
const patterns = process.argv.slice(2);
const files = globSync("**/*.test.ts", {
  cwd: root,
  exclude: ["node_modules", "integration/mesos-conformance"],
})
  .filter((file) => !file.startsWith("integration/services/"))
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${patterns.join(" ")}`);
  process.exit(2);
}
const child = spawn(
  process.execPath,
  ["--test", `--test-concurrency=${Math.max(2, availableParallelism())}`, "--test-timeout=120000", ...files],
  { cwd: root, stdio: "inherit" },
);
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
