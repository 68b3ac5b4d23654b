import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";

export interface PublishedApi {
  /** Fails the test when the document does not have this status, media type or body for the operation. */
  check(
    method: string,
    url: string,
    answer: {
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, unknown>>;
      readonly payload: string;
    },
  ): void;
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> } | undefined>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
}

/** The OpenAPI document of a server as a judge of its answers. */
export function publishedApi(document: Document): PublishedApi {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, "api");
  const paths = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: new RegExp(
      `^${path
        .replaceAll(".", "\\.")
        .replace(/\{path\}$/, ".+")
        .replaceAll(/\{\w+\}/g, "[^/:]+")}$`,
    ),
    path,
    operations,
  }));
  const validators = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object): ValidateFunction => {
    const known = validators.get(schema);
    if (known !== undefined) return known;
    const whole: object = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"api#'));
    const made = ajv.compile(whole);
    validators.set(schema, made);
    return made;
  };
  const problemSchema = { $ref: "api#/components/schemas/Problem" };
  return {
    check(method, url, { statusCode, headers, payload }) {
      const at = `${method} ${url} → ${statusCode}`;
      const path = paths.find(({ pattern }) => pattern.test(url.split("?", 1)[0] ?? ""));
      const operation = path?.operations[method === "HEAD" ? "get" : method.toLowerCase()];
      const [mediaType = ""] = String(headers["content-type"] ?? "").split(";");
      if (operation === undefined) {
        // No such address or method: always a problem document.
        assert.equal(mediaType, "application/problem+json", at);
        assert.ok(ajv.validate(problemSchema, JSON.parse(payload)), `${at}: ${ajv.errorsText()}\n${payload}`);
        return;
      }
      const response = operation.responses[String(statusCode)];
      assert.ok(response, `${at}: this status is not in the document`);
      if (method === "HEAD" || statusCode === 204 || statusCode === 304) return;
      const content = response.content?.[mediaType];
      assert.ok(content, `${at}: ${mediaType} is not in the document`);
      if (content.schema === undefined) return;
      const isValid = validatorOf(content.schema);
      const documents =
        mediaType === "application/x-ndjson" ? payload.split("\n").filter(Boolean) : [payload];
      if (mediaType === "text/event-stream") return; // frames are checked where they are read
      for (const each of documents) {
        assert.ok(isValid(JSON.parse(each)), `${at}: ${ajv.errorsText(isValid.errors)}\n${each}`);
      }
    },
  };
}
