import { createHash } from "node:crypto";
import type { AuditEntry, AuditFilter } from "../../client/rules.ts";
import { valueOf } from "../frame/args.ts";
import { usageOf } from "../frame/command.ts";
import type { Context } from "../frame/context.ts";
import { printList } from "../frame/output.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printable } from "../text/printable.ts";
import type { Column } from "../text/table.ts";
import { parseTime } from "../text/time-text.ts";

const SHOWN = 100;
const FAULTY = 1;
const NOTHING_BEFORE = "0".repeat(64);

/** Who did what. */
export async function audit(context: Context): Promise<number> {
  const [verb = "ls"] = context.args.operands;
  if (verb === "verify") return verify(context);
  if (verb === "export") return exportAll(context);
  if (verb !== "ls" && verb !== "list")
    throw new Failure({
      exit: EXIT.usage,
      what: `audit has no "${printable(verb)}"`,
      fix: "one of ls, export, verify",
      usage: usageOf(context.args.command),
    });
  const { client } = await context.connect();
  const most = Number(valueOf(context.args, "limit") ?? SHOWN);
  const rows: AuditEntry[] = [];
  for await (const entry of client.audit(filterOf(context))) {
    rows.push(entry);
    if (rows.length >= most) break;
  }
  return printList(context, {
    rows,
    document: (row) => row,
    name: ({ seq }) => String(seq),
    none: "nothing that you may see was written down",
    columns: [
      { title: "SEQ", text: ({ seq }) => String(seq), align: "right" },
      { title: "WHEN", text: ({ at }) => at.slice(0, 19).replace("T", " ") },
      { title: "WHO", text: actorText },
      { title: "WHAT", text: ({ action }) => action },
      { title: "OF", text: ({ resource = "" }) => resource },
      { title: "OUTCOME", text: ({ outcome }) => outcome },
    ] satisfies readonly Column<AuditEntry>[],
    wide: [{ title: "REASON", text: ({ reason = "" }) => reason }],
  });
}

function actorText({ actor }: AuditEntry): string {
  if (actor === undefined) return "";
  return actor.impersonator === undefined ? actor.name : `${actor.name} (by ${actor.impersonator})`;
}

function filterOf({ args, io }: Context): AuditFilter {
  const text = (flag: "actor" | "action" | "resource") => {
    const value = valueOf(args, flag);
    return value === undefined ? {} : { [flag]: value };
  };
  const time = (flag: "since" | "until") => {
    const value = valueOf(args, flag);
    return value === undefined ? {} : { [flag]: parseTime(value, io.nowMs()) };
  };
  return { ...text("actor"), ...text("action"), ...text("resource"), ...time("since"), ...time("until") };
}

/** As it was written, one entry a line. */
async function exportAll(context: Context): Promise<number> {
  const { client } = await context.connect();
  for await (const entry of client.audit({ ...filterOf(context), order: "oldest" }))
    await context.terminal.out(`${JSON.stringify(entry)}\n`);
  return EXIT.done;
}

/** Reads all of the log and follows its chain here, whatever the server says. */
async function verify(context: Context): Promise<number> {
  const { client } = await context.connect();
  let last: Pick<AuditEntry, "hash" | "seq"> = { seq: 0, hash: NOTHING_BEFORE };
  const faults: string[] = [];
  for await (const entry of client.audit({ order: "oldest" })) {
    if (entry.seq !== last.seq + 1) faults.push(`entries between ${last.seq} and ${entry.seq} are missing`);
    else if (entry.prevHash !== last.hash)
      faults.push(`entry ${entry.seq} follows another one than stands before it`);
    if (hashOf(entry) !== entry.hash) faults.push(`entry ${entry.seq} is not what was written`);
    last = entry;
  }
  for (const fault of faults.slice(0, 50)) await context.terminal.out(`fault: ${fault}\n`);
  await context.terminal.out(
    faults.length === 0
      ? `${last.seq} entries, none changed, missing or moved; the hash of the last one is ${last.hash}\n`
      : `${faults.length} faults in ${last.seq} entries\n`,
  );
  return faults.length === 0 ? EXIT.done : FAULTY;
}

function hashOf({ at: _at, hash: _hash, ...written }: AuditEntry): string {
  return createHash("sha256").update(JSON.stringify(written)).digest("hex");
}
