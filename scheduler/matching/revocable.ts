import type { AgentIndex } from "./agent-index.ts";
import { KIND_COUNT, TIME } from "./requirement.ts";

const NONE = -1;

/**
 * Agents that also have what can be taken away at any time. Such an agent has two numbers: one for tasks that must
 * not lose what they have, and one for those that may. The latter take each kind from what can be taken away if there
 * is enough of it, else from the rest, so of each kind they see the larger amount.
 */
export class Revocable {
  readonly #index: AgentIndex;
  readonly #plainOf = new Map<number, number>();
  readonly #partnerOf = new Map<number, number>();
  /** By plain number: amounts that can be taken away. */
  readonly #amounts = new Map<number, Int32Array>();
  readonly #scratch = new Int32Array(KIND_COUNT);

  constructor(index: AgentIndex) {
    this.#index = index;
  }

  pair(plain: number, partner: number): void {
    this.#plainOf.set(partner, plain);
    this.#partnerOf.set(plain, partner);
    this.#amounts.set(plain, new Int32Array(KIND_COUNT));
  }

  forget(agent: number): void {
    const plain = this.plain(agent);
    this.#plainOf.delete(this.partner(plain));
    this.#partnerOf.delete(plain);
    this.#amounts.delete(plain);
  }

  /** The number for tasks that must not lose what they have; the agent's own if it has no other. */
  plain(agent: number): number {
    return this.#plainOf.size === 0 ? agent : (this.#plainOf.get(agent) ?? agent);
  }

  /** −1 = it has none. */
  partner(plain: number): number {
    return this.#partnerOf.size === 0 ? NONE : (this.#partnerOf.get(plain) ?? NONE);
  }

  /** What there is of it, of both kinds. */
  set(plain: number, amounts: Int32Array): void {
    this.#amounts.get(plain)?.set(amounts);
    this.#show(plain);
  }

  /** @returns false for an agent that has nothing of the kind: it is taken from as any other */
  take(agent: number, needs: Int32Array, offset: number): boolean {
    const plain = this.plain(agent);
    const amounts = this.#amounts.get(plain);
    if (amounts === undefined) return false;
    const rest = this.#scratch;
    rest.set(this.#index.free.subarray(plain * KIND_COUNT, (plain + 1) * KIND_COUNT));
    for (let kind = 0; kind < TIME; kind += 1) {
      const need = needs[offset + kind] as number;
      const from = agent !== plain && need <= (amounts[kind] as number) ? amounts : rest;
      from[kind] = (from[kind] as number) - need;
    }
    this.#index.set(plain, rest, 0);
    this.#show(plain);
    return true;
  }

  #show(plain: number): void {
    const { free } = this.#index;
    const amounts = this.#amounts.get(plain) as Int32Array; // of a pair
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      this.#scratch[kind] = Math.max(amounts[kind] as number, free[plain * KIND_COUNT + kind] as number);
    }
    this.#index.set(this.partner(plain), this.#scratch, 0);
  }
}
