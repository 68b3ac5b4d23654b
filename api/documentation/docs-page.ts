import { createHash } from "node:crypto";
import type { Route } from "../http/route.ts";
import { problemsOf } from "./openapi.ts";
import { PROBLEMS } from "../http/problems.ts";
import type { JsonSchema, Parameters } from "../http/parameters.ts";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 0.9em ui-monospace, monospace; }
h2 { margin: 2.5rem 0 0.5rem; }
details { border-top: 1px solid #8886; padding: 0.4rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; }
td, th { text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0; }
pre { overflow-x: auto; background: #8881; padding: 0.8rem; }
`;

/** Nothing of another origin, no script, and of styles only this one. */
export const DOCS_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
};

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
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GoDocker API</title>
<style>${STYLE}</style>
<h1>GoDocker API, version 2</h1>
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
</table>
</html>
`;
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

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
