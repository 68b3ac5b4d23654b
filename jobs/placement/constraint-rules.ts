import type { Constraint } from "../spec/constraint.ts";
import { CONSTRAINT_OPS, isDecimal } from "../spec/constraint.ts";
import { patternFault } from "../text/pattern.ts";
import type { Problem } from "../text/problem.ts";
import { isRecord, printable, shown } from "../text/problem.ts";

/** What no schema can say of constraints. */
export function constraintProblems(constraints: unknown, isFaulty: (pointer: string) => boolean): Problem[] {
  if (!Array.isArray(constraints)) return [];
  return constraints.flatMap((constraint: unknown, at): Problem[] => {
    const pointer = `/constraints/${at}`;
    if (!isRecord(constraint) || isFaulty(pointer)) return [];
    const { value, values } = constraint;
    if (value !== undefined && Array.isArray(values) && values.length > 0) {
      const message = "give either value or values, not both";
      return [{ pointer: `${pointer}/values`, code: "conflict", message }];
    }
    const place = value === undefined ? `${pointer}/values` : `${pointer}/value`;
    return valueProblems(place, constraintOf(constraint));
  });
}

/** A constraint of a document in its canonical form. */
export function constraintOf(constraint: Readonly<Record<string, unknown>>): Constraint {
  const { attribute, op, value, values } = constraint;
  const known = CONSTRAINT_OPS.find((each) => each === op);
  if (known === undefined) throw new TypeError("the schema was not asked about this constraint");
  const several: readonly unknown[] = Array.isArray(values) ? values : [];
  return {
    attribute: String(attribute),
    op: known,
    values: (value === undefined ? several : [value]).map(String),
  };
}

function valueProblems(pointer: string, { op, values }: Constraint): Problem[] {
  const [value = ""] = values;
  switch (op) {
    case "exists":
    case "absent":
      return values.length === 0
        ? []
        : [{ pointer, code: "conflict", message: `${op} takes no value`, hint: "write eq to compare one" }];
    case "in":
    case "notIn":
      return values.length > 0
        ? []
        : [{ pointer, code: "required", message: `${op} needs values`, allowed: "1 to 64 texts" }];
    case "eq":
    case "ne":
    case "gt":
    case "lt":
    case "match":
      break;
    default:
      op satisfies never;
  }
  if (values.length !== 1) {
    const hint =
      values.length < 2
        ? {}
        : op === "eq"
          ? { hint: "write in" }
          : op === "ne"
            ? { hint: "write notIn" }
            : {};
    return [
      {
        pointer,
        code: values.length === 0 ? "required" : "conflict",
        message: `${op} needs one value`,
        ...hint,
      },
    ];
  }
  if ((op === "gt" || op === "lt") && !isDecimal(value)) {
    const message = `${op} compares numbers`;
    return [{ pointer, code: "format", message, got: shown(value), allowed: "a number such as 8 or 0.5" }];
  }
  const fault = op === "match" ? patternFault(value) : undefined;
  if (fault === undefined) return [];
  const message = `is no pattern: ${printable(fault)}`;
  const allowed = "an RE2 pattern that matches the whole text, such as node[0-9]+";
  return [{ pointer, code: "format", message, got: shown(value), allowed }];
}
