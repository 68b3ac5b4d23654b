import type { AgentInfo } from "../offers/offer.ts";
import type { ResourceVector } from "../resources/vector.ts";
import { add, NO_RESOURCES } from "../resources/vector.ts";
import { newAgent, reservedOf, shownReservations, type SimulatedAgent } from "./agents.ts";

/** When an agent could be used, by its own record. */
export interface AgentLife {
  readonly cluster: string;
  readonly agent: SimulatedAgent;
  readonly upMs: number;
  downMs: number | undefined;
}
export type AgentKind = Parameters<typeof newAgent>[1];

/** The agents of a simulated cluster, and when each of them could be used. */
export class Population {
  readonly all: SimulatedAgent[] = [];
  readonly lives: AgentLife[] = [];
  readonly #byId = new Map<string, SimulatedAgent>();
  readonly #nowMs: () => number;
  readonly #cluster: string;
  #replacements = 0;

  constructor(cluster: string, kinds: readonly AgentKind[], nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#cluster = cluster;
    kinds.forEach((kind, n) => this.#add(newAgent(`${cluster}-agent-${n}`, kind)));
  }

  find(id: string): SimulatedAgent | undefined {
    return this.#byId.get(id);
  }

  /** An empty one of the same kind takes its place. */
  replace(agent: SimulatedAgent): void {
    agent.dead = true;
    this.goDown(agent);
    this.#replacements += 1;
    this.#add(newAgent(`${this.#cluster}-replacement-${this.#replacements}`, agent));
  }

  goDown(agent: SimulatedAgent): void {
    agent.reachable = false;
    const life = this.lives.findLast((one) => one.agent === agent);
    if (life !== undefined) life.downMs ??= this.#nowMs();
  }

  /** @returns whether it was away and can come back */
  comeBack(agent: SimulatedAgent): boolean {
    if (agent.dead || agent.reachable) return false;
    agent.reachable = true;
    this.#live(agent);
    return true;
  }

  inventory(): readonly AgentInfo[] {
    return this.#living().map((agent) => ({
      id: agent.id,
      hostname: agent.id,
      attributes: agent.attributes,
      total: agent.total,
      active: agent.reachable,
      reservations: shownReservations(agent),
    }));
  }

  /** Ids of what is reserved, wherever that is. */
  reservations(): readonly string[] {
    return this.#living().flatMap((agent) => [...agent.reservations.values()].map(({ id }) => id));
  }

  /** Resources that tasks or reservations hold. */
  held(): ResourceVector {
    return this.#living().reduce((sum, agent) => add(sum, add(agent.used, reservedOf(agent))), NO_RESOURCES);
  }

  #living(): readonly SimulatedAgent[] {
    return this.all.filter((agent) => !agent.dead);
  }

  #add(agent: SimulatedAgent): void {
    this.all.push(agent);
    this.#byId.set(agent.id, agent);
    this.#live(agent);
  }

  #live(agent: SimulatedAgent): void {
    this.lives.push({ cluster: this.#cluster, agent, upMs: this.#nowMs(), downMs: undefined });
  }
}
