import type { Constraint } from "../../jobs/spec/constraint.ts";
import type { Requirement } from "../../jobs/placement/requirement.ts";
import type { Capabilities } from "../../offers/backend.ts";
import { firstUnmet, type ConstrainedAgent } from "../../offers/constraints.ts";
import { canDo, mayRunOn } from "../../offers/fit.ts";

/** Which tasks an agent's number is for, see `Revocable`. */
export type Side = "any" | "firm" | "revocable";

/** An agent as far as its class goes. */
export interface ClassedAgent extends ConstrainedAgent {
  readonly backend: string;
  readonly active: boolean;
}

interface AgentClass {
  readonly backend: string;
  readonly active: boolean;
  readonly side: Side;
  readonly met: ReadonlySet<number>;
}

interface Condition {
  readonly need: Requirement;
  readonly constraints: readonly number[];
}

/**
 * Classes of agents for the matcher: agents are alike when the same of all constraints that anybody ever asked for hold
 * for them. So a thousand racks that nobody names are one class, and names of machines cost nothing until somebody
 * names one.
 */
export class Conditions {
  readonly #capabilitiesOf: (backend: string) => Capabilities | undefined;
  readonly #constraints: Constraint[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #conditions = new Map<string, Condition>();
  readonly #classes = new Map<string, AgentClass>();

  constructor(capabilitiesOf: (backend: string) => Capabilities | undefined) {
    this.#capabilitiesOf = capabilitiesOf;
  }

  /** How many different constraints were asked for. */
  get count(): number {
    return this.#constraints.length;
  }

  /** Text that is equal for needs that all agents meet or fail together, room aside. May bring new constraints. */
  textOf(need: Requirement): string {
    const { constraints, executors, features, ports, preemptible } = need;
    const numbers = constraints.map((constraint) => this.#numberOf(constraint));
    const isPlain = numbers.length + features.length === 0 && executors === undefined;
    const text = isPlain
      ? `${preemptible ? 1 : 0}${ports > 0 ? 1 : 0}`
      : JSON.stringify([numbers, features, executors ?? null, preemptible, ports > 0]);
    if (!this.#conditions.has(text)) this.#conditions.set(text, { need, constraints: numbers });
    return text;
  }

  /** Of the constraints from number `from` on, those that an agent meets. */
  metBy(agent: ConstrainedAgent, from: number): readonly number[] {
    const met: number[] = [];
    for (let number = from; number < this.#constraints.length; number += 1) {
      const constraint = this.#constraints[number];
      if (constraint !== undefined && firstUnmet([constraint], agent) === undefined) met.push(number);
    }
    return met;
  }

  /** @param met  all constraints that the agent meets, ascending */
  classOf({ backend, active }: ClassedAgent, met: readonly number[], side: Side): string {
    const text = JSON.stringify([backend, active, side, met]);
    if (!this.#classes.has(text)) this.#classes.set(text, { backend, active, side, met: new Set(met) });
    return text;
  }

  readonly accepts = (condition: string, agentClass: string): boolean => {
    const wanted = this.#conditions.get(condition);
    const side = this.#classes.get(agentClass)?.side;
    return (
      wanted !== undefined &&
      side !== (wanted.need.preemptible ? "firm" : "revocable") &&
      this.isOfTheKind(condition, agentClass)
    );
  };

  /** The same for either side of an agent. */
  readonly isOfTheKind = (condition: string, agentClass: string): boolean => {
    const wanted = this.#conditions.get(condition);
    const has = this.#classes.get(agentClass);
    if (wanted === undefined || has === undefined || !has.active) return false;
    const { need, constraints } = wanted;
    if (!mayRunOn(need, has.backend)) return false;
    const capabilities = this.#capabilitiesOf(has.backend);
    if (capabilities !== undefined && !canDo(capabilities, need)) return false;
    return constraints.every((number) => has.met.has(number));
  };

  #numberOf(constraint: Constraint): number {
    const text = JSON.stringify([constraint.attribute, constraint.op, constraint.values]);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#constraints.length;
    this.#constraints.push(constraint);
    this.#numbers.set(text, number);
    return number;
  }
}
