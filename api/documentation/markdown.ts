// The pages of `docs/` as HTML. They are our own text, so HTML in them is passed on as it is.
import { posix } from "node:path";
import { Marked } from "marked";

/** The id of a heading: as GitHub and editors make it, so that one link works everywhere. */
export function headingId(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/**
 * @param path  of the page below `docs/`, such as `how-to/users/jobs.md`
 * @param address  of a page or picture below `docs/`; `undefined`: there is none, so the text stays without a link
 */
export function renderMarkdown(
  path: string,
  text: string,
  address: (target: string) => string | undefined,
): string {
  const resolve = (href: string): string | undefined => {
    if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
    const [file = "", hash] = href.split("#", 2);
    const found = address(posix.join(posix.dirname(path), file));
    return found === undefined || hash === undefined ? found : `${found}#${hash}`;
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const plain = this.parser.parseInline(tokens, this.parser.textRenderer);
        const id = headingId(plain.replaceAll(/&[a-z#0-9]+;/g, ""));
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const target = resolve(href);
        return target === undefined ? inner : `<a href="${target}">${inner}</a>`;
      },
      image({ href, text: description }) {
        const source = resolve(href);
        return source === undefined ? description : `<img src="${source}" alt="${description}">`;
      },
    },
  });
  return marked.parse(text, { async: false });
}
