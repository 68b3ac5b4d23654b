import { setTimeout as sleep } from "node:timers/promises";
import { has } from "../../cli/frame/args.ts";
import { usageOf } from "../../cli/frame/command.ts";
import type { Context } from "../../cli/frame/context.ts";
import { printDocument } from "../../cli/frame/output.ts";
import { NAMED, OPERATE } from "../../cli/site/operate.ts";
import { Failure } from "../../cli/text/failure.ts";
import { printableLines } from "../../cli/text/printable.ts";
import { nearest } from "../../resources/nearest.ts";
import { verifyAudit } from "../../store/audit.ts";
import { checkStore, type StoreReport } from "../../store/check.ts";
import { openStore } from "../wiring/parts.ts";
import { settingWords } from "../settings/setting-words.ts";
import { openSettings } from "../settings/settings.ts";

const VERBS = ["fsck", ...Object.keys(OPERATE)];
const FAULTY = 1;
const FAULTS_SHOWN = 50;
/** Between two looks at a check that a server makes. */
const LOOK_MS = 500;

/** `godocker admin fsck` reads the whole store that the configuration names, which may be in use; the rest asks a server. */
export async function runAdmin(context: Context): Promise<number> {
  const [verb = "", extra] = context.args.operands;
  const operate = Object.hasOwn(OPERATE, verb) ? OPERATE[verb] : undefined;
  if (extra !== undefined && !NAMED.has(verb))
    throw new Failure({ exit: 2, what: `admin ${verb} takes no name`, usage: usageOf(context.args.command) });
  if (operate !== undefined) return operate(context);
  if (verb !== "fsck") {
    const near = nearest(verb, VERBS);
    throw new Failure({
      exit: 2,
      what: verb === "" ? "admin needs a word more" : `admin has no "${verb}"`,
      fix: near === undefined ? `one of ${VERBS.join(", ")}` : `did you mean ${near}?`,
      usage: usageOf(context.args.command),
    });
  }
  if (has(context.args, "at-server")) return checkAtServer(context);
  await using store = await openStore(openSettings(settingWords(context.args)).config);
  const [checked, audit] = [await checkStore(store), await verifyAudit(store)];
  const report = { ...checked, audited: audit.entries, faults: [...checked.faults, ...audit.faults] };
  await printDocument(context, report, async () => {
    await context.terminal.out(`${printableLines(linesOf(report).join("\n"))}\n`);
  });
  return report.faults.length === 0 ? 0 : FAULTY;
}

/** Has an API process make the check, and waits for what it finds. */
async function checkAtServer(context: Context): Promise<number> {
  const { client } = await context.connect();
  let check = await client.beginStoreCheck();
  while (check.state === "running") {
    await sleep(LOOK_MS);
    check = await client.storeCheck();
  }
  if (check.state !== "done")
    throw new Failure({
      exit: FAULTY,
      what:
        check.state === "failed"
          ? "the check failed"
          : "the server that made the check is gone before its end",
      fix: "look into the server's log, or run `godocker admin fsck` beside the store",
    });
  const { attempts = 0, audited = 0, entries = 0, faults = [], jobs = 0, replayed = 0 } = check;
  const report = { attempts, audited, entries, faults, jobs, replayed };
  await printDocument(context, report, async () => {
    await context.terminal.out(`${printableLines(linesOf(report).join("\n"))}\n`);
  });
  return faults.length === 0 ? 0 : FAULTY;
}

function linesOf(report: StoreReport & { readonly audited: number }): readonly string[] {
  const { attempts, audited, entries, faults, jobs, replayed } = report;
  const looked =
    `looked at ${entries} entries of the journal, ${jobs} jobs and ${attempts} attempts; ` +
    `told the journal again for ${replayed} jobs; followed ${audited} entries of the audit log`;
  if (faults.length === 0) return [looked, "the store has no faults"];
  const more = faults.length - FAULTS_SHOWN;
  return [
    looked,
    ...faults.slice(0, FAULTS_SHOWN).map((fault) => `fault: ${fault}`),
    ...(more > 0 ? [`and ${more} more; -o json shows all`] : []),
    "Stop the schedulers and restore a copy of the store, or report these lines; `docs/how-to/site/stores.md` says what each means.",
  ];
}
