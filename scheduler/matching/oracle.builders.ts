import type { Order } from "../../fair-share/order.ts";
import { SITE, type ShareTree } from "../../fair-share/share-tree.ts";
import type { AgentDescription } from "./agent-description.ts";
import { cellOf, rankByMemory, rankOf, type Packing } from "./tables/cells.ts";
import type { LimitAmounts } from "./earmarks.ts";
import type { Locality } from "./locality.ts";
import { jobOrder } from "./tables/job-queues.ts";
import { KINDS, requirementKey, type Amounts, type Requirement } from "./requirement.ts";
import type { RunLimit } from "./run-limits.ts";
import type { Accepts } from "./shape-filter.ts";

interface Node {
  readonly parent: number;
  readonly isAccount: boolean;
  limit: RunLimit;
}

interface Agent extends AgentDescription {
  free: Amounts;
  cell: number;
}

interface Job {
  readonly id: number;
  readonly account: number;
  readonly need: Requirement;
  readonly order: number;
  left: number;
}

interface Task {
  readonly job: number | undefined;
  readonly account: number;
  readonly need: Requirement;
}

export interface OracleStart {
  readonly job: number;
  readonly account: number;
  readonly agent: number;
}

/**
 * The matcher as one would explain it: every decision looks at every job, agent and account. No index, nothing parked,
 * nothing remembered but what happened. Slow and obvious on purpose; its shares come from a tree of its own.
 */
export class Oracle {
  readonly #tree: ShareTree;
  readonly #order: Order;
  readonly #accepts: Accepts;
  readonly #packing: Packing;
  readonly #locality: Locality | undefined;
  /** Agents that keep something beside their GPUs, as of the last review. */
  #keeping = new Set<number>();
  /** In the order in which it was last told what they have. */
  #told: number[] = [];
  readonly #rateOf: (amounts: Amounts) => number;
  readonly #nodes: Node[] = [{ parent: -1, isAccount: false, limit: {} }];
  readonly #agents: (Agent | undefined)[] = [];
  readonly #gone: number[] = [];
  readonly #cells = new Map<number, number[]>();
  #grown: number[] = [];
  #jobs: Job[] = [];
  readonly #tasks: Task[] = [];
  readonly #userOf = new Map<number, number>();
  readonly #userLimits = new Map<number, RunLimit>();
  /** What is kept of limits, by job. */
  readonly #earmarks = new Map<number, { readonly account: number; readonly amounts: LimitAmounts }>();
  #licences: Readonly<Record<string, number>> = {};
  /** How often others took licences that jobs of this need wait for. */
  readonly #passes = new Map<Requirement, number>();
  /** For whom licences are kept. */
  #favourite: Requirement | undefined;

  constructor(options: {
    readonly tree: ShareTree;
    readonly order: Order;
    readonly accepts: Accepts;
    readonly rateOf: (amounts: Amounts) => number;
    readonly packing: Packing;
    readonly locality?: Locality;
  }) {
    this.#locality = options.locality;
    this.#packing = options.packing;
    this.#tree = options.tree;
    this.#order = options.order;
    this.#accepts = options.accepts;
    this.#rateOf = options.rateOf;
  }

  addNode(parent: number, weight: number, kind: "account" | "group"): number {
    this.#nodes.push({ parent, isAccount: kind === "account", limit: {} });
    return this.#tree.add(parent, weight);
  }

  setWeight(node: number, weight: number): void {
    this.#tree.setWeight(node, weight);
  }

  setLimit(node: number, limit: RunLimit): void {
    this.#node(node).limit = limit;
    this.#contend();
  }

  setUser(account: number, user: number): void {
    this.#userOf.set(account, user);
    this.#contend();
  }

  setUserLimit(user: number, limit: RunLimit): void {
    this.#userLimits.set(user, limit);
    this.#contend();
  }

  earmark(job: number, account: number, amounts: LimitAmounts): void {
    this.#earmarks.set(job, { account, amounts });
    this.#contend();
  }

  letGo(job: number): void {
    this.#earmarks.delete(job);
    this.#contend();
  }

  setLicences(totals: Readonly<Record<string, number>>): void {
    this.#licences = totals;
  }

  setTime(nowMs: number): void {
    this.#tree.advance(nowMs);
  }

  charge(account: number, cost: number, atMs: number): void {
    this.#tree.charge(account, cost, atMs);
  }

