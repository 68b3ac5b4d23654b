import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { headingId, renderMarkdown } from "./markdown.ts";
import { escapeHtml, htmlPage } from "./html.ts";

/** Where the pages are served. */
export const DOCS_PATH = "/docs";

const INDEX = "README.md";
const RESULTS_MAX = 50;
const EXCERPT_LENGTH = 160;

/** The pages of `docs/`, by the path below {@link DOCS_PATH}: `""` is the index, `reference/cli` a page. */
export interface DocPages {
  /** HTML; `undefined`: there is no such page */
  page(path: string): string | undefined;
  /** SVG */
  picture(path: string): Buffer | undefined;
  /** Sections in which each of the words occurs, those with most of them first, as HTML. */
  search(words: string): string;
}

interface Section {
  readonly address: string;
  readonly title: string;
  readonly text: string;
  readonly lowerCase: string;
}

/**
 * Reads all pages once; each is rendered when it is first asked for.
 * @throws Error  when the folder cannot be read
 */
export function readDocPages(folder: string): DocPages {
  const texts = new Map(
    globSync("**/*.md", { cwd: folder }).map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
  const pictures = new Set(globSync("**/*.svg", { cwd: folder }));
  const addressOf = (path: string): string | undefined =>
    texts.has(path) ? pageAddress(path) : pictures.has(path) ? `${DOCS_PATH}/${path}` : undefined;
  const rendered = new Map<string, string>();
  let sections: readonly Section[] | undefined;
  return {
    page: (path) => {
      const file = path === "" ? INDEX : `${path}.md`;
      const text = texts.get(file);
      if (text === undefined) return undefined;
      const kept = rendered.get(file);
      if (kept !== undefined) return kept;
      const html = framed(titleOf(text), "", renderMarkdown(file, text, addressOf));
      rendered.set(file, html);
      return html;
    },
    picture: (path) => (pictures.has(path) ? readFileSync(join(folder, path)) : undefined),
    search: (words) => {
      sections ??= [...texts].flatMap(([path, text]) => sectionsOf(path, text));
      return framed("Search", words, resultsOf(sections, words));
    },
  };
}

function framed(title: string, words: string, body: string): string {
  const search = `<form action="${DOCS_PATH}"><input type="search" name="q" aria-label="Search the documentation" placeholder="Search" maxlength="200" value="${escapeHtml(words)}"></form>`;
  return htmlPage(
    `${title} – GoDocker`,
    `<nav><span><a href="${DOCS_PATH}">Documentation</a> · <a href="/api/v2/docs">API</a> · <a href="/">Jobs</a></span>${search}</nav>\n<main>\n${body}</main>`,
  );
}

function pageAddress(path: string): string {
  return path === INDEX ? DOCS_PATH : `${DOCS_PATH}/${path.slice(0, -".md".length)}`;
}

function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "") ?? "Documentation";
}

function sectionsOf(path: string, text: string): readonly Section[] {
  const page = titleOf(text);
  return text.split(/^(?=#{1,3} )/m).map((part) => {
    const heading = (/^#{1,3} (.+)/.exec(part)?.[1] ?? page).replaceAll("`", "");
    return {
      address: `${pageAddress(path)}#${headingId(heading)}`,
      title: heading === page ? page : `${page}: ${heading}`,
      text: part,
      lowerCase: part.toLowerCase(),
    };
  });
}

function resultsOf(sections: readonly Section[], words: string): string {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = sections
    .map((section) => ({ section, weight: weightOf(section, wanted) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  const items = found.slice(0, RESULTS_MAX).map(({ section }) => {
    const at = section.lowerCase.indexOf(wanted[0] ?? "");
    const excerpt = section.text.slice(Math.max(0, at - EXCERPT_LENGTH / 2), at + EXCERPT_LENGTH);
    return `<p><a href="${section.address}">${escapeHtml(section.title)}</a><br>${escapeHtml(excerpt)}</p>`;
  });
  const count = found.length === 1 ? "1 section" : `${found.length} sections`;
  return `<h1>Search</h1>\n<p>${count} with <q>${escapeHtml(words)}</q></p>\n${items.join("\n")}\n`;
}

/** How often the words occur, a title counting ten times; 0 when one of them does not. */
function weightOf({ lowerCase, title }: Section, wanted: readonly string[]): number {
  if (wanted.length === 0) return 0;
  const counts = wanted.map((word) => {
    const inTitle = title.toLowerCase().includes(word) ? 10 : 0;
    return lowerCase.split(word).length - 1 + inTitle;
  });
  return counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count, 0);
}
