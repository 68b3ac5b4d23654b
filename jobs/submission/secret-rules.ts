import type { Problem } from "../text/problem.ts";
import { isRecord } from "../text/problem.ts";

/** What no schema can say of secrets. Looks only at those whose shape is right. */
export function secretProblems(
  { env, secrets }: Readonly<Record<string, unknown>>,
  isFaulty: (pointer: string) => boolean,
): Problem[] {
  if (!Array.isArray(secrets)) return [];
  const variables = new Set(isRecord(env) ? Object.keys(env) : []);
  const files = new Set<string>();
  return secrets.flatMap((use: unknown, at): Problem[] => {
    const pointer = `/secrets/${at}`;
    if (!isRecord(use) || isFaulty(pointer)) return [];
    const conflict = (place: string, message: string, got?: unknown): Problem[] => [
      { pointer: place, code: "conflict", message, ...(got === undefined ? {} : { got }) },
    ];
    if (use.env !== undefined && use.file !== undefined)
      return conflict(pointer, "a secret is given as env or as file, not as both");
    if (typeof use.env === "string") {
      const taken = variables.has(use.env);
      variables.add(use.env);
      return taken ? conflict(`${pointer}/env`, "the variable has another value already", use.env) : [];
    }
    if (typeof use.file === "string") {
      const taken = files.has(use.file);
      files.add(use.file);
      return taken ? conflict(`${pointer}/file`, "the file has another secret already", use.file) : [];
    }
    const message = "says not as what a task gets the secret";
    return [{ pointer, code: "required", message, allowed: "env or file", hint: 'add "env": "NAME"' }];
  });
}
