// `npm run dev [-- FLAGS of godocker up]`: the product on the embedded cluster, started again when a source file changes.
// Jobs, queue and token stay, as over any other restart.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { LEAVES, MAY_IMPORT } from "./architecture/layers.ts";

const root = dirname(import.meta.dirname);
const watched = Object.keys(MAY_IMPORT).filter((folder) => !LEAVES.has(folder));
const child = spawn(
  process.execPath,
  [
    "--watch-preserve-output",
    ...watched.map((folder) => `--watch-path=${join(root, folder)}`),
    join(root, "app/main.ts"),
    "up",
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
