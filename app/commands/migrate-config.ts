import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { formatOf, has, valueOf } from "../../cli/frame/args.ts";
import { usageOf } from "../../cli/frame/command.ts";
import type { Context } from "../../cli/frame/context.ts";
import { printDocument } from "../../cli/frame/output.ts";
import { EXIT, Failure } from "../../cli/text/failure.ts";
import { printableLines } from "../../cli/text/printable.ts";
import { loadConfig } from "../../config/loading/load.ts";
import { migrateConfig, type Migration, type Reported } from "../../config/migrate/migrate.ts";
import { formatProblem, type ConfigProblem } from "../../config/formats/problem.ts";
import { readConfigText } from "../../config/loading/read-files.ts";

type Migrated = Extract<Migration, { ok: true }>;

const NEW_NAME = "godocker.json5";
const SECRETS = "secrets";

/**
 * `godocker config migrate go-d.ini [--out DIR]`: without a directory the configuration goes to standard output and
 * the report to standard error; secrets are only ever written into files.
 */
export async function migrateCommand(context: Context, operands: readonly string[]): Promise<number> {
  const { args, terminal } = context;
  const [path, ...more] = operands;
  if (path === undefined || more.length > 0)
    throw new Failure({
      exit: EXIT.usage,
      what: "config migrate needs one file",
      fix: "such as: godocker config migrate go-d.ini --out /etc/godocker",
      usage: usageOf(args.command),
    });
  const directory = valueOf(args, "out");
  const secretsDirectory = resolve(directory ?? ".", SECRETS);
  const migration = migrateConfig(oldText(path), secretsDirectory);
  if (!migration.ok)
    throw new Failure({
      exit: EXIT.checkFailed,
      what: `${path}${migration.line === undefined ? "" : `:${migration.line}`} ${migration.reason}`,
      fix: "a go-d.ini is YAML; fix it with its line in view",
    });
  const faults = faultsOf(migration.text);
  const written = directory === undefined ? [] : await write(migration, resolve(directory), secretsDirectory);
  const leftOver = migration.report.filter(({ became }) => became === "left");
  if (formatOf(args).kind === "json") {
    const { text, report } = migration;
    await printDocument(context, { text, report, written, problems: faults }, async () => undefined);
  } else {
    if (directory === undefined) await terminal.out(migration.text);
    const told = directory === undefined ? terminal.err : terminal.out;
    await told(printableLines(reportText(path, migration, written, faults)));
  }
  return faults.length > 0 || (has(args, "strict") && leftOver.length > 0) ? EXIT.checkFailed : EXIT.done;
}

function oldText(path: string): string {
  try {
    return readConfigText(path);
  } catch (error) {
    throw new Failure({
      exit: EXIT.usage,
      what: `${path} cannot be read`,
      why: error instanceof Error ? error.message : String(error),
      fix: "name the go-d.ini of the old installation",
    });
  }
}

/** What the new configuration still needs before a server starts with it. */
function faultsOf(text: string): readonly ConfigProblem[] {
  const loaded = loadConfig({
    files: [{ name: NEW_NAME, text }],
    env: {},
    set: [],
    readFile: (path) => readFileSync(path, "utf8"),
    home: homedir(),
  });
  return loaded.ok ? [] : loaded.problems;
}

/** @throws Failure  rather than write over anything */
async function write(
  { text, secrets }: Migrated,
  directory: string,
  secretsDirectory: string,
): Promise<readonly string[]> {
  const files = [
    { path: join(directory, NEW_NAME), content: text, mode: 0o640 },
    ...secrets.map(({ name, content }) => ({
      path: join(secretsDirectory, name),
      content: `${content}\n`,
      mode: 0o600,
    })),
  ];
  const present = files.filter(({ path }) => existsSync(path));
  if (present.length > 0)
    throw new Failure({
      exit: EXIT.conflict,
      what: `${present.map(({ path }) => path).join(", ")} ${present.length === 1 ? "is" : "are"} there already`,
      why: "nothing is written over",
      fix: "move it away, or name another directory with --out",
    });
  for (const { path, content, mode } of files) {
    const isSecret = mode === 0o600;
    await mkdir(dirname(path), { recursive: true, ...(isSecret ? { mode: 0o700 } : {}) });
    await writeFile(path, content, { flag: "wx", mode });
    await chmod(path, mode); // the mask of the process must not open or close it
  }
  return files.map(({ path }) => path);
}

const HEADINGS = [
  ["left", "To do by hand"],
  ["set", "Carried over"],
  ["built in", "Needs no setting any more"],
  ["unset", "Was not set"],
] as const;

function reportText(
  path: string,
  { report, secrets }: Migrated,
  written: readonly string[],
  faults: readonly ConfigProblem[],
): string {
  const parts = HEADINGS.flatMap(([became, heading]) => {
    const lines = report.filter((reported) => reported.became === became);
    if (lines.length === 0) return [];
    const values = became === "unset" ? [lines.map(({ key }) => key).join(", ")] : lines.map(reportedLine);
    return [`${heading}:`, ...values.map((line) => `  ${line}`), ""];
  });
  if (faults.length > 0)
    parts.push("Before a server starts with it:", ...faults.map((fault) => `  ${formatProblem(fault)}`), "");
  if (written.length > 0) parts.push("Written:", ...written.map((file) => `  ${file}`), "");
  else if (secrets.length > 0)
    parts.push(
      `${secrets.length} secret${secrets.length === 1 ? "" : "s"} not shown; \`--out DIR\` writes files`,
      "",
    );
  return `${path}: ${report.length} lines of report\n\n${parts.join("\n")}`;

  function reportedLine({ key, line, to, note }: Reported): string {
    const target = to === undefined ? "" : ` → ${to}`;
    return `line ${line} ${key}${target}${note === undefined ? "" : `: ${note}`}`;
  }
}
