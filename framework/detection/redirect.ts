/** Where all HTTP schedulers of a master are. Source: Mesos documentation, scheduler HTTP API. */
export const SCHEDULER_PATH = "/api/v1/scheduler";

/**
 * A base URL without a slash at its end.
 * @throws RangeError  with a text for whoever configured it
 */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new RangeError(`"${text}" is no address of a Mesos master; write http://HOST:PORT`);
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/**
 * The base URL that a redirect of `baseUrl` points to. Masters send `//host:port/master/api/v1/scheduler`; a full
 * URL, `host:port` and `//host:port` occur as well. Without a path the own one is kept.
 *
 * A redirect from https to http is refused: credentials would travel in the clear.
 *
 * @see Mesos: src/master/http.cpp, `redirect`
 */
export function redirectTarget(
  location: string,
  baseUrl: string,
): { readonly baseUrl: string } | { readonly fault: string } {
  const own = new URL(baseUrl);
  const text = location.trim();
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text
    : text.startsWith("//")
      ? own.protocol + text
      : text.startsWith("/")
        ? own.origin + text
        : `${own.protocol}//${text}`;
  const fault = (why: string) => ({ fault: `${baseUrl} redirects to "${location.slice(0, 200)}": ${why}` });
  if (text === "" || !URL.canParse(absolute)) return fault("not an address");
  const target = new URL(absolute);
  if (target.protocol !== "http:" && target.protocol !== "https:") return fault("not an HTTP address");
  if (own.protocol === "https:" && target.protocol === "http:") {
    return fault("from https to http, which would show the credentials to everyone");
  }
  const path = target.pathname.replace(/\/+$/, "");
  if (path === "") return { baseUrl: target.origin + own.pathname.replace(/\/+$/, "") };
  if (!path.endsWith(SCHEDULER_PATH)) return fault(`the path does not end in ${SCHEDULER_PATH}`);
  return { baseUrl: target.origin + path.slice(0, -SCHEDULER_PATH.length) };
}
