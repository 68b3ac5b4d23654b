// The house as data: which folder may import which, and which folders are pure. See docs/architecture.md.
import { dirname, join, posix } from "node:path";
import { globSync, readFileSync } from "node:fs";

const RULES = ["resources", "proto", "accounts", "jobs", "offers", "fair-share"];

/** Floor by floor: a folder may import only what its line names. `*` = everything. Nothing imports the last group. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  resources: [],
  proto: [],
  accounts: ["resources"],
  jobs: ["resources", "accounts"],
  offers: ["resources", "jobs"],
  "fair-share": ["resources", "accounts", "jobs"],
  telemetry: [],
  config: ["resources"],
  store: ["resources", "accounts", "jobs"],
  coordination: ["store"],
  auth: ["accounts", "jobs"],
  scheduler: ["resources", "accounts", "jobs", "offers", "fair-share", "store"],
  framework: ["proto", "resources", "jobs", "offers"],
  "fallback-executors": ["resources", "jobs", "offers"],
  "local-cluster": ["proto", "resources"],
  plugins: ["accounts", "jobs", "offers", "fair-share", "store", "coordination", "auth"],
  api: [...RULES, "store", "auth", "telemetry"],
  client: [],
  cli: ["resources", "jobs", "client"],
  web: ["resources", "jobs", "client"],
  app: ["*"],
  integration: ["*"],
  benchmarks: ["*"],
  examples: ["*"],
  scripts: ["*"],
};
const NOBODY_IMPORTS = new Set(["integration", "benchmarks", "examples", "scripts", "app"]);

/** No I/O, clock, chance or waiting: what makes simulation, replay and explanation possible. */
const PURE = new Set(RULES);
/** Packages that pure folders may use: they compute, and do nothing else. */
const PURE_PACKAGES = new Set(["ajv", "protobufjs", "long", "re2js"]);
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\basync\b|\bawait\b|\bsetTimeout\(|\bsetInterval\(/;

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Test files and their builders stand outside the arrows. */
function isTest(path: string): boolean {
  return /\.(test|builders|conformance|cases)\.ts$/.test(path) || path.includes("/testing/");
}

/** Every violation as a sentence `file: what`. */
export function violations(files: readonly SourceFile[]): readonly string[] {
  const found: string[] = [];
  for (const { path, text } of files) {
    const folder = path.split("/")[0] ?? "";
    const allowed = MAY_IMPORT[folder];
    if (!path.includes("/")) continue; // configuration files at the top
    if (allowed === undefined) {
      found.push(`${path}: no line of the house names the folder ${folder}`);
      continue;
    }
    const code = withoutComments(text);
    for (const specifier of specifiers(code)) {
      if (specifier === undefined) {
        if (allowed[0] !== "*" && !isTest(path) && folder !== "plugins") {
          found.push(`${path}: import() of something that is not a literal; the arrows can't be held`);
        }
        continue;
      }
      if (!specifier.startsWith(".")) {
        const name = specifier.startsWith("@")
          ? specifier.split("/").slice(0, 2).join("/")
          : (specifier.split("/")[0] ?? "");
        if (PURE.has(folder) && !isTest(path) && !PURE_PACKAGES.has(name)) {
          found.push(`${path}: a pure folder may not import ${specifier}`);
        }
        continue;
      }
      const target = posix.normalize(posix.join(posix.dirname(path), specifier));
      const to = target.split("/")[0] ?? "";
      if (isTest(path) || to === folder) {
        if (!isTest(path) && isTest(target))
          found.push(`${path}: product code may not import the test file ${target}`);
        continue;
      }
      if (target.startsWith("..")) found.push(`${path}: imports ${specifier}, which is outside the project`);
      else if (isTest(target) && allowed[0] !== "*")
        found.push(`${path}: product code may not import ${target}`);
      else if (allowed[0] === "*" ? NOBODY_IMPORTS.has(to) && !isLeaf(folder) : !allowed.includes(to)) {
        found.push(`${path}: ${folder}/ may not import ${to}/ (${specifier})`);
      }
    }
    if (PURE.has(folder) && !isTest(path) && !path.includes("/generated/")) {
      const impure = IMPURE.exec(code.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""'));
      if (impure !== null) found.push(`${path}: a pure folder may not use ${impure[0].trim()}`);
    }
  }
  return found;
}

/** Tests and tools may use what nobody else may. */
function isLeaf(folder: string): boolean {
  return folder === "integration" || folder === "benchmarks" || folder === "scripts" || folder === "examples";
}

/** Specifiers of all imports: static, re-exported, for types only, dynamic. `undefined`: a dynamic one, not literal. */
function specifiers(code: string): readonly (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (const match of code.matchAll(/\b(?:import|export)\b[^"'`;()]*?\bfrom\s*["']([^"']+)["']/g))
    found.push(match[1]);
  for (const match of code.matchAll(/(?:^|[;\n}])\s*import\s*["']([^"']+)["']/g)) found.push(match[1]);
  for (const match of code.matchAll(/\bimport\s*\(\s*(?:(["'`])([^"'`$]+)\1\s*[,)])?/g)) found.push(match[2]);
  return found;
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|[\s;{}(,])\/\/[^\n]*/g, "$1");
}

/** All source files of the project. */
export function sourceFiles(root: string = dirname(import.meta.dirname)): readonly SourceFile[] {
  return globSync("**/*.ts", { cwd: root, exclude: ["node_modules/**", "integration/mesos-conformance/**"] })
    .filter((path) => !path.startsWith("node_modules") && !path.endsWith(".d.ts"))
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(root, path), "utf8") }));
}
