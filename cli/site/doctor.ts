import { formatOf } from "../frame/args.ts";
import type { Context } from "../frame/context.ts";
import type { Finding } from "./doctor-checks.ts";
import { localFindings, serverFindings } from "./doctor-checks.ts";
import { EXIT } from "../text/failure.ts";
import { printDocument } from "../frame/output.ts";
import { printable } from "../text/printable.ts";
import type { Colour } from "../frame/terminal.ts";

const COLOURS: Readonly<Record<Finding["status"], Colour>> = { OK: "green", WARN: "yellow", FAIL: "red" };

/** What is wrong here and at the server, a line for each check, with what to do about it. */
export async function doctor(context: Context): Promise<number> {
  const { terminal } = context;
  const isHuman = formatOf(context.args).kind === "table";
  const found: Finding[] = [];
  const tell = async (finding: Finding): Promise<void> => {
    found.push(finding);
    // As it is found: a check of a server that does not answer takes its time.
    if (isHuman) await terminal.out(lineOf(context, finding));
  };
  const server = await localFindings(context, tell);
  if (server !== undefined) await serverFindings(server, tell);
  const failed = found.filter(({ status }) => status === "FAIL").length;
  const warned = found.filter(({ status }) => status === "WARN").length;
  await printDocument(context, { ok: failed === 0, checks: found }, async () => {
    await terminal.out(`\n${found.length} checks: ${failed} failed, ${warned} warnings\n`);
  });
  return failed === 0 ? EXIT.done : EXIT.checkFailed;
}

function lineOf({ terminal }: Context, { check, status, what, fix }: Finding): string {
  const line = `${terminal.paint(COLOURS[status], status.padEnd(4))}  ${printable(`${check.padEnd(12)}${what}`)}\n`;
  return fix === undefined ? line : `${line}${" ".repeat(18)}fix: ${printable(fix)}\n`;
}
