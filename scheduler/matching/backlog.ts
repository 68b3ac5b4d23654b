import type { Order } from "../../fair-share/order.ts";
import type { AgentPlaces } from "./agent-places.ts";
import { lowestBit, Mask, type BitTable } from "./tables/bit-table.ts";
import type { Contenders } from "./contenders.ts";
import type { GpuReserve } from "./gpu-reserve.ts";
import type { JobQueues } from "./tables/job-queues.ts";
import type { Licences } from "./licences.ts";
import type { NamedQueues } from "./named-queues.ts";
import type { Amounts, Requirement } from "./requirement.ts";
import type { RunLimits } from "./run-limits.ts";
import type { ShapeFilter } from "./shape-filter.ts";
import type { Shapes } from "./shapes.ts";

const NONE = -1;

/** What waits, by shape: which shapes have jobs, and which of these are parked because no agent fits them. */
export class Backlog {
  readonly #shapes: Shapes;
  readonly #queues: JobQueues;
  readonly #filter: ShapeFilter;
  readonly #agents: AgentPlaces;
  readonly #contenders: Contenders;
  readonly #named: NamedQueues;
  readonly #licences: Licences;
  readonly #limits: RunLimits;
  readonly #order: Order;
  readonly #rateOf: (amounts: Amounts) => number;
  readonly #reserve: GpuReserve;
  /** One row each: shapes of which jobs wait; of these, the ones not parked. */
  readonly waiting: BitTable;
  readonly #active: BitTable;
  #activeChanged = false;
  /** The active ones, after `refresh`. */
  readonly mask = new Mask(1);
  /** For the shapes that fit an agent. */
  readonly fitting = new Mask(1);
  /** The same for its partner, see `Revocable`. */
  readonly fittingPartner = new Mask(1);
  /** Shapes of which jobs wait, and how often one came or went. */
  shapesWaiting = 0;
  changes = 0;
  /** Something may start somewhere that no single agent's growth brings about. */
  toPlace = false;

  constructor(parts: {
    readonly shapes: Shapes;
    readonly queues: JobQueues;
    readonly filter: ShapeFilter;
    readonly agents: AgentPlaces;
    readonly contenders: Contenders;
    readonly named: NamedQueues;
    readonly licences: Licences;
    readonly limits: RunLimits;
    readonly order: Order;
    readonly rateOf: (amounts: Amounts) => number;
    readonly reserve: GpuReserve;
    readonly waiting: BitTable;
    readonly active: BitTable;
  }) {
    this.#reserve = parts.reserve;
    this.#shapes = parts.shapes;
    this.#queues = parts.queues;
    this.#filter = parts.filter;
    this.#agents = parts.agents;
    this.#contenders = parts.contenders;
    this.#named = parts.named;
    this.#licences = parts.licences;
    this.#limits = parts.limits;
    this.#order = parts.order;
    this.#rateOf = parts.rateOf;
    this.waiting = parts.waiting;
    this.#active = parts.active;
  }

