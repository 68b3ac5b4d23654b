import type { ShareTree } from "../../fair-share/share-tree.ts";
import type { AgentPlaces } from "./agent-places.ts";
import type { Backlog } from "./backlog.ts";
import { lowestBit } from "./tables/bit-table.ts";
import type { Contenders } from "./contenders.ts";
import type { LimitAmounts } from "./earmarks.ts";
import type { GpuReserve } from "./gpu-reserve.ts";
import { idOfOrder, jobOrder, type JobQueues } from "./tables/job-queues.ts";
import type { Licences, LicenceShortage } from "./licences.ts";
import { KIND_COUNT, KINDS, type Amounts } from "./requirement.ts";
import type { RunLimits } from "./run-limits.ts";
import type { Obstacles, ShapeFilter } from "./shape-filter.ts";
import type { Shapes } from "./shapes.ts";
import type { FairShareOrder } from "./fair-share-order.ts";
import { witnessOf, type Witness } from "./witness.ts";

/** What is asked about: all of it parts of one matching. */
interface QuestionsParts {
  readonly tree: ShareTree;
  readonly shapes: Shapes;
  readonly queues: JobQueues;
  readonly filter: ShapeFilter;
  readonly reserve: GpuReserve;
  readonly agents: AgentPlaces;
  readonly limits: RunLimits;
  readonly licences: Licences;
  readonly contenders: Contenders;
  readonly cycles: FairShareOrder;
  readonly backlog: Backlog;
}

const NONE = -1;

/** What can be asked of a matching, between two calls of `settle`. */
export class Questions {
  readonly #tree: ShareTree;
  readonly #shapes: Shapes;
  readonly #queues: JobQueues;
  readonly #filter: ShapeFilter;
  readonly #reserve: GpuReserve;
  readonly #agents: AgentPlaces;
  readonly #limits: RunLimits;
  readonly #licences: Licences;
  readonly #contenders: Contenders;
  readonly #cycles: FairShareOrder;
  readonly #backlog: Backlog;

  constructor(parts: QuestionsParts) {
    this.#tree = parts.tree;
    this.#shapes = parts.shapes;
    this.#queues = parts.queues;
    this.#filter = parts.filter;
    this.#reserve = parts.reserve;
    this.#agents = parts.agents;
    this.#limits = parts.limits;
    this.#licences = parts.licences;
    this.#contenders = parts.contenders;
    this.#cycles = parts.cycles;
    this.#backlog = parts.backlog;
  }

  /** Whether jobs of the shape wait while no agent fits it. */
  isParked(shape: number): boolean {
    return this.#shapes.parked[shape] === 1;
  }

