import type { Order } from "../../fair-share/order.ts";
import type { ShareTree } from "../../fair-share/share-tree.ts";
import { AgentPlaces, type AgentDescription } from "./agent-places.ts";
import { Backlog } from "./backlog.ts";
import { BitTable, lowestBit } from "./bit-table.ts";
import { Contenders } from "./contenders.ts";
import { idOfOrder, JobQueues, jobOrder } from "./job-queues.ts";
import { NamedQueues } from "./named-queues.ts";
import { KIND_COUNT, type Amounts, type Requirement } from "./requirement.ts";
import { RunLimits, type RunLimit } from "./run-limits.ts";
import { ShapeFilter, type Accepts } from "./shape-filter.ts";
import { Shapes } from "./shapes.ts";
import { Starts } from "./starts.ts";
import { Turns } from "./turns.ts";
import { witnessOf, type Witness } from "./witness.ts";

export interface MatchingOptions {
  /** Empty but for the site: nodes are added through `addGroup` and `addAccount`. */
  readonly tree: ShareTree;
  readonly order: Order;
  /** Whether agents of a class meet a constraint. */
  readonly accepts: Accepts;
  /** What holding these amounts costs per ms: an integer. */
  readonly rateOf: (amounts: Amounts) => number;
  /** So many different needs of a kind are told apart by rows of bits; between these it is compared. */
  readonly rowsPerKind?: number;
}

const NONE = -1;
/** After that many shapes that fit nowhere their turns are not waited for any more to find out about the others. */
const PATIENCE = 8;

/**
 * Who starts what where: jobs that wait, agents with what they have free, and the tree of shares in between. A state
 * machine without I/O, clock or chance: events change it, `settle` returns what starts.
 *
 * Two things always hold between calls of `settle`. *Parked is true*: while a shape is parked, no agent fits it; only
 * an agent that grew can change that, so such an agent is matched by itself, and parked shapes are never searched for.
 * *Order*: among all that could start on the agent at hand, what starts is the first by the policy.
 *
 * Every event costs what it changes, however many jobs, agents and accounts there are.
 */
export class Matching {
  readonly #tree: ShareTree;
  readonly #order: Order;
  readonly #rateOf: (amounts: Amounts) => number;
  readonly #shapes = new Shapes();
  readonly #queues = new JobQueues();
  readonly #filter: ShapeFilter;
  readonly #agents: AgentPlaces;
  readonly #limits: RunLimits;
  readonly #contenders: Contenders;
  readonly #turns: Turns;
  readonly #named: NamedQueues;
  readonly #starts = new Starts();

  readonly #backlog: Backlog;

  /** All keys have changed. */
  #stale = false;
  #nowMs: number;

