// Which tests prove which numbered check: a test names its checks in its title, as `[M-12]`. Found in the sources, and
// compared with what a run has seen.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files of `npm test`, relative to the root. */
export function testFiles(root: string): readonly string[] {
  return globSync("**/*.test.ts", { cwd: root, exclude: ["node_modules", "integration/mesos-conformance"] })
    .filter((file) => !file.startsWith("integration/services/"))
    .toSorted();
}

export interface TitleProof {
  /** As `M-12`. */
  readonly check: string;
  /** Relative to the root. */
  readonly path: string;
  /** As it stands in the source, with tags and placeholders. */
  readonly title: string;
}

/** A test or suite that ran and has a tag in its title. */
export interface TaggedRun {
  /** Where it is told, relative to the root: a test file, or a suite that several of them share. */
  readonly path: string;
  readonly title: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it was skipped; a skip without a reason has none. */
  readonly reason?: string;
}

const TAG = /\[([CFM]-\d+)\]/g;
const LITERAL = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

export function titleProofs(root: string): readonly TitleProof[] {
  return testFiles(root).flatMap((path) =>
    titlesIn(readFileSync(join(root, path), "utf8")).flatMap((title) =>
      tagsIn(title).map((check) => ({ check, path, title })),
    ),
  );
}

/** Literals with tags, as they stand in the source: tests may be told by functions of their own. */
export function titlesIn(source: string): readonly string[] {
  return source
    .split("\n")
    .filter(hasTag)
    .flatMap((line) => line.match(LITERAL) ?? [])
    .filter(hasTag)
    .map((literal) => literal.slice(1, -1).replaceAll(/\\(["'`])/g, "$1"));
}

export function tagsIn(title: string): readonly string[] {
  return [...title.matchAll(TAG)].map(([, tag = ""]) => tag);
}

export function hasTag(text: string): boolean {
  return tagsIn(text).length > 0;
}

export function withoutTags(title: string): string {
  return title.replaceAll(/ ?\[[CFM]-\d+\]/g, "").trim();
}

export interface Verification {
  /** What the page shows as a proof and the run does not confirm, or the other way round. */
  readonly problems: readonly string[];
  /** Proofs that this machine could not run, with the reason. */
  readonly skipped: readonly string[];
}

/** Holds the proofs in these files against what ran. */
export function verify(
  proofs: readonly TitleProof[],
  runs: readonly TaggedRun[],
  files: readonly string[],
): Verification {
  const problems: string[] = [];
  const skipped: string[] = [];
  const inFiles = proofs.filter(({ path }) => files.includes(path));
  const titles = new Map(inFiles.map((proof) => [`${proof.path}: ${proof.title}`, proof]));
  for (const [name, { path, title }] of titles) {
    const pattern = patternOf(title);
    const own = runs.filter((run) => mayBeIn(path, run) && pattern.test(run.title));
    const failed = own.find(({ outcome }) => outcome === "failed");
    const unexplained = own.find(({ outcome, reason }) => outcome === "skipped" && reason === undefined);
    const reason = own.find(({ outcome }) => outcome === "skipped")?.reason;
    if (failed !== undefined) problems.push(`${name}: failed`);
    else if (unexplained !== undefined) problems.push(`${name}: was skipped without a reason`);
    else if (own.some(({ outcome }) => outcome === "passed")) continue;
    else if (reason === undefined) problems.push(`${name}: did not run`);
    else skipped.push(`${name}: ${reason}`);
  }
  for (const { path, title } of runs) {
    const isKnown = inFiles.some(
      (proof) => mayBeIn(proof.path, { path }) && patternOf(proof.title).test(title),
    );
    if (!isKnown) problems.push(`${path}: ${title}: its tags do not stand in a literal of a test file`);
  }
  return { problems, skipped };
}

/** A shared suite is run by test files that give it its title. */
function mayBeIn(testFile: string, run: Pick<TaggedRun, "path">): boolean {
  return run.path === testFile || !run.path.endsWith(".test.ts");
}

/** Whether a test can have its title from this literal, or from one that it is part of. */
export function matchesTitle(literal: string, title: string): boolean {
  return patternOf(literal).test(title);
}

/** Of titles that were made from this literal, alone or within a longer one. */
function patternOf(title: string): RegExp {
  return new RegExp(
    title
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join(".*"),
    "s",
  );
}
