// `node scripts/pages/mesos-checks.ts [--check]`: docs/reference/mesos-checks.md, which tests prove which numbered check of what we do
// about Mesos: of the local cluster as a master with agents (M), of the framework as a client (C), and of the failures
// it survives (F). A test names its checks in its title, as `[M-12]`; scenarios of the conformance suite are named in
// local-cluster/conformance-checks.ts. With --check nothing is written; it fails when a check has neither a test nor
// a reason, has both, or when the page is not what it should be. Whether the tests pass is asked by `npm test`.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format } from "prettier";
import { CLIENT_CHECKS, FAILURE_MATRIX, type FrameworkCheck } from "../../framework/mesos-checks.ts";
import { CONFORMANCE_CHECKS } from "../../local-cluster/conformance-checks.ts";
import { MESOS_CHECKS, type MesosCheck } from "../../local-cluster/mesos-checks.ts";
import { titleProofs, withoutTags } from "./check-proofs.ts";

const ROOT = dirname(dirname(import.meta.dirname));
const PAGE = join(ROOT, "docs/reference/mesos-checks.md");
const SCENARIOS = "integration/mesos-conformance/scenarios";

interface Table {
  /** Of the tags. */
  readonly letter: "M" | "C" | "F";
  readonly title: string;
  readonly intro: string;
  readonly column: string;
  readonly checks: readonly (MesosCheck | FrameworkCheck)[];
}

const TABLES: readonly Table[] = [
  {
    letter: "M",
    title: "What makes the local cluster a Mesos",
    intro:
      "The checks of a master and agents that are to be taken for Mesos. Scenarios of the conformance suite (`npm run conformance`) are the same that a real Mesos passes.",
    column: "promise",
    checks: MESOS_CHECKS,
  },
  {
    letter: "C",
    title: "What makes GoDocker a good framework",
    intro: "The checks of a client of the scheduler API.",
    column: "promise",
    checks: CLIENT_CHECKS,
  },
  {
    letter: "F",
    title: "What GoDocker survives",
    intro:
      "The failures between a framework and its jobs. The tests bring each about and show what comes of it.",
    column: "failure",
    checks: FAILURE_MATRIX,
  },
];

interface Proof {
  /** As `M-12`. */
  readonly check: string;
  /** As the page shows it. */
  readonly shown: string;
}

interface Found {
  readonly proofs: readonly Proof[];
  readonly problems: readonly string[];
}

function testProofs(): readonly Proof[] {
  return titleProofs(ROOT).map(({ check, path, title }) => ({
    check,
    shown: `[${path}](../../${path}): ${withoutTags(title)}`,
  }));
}

function scenarioProofs(): Found {
  const passing = new Set(
    readFileSync(join(ROOT, "integration/conformance-passing.txt"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
  const known = new Set(
    globSync(`${SCENARIOS}/*.mjs`, { cwd: ROOT }).flatMap((path) => {
      const area = path.slice(path.lastIndexOf("/") + 1, -".mjs".length);
      const names = readFileSync(join(ROOT, path), "utf8").matchAll(/^\s+name: (['"])(.*)\1,$/gm);
      return [...names].map(([, , name = ""]) => `${area}: ${name}`);
    }),
  );
  const entries = Object.entries(CONFORMANCE_CHECKS);
  return {
    proofs: entries
      .filter(([scenario]) => passing.has(scenario))
      .flatMap(([scenario, checks]) =>
        checks.map((check) => ({ check: `M-${check}`, shown: `conformance suite, ${scenario}` })),
      ),
    problems: entries
      .filter(([scenario]) => !known.has(scenario))
      .map(([scenario]) => `local-cluster/conformance-checks.ts: the suite has no scenario '${scenario}'`),
  };
}

function find(): Found {
  const scenarios = scenarioProofs();
  const proofs = [...testProofs(), ...scenarios.proofs];
  const checks = TABLES.flatMap(({ letter, checks: own }) =>
    own.map(({ number, unproven }) => ({ name: `${letter}-${number}`, unproven })),
  );
  const names = new Set(checks.map(({ name }) => name));
  const foreign = proofs.filter(({ check }) => !names.has(check));
  const wrong = checks.flatMap(({ name, unproven }) => {
    const isProven = proofs.some(({ check }) => check === name);
    if (isProven && unproven !== undefined) return [`${name}: has tests, and still a reason for having none`];
    if (!isProven && unproven === undefined) return [`${name}: has neither a test nor a reason`];
    return [];
  });
  const wordless = titleProofs(ROOT)
    .filter(({ title }) => withoutTags(title) === "")
    .map(({ check, path }) => `${check}: a title in ${path} is nothing but tags; put them beside its words`);
  const unknown = foreign.map(({ check, shown }) => `${check} is not known: ${shown}`);
  return { proofs, problems: [...scenarios.problems, ...unknown, ...wordless, ...wrong] };
}

async function page(proofs: readonly Proof[]): Promise<string> {
  const parts = [
    "# Checks of what we do about Mesos",
    "<!-- Written by scripts/pages/mesos-checks.ts from the lists of checks and the titles of the tests. -->",
    "Each check with the tests that prove it, by the tags in their titles. `npm run check` holds this page against the sources, `npm test` against the tests that it has seen passing.",
    ...TABLES.flatMap((table) => section(table, proofs)),
  ];
  return format(parts.join("\n\n"), { parser: "markdown", printWidth: 110 });
}

function section(
  { letter, title, intro, column, checks }: Table,
  proofs: readonly Proof[],
): readonly string[] {
  const proven = checks.filter(({ unproven }) => unproven === undefined).length;
  const rows = checks.map(({ number, text, unproven }) => {
    const name = `${letter}-${number}`;
    const shown = proofs.filter(({ check }) => check === name).map((proof) => proof.shown);
    const proof = unproven === undefined ? shown.join("<br>") : `none: ${unproven}`;
    return `| ${name} | ${escaped(text)} | ${escaped(proof)} |`;
  });
  return [
    `## ${title}`,
    `${intro} ${proven} of ${checks.length} are proven.`,
    [`| check | ${column} | proof |`, "| --- | --- | --- |", ...rows].join("\n"),
  ];
}

/** Within a cell. */
function escaped(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}

function current(): string {
  try {
    return readFileSync(PAGE, "utf8");
  } catch {
    return ""; // not written yet
  }
}

if (import.meta.main) {
  const { proofs, problems } = find();
  const wanted = await page(proofs);
  const isStale = current() !== wanted;
  const isCheck = process.argv.includes("--check");
  const stale = isCheck && isStale ? ["docs/reference/mesos-checks.md is stale: npm run pages"] : [];
  if (!isCheck && isStale) writeFileSync(PAGE, wanted);
  for (const problem of [...problems, ...stale]) console.error(problem);
  if (problems.length + stale.length > 0) process.exitCode = 1;
}
