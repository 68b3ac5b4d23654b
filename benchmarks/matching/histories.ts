import { runHistory } from "../../scheduler/matching/histories.builders.ts";
import { runSideBySide } from "../../scheduler/side-by-side.builders.ts";
import type { Benchmark } from "../figures/benchmark.ts";
import { runTwins } from "./twin-run.ts";

/** Not a measurement: the long form of a test. It fails where the core and the obvious scheduler decide differently. */
export const coreHistoriesBenchmark: Benchmark = {
  about: "the whole core against a scheduler that sorts and looks at everything, in random histories",
  async run({ small, seed }) {
    const histories = small ? 100 : 10_000;
    let starts = 0;
    for (let at = 0; at < histories; at += 1) starts += runSideBySide(seed * 1_000_000 + at, 60);
    return { "histories that agree": histories, "starts in them": starts };
  },
};

/** Not a measurement: the long form of two tests. It fails where two matchers decide differently. */
export const matchingHistoriesBenchmark: Benchmark = {
  about: "the matcher against an obvious one in random histories, and against its twin on a mixed day",
  async run({ small, seed }) {
    const histories = small ? 100 : 10_000;
    let decisions = 0;
    for (let at = 0; at < histories; at += 1) decisions += runHistory(seed * 1_000_000 + at, 60).decisions;
    const steps = small ? 2000 : 100_000;
    const compared = runTwins({
      seed,
      agents: small ? 200 : 2000,
      jobs: small ? 15_000 : 400_000,
      steps,
    });
    return {
      "histories that agree": histories,
      "decisions in them": decisions,
      "steps of the mixed day that agree": steps,
      "starts in them": compared,
    };
  },
};
