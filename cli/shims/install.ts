import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { SHIM_NAMES } from "./shim.ts";

const MARK = "# Written by `godocker shims install`.";

/** `shims install DIR`: writes commands with the names of Slurm's, which start `godocker`. */
export async function shims(context: Context): Promise<number> {
  const { args, io, terminal } = context;
  const [verb, directory] = args.operands;
  if (verb !== "install" || directory === undefined)
    throw new Failure({
      exit: EXIT.usage,
      what: verb === "install" ? "shims install needs a directory" : `shims has no "${verb ?? ""}"`,
      fix: "write: godocker shims install ~/bin",
      usage: usageOf(args.command),
    });
  const names = valueOf(args, "only")?.split(",") ?? SHIM_NAMES;
  const unknown = names.find((name) => !SHIM_NAMES.includes(name));
  if (unknown !== undefined)
    throw new Failure({
      exit: EXIT.usage,
      what: `there is no shim ${unknown}`,
      fix: `one of ${SHIM_NAMES.join(", ")}`,
      usage: usageOf(args.command),
    });
  const where = resolve(io.cwd, directory);
  const files = names.map((name) => ({ name, path: join(where, name) }));
  const foreign = files.find(({ path }) => isForeign(path));
  if (foreign !== undefined)
    throw new Failure({
      exit: EXIT.conflict,
      what: `${foreign.path} is there already, and is none of ours: nothing was written`,
      fix: "choose another directory, or leave it out with --only",
    });
  try {
    mkdirSync(where, { recursive: true });
    for (const { name, path } of files)
      writeFileSync(path, `#!/bin/sh\n${MARK}\nexec "\${GODOCKER_PROGRAM:-godocker}" shim ${name} "$@"\n`, {
        mode: 0o755,
      });
  } catch (error) {
    throw new Failure({
      exit: EXIT.failed,
      what: `the shims could not be written: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
  await terminal.out(`${files.map(({ path }) => path).join("\n")}\n`);
  const path = (io.env["PATH"] ?? "").split(delimiter);
  if (!path.includes(where)) await terminal.warn(`${where} is not in PATH`);
  return EXIT.done;
}

function isForeign(path: string): boolean {
  try {
    return !readFileSync(path, "utf8").includes(MARK);
  } catch (error) {
    // What is not there can be written; what cannot be read is somebody's.
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
}
