const NONE = -1;

/** Agents that grew and were not matched since, in that order. */
export class GrownAgents {
  /** Matched up to `#next`. */
  readonly #grown: number[] = [];
  #next = 0;
  readonly #isListed: boolean[] = [];
  /** How often an agent grew: what is parked was looked for at some number of it. */
  growths = 0;

  /** The first one; −1 = none. */
  first(): number {
    return this.#grown[this.#next] ?? NONE;
  }

  /** The first one was matched. */
  matched(agent: number): void {
    this.#isListed[agent] = false;
    this.#next += 1;
    if (this.#next < this.#grown.length) return;
    this.#grown.length = 0;
    this.#next = 0;
  }

  add(agent: number): void {
    this.growths += 1;
    if (this.#isListed[agent] === true) return;
    this.#isListed[agent] = true;
    this.#grown.push(agent);
  }

  /** It is not to be matched. Mostly it was the last that grew. */
  remove(agent: number): void {
    if (this.#isListed[agent] !== true) return;
    this.#isListed[agent] = false;
    this.#grown.splice(this.#grown.lastIndexOf(agent), 1);
  }
}
