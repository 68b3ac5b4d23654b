import type { Order } from "../../fair-share/order.ts";
import type { ShareTree } from "../../fair-share/share-tree.ts";
import type { Packing } from "./tables/cells.ts";
import type { AgentPlaces } from "./agent-places.ts";
import type { Backlog } from "./backlog.ts";
import { lowestBit, type Mask } from "./tables/bit-table.ts";
import type { Contenders } from "./contenders.ts";
import type { GpuReserve } from "./gpu-reserve.ts";
import { idOfOrder, type JobQueues } from "./tables/job-queues.ts";
import type { Licences } from "./licences.ts";
import { nearest, type Locality } from "./locality.ts";
import type { NamedQueues } from "./named-queues.ts";
import { KIND_COUNT } from "./requirement.ts";
import type { RunLimits } from "./run-limits.ts";
import type { Shapes } from "./shapes.ts";
import { Starts } from "./tables/starts.ts";
import type { FairShareOrder } from "./fair-share-order.ts";

const NONE = -1;
/** After that many shapes that fit nowhere their turns are not waited for any more to find out about the others. */
const PATIENCE = 8;

/** Starts what can start: see `Matching.settle`. */
export class Settling {
  readonly #tree: ShareTree;
  readonly #order: Order;
  readonly #shapes: Shapes;
  readonly #queues: JobQueues;
  readonly #agents: AgentPlaces;
  readonly #limits: RunLimits;
  readonly #licences: Licences;
  readonly #contenders: Contenders;
  readonly #cycles: FairShareOrder;
  readonly #named: NamedQueues;
  readonly #backlog: Backlog;
  readonly #reserve: GpuReserve;
  /** Each job is placed where it is best, whichever agent it was that grew. */
  readonly #places: boolean;
  readonly #locality: Locality | undefined;
  readonly #isWithinLimits: (shape: number) => boolean;
  readonly #starts = new Starts();
  /** So many at most, and none after such a job: see `Matching.settle`. */
  #most = Infinity;
  #isTurning: ((job: number) => boolean) | undefined;
  #isTurned = false;

  constructor(parts: {
    readonly tree: ShareTree;
    readonly order: Order;
    readonly shapes: Shapes;
    readonly queues: JobQueues;
    readonly agents: AgentPlaces;
    readonly limits: RunLimits;
    readonly licences: Licences;
    readonly contenders: Contenders;
    readonly cycles: FairShareOrder;
    readonly named: NamedQueues;
    readonly backlog: Backlog;
    readonly reserve: GpuReserve;
    readonly packing: Packing;
    readonly locality: Locality | undefined;
    /** Whether limits let a job of the shape start, wherever. */
    readonly isWithinLimits: (shape: number) => boolean;
  }) {
    this.#reserve = parts.reserve;
    this.#places = parts.packing === "spread" || parts.locality !== undefined;
    this.#locality = parts.locality;
    this.#isWithinLimits = parts.isWithinLimits;
    this.#tree = parts.tree;
    this.#order = parts.order;
    this.#shapes = parts.shapes;
    this.#queues = parts.queues;
    this.#agents = parts.agents;
    this.#limits = parts.limits;
    this.#licences = parts.licences;
    this.#contenders = parts.contenders;
    this.#cycles = parts.cycles;
    this.#named = parts.named;
    this.#backlog = parts.backlog;
  }

