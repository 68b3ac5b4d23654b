// What the pages in docs/ should name and do not: measured by `npm run bench -- numbers`, held by a test.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { headingId } from "../../api/documentation/markdown.ts";
import { PROBLEMS } from "../../api/http/problems.ts";
import { COMMANDS } from "../../cli/commands/commands.ts";
import { KEY_NAMES } from "../../config/schema/keys.ts";

const ROOT = dirname(dirname(import.meta.dirname));
/** A flag of the server's own parts, for each other. */
const OUR_OWN = "lifetime";

/** What of a kind there is, and what of it no page names. */
export interface Covered {
  readonly what: string;
  readonly all: number;
  readonly missing: readonly string[];
}

export function pagesCovered(): readonly Covered[] {
  const there = COMMANDS.filter(({ later }) => later === undefined);
  const flags = there.flatMap(({ flags: of }) => of).filter(({ name }) => name !== OUR_OWN);
  return [
    covered(
      "problem codes",
      "reference/problems.md",
      Object.keys(PROBLEMS),
      (code) => new RegExp(`\\b${code}\\b`),
    ),
    covered("settings", "reference/configuration.md", KEY_NAMES, (key) => new RegExp(`\`${escaped(key)}`)),
    covered(
      "commands",
      "reference/cli.md",
      COMMANDS.map(({ later, name }) => (later === undefined ? `## ${name}` : `\`${name}\``)),
      (mark) => new RegExp(escaped(mark)),
    ),
    covered(
      "flags",
      "reference/cli.md",
      flags.map(({ name }) => name),
      (name) => new RegExp(`--${escaped(name)}(?![\\w-])`),
    ),
  ];
}

/** Links between the pages that lead to no file or to no heading of it, as `file: target`. */
export function brokenLinks(): readonly string[] {
  const pages = globSync("{*.md,docs/**/*.md,*/**/README.md}", {
    cwd: ROOT,
    exclude: ["node_modules/**", "dist/**", "tmp/**"],
  });
  return pages.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/\]\(([^)\s]+)[^)]*\)/g)].flatMap(
      ([, target = ""]) =>
        /^[a-z]+:/.test(target) || leadsSomewhere(file, target) ? [] : [`${file}: ${target}`],
    ),
  );
}

function leadsSomewhere(from: string, target: string): boolean {
  const [path = "", heading] = target.split("#", 2);
  const file = path === "" ? join(ROOT, from) : join(ROOT, dirname(from), path);
  if (!existsSync(file)) return false;
  return heading === undefined || !file.endsWith(".md") || headingIds(file).has(heading);
}

function headingIds(file: string): ReadonlySet<string> {
  const text = readFileSync(file, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
  const seen = new Map<string, number>();
  return new Set(
    [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) => {
      const id = headingId(title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
      const before = seen.get(id) ?? 0;
      seen.set(id, before + 1);
      return before === 0 ? id : `${id}-${before}`;
    }),
  );
}

function covered(what: string, page: string, all: readonly string[], mark: (one: string) => RegExp): Covered {
  const text = readFileSync(join(ROOT, "docs", page), "utf8");
  return { what, all: all.length, missing: all.filter((one) => !mark(one).test(text)) };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
