import type { Flag } from "../frame/flag.ts";
import { parseWords, type ParseFault } from "../frame/parse.ts";
import { shellWords } from "../text/shell-words.ts";
import { ValueError } from "../text/value-error.ts";
import { slurmMebibytes, slurmSeconds } from "./slurm-units.ts";

const valued = (name: string, short?: string, aliases: readonly string[] = []): Flag => ({
  name,
  value: "VALUE",
  summary: "",
  ...(short === undefined ? {} : { short }),
  ...(aliases.length === 0 ? {} : { aliases }),
});
const plain = (name: string, short?: string): Flag => ({
  name,
  summary: "",
  ...(short === undefined ? {} : { short }),
});
const refused = (name: string, later: string, more: Partial<Flag> = {}): Flag => ({
  name,
  summary: "",
  later,
  ...more,
});

/** What is of no meaning here and harmless; `true`: it has a value. */
const IGNORED: Readonly<Record<string, boolean>> = {
  nice: true,
  exclusive: false,
  "no-kill": false,
  "get-user-env": false,
  "open-mode": true,
  qos: true,
  "kill-on-invalid-dep": true,
};

/** Flags of sbatch that can be said in our words. */
export const SBATCH_FLAGS: readonly Flag[] = [
  valued("job-name", "J"),
  valued("output", "o"),
  valued("error", "e"),
  valued("chdir", "D", ["workdir"]),
  valued("time", "t"),
  valued("ntasks", "n"),
  valued("nodes", "N"),
  valued("cpus-per-task", "c"),
  valued("mem"),
  valued("mem-per-cpu"),
  valued("partition", "p"),
  valued("account", "A"),
  valued("array", "a"),
  valued("dependency", "d"),
  valued("begin", "b"),
  valued("deadline"),
  valued("nodelist", "w"),
  valued("exclude", "x"),
  valued("gres"),
  valued("gpus", "G"),
  valued("export"),
  valued("comment"),
  valued("mail-type"),
  valued("mail-user"),
  valued("signal"),
  valued("container"),
  valued("wrap"),
  plain("requeue"),
  plain("no-requeue"),
  plain("hold", "H"),
  plain("parsable"),
  plain("wait", "W"),
  plain("test-only"),
  ...Object.entries(IGNORED).map(([name, hasValue]) =>
    hasValue ? valued(name, name === "qos" ? "q" : undefined) : plain(name),
  ),
  refused(
    "constraint",
    "features of nodes are attributes here: submit with `godocker submit --constraint 'rack==r1'`",
    {
      short: "C",
      value: "VALUE",
    },
  ),
  refused("licenses", "licences are named with `godocker submit --licence`", { short: "L", value: "VALUE" }),
  refused("reservation", "there are no reservations to name", { value: "VALUE" }),
  refused("uid", "a job runs as whoever submits it", { value: "VALUE" }),
  refused("gid", "a job runs as whoever submits it", { value: "VALUE" }),
  refused("clusters", "a site is one cluster to its users", { short: "M", value: "VALUE" }),
  refused("ntasks-per-node", "a job runs on one node: say --ntasks", { value: "VALUE" }),
];

/** A wish of sbatch, from the command line or a `#SBATCH` line: the later one holds. */
export type Wishes = ReadonlyMap<string, string | undefined>;

export interface Read {
  readonly wishes: Wishes;
  /** The script and its arguments. */
  readonly operands: readonly string[];
  /** `where: why`. */
  readonly faults: readonly string[];
}

export function readSbatchWords(words: readonly string[], place?: string): Read {
  const parsed = parseWords(SBATCH_FLAGS, words, { stopAtOperand: true });
  const [operand] = parsed.operands;
  const wishes = new Map(parsed.given.map(({ flag, text }) => [flag.name, text]));
  const where = place === undefined ? "" : `${place}: `;
  return {
    wishes,
    operands: operand === undefined ? [] : words.slice(operand.at),
    faults: parsed.faults.map((fault: ParseFault) => `${where}${fault.where} ${fault.why}`),
  };
}

