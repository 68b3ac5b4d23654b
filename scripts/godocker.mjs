#!/usr/bin/env node
// The `godocker` command: in a clone it runs the sources, in the published package what was compiled from them.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled } from "./installed.mjs";

const NODE_MAJOR_MIN = 24;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isClone = existsSync(join(root, "app", "main.ts"));
const isNewEnough = Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN;
if (isNewEnough && (!isClone || isInstalled(root))) {
  await import("./start.mjs");
} else if (isClone) {
  process.argv.splice(2, 0, "godocker");
  await import("./run.mjs");
} else {
  console.error(
    `error: GoDocker needs Node ${NODE_MAJOR_MIN} or later, and this is ${process.version}\n` +
      `  fix: install it, or try: npx -p node@${NODE_MAJOR_MIN} -p godocker godocker`,
  );
  process.exit(1);
}
