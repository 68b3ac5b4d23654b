import type { FastifyRequest } from "fastify";
import type { Route } from "./route.ts";

/** What of a request goes into routes, labels and logs. */

/** `/jobs/{id}:cancel` → `/jobs/:id(^[^/:]+)::cancel`: a colon that is text is doubled. `{path}` is all that follows. */
export function fastifyPath(path: string): string {
  return path
    .replaceAll(":", "::")
    .replace(/\{path\}$/, "*")
    .replaceAll(/\{(\w+)\}/g, ":$1(^[^/:]+)");
}

export function pathOf(url: string | undefined): string {
  return (url ?? "").split("?", 1)[0] ?? "";
}

export function matches(route: Route, path: string): boolean {
  const pattern = route.path
    .replaceAll(/[.]/g, "\\.")
    .replace(/\{path\}$/, ".+")
    .replaceAll(/\{\w+\}/g, "[^/:]+");
  return new RegExp(`^${pattern}$`).test(path);
}

/** Labels of metrics come from closed sets: the template of the route, never a path. */
export function routeOf(request: FastifyRequest): string {
  const url = request.routeOptions?.url;
  return url === undefined ? "none" : url.replaceAll("(^[^/:]+)", "").replaceAll("::", ":");
}

/** The trace that a request belongs to (W3C Trace Context), `undefined` when it does not say or that is no id. */
export function traceOf(traceparent: string | string[] | undefined): string | undefined {
  return /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(traceparent))?.[1];
}

export function methodOf({ method }: FastifyRequest): string {
  return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].includes(method) ? method : "other";
}
