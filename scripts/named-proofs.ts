// Tests that pages name as proofs, as `file` "title".
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { matchesTitle, type TaggedRun } from "./check-proofs.ts";

export const SECURITY_PAGES = ["docs/security.md", "docs/asvs.md"] as const;

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

/** Those of files that ran which did not pass. Skipped ones count as passed: they say themselves why. */
export function unprovenIn(
  proofs: readonly NamedProof[],
  runs: readonly TaggedRun[],
  files: readonly string[],
): readonly string[] {
  const named = new Map(proofs.map((proof) => [`${proof.path} "${proof.title}"`, proof]));
  return [...named].flatMap(([name, { page, path, title }]) => {
    if (!files.includes(path)) return [];
    const own = runs.filter((run) => run.path === path && matchesTitle(title, run.title));
    if (own.length === 0) return [`${page}: ${name} did not run`];
    return own.some(({ outcome }) => outcome === "failed") ? [`${page}: ${name} failed`] : [];
  });
}
