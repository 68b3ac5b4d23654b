// Starts the command in this process, with code that was compiled before: it must begin at once.
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { XDG_CACHE_HOME: cache = "", HOME: home = "" } = process.env;
// A directory of one's own: what others could write there would be run.
const base = isAbsolute(cache) ? cache : join(home === "" ? homedir() : home, ".cache");
if (process.env.NODE_DISABLE_COMPILE_CACHE !== "1") enableCompileCache(join(base, "godocker", "compiled"));

const source = join(root, "app", "main.ts");
await import(pathToFileURL(existsSync(source) ? source : join(root, "dist", "app", "main.js")).href);
