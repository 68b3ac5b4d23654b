// A reporter of node:test: one line of JSON for each test or suite with a tag such as `[M-12]` in its title (see
// check-proofs.ts), or that a page names as a proof (see named-proofs.ts).
import { dirname, relative } from "node:path";
import type { TestEvent } from "node:test/reporters";
import { hasTag, type TaggedRun } from "./pages/check-proofs.ts";
import { isProof, namedProofs } from "./pages/named-proofs.ts";

const ROOT = dirname(import.meta.dirname);

export default async function* taggedTests(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  // Depths of the suites in which a test has run: one whose tests are all skipped proves nothing. Files are told one
  // after the other, and children before their parents.
  const lively = new Set<number>();
  const named = namedProofs(ROOT);
  const isNamed = (path: string, title: string): boolean =>
    named.some((proof) => isProof(proof, { path, title }));
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const { name, nesting, file = "", skip, todo, details } = data;
    const isSkipped = skip !== undefined || todo !== undefined;
    const isSuite = details.type === "suite";
    if (!isSuite && !isSkipped) for (let depth = 0; depth < nesting; depth += 1) lively.add(depth);
    const hasRun = isSuite ? lively.delete(nesting) : !isSkipped;
    const path = relative(ROOT, file);
    if (!hasTag(name) && !isNamed(path, name)) continue;
    const outcome = type === "test:fail" ? "failed" : hasRun ? "passed" : "skipped";
    const why =
      typeof skip === "string"
        ? skip
        : isSuite && skip === undefined
          ? "all its tests were skipped"
          : undefined;
    const run: TaggedRun = {
      path,
      title: name,
      outcome,
      ...(outcome === "skipped" && why !== undefined ? { reason: why } : {}),
    };
    yield `${JSON.stringify(run)}\n`;
  }
}
