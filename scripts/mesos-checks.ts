// `node scripts/mesos-checks.ts [--check]`: docs/mesos-checks.md, which tests prove which check of a Mesos master and
// its agents. A test names its checks in its title, as `[M-12]`; scenarios of the conformance suite are named in
// local-cluster/conformance-checks.ts. With --check nothing is written; it fails when a check has neither a test nor
// a reason, has both, or when the page is not what it should be.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format } from "prettier";
import { CONFORMANCE_CHECKS } from "../local-cluster/conformance-checks.ts";
import { MESOS_CHECKS } from "../local-cluster/mesos-checks.ts";

const ROOT = dirname(import.meta.dirname);
const PAGE = join(ROOT, "docs", "mesos-checks.md");
const SCENARIOS = "integration/mesos-conformance/scenarios";

interface Proof {
  readonly check: number;
  /** As the page shows it. */
  readonly shown: string;
}

interface Found {
  readonly proofs: readonly Proof[];
  readonly problems: readonly string[];
}

function testProofs(): readonly Proof[] {
  return globSync("local-cluster/**/*.test.ts", { cwd: ROOT })
    .toSorted()
    .flatMap((path) =>
      titlesIn(readFileSync(join(ROOT, path), "utf8")).flatMap((title) => proofsOf(path, title)),
    );
}

/** Literals with tags, as they stand in the source: tests may be told by functions of their own. */
function titlesIn(source: string): readonly string[] {
  const literal = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/;
  const tagged = source.split("\n").filter((line) => /\[M-\d+\]/.test(line));
  return tagged.flatMap((line) => literal.exec(line)?.[0].slice(1, -1) ?? []);
}

function proofsOf(path: string, title: string): readonly Proof[] {
  const tags = [...title.matchAll(/\[M-(\d+)\]/g)];
  const plain = title.replaceAll(/ ?\[M-\d+\]/g, "").trim();
  return tags.map(([, number]) => ({
    check: Number(number),
    shown: `[${path.replace("local-cluster/", "")}](../${path}): ${plain}`,
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
        checks.map((check) => ({ check, shown: `conformance suite, ${scenario}` })),
      ),
    problems: entries
      .filter(([scenario]) => !known.has(scenario))
      .map(([scenario]) => `local-cluster/conformance-checks.ts: the suite has no scenario '${scenario}'`),
  };
}

function find(): Found {
  const scenarios = scenarioProofs();
  const proofs = [...testProofs(), ...scenarios.proofs];
  const numbers = new Set(MESOS_CHECKS.map(({ number }) => number));
  const foreign = proofs.filter(({ check }) => !numbers.has(check));
  const wrong = MESOS_CHECKS.flatMap(({ number, unproven }) => {
    const isProven = proofs.some(({ check }) => check === number);
    if (isProven && unproven !== undefined)
      return [`M-${number}: has tests, and still a reason for having none`];
    if (!isProven && unproven === undefined) return [`M-${number}: has neither a test nor a reason`];
    return [];
  });
  const unknown = foreign.map(({ check, shown }) => `M-${check} is not known: ${shown}`);
  return { proofs, problems: [...scenarios.problems, ...unknown, ...wrong] };
}

async function page(proofs: readonly Proof[]): Promise<string> {
  const proven = MESOS_CHECKS.filter(({ unproven }) => unproven === undefined).length;
  const rows = MESOS_CHECKS.map(({ number, text, unproven }) => {
    const shown = proofs.filter(({ check }) => check === number).map((proof) => proof.shown);
    const proof = unproven === undefined ? shown.join("<br>") : `none: ${unproven}`;
    return `| M-${number} | ${escaped(text)} | ${escaped(proof)} |`;
  });
  const parts = [
    "# What makes the local cluster a Mesos",
    "<!-- Written by scripts/mesos-checks.ts from local-cluster/mesos-checks.ts and the titles of the tests. -->",
    `The checks of a master and agents that are to be taken for Mesos, and the tests that prove them: ${proven} of ${MESOS_CHECKS.length} are proven. Scenarios of the conformance suite (\`npm run conformance\`) are the same that a real Mesos passes.`,
    ["| check | promise | proof |", "| --- | --- | --- |", ...rows].join("\n"),
  ];
  return format(parts.join("\n\n"), { parser: "markdown", printWidth: 110 });
}

/** Within a cell; backslashes are the source's own, of quotes. */
function escaped(text: string): string {
  return text.replaceAll(/\\(["'`])/g, "$1").replaceAll("|", String.raw`\|`);
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
  const stale = isCheck && isStale ? ["docs/mesos-checks.md is stale: node scripts/mesos-checks.ts"] : [];
  if (!isCheck && isStale) writeFileSync(PAGE, wanted);
  for (const problem of [...problems, ...stale]) console.error(problem);
  if (problems.length + stale.length > 0) process.exitCode = 1;
}
