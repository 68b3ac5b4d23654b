import type { FastifyInstance } from "fastify";
import { PROBLEMS } from "../http/problems.ts";
import { DOCS_PATH, type DocPages } from "./doc-pages.ts";
import { HTML_HEADERS } from "./html.ts";

const WORDS_MAX = 200;

/**
 * The documentation for readers, without a token: it holds nothing of anybody. `/problems/<code>`, the `type` of every
 * problem document, leads to what that problem means.
 */
export function addDocRoutes(app: FastifyInstance, pages: DocPages): void {
  app.route<{ Querystring: { q?: string | string[] } }>({
    method: ["GET", "HEAD"],
    url: DOCS_PATH,
    handler: async ({ query: { q } }, reply) => {
      const words = typeof q === "string" ? q.trim().slice(0, WORDS_MAX) : "";
      return reply.headers(HTML_HEADERS).send(words === "" ? pages.page("") : pages.search(words));
    },
  });
  app.route<{ Params: { "*": string } }>({
    method: ["GET", "HEAD"],
    url: `${DOCS_PATH}/*`,
    handler: async ({ params: { "*": path } }, reply) => {
      const picture = pages.picture(path);
      if (picture !== undefined) return reply.type("image/svg+xml").send(picture);
      const html = path === "" ? undefined : pages.page(path.replace(/\.md$/, ""));
      return html === undefined ? reply.callNotFound() : reply.headers(HTML_HEADERS).send(html);
    },
  });
  app.route<{ Params: { code: string } }>({
    method: ["GET", "HEAD"],
    url: "/problems/:code",
    handler: async ({ params: { code } }, reply) =>
      Object.hasOwn(PROBLEMS, code)
        ? reply.redirect(`${DOCS_PATH}/reference/problems#${code}`)
        : reply.callNotFound(),
  });
}
