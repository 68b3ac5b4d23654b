import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSlurm, type Slurm } from "../peers/slurm.ts";
import type { Benchmark, Figures } from "../figures/benchmark.ts";
import { CASES_OF_TWO } from "./cases-of-two.ts";
import { CAUSES } from "./cases.ts";
import { askOurs } from "./core-planting.ts";
import type { PlantedCase } from "./planted-case.ts";
import { predictedStarts } from "./predicted-starts.ts";
import { askSlurm, CONF, NODES } from "./slurm-planting.ts";
import { judgeOurs, judgeSlurm, VERDICTS, type Judged, type Verdict } from "./verdict.ts";

/** Longer than both of Slurm's schedulers take to look at all jobs twice: a second each (see peers/slurm.ts). */
const SETTLED_MS = 2500;

/** S7: the same causes planted in Slurm and in our core, and whether each names them; and predicted starts. */
export const reasonsBenchmark: Benchmark = {
  about: "why a job waits and when it starts, as Slurm and as we say it, by causes that were planted (root)",
  async run({ seed, small }): Promise<Figures> {
    const directory = mkdtempSync(join(tmpdir(), "godocker-reasons-"));
    try {
      await using slurm = await startSlurm({ directory, nodes: NODES, conf: CONF });
      console.log(`  ${slurm.version}`);
      const settledMs = small ? 1200 : SETTLED_MS;
      const single = small ? CAUSES.filter((_, at) => at % 6 === 3) : CAUSES;
      const double = small ? CASES_OF_TWO.slice(0, 1) : CASES_OF_TWO;
      return {
        ...(await ask(slurm, directory, settledMs, single, "causes")),
        ...(await ask(slurm, directory, settledMs, double, "two causes at once")),
        ...(await predictedStarts({ slurm, directory, seed, small })),
      };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

async function ask(
  slurm: Slurm,
  directory: string,
  settledMs: number,
  cases: readonly PlantedCase[],
  what: string,
): Promise<Figures> {
  const verdicts: { readonly slurm: Verdict; readonly ours: Verdict }[] = [];
  for (const { facts, inOurs, inSlurm, kinds, name, tuning } of cases) {
    const answer = await askSlurm(slurm, directory, settledMs, inSlurm);
    const ours = askOurs(kinds, inOurs, tuning);
    const judged = { slurm: judgeSlurm(facts, answer), ours: judgeOurs(facts, ours) };
    verdicts.push({ slurm: judged.slurm.verdict, ours: judged.ours.verdict });
    console.log(
      [
        `  ${name}`,
        `    Slurm  ${verdictText(judged.slurm)}`,
        `           ${answer.reason.replaceAll("\n", " ")}`,
        `    ours   ${verdictText(judged.ours)}`,
        ...ours.sentences.map((sentence) => `           ${sentence}`),
      ].join("\n"),
    );
  }
  const figures: Record<string, number> = { [`${what}: planted`]: cases.length };
  for (const [side, of] of [
    ["Slurm", (one: (typeof verdicts)[number]) => one.slurm],
    ["ours", (one: (typeof verdicts)[number]) => one.ours],
  ] as const)
    for (const verdict of VERDICTS)
      figures[`${what}: ${side}, named ${verdict}`] = verdicts.filter((one) => of(one) === verdict).length;
  figures[`${what}: ours, named rightly %`] =
    (100 * (figures[`${what}: ours, named rightly`] ?? 0)) / cases.length;
  return figures;
}

function verdictText({ missing, verdict }: Judged): string {
  return `${verdict}${missing.length === 0 ? "" : `; missing: ${missing.join("; ")}`}`;
}
