import type { AgentDescription } from "./agent-description.ts";
import { AgentIndex } from "./agent-index.ts";
import { Mask, type BitTable } from "./tables/bit-table.ts";
import type { Packing } from "./tables/cells.ts";
import type { BesideGpu, GpuReserve } from "./gpu-reserve.ts";
import { GrownAgents } from "./grown-agents.ts";
import { HostShapes } from "./host-shapes.ts";
import { without } from "./tables/lists.ts";
import { Names } from "./tables/names.ts";
import { FOR_EVER, KIND_COUNT, KINDS, TIME, writeAmounts, type Amounts } from "./requirement.ts";
import { Revocable } from "./revocable.ts";
import type { ShapeFilter } from "./shape-filter.ts";
import type { Shapes } from "./shapes.ts";

const NONE = -1;
const GPUS = KINDS.indexOf("gpus");
/** By these it is told how well an agent is filled. */
const FILLED = [KINDS.indexOf("cpusMilli"), KINDS.indexOf("memMib")] as const;
const NOTHING: readonly number[] = [];

/** Agents with their hosts and places on the axis, and which of them have grown since they were last matched. */
export class AgentPlaces {
  readonly index: AgentIndex;
  readonly revocable: Revocable;
  readonly hostShapes: HostShapes;
  readonly #reserve: GpuReserve;
  /** Those that keep something beside their GPUs, in the order in which it was last told what they have. */
  readonly #reserved = new Set<number>();
  readonly #withGpus: Mask;
  readonly #filter: ShapeFilter;
  readonly #shapes: Shapes;
  readonly #packing: Packing;
  readonly #total: (Int32Array | undefined)[] = [];
  readonly #freeAgents: number[] = [];
  readonly #sums = new Float64Array(KIND_COUNT);
  readonly #scratch = new Int32Array(KIND_COUNT);

  readonly #axes: Names;
  readonly #agentsOfAxis: (number[] | undefined)[] = [];
  readonly #hosts: Names;
  readonly #agentsOfHost: (number[] | undefined)[] = [];

  readonly grown = new GrownAgents();

  /** @param beside  other places of the same shapes: hosts and values of the axis have the same numbers in both */
  constructor(
    filter: ShapeFilter,
    shapes: Shapes,
    reserve: GpuReserve,
    packing: Packing,
    beside?: AgentPlaces,
  ) {
    this.#reserve = reserve;
    this.#packing = packing;
    this.index = new AgentIndex(reserve, packing);
    this.revocable = new Revocable(this.index);
    this.hostShapes = new HostShapes(shapes);
    this.#withGpus = new Mask(reserve.waiting.words);
    this.#filter = filter;
    this.#shapes = shapes;
    this.#axes = beside === undefined ? new Names() : beside.#axes;
    this.#hosts = beside === undefined ? new Names() : beside.#hosts;
  }

