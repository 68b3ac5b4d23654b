import type { Order } from "../../fair-share/order.ts";
import { SITE, type ShareTree } from "../../fair-share/share-tree.ts";
import { cellOf, rankByMemory } from "./tables/cells.ts";
import type { AgentDescription } from "./agent-description.ts";
import { idOfOrder, jobOrder } from "./tables/job-queues.ts";
import { KINDS, KIND_COUNT, type Amounts, type Requirement } from "./requirement.ts";
import type { RunLimit } from "./run-limits.ts";
import type { Accepts } from "./shape-filter.ts";

interface Shape {
  readonly requirement: Requirement;
  readonly need: Int32Array;
  readonly rate: number;
  /** By class of agents. */
  readonly accepted: Map<string, boolean>;
  /** Known to fit no agent. */
  unfit: boolean;
  waiting: number;
}

interface Account {
  readonly node: number;
  /** By shape: orders of jobs, the first one last. */
  readonly queues: Map<number, number[]>;
  limit: RunLimit;
}

interface Agent {
  readonly class: string;
  readonly axis: string | undefined;
  readonly free: Int32Array;
  cell: number;
}

/**
 * A matcher that decides as `Matching` does, by simpler means, for runs that are too long for the oracle: it looks at
 * every account and agent, and remembers of shapes only that they fit nowhere. It keeps sorted lists where `Matching`
 * has blocks with bounds, so a bound that is wrong shows as a different start. Orders among siblings, limits of
 * accounts, single jobs; no named hosts.
 */
export class Twin {
  readonly #tree: ShareTree;
  readonly #order: Order;
  readonly #accepts: Accepts;
  readonly #rateOf: (amounts: Amounts) => number;
  readonly #accounts: (Account | undefined)[] = [];
  readonly #shapes: Shape[] = [];
  readonly #agents: Agent[] = [];
  readonly #cells = new Map<number, number[]>();
  readonly #children: number[][] = [[]];
  readonly #totals = KINDS.map(() => 0);

  constructor(options: {
    readonly tree: ShareTree;
    readonly order: Order;
    readonly accepts: Accepts;
    readonly rateOf: (amounts: Amounts) => number;
  }) {
    this.#tree = options.tree;
    this.#order = options.order;
    this.#accepts = options.accepts;
    this.#rateOf = options.rateOf;
  }

  addGroup(parent: number, weight: number): number {
    const node = this.#tree.add(parent, weight);
    this.#children[node] = [];
    this.#children[parent]?.push(node);
    return node;
  }

  addAccount(parent: number, weight: number): number {
    const node = this.addGroup(parent, weight);
    this.#accounts[node] = { node, queues: new Map(), limit: {} };
    return node;
  }

  setLimit(node: number, limit: RunLimit): void {
    this.#account(node).limit = limit;
  }

  setTime(nowMs: number): void {
    this.#tree.advance(nowMs);
  }

  addAgent({ class: agentClass, axis, total, free }: AgentDescription): void {
    const agent = this.#agents.length;
    this.#agents.push({ class: agentClass, axis, free: vectorOf(free), cell: -1 });
    this.#enter(agent);
    for (const [kind, amount] of vectorOf(total).entries())
      this.#totals[kind] = (this.#totals[kind] ?? 0) + amount;
    const [cpusMilli = 0, memMib = 0, diskMib = 0, gpus = 0, ports = 0] = this.#totals;
    this.#tree.setTotals(this.#totals, this.#rateOf({ cpusMilli, memMib, diskMib, gpus, ports }));
  }

