// Tests that pages name as proofs, as `file` "title".
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { matchesTitle, type TaggedRun } from "./check-proofs.ts";

export const SECURITY_PAGES = ["docs/how-to/site/security.md", "docs/reference/asvs.md"] as const;

export interface NamedProof {
  readonly page: string;
  /** Relative to the root. */
  readonly path: string;
  /** As it stands in the source, or a part of that. */
  readonly title: string;
}

const PROOF = /`([\w./-]+\.ts)` "([^"]+)"/g;

export function namedProofs(root: string): readonly NamedProof[] {
  return SECURITY_PAGES.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(PROOF)].map(([, path = "", title = ""]) => ({
      page,
      path,
      title,
    })),
  );
}

/** Why it cannot be the name of a test. */
export function missingProofs(root: string): readonly string[] {
  return namedProofs(root).flatMap(({ page, path, title }) => {
    const file = join(root, path);
    if (!existsSync(file)) return [`${page}: ${path} is not there`];
    return readFileSync(file, "utf8").includes(title) ? [] : [`${page}: ${path} has no "${title}"`];
  });
}

/** Whether that is the test which is named, or one of several: its `it` may stand in a helper beside the file. */
export function isProof({ path, title }: NamedProof, run: Pick<TaggedRun, "path" | "title">): boolean {
  const isHelper = !run.path.endsWith(".test.ts") && dirname(run.path) === dirname(path);
  return (run.path === path || isHelper) && matchesTitle(title, run.title);
}

/** Those of files that ran which did not pass. Skipped ones count as passed: they say themselves why. */
export function unprovenIn(
  proofs: readonly NamedProof[],
  runs: readonly TaggedRun[],
  files: readonly string[],
): readonly string[] {
  const named = new Map(proofs.map((proof) => [`${proof.path} "${proof.title}"`, proof]));
  return [...named].flatMap(([name, proof]) => {
    const { page, path } = proof;
    if (!files.includes(path)) return [];
    const own = runs.filter((run) => isProof(proof, run));
    if (own.length === 0) return [`${page}: ${name} did not run`];
    return own.some(({ outcome }) => outcome === "failed") ? [`${page}: ${name} failed`] : [];
  });
}
