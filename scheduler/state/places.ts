import type { AgentPool, Lot, PooledAgent } from "../../offers/agent-pool.ts";
import type { Room } from "../../offers/fit.ts";
import { isNothing, NO_RESOURCES, subtract, type ResourceVector } from "../../resources/vector.ts";
import type { Conditions, Side } from "./conditions.ts";
import type { AgentPlaces } from "../matching/agent-places.ts";
import type { Matching } from "../matching/matching.ts";
import { besideGpu, type BesideGpu } from "../matching/gpu-reserve.ts";
import { FOR_EVER, type Amounts } from "../matching/requirement.ts";

const NOTHING: Amounts = { cpusMilli: 0, memMib: 0, diskMib: 0, gpus: 0, ports: 0 };
/** So often the time that agents still have is brought up to date where it is only asked about. */
const AGES_MS = 1000;

interface Entry {
  readonly agent: Readonly<PooledAgent>;
  hostname: string;
  attributes: Readonly<Record<string, string>>;
  active: boolean;
  total: ResourceVector;
  /** Constraints that it meets, of the first so many. */
  met: number[];
  known: number;
  /** Numbers of its lots in the matcher; the first lot has that of the agent. */
  readonly lots: Map<string, number>;
  readonly first: number;
  /** By number: that of its partner. */
  readonly partners: Map<number, number>;
  readonly believed: number;
  readonly believedRevocable: number;
  readonly whole: number;
  /** In the view of what is believed to be free: all of an agent that is held, for brief tasks. */
  brief: number | undefined;
}

/** What decides how much of an agent tasks may use. */
export interface PlaceTuning {
  readonly nowMs: number;
  /** What of an agent is kept for a job. */
  readonly keptOn: (agent: Readonly<PooledAgent>) => ResourceVector;
  /** When tasks that start there now must be over; `Infinity` = whenever. */
  readonly overByMs: (agent: Readonly<PooledAgent>) => number;
  /** Until when those may use also what is kept who are over by then; absent: nobody may. */
  readonly briefUntilMs: (agent: Readonly<PooledAgent>) => number | undefined;
  /** Called with each agent of which something has changed. */
  readonly onChange: (agent: Readonly<PooledAgent>, isGone: boolean) => void;
}

/**
 * The agents of the pool as the matcher knows them, in three views: what is offered (by lot, and only while the offers
 * are in hand), what is believed to be free, and what the agents have in all.
 */
export class Places {
  readonly #matching: Matching;
  readonly #conditions: Conditions;
  readonly #entries = new Map<Readonly<PooledAgent>, Entry>();
  /** Agents that go away at some time, or are kept for a job. */
  readonly #watched = new Set<Readonly<PooledAgent>>();
  readonly #believed: AgentPlaces;
  readonly #whole: AgentPlaces;
  readonly #gpuReserve: number;
  #agedMs = -Infinity;

  /** @param gpuReserve  see `besideGpu` */
  constructor(matching: Matching, conditions: Conditions, gpuReserve: number) {
    this.#gpuReserve = gpuReserve;
    this.#matching = matching;
    this.#conditions = conditions;
    this.#believed = matching.newPlaces();
    this.#whole = matching.newPlaces();
  }

  // --- following the pool --------------------------------------------------------------------------------------------

