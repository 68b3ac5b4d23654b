// The source files of the project, and which of them are product code.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export const ROOT = dirname(dirname(import.meta.dirname));

/** Test files, their builders and suites that adapters share stand outside the arrows. */
export function isTest(path: string): boolean {
  return /\.(?:test|builders|conformance|cases)\.ts$/.test(path) || path.includes("/testing/");
}

export function isGenerated(path: string): boolean {
  return path.includes("/generated/") || path.startsWith("integration/mesos-conformance/");
}

/** All source files that git knows or would add: no packages, nothing built, no suite of somebody else. */
export function sourceFiles(root: string = ROOT): readonly SourceFile[] {
  return projectFiles(root)
    .filter((path) => /\.(?:ts|mjs|tsx)$/.test(path) && !path.startsWith("integration/mesos-conformance/"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Every file of the project, relative to the root, sorted. */
export function projectFiles(root: string = ROOT): readonly string[] {
  return execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  })
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .toSorted();
}