  add(description: AgentDescription): number {
    const { host, axis, total, free } = description;
    const agent = this.#freeAgents.pop() ?? this.#total.length;
    const vector = new Int32Array(KIND_COUNT);
    writeAmounts(total, vector, 0);
    writeAmounts(free, this.#scratch, 0);
    this.#scratch[TIME] = FOR_EVER;
    this.#total[agent] = vector;
    for (let kind = 0; kind < TIME; kind += 1)
      this.#sums[kind] = (this.#sums[kind] as number) + (vector[kind] as number);
    this.#totalled();
    const axisId = axis === undefined ? NONE : this.axisId(axis);
    const hostId = this.#hosts.id(host);
    if (axisId !== NONE) (this.#agentsOfAxis[axisId] ??= []).push(agent);
    (this.#agentsOfHost[hostId] ??= []).push(agent);
    this.index.describe(agent, this.#filter.classId(description.class), axisId, hostId);
    this.#keepBeside(agent, description.besideGpu);
    this.index.set(agent, this.#scratch, 0);
    this.grown.add(agent);
    return agent;
  }

  /** Of an agent that is there: what jobs without GPUs leave beside each free one. */
  setBesideGpu(agent: number, beside: BesideGpu | undefined): void {
    this.#keepBeside(agent, beside);
    if (this.index.has(agent)) this.grown.add(agent);
  }

  #keepBeside(agent: number, { cpusMilli, memMib }: BesideGpu = { cpusMilli: 0, memMib: 0 }): void {
    this.index.keepBeside(agent, cpusMilli, memMib);
    if (cpusMilli + memMib > 0) this.#reserved.add(agent);
    else this.#reserved.delete(agent);
  }

  #told(agent: number): void {
    if (this.#reserved.delete(agent)) this.#reserved.add(agent);
  }

  /** Agents of these classes keep nothing beside GPUs any more. */
  unreserve(classes: readonly number[]): void {
    if (classes.length === 0) return;
    const { classId, free } = this.index;
    for (const agent of this.#reserved) {
      if (this.revocable.plain(agent) !== agent) continue; // it is matched with the other
      if (!this.index.has(agent) || (free[agent * KIND_COUNT + GPUS] as number) === 0) continue;
      if (classes.includes(classId[agent] as number)) this.grown.add(agent);
    }
  }

  restride(words: number): void {
    this.#withGpus.restride(words);
  }

  remove(agent: number): void {
    const total = this.#total[agent];
    if (total === undefined) throw new RangeError(`there is no agent ${agent}`);
    for (let kind = 0; kind < KIND_COUNT; kind += 1)
      this.#sums[kind] = (this.#sums[kind] as number) - (total[kind] as number);
    this.#totalled();
    this.#total[agent] = undefined;
    this.#keepBeside(agent, undefined);
    this.index.remove(agent);
    this.revocable.forget(agent);
    without(this.#agentsOfAxis[this.index.axis[agent] as number], agent);
    without(this.#agentsOfHost[this.index.host[agent] as number], agent);
    this.grown.remove(agent);
    this.#freeAgents.push(agent);
  }

  /** A second number for an agent, see `Revocable`; it is removed by itself. */
  addPartner(plain: number, agentClass: string): number {
    const partner = this.#freeAgents.pop() ?? this.#total.length;
    const { axis, host } = this.index;
    this.#total[partner] = new Int32Array(KIND_COUNT);
    const hostId = host[plain] as number;
    const axisId = axis[plain] as number;
    if (axisId !== NONE) (this.#agentsOfAxis[axisId] ??= []).push(partner);
    (this.#agentsOfHost[hostId] ??= []).push(partner);
    this.index.describe(partner, this.#filter.classId(agentClass), axisId, hostId);
    this.revocable.pair(plain, partner);
    this.#scratch.fill(0);
    this.revocable.set(plain, this.#scratch);
    return partner;
  }

  /** It is of another class from now on. */
  reclassify(agent: number, agentClass: string): void {
    const { axis, host, free } = this.index;
    this.index.describe(
      agent,
      this.#filter.classId(agentClass),
      axis[agent] as number,
      host[agent] as number,
    );
    if (!this.index.has(agent)) return;
    this.index.set(agent, free.slice(agent * KIND_COUNT, (agent + 1) * KIND_COUNT), 0);
    this.grown.add(agent);
  }

  /** Nothing of it may be used until `setFree`. */
  withdraw(agent: number): void {
    const partner = this.revocable.partner(agent);
    for (const number of partner === NONE ? [agent] : [agent, partner]) {
      this.index.remove(number);
      this.grown.remove(number);
    }
  }

  /** @param revocable  what can be taken away, of an agent with a partner */
  setFree(agent: number, free: Amounts, seconds = FOR_EVER, revocable?: Amounts): void {
    if (this.#total[agent] === undefined) throw new RangeError(`there is no agent ${agent}`);
    writeAmounts(free, this.#scratch, 0);
    this.#scratch[TIME] = seconds;
    this.#told(agent);
    let grew = !this.index.has(agent);
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      if ((this.#scratch[kind] as number) > (this.index.free[agent * KIND_COUNT + kind] as number))
        grew = true;
    }
    // With fewer GPUs less is kept beside them.
    const gpus = this.index.free[agent * KIND_COUNT + GPUS] as number;
    if ((this.#scratch[GPUS] as number) < gpus && this.#reserved.has(agent)) grew = true;
    this.index.set(agent, this.#scratch, 0);
    const partner = this.revocable.partner(agent);
    if (partner !== NONE) {
      this.#scratch.fill(0);
      if (revocable !== undefined) writeAmounts(revocable, this.#scratch, 0);
      this.revocable.set(agent, this.#scratch);
      grew = true;
    }
    if (grew) this.grown.add(agent);
  }

  setTotal(agent: number, total: Amounts): void {
    const vector = this.#total[agent];
    if (vector === undefined) throw new RangeError(`there is no agent ${agent}`);
    writeAmounts(total, this.#scratch, 0);
    this.#scratch[TIME] = 0;
    for (let kind = 0; kind < TIME; kind += 1) {
      const more = (this.#scratch[kind] as number) - (vector[kind] as number);
      this.#sums[kind] = (this.#sums[kind] as number) + more;
    }
    this.#totalled();
    vector.set(this.#scratch);
  }

  #totalled(): void {
    const [cpusMilli = 0, memMib = 0] = this.#sums;
    this.index.setTotals(cpusMilli, memMib);
  }

  freeOf(agent: number): Amounts {
    const from = agent * KIND_COUNT;
    const entries = KINDS.map((kind, at) => [kind, this.index.free[from + at] ?? 0] as const);
    return Object.fromEntries(entries) as Amounts; // an entry per kind
  }

  take(agent: number, shape: number): void {
    const { need } = this.#shapes;
    const plain = this.revocable.plain(agent);
    const isReserved = need[shape * KIND_COUNT + GPUS] !== 0 && this.index.isReserved(plain);
    if (!this.revocable.take(agent, need, shape * KIND_COUNT))
      this.index.take(agent, need, shape * KIND_COUNT);
    // What was kept beside the GPUs that it took is there for others.
    if (isReserved) this.grown.add(plain);
  }

  give(agent: number, shape: number): void {
    this.#told(agent);
    this.index.give(agent, this.#shapes.need, shape * KIND_COUNT);
    this.grown.add(agent);
  }

  totals(): { readonly vector: Float64Array; readonly amounts: Amounts } {
    const entries = KINDS.map((kind, at) => [kind, this.#sums[at] ?? 0] as const);
    return { vector: this.#sums, amounts: Object.fromEntries(entries) as Amounts }; // an entry per kind
  }

  // --- where shapes fit ----------------------------------------------------------------------------------------

  /** Shapes that wait and fit the agent; those that name hosts are not among them. */
  fitting(agent: number, waiting: BitTable, mask: Mask): void {
    if (!this.index.has(agent)) {
      mask.clear();
      return;
    }
    const { free, classId, axis, host } = this.index;
    const ofClass = classId[agent] as number;
    const ofAxis = axis[agent] as number;
    if (this.index.isReserved(agent)) {
      this.index.writeUnreserved(agent, this.#scratch);
      this.#filter.fitting(this.#scratch, 0, ofClass, ofAxis, waiting, 0, mask);
      const among = this.#reserve.waiting;
      this.#filter.fitting(free, agent * KIND_COUNT, ofClass, ofAxis, among, 0, this.#withGpus);
      mask.unite(this.#withGpus);
    } else this.#filter.fitting(free, agent * KIND_COUNT, ofClass, ofAxis, waiting, 0, mask);
    if (mask.count === 0) return;
    const excepted = this.hostShapes.exceptedOn(host[agent] as number);
    if (excepted !== undefined) for (const shape of excepted) mask.drop(this.#shapes.bit[shape] as number);
  }

  /** The agent that fits a shape best; −1 = none does. It is taken next. */
  find(shape: number): number {
    if (this.#isScanned(shape)) return this.#findScanned(shape);
    const { need, constraint, exceptHosts } = this.#shapes;
    const id = constraint[shape] as number;
    return this.index.find(
      need,
      shape * KIND_COUNT,
      this.#filter.acceptedBy(id),
      this.#filter.foldedBy(id),
      exceptHosts[shape],
    );
  }

  fitsSomewhere(shape: number): boolean {
    if (this.#isScanned(shape)) return this.#findScanned(shape) !== NONE;
    const { need, constraint, exceptHosts } = this.#shapes;
    const id = constraint[shape] as number;
    const found = this.index.search(
      need,
      shape * KIND_COUNT,
      this.#filter.acceptedBy(id),
      this.#filter.foldedBy(id),
      exceptHosts[shape],
    );
    return found !== NONE;
  }

  /** Few agents can take it: these are looked at one by one. */
  #isScanned(shape: number): boolean {
    return this.#shapes.hosts[shape] !== undefined || this.#shapes.axis[shape] !== NONE;
  }

  #findScanned(shape: number): number {
    const { need, constraint, hosts, exceptHosts, axis } = this.#shapes;
    const offset = shape * KIND_COUNT;
    const accepted = this.#filter.acceptedBy(constraint[shape] as number);
    const named = hosts[shape];
    const except = exceptHosts[shape];
    if (named !== undefined) {
      let best = NONE;
      for (const host of named) {
        best = this.index.findAmong(
          this.#on(host, axis[shape] as number),
          need,
          offset,
          accepted,
          except,
          best,
        );
      }
      return best;
    }
    return this.index.findAmong(
      this.#agentsOfAxis[axis[shape] as number] ?? NOTHING,
      need,
      offset,
      accepted,
      except,
      NONE,
    );
  }

  /** Of a shape that names its hosts: whether it fits this agent, of one of them. */
  fits(agent: number, shape: number): boolean {
    const { need, constraint, axis, exceptHosts } = this.#shapes;
    return (
      this.index.has(agent) &&
      this.index.fits(agent, need, shape * KIND_COUNT) &&
      this.#filter.acceptedBy(constraint[shape] as number)[this.index.classId[agent] as number] === 1 &&
      (axis[shape] === NONE || axis[shape] === this.index.axis[agent]) &&
      exceptHosts[shape]?.includes(this.index.host[agent] as number) !== true
    );
  }

  /** Whether a shape fits this agent, also when it names its hosts. */
  hosts(agent: number, shape: number): boolean {
    const named = this.#shapes.hosts[shape];
    return (
      this.fits(agent, shape) && (named === undefined || named.includes(this.index.host[agent] as number))
    );
  }

  /** How well an agent that fits is filled by it, 0 … 1: CPUs and memory, of what it has free; to spread, how badly. */
  tightness(agent: number, shape: number): number {
    const { free } = this.index;
    const { need } = this.#shapes;
    let sum = 0;
    for (const kind of FILLED) {
      const has = free[agent * KIND_COUNT + kind] as number;
      sum += has === 0 ? 1 : (need[shape * KIND_COUNT + kind] as number) / has;
    }
    const mean = sum / FILLED.length;
    return this.#packing === "pack" ? mean : 1 - mean;
  }

  /** Whether a shape without GPUs would take room beside free GPUs there, and not on the other agent. */
  wastesGpus(agent: number, other: number, shape: number): boolean {
    const gpusOf = (one: number) => this.index.free[one * KIND_COUNT + GPUS] as number;
    return this.#shapes.need[shape * KIND_COUNT + GPUS] === 0 && gpusOf(agent) > 0 && gpusOf(other) === 0;
  }

  // --- hosts and axis ------------------------------------------------------------------------------------------

  axisId(value: string): number {
    const id = this.#axes.id(value);
    this.#filter.ensureAxis(id);
    return id;
  }

  hostIds(hosts: readonly string[] | undefined): Int32Array | undefined {
    return hosts === undefined ? undefined : Int32Array.from(new Set(hosts), (host) => this.#hosts.id(host));
  }

  /** Shapes that wait and name the agent's host; none when it has too little for any of them. */
  namedOn(agent: number): readonly number[] {
    const host = this.index.host[agent] as number;
    const least = this.hostShapes.leastOn(host);
    return least === undefined || !this.index.covers(agent, least, 0)
      ? NOTHING
      : this.hostShapes.namedOn(host);
  }

  /** Agents there are now, in order of their numbers where numbers were not used again. */
  *agents(): Generator<number> {
    for (const [agent, total] of this.#total.entries()) if (total !== undefined) yield agent;
  }

  #on(host: number, axis: number): readonly number[] {
    const agents = this.#agentsOfHost[host] ?? NOTHING;
    return axis === NONE ? agents : agents.filter((agent) => this.index.axis[agent] === axis);
  }
}