  shapeOf(requirement: Requirement): number {
    this.#shapes.push({
      requirement,
      need: vectorOf(requirement),
      rate: this.#rateOf(requirement),
      accepted: new Map(),
      unfit: false,
      waiting: 0,
    });
    return this.#shapes.length - 1;
  }

  submit(node: number, shape: number, priority: number, job: number): void {
    const { queues } = this.#account(node);
    let queue = queues.get(shape);
    if (queue === undefined) {
      queue = [];
      queues.set(shape, queue);
    }
    queue.push(jobOrder(priority, job));
    this.#shape(shape).waiting += 1;
  }

  /** All jobs are there: from now on only tasks end. */
  ready(): void {
    for (const account of this.#accounts) {
      for (const queue of account?.queues.values() ?? []) queue.sort((a, b) => b - a);
    }
  }

  release(node: number, shape: number, agent: number): void {
    const { need, rate } = this.#shape(shape);
    const { free } = this.#agent(agent);
    for (let kind = 0; kind < KIND_COUNT; kind += 1) free[kind] = (free[kind] ?? 0) + (need[kind] ?? 0);
    this.#enter(agent);
    this.#tree.end(node, need, 0, rate);
  }

  /** Job and agent of every start, one after the other: on the agent that grew, then anywhere. */
  settle(grown: number | undefined, starts: number[]): void {
    if (grown !== undefined) {
      for (;;) {
        const queue = this.#first((shape) => this.#fits(shape, grown));
        if (queue === undefined) break;
        this.#start(queue, grown, starts);
      }
      // Shapes that fit it and may not start yet fit somewhere: they are tried when a limit gives way.
      for (const shape of this.#shapes)
        if (shape.waiting > 0 && this.#fits(shape, grown)) shape.unfit = false;
    }
    for (;;) {
      const queue = this.#first((shape) => !shape.unfit);
      if (queue === undefined) return;
      const shape = this.#shape(queue.shape);
      const agent = this.#best(shape);
      if (agent === undefined) shape.unfit = true;
      else this.#start(queue, agent, starts);
    }
  }

  #start(
    { node, shape }: { readonly node: number; readonly shape: number },
    agent: number,
    starts: number[],
  ): void {
    const { queues } = this.#account(node);
    const queue = queues.get(shape) ?? [];
    const order = queue.pop() ?? 0;
    if (queue.length === 0) queues.delete(shape);
    const it = this.#shape(shape);
    it.waiting -= 1;
    if (it.waiting === 0) it.unfit = false;
    const { free } = this.#agent(agent);
    for (let kind = 0; kind < KIND_COUNT; kind += 1) free[kind] = (free[kind] ?? 0) - (it.need[kind] ?? 0);
    this.#enter(agent);
    this.#tree.start(node, it.need, 0, it.rate);
    starts.push(idOfOrder(order), agent);
  }

  /** The first of all that wait with such a shape and within their account's limit. */
  #first(wanted: (shape: Shape) => boolean): { readonly node: number; readonly shape: number } | undefined {
    const isWanted = this.#shapes.map((shape) => shape.waiting > 0 && wanted(shape));
    if (!isWanted.includes(true)) return undefined;
    const best = new Map<number, number>();
    const isAbove = new Uint8Array(this.#tree.count);
    for (const account of this.#accounts) {
      if (account === undefined) continue;
      const shape = this.#firstShape(account, isWanted);
      if (shape === undefined) continue;
      best.set(account.node, shape);
      for (let node = account.node; node >= 0 && isAbove[node] === 0; node = this.#tree.parent(node))
        isAbove[node] = 1;
    }
    if (best.size === 0) return undefined;
    let node = SITE;
    while (!best.has(node)) {
      let first = -1;
      let firstKey = Infinity;
      for (const child of this.#children[node] ?? []) {
        if (isAbove[child] === 0) continue;
        const key = this.#order.key(this.#tree, child, 0);
        if (key < firstKey) {
          first = child;
          firstKey = key;
        }
      }
      node = first;
    }
    return { node, shape: best.get(node) ?? -1 };
  }

  #firstShape({ node, queues, limit }: Account, isWanted: readonly boolean[]): number | undefined {
    let best: number | undefined;
    let bestOrder = Infinity;
    for (const [shape, queue] of queues) {
      const order = queue.at(-1) ?? Infinity;
      if (isWanted[shape] !== true || order >= bestOrder) continue;
      const { need } = this.#shape(shape);
      const isWithin = KINDS.every((kind, at) => {
        const most = limit[kind];
        return most === undefined || this.#tree.held(node, at) + (need[at] ?? 0) <= most;
      });
      if (!isWithin) continue;
      best = shape;
      bestOrder = order;
    }
    return best;
  }

  #fits({ need, requirement, accepted }: Shape, agent: number): boolean {
    const { free, axis, class: agentClass } = this.#agent(agent);
    for (let kind = 0; kind < KIND_COUNT; kind += 1) if ((need[kind] ?? 0) > (free[kind] ?? 0)) return false;
    if (requirement.axis !== undefined && requirement.axis !== axis) return false;
    let accepts = accepted.get(agentClass);
    if (accepts === undefined) {
      accepts = this.#accepts(requirement.constraint, agentClass);
      accepted.set(agentClass, accepts);
    }
    return accepts;
  }

  #best(shape: Shape): number | undefined {
    const byMemory = this.#goesByMemory(shape);
    let lowest = Infinity;
    let first: number | undefined;
    for (const [agent, { cell }] of this.#agents.entries()) {
      const rank = byMemory ? rankByMemory(cell) : cell;
      if (rank < lowest && this.#fits(shape, agent)) {
        lowest = rank;
        first = agent;
      }
    }
    if (first === undefined || shape.requirement.axis !== undefined) return first;
    const { cell } = this.#agent(first);
    const ring = this.#cells.get(cell) ?? [];
    const at = ring.findIndex((agent) => this.#fits(shape, agent));
    const found = ring[at];
    if (at > 4) this.#cells.set(cell, [...ring.slice(at), ...ring.slice(0, at)]);
    return found;
  }

  #goesByMemory({ need }: Shape): boolean {
    const [cpus = 0, memory = 0] = this.#totals;
    let [left, leftMemory] = [0, 0];
    for (const { free } of this.#agents) {
      left += free[0] ?? 0;
      leftMemory += free[1] ?? 0;
    }
    const isMuch = (need[1] ?? 0) * cpus > (need[0] ?? 0) * memory;
    return isMuch && leftMemory * cpus > left * memory;
  }

  #enter(agent: number): void {
    const it = this.#agent(agent);
    const cell = cellOf(it.free, 0);
    if (cell === it.cell) return;
    const ring = this.#cells.get(it.cell);
    ring?.splice(ring.indexOf(agent), 1);
    it.cell = cell;
    const into = this.#cells.get(cell);
    if (into === undefined) this.#cells.set(cell, [agent]);
    else into.unshift(agent);
  }

  #account(node: number): Account {
    const account = this.#accounts[node];
    if (account === undefined) throw new RangeError(`node ${node} is no account`);
    return account;
  }

  #shape(shape: number): Shape {
    const found = this.#shapes[shape];
    if (found === undefined) throw new RangeError(`there is no shape ${shape}`);
    return found;
  }

  #agent(agent: number): Agent {
    const found = this.#agents[agent];
    if (found === undefined) throw new RangeError(`there is no agent ${agent}`);
    return found;
  }
}

function vectorOf(amounts: Amounts): Int32Array {
  return Int32Array.from(KINDS, (kind) => amounts[kind]);
}
