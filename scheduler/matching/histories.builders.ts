import assert from "node:assert/strict";
import { fairShareOrder, fifoOrder, type Order } from "../../fair-share/order.ts";
import { ShareTree, SITE } from "../../fair-share/share-tree.ts";
import { seededRandom, type Random } from "../../simulation/random.ts";
import type { Licence } from "./licences.ts";
import type { Locality, Preferred } from "./locality.ts";
import { Matching } from "./matching.ts";
import { Oracle, type OracleStart } from "./oracle.builders.ts";
import { requirementKey, type Amounts, type Requirement } from "./requirement.ts";
import type { RunLimit } from "./run-limits.ts";
import type { Starts } from "./tables/starts.ts";

/** Neither stable nor of the account alone, as the policies of GoDocker 1.0: asks for everything. */
const whimsicalOrder: Order = {
  name: "whimsical",
  stable: false,
  ofJob: true,
  among: "accounts",
  key: (tree, node, job) => (job * 7 + Math.floor(tree.nowMs / 100) * node) % 11,
};
const flatShareOrder: Order = { ...fairShareOrder, name: "flat fair share", among: "accounts" };
const ORDERS = [fairShareOrder, fairShareOrder, fairShareOrder, fifoOrder, flatShareOrder, whimsicalOrder];

/** A constraint is empty, or the class that is wanted, or `!` and the one that is not. */
export const acceptsClass = (constraint: string, agentClass: string): boolean =>
  constraint === "" ||
  (constraint.startsWith("!") ? constraint.slice(1) !== agentClass : constraint === agentClass);

export const costRateOf = (amounts: Amounts): number =>
  Math.max(amounts.cpusMilli, Math.ceil(amounts.memMib / 4));

interface Running {
  readonly job: number | undefined;
  readonly account: number;
  readonly need: Requirement;
  readonly shape: number;
  readonly agent: number;
}

interface Waiting {
  entry: number;
  left: number;
  need: Requirement;
  readonly account: number;
  readonly priority: number;
}

export interface HistoryResult {
  readonly steps: number;
  readonly decisions: number;
}

/**
 * A random history, told to the matcher and to the oracle: every call of `settle` must start the same tasks on the same
 * agents in the same order, and at the end nothing may be left behind.
 */
export function runHistory(seed: number, steps: number): HistoryResult {
  return new History(seed).run(steps);
}

