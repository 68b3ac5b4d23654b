import type { ShareTree } from "../../fair-share/share-tree.ts";
import { widerDoubles } from "./tables/columns.ts";
import { KINDS, type Kind } from "./requirement.ts";

/** Amounts of the kinds in their order, and behind them a number of tasks and one of jobs. */
export const LIMIT_WIDTH = KINDS.length + 2;

/** Amounts and numbers of tasks and of jobs; what is left out is nothing, or not limited. */
export type LimitAmounts = Partial<Readonly<Record<Kind | "tasks" | "jobs", number>>>;

interface Earmark {
  readonly account: number;
  readonly amounts: Float64Array;
  /** What is kept of the limits of the user whose account it is; of the same kinds. */
  readonly together: Float64Array | undefined;
}

/**
 * Parts of limits that are kept for single jobs: of every node from the job's account up to the site, so that others
 * below these start only beside it, and of the limits that its user has in all projects.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class Earmarks {
  readonly #tree: ShareTree;
  #kept = new Float64Array(LIMIT_WIDTH);
  readonly #byJob = new Map<number, Earmark>();
  /** Shapes of jobs that have, or had, an earmark: each of one job. */
  readonly #jobOfShape = new Map<number, number>();

  constructor(tree: ShareTree) {
    this.#tree = tree;
  }

  ensure(nodes: number): void {
    if (nodes * LIMIT_WIDTH > this.#kept.length)
      this.#kept = widerDoubles(this.#kept, 2 * nodes * LIMIT_WIDTH);
  }

  get areAny(): boolean {
    return this.#byJob.size > 0;
  }

  /** @throws RangeError  when something is kept for the job already */
  add(job: number, account: number, amounts: LimitAmounts, together: Float64Array | undefined): void {
    if (this.#byJob.has(job)) throw new RangeError(`parts of limits are kept for job ${job} already`);
    const earmark = { account, amounts: limitVector(amounts, 0), together };
    this.#byJob.set(job, earmark);
    this.#count(earmark, 1);
  }

  /** @returns the account of the job; `undefined`: nothing is kept for it */
  remove(job: number): number | undefined {
    const earmark = this.#byJob.get(job);
    if (earmark === undefined) return undefined;
    this.#byJob.delete(job);
    this.#count(earmark, -1);
    return earmark.account;
  }

  /** What is kept for a job. */
  of(job: number): Float64Array | undefined {
    return this.#byJob.get(job)?.amounts;
  }

  /** What is kept of a limit of the node itself. */
  keptOf(node: number, kind: number): number {
    return this.#kept[node * LIMIT_WIDTH + kind] as number;
  }

  isAnyOf(node: number): boolean {
    for (let kind = 0; kind < LIMIT_WIDTH; kind += 1) if (this.keptOf(node, kind) > 0) return true;
    return false;
  }

  /** A shape of a job that may have an earmark. */
  claim(shape: number, job: number): void {
    this.#jobOfShape.set(shape, job);
  }

  unclaim(shape: number): void {
    if (this.#jobOfShape.size > 0) this.#jobOfShape.delete(shape);
  }

  claimed(): Iterable<number> {
    return this.#jobOfShape.keys();
  }

  /** What is kept for the job whose shape that is. */
  ownOf(shape: number): Float64Array | undefined {
    const job = this.#jobOfShape.get(shape);
    return job === undefined ? undefined : this.of(job);
  }

  #count({ account, amounts, together }: Earmark, sign: 1 | -1): void {
    for (let node = account; node >= 0; node = this.#tree.parent(node))
      addTo(this.#kept, node * LIMIT_WIDTH, amounts, sign);
    if (together !== undefined) addTo(together, 0, amounts, sign);
  }
}

export function limitVector(amounts: LimitAmounts, otherwise: number): Float64Array {
  return Float64Array.from(
    [...KINDS, "tasks" as const, "jobs" as const],
    (kind) => amounts[kind] ?? otherwise,
  );
}

function addTo(sum: Float64Array, at: number, amounts: Float64Array, sign: 1 | -1): void {
  for (const [kind, amount] of amounts.entries()) sum[at + kind] = (sum[at + kind] as number) + sign * amount;
}
