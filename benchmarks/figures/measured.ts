import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { goalTable } from "./goals.ts";
import { shown, type Measured } from "./benchmark.ts";

const BENCHMARKS = dirname(import.meta.dirname);
const FILE = join(BENCHMARKS, "measured.json");
const PAGE = join(dirname(BENCHMARKS), "docs/explanation/performance.md");
/** Of these the page shows all figures. */
const BESIDE = ["matching-peers", "slurm", "reasons", "submission", "end-to-end", "executors", "wire"];

/** Puts figures of these benchmarks in the place of older ones, and prints the page's tables anew. */
export async function keepMeasured(fresh: Readonly<Record<string, Measured>>): Promise<void> {
  const all = { ...readMeasured(), ...fresh };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
  await putIntoPage("goals", goalTable(sorted));
  await putIntoPage("machine", machines(sorted));
  for (const name of BESIDE) {
    const measured = sorted[name];
    if (measured !== undefined) await putIntoPage(name, figureTable(measured));
  }
}

/** Replaces what stands between the marks of that name. @throws Error  when the page has no such place */
export async function putIntoPage(name: string, text: string): Promise<void> {
  const page = readFileSync(PAGE, "utf8");
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`docs/explanation/performance.md has no place between ${begin} and ${end}`);
  const changed = `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
  writeFileSync(PAGE, await format(changed, { ...(await resolveConfig(PAGE)), parser: "markdown" }));
}

function readMeasured(): Record<string, Measured> {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Measured>) : {}; // as written here
}

function figureTable({ figures, load }: Measured): string {
  const rows = Object.entries(figures).map(([name, value]) => `| ${name} | ${shown(value)} |`);
  return [`| load ${load.toFixed(1)} | |`, "| --- | ---: |", ...rows].join("\n");
}

function machines(all: Readonly<Record<string, Measured>>): string {
  const of = new Map<string, string[]>();
  for (const [name, { machine, seed }] of Object.entries(all)) {
    const key = `${machine}, seed ${seed}`;
    of.set(key, [...(of.get(key) ?? []), name]);
  }
  return [...of].map(([machine, names]) => `- ${machine}: ${names.join(", ")}`).join("\n");
}
