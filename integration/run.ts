// `npm run integration [-- NAME…]`: tests against real processes and real services, which their own scripts install
// and start. A service that cannot start is a failure, not a skip.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const suites = readdirSync(join(import.meta.dirname, "suites"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.includes(name));
if (unknown.length > 0 || wanted.includes("--help")) {
  console.log(`npm run integration [-- NAME…]\n\nsuites: ${suites.join(", ")}`);
  process.exit(wanted.includes("--help") ? 0 : 2);
}
const files = suites
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .map((name) => join(import.meta.dirname, "suites", `${name}.ts`));
// One after the other: each uses the machine as it likes.
const child = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-timeout=600000", ...files], {
  stdio: "inherit",
});
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