  // --- agents --------------------------------------------------------------------------------------------------

  addAgent(description: AgentDescription): number {
    const agent = this.#gone.pop() ?? this.#agents.length;
    this.#agents[agent] = { ...description, cell: -1 };
    this.#enter(agent);
    this.#told = [...this.#told.filter((other) => other !== agent), agent];
    this.#grown.push(agent);
    this.#setTotals();
    return agent;
  }

  setFree(agent: number, free: Amounts): void {
    const it = this.#agent(agent);
    const isLessKept = it.besideGpu !== undefined && free.gpus < it.free.gpus;
    const grew = isLessKept || KINDS.some((kind) => free[kind] > it.free[kind]);
    it.free = free;
    this.#told = [...this.#told.filter((other) => other !== agent), agent];
    this.#enter(agent);
    if (grew && !this.#grown.includes(agent)) this.#grown.push(agent);
  }

  setTotal(agent: number, total: Amounts): void {
    this.#agents[agent] = { ...this.#agent(agent), total };
    this.#setTotals();
  }

  removeAgent(agent: number): void {
    this.#leave(agent);
    this.#agents[agent] = undefined;
    this.#keeping.delete(agent);
    this.#gone.push(agent);
    this.#grown = this.#grown.filter((other) => other !== agent);
    this.#setTotals();
  }

  // --- jobs ----------------------------------------------------------------------------------------------------

  submit(account: number, need: Requirement, priority: number, id: number, count: number): void {
    this.#jobs.push({ id, account, need, order: jobOrder(priority, id), left: count });
    this.#contend();
  }

  setCount(id: number, count: number): void {
    for (const job of this.#jobs) if (job.id === id) job.left = count;
  }

  cancel(id: number): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
    this.#forget();
    this.#contend();
  }

  adopt(account: number, need: Requirement, sinceMs: number, job?: number): void {
    this.#tree.adopt(account, vectorOf(need), 0, this.#rateOf(need), sinceMs);
    this.#tasks.push({ job, account, need });
    this.#contend();
  }

  end(account: number, need: Requirement, job?: number): void {
    this.#tree.end(account, vectorOf(need), 0, this.#rateOf(need));
    this.#tasks.splice(
      this.#tasks.findIndex((task) => task.account === account && task.need === need && task.job === job),
      1,
    );
    this.#forget();
    this.#contend();
  }

  release(account: number, need: Requirement, agent: number, job: number | undefined): void {
    const { free } = this.#agent(agent);
    this.setFree(agent, changed(free, need, 1));
    if (!this.#grown.includes(agent)) this.#grown.push(agent); // also one that got back nothing
    this.end(account, need, job);
  }

  // --- deciding ------------------------------------------------------------------------------------------------

  settle(mostOfAll: number, isTurning?: (job: number) => boolean): readonly OracleStart[] {
    let most = mostOfAll;
    const starts: OracleStart[] = [];
    this.#favour();
    for (;;) {
      this.#review();
      for (let agent = this.#grown[0]; agent !== undefined; agent = this.#grown[0]) {
        for (; this.#packing === "pack" && this.#locality === undefined;) {
          const here = agent;
          const job = this.#first(this.#jobs.filter((job) => this.#mayStart(job) && this.#fits(job, here)));
          if (job === undefined) break;
          if (starts.length >= most) return starts;
          starts.push(this.#start(job, agent));
          if (isTurning?.(job.id) === true) most = starts.length;
        }
        this.#grown.shift();
      }
      for (;;) {
        const job = this.#first(
          this.#jobs.filter(
            (job) => this.#mayStart(job) && this.#agents.some((_, agent) => this.#fits(job, agent)),
          ),
        );
        if (job === undefined) break;
        if (starts.length >= most) return starts;
        starts.push(this.#start(job, this.#nearest(job, this.#best(job))));
        if (isTurning?.(job.id) === true) most = starts.length;
      }
      this.#review();
      if (this.#grown.length === 0) return starts;
    }
  }

  /** Agents keep something beside free GPUs while a job with GPUs waits for such ones that its limits let start. */
  #review(): void {
    for (const agent of this.#told) {
      const it = this.#agents[agent];
      if (it?.besideGpu === undefined) continue;
      const keeps = this.#jobs.some(
        (job) =>
          job.need.gpus > 0 && this.#isWithinLimits(job) && this.#accepts(job.need.constraint, it.class),
      );
      if (!keeps && this.#keeping.has(agent) && it.free.gpus > 0 && !this.#grown.includes(agent))
        this.#grown.push(agent);
      if (keeps) this.#keeping.add(agent);
      else this.#keeping.delete(agent);
    }
  }

  #start(job: Job, agent: number): OracleStart {
    const it = this.#agent(agent);
    it.free = changed(it.free, job.need, -1);
    this.#enter(agent);
    this.#tree.start(job.account, vectorOf(job.need), 0, this.#rateOf(job.need));
    this.#tasks.push({ job: job.id, account: job.account, need: job.need });
    job.left -= 1;
    if (job.left === 0) this.#jobs = this.#jobs.filter((other) => other !== job);
    this.#pass(job.need);
    this.#favour();
    this.#contend();
    return { job: job.id, account: job.account, agent };
  }