  constructor(options: MatchingOptions) {
    const { tree, order, accepts, rateOf, rowsPerKind = 256 } = options;
    this.#tree = tree;
    this.#order = order;
    this.#rateOf = rateOf;
    this.#nowMs = tree.nowMs;
    this.#filter = new ShapeFilter(accepts, this.#shapes, 1, rowsPerKind);
    this.#agents = new AgentPlaces(this.#filter, this.#shapes);
    this.#limits = new RunLimits(tree, this.#filter.rows);
    const active = new BitTable(1, 1);
    this.#contenders = new Contenders(tree, order, this.#limits, active, {
      lowestKey: (account) => this.#turns.lowestKey(account),
      firstJob: (account, mask) => this.#turns.firstJob(account, mask),
      allowsBit: (node, bit) => {
        const shape = this.#shapes.shapeOfBit[bit] as number;
        return shape === NONE || this.#limits.allows(node, this.#shapes.need, shape * KIND_COUNT);
      },
    });
    this.#turns = new Turns({
      tree,
      order,
      shapes: this.#shapes,
      queues: this.#queues,
      limits: this.#limits,
      contenders: this.#contenders,
    });
    this.#named = new NamedQueues(this.#shapes, this.#queues, this.#agents, this.#contenders);
    this.#backlog = new Backlog({
      shapes: this.#shapes,
      queues: this.#queues,
      filter: this.#filter,
      agents: this.#agents,
      contenders: this.#contenders,
      named: this.#named,
      order,
      rateOf,
      waiting: new BitTable(1, 1),
      active,
    });
  }

  // --- the tree of shares --------------------------------------------------------------------------------------

  /** A department or project. @throws RangeError  see `ShareTree.add`; also when the parent is an account */
  addGroup(parent: number, weight: number): number {
    return this.#contenders.add(parent, weight, "group");
  }

  /** Who submits: a leaf of the tree. */
  addAccount(parent: number, weight: number): number {
    const account = this.#contenders.add(parent, weight, "account");
    this.#queues.byAccount.ensure(account + 1);
    return account;
  }

  setWeight(node: number, weight: number): void {
    this.#tree.setWeight(node, weight);
    this.#contenders.rekey(node);
  }

  /** Most that may run at once below a node; `{}` lifts the limit. Running tasks go on. */
  setLimit(node: number, limit: RunLimit): void {
    this.#contenders.setLimit(node, limit);
    this.#reopen();
    if (this.#named.hasUntried) this.#backlog.toPlace = true;
  }

  /** Time only goes forward; with it nothing starts. */
  setTime(nowMs: number): void {
    if (nowMs <= this.#nowMs) return;
    this.#nowMs = nowMs;
    if (this.#tree.advance(nowMs)) this.#stale = true;
  }

  /** Usage of an account that was booked before, see `ShareTree.charge`. */
  charge(account: number, cost: number, atMs: number): void {
    this.#tree.charge(account, cost, atMs);
    this.#contenders.rekey(account);
  }

  // --- agents --------------------------------------------------------------------------------------------------

  addAgent(description: AgentDescription): number {
    const agent = this.#agents.add(description);
    this.#totalsChanged();
    return agent;
  }

  /** What of it may be used now. An agent that grew is matched by the next `settle`. */
  setFree(agent: number, free: Amounts): void {
    this.#agents.setFree(agent, free);
  }

  /** All that it has, whoever uses it: shares are parts of the sum of these. */
  setTotal(agent: number, total: Amounts): void {
    this.#agents.setTotal(agent, total);
    this.#totalsChanged();
  }

  /** Tasks that run there are ended by the caller, with `end`. */
  removeAgent(agent: number): void {
    this.#agents.remove(agent);
    this.#totalsChanged();
  }

  /** A copy. */
  freeOf(agent: number): Amounts {
    return this.#agents.freeOf(agent);
  }

  // --- jobs ----------------------------------------------------------------------------------------------------

  /** The number of a requirement's shape: valid as long as anything of it waits or runs, to begin with until it does. */
  shapeOf(requirement: Requirement): number {
    return this.#backlog.shapeOf(requirement);
  }

  /**
   * Jobs wait: `count` tasks of one. Order within the account: larger priority, then smaller id.
   * @returns the job's entry, for `cancel` and `setCount` while tasks of it wait
   * @throws RangeError  see `jobOrder`; also for a count that is not above 0
   */
  submit(account: number, shape: number, priority: number, job: number, count = 1): number {
    refuseCount(count);
    const entry = this.#queues.create(jobOrder(priority, job), count);
    const queue = this.#queues.find(account, shape);
    if (queue === NONE) this.#backlog.open(account, shape, entry);
    else {
      this.#queues.push(queue, entry);
      if (this.#order.ofJob) this.#contenders.rekey(account);
    }
    return entry;
  }

  /** So many tasks of a job that waits may start from now on. @throws RangeError  for less than one */
  setCount(entry: number, count: number): void {
    refuseCount(count);
    this.#queues.remaining[entry] = count;
  }

  /** No task of the job waits any more: cancelled, held, or all that its array lets run at once do run. */
  cancel(entry: number): void {
    const queue = this.#queues.queueOf[entry] as number;
    if (queue === NONE) throw new RangeError(`entry ${entry} is no job that waits`);
    const account = this.#queues.account[queue] as number;
    this.#backlog.leave(queue, entry);
    if (this.#order.ofJob) this.#contenders.rekey(account);
  }

  /** A task that was started before this matcher was there: it counts from `sinceMs`. */
  adopt(account: number, shape: number, sinceMs: number): void {
    this.#shapes.use(shape);
    this.#tree.adopt(
      account,
      this.#shapes.need,
      shape * KIND_COUNT,
      this.#shapes.rate[shape] as number,
      sinceMs,
    );
    this.#countTasks(account, 1);
    this.#contenders.changed(account);
  }

  /** A task ended: its account holds less. What its agent has free is told with `setFree` or `release`. */
  end(account: number, shape: number): void {
    this.#tree.end(account, this.#shapes.need, shape * KIND_COUNT, this.#shapes.rate[shape] as number);
    this.#countTasks(account, -1);
    this.#contenders.changed(account);
    this.#reopen();
    if (this.#named.hasUntried) this.#backlog.toPlace = true;
    this.#backlog.unuse(shape);
  }

  /** A task ended and its agent has back what it held. */
  release(account: number, shape: number, agent: number): void {
    this.#agents.give(agent, shape);
    this.end(account, shape);
  }

  // --- deciding ------------------------------------------------------------------------------------------------

  /**
   * Starts all that can start, at most `most` tasks; with fewer than that nothing more can. Agents that grew come
   * first, in the order in which they did; what no single agent's growth brings about is placed by best fit.
   * @returns valid until the next call
   */
  settle(most = Infinity): Starts {
    const starts = this.#starts;
    starts.count = 0;
    if (this.#stale) {
      this.#contenders.rebuild();
      this.#stale = false;
    }
    for (let agent = this.#agents.nextGrown(); agent !== NONE; agent = this.#agents.nextGrown()) {
      if (!this.#match(agent, most)) return starts; // it is still the next
      this.#agents.matched(agent);
    }
    if (this.#backlog.toPlace && this.#place(most)) this.#backlog.toPlace = false;
    return starts;
  }

  // --- questions -----------------------------------------------------------------------------------------------

  /** Whether jobs of the shape wait while no agent fits it. */
  isParked(shape: number): boolean {
    return this.#shapes.parked[shape] === 1;
  }

  /** Why no agent fits: see `Witness`. Looks at every agent. */
  witness(shape: number): Witness {
    return witnessOf(shape, this.#shapes, this.#agents, this.#filter);
  }

  /** Tasks that run below a node. */
  tasksOf(node: number): number {
    return this.#limits.tasks(node);
  }

  // --- one agent -----------------------------------------------------------------------------------------------

  /** @returns false when `most` is reached before the agent is done */
  #match(agent: number, most: number): boolean {
    const fitting = this.#backlog.fitting;
    for (;;) {
      this.#agents.fitting(agent, this.#backlog.waiting, fitting);
      const queue = this.#turns.decide(fitting, this.#named.onHost(agent));
      if (queue === NONE) break;
      if (this.#starts.count >= most) return false;
      this.#start(queue, agent);
    }
    // What fits here and may not start yet is not parked: the limit that gives way must find it.
    for (let at = 0; at < fitting.count; at += 1) {
      const word = fitting.index[at] as number;
      for (let bits = fitting.bits[at] as number; bits !== 0; bits &= bits - 1) {
        this.#backlog.unpark(this.#shapes.shapeOfBit[word * 32 + lowestBit(bits)] as number);
      }
    }
    for (const shape of this.#agents.namedOn(agent))
      if (this.#agents.fits(agent, shape)) this.#backlog.unpark(shape);
    return true;
  }

  /** @returns false when `most` is reached before all is placed */
  #place(most: number): boolean {
    let inVain = 0;
    for (;;) {
      this.#backlog.refresh();
      if (this.#order.ofJob) this.#backlog.parkUnfit();
      const queue = this.#turns.decide(this.#backlog.mask, this.#named.untried());
      if (queue === NONE) return true;
      if (this.#starts.count >= most) return false;
      const shape = this.#queues.shape[queue] as number;
      const agent = this.#agents.find(shape);
      if (agent !== NONE) {
        this.#start(queue, agent);
        continue;
      }
      this.#backlog.park(shape);
      inVain += 1;
      if (inVain === PATIENCE) this.#backlog.parkUnfit();
    }
  }

  #start(queue: number, agent: number): void {
    const { need, rate } = this.#shapes;
    const account = this.#queues.account[queue] as number;
    const shape = this.#queues.shape[queue] as number;
    const entry = this.#queues.head(queue);
    this.#starts.add(idOfOrder(this.#queues.order[entry] as number), entry, account, shape, agent);
    this.#agents.take(agent, shape);
    this.#shapes.use(shape);
    this.#tree.start(account, need, shape * KIND_COUNT, rate[shape] as number);
    this.#countTasks(account, 1);
    const left = (this.#queues.remaining[entry] as number) - 1;
    this.#queues.remaining[entry] = left;
    if (left === 0) this.#backlog.leave(queue, entry);
    this.#contenders.changed(account);
  }

  #countTasks(account: number, tasks: number): void {
    for (let node = account; node >= 0; node = this.#tree.parent(node)) this.#limits.count(node, tasks);
  }

  #reopen(): void {
    if (!this.#contenders.reopened) return;
    this.#contenders.reopened = false;
    this.#backlog.toPlace = true;
  }

  #totalsChanged(): void {
    const totals = this.#agents.totals();
    if (this.#tree.setTotals(totals.vector, this.#rateOf(totals.amounts))) this.#stale = true;
  }
}

function refuseCount(count: number): void {
  if (Number.isInteger(count) && count > 0) return;
  throw new RangeError(
    `a job waits with ${count} tasks; one that waits has at least one, others are cancelled`,
  );
}
