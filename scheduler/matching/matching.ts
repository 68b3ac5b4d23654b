import type { ShareTree } from "../../fair-share/share-tree.ts";
import type { AgentDescription } from "./agent-description.ts";
import { AgentPlaces } from "./agent-places.ts";
import { Backlog } from "./backlog.ts";
import { BitTable } from "./tables/bit-table.ts";
import { Contenders } from "./contenders.ts";
import type { LimitAmounts } from "./earmarks.ts";
import { GpuReserve, type BesideGpu } from "./gpu-reserve.ts";
import { JobQueues, jobOrder } from "./tables/job-queues.ts";
import { Licences } from "./licences.ts";
import type { Order } from "../../fair-share/order.ts";
import type { Packing } from "./tables/cells.ts";
import type { MatchingOptions } from "./matching-options.ts";
import { NamedQueues } from "./named-queues.ts";
import { KIND_COUNT, requirementKey, type Amounts, type Requirement } from "./requirement.ts";
import { Questions } from "./questions.ts";
import { RunLimits, type RunLimit } from "./run-limits.ts";
import { ShapeFilter } from "./shape-filter.ts";
import { Shapes } from "./shapes.ts";
import { Settling } from "./settling.ts";
import type { Starts } from "./tables/starts.ts";
import { FairShareOrder } from "./fair-share-order.ts";

