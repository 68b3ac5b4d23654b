/** Tasks of one kind ask for the same of an agent, and are of one account. */
export interface Kind {
  readonly account: string;
  readonly shape: string;
}

export function kindKey({ account, shape }: Kind): string {
  return `${account.length} ${account}${shape}`; // the length tells where the account ends
}

interface Running {
  readonly agent: string;
  readonly sinceMs: number;
  /** It was under way when this leader came. */
  readonly isAdopted: boolean;
}

/** So long at least a task has run that goes well. */
const LASTING_MS = 5000;

/** Tasks that run, by their kind: those of a day prove that agents can start them long before they end. */
export class UnderWay {
  /** In the order in which they began to run. */
  readonly #byKind = new Map<string, Map<string, Running>>();
  readonly #kindOf = new Map<string, string>();

  add(task: string, kind: Kind, running: Running): void {
    const key = kindKey(kind);
    const tasks = this.#byKind.get(key) ?? new Map<string, Running>();
    this.#byKind.set(key, tasks.set(task, running));
    this.#kindOf.set(task, key);
  }

  remove(task: string): void {
    const key = this.#kindOf.get(task);
    if (key === undefined) return;
    this.#kindOf.delete(task);
    const tasks = this.#byKind.get(key);
    tasks?.delete(task);
    if (tasks?.size === 0) this.#byKind.delete(key);
  }

  /**
   * How many tasks of a kind have run on other agents at least as long as one that began at `atMs` and has ended now.
   * Of those that were adopted only the ones that did not fail are known: they say what can be started, and not how
   * often their programs fail.
   */
  lasting(
    key: string,
    than: {
      readonly agent: string;
      readonly atMs: number;
      readonly withAdopted: boolean;
      readonly most: number;
    },
    nowMs: number,
  ): number {
    const beganMs = Math.min(than.atMs, nowMs - LASTING_MS);
    let count = 0;
    let looks = 4 * than.most;
    for (const { agent, isAdopted, sinceMs } of this.#byKind.get(key)?.values() ?? []) {
      if (count >= than.most || looks === 0) break;
      if (agent === than.agent || sinceMs > beganMs || (isAdopted && !than.withAdopted)) {
        looks -= 1;
        continue;
      }
      count += 1;
    }
    return count;
  }
}
