import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { configSchema } from "./json-schema.ts";
import { KEY_NAMES, KEYS } from "../schema/keys.ts";

const validate = new Ajv2020({ allErrors: true }).compile(configSchema());

/** As a file would have it. */
function fileWith(key: string, value: unknown): unknown {
  return key.split(".").reduceRight<unknown>((inner, segment) => ({ [segment]: inner }), value);
}

describe("the schema of configuration files", () => {
  it("takes every example and every default of the settings", () => {
    for (const key of KEY_NAMES) {
      const { example, default: byDefault } = KEYS[key];
      for (const value of byDefault === null ? [example] : [example, byDefault]) {
        assert.ok(
          validate(fileWith(key, value)),
          `${key} = ${JSON.stringify(value)}: ${JSON.stringify(validate.errors)}`,
        );
      }
    }
  });

  it("says what each setting is for, and what form it has", () => {
    for (const key of KEY_NAMES) {
      const found = key.split(".").reduce<unknown>(
        (schema, segment) =>
          (schema as { properties: Readonly<Record<string, unknown>> }).properties[segment], // as it was built
        configSchema(),
      );
      assert.ok(typeof found === "object" && found !== null && "description" in found, key);
      assert.ok(KEYS[key].format.schema !== undefined, `${key} has a format without a schema`);
    }
  });

  for (const [why, document] of [
    ["an unknown key", { server: { lisen: "127.0.0.1:80" } }],
    ["an unknown group", { sever: {} }],
    ["a number for an address", { server: { listen: 80 } }],
    ["a word that is not allowed", { telemetry: { logLevel: "loud" } }],
    ["an unknown field of a list", { volumes: [{ name: "a", source: "/a", mod: "rw" }] }],
    ["a relative path", { stateDirectory: "state" }],
    ["too large a number", { local: { agents: 100_000 } }],
  ] as const) {
    it(`refuses ${why}`, () => assert.equal(validate(document), false));
  }
});