const LINES_MAX = 256;

/** Of the comments before the first command of a script. */
export function readSbatchLines(file: string, script: string): Read {
  const wishes = new Map<string, string | undefined>();
  const faults: string[] = [];
  for (const [at, line] of script.split(/\r?\n/).slice(0, LINES_MAX).entries()) {
    if (line.trim() !== "" && !line.trimStart().startsWith("#")) break;
    if (!/^#SBATCH\s/.test(line)) continue;
    const place = `${file}:${at + 1}`;
    try {
      // What follows # behind a space is a comment.
      const words = shellWords(line.slice("#SBATCH".length).replace(/\s#.*$/, ""), 1);
      const read = readSbatchWords(
        words.map(({ text }) => text),
        place,
      );
      for (const [name, text] of read.wishes) wishes.set(name, text);
      faults.push(
        ...read.faults,
        ...read.operands.slice(0, 1).map((text) => `${place}: "${text}" is no flag`),
      );
    } catch (error) {
      faults.push(`${place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { wishes, operands: [], faults };
}

export interface Translated {
  /** Flags of `godocker submit`. */
  readonly flags: readonly string[];
  readonly warnings: readonly string[];
}

/** @throws ValueError  for what cannot be had here */
export function submitFlags(wishes: Wishes): Translated {
  const flags: string[] = [];
  const put = (flag: string, text: string | undefined): void => {
    if (text !== undefined) flags.push(`--${flag}=${text}`);
  };
  const of = (name: string): string | undefined => wishes.get(name);
  if (wishes.has("nodes") && !/^1(-1)?$/.test(of("nodes") ?? ""))
    throw new ValueError(
      `--nodes=${of("nodes")} cannot be had: a job runs on one node`,
      "submit an array, or a gang (`godocker submit --array 1-4 --gang`)",
    );
  const ntasks = count("ntasks", of("ntasks") ?? "1");
  const cpus = ntasks * count("cpus-per-task", of("cpus-per-task") ?? "1");
  if (wishes.has("ntasks") || wishes.has("cpus-per-task")) put("cpus", String(cpus));
  const perCpu = of("mem-per-cpu");
  const mem = of("mem");
  if (mem !== undefined) put("memory", `${slurmMebibytes(mem)}M`);
  else if (perCpu !== undefined) put("memory", `${cpus * slurmMebibytes(perCpu)}M`);
  const time = of("time");
  const seconds = time === undefined ? undefined : slurmSeconds(time);
  put("time", seconds === undefined ? undefined : `${seconds}s`);
  put("name", of("job-name"));
  put("stdout", of("output"));
  put("stderr", of("error"));
  put("workdir", of("chdir"));
  put("queue", of("partition"));
  put("project", of("account"));
  put("array", of("array"));
  put("dependency", of("dependency"));
  put("begin", of("begin"));
  put("deadline", of("deadline"));
  put("node", of("nodelist"));
  put("exclude", of("exclude"));
  put("gres", of("gres"));
  put("gpus", of("gpus"));
  put("export", of("export"));
  put("description", of("comment"));
  put("mail-type", of("mail-type"));
  put("mail-user", of("mail-user"));
  put("image", of("container"));
  put("signal", of("signal")?.replace(/^[A-Z]*:/, ""));
  for (const name of ["requeue", "no-requeue", "hold"]) if (wishes.has(name)) flags.push(`--${name}`);
  const ignored = Object.keys(IGNORED).filter((name) => wishes.has(name));
  return {
    flags,
    warnings:
      ignored.length === 0
        ? []
        : [`${ignored.map((name) => `--${name}`).join(", ")} mean nothing here and are ignored`],
  };
}

function count(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new ValueError(`--${name}=${text} is no number of them`, "a whole number");
}
