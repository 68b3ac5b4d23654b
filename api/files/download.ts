import type { Name } from "./job-files.ts";

/** On files of jobs: they are foreign, so no browser shows them as a page of this server. */
export function downloadHeaders(type: string, disposition: string): Readonly<Record<string, string>> {
  return {
    "content-type": type,
    "content-disposition": disposition,
    "content-security-policy": "sandbox; default-src 'none'",
  };
}

/** `Content-Disposition` with the name for old clients and for all others (RFC 6266, RFC 8187). */
export function attachment(name: Name): string {
  const text = name.toString();
  const plain = text.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(text.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