  /** Takes over what has changed in the pool. @param bound  agents that are kept for a job, or only for short ones */
  follow(pool: AgentPool, bound: readonly Readonly<PooledAgent>[], tuning: PlaceTuning): void {
    for (const agent of pool.takeChanged()) {
      const isGone = pool.get(agent.backend, agent.id) !== agent;
      tuning.onChange(agent, isGone);
      if (isGone) this.#remove(agent);
      else this.#update(agent, tuning);
    }
    if (this.#watched.size === 0 && bound.length === 0) return;
    const ages = tuning.nowMs >= this.#agedMs + AGES_MS;
    if (ages) this.#agedMs = tuning.nowMs;
    for (const agent of this.#watched)
      if (ages || agent.unavailability === undefined) this.#believe(agent, tuning);
    for (const agent of bound) if (this.#entries.has(agent)) this.#believe(agent, tuning);
  }

  /** Constraints that nobody had asked for make classes of agents differ. */
  reclassify(): void {
    for (const entry of this.#entries.values()) {
      if (entry.known === this.#conditions.count) continue;
      const met = this.#conditions.metBy(entry.agent, entry.known);
      entry.known = this.#conditions.count;
      if (met.length === 0) continue;
      entry.met.push(...met);
      this.#classify(entry);
    }
  }

  #update(agent: Readonly<PooledAgent>, tuning: PlaceTuning): void {
    const entry = this.#entries.get(agent) ?? this.#add(agent);
    const { active, attributes, hostname } = agent;
    if (entry.hostname !== hostname || entry.attributes !== attributes) {
      entry.met = [...this.#conditions.metBy(agent, 0)];
      entry.known = this.#conditions.count;
    }
    if (entry.hostname !== hostname || entry.attributes !== attributes || entry.active !== active) {
      Object.assign(entry, { active, attributes, hostname });
      this.#classify(entry);
    }
    if (entry.total !== agent.total) {
      entry.total = agent.total;
      this.#matching.setTotal(entry.first, amountsOf(agent.total, 0));
      const beside = besideGpu(agent.total, this.#gpuReserve);
      for (const number of new Set([entry.first, ...entry.lots.values()]))
        this.#matching.setBesideGpu(number, beside);
      this.#believed.setBesideGpu(entry.believed, beside);
      if (entry.brief !== undefined) this.#believed.setBesideGpu(entry.brief, beside);
      this.#whole.setFree(entry.whole, amountsOf(agent.total, FOR_EVER));
    }
    this.#believe(agent, tuning);
  }

  #add(agent: Readonly<PooledAgent>): Entry {
    const { active, attributes, hostname, total } = agent;
    const met = [...this.#conditions.metBy(agent, 0)];
    const describe = (side: Side) => ({
      host: hostKey(agent.backend, agent.id),
      class: this.#conditions.classOf(agent, met, side),
      total: NOTHING,
      free: NOTHING,
    });
    const beside = this.#beside(agent);
    const first = this.#matching.addAgent({ ...describe("any"), ...beside, total: amountsOf(total, 0) });
    this.#matching.withdraw(first);
    const entry: Entry = {
      agent,
      hostname,
      attributes,
      active,
      total,
      met,
      known: this.#conditions.count,
      lots: new Map(),
      first,
      partners: new Map(),
      believed: this.#believed.add({ ...describe("firm"), ...beside }),
      believedRevocable: this.#believed.add(describe("revocable")),
      whole: this.#whole.add({ ...describe("any"), free: amountsOf(total, FOR_EVER) }),
      brief: undefined,
    };
    this.#entries.set(agent, entry);
    return entry;
  }

  #remove(agent: Readonly<PooledAgent>): void {
    const entry = this.#entries.get(agent);
    if (entry === undefined) return;
    this.#entries.delete(agent);
    this.#watched.delete(agent);
    for (const number of new Set([entry.first, ...entry.lots.values()])) {
      const partner = entry.partners.get(number);
      if (partner !== undefined) this.#matching.removeAgent(partner);
      this.#matching.removeAgent(number);
    }
    this.#believed.remove(entry.believed);
    this.#believed.remove(entry.believedRevocable);
    if (entry.brief !== undefined) this.#believed.remove(entry.brief);
    this.#whole.remove(entry.whole);
  }

  #classify(entry: Entry): void {
    const classOf = (side: Side) => this.#conditions.classOf(entry.agent, entry.met, side);
    for (const number of new Set([entry.first, ...entry.lots.values()])) {
      const partner = entry.partners.get(number);
      this.#matching.reclassify(number, classOf(partner === undefined ? "any" : "firm"));
      if (partner !== undefined) this.#matching.reclassify(partner, classOf("revocable"));
    }
    this.#believed.reclassify(entry.believed, classOf("firm"));
    this.#believed.reclassify(entry.believedRevocable, classOf("revocable"));
    this.#whole.reclassify(entry.whole, classOf("any"));
    if (entry.brief !== undefined) this.#believed.reclassify(entry.brief, classOf("any"));
  }

  #believe(agent: Readonly<PooledAgent>, tuning: PlaceTuning): void {
    const entry = this.#entries.get(agent);
    if (entry === undefined) return;
    const kept = tuning.keptOn(agent);
    const free = kept === NO_RESOURCES ? agent.free : subtract(agent.free, kept);
    const { freePorts, freeRevocable } = agent;
    const seconds = secondsLeft(agent, tuning);
    if (seconds !== FOR_EVER || kept !== NO_RESOURCES) this.#watched.add(agent);
    else this.#watched.delete(agent);
    this.#believed.setFree(entry.believed, amountsOf(free, freePorts), seconds);
    // What can be taken away is nobody's reserve.
    const beside = isNothing(freeRevocable) ? besideGpu(agent.total, this.#gpuReserve) : undefined;
    this.#believed.setBesideGpu(entry.believedRevocable, beside);
    this.#believed.setFree(entry.believedRevocable, larger(free, freeRevocable, freePorts), seconds);
    this.#believeBrief(entry, tuning);
  }

  #believeBrief(entry: Entry, tuning: PlaceTuning): void {
    const { agent, met } = entry;
    const untilMs = tuning.briefUntilMs(agent);
    if (untilMs === undefined) {
      if (entry.brief !== undefined) this.#believed.remove(entry.brief);
      entry.brief = undefined;
      return;
    }
    entry.brief ??= this.#believed.add({
      host: hostKey(agent.backend, agent.id),
      class: this.#conditions.classOf(agent, met, "any"),
      ...this.#beside(agent),
      total: NOTHING,
      free: NOTHING,
    });
    const overByMs = () => Math.min(untilMs, tuning.overByMs(agent));
    const seconds = secondsLeft(agent, { ...tuning, overByMs });
    this.#believed.setFree(entry.brief, amountsOf(agent.free, agent.freePorts), seconds);
  }

