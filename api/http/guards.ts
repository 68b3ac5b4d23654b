import { PublicError } from "./problems.ts";
import type { Route } from "./route.ts";

/**
 * A browser that was led here by a name that another user owns (DNS rebinding), or by a page of another user, is
 * refused before anything is looked at.
 * @throws PublicError  `foreign_host`, `foreign_origin`
 */
export function checkHostAndOrigin(
  host: string | undefined,
  origin: string | undefined,
  publicUrl: URL | undefined,
): void {
  const name = hostnameOf(host);
  if (name === undefined || !(isLoopback(name) || name === publicUrl?.hostname)) {
    throw new PublicError(
      "foreign_host",
      "Reach this server by a loopback address or by its public URL (server.publicUrl).",
    );
  }
  if (origin === undefined || origin === publicUrl?.origin) return;
  if (origin === `http://${host}` || origin === `https://${host}`) return;
  throw new PublicError("foreign_origin", "Pages of other origins may not use this server.");
}

function hostnameOf(host: string | undefined): string | undefined {
  if (host === undefined || !/^[A-Za-z0-9.:[\]_-]{1,255}$/.test(host)) return undefined;
  return URL.parse(`http://${host}`)?.hostname;
}

/** Of a parsed URL: IPv4 addresses are in their usual form there. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/**
 * The body must be of a type that the route takes, in UTF-8 and not compressed.
 * @throws PublicError  `unsupported_media_type`
 */
export function checkBodyType(
  contentType: string | undefined,
  contentEncoding: string | undefined,
  wanted: readonly string[],
): void {
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== "identity") {
    throw new PublicError("unsupported_media_type", "Compressed bodies are not accepted.");
  }
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters.map((each) => /^\s*charset="?([^"\s]+)"?\s*$/.exec(each)?.[1]).find(Boolean);
  if (!wanted.includes(type.trim()) || (charset !== undefined && charset !== "utf-8" && charset !== "utf8")) {
    throw new PublicError("unsupported_media_type", `Send ${wanted.join(" or ")} in UTF-8.`);
  }
}

/**
 * Refuses only a client that says it takes none of what the route gives.
 * @throws PublicError  `not_acceptable`
 */
export function checkAccept(accept: string | undefined, route: Route): void {
  if (accept === undefined || accept.trim() === "") return;
  const given = Object.entries(route.answers).flatMap(
    ([status, { mediaType = "application/json", also = [] }]) =>
      status === "304" ? [] : [mediaType, ...also.map((other) => other.mediaType)],
  );
  if (given.includes("none")) return;
  const accepted = accept
    .toLowerCase()
    .split(",")
    .filter((each) => !/;\s*q=0(\.0*)?\s*(;|$)/.test(each))
    .map((each) => each.split(";")[0]?.trim() ?? "");
  const matches = (range: string) =>
    range === "*/*" || given.some((type) => type === range || range === `${type.split("/")[0]}/*`);
  if (!accepted.some(matches)) {
    throw new PublicError("not_acceptable", `This address gives ${[...new Set(given)].join(" or ")}.`);
  }
}

/** On every answer. This server gives data, never pages, so nothing of it may be run or framed. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};
