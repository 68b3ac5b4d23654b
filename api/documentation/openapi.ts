import type { JsonSchema, Parameter, Parameters } from "../http/parameters.ts";
import type { ProblemCode } from "../http/problems.ts";
import { PROBLEMS } from "../http/problems.ts";
import type { DocumentedAnswer, Route } from "../http/route.ts";
import { COMPONENTS } from "./schemas.ts";

/** Problems that any request can meet, whatever the route. */
const ALWAYS: readonly ProblemCode[] = [
  "bad_parameter",
  "bad_request",
  "foreign_host",
  "foreign_origin",
  "not_acceptable",
  "request_timeout",
  "headers_too_large",
  "rate_limited",
  "internal",
  "draining",
];
const WITH_TOKEN: readonly ProblemCode[] = ["not_signed_in", "forbidden"];
/** A body where none is expected is refused by the same rules. */
const WITH_BODY: readonly ProblemCode[] = [
  "malformed_json",
  "invalid",
  "too_large",
  "unsupported_media_type",
];

/**
 * The OpenAPI 3.1 document of the route table: the same parameters, schemas and statuses that the server checks and
 * answers with, so that it cannot drift.
 */
export function openApiDocument(routes: readonly Route[], version: string): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "GoDocker",
      version,
      description:
        "Submit batch jobs to a shared cluster and watch them. HEAD is possible wherever GET is. `X-Request-Id` of a request that matches `^[A-Za-z0-9._-]{1,64}$` is kept, and every answer has one. Answers of more than 1 KiB but streams are compressed for those who accept gzip or br. `RateLimit-Policy` and `RateLimit` tell how many requests are left.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: COMPONENTS,
    },
  };
}

/** Every code that a route can answer with. */
export function problemsOf(route: Route): readonly ProblemCode[] {
  return [
    ...new Set([
      ...ALWAYS,
      ...(route.permission === "public" ? [] : WITH_TOKEN),
      ...(route.method === "GET" ? [] : WITH_BODY),
      // A text that cannot be the parameter is no address.
      ...(Object.keys(route.params).length === 0 ? [] : (["not_found"] as const)),
      ...route.problems,
    ]),
  ];
}

function operation(route: Route): JsonSchema {
  const { operationId, summary, permission, body, answers, headers } = route;
  const responses: Record<string, JsonSchema> = {};
  for (const [status, answer] of Object.entries(answers)) {
    responses[status] = response(answer);
    if (answer.tagged === true) responses["304"] = { description: "`If-None-Match` names this version." };
  }
  for (const [status, codes] of byStatus(problemsOf(route))) {
    const described = codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" ");
    const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
    const own = responses[status];
    responses[status] =
      own === undefined ? { description: described, content } : merge(own, described, content);
  }
  return {
    operationId,
    summary,
    ...(permission === "public"
      ? { security: [] }
      : { description: `Needs the permission \`${permission}\`.` }),
    parameters: [
      ...parameters(route.params, "path"),
      ...parameters(route.query, "query"),
      ...Object.entries(headers ?? {}).map(([name, { description, schema, required = false }]) => ({
        name,
        in: "header",
        required,
        description,
        schema,
      })),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.required,
            content: Object.fromEntries(
              [body.mediaType, ...(body.also ?? [])].map((type) => [
                type,
                { schema: body.schema, ...(body.example === undefined ? {} : { example: body.example }) },
              ]),
            ),
          },
        }),
    responses,
  };
}

function response({
  description,
  mediaType = "application/json",
  schema,
  also = [],
  headers,
  tagged = false,
}: DocumentedAnswer): JsonSchema {
  const told = { ...headers, ...(tagged ? { ETag: "Version of the document." } : {}) };
  const described = Object.entries(told).map(([name, text]) => [
    name,
    { description: text, schema: { type: "string" } },
  ]);
  const content = Object.fromEntries(
    [{ mediaType, schema }, ...also].map((one) => [
      one.mediaType,
      one.schema === undefined ? {} : { schema: one.schema },
    ]),
  );
  return {
    description,
    ...(mediaType === "none" ? {} : { content }),
    ...(described.length === 0 ? {} : { headers: Object.fromEntries(described) }),
  };
}

function merge(own: JsonSchema, description: string, content: JsonSchema): JsonSchema {
  const before = typeof own.content === "object" ? own.content : {};
  return {
    ...own,
    description: `${String(own.description)} Or: ${description}`,
    content: { ...before, ...content },
  };
}

function byStatus(codes: readonly ProblemCode[]): Map<string, ProblemCode[]> {
  const grouped = new Map<string, ProblemCode[]>();
  for (const code of codes) {
    const status = String(PROBLEMS[code].status);
    grouped.set(status, [...(grouped.get(status) ?? []), code]);
  }
  return grouped;
}

function parameters(declared: Parameters, place: "path" | "query"): JsonSchema[] {
  return Object.entries(declared).map(([name, parameter]: [string, Parameter<unknown>]) => ({
    name,
    in: place,
    required: place === "path" || parameter.required,
    description: parameter.description,
    schema: parameter.schema,
    // `?state=a&state=b`, which is also what a single value looks like
    style: place === "path" ? "simple" : "form",
    explode: place === "query",
  }));
}
