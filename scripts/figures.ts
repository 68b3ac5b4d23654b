// `npm run figures [-- CHECKOUT]`: how large and how ordered the source is, folder by folder, of this checkout or of
// another one (for example of the commit before).
import { posix, resolve } from "node:path";
import { parseArgs } from "node:util";
import { arrowsOf, cyclesOf, type Arrow } from "./architecture/graph.ts";
import { LEAVES, MOST_FILE_LINES, MOST_FILES, MOST_FUNCTION_LINES } from "./architecture/layers.ts";
import { percentile, sizeOf, titleLengths, type FileSize } from "./architecture/sizes.ts";
import { isGenerated, isTest, sourceFiles, ROOT } from "./architecture/sources.ts";

const HELP = `npm run figures [-- CHECKOUT]

Prints, for each top-level folder: files and lines of product code (no tests, nothing generated), comment lines per 100
lines, how many folders hold more than ${MOST_FILES} files, how many functions are longer than 100 lines and how many files
longer than 400, and how many imports go from one sub-folder to another that also reaches back (types included).
Below: totals, percentiles, cycles, test titles.

  CHECKOUT   another working copy, to compare with; this one unless given`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", short: "h", default: false } },
});
if (values.help || positionals.length > 1) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

const sources = sourceFiles(positionals[0] === undefined ? ROOT : resolve(positionals[0]));
const product = sources.filter(({ path }) => path.includes("/") && !isTest(path) && !isGenerated(path));
const sizes = product.map(sizeOf);
const names = new Set(product.map(({ path }) => path));
const arrows = arrowsOf(product).filter(({ to }) => names.has(to));
const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
const topOf = (path: string): string => path.slice(0, path.indexOf("/"));

function rowOf(folder: string, files: readonly FileSize[], inside: readonly Arrow[]) {
  const lines = sum(files.map((file) => file.lines));
  const perFolder = Map.groupBy(files, ({ path }) => posix.dirname(path));
  const cycles = subFolderCycles(inside);
  return {
    folder,
    files: files.length,
    lines,
    "comments %": Number(((100 * sum(files.map((file) => file.commentLines))) / lines).toFixed(1)),
    [`> ${MOST_FILES} files`]: [...perFolder.values()].filter((some) => some.length > MOST_FILES).length,
    [`functions > ${MOST_FUNCTION_LINES}`]: files
      .flatMap((file) => file.functions)
      .filter(({ lines: length }) => length > MOST_FUNCTION_LINES).length,
    [`files > ${MOST_FILE_LINES}`]: files.filter((file) => file.lines > MOST_FILE_LINES).length,
    "sub-folders in cycles": sum(cycles.map((cycle) => cycle.length)),
  };
}

/** Groups of folders that reach each other, each file beside sub-folders standing for its folder. */
function subFolderCycles(inside: readonly Arrow[]): readonly (readonly string[])[] {
  return cyclesOf(inside.map(({ from, to }) => [posix.dirname(from), posix.dirname(to)] as const));
}

const byFolder = Map.groupBy(sizes, ({ path }) => topOf(path));
const rows = [...byFolder]
  .map(([folder, files]) =>
    rowOf(
      folder,
      files,
      arrows.filter(({ from, to }) => topOf(from) === folder && topOf(to) === folder),
    ),
  )
  .toSorted((a, b) => b.lines - a.lines);
console.table(Object.fromEntries(rows.map(({ folder, ...figures }) => [folder, figures])));

// `simulation` was inside `scheduler` once: it counts as no product in both.
const isTool = (path: string): boolean => LEAVES.has(topOf(path)) || path.startsWith("scheduler/simulation/");
const shipped = sizes.filter(({ path }) => !isTool(path));
const functions = shipped.flatMap((file) => file.functions.map(({ lines }) => lines));
const fileLines = shipped.map((file) => file.lines);
const loadCycles = cyclesOf(
  arrows.filter(({ kind }) => kind === "load").map(({ from, to }) => [from, to] as const),
);
const titles = sources.filter(({ path }) => isTest(path)).flatMap(titleLengths);
const shippedLines = sum(fileLines);
const largest = sizes.map(({ path }) => posix.dirname(path));
const crowd = Math.max(
  ...Map.groupBy(largest, (folder) => folder)
    .values()
    .map((some) => some.length),
);
console.log(
  [
    `product (without ${[...LEAVES].join(", ")}): ${shipped.length} files, ${shippedLines} lines, ` +
      `${((100 * sum(shipped.map((file) => file.commentLines))) / shippedLines).toFixed(1)} comment lines per 100`,
    `largest folder: ${crowd} files`,
    `functions: ${functions.length}; p50 ${percentile(functions, 0.5)}, p99 ${percentile(functions, 0.99)}, ` +
      `longest ${Math.max(...functions)} lines`,
    `files: p50 ${percentile(fileLines, 0.5)}, p90 ${percentile(fileLines, 0.9)}, longest ${Math.max(...fileLines)} lines`,
    `cycles at load: ${loadCycles.length}${loadCycles.length === 0 ? "" : `, largest ${loadCycles[0]?.length} files`}`,
    `test titles: ${titles.length}; median ${percentile(titles, 0.5)} words, p90 ${percentile(titles, 0.9)}`,
  ].join("\n"),
);
