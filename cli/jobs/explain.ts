import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { nearest } from "../../resources/nearest.ts";
import type { Context } from "../frame/context.ts";
import { EXIT, Failure } from "../text/failure.ts";
import { printDocument } from "../frame/output.ts";
import { page } from "../frame/pager.ts";
import { REASONS } from "./reason-words.ts";

/** A problem code, a reason, or a job: for jobs the same as `why`. */
export async function explain(context: Context): Promise<number> {
  const [word = ""] = context.args.operands;
  if (/^\d/.test(word)) {
    const { why } = await import("./why.ts");
    return why(context);
  }
  const reason = Object.entries(REASONS).find(([name]) => name.toLowerCase() === word.toLowerCase());
  if (reason !== undefined) {
    const [code, text] = reason;
    return show(context, { code, kind: "reason", text });
  }
  const problems = await problemTexts();
  const text = problems.get(word.toLowerCase());
  if (text !== undefined) return show(context, { code: word.toLowerCase(), kind: "problem", text });
  const near = nearest(word, [...problems.keys(), ...Object.keys(REASONS)]);
  throw new Failure({
    exit: EXIT.notFound,
    what: `there is no code "${word}"`,
    fix: near === undefined ? "docs/reference/problems.md lists the problems" : `did you mean ${near}?`,
  });
}

async function show(
  context: Context,
  answer: { readonly code: string; readonly kind: string; readonly text: string },
): Promise<number> {
  return printDocument(context, answer, () =>
    page(context, `${answer.code} (${answer.kind})\n\n${answer.text}\n`),
  );
}

/** Of the page about problems, by code. */
async function problemTexts(): Promise<ReadonlyMap<string, string>> {
  const page = await readFile(join(import.meta.dirname, "../../docs/reference/problems.md"), "utf8");
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.flatMap((section): (readonly [string, string])[] => {
      const [, code, text = ""] = /^`(\w+)`\n+([\s\S]*)$/.exec(section) ?? [];
      return code === undefined ? [] : [[code, text.trim()]];
    }),
  );
}