  #first(jobs: readonly Job[]): Job | undefined {
    const accounts = new Map<number, Job>();
    for (const job of jobs) {
      const other = accounts.get(job.account);
      if (other === undefined || job.order < other.order) accounts.set(job.account, job);
    }
    if (this.#order.among === "accounts") {
      const keyed = [...accounts].map(([node, job]) => ({
        node,
        job,
        key: this.#order.key(this.#tree, node, job.id),
      }));
      return keyed.sort((a, b) => a.key - b.key || a.node - b.node)[0]?.job;
    }
    let node = SITE;
    let below = [...accounts.keys()];
    while (below.length > 0) {
      const children = new Map<number, number[]>();
      for (const account of below) {
        const child = this.#childOf(node, account);
        children.set(child, [...(children.get(child) ?? []), account]);
      }
      const keyed = [...children.keys()].map((child) => ({
        child,
        key: this.#order.key(this.#tree, child, 0),
      }));
      node = keyed.sort((a, b) => a.key - b.key || a.child - b.child)[0]?.child ?? SITE;
      if (this.#node(node).isAccount) return accounts.get(node);
      below = children.get(node) ?? [];
    }
    return undefined;
  }

  #childOf(node: number, account: number): number {
    let at = account;
    while (this.#node(at).parent !== node) at = this.#node(at).parent;
    return at;
  }

  // --- licences ------------------------------------------------------------------------------------------------

  #isOpen(need: Requirement): boolean {
    return (need.licences ?? []).every(({ count, name }) => {
      const inUse = this.#tasks.reduce((sum, task) => sum + countOf(task.need, name), 0);
      const kept = this.#favourite === need ? 0 : countOf(this.#favourite, name);
      return inUse + kept + count <= (this.#licences[name] ?? 0);
    });
  }

  /** Whether jobs of that need lack nothing but licences. */
  #isHeldUp(need: Requirement): boolean {
    const jobs = this.#jobs.filter((job) => job.need === need && this.#isWithinLimits(job));
    return jobs.some((job) => this.#agents.some((_, agent) => this.#fits(job, agent)));
  }

