// Words that the style guide replaces, in comments, titles of tests and pages. Only those that have no other meaning are
// looked for here; docs/contributing/style.md has them all.
import { parseSync } from "oxc-parser";
import { lineAt } from "./imports.ts";
import { isGenerated, type SourceFile } from "./sources.ts";

interface Replaced {
  readonly word: RegExp;
  readonly use: string;
}

const STYLE = "docs/contributing/style.md";

/** Pages that quote words, or are records of the past. */
const QUOTING: ReadonlySet<string> = new Set([STYLE, "CHANGELOG.md", "scripts/architecture/words.test.ts"]);

const REPLACED: readonly Replaced[] = [
  { word: /\bwhose turn\b/gi, use: "fair-share order" },
  { word: /\bturns? of the (?:leader|scheduler)\b/gi, use: "scheduling cycle" },
  { word: /\bknobs?\b/gi, use: "option or setting" },
  { word: /\bmend(?:s|ed|ing)?\b/gi, use: "fix" },
  { word: /\bfloors?\b(?! of (?:the )?(?:number|value))/gi, use: "layer" },
];

/** Each as `file:line: what (where the rule is written)`. */
export function replacedWords(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => !QUOTING.has(path) && !isGenerated(path))
    .flatMap(({ path, text }) =>
      (path.endsWith(".md") ? prose(text) : readByPeople(path, text)).flatMap(([at, part]) =>
        REPLACED.flatMap(({ word, use }) =>
          [...part.matchAll(word)].map(
            (found) =>
              `${path}:${lineAt(text, at + found.index)}: write "${use}", not "${found[0]}" (${STYLE})`,
          ),
        ),
      ),
    );
}

/** A part of a file, with the index at which it begins. */
type Part = readonly [at: number, text: string];

/** A page without what is quoted: code, links, names of tests. */
function prose(text: string): readonly Part[] {
  const blank = (found: string): string => found.replaceAll(/[^\n]/g, " ");
  return [[0, text.replaceAll(/^```[\s\S]*?^```|`[^`\n]*`|\]\([^)]*\)|"[^"\n]*"/gm, blank)]];
}

/** Comments, and titles of tests. */
function readByPeople(path: string, text: string): readonly Part[] {
  const { comments } = parseSync(path, text);
  const titles = text.matchAll(/\b(?:describe|it|test)\(\s*("(?:[^"\\\n]|\\.)+"|`[^`]+`)/g);
  return [
    ...comments.map(({ start, end }): Part => [start, text.slice(start, end)]),
    ...titles.map((found): Part => [found.index, found[0]]),
  ];
}
