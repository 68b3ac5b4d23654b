import type { FastifyInstance } from "fastify";

/** The pages for browsers, in memory. */
export interface WebPages {
  /** The document that every page begins with. */
  readonly html: string;
  /** By path. Their paths change with their content. */
  readonly files: ReadonlyMap<string, { readonly mediaType: string; readonly bytes: Buffer }>;
}

/** Where the files are, below which their paths begin with a hash of their content. */
export const FILES_PATH = "/assets/";

/** The same document everywhere: what it shows is up to it. */
const PAGES = ["/", "/jobs", "/jobs/:id", "/jobs/:id/logs", "/nodes", "/account", "/people"];

/**
 * A page runs its own scripts and speaks to this server, and nothing else: no other origin, no inline code, no text
 * that becomes markup.
 */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-cache",
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** Static: they hold nothing of anybody, so they need no token. */
export function addWebRoutes(app: FastifyInstance, { html, files }: WebPages): void {
  for (const url of PAGES) {
    app.route({
      method: ["GET", "HEAD"],
      url,
      handler: async (_request, reply) =>
        reply.headers(PAGE_HEADERS).type("text/html; charset=utf-8").send(html),
    });
  }
  app.route({
    method: ["GET", "HEAD"],
    url: `${FILES_PATH}*`,
    handler: async (request, reply) => {
      const [path = ""] = request.url.split("?", 1);
      const file = files.get(path);
      if (file === undefined) return reply.callNotFound();
      return reply
        .header("cache-control", "public, max-age=31536000, immutable")
        .type(file.mediaType)
        .send(file.bytes);
    },
  });
}