  settle(most: number, isTurning: ((job: number) => boolean) | undefined): Starts {
    const starts = this.#starts;
    starts.count = 0;
    starts.isCut = false;
    this.#most = most;
    this.#isTurning = isTurning;
    this.#licences.review();
    this.#licencesMoved();
    for (;;) {
      // What is kept beside GPUs stays as it was where a decision only goes on.
      if (this.#isTurned) this.#reserve.reviewNew(this.#isWithinLimits);
      else this.#reviewReserve();
      this.#isTurned = false;
      for (let agent = this.#agents.grown.first(); agent !== NONE; agent = this.#agents.grown.first()) {
        if (this.#places) this.#unparkOn(agent);
        else if (!this.#match(agent)) return this.#cut(); // it is still the next
        this.#agents.grown.matched(agent);
      }
      if (this.#backlog.toPlace) {
        if (!this.#place()) return this.#cut();
        this.#backlog.toPlace = false;
      }
      // Jobs with GPUs that started leave to others what was kept for them.
      this.#isTurned = false;
      this.#reviewReserve();
      if (this.#agents.grown.first() === NONE) return starts;
    }
  }

  #cut(): Starts {
    this.#starts.isCut = true;
    return this.#starts;
  }

  #reviewReserve(): void {
    // Of shapes without a bit nobody says that limits moved.
    if (this.#contenders.limitsMoved || (this.#limits.limitedCount > 0 && this.#reserve.hasNamed)) {
      this.#contenders.limitsMoved = false;
      this.#reserve.limitsMoved();
    }
    const ceased = this.#reserve.review(this.#isWithinLimits);
    if (ceased.length === 0) return;
    this.#agents.unreserve(ceased);
    this.#contenders.givenBack.addRow(0, this.#backlog.waiting, 0);
  }

  /** What fits an agent that grew is to be placed, there or where there is more room. */
  #unparkOn(grown: number): void {
    const agent = this.#agents.revocable.plain(grown);
    const partner = this.#agents.revocable.partner(agent);
    const { fitting } = this.#backlog;
    for (const number of partner === NONE ? [agent] : [agent, partner]) {
      this.#agents.fitting(number, this.#backlog.waiting, fitting);
      this.#unpark(fitting);
      this.#unparkNamed(number);
    }
    this.#backlog.toPlace = true;
  }

  /** @returns false when no more may start before the agent is done */
  #match(grown: number): boolean {
    const agent = this.#agents.revocable.plain(grown);
    const partner = this.#agents.revocable.partner(agent);
    const { fitting, fittingPartner } = this.#backlog;
    for (;;) {
      this.#agents.fitting(agent, this.#backlog.waiting, fitting);
      if (partner !== NONE) {
        this.#agents.fitting(partner, this.#backlog.waiting, fittingPartner);
        fitting.unite(fittingPartner);
      }
      const queue = this.#cycles.decide(fitting, this.#named.onHost(agent, partner));
      if (queue === NONE) break;
      if (this.#starts.count >= this.#most) return false;
      const isOfPartner = partner !== NONE && !this.#agents.fits(agent, this.#queues.shape[queue] as number);
      this.#start(queue, isOfPartner ? partner : agent);
    }
    // What fits here and may not start yet is not parked: the limit that gives way must find it.
    this.#unpark(fitting);
    this.#unparkNamed(agent);
    if (partner !== NONE) this.#unparkNamed(partner);
    return true;
  }

  #unparkNamed(agent: number): void {
    for (const shape of this.#agents.namedOn(agent))
      if (this.#agents.fits(agent, shape)) this.#backlog.unpark(shape);
  }

  #unpark(fitting: Mask): void {
    for (let at = 0; at < fitting.count; at += 1) {
      const word = fitting.index[at] as number;
      for (let bits = fitting.bits[at] as number; bits !== 0; bits &= bits - 1) {
        this.#backlog.unpark(this.#shapes.shapeOfBit[word * 32 + lowestBit(bits)] as number);
      }
    }
  }

  /** @returns false when no more may start before all is placed */
  #place(): boolean {
    let inVain = 0;
    for (;;) {
      this.#backlog.refresh();
      if (this.#order.ofJob) this.#backlog.parkUnfit();
      const queue = this.#cycles.decide(this.#backlog.mask, this.#named.untried());
      if (queue === NONE) return true;
      if (this.#starts.count >= this.#most) return false;
      const shape = this.#queues.shape[queue] as number;
      const agent = this.#agents.find(shape);
      if (agent !== NONE) {
        this.#start(queue, this.#nearest(queue, agent));
        // What was kept beside the GPUs that it took may be enough for others.
        for (let grown = this.#agents.grown.first(); grown !== NONE; grown = this.#agents.grown.first()) {
          this.#unparkOn(grown);
          this.#agents.grown.matched(grown);
        }
        continue;
      }
      this.#backlog.park(shape);
      inVain += 1;
      if (inVain === PATIENCE) this.#backlog.parkUnfit();
    }
  }

  #nearest(queue: number, agent: number): number {
    if (this.#locality === undefined) return agent;
    const job = idOfOrder(this.#queues.headOrder[queue] as number);
    return nearest(this.#locality, this.#agents, this.#queues.shape[queue] as number, job, agent);
  }

  #start(queue: number, agent: number): void {
    const { need, rate } = this.#shapes;
    const account = this.#queues.account[queue] as number;
    const shape = this.#queues.shape[queue] as number;
    const entry = this.#queues.head(queue);
    const left = (this.#queues.remaining[entry] as number) - 1;
    const job = idOfOrder(this.#queues.order[entry] as number);
    this.#starts.add(job, entry, account, shape, agent, left === 0);
    if (this.#isTurning?.(job) === true) {
      this.#most = this.#starts.count;
      this.#isTurned = true;
    }
    this.#agents.take(agent, shape);
    this.#shapes.use(shape);
    this.#tree.start(account, need, shape * KIND_COUNT, rate[shape] as number);
    this.#limits.countBelow(account, 1, job);
    this.#queues.remaining[entry] = left;
    if (left === 0) this.#backlog.leave(queue, entry);
    this.#licences.start(shape);
    this.#licencesMoved();
    this.#contenders.changed(account);
  }

  /** What came to be open since is placed: only here and where tasks start are licences looked at. */
  #licencesMoved(): void {
    if (this.#licences.takeOpened()) this.#backlog.toPlace = true;
  }
}
