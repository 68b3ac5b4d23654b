import { wider, widerBytes, widerDoubles } from "./tables/columns.ts";
import type { ShareTree } from "../../fair-share/share-tree.ts";
import { BitTable } from "./tables/bit-table.ts";
import { Earmarks, LIMIT_WIDTH, limitVector, type LimitAmounts } from "./earmarks.ts";
import type { NeedRows } from "./need-rows.ts";
import { KIND_COUNT, KINDS } from "./requirement.ts";

/** Most that may run at once below a node of the tree; what is left out is not limited. */
export type RunLimit = LimitAmounts;

const AMOUNTS = KINDS.length;
const TASKS = AMOUNTS;
const JOBS = AMOUNTS + 1;
const WIDTH = LIMIT_WIDTH;
const INITIAL = 16;
const NOBODY: readonly number[] = [];
const NO_BIT = -1;

interface Together {
  readonly accounts: number[];
  readonly limits: Float64Array;
  /** Of these, for jobs of its accounts. */
  readonly kept: Float64Array;
}

/**
 * What each node may still start, as rows of bits: shapes with need ≤ limit − used for every limited kind. A row is
 * computed anew only when the room passes one of the needs that wait.
 *
 * A limit of jobs is for those of which nothing runs: a further task of an array that runs is of a shape of its own, which
 * such a limit lets through.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class RunLimits {
  readonly #tree: ShareTree;
  readonly #rows: readonly NeedRows[];
  /** 1 = the node has a limit. */
  limited = new Uint8Array(INITIAL);
  limitedCount = 0;
  #tasks = new Int32Array(INITIAL);
  /** Jobs of which something runs; and of each of these how many tasks. */
  #jobs = new Int32Array(INITIAL);
  readonly #tasksOfJob: Map<number, number> | undefined;
  /** Shapes of jobs of which something runs; one row: their bits. */
  readonly #underWay = new Set<number>();
  readonly #underWayBits: BitTable;
  #limits = new Float64Array(INITIAL * WIDTH).fill(Infinity);
  /** Where the room stood among the rows, and their version, when the node's bits were last computed. */
  #positions = new Int32Array(INITIAL * WIDTH).fill(-1);
  #versions = new Int32Array(INITIAL * AMOUNTS);

  /** Accounts of one user, who have limits together; by account. */
  readonly #together: (Together | undefined)[] = [];
  readonly #users = new Map<number, Together>();

  readonly #earmarks: Earmarks;

  /** @param countsJobs  whether jobs may have limits, and not only tasks */
  constructor(tree: ShareTree, rows: readonly NeedRows[], countsJobs = false) {
    this.#tree = tree;
    this.#tasksOfJob = countsJobs ? new Map() : undefined;
    this.#underWayBits = new BitTable(1, 1);
    this.#rows = rows;
    this.#earmarks = new Earmarks(tree);
    this.#earmarks.ensure(INITIAL);
  }

  restride(words: number): void {
    this.#underWayBits.restride(words);
  }

  ensure(nodes: number): void {
    let size = this.limited.length;
    if (nodes <= size) return;
    while (size < nodes) size *= 2;
    this.limited = widerBytes(this.limited, size);
    this.#tasks = wider(this.#tasks, size);
    this.#jobs = wider(this.#jobs, size);
    this.#limits = widerDoubles(this.#limits, size * WIDTH, Infinity);
    this.#positions = wider(this.#positions, size * WIDTH, -1);
    this.#versions = wider(this.#versions, size * AMOUNTS);
    this.#earmarks.ensure(size);
  }

  /** @throws RangeError  for a limit that is no number ≥ 0, or of jobs where these are not counted */
  set(node: number, limit: RunLimit): void {
    this.#refuse(limit);
    this.#limits.set(limitVector(limit, Infinity), node * WIDTH);
    this.#review(node);
  }

  #refuse(limit: RunLimit): void {
    for (const [kind, most] of Object.entries(limit)) {
      if (!(most >= 0))
        throw new RangeError(`the limit of ${kind} is ${most}; a limit is a number from 0 on`);
    }
    if (limit.jobs !== undefined && this.#tasksOfJob === undefined)
      throw new RangeError("jobs are not counted here; only with countsJobs they can be limited");
  }

  /** An account of a user: what his accounts hold together is limited, too. */
  join(account: number, user: number): void {
    const together = this.#ofUser(user);
    together.accounts.push(account);
    this.#together[account] = together;
    this.#review(account);
  }

  /** Most that may run at once of all accounts of a user. @returns these */
  setTogether(user: number, limit: RunLimit): readonly number[] {
    this.#refuse(limit);
    const together = this.#ofUser(user);
    together.limits.set(limitVector(limit, Infinity));
    for (const account of together.accounts) this.#review(account);
    return together.accounts;
  }

  /** Accounts whose limits are those of this one, too; itself among them. */
  accountsWith(account: number): readonly number[] {
    return this.#together[account]?.accounts ?? NOBODY;
  }

  #ofUser(user: number): Together {
    let together = this.#users.get(user);
    if (together === undefined) {
      const limits = new Float64Array(WIDTH).fill(Infinity);
      together = { accounts: [], limits, kept: new Float64Array(WIDTH) };
      this.#users.set(user, together);
    }
    return together;
  }

  /** After a change of its limits. */
  #review(node: number): void {
    let limited = 0;
    for (let kind = 0; kind < WIDTH; kind += 1) {
      this.#positions[node * WIDTH + kind] = -1;
      if (this.#isLimited(node, kind)) limited = 1;
    }
    this.limitedCount += limited - (this.limited[node] as number);
    this.limited[node] = limited;
  }

  #isLimited(node: number, kind: number): boolean {
    return (
      this.#limits[node * WIDTH + kind] !== Infinity ||
      (this.#together[node]?.limits[kind] ?? Infinity) !== Infinity
    );
  }

  /** One task more, or less, runs of an account and a job: below it and all nodes above. */
  countBelow(account: number, sign: 1 | -1, job: number | undefined): void {
    const jobs = this.#countOf(job, sign);
    for (let node = account; node >= 0; node = this.#tree.parent(node)) {
      this.#tasks[node] = (this.#tasks[node] as number) + sign;
      if (jobs !== 0) this.#jobs[node] = (this.#jobs[node] as number) + jobs;
    }
  }

  /** @returns how many jobs more run by that */
  #countOf(job: number | undefined, sign: 1 | -1): number {
    if (this.#tasksOfJob === undefined || job === undefined) return 0;
    const before = this.#tasksOfJob.get(job) ?? 0;
    const after = before + sign;
    if (after === 0) this.#tasksOfJob.delete(job);
    else this.#tasksOfJob.set(job, after);
    return Math.sign(after) - Math.sign(before);
  }

  tasks(node: number): number {
    return this.#tasks[node] as number;
  }

  /** Jobs of which something runs below a node; 0 where jobs are not counted. */
  jobs(node: number): number {
    return this.#jobs[node] as number;
  }

  get countsJobs(): boolean {
    return this.#tasksOfJob !== undefined;
  }

  /** Whether something of it runs; no where jobs are not counted. */
  runs(job: number): boolean {
    return this.#tasksOfJob?.has(job) === true;
  }

  /** @param shape  which this is the need of */
  allows(node: number, needs: Int32Array, shape: number): boolean {
    if (this.limited[node] === 0) return true;
    const own = this.#earmarks.areAny ? this.#earmarks.ownOf(shape) : undefined;
    if (own !== undefined) return this.#allowsOwn(node, needs, shape, own);
    const offset = shape * KIND_COUNT;
    if (this.#room(node, TASKS) < 1) return false;
    if (this.#room(node, JOBS) < 1 && !this.#underWay.has(shape)) return false;
    for (let kind = 0; kind < AMOUNTS; kind += 1) {
      if ((needs[offset + kind] as number) > this.#room(node, kind)) return false;
    }
    return true;
  }

  // --- what is kept --------------------------------------------------------------------------------------------

  /** Keeps so much of all limits of an account, and above it, for one job. */
  earmark(job: number, account: number, amounts: LimitAmounts): void {
    this.#earmarks.add(job, account, amounts, this.#together[account]?.kept);
  }

  /** Nothing is kept for the job any more. @returns its account; `undefined`: nothing was */
  letGo(job: number): number | undefined {
    return this.#earmarks.remove(job);
  }

  /** Whether limits of the node, or of the user whose account it is, are kept for anybody. */
  isEarmarked(node: number): boolean {
    if (!this.#earmarks.areAny) return false;
    return this.#earmarks.isAnyOf(node) || this.#together[node]?.kept.some((kept) => kept > 0) === true;
  }

  /** Whether the node has not so much left. @param job  whose earmark counts as room */
  isShort(node: number, amounts: LimitAmounts, job: number): boolean {
    if (this.limited[node] === 0) return false;
    const own = this.#earmarks.of(job);
    return limitVector(amounts, 0).some(
      (amount, kind) => amount > this.#room(node, kind) + (own?.[kind] ?? 0),
    );
  }

  /** Whether the limits of the node are so large, whatever runs. */
  couldHold(node: number, amounts: LimitAmounts): boolean {
    const vector = limitVector(amounts, 0);
    const together = this.#together[node]?.limits;
    return vector.every(
      (amount, kind) =>
        amount <= (this.#limits[node * WIDTH + kind] as number) && amount <= (together?.[kind] ?? Infinity),
    );
  }

  /** A shape of a job that may have an earmark. */
  claim(shape: number, job: number): void {
    this.#earmarks.claim(shape, job);
  }

  unclaim(shape: number): void {
    this.#earmarks.unclaim(shape);
  }

  /** A shape of jobs of which something runs. @param bit  −1 = it has none */
  addUnderWay(shape: number, bit: number): void {
    this.#underWay.add(shape);
    if (bit !== NO_BIT) this.#underWayBits.set(0, bit);
  }

  dropUnderWay(shape: number, bit: number): void {
    if (this.#underWay.delete(shape) && bit !== NO_BIT) this.#underWayBits.clear(0, bit);
  }

  isUnderWay(shape: number): boolean {
    return this.#underWay.has(shape);
  }

  #allowsOwn(node: number, needs: Int32Array, shape: number, own: Float64Array): boolean {
    if (this.#room(node, TASKS) + (own[TASKS] as number) < 1) return false;
    if (this.#room(node, JOBS) + (own[JOBS] as number) < 1 && !this.#underWay.has(shape)) return false;
    for (let kind = 0; kind < AMOUNTS; kind += 1) {
      const room = this.#room(node, kind) + (own[kind] as number);
      if ((needs[shape * KIND_COUNT + kind] as number) > room) return false;
    }
    return true;
  }

  // --- rows of bits --------------------------------------------------------------------------------------------

  /** Whether other shapes are allowed than when the node's bits were last computed; may say yes in vain. */
  hasMoved(node: number): boolean {
    // Who has the earmark may start beyond what the rows say.
    let moved = this.isEarmarked(node);
    for (let kind = 0; kind < WIDTH; kind += 1) {
      const at = node * WIDTH + kind;
      if (!this.#isLimited(node, kind)) continue;
      const room = this.#room(node, kind);
      if (kind === TASKS || kind === JOBS) {
        const position = room < 1 ? 0 : 1;
        if (position !== this.#positions[at]) moved = true;
        this.#positions[at] = position;
        continue;
      }
      const rows = this.#rows[kind] as NeedRows;
      const position = rows.position(whole(room));
      const version = node * AMOUNTS + kind;
      if (position !== this.#positions[at] || this.#versions[version] !== rows.version) moved = true;
      if (rows.isMixed(position)) moved = true;
      this.#positions[at] = position;
      this.#versions[version] = rows.version;
    }
    return moved;
  }

  /** Takes out of a row what the node's limits don't allow. @param bitOf  of a shape; −1 = it has none */
  restrict(
    node: number,
    table: BitTable,
    row: number,
    allowsBit: (node: number, bit: number) => boolean,
    bitOf: (shape: number) => number,
  ): void {
    if (this.limited[node] === 0) return;
    if (!this.#earmarks.areAny) return this.#restrict(node, table, row, allowsBit);
    const own: number[] = [];
    for (const shape of this.#earmarks.claimed()) {
      const bit = bitOf(shape);
      if (bit >= 0 && table.has(row, bit) && allowsBit(node, bit)) own.push(bit);
    }
    this.#restrict(node, table, row, allowsBit);
    for (const bit of own) table.set(row, bit);
  }

  #restrict(
    node: number,
    table: BitTable,
    row: number,
    allowsBit: (node: number, bit: number) => boolean,
  ): void {
    const { bits, words } = table;
    const from = row * words;
    if (this.#room(node, TASKS) < 1) {
      table.clearRow(row);
      return;
    }
    if (this.#room(node, JOBS) < 1) {
      const { bits: underWay } = this.#underWayBits;
      for (let word = 0; word < words; word += 1)
        bits[from + word] = (bits[from + word] as number) & (underWay[word] as number);
    }
    for (let kind = 0; kind < AMOUNTS; kind += 1) {
      if (!this.#isLimited(node, kind)) continue;
      const rows = this.#rows[kind] as NeedRows;
      const position = rows.position(whole(this.#room(node, kind)));
      if (rows.isAll(position)) continue;
      if (rows.isMixed(position)) {
        for (let bit = 0; bit < words * 32; bit += 1) {
          if (table.has(row, bit) && !allowsBit(node, bit)) table.clear(row, bit);
        }
        continue;
      }
      if (position === 0) {
        table.clearRow(row);
        return;
      }
      const base = (position - 1) * words;
      for (let word = 0; word < words; word += 1)
        bits[from + word] = (bits[from + word] as number) & (rows.bits[base + word] as number);
    }
  }

  #room(node: number, kind: number): number {
    const limit = this.#limits[node * WIDTH + kind] as number;
    const own =
      limit === Infinity ? limit : limit - this.#earmarks.keptOf(node, kind) - this.#used(node, kind);
    const together = this.#together[node];
    if (together === undefined || together.limits[kind] === Infinity) return own;
    let rest = (together.limits[kind] as number) - (together.kept[kind] as number);
    for (const account of together.accounts) rest -= this.#used(account, kind);
    return Math.min(own, rest);
  }

  #used(node: number, kind: number): number {
    if (kind === TASKS) return this.#tasks[node] as number;
    return kind === JOBS ? (this.#jobs[node] as number) : this.#tree.held(node, kind);
  }
}

/** Rows know integers of 32 bits. */
function whole(room: number): number {
  return Math.max(-1, Math.min(0x7fffffff, Math.floor(room)));
}