  /** Why no agent fits: see `Witness`. Looks at every agent. */
  witness(shape: number): Witness {
    return witnessOf(shape, this.#shapes, this.#agents, this.#filter);
  }

  /** Whether jobs with GPUs wait that limits let start on agents of this one's class. */
  areGpusWanted(agent: number): boolean {
    const classId = this.#agents.index.classId[agent] as number;
    return this.#reserve.isWanted(classId, (shape) => this.isWithinLimits(shape));
  }

  /** Whether jobs of the shape wait. */
  waits(shape: number): boolean {
    return (this.#shapes.queueCount[shape] as number) > 0;
  }

  /** How many shapes jobs wait in. */
  get shapesWaiting(): number {
    return this.#backlog.shapesWaiting;
  }

  /** Grows when a shape's first job comes or its last one goes. */
  get shapeChanges(): number {
    return this.#backlog.changes;
  }

  /** Shapes of which jobs wait. */
  *waitingShapes(): Generator<number> {
    const { queueCount } = this.#shapes;
    for (let shape = 0; shape < queueCount.length; shape += 1)
      if ((queueCount[shape] as number) > 0) yield shape;
  }

  /** Of each account with jobs of the shape the first jobs, at most so many. */
  *firstJobs(shape: number, most: number): Generator<readonly number[]> {
    let queue = this.#shapes.firstQueue[shape] as number;
    for (; queue !== NONE; queue = this.#queues.nextOfShape[queue] as number)
      yield this.#queues.first(queue, most).map((entry) => idOfOrder(this.#queues.order[entry] as number));
  }

  /** What comes first in fair-share order, of two accounts, each with the job that it would start. */
  goesBefore(a: number, jobA: number, b: number, jobB: number): boolean {
    return this.#contenders.goesBefore(a, jobA, b, jobB);
  }

  /** Entries of the account that come before such a job; it stops counting at `most`. */
  countBefore(account: number, priority: number, job: number, most: number): number {
    const { start, length, queue } = this.#queues.byAccount;
    const order = jobOrder(priority, job);
    const from = start[account] as number;
    let count = 0;
    for (let at = from; at < from + (length[account] as number) && count < most; at += 1)
      count += this.#queues.countBefore(queue[at] as number, order, most - count);
    return count;
  }

  /** The id of the job of an account that comes first, wherever it fits; NaN = nothing of it waits. */
  firstJobOf(account: number): number {
    const { start, length, queue } = this.#queues.byAccount;
    if (length[account] === 0) return Number.NaN;
    return idOfOrder(this.#queues.headOrder[queue[start[account] as number] as number] as number);
  }

  /** What keeps the shapes that wait from an agent. @param kept  of what it has, for somebody else */
  obstacles(agent: number, kept: Amounts): Obstacles {
    const found: Obstacles = { suits: 0, fit: 0, kept: 0, short: new Int32Array(KIND_COUNT) };
    const partner = this.#agents.revocable.partner(agent);
    const { free, classId } = this.#agents.index;
    for (const side of partner === NONE ? [agent] : [agent, partner]) {
      if (this.#agents.index.isReserved(side)) {
        this.#countReserved(side, found);
        continue;
      }
      const has = free.slice(side * KIND_COUNT, (side + 1) * KIND_COUNT);
      const roomier = has.slice();
      for (const [at, kind] of KINDS.entries()) roomier[at] = (has[at] as number) + kept[kind];
      this.#filter.countObstacles(has, roomier, classId[side] as number, this.#backlog.waiting, found);
    }
    return found;
  }

  /** Of an agent that keeps something beside its GPUs. */
  #countReserved(agent: number, found: Obstacles): void {
    const { free, classId } = this.#agents.index;
    const has = free.slice(agent * KIND_COUNT, (agent + 1) * KIND_COUNT);
    const left = new Int32Array(KIND_COUNT);
    this.#agents.index.writeUnreserved(agent, left);
    this.#filter.countObstacles(left, has, classId[agent] as number, this.#backlog.waiting, found);
  }

  /** Whether a job of the shape waits whose account's limits, and those above, let it start. */
  isWithinLimits(shape: number): boolean {
    let queue = this.#shapes.firstQueue[shape] as number;
    for (; queue !== NONE; queue = this.#queues.nextOfShape[queue] as number)
      if (this.#cycles.isWithinLimits(queue)) return true;
    return false;
  }

  /** Whether limits and licences let a job of the shape that waits start, wherever. */
  mayStart(shape: number): boolean {
    return this.#licences.allows(shape) && this.isWithinLimits(shape);
  }

  /** Whether there are limits, or licences are used up: else nothing is kept by them. */
  get keepsAny(): boolean {
    return this.#limits.limitedCount > 0 || this.#licences.closesAny;
  }

  /** Whether limits and licences let anything start that waits, wherever. */
  mayAnyStart(): boolean {
    if (!this.keepsAny) return this.shapesWaiting > 0;
    for (const shape of this.waitingShapes()) if (this.mayStart(shape)) return true;
    return false;
  }

  /** Whether limits and licences let the account start a task of the shape, wherever. */
  allows(account: number, shape: number): boolean {
    return this.#licences.allows(shape) && this.#cycles.isAllowedFor(account, shape);
  }

  /**
   * Nodes whose limits do not leave so much to an account now: itself, or above it.
   * @param job  whose earmark counts as room
   */
  *shortOf(account: number, amounts: LimitAmounts, job: number): Generator<number> {
    for (let node = account; node >= 0; node = this.#tree.parent(node))
      if (this.#limits.isShort(node, amounts, job)) yield node;
  }

  /** Whether something of the node's limits is kept for a job. */
  isEarmarked(node: number): boolean {
    return this.#limits.isEarmarked(node);
  }

  /** Whether all limits above an account are so large, whatever runs. */
  couldHold(account: number, amounts: LimitAmounts): boolean {
    for (let node = account; node >= 0; node = this.#tree.parent(node))
      if (!this.#limits.couldHold(node, amounts)) return false;
    return true;
  }

  /** Accounts of the same user, itself among them; none where users are not known. */
  accountsWith(account: number): readonly number[] {
    return this.#limits.accountsWith(account);
  }

  /** Whether the node has something that its limits let start. With an order among accounts: of accounts only. */
  contends(node: number): boolean {
    return this.#contenders.contends(node);
  }

  /** Shapes that wait and that limits or licences gave back since this was last asked; some of them in vain. */
  *takeGivenBack(): Generator<number> {
    const { givenBack } = this.#contenders;
    for (let word = 0; word < givenBack.words; word += 1) {
      for (let bits = givenBack.bits[word] as number; bits !== 0; bits &= bits - 1) {
        const shape = this.#shapes.shapeOfBit[word * 32 + lowestBit(bits)] as number;
        if (shape !== NONE) yield shape;
      }
    }
    givenBack.clearRow(0);
    for (const shape of this.#licences.takeGivenBack()) yield shape;
  }

  shapeOfEntry(entry: number): number {
    return this.#queues.shape[this.#queues.queueOf[entry] as number] as number;
  }

  /** The licences that keep the shape from starting. */
  shortages(shape: number): Iterable<LicenceShortage> {
    return this.#licences.shortages(shape);
  }

  /** Licences with how many there are and are taken. */
  licences(): Iterable<{ readonly name: string; readonly total: number; readonly inUse: number }> {
    return this.#licences.pools();
  }

  /** Tasks that run below a node. */
  tasksOf(node: number): number {
    return this.#limits.tasks(node);
  }

  /** Jobs of which something runs below a node; 0 where jobs are not counted. */
  jobsOf(node: number): number {
    return this.#limits.jobs(node);
  }

  get countsJobs(): boolean {
    return this.#limits.countsJobs;
  }

  /**
   * Whether something of a job runs: what waits of it is then of a shape that is under way, and of no other. No where
   * jobs are not counted.
   */
  runs(job: number): boolean {
    return this.#limits.runs(job);
  }

  isUnderWay(shape: number): boolean {
    return this.#limits.isUnderWay(shape);
  }
}