  // --- offers --------------------------------------------------------------------------------------------------------

  /**
   * What of a lot may be used in this turn.
   * @returns its numbers: starts name one of these
   */
  offer(
    agent: Readonly<PooledAgent>,
    lot: Readonly<Lot>,
    room: Room,
    tuning: PlaceTuning,
  ): readonly number[] {
    const entry = this.#entries.get(agent) ?? this.#add(agent);
    const number = this.#numberOf(entry, lot.name);
    let partner = entry.partners.get(number);
    if (partner === undefined && !isNothing(room.revocable)) {
      const classOf = (side: Side) => this.#conditions.classOf(agent, entry.met, side);
      this.#matching.reclassify(number, classOf("firm"));
      partner = this.#matching.addPartner(number, classOf("revocable"));
      entry.partners.set(number, partner);
    }
    // What can be taken away is nobody's reserve.
    if (partner !== undefined)
      this.#matching.setBesideGpu(
        partner,
        isNothing(room.revocable) ? besideGpu(agent.total, this.#gpuReserve) : undefined,
      );
    this.#matching.setRoom(number, {
      free: amountsOf(room.resources, room.ports),
      seconds: secondsLeft(agent, tuning),
      ...(partner === undefined ? {} : { revocable: amountsOf(room.revocable, 0) }),
    });
    return partner === undefined ? [number] : [number, partner];
  }

  #numberOf(entry: Entry, lot: string): number {
    const known = entry.lots.get(lot);
    if (known !== undefined) return known;
    const { agent, met } = entry;
    const number =
      entry.lots.size === 0
        ? entry.first
        : this.#matching.addAgent({
            host: hostKey(agent.backend, agent.id),
            class: this.#conditions.classOf(agent, met, "any"),
            ...this.#beside(agent),
            total: NOTHING, // it counts with the first lot
            free: NOTHING,
          });
    entry.lots.set(lot, number);
    return number;
  }

  #beside({ total }: Readonly<PooledAgent>): { readonly besideGpu?: BesideGpu } {
    const beside = besideGpu(total, this.#gpuReserve);
    return beside === undefined ? {} : { besideGpu: beside };
  }

  // --- questions -----------------------------------------------------------------------------------------------------

  /** Whether some agent seems to have room for a shape now, offered or not. */
  hasRoom(shape: number): boolean {
    return this.#believed.fitsSomewhere(shape);
  }

  /**
   * What of an agent jobs without GPUs leave alone now, of that much free: for jobs with GPUs that wait for such ones and
   * that limits let start.
   */
  keptForGpus(agent: Readonly<PooledAgent>, { gpus }: Pick<ResourceVector, "gpus">): BesideGpu | undefined {
    const beside = besideGpu(agent.total, this.#gpuReserve);
    const entry = this.#entries.get(agent);
    if (beside === undefined || entry === undefined || gpus <= 0) return undefined;
    if (!this.#matching.questions.areGpusWanted(entry.first)) return undefined;
    return { cpusMilli: beside.cpusMilli * gpus, memMib: beside.memMib * gpus };
  }

  /** Whether some agent in service would have room if it were empty. */
  hasHost(shape: number): boolean {
    return this.#whole.fitsSomewhere(shape);
  }
}

/** Agents of several clusters may have the same id. */
export function hostKey(backend: string, agentId: string): string {
  return `${backend}\n${agentId}`;
}

export function hostOf(key: string): readonly [backend: string, agentId: string] {
  const at = key.indexOf("\n");
  return [key.slice(0, at), key.slice(at + 1)];
}

export function amountsOf(resources: ResourceVector, ports: number): Amounts {
  return {
    cpusMilli: within(resources.cpusMilli),
    memMib: within(resources.memMib),
    diskMib: within(resources.diskMib),
    gpus: within(resources.gpus),
    ports: within(ports),
  };
}

function larger(a: ResourceVector, b: ResourceVector, ports: number): Amounts {
  return {
    cpusMilli: within(Math.max(a.cpusMilli, b.cpusMilli)),
    memMib: within(Math.max(a.memMib, b.memMib)),
    diskMib: within(Math.max(a.diskMib, b.diskMib)),
    gpus: within(Math.max(a.gpus, b.gpus)),
    ports: within(ports),
  };
}

/** What is kept may be more than there is. */
function within(amount: number): number {
  return Math.min(FOR_EVER, Math.max(0, amount));
}

function secondsLeft(agent: Readonly<PooledAgent>, { nowMs, overByMs }: PlaceTuning): number {
  const longestMs = overByMs(agent) - nowMs;
  return longestMs === Infinity ? FOR_EVER : within(Math.floor(longestMs / 1000));
}
