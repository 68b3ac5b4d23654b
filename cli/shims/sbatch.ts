import { Readable } from "node:stream";
import { readText } from "../frame/read-input.ts";
import { readSbatchLines, readSbatchWords, submitFlags } from "./sbatch-words.ts";
import { FAILED, transient, type Shim } from "./shim.ts";

const SCRIPT_BYTES_MAX = 1024 * 1024;

/** `sbatch [flags] [SCRIPT [ARGS]]`, `sbatch --wrap=CMD`: prints what Slurm prints, or only the id with `--parsable`. */
export async function sbatch(shim: Shim, words: readonly string[]): Promise<number> {
  const { io, terminal } = shim;
  const line = readSbatchWords(words);
  const wrap = line.wishes.get("wrap");
  const [file = "-", ...args] = line.operands;
  const name = file === "/dev/stdin" ? "-" : file;
  const fail = async (lines: readonly string[]): Promise<number> => {
    for (const each of lines) await terminal.err(`sbatch: error: ${each}\n`);
    return FAILED;
  };
  if (wrap !== undefined && line.operands.length > 0)
    return fail(["script and --wrap: only one of them can be the job"]);
  const script =
    wrap === undefined
      ? await readText(io, name, { what: "the script", bytesMax: SCRIPT_BYTES_MAX })
      : `#!/bin/sh\n${wrap}\n`;
  const header = wrap === undefined ? readSbatchLines(name === "-" ? "the script" : name, script) : undefined;
  const faults = [...line.faults, ...(header?.faults ?? [])];
  if (faults.length > 0) return fail(faults);
  const wishes = new Map([...(header?.wishes ?? []), ...line.wishes]);
  if (wrap !== undefined && !wishes.has("job-name")) wishes.set("job-name", "wrap");
  const { flags, warnings } = submitFlags(wishes);
  for (const warning of warnings) await terminal.err(`sbatch: warning: ${warning}\n`);
  const isTest = wishes.has("test-only");
  const how = isTest ? ["--dry-run"] : ["-q"];
  // The name of a file is that of its job; what came through a pipe has none.
  const source = wrap === undefined && name !== "-" ? name : "-";
  const ran = await shim.godocker(
    ["submit", ...how, ...flags, source, ...(args.length === 0 ? [] : ["--", ...args])],
    source === "-" ? Readable.from([script]) : undefined,
  );
  const said = ran.stderr
    .split("\n")
    .filter((each) => each !== "" && !each.includes("#SBATCH lines are not read"));
  if (ran.exit !== 0) {
    const reasons = said.map((each) => each.replace(/^error: /, ""));
    return fail([
      ...transient(reasons, ran.exit),
      `Batch job submission failed: ${reasons[0] ?? "unspecified error"}`,
    ]);
  }
  for (const each of said) await terminal.err(`sbatch: ${each}\n`);
  if (isTest) return 0;
  const id = ran.stdout.trim();
  await terminal.out(wishes.has("parsable") ? `${id}\n` : `Submitted batch job ${id}\n`);
  if (!wishes.has("wait")) return 0;
  return (await shim.godocker(["wait", "-q", id])).exit;
}