const NONE = -1;
/** Some wait with several parts, and more will come. */
const RESERVED_PARTS = 1.1;

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
  readonly #packing: Packing;
  readonly #reserve: GpuReserve;
  readonly #agents: AgentPlaces;
  readonly #limits: RunLimits;
  readonly #licences: Licences;
  readonly #hasRoom: (shape: number) => boolean;
  readonly #contenders: Contenders;
  readonly #cycles: FairShareOrder;
  readonly #named: NamedQueues;
  readonly #backlog: Backlog;
  readonly #settling: Settling;
  /** Who waits, and what keeps him. */
  readonly questions: Questions;

  /** All keys have changed. */
  #stale = false;
  #nowMs: number;

  constructor(options: MatchingOptions) {
    const { tree, order, accepts, packing = "pack", rateOf, rowsPerKind = 256 } = options;
    this.#hasRoom = options.hasRoom ?? ((shape) => this.#agents.fitsSomewhere(shape));
    this.#tree = tree;
    this.#order = order;
    this.#rateOf = rateOf;
    this.#nowMs = tree.nowMs;
    this.#filter = new ShapeFilter(accepts, this.#shapes, 1, rowsPerKind);
    this.#packing = packing;
    this.#reserve = new GpuReserve(this.#shapes, this.#filter, options.keepsGpusFor ?? accepts);
    this.#agents = new AgentPlaces(this.#filter, this.#shapes, this.#reserve, packing);
    this.#limits = new RunLimits(tree, this.#filter.rows, options.countsJobs);
    const active = new BitTable(1, 1);
    this.#contenders = new Contenders(tree, order, this.#limits, active, {
      lowestKey: (account) => this.#cycles.lowestKey(account),
      firstJob: (account, mask) => this.#cycles.firstJob(account, mask),
      allowsBit: (node, bit) => {
        const shape = this.#shapes.shapeOfBit[bit] as number;
        return shape === NONE || this.#limits.allows(node, this.#shapes.need, shape);
      },
      bitOf: (shape) => this.#shapes.bit[shape] as number,
    });
    this.#licences = new Licences(this.#shapes, { isHeldUp: (shape) => this.#isHeldUp(shape) });
    const shared = {
      tree,
      order,
      shapes: this.#shapes,
      queues: this.#queues,
      filter: this.#filter,
      reserve: this.#reserve,
      agents: this.#agents,
      limits: this.#limits,
      licences: this.#licences,
      contenders: this.#contenders,
    };
    this.#cycles = new FairShareOrder(shared);
    this.#named = new NamedQueues(this.#shapes, this.#queues, this.#agents, this.#contenders);
    this.#backlog = new Backlog({
      ...shared,
      named: this.#named,
      rateOf,
      waiting: new BitTable(1, 1),
      active,
    });
    this.questions = new Questions({ ...shared, cycles: this.#cycles, backlog: this.#backlog });
    this.#settling = new Settling({
      ...shared,
      cycles: this.#cycles,
      named: this.#named,
      backlog: this.#backlog,
      packing,
      locality: options.locality,
      isWithinLimits: (shape) => this.questions.isWithinLimits(shape),
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
    this.#limitsMoved();
  }

  /** Says whose an account is, see `setUserLimit`: once. */
  setUser(account: number, user: number): void {
    this.#contenders.join(account, user);
  }

  /** Most that may run at once of all accounts of a user together; `{}` lifts the limit. */
  setUserLimit(user: number, limit: RunLimit): void {
    this.#contenders.setTogether(user, limit);
    this.#limitsMoved();
  }

  /**
   * Keeps so much of the limits of an account, and of all above it, for one job: others start only beside that. Tasks of
   * the job have requirements with that `earmark`.
   * @throws RangeError  when something is kept for the job already
   */
  earmark(job: number, account: number, amounts: LimitAmounts): void {
    this.#contenders.earmark(job, account, amounts);
    this.#limitsMoved();
  }

  /** Nothing is kept for the job any more. */
  letGo(job: number): void {
    this.#contenders.letGo(job);
    this.#limitsMoved();
  }

  /** How many there are of each licence; a name that is left out has none. Running tasks keep theirs. */
  setLicences(totals: Readonly<Record<string, number>>): void {
    this.#licences.setTotals(totals);
  }

  /** Time only goes forward; with it nothing starts. */
  setTime(nowMs: number): void {
    if (nowMs <= this.#nowMs) return;
    this.#nowMs = nowMs;
    if (this.#tree.advance(nowMs)) this.#stale = true;
  }

  /** All keys of the order are others than before. */
  keysChanged(): void {
    this.#stale = true;
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

  /**
   * As `setFree`, of an agent that may be gone soon, or that has something that can be taken away at any time.
   * @param room.seconds  for how long it is there: as time passes, told again before `settle`
   * @param room.revocable  of an agent with a partner: what can be taken away, beside `free`
   */
  setRoom(
    agent: number,
    {
      free,
      revocable,
      seconds,
    }: { readonly free: Amounts; readonly seconds: number; readonly revocable?: Amounts },
  ): void {
    this.#agents.setFree(agent, free, seconds, revocable);
  }

  /** Nothing of it may be used before it is told again what is free. */
  withdraw(agent: number): void {
    this.#agents.withdraw(agent);
  }

  reclassify(agent: number, agentClass: string): void {
    this.#agents.reclassify(agent, agentClass);
  }

  /**
   * Gives an agent a second number, under which tasks start there that may lose what they have: their shapes must not
   * be accepted by the agent's own class, and no others by this one.
   */
  addPartner(agent: number, agentClass: string): number {
    return this.#agents.addPartner(agent, agentClass);
  }

  /** Further places for the same shapes, by another view of what agents have: to ask whether a shape would fit there. */
  newPlaces(): AgentPlaces {
    return new AgentPlaces(this.#filter, this.#shapes, this.#reserve, this.#packing, this.#agents);
  }

  /** See `AgentDescription`. */
  setBesideGpu(agent: number, beside: BesideGpu | undefined): void {
    this.#agents.setBesideGpu(agent, beside);
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

  /**
   * The number of a requirement's shape: valid as long as anything of it waits or runs, to begin with until it does.
   * @param key  `requirementKey` of it, where that is known already
   */
  shapeOf(requirement: Requirement, key = requirementKey(requirement)): number {
    return this.#backlog.shapeOf(requirement, key);
  }

  /** Forgets a shape that was asked for, if nothing of it waits or runs. */
  discardUnused(shape: number): void {
    this.#shapes.use(shape);
    this.#backlog.unuse(shape);
  }

  /**
   * Jobs wait: `count` tasks of one. Order within the account: larger priority, then smaller id.
   * @param part  another one for each entry of one job, below `PARTS`
   * @returns the job's entry, for `cancel` and `setCount` while tasks of it wait
   * @throws RangeError  see `jobOrder`; also for a count that is not above 0
   */
  submit(account: number, shape: number, priority: number, job: number, count = 1, part = 0): number {
    refuseCount(count);
    const entry = this.#queues.create(jobOrder(priority, job, part), count);
    const queue = this.#queues.find(account, shape);
    if (queue === NONE) this.#backlog.open(account, shape, entry);
    else {
      this.#queues.push(queue, entry);
      if (this.#order.ofJob) this.#contenders.rekey(account);
    }
    return entry;
  }

  /** So many jobs will wait, about. */
  reserve(jobs: number): void {
    this.#queues.reserve(Math.ceil(jobs * RESERVED_PARTS));
  }

  /** So many tasks of a job that waits may start from now on. @throws RangeError  for less than one */
  setCount(entry: number, count: number): void {
    refuseCount(count);
    this.#queues.remaining[entry] = count;
  }

  countOf(entry: number): number {
    return this.#queues.remaining[entry] as number;
  }

  /** No task of the job waits any more: cancelled, held, or all that its array lets run at once do run. */
  cancel(entry: number): void {
    const queue = this.#queues.queueOf[entry] as number;
    if (queue === NONE) throw new RangeError(`entry ${entry} is no job that waits`);
    const account = this.#queues.account[queue] as number;
    this.#backlog.leave(queue, entry);
    if (this.#order.ofJob) this.#contenders.rekey(account);
  }

  /**
   * A task that was started before this matcher was there: it counts from `sinceMs`.
   * @param job  whose it is, where jobs are counted
   */
  adopt(account: number, shape: number, sinceMs: number, job?: number): void {
    this.#shapes.use(shape);
    this.#tree.adopt(
      account,
      this.#shapes.need,
      shape * KIND_COUNT,
      this.#shapes.rate[shape] as number,
      sinceMs,
    );
    this.#limits.countBelow(account, 1, job);
    this.#licences.adopt(shape);
    this.#contenders.changed(account);
  }

  /** A task ended: its account holds less. What its agent has free is told with `setFree` or `release`. */
  end(account: number, shape: number, job?: number): void {
    this.#tree.end(account, this.#shapes.need, shape * KIND_COUNT, this.#shapes.rate[shape] as number);
    this.#limits.countBelow(account, -1, job);
    this.#licences.end(shape);
    this.#contenders.changed(account);
    this.#limitsMoved();
    this.#backlog.unuse(shape);
  }

  /** A task ended and its agent has back what it held. */
  release(account: number, shape: number, agent: number, job?: number): void {
    this.#agents.give(agent, shape);
    this.end(account, shape, job);
  }

  // --- deciding ------------------------------------------------------------------------------------------------

  /**
   * Starts all that can start, at most `most` tasks; nothing more can unless it says that it was cut. Agents that grew
   * come first, in the order in which they did; what no single agent's growth brings about is placed by best fit.
   * @param isTurning  whether the start of a job decides what others may do: after one of these no more is started, and
   * the next call goes on there
   * @returns valid until the next call
   */
  settle(most = Infinity, isTurning?: (job: number) => boolean): Starts {
    if (this.#stale) {
      this.#contenders.rebuild();
      this.#stale = false;
    }
    return this.#settling.settle(most, isTurning);
  }

  // --- inside ---------------------------------------------------------------------------------------------------

  /** Whether jobs of the shape wait that an agent has room for and that limits allow: then it is licences they lack. */
  #isHeldUp(shape: number): boolean {
    return this.questions.isWithinLimits(shape) && this.#hasRoom(shape);
  }

  #limitsMoved(): void {
    if (!this.#contenders.reopened && !this.#named.hasUntried) return;
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