class History {
  readonly #random: Random;
  readonly #fast: Matching;
  readonly #slow: Oracle;
  readonly #groups: number[] = [SITE];
  readonly #accounts: number[] = [];
  readonly #agents: { readonly number: number; total: Amounts }[] = [];
  readonly #waiting = new Map<number, Waiting>();
  readonly #earmarked: number[] = [];
  readonly #ownNeeds = new Map<string, Requirement>();
  readonly #running: Running[] = [];
  readonly #needs: readonly Requirement[];
  readonly #hasLimits: boolean;
  /** Jobs have limits, too: then what waits of a job is filed anew when its first task starts or its last one ends. */
  readonly #countsJobs: boolean;
  readonly #hasLicences: boolean;
  #ids = 0;
  #nowMs = 0;
  #decisions = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    const random = this.#random;
    const treeOptions = {
      halfLifeMs: random.pick([1000, 3_600_000, 604_800_000]),
      alpha: random.pick([0, 0.5, 0.5, 1]),
      resourceWeights: [1, 1, 0, random.pick([1, 0.5]), 0],
      parents: random.pick(["sum", "sum", "hierarchical"] as const),
      originMs: 0,
    };
    const order = random.pick(ORDERS);
    const packing = random.pick(["pack", "pack", "spread"] as const);
    const locality: Locality = {
      weight: random.pick([0.05, 0.3, 1]),
      preferredBy: (job) => this.#preferredBy(job),
    };
    const prefers = random.chance(0.3) ? { locality } : {};
    const shared = { order, accepts: acceptsClass, rateOf: costRateOf, packing, ...prefers };
    const rowsPerKind = random.pick([1, 2, 5, 256]);
    this.#countsJobs = random.chance(0.4);
    this.#fast = new Matching({
      ...shared,
      rowsPerKind,
      countsJobs: this.#countsJobs,
      tree: new ShareTree(treeOptions),
    });
    this.#slow = new Oracle({ ...shared, tree: new ShareTree(treeOptions) });
    this.#hasLicences = random.chance(0.5);
    this.#needs = this.#drawNeeds();
    for (const need of this.#needs) this.#interned(need);
    this.#hasLimits = this.#countsJobs || random.chance(0.6);
    this.#setLicences();
    this.#growTree();
    for (let n = random.integer(1, 5); n > 0; n -= 1) this.#addAgent();
    if (this.#countsJobs) for (let n = random.integer(1, 3); n > 0; n -= 1) this.#setJobsLimit();
  }

  run(steps: number): HistoryResult {
    for (let step = 0; step < steps; step += 1) {
      this.#event();
      if (this.#random.chance(0.7))
        this.#settle(this.#random.chance(0.1) ? this.#random.integer(0, 3) : Infinity);
    }
    this.#settle(Infinity);
    while (this.#running.length > 0) {
      this.#release();
      this.#settle(Infinity);
    }
    for (const node of [...this.#groups, ...this.#accounts])
      assert.deepEqual([this.#fast.questions.tasksOf(node), this.#fast.questions.jobsOf(node)], [0, 0]);
    return { steps, decisions: this.#decisions };
  }

  #event(): void {
    const random = this.#random;
    const dice = random.integer(1, 100);
    if (dice <= 40) this.#submit();
    else if (dice <= 62) this.#release();
    else if (dice <= 67) this.#cancel();
    else if (dice <= 71) this.#setFree();
    else if (dice === 72) this.#setTotal();
    else if (dice <= 74) this.#addAgent();
    else if (dice <= 77) this.#removeAgent();
    else if (dice <= 86) this.#passTime();
    else if (dice <= 88) this.#setLimit();
    else if (dice === 89) this.#earmark();
    else if (dice === 90) this.#setLicences();
    else if (dice <= 92) {
      const node = random.pick([...this.#groups.slice(1), ...this.#accounts]);
      const weight = random.pick([0.5, 1, 1, 2, 3.7]);
      this.#fast.setWeight(node, weight);
      this.#slow.setWeight(node, weight);
    } else if (dice <= 94) {
      const account = random.pick(this.#accounts);
      const cost = random.integer(0, 1e9);
      const atMs = this.#nowMs - random.integer(0, 10_000);
      this.#fast.charge(account, cost, atMs);
      this.#slow.charge(account, cost, atMs);
    } else if (dice <= 96) this.#adopt();
    else if (dice <= 98) this.#addAccount();
    else this.#setCount();
  }

  // --- what may happen -----------------------------------------------------------------------------------------

  #submit(): void {
    const random = this.#random;
    for (let n = random.pick([1, 1, 2, 6]); n > 0; n -= 1) {
      this.#ids += 1;
      // Some come late, as a retry does: their number is smaller than that of others that wait.
      const late = this.#ids - random.integer(1, 20);
      const id = random.chance(0.2) && late > 0 && !this.#waiting.has(late) ? late : this.#ids;
      const account = random.pick(this.#accounts);
      const need = random.pick(this.#needs);
      const priority = random.pick([0, 50, 50, 50, 127]);
      const left = random.pick([1, 1, 1, 2, 7]);
      const runs = this.#running.find((task) => task.job === id);
      if (this.#waiting.has(id) || (runs !== undefined && runs.account !== account)) continue;
      const job: Waiting = { entry: -1, left, need, account, priority };
      this.#enter(id, job, runs !== undefined && this.#countsJobs ? { ...need, isUnderWay: true } : need);
      this.#waiting.set(id, job);
    }
  }

  #release(): void {
    if (this.#running.length === 0) return;
    const at = this.#random.integer(0, this.#running.length - 1);
    const [task] = this.#running.splice(at, 1);
    assert.ok(task !== undefined);
    if (task.agent < 0) {
      this.#fast.end(task.account, task.shape, task.job);
      this.#slow.end(task.account, task.need, task.job);
    } else {
      this.#fast.release(task.account, task.shape, task.agent, task.job);
      this.#slow.release(task.account, task.need, task.agent, task.job);
    }
    this.#refile(task.job);
  }

  /** Something of a job runs from now on, or nothing any more. */
  #refile(id = 0): void {
    const job = this.#waiting.get(id);
    if (!this.#countsJobs || job === undefined) return;
    const runs = this.#running.some((task) => task.job === id);
    assert.equal(this.#fast.questions.runs(id), runs);
    if ((job.need.isUnderWay === true) === runs) return;
    this.#fast.cancel(job.entry);
    this.#slow.cancel(id);
    const { isUnderWay: _, ...fresh } = job.need;
    this.#enter(id, job, runs ? { ...fresh, isUnderWay: true } : fresh);
  }

  /** What waited before, and does not any more. */
  #enter(id: number, job: Waiting, need: Requirement): void {
    job.need = this.#interned(need);
    job.entry = this.#fast.submit(job.account, this.#fast.shapeOf(job.need), job.priority, id, job.left);
    this.#slow.submit(job.account, job.need, job.priority, id, job.left);
  }

  /** Equal requirements must be one object: the oracle tells tasks apart by it. */
  #interned(need: Requirement): Requirement {
    const key = requirementKey(need);
    const known = this.#ownNeeds.get(key) ?? need;
    this.#ownNeeds.set(key, known);
    return known;
  }

  #cancel(): void {
    if (this.#waiting.size === 0) return;
    const [id, { entry }] = this.#random.pick([...this.#waiting]);
    this.#fast.cancel(entry);
    this.#slow.cancel(id);
    this.#waiting.delete(id);
  }

  #setCount(): void {
    if (this.#waiting.size === 0) return;
    const [id, job] = this.#random.pick([...this.#waiting]);
    job.left = this.#random.integer(1, 5);
    this.#fast.setCount(job.entry, job.left);
    this.#slow.setCount(id, job.left);
  }

  #adopt(): void {
    const random = this.#random;
    const account = random.pick(this.#accounts);
    const need = random.pick(this.#needs);
    const sinceMs = this.#nowMs - random.integer(0, 5000);
    const shape = this.#fast.shapeOf(need);
    const [job] = random.pick(
      [[], ...this.#waiting].filter(([, other]) => (other?.account ?? account) === account),
    );
    this.#fast.adopt(account, shape, sinceMs, job);
    this.#slow.adopt(account, need, sinceMs, job);
    this.#running.push({ job, account, need, shape, agent: -1 });
    this.#refile(job);
  }

  /** Of every other job a few agents, each with a part of its own. */
  #preferredBy(job: number): readonly Preferred[] {
    if (job % 2 === 0) return [];
    return this.#agents.flatMap(({ number }, at) =>
      (at + job) % 3 === 0 ? [{ agent: number, part: ((at + job) % 4 === 0 ? 1 : 2) / 2 }] : [],
    );
  }

  #passTime(): void {
    this.#nowMs += this.#random.pick([1, 50, 1000, 100_000, 3_000_000]);
    this.#fast.setTime(this.#nowMs);
    this.#slow.setTime(this.#nowMs);
  }

  #setLimit(): void {
    if (!this.#hasLimits) return;
    const random = this.#random;
    if (random.chance(0.3)) {
      const user = random.integer(0, 2);
      const limit = random.pick<RunLimit>([
        {},
        { tasks: random.integer(0, 5) },
        { cpusMilli: 5000, gpus: 1 },
        ...(this.#countsJobs ? [{ jobs: random.integer(0, 3) }] : []),
      ]);
      this.#fast.setUserLimit(user, limit);
      this.#slow.setUserLimit(user, limit);
      return;
    }
    if (this.#countsJobs && random.chance(0.5)) return this.#setJobsLimit();
    const node = random.pick([...this.#groups, ...this.#accounts, ...this.#accounts]);
    const limit: RunLimit = random.pick<RunLimit>([
      {},
      { tasks: random.integer(0, 4) },
      { cpusMilli: random.integer(0, 12) * 1000 },
      { memMib: random.integer(0, 20) * 512, gpus: random.integer(0, 2) },
      { cpusMilli: 4000, tasks: 3, ports: random.integer(0, 3) },
      ...(this.#countsJobs ? [{ jobs: random.integer(0, 4) }, { jobs: 1, cpusMilli: 8000 }] : []),
    ]);
    this.#fast.setLimit(node, limit);
    this.#slow.setLimit(node, limit);
  }

  #setJobsLimit(): void {
    const node = this.#random.pick([...this.#groups, ...this.#accounts]);
    const limit = { jobs: this.#random.integer(1, 3) };
    this.#fast.setLimit(node, limit);
    this.#slow.setLimit(node, limit);
  }

  /** Of a job that waits, as its wait or its end goes on; or what was kept is let go. */
  #earmark(): void {
    const random = this.#random;
    if (!this.#hasLimits) return;
    if (this.#earmarked.length > 0 && random.chance(0.4)) {
      const [job = 0] = this.#earmarked.splice(random.integer(0, this.#earmarked.length - 1), 1);
      this.#fast.letGo(job);
      this.#slow.letGo(job);
      return;
    }
    if (this.#waiting.size === 0) return;
    const [id, job] = random.pick([...this.#waiting]);
    if (this.#earmarked.includes(id)) return;
    const tasks = random.pick([1, 1, 3]);
    const { cpusMilli, gpus, memMib, ports } = job.need;
    const jobs = this.#fast.questions.runs(id) ? 0 : 1;
    const kept = { cpusMilli: tasks * cpusMilli, memMib: tasks * memMib, gpus, ports, tasks, jobs };
    this.#fast.cancel(job.entry);
    this.#slow.cancel(id);
    this.#fast.earmark(id, job.account, kept);
    this.#slow.earmark(id, job.account, kept);
    this.#enter(id, job, { ...job.need, earmark: id });
    this.#earmarked.push(id);
  }

  #setLicences(): void {
    if (!this.#hasLicences) return;
    const totals = { l: this.#random.integer(0, 6), m: this.#random.pick([0, 1, 3]) };
    this.#fast.setLicences(totals);
    this.#slow.setLicences(totals);
  }

  #setFree(): void {
    if (this.#agents.length === 0) return;
    const { number, total } = this.#random.pick(this.#agents);
    // As a cluster does that others use, too: it may be anything up to the total.
    const part = (most: number) => (this.#random.chance(0.3) ? most : this.#random.integer(0, most));
    const free: Amounts = {
      cpusMilli: part(total.cpusMilli),
      memMib: part(total.memMib),
      diskMib: part(total.diskMib),
      gpus: part(total.gpus),
      ports: part(total.ports),
    };
    // What runs there now is none of the agent's business any more.
    for (const [at, task] of this.#running.entries()) {
      if (task.agent === number) this.#running[at] = { ...task, agent: -1 };
    }
    this.#fast.setFree(number, free);
    this.#slow.setFree(number, free);
  }

  #setTotal(): void {
    const agent = this.#random.pick(this.#agents);
    const total = { ...agent.total, cpusMilli: agent.total.cpusMilli + 1000 };
    agent.total = total;
    this.#fast.setTotal(agent.number, total);
    this.#slow.setTotal(agent.number, total);
  }

  #addAgent(): void {
    const random = this.#random;
    const total: Amounts = {
      cpusMilli: random.pick([2000, 4000, 16_000]),
      memMib: random.pick([2048, 8192, 65_536]),
      diskMib: random.pick([0, 1000, 100_000]),
      gpus: random.pick([0, 0, 2, 12]),
      ports: random.pick([0, 2, 1000]),
    };
    const axis = random.pick(["", "r1", "r2", "r3"]);
    // The oracle does not know what is kept beside GPUs while a decision only goes on.
    const isReserved = total.gpus > 0 && random.chance(0.6) && !this.#countsJobs;
    const description = {
      host: `h${random.integer(1, 6)}`,
      class: random.pick(["a", "b", "c"]),
      ...(axis === "" ? {} : { axis }),
      total,
      free: total,
      ...(isReserved
        ? { besideGpu: { cpusMilli: random.pick([100, 500, 1000]), memMib: random.pick([0, 256, 1024]) } }
        : {}),
    };
    const number = this.#fast.addAgent(description);
    assert.equal(this.#slow.addAgent(description), number);
    this.#agents.push({ number, total });
  }

  #removeAgent(): void {
    if (this.#agents.length < 2) return;
    const [gone] = this.#agents.splice(this.#random.integer(0, this.#agents.length - 1), 1);
    assert.ok(gone !== undefined);
    for (const [at, task] of this.#running.entries()) {
      if (task.agent === gone.number) this.#running[at] = { ...task, agent: -1 };
    }
    this.#fast.removeAgent(gone.number);
    this.#slow.removeAgent(gone.number);
  }

  #growTree(): void {
    const random = this.#random;
    for (let n = random.pick([0, 0, 2, 4]); n > 0; n -= 1) {
      const parent = random.pick(this.#groups);
      const group = this.#fast.addGroup(parent, 1);
      assert.equal(this.#slow.addNode(parent, 1, "group"), group);
      this.#groups.push(group);
    }
    for (let n = random.pick([1, 3, 8, 90]); n > 0; n -= 1) this.#addAccount();
  }

  #addAccount(): void {
    const parent = this.#random.pick(this.#groups);
    const weight = this.#random.pick([1, 1, 1, 2, 0.3]);
    const account = this.#fast.addAccount(parent, weight);
    assert.equal(this.#slow.addNode(parent, weight, "account"), account);
    if (this.#random.chance(0.5)) {
      const user = this.#random.integer(0, 2);
      this.#fast.setUser(account, user);
      this.#slow.setUser(account, user);
    }
    this.#accounts.push(account);
  }

  #drawNeeds(): readonly Requirement[] {
    const random = this.#random;
    const count = random.pick([1, 3, 10, 40]);
    const needs = Array.from({ length: count }, (): Requirement => {
      const axis = random.pick(["", "", "", "r1", "r2"]);
      const some = (most: number) =>
        Array.from({ length: random.integer(1, most) }, () => `h${random.integer(1, 7)}`);
      const hosts = random.chance(0.15) ? some(3) : undefined;
      const exceptHosts = random.chance(0.15) ? some(2) : undefined;
      const licences = this.#hasLicences ? this.#drawLicences() : [];
      return {
        cpusMilli: random.pick([0, 250, 1000, 1000, 2000, 4000, 17_000]),
        memMib: random.integer(0, 16) * random.pick([1, 256, 512]),
        diskMib: random.pick([0, 0, 0, 500]),
        gpus: random.pick([0, 0, 0, 0, 1, 2, 10]),
        ports: random.pick([0, 0, 0, 1, 3]),
        constraint: random.pick(["", "", "a", "!b"]),
        ...(axis === "" ? {} : { axis }),
        ...(hosts === undefined ? {} : { hosts }),
        ...(exceptHosts === undefined ? {} : { exceptHosts }),
        ...(licences.length === 0 ? {} : { licences }),
      };
    });
    // Equal requirements must be one object: the oracle tells tasks apart by it.
    return [...new Map(needs.map((need) => [requirementKey(need), need])).values()];
  }

  #drawLicences(): readonly Licence[] {
    return ["l", "m"].flatMap((name) =>
      this.#random.chance(0.4) ? [{ name, count: this.#random.pick([1, 1, 2, 4]) }] : [],
    );
  }

  // --- comparing -----------------------------------------------------------------------------------------------

  #settle(most: number): void {
    // What else waits of a job of which the first task starts is filed anew before anybody else starts.
    const isTurning = (id: number) => {
      const job = this.#waiting.get(id);
      return job !== undefined && job.left > 1 && job.need.isUnderWay !== true;
    };
    for (let left = most; ;) {
      const started = this.#settleOnce(left, this.#countsJobs ? isTurning : undefined);
      const last = started.at(-1)?.job;
      left -= started.length;
      if (!this.#countsJobs || last === undefined) return;
      this.#refile(last);
    }
  }

  #settleOnce(most: number, isTurning: ((job: number) => boolean) | undefined): readonly OracleStart[] {
    const starts = this.#fast.settle(most, isTurning);
    const wanted = this.#slow.settle(most, isTurning);
    assert.deepEqual(listOf(starts), wanted);
    this.#decisions += wanted.length;
    for (let at = 0; at < starts.count; at += 1) {
      const id = starts.job[at] ?? 0;
      const job = this.#waiting.get(id);
      assert.ok(job !== undefined);
      assert.equal(starts.entry[at], job.entry);
      job.left -= 1;
      if (job.left === 0) this.#waiting.delete(id);
      this.#running.push({
        job: id,
        account: job.account,
        need: job.need,
        shape: starts.shape[at] ?? -1,
        agent: starts.agent[at] ?? -1,
      });
    }
    return wanted;
  }
}

function listOf(starts: Starts): readonly OracleStart[] {
  return Array.from({ length: starts.count }, (_, at) => ({
    job: starts.job[at] ?? 0,
    account: starts.account[at] ?? -1,
    agent: starts.agent[at] ?? -1,
  }));
}
