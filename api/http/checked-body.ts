import { Ajv2020 } from "ajv/dist/2020.js";
import { problemOf } from "../../jobs/submission/schema-problem.ts";
import type { JsonSchema } from "./parameters.ts";
import { PublicError } from "./problems.ts";

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });

/**
 * A reader of bodies of one schema, which has no references.
 * @throws PublicError  `invalid` with all faults
 */
export function bodyReader<Body>(schema: JsonSchema): (body: unknown) => Body {
  const validate = ajv.compile(schema);
  return (body) => {
    if (validate(body)) return body as Body; // the schema says what the caller's type says
    const errors = (validate.errors ?? []).flatMap(problemOf);
    throw new PublicError(
      "invalid",
      `The body has ${errors.length === 1 ? "one fault" : `${errors.length} faults`}.`,
      {
        errors,
      },
    );
  };
}