  /** A task with that need has started: who waits for what it took was passed over. */
  #pass(taken: Requirement): void {
    if (taken.licences === undefined) return;
    this.#passes.set(taken, 0);
    if (this.#favourite === taken) this.#favourite = undefined;
    for (const need of new Set(this.#jobs.map((job) => job.need))) {
      if (need === taken || !taken.licences.some(({ name }) => countOf(need, name) > 0)) continue;
      if (!this.#isOpen(need) && this.#isHeldUp(need))
        this.#passes.set(need, (this.#passes.get(need) ?? 0) + 1);
    }
  }

  /** Who was passed over most, eight times at least, has them kept, as long as that is all that is lacking. */
  #favour(): void {
    const isPossible = (need: Requirement) =>
      (need.licences ?? []).every(({ count, name }) => count <= (this.#licences[name] ?? 0)) &&
      this.#isHeldUp(need);
    if (this.#favourite !== undefined && isPossible(this.#favourite)) return;
    const passed = [...this.#passes].filter(([need, times]) => times >= 8 && isPossible(need));
    passed.sort(([a, x], [b, y]) => y - x || (requirementKey(a) < requirementKey(b) ? -1 : 1));
    this.#favourite = passed[0]?.[0];
  }

  /** A need of which nothing waits or runs is forgotten. */
  #forget(): void {
    for (const need of this.#passes.keys()) {
      if ([...this.#jobs, ...this.#tasks].some((other) => other.need === need)) continue;
      this.#passes.delete(need);
      if (this.#favourite === need) this.#favourite = undefined;
    }
  }

  // --- limits --------------------------------------------------------------------------------------------------

  #mayStart(job: Job): boolean {
    return this.#isOpen(job.need) && this.#isWithinLimits(job);
  }

  #isWithinLimits(job: Job): boolean {
    for (let node = job.account; node >= 0; node = this.#node(node).parent) {
      if (!this.#allows(node, job.need)) return false;
    }
    return true;
  }

  #allows(node: number, need: Requirement): boolean {
    const user = this.#userOf.get(node);
    const isOfUser = (account: number) => this.#userOf.get(account) === user;
    if (user !== undefined && !this.#isWithin(this.#userLimits.get(user) ?? {}, isOfUser, need)) return false;
    return this.#isWithin(this.#node(node).limit, (account) => this.#isBelow(account, node), need);
  }

  /** What runs of these accounts, what is kept for other jobs of theirs, and the need. */
  #isWithin(limit: RunLimit, counts: (account: number) => boolean, need: Requirement): boolean {
    const below = this.#tasks.filter(({ account }) => counts(account));
    const kept = [...this.#earmarks].filter(([job, { account }]) => job !== need.earmark && counts(account));
    const keptOf = (kind: keyof LimitAmounts) =>
      kept.reduce((sum, [, { amounts }]) => sum + (amounts[kind] ?? 0), 0);
    if (below.length + keptOf("tasks") + 1 > (limit.tasks ?? Infinity)) return false;
    const jobs = new Set(below.map(({ job }) => job).filter((job) => job !== undefined)).size;
    if (need.isUnderWay !== true && jobs + keptOf("jobs") + 1 > (limit.jobs ?? Infinity)) return false;
    return KINDS.every((kind) => {
      const used = below.reduce((sum, task) => sum + task.need[kind], 0);
      return used + keptOf(kind) + need[kind] <= (limit[kind] ?? Infinity);
    });
  }

  #isBelow(account: number, node: number): boolean {
    for (let at = account; at >= 0; at = this.#node(at).parent) if (at === node) return true;
    return false;
  }

  #fits({ need }: Job, agent: number): boolean {
    const it = this.#agents[agent];
    return (
      it !== undefined &&
      KINDS.every((kind) => need[kind] <= it.free[kind]) &&
      (need.gpus > 0 || !this.#keeping.has(agent) || this.#leavesGpus(need, it)) &&
      this.#accepts(need.constraint, it.class) &&
      (need.axis === undefined || need.axis === it.axis) &&
      (need.hosts === undefined || need.hosts.includes(it.host)) &&
      need.exceptHosts?.includes(it.host) !== true
    );
  }

  #leavesGpus(need: Requirement, { besideGpu, free }: Agent): boolean {
    const { cpusMilli = 0, memMib = 0 } = besideGpu ?? {};
    if (free.gpus === 0) return true;
    return (
      need.cpusMilli <= Math.max(0, free.cpusMilli - free.gpus * cpusMilli) &&
      need.memMib <= Math.max(0, free.memMib - free.gpus * memMib)
    );
  }

  /** First cell; in it the one that came last, or where a job has few agents to look at, the smallest number. */
  #best(job: Job): number {
    const fitting = [...this.#agents.keys()].filter((agent) => this.#fits(job, agent));
    const byMemory = this.#goesByMemory(job);
    const rank = (cell: number) => (byMemory ? rankByMemory(cell) : rankOf(cell, this.#packing));
    const [lowest = -1] = fitting.map((agent) => this.#agent(agent).cell).sort((a, b) => rank(a) - rank(b));
    const inCell = fitting.filter((agent) => this.#agent(agent).cell === lowest);
    if (job.need.hosts !== undefined || job.need.axis !== undefined) return Math.min(...inCell);
    const ring = this.#cells.get(lowest) ?? [];
    const at = ring.findIndex((agent) => inCell.includes(agent));
    const found = ring[at] ?? -1;
    if (at > 4) this.#cells.set(lowest, [...ring.slice(at), ...ring.slice(0, at)]);
    return found;
  }

  /** It needs more memory for each CPU than all agents together have, and of what is free there is more. */
  #goesByMemory({ need }: Job): boolean {
    const all = this.#agents.flatMap((agent) => agent ?? []);
    const sums = (amounts: readonly Amounts[]) =>
      [
        amounts.reduce((sum, { cpusMilli }) => sum + cpusMilli, 0),
        amounts.reduce((sum, { memMib }) => sum + memMib, 0),
      ] as const;
    const [cpus, memory] = sums(all.map(({ total }) => total));
    const isMore = ([c, m]: readonly [number, number]) => m * cpus > c * memory;
    return this.#packing === "pack" && isMore(sums([need])) && isMore(sums(all.map(({ free }) => free)));
  }

  /** The largest sum of fit and preference, of the best fit and all preferred; those before win. */
  #nearest(job: Job, best: number): number {
    if (this.#locality === undefined) return best;
    const { preferredBy, weight } = this.#locality;
    const preferred = [...preferredBy(job.id)];
    const partOf = (agent: number) =>
      Math.max(0, ...preferred.flatMap((one) => (one.agent === agent ? [one.part] : [])));
    const strands = (agent: number) =>
      job.need.gpus === 0 && this.#agent(agent).free.gpus > 0 && this.#agent(best).free.gpus === 0;
    const among = preferred
      .map(({ agent }) => agent)
      .filter((agent) => this.#fits(job, agent) && !strands(agent));
    const scored = [best, ...among].map((agent) => ({
      agent,
      score: this.#fill(job, agent) + weight * partOf(agent),
    }));
    return scored.sort((a, b) => b.score - a.score)[0]?.agent ?? best;
  }

  #fill({ need }: Job, agent: number): number {
    const { free } = this.#agent(agent);
    const part = (["cpusMilli", "memMib"] as const).map((kind) =>
      free[kind] === 0 ? 1 : need[kind] / free[kind],
    );
    const mean = ((part[0] ?? 0) + (part[1] ?? 0)) / 2;
    return this.#packing === "pack" ? mean : 1 - mean;
  }

  #enter(agent: number): void {
    const it = this.#agent(agent);
    const cell = cellOf(vectorOf(it.free), 0);
    if (cell === it.cell) return;
    if (it.cell !== -1) this.#leave(agent);
    it.cell = cell;
    this.#cells.set(cell, [agent, ...(this.#cells.get(cell) ?? [])]);
  }

  #leave(agent: number): void {
    const { cell } = this.#agent(agent);
    this.#cells.set(
      cell,
      (this.#cells.get(cell) ?? []).filter((other) => other !== agent),
    );
  }

  /** Who contends, from the definition. */
  #contend(): void {
    if (!this.#tree.isHierarchical) return;
    const contending = new Set<number>();
    for (const { account, need } of this.#jobs) {
      if (need.hosts === undefined && !this.#allows(account, need)) continue;
      for (let node = account; node !== SITE; node = this.#node(node).parent) contending.add(node);
    }
    for (let node = this.#nodes.length - 1; node > SITE; node -= 1)
      this.#tree.setContending(node, contending.has(node));
  }

  #setTotals(): void {
    const totals = Object.fromEntries(
      KINDS.map((kind) => [kind, this.#agents.reduce((sum, agent) => sum + (agent?.total[kind] ?? 0), 0)]),
    ) as Amounts; // an entry per kind
    this.#tree.setTotals(
      KINDS.map((kind) => totals[kind]),
      this.#rateOf(totals),
    );
  }

  #node(node: number): Node {
    const found = this.#nodes[node];
    if (found === undefined) throw new RangeError(`there is no node ${node}`);
    return found;
  }

  #agent(agent: number): Agent {
    const found = this.#agents[agent];
    if (found === undefined) throw new RangeError(`there is no agent ${agent}`);
    return found;
  }
}

function countOf(need: Requirement | undefined, licence: string): number {
  return need?.licences?.find(({ name }) => name === licence)?.count ?? 0;
}

function vectorOf(amounts: Amounts): Int32Array {
  return Int32Array.from(KINDS, (kind) => amounts[kind]);
}

function changed(free: Amounts, need: Amounts, sign: 1 | -1): Amounts {
  return Object.fromEntries(KINDS.map((kind) => [kind, free[kind] + sign * need[kind]])) as Amounts; // an entry per kind
}