  /** The shape of a requirement, a new one if it has none. @param key  `requirementKey` of it */
  shapeOf(requirement: Requirement, key: string): number {
    const known = this.#shapes.find(key);
    if (known !== undefined) return known;
    const { axis, hosts, exceptHosts, constraint } = requirement;
    const shape = this.#shapes.create(requirement, {
      constraint: this.#filter.constraintId(constraint),
      axis: axis === undefined ? NONE : this.#agents.axisId(axis),
      hosts: this.#agents.hostIds(hosts),
      exceptHosts: this.#agents.hostIds(exceptHosts),
      rate: this.#rateOf(requirement),
    });
    this.#licences.add(shape, requirement.licences ?? []);
    if (requirement.earmark !== undefined) this.#limits.claim(shape, requirement.earmark);
    const bit = this.#shapes.bit[shape] as number;
    if (bit !== NONE && this.#shapes.bitCount > this.waiting.words * 32)
      this.#restride(this.waiting.words * 2);
    if (requirement.isUnderWay === true) this.#limits.addUnderWay(shape, bit);
    if (bit === NONE) return shape;
    this.#filter.add(shape);
    this.#agents.hostShapes.except(shape);
    return shape;
  }

  /**
   * A key of the job must be that of a job that fits somewhere, so what fits nowhere is parked before any is asked for.
   * Otherwise it is enough to find that out when it is next in fair-share order.
   */
  parkUnfit(): void {
    const { index, bits, count } = this.mask;
    for (let at = 0; at < count; at += 1) {
      for (let word = bits[at] as number; word !== 0; word &= word - 1) {
        const shape = this.#shapes.shapeOfBit[(index[at] as number) * 32 + lowestBit(word)] as number;
        if (!this.#agents.fitsSomewhere(shape)) this.park(shape);
      }
    }
    const named = new Set(Array.from(this.#named.untried(), (queue) => this.#queues.shape[queue] as number));
    for (const shape of named) if (!this.#agents.fitsSomewhere(shape)) this.park(shape);
    this.refresh();
  }

  /** Brings the mask up to date. */
  refresh(): void {
    if (!this.#activeChanged) return;
    this.mask.assign(this.#active, 0);
    this.#activeChanged = false;
  }

  /** No agent fits it. */
  park(shape: number): void {
    this.#shapes.parked[shape] = 1;
    this.#shapes.parkedAt[shape] = this.#agents.grown.growths;
    const bit = this.#shapes.bit[shape] as number;
    if (bit === NONE) this.#named.park(shape);
    else this.#deactivate(bit);
  }

  /** An agent fits it. */
  unpark(shape: number): void {
    if (this.#shapes.parked[shape] === 0) return;
    this.#shapes.parked[shape] = 0;
    const bit = this.#shapes.bit[shape] as number;
    if (bit === NONE) {
      this.#named.unpark(shape);
      this.toPlace = true;
    } else {
      this.#active.set(0, bit);
      this.#activeChanged = true;
    }
  }

  #deactivate(bit: number): void {
    this.#active.clear(0, bit);
    this.#activeChanged = true;
  }

  /** The first job of an account in a shape waits. */
  open(account: number, shape: number, entry: number): void {
    const bit = this.#shapes.bit[shape] as number;
    this.#shapes.use(shape);
    const queue = this.#queues.open(account, shape, bit, entry, this.#shapes.firstQueue[shape] as number);
    this.#shapes.firstQueue[shape] = queue;
    this.#shapes.queueCount[shape] = (this.#shapes.queueCount[shape] as number) + 1;
    if (this.#shapes.queueCount[shape] === 1) {
      this.shapesWaiting += 1;
      this.changes += 1;
      this.#reserve.opened(shape);
    } else this.#queuesChanged(shape);
    if (bit === NONE) {
      if (this.#named.open(account, shape, queue)) this.toPlace = true;
      return;
    }
    if (this.#shapes.queueCount[shape] === 1) {
      this.waiting.set(0, bit);
      this.#active.set(0, bit);
      this.#activeChanged = true;
    }
    this.#contenders.open(account, bit);
    if (this.#order.ofJob) this.#contenders.rekey(account);
    if (this.#shapes.parked[shape] === 0) this.toPlace = true;
  }

  /** Whether limits let anything of a shape start may have changed with whose jobs wait in it. */
  #queuesChanged(shape: number): void {
    if (this.#limits.limitedCount > 0) this.#reserve.queuesChanged(shape);
  }

  /** A job has no task left that waits. */
  leave(queue: number, entry: number): void {
    if (!this.#queues.remove(entry)) return;
    const account = this.#queues.account[queue] as number;
    const shape = this.#queues.shape[queue] as number;
    const bit = this.#shapes.bit[shape] as number;
    this.#shapes.firstQueue[shape] = this.#queues.close(queue, this.#shapes.firstQueue[shape] as number);
    const queues = (this.#shapes.queueCount[shape] as number) - 1;
    this.#shapes.queueCount[shape] = queues;
    if (bit === NONE) this.#named.close(account, shape, queue);
    else this.#contenders.close(account, bit);
    if (queues > 0) this.#queuesChanged(shape);
    else {
      // Nothing of it is looked at while agents grow, so it is not known to fit nowhere any more.
      this.#shapes.parked[shape] = 0;
      this.shapesWaiting -= 1;
      this.changes += 1;
      this.#reserve.closed(shape);
      if (bit !== NONE) {
        this.waiting.clear(0, bit);
        this.#deactivate(bit);
      }
    }
    this.unuse(shape);
  }

  /** A queue or a running task of the shape is gone. */
  unuse(shape: number): void {
    if (!this.#shapes.unuse(shape)) return;
    this.#licences.drop(shape);
    this.#limits.unclaim(shape);
    this.#limits.dropUnderWay(shape, this.#shapes.bit[shape] as number);
    if (this.#shapes.bit[shape] !== NONE) {
      this.#agents.hostShapes.unexcept(shape);
      this.#filter.remove(shape);
    }
    this.#shapes.drop(shape);
  }

  #restride(words: number): void {
    this.#filter.restride(words);
    this.#reserve.restride(words);
    this.#agents.restride(words);
    this.waiting.restride(words);
    this.#active.restride(words);
    this.mask.restride(words);
    this.fitting.restride(words);
    this.fittingPartner.restride(words);
    this.#contenders.restride(words);
    this.#licences.restride(words);
    this.#limits.restride(words);
    this.#activeChanged = true;
  }
}
