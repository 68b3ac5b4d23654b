import { escapeHtml as escape, htmlPage } from "./html.ts";
import type { Route } from "../http/route.ts";
import { problemsOf } from "./openapi.ts";
import { PROBLEMS } from "../http/problems.ts";
import type { JsonSchema, Parameters } from "../http/parameters.ts";

/** The API for people: the route table and the schemas as one page, without a script. */
export function docsPage(
  routes: readonly Route[],
  schemas: Readonly<Record<string, JsonSchema>>,
  version: string,
): string {
  const operations = routes.map(operation).join("\n");
  const documents = Object.entries(schemas)
    .map(
      ([name, schema]) =>
        `<details id="${escape(name)}"><summary><code>${escape(name)}</code></summary><pre>${escape(JSON.stringify(schema, undefined, 2))}</pre></details>`,
    )
    .join("\n");
  const problems = Object.entries(PROBLEMS)
    .map(
      ([code, { status, title, retryable }]) =>
        `<tr><td><code>${code}</code></td><td>${status}</td><td>${escape(title)}${retryable ? "; the same request can succeed later" : ""}</td></tr>`,
    )
    .join("\n");
  return htmlPage(
    "GoDocker API",
    `<h1>GoDocker API, version 2</h1>
<p>Server ${escape(version)}. Send <code>Authorization: Bearer &lt;token&gt;</code>. For programs:
<a href="/api/v2/openapi.json">openapi.json</a>, <a href="/api/v2/openapi.yaml">openapi.yaml</a> (OpenAPI 3.1; they need
the token).</p>
<h2>Addresses</h2>
${operations}
<h2>Documents</h2>
<p>JSON Schema 2020-12.</p>
${documents}
<h2>Errors</h2>
<p>Every error is a document <code>application/problem+json</code> (RFC 9457).</p>
<table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>
${problems}
</table>`,
  );
}

function operation(route: Route): string {
  const { method, path, operationId, summary, permission, body, answers } = route;
  const needs = permission === "public" ? "no token" : `the permission <code>${permission}</code>`;
  const told = Object.entries(answers).map(
    ([status, { description, mediaType = "application/json", schema }]) =>
      `<tr><td>${status}</td><td>${escape(description)}</td><td>${mediaType === "none" ? "" : `<code>${escape(mediaType)}</code>`} ${linkOf(schema)}</td></tr>`,
  );
  const codes = [...new Set(problemsOf(route))].map((code) => `<code>${code}</code>`).join(" ");
  return `<details id="${operationId}"><summary><b>${method}</b> <code>${escape(path)}</code></summary>
<p>${escape(summary)} Needs ${needs}.</p>
${parameterTable({ ...route.params, ...route.query })}
${body === undefined ? "" : `<p>Body: ${[body.mediaType, ...(body.also ?? [])].map((type) => `<code>${type}</code>`).join(" or ")} ${linkOf(body.schema)}</p>`}
${body?.example === undefined ? "" : `<pre>${escape(JSON.stringify(body.example, undefined, 2))}</pre>`}
<table>${told.join("")}</table>
<p>Errors: ${codes}</p></details>`;
}

function parameterTable(parameters: Parameters): string {
  const rows = Object.entries(parameters).map(
    ([name, { description, required, repeated }]) =>
      `<tr><td><code>${escape(name)}</code>${required ? " *" : ""}${repeated ? " …" : ""}</td><td>${escape(description)}</td></tr>`,
  );
  return rows.length === 0 ? "" : `<table>${rows.join("")}</table>`;
}

function linkOf(schema: JsonSchema | undefined): string {
  const names = [...JSON.stringify(schema ?? {}).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
    ([, name = ""]) => name,
  );
  return names.map((name) => `<a href="#${name}">${name}</a>`).join(", ");
}
