/**
 * Something that a right answer holds, and how to see it. Patterns of Slurm get what planting gave: numbers of jobs
 * and instants that are known only then.
 */
export interface Fact {
  readonly what: string;
  /**
   * `obstacle`: what keeps the job; of each cause there is one. `detail`: what one must know to do something about
   * it: which resource, machine, job or time.
   */
  readonly is: "obstacle" | "detail";
  readonly inSlurm: Accepted;
  /** In the sentences of GoDocker. */
  readonly inOurs: RegExp;
}

/** What of Slurm's counts for a fact; neither: its answer cannot hold it. Why it counts, where that is not plain. */
export interface Accepted {
  /** In the reason, or in what sbatch says when it refuses. */
  readonly reason?: RegExp;
  /** In the rest of what `scontrol show job` tells of the job. An obstacle must be in the reason. */
  readonly beside?: RegExp | ((words: Words) => RegExp);
  readonly because?: string;
}

/** What is known only when a cause is planted, by name. */
export type Words = Readonly<Record<string, string>>;

/** What Slurm said of a job. */
export interface SlurmAnswer {
  /** The reason (squeue's `%r`), or what sbatch said when it refused the job. */
  readonly reason: string;
  /** What `scontrol show job` tells; nothing of a job that was refused. */
  readonly beside: string;
  readonly words: Words;
}

/** What ours said of a job. */
export interface OurAnswer {
  readonly sentences: readonly string[];
  /** Causes that were named and not planted, or that an independent check finds false. */
  readonly untrue: readonly string[];
}

/**
 * `rightly`: all facts. `incompletely`: an obstacle, and not all facts. `wrongly`: something, and no obstacle; or
 * something that is not so. `not at all`: nothing was said.
 */
export type Verdict = "rightly" | "incompletely" | "wrongly" | "not at all";
export const VERDICTS: readonly Verdict[] = ["rightly", "incompletely", "wrongly", "not at all"];

export interface Judged {
  readonly verdict: Verdict;
  /** Facts that the answer does not hold. */
  readonly missing: readonly string[];
}

export function judgeSlurm(facts: readonly Fact[], { beside, reason, words }: SlurmAnswer): Judged {
  const isSilent = /^(?:None|\(null\)|)$/.test(reason);
  return judge(facts, isSilent, ({ inSlurm, is }) => {
    const { beside: besideOf, reason: inReason } = inSlurm;
    if (inReason?.test(reason) === true) return true;
    if (is === "obstacle" || besideOf === undefined) return false;
    return (besideOf instanceof RegExp ? besideOf : besideOf(words)).test(beside);
  });
}

export function judgeOurs(facts: readonly Fact[], { sentences, untrue }: OurAnswer): Judged {
  const text = sentences.join("\n");
  const judged = judge(facts, sentences.length === 0, ({ inOurs }) => inOurs.test(text));
  return untrue.length === 0 ? judged : { verdict: "wrongly", missing: [...judged.missing, ...untrue] };
}

function judge(facts: readonly Fact[], isSilent: boolean, holds: (fact: Fact) => boolean): Judged {
  const missed = facts.filter((fact) => !holds(fact));
  const missing = missed.map(({ what }) => what);
  if (isSilent) return { verdict: "not at all", missing };
  if (missed.length === 0) return { verdict: "rightly", missing };
  const namesObstacle = facts.some((fact) => fact.is === "obstacle" && !missed.includes(fact));
  return { verdict: namesObstacle ? "incompletely" : "wrongly", missing };
}
