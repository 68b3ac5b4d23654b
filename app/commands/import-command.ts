import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createAccountBook } from "../../api/godocker-1/frame/account-book.ts";
import { formatOf, has, valueOf } from "../../cli/frame/args.ts";
import { usageOf } from "../../cli/frame/command.ts";
import type { Context } from "../../cli/frame/context.ts";
import { openLiveLine } from "../../cli/frame/live-line.ts";
import { printDocument } from "../../cli/frame/output.ts";
import { readAnswer } from "../../cli/frame/read-input.ts";
import { EXIT, Failure } from "../../cli/text/failure.ts";
import { printableLines } from "../../cli/text/printable.ts";
import type { Config } from "../../config/loading/config.ts";
import { openMemoryStore } from "../../store/memory.ts";
import type { Store } from "../../store/store.ts";
import { sitePeople } from "../people/directories.ts";
import { capabilitiesOf } from "../executors/executors.ts";
import { accountsText, readAccounts, type OldAccounts } from "../import/accounts.ts";
import { openOldDatabase, type OldDatabase } from "../import/old-database.ts";
import type { SiteRulesOfImport } from "../import/pending-job.ts";
import { isWhole, reportLines, type ImportReport } from "../import/report.ts";
import { runImport } from "../import/run-import.ts";
import { indexOf, type OldIndex } from "../import/units.ts";
import { instanceName, openLog, openStore } from "../wiring/parts.ts";
import { peopleOf } from "../people/people.ts";
import { settingWords } from "../settings/setting-words.ts";
import { openSettings } from "../settings/settings.ts";
import { accountRules, siteRules } from "../wiring/site-rules.ts";

const NAME = "accounts.json5";
/** Elsewhere than on a terminal, a line of progress for so many tasks. */
const QUIET_STEP = 10_000;

/** `godocker import --from mongodb://host/god`: what a database of GoDocker 1.x holds comes into this store. */
export async function runImportCommand(context: Context): Promise<number> {
  const { args, io } = context;
  const from = valueOf(args, "from");
  if (from === undefined || !/^mongodb(\+srv)?:\/\//.test(from))
    throw new Failure({
      exit: EXIT.usage,
      what: from === undefined ? "import needs --from" : `${from} is no address of a MongoDB`,
      fix: "the mongo_url of GoDocker 1.x and its mongo_db: --from mongodb://host/god",
      usage: usageOf(args.command),
    });
  const directory = valueOf(args, "out");
  const file = directory === undefined ? undefined : resolve(io.cwd, directory, NAME);
  const dryRun = has(args, "dry-run");
  if (file !== undefined && !dryRun) refusePresent(file);
  const { config } = openSettings(settingWords(args));
  await using old = await openOldDatabase({ url: from, ...credentials(context) });
  await using store = dryRun && isNewFile(config) ? openMemoryStore() : await openStore(config);
  const index = await indexOf(old.rows());
  const accounts = await readAccounts(old);
  if (!dryRun && !has(args, "yes")) await confirm(context, old.where, index, accounts);
  const text = accountsText(accounts, old.where);
  const report = await runWith(context, { config, old, store, index, accounts, dryRun });
  const written = file === undefined || text === undefined || dryRun ? [] : [await write(file, text)];
  const told = { ...report, written };
  await printDocument(context, told, async () => {
    await context.terminal.out(printableLines(`${reportLines(told).join("\n")}\n`));
    if (text !== undefined && written.length === 0 && formatOf(args).kind === "table")
      await context.terminal.note(`\`--out DIR\` writes projects, shares and quotas into ${NAME}`);
  });
  if (!report.complete) return EXIT.interrupted;
  return has(args, "strict") && !isWhole(report) ? EXIT.checkFailed : EXIT.done;
}

interface Import {
  readonly config: Config;
  readonly old: OldDatabase;
  readonly store: Store;
  readonly index: OldIndex;
  readonly accounts: OldAccounts;
  readonly dryRun: boolean;
}

async function runWith(context: Context, { config, ...parts }: Import): Promise<ImportReport> {
  const { io, terminal } = context;
  const line = openLiveLine(context);
  const stop = new AbortController();
  const release = io.onInterrupt(() => stop.abort());
  let told = 0;
  const progress = (done: number, of: number): void => {
    const text = `${done} of ${of} tasks`;
    if (io.isTty.stderr) void line.show(text).catch(() => undefined);
    else if (done - told >= QUIET_STEP) {
      told = done;
      void terminal.note(text).catch(() => undefined); // whoever reads the report matters
    }
  };
  try {
    return await runImport({
      ...parts,
      book: createAccountBook({ store: parts.store, configured: () => config.projects, nowMs: Date.now }),
      rules: rulesOf(config, parts.store),
      instance: `import-${instanceName(config)}`,
      nowMs: Date.now,
      signal: stop.signal,
      progress,
    });
  } finally {
    release();
    await line.clear();
  }
}

/** By which jobs that wait are taken: those of the API. */
function rulesOf(config: Config, store: Store): SiteRulesOfImport {
  const log = openLog({ config }, "import");
  return {
    volumes: config.volumes,
    networks: config.networks.map(({ name }) => name),
    capabilities: capabilitiesOf(config),
    jobDefaults: config.jobs.defaults,
    siteRules: siteRules(config),
    accountRules: () => accountRules(config),
    secrets: { known: async () => new Set() }, // they name none
    nowMs: Date.now,
    legacy: { ...config.legacy, people: peopleOf(config, sitePeople({ config }, { store, log })) },
  };
}

function credentials({ args, io }: Context) {
  const path = (flag: string) => {
    const text = valueOf(args, flag);
    return text === undefined ? undefined : resolve(io.cwd, text);
  };
  const [passwordFile, ca] = [path("from-password-file"), path("from-ca")];
  const [certificate, key] = [path("from-certificate"), path("from-key")];
  return {
    ...(passwordFile === undefined ? {} : { passwordFile }),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    },
  };
}

/** A dry run must not make one. */
function isNewFile({ store: { url } }: Config): boolean {
  return url.startsWith("sqlite:") && !existsSync(url.slice("sqlite:".length));
}

async function confirm(
  { io, args, terminal }: Context,
  where: string,
  index: OldIndex,
  { users, projects }: OldAccounts,
): Promise<void> {
  const what = `${index.tasks} tasks, ${users.length} users and ${projects.length} projects of ${where}`;
  if (!io.isTty.stdin || !io.isTty.stderr)
    throw new Failure({
      exit: EXIT.usage,
      what: `${what} would be imported, and nobody can be asked`,
      fix: "look at --dry-run, then add --yes",
      usage: usageOf(args.command),
    });
  await terminal.err(`Import ${what}? [y/N] `);
  const answer = await readAnswer(io.stdin, new AbortController().signal);
  if (!/^y(es)?$/i.test(answer ?? "")) throw new Failure({ exit: EXIT.usage, what: "nothing was imported" });
}

/** @throws Failure  rather than write over anything */
function refusePresent(file: string): void {
  if (!existsSync(file)) return;
  throw new Failure({
    exit: EXIT.conflict,
    what: `${file} is there already`,
    why: "nothing is written over",
    fix: "move it away, or name another directory with --out",
  });
}

async function write(file: string, text: string): Promise<string> {
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, text, { flag: "wx", mode: 0o640 });
  return file;
}
