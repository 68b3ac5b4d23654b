import { Buffer } from "node:buffer";
import { stringify } from "yaml";
import { docsPage } from "./docs-page.ts";
import { HTML_HEADERS } from "./html.ts";
import { openApiDocument } from "./openapi.ts";
import type { Route } from "../http/route.ts";
import { defineRoute } from "../http/route.ts";
import { COMPONENTS } from "./schemas.ts";

/** What the API says of itself, for programs and for people. Made when it is asked for first, and kept. */
export function documentRoutes(others: readonly Route[], version: string): readonly Route[] {
  const once = <T>(make: () => T): (() => T) => {
    let made: { readonly value: T } | undefined;
    return () => (made ??= { value: make() }).value;
  };

  const asJson: Route = defineRoute({
    method: "GET",
    path: "/api/v2/openapi.json",
    operationId: "getOpenApi",
    summary: "This document.",
    permission: "self:read",
    params: {},
    query: {},
    answers: { 200: { description: "OpenAPI 3.1.", schema: { type: "object" }, tagged: true } },
    problems: [],
    handle: async () => ({ status: 200, json: document() }),
  });

  const asYaml: Route = defineRoute({
    method: "GET",
    path: "/api/v2/openapi.yaml",
    operationId: "getOpenApiYaml",
    summary: "This document, as YAML.",
    permission: "self:read",
    params: {},
    query: {},
    answers: { 200: { description: "OpenAPI 3.1.", mediaType: "application/yaml" } },
    problems: [],
    handle: async () => ({
      status: 200,
      headers: { "content-type": "application/yaml; charset=utf-8" },
      bytes: yaml(),
    }),
  });

  const forPeople: Route = defineRoute({
    method: "GET",
    path: "/api/v2/docs",
    operationId: "getDocs",
    summary: "A page about the API.",
    permission: "public",
    params: {},
    query: {},
    answers: { 200: { description: "The page.", mediaType: "text/html" } },
    problems: [],
    handle: async () => ({ status: 200, headers: HTML_HEADERS, bytes: page() }),
  });

  const routes: readonly Route[] = [...others, asJson, asYaml, forPeople];
  const document = once(() => openApiDocument(routes, version));
  const yaml = once(() => Buffer.from(stringify(document(), { aliasDuplicateObjects: false })));
  const page = once(() => Buffer.from(docsPage(routes, COMPONENTS, version)));
  return [asJson, asYaml, forPeople];
}
