import type { AgentPlaces } from "./agent-places.ts";
import type { Contenders } from "./contenders.ts";
import type { JobQueues } from "./tables/job-queues.ts";
import type { Shapes } from "./shapes.ts";

const NONE = -1;

/**
 * Queues of shapes that name their hosts. Such a shape has no bit: an agent's host knows which shapes name it, and the
 * few queues of these are compared directly with the winner among the others.
 */
export class NamedQueues {
  readonly #shapes: Shapes;
  readonly #queues: JobQueues;
  readonly #agents: AgentPlaces;
  readonly #contenders: Contenders;
  /** By account: queues of which the shape is not parked. */
  readonly #untried = new Map<number, Set<number>>();
  /** How many queues an account has. */
  readonly #count = new Map<number, number>();
  readonly #found: number[] = [];

  constructor(shapes: Shapes, queues: JobQueues, agents: AgentPlaces, contenders: Contenders) {
    this.#shapes = shapes;
    this.#queues = queues;
    this.#agents = agents;
    this.#contenders = contenders;
  }

  /**
   * Queues of shapes that name the agent's host and fit it, or its partner (−1 = it has none); some may come twice. Valid
   * until the next question.
   */
  onHost(agent: number, partner: number): readonly number[] {
    this.#found.length = 0;
    this.#addOn(agent);
    if (partner !== NONE) this.#addOn(partner);
    return this.#found;
  }

  #addOn(agent: number): void {
    for (const shape of this.#agents.namedOn(agent)) {
      if (!this.#agents.fits(agent, shape)) continue;
      let queue = this.#shapes.firstQueue[shape] as number;
      for (; queue !== NONE; queue = this.#queues.nextOfShape[queue] as number) this.#found.push(queue);
    }
  }

  /** Queues that may have jobs that fit somewhere. Valid until the next question. */
  untried(): readonly number[] {
    const found = this.#found;
    found.length = 0;
    if (this.#untried.size === 0) return found;
    for (const queues of this.#untried.values()) for (const queue of queues) found.push(queue);
    return found;
  }

  get hasUntried(): boolean {
    return this.#untried.size > 0;
  }

  /** A queue was opened. @returns true when its jobs may fit somewhere */
  open(account: number, shape: number, queue: number): boolean {
    const count = this.#count.get(account) ?? 0;
    this.#count.set(account, count + 1);
    if (count === 0) this.#contenders.setNamesHosts(account, true);
    if (this.#shapes.queueCount[shape] === 1) {
      this.#agents.hostShapes.name(shape);
      // Where nothing fits, its place in fair-share order does not matter.
      if (!this.#agents.fitsSomewhere(shape)) this.#shapes.parked[shape] = 1;
    }
    if (this.#shapes.parked[shape] === 1) return false;
    this.#try(account, queue);
    return true;
  }

  close(account: number, shape: number, queue: number): void {
    const count = (this.#count.get(account) ?? 0) - 1;
    if (count > 0) this.#count.set(account, count);
    else {
      this.#count.delete(account);
      this.#contenders.setNamesHosts(account, false);
    }
    this.#untry(account, queue);
    if (this.#shapes.queueCount[shape] === 0) this.#agents.hostShapes.unname(shape);
  }

  park(shape: number): void {
    let queue = this.#shapes.firstQueue[shape] as number;
    for (; queue !== NONE; queue = this.#queues.nextOfShape[queue] as number) {
      this.#untry(this.#queues.account[queue] as number, queue);
    }
  }

  unpark(shape: number): void {
    let queue = this.#shapes.firstQueue[shape] as number;
    for (; queue !== NONE; queue = this.#queues.nextOfShape[queue] as number) {
      this.#try(this.#queues.account[queue] as number, queue);
    }
  }

  #try(account: number, queue: number): void {
    const queues = this.#untried.get(account) ?? new Set();
    queues.add(queue);
    this.#untried.set(account, queues);
  }

  #untry(account: number, queue: number): void {
    const queues = this.#untried.get(account);
    queues?.delete(queue);
    if (queues?.size === 0) this.#untried.delete(account);
  }
}
