// `node scripts/pages/backends-page.ts RESULTS…`: writes docs/reference/backends.md from what the suite of backends recorded: files that
// GODOCKER_CONFORMANCE_RESULTS named while it ran. Columns of backends without results stay as they are.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One behaviour of one backend, as the suite records it. */
export interface Outcome {
  readonly backend: string;
  readonly id: string;
  readonly promise: string;
  /** Absent: it passes. */
  readonly cannot?: string;
}

export const BACKENDS_PAGE = join(import.meta.dirname, "../../docs/reference/backends.md");
/** In the order of the table. */
const BACKENDS = ["Mesos", "Docker", "Podman", "Swarm", "Kubernetes", "Simulator"];

export function readOutcomes(file: string): readonly Outcome[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Outcome); // the suite's own lines
}

/** Cells of one backend, by behaviour: what its column in the page must say. */
export function columnOf(outcomes: readonly Outcome[], backend: string): ReadonlyMap<string, string> {
  return new Map(
    outcomes.filter((one) => one.backend === backend).map(({ id, cannot }) => [id, cannot ?? "yes"]),
  );
}

/** The same, as the page has it now. */
export function columnIn(page: string, backend: string): ReadonlyMap<string, string> {
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  const at = cellsOf(rows[0] ?? "").indexOf(backend);
  const notes = new Map(
    [...page.matchAll(/^\[\^(\d+)\]: (.*)$/gm)].map(([, number = "", text = ""]) => [number, text]),
  );
  return new Map(
    rows.slice(2).map((row) => {
      const cells = cellsOf(row);
      const [, note = ""] = /^no \[\^(\d+)\]$/.exec(cells[at] ?? "") ?? [];
      return [
        (cells[0] ?? "").replaceAll("`", ""),
        note === "" ? (cells[at] ?? "") : (notes.get(note) ?? ""),
      ];
    }),
  );
}

function cellsOf(row: string): readonly string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

export function backendsPage(
  promises: ReadonlyMap<string, string>,
  columns: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string {
  const backends = BACKENDS.filter((backend) => columns.has(backend));
  const notes: string[] = [];
  const cell = (backend: string, id: string): string => {
    const told = columns.get(backend)?.get(id) ?? "";
    if (told === "yes" || told === "") return told;
    if (!notes.includes(told)) notes.push(told);
    return `no [^${notes.indexOf(told) + 1}]`;
  };
  const rows = [...promises].map(
    ([id, promise]) =>
      `| \`${id}\` | ${promise} | ${backends.map((backend) => cell(backend, id)).join(" | ")} |`,
  );
  return [
    "# What each cluster can do",
    "",
    "One suite of tests (`offers/backend.conformance.ts`) runs against every cluster that GoDocker speaks to: the Mesos",
    "framework on the embedded cluster, real services for the others, and the simulator on which the scheduler is tested",
    "under faults. This page is written from its results by `node scripts/pages/backends-page.ts`. What a cluster cannot do is",
    "refused when a job is submitted, or goes to another one.",
    "",
    `| behaviour | | ${backends.join(" | ")} |`,
    `| --- | --- |${backends.map(() => " --- |").join("")}`,
    ...rows,
    "",
    ...notes.map((note, at) => `[^${at + 1}]: ${note}`),
    "",
  ].join("\n");
}

if (process.argv[1] === import.meta.filename) {
  const outcomes = process.argv.slice(2).flatMap(readOutcomes);
  const old = existsSync(BACKENDS_PAGE) ? readFileSync(BACKENDS_PAGE, "utf8") : "";
  const columns = new Map<string, ReadonlyMap<string, string>>();
  for (const backend of BACKENDS) {
    const column = columnOf(outcomes, backend);
    const known =
      column.size > 0
        ? column
        : new RegExp(`\\| ${backend} +\\|`).test(old)
          ? columnIn(old, backend)
          : undefined;
    if (known !== undefined) columns.set(backend, known);
  }
  const promises = new Map(outcomes.map(({ id, promise }) => [id, promise]));
  writeFileSync(BACKENDS_PAGE, backendsPage(promises, columns));
}
