import { lowestBit } from "./tables/bit-table.ts";
import {
  BUCKETS,
  cellOf,
  cpuBucket,
  GPU_ROWS,
  memBucket,
  rankByMemory,
  rankOf,
  type Packing,
} from "./tables/cells.ts";
import { wider } from "./tables/columns.ts";
import type { GpuReserve } from "./gpu-reserve.ts";
import { KIND_COUNT, TIME } from "./requirement.ts";

const CPU = 0;
const MEM = 1;
const GPUS = 3;
const INITIAL = 16;
const NONE = -1;
const CELLS = GPU_ROWS * BUCKETS * BUCKETS;
/** Of what is kept beside GPUs: its place, and its kind. */
const RESERVED = [
  [0, CPU],
  [1, MEM],
] as const;

/** After that many members in vain a walk leaves them at the end of their cell. */
const PATIENCE = 4;

/**
 * Agents by what they have free, for best fit. A cell holds the agents of one number of GPUs and one bucket each of
 * CPUs and memory, in a ring; occupied cells are bits. A search walks cells from the one of the need upwards, fewest
 * GPUs first, then fewest CPUs, then least memory, so the lowest cell with an agent that fits is best fit by
 * construction; to spread jobs, it goes from most CPUs and memory downwards. Where buckets can't tell, and for disk and
 * ports, members are compared.
 *
 * Jobs with much memory would so fill the memory of agents whose CPUs nobody could use then. Those that need more of it
 * for each CPU than the agents have together go where most memory is left for each CPU, as long as memory is left over.
 *
 * Within a cell agents come in the order in which they entered it, the last first; a search that had to pass over more
 * than four leaves those at the end.
 *
 * Indices are in range by construction: `as number` says so.
 */
export class AgentIndex {
  /** `KIND_COUNT` per agent. Changed through `set` and `take` only. */
  free = new Int32Array(INITIAL * KIND_COUNT);
  classId = new Int32Array(INITIAL);
  /** −1 = no value. */
  axis = new Int32Array(INITIAL);
  host = new Int32Array(INITIAL);
  /** What is kept beside each free GPU, two per agent: CPUs and memory. */
  readonly #reserve: Pick<GpuReserve, "keeps">;
  readonly #packing: Packing;
  readonly #packs: boolean;
  #beside = new Int32Array(INITIAL * 2);
  #cell = new Int32Array(INITIAL).fill(NONE);
  #next = new Int32Array(INITIAL);
  #previous = new Int32Array(INITIAL);
  readonly #head = new Int32Array(CELLS).fill(NONE);
  /** Supersets, made exact where a walk found nobody: the most of each kind in a cell, the classes in it mod 32. */
  readonly #most = new Int32Array(CELLS * KIND_COUNT);
  readonly #classes = new Int32Array(CELLS);
  /** By row of CPUs: a bit per cell that has members. By GPUs: a bit per row that has any. */
  readonly #cells = new Int32Array(GPU_ROWS * BUCKETS);
  readonly #rows = new Int32Array(GPU_ROWS);
  /** What all agents have together, and what is free of those that are here: CPUs and memory. */
  readonly #total = [0, 0] as [number, number];
  readonly #left = [0, 0] as [number, number];
  /** By row of CPUs: cells that a search by memory has still to look at. */
  readonly #open = new Int32Array(BUCKETS);

  /** Members that the last search passed over in the cell where it ended. */
  #inVain = 0;

  constructor(reserve: Pick<GpuReserve, "keeps">, packing: Packing) {
    this.#reserve = reserve;
    this.#packing = packing;
    this.#packs = packing === "pack";
  }

  /** Enters an agent, or changes what it has free: `amounts` from `offset` on. */
  set(agent: number, amounts: Int32Array, offset: number): void {
    if (this.#cell[agent] !== NONE) this.#count(agent, -1);
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      this.free[agent * KIND_COUNT + kind] = amounts[offset + kind] as number;
    }
    this.#count(agent, 1);
    this.#place(agent);
  }

  /** What all agents have together, wherever they are. */
  setTotals(cpusMilli: number, memMib: number): void {
    this.#total[CPU] = cpusMilli;
    this.#total[MEM] = memMib;
  }

  #count(agent: number, times: 1 | -1): void {
    const from = agent * KIND_COUNT;
    this.#left[CPU] += times * (this.free[from + CPU] as number);
    this.#left[MEM] += times * (this.free[from + MEM] as number);
  }

  describe(agent: number, classId: number, axis: number, host: number): void {
    while (agent >= this.classId.length) this.#grow();
    this.classId[agent] = classId;
    this.axis[agent] = axis;
    this.host[agent] = host;
  }

  /** What of it jobs without GPUs leave alone, while others wait for its GPUs. */
  keepBeside(agent: number, cpusMilli: number, memMib: number): void {
    this.#beside[agent * 2] = cpusMilli;
    this.#beside[agent * 2 + 1] = memMib;
  }

  /** Whether jobs without GPUs see less of the agent than others now. */
  isReserved(agent: number): boolean {
    return (
      ((this.#beside[agent * 2] as number) | (this.#beside[agent * 2 + 1] as number)) !== 0 &&
      (this.free[agent * KIND_COUNT + GPUS] as number) > 0 &&
      this.#reserve.keeps(this.classId[agent] as number)
    );
  }

  /** What jobs without GPUs see of an agent. */
  writeUnreserved(agent: number, into: Int32Array): void {
    const from = agent * KIND_COUNT;
    for (let kind = 0; kind < KIND_COUNT; kind += 1) into[kind] = this.free[from + kind] as number;
    const gpus = into[GPUS] as number;
    into[CPU] = Math.max(0, (into[CPU] as number) - gpus * (this.#beside[agent * 2] as number));
    into[MEM] = Math.max(0, (into[MEM] as number) - gpus * (this.#beside[agent * 2 + 1] as number));
  }

  take(agent: number, needs: Int32Array, offset: number): void {
    for (let kind = 0; kind < TIME; kind += 1) {
      const at = agent * KIND_COUNT + kind;
      this.free[at] = (this.free[at] as number) - (needs[offset + kind] as number);
    }
    this.#left[CPU] -= needs[offset + CPU] as number;
    this.#left[MEM] -= needs[offset + MEM] as number;
    this.#place(agent);
  }

  give(agent: number, needs: Int32Array, offset: number): void {
    for (let kind = 0; kind < TIME; kind += 1) {
      const at = agent * KIND_COUNT + kind;
      this.free[at] = (this.free[at] as number) + (needs[offset + kind] as number);
    }
    this.#left[CPU] += needs[offset + CPU] as number;
    this.#left[MEM] += needs[offset + MEM] as number;
    this.#place(agent);
  }

  /** Nothing of it may be used until `set` enters it again. */
  remove(agent: number): void {
    if (this.#cell[agent] !== NONE) {
      this.#count(agent, -1);
      this.#unlink(agent);
    }
    this.free.fill(0, agent * KIND_COUNT, (agent + 1) * KIND_COUNT);
  }

  has(agent: number): boolean {
    return this.#cell[agent] !== NONE;
  }

  fits(agent: number, needs: Int32Array, offset: number): boolean {
    if (!this.covers(agent, needs, offset)) return false;
    if (needs[offset + GPUS] !== 0 || !this.isReserved(agent)) return true;
    const from = agent * KIND_COUNT;
    const gpus = this.free[from + GPUS] as number;
    for (const [side, kind] of RESERVED) {
      const left = (this.free[from + kind] as number) - gpus * (this.#beside[agent * 2 + side] as number);
      if ((needs[offset + kind] as number) > Math.max(0, left)) return false;
    }
    return true;
  }

  /** Whether the agent has that much free, whoever may use it. */
  covers(agent: number, needs: Int32Array, offset: number): boolean {
    const from = agent * KIND_COUNT;
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      if ((needs[offset + kind] as number) > (this.free[from + kind] as number)) return false;
    }
    return true;
  }

  /**
   * The agent that fits best; −1 when none fits. Agents that were passed over in vain are left behind for the next.
   * @param accepted  1 for each class that will do
   * @param folded  bits (class mod 32) of those
   * @param exceptHosts  hosts that won't do
   */
  find(
    needs: Int32Array,
    offset: number,
    accepted: Uint8Array,
    folded: number,
    exceptHosts: Int32Array | undefined,
  ): number {
    const found = this.search(needs, offset, accepted, folded, exceptHosts);
    // A cell is a ring: those before its head are at its end.
    if (found !== NONE && this.#inVain > PATIENCE) this.#head[this.#cell[found] as number] = found;
    return found;
  }

  /** As `find`, and leaves everything in its order. */
  search(
    needs: Int32Array,
    offset: number,
    accepted: Uint8Array,
    folded: number,
    exceptHosts: Int32Array | undefined,
  ): number {
    if (this.#goesByMemory(needs, offset))
      return this.#searchByMemory(needs, offset, accepted, folded, exceptHosts);
    const cpuFrom = cpuBucket(needs[offset + CPU] as number);
    const memFrom = memBucket(needs[offset + MEM] as number);
    for (let gpus = Math.min(needs[offset + GPUS] as number, GPU_ROWS - 1); gpus < GPU_ROWS; gpus += 1) {
      let rows = (this.#rows[gpus] as number) & (-1 << cpuFrom);
      while (rows !== 0) {
        const bitOfRow = this.#nextBit(rows);
        rows &= ~(1 << bitOfRow);
        const row = gpus * BUCKETS + bitOfRow;
        let cells = (this.#cells[row] as number) & (-1 << memFrom);
        while (cells !== 0) {
          const bitOfCell = this.#nextBit(cells);
          cells &= ~(1 << bitOfCell);
          const cell = row * BUCKETS + bitOfCell;
          if (((this.#classes[cell] as number) & folded) === 0 || !this.#mayFit(cell, needs, offset))
            continue;
          const found = this.#walk(cell, needs, offset, accepted, exceptHosts);
          if (found !== NONE) return found;
          this.#tighten(cell);
        }
      }
    }
    return NONE;
  }

  /** Whether a job needs more memory for each CPU than the agents have together, and memory is left over. */
  #goesByMemory(needs: Int32Array, offset: number): boolean {
    const [cpus, memory] = this.#total;
    const isMuch = (needs[offset + MEM] as number) * cpus > (needs[offset + CPU] as number) * memory;
    return isMuch && this.#packs && this.#left[MEM] * cpus > this.#left[CPU] * memory;
  }

  /** As `search`, in the order of `rankByMemory`. */
  #searchByMemory(
    needs: Int32Array,
    offset: number,
    accepted: Uint8Array,
    folded: number,
    exceptHosts: Int32Array | undefined,
  ): number {
    const from = -1 << cpuBucket(needs[offset + CPU] as number);
    const enough = -1 << memBucket(needs[offset + MEM] as number);
    const open = this.#open;
    for (let gpus = Math.min(needs[offset + GPUS] as number, GPU_ROWS - 1); gpus < GPU_ROWS; gpus += 1) {
      const rows = (this.#rows[gpus] as number) & from;
      for (let left = rows; left !== 0; left &= left - 1) {
        const row = lowestBit(left);
        open[row] = (this.#cells[gpus * BUCKETS + row] as number) & enough;
      }
      for (;;) {
        let most = NONE;
        let least = BUCKETS;
        for (let left = rows; left !== 0; left &= left - 1) {
          const row = lowestBit(left);
          const memory = 31 - Math.clz32(open[row] as number);
          if (memory === NONE || row - memory >= least) continue;
          least = row - memory;
          most = row;
        }
        if (most === NONE) break;
        const bitOfCell = most - least;
        open[most] = (open[most] as number) & ~(1 << bitOfCell);
        const cell = (gpus * BUCKETS + most) * BUCKETS + bitOfCell;
        if (((this.#classes[cell] as number) & folded) === 0 || !this.#mayFit(cell, needs, offset)) continue;
        const found = this.#walk(cell, needs, offset, accepted, exceptHosts);
        if (found !== NONE) return found;
        this.#tighten(cell);
      }
    }
    return NONE;
  }

  /** Of these agents the one that fits best: lowest cell, then smallest number; −1 when none fits. */
  findAmong(
    agents: readonly number[],
    needs: Int32Array,
    offset: number,
    accepted: Uint8Array,
    exceptHosts: Int32Array | undefined,
    best: number,
  ): number {
    let found = best;
    const byMemory = this.#goesByMemory(needs, offset);
    const rank = (agent: number): number => {
      const cell = this.#cell[agent] as number;
      return byMemory ? rankByMemory(cell) : rankOf(cell, this.#packing);
    };
    for (const agent of agents) {
      if (this.#cell[agent] === NONE || accepted[this.classId[agent] as number] !== 1) continue;
      if (!this.fits(agent, needs, offset)) continue;
      if (exceptHosts !== undefined && exceptHosts.includes(this.host[agent] as number)) continue;
      const difference = found === NONE ? -1 : rank(agent) - rank(found);
      if (difference < 0 || (difference === 0 && agent < found)) found = agent;
    }
    return found;
  }

  /** Where a walk goes on: from little to much, or from much to little. */
  #nextBit(word: number): number {
    return this.#packs ? lowestBit(word) : 31 - Math.clz32(word);
  }

  #mayFit(cell: number, needs: Int32Array, offset: number): boolean {
    const from = cell * KIND_COUNT;
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      if ((needs[offset + kind] as number) > (this.#most[from + kind] as number)) return false;
    }
    return true;
  }

  #walk(
    cell: number,
    needs: Int32Array,
    offset: number,
    accepted: Uint8Array,
    exceptHosts: Int32Array | undefined,
  ): number {
    const head = this.#head[cell] as number;
    let agent = head;
    let inVain = 0;
    do {
      if (
        this.fits(agent, needs, offset) &&
        accepted[this.classId[agent] as number] === 1 &&
        (exceptHosts === undefined || !exceptHosts.includes(this.host[agent] as number))
      ) {
        this.#inVain = inVain;
        return agent;
      }
      inVain += 1;
      agent = this.#next[agent] as number;
    } while (agent !== head);
    return NONE;
  }

  #tighten(cell: number): void {
    const head = this.#head[cell] as number;
    const from = cell * KIND_COUNT;
    for (let kind = 0; kind < KIND_COUNT; kind += 1) this.#most[from + kind] = 0;
    this.#classes[cell] = 0;
    let agent = head;
    do {
      this.#widen(cell, agent);
      agent = this.#next[agent] as number;
    } while (agent !== head);
  }

  #widen(cell: number, agent: number): void {
    const most = this.#most;
    for (let kind = 0; kind < KIND_COUNT; kind += 1) {
      const has = this.free[agent * KIND_COUNT + kind] as number;
      if (has > (most[cell * KIND_COUNT + kind] as number)) most[cell * KIND_COUNT + kind] = has;
    }
    this.#classes[cell] = (this.#classes[cell] as number) | (1 << ((this.classId[agent] as number) & 31));
  }

  /** Moves an agent to the cell of what it has free. */
  #place(agent: number): void {
    const cell = cellOf(this.free, agent * KIND_COUNT);
    if (cell !== this.#cell[agent]) {
      if (this.#cell[agent] !== NONE) this.#unlink(agent);
      this.#link(agent, cell);
    }
    this.#widen(cell, agent);
  }

  #link(agent: number, cell: number): void {
    const head = this.#head[cell] as number;
    if (head === NONE) {
      this.#next[agent] = agent;
      this.#previous[agent] = agent;
      const row = cell >>> 5;
      this.#cells[row] = (this.#cells[row] as number) | (1 << (cell & 31));
      this.#rows[row >>> 5] = (this.#rows[row >>> 5] as number) | (1 << (row & 31));
    } else {
      const last = this.#previous[head] as number;
      this.#next[agent] = head;
      this.#previous[agent] = last;
      this.#next[last] = agent;
      this.#previous[head] = agent;
    }
    this.#head[cell] = agent;
    this.#cell[agent] = cell;
  }

  #unlink(agent: number): void {
    const cell = this.#cell[agent] as number;
    const next = this.#next[agent] as number;
    if (next === agent) {
      this.#head[cell] = NONE;
      this.#most.fill(0, cell * KIND_COUNT, (cell + 1) * KIND_COUNT);
      this.#classes[cell] = 0;
      const row = cell >>> 5;
      this.#cells[row] = (this.#cells[row] as number) & ~(1 << (cell & 31));
      if (this.#cells[row] === 0)
        this.#rows[row >>> 5] = (this.#rows[row >>> 5] as number) & ~(1 << (row & 31));
    } else {
      const previous = this.#previous[agent] as number;
      this.#next[previous] = next;
      this.#previous[next] = previous;
      if (this.#head[cell] === agent) this.#head[cell] = next;
    }
    this.#cell[agent] = NONE;
  }

  #grow(): void {
    const size = this.classId.length * 2;
    this.free = wider(this.free, size * KIND_COUNT, 0);
    this.classId = wider(this.classId, size, 0);
    this.axis = wider(this.axis, size, NONE);
    this.host = wider(this.host, size, 0);
    this.#beside = wider(this.#beside, size * 2, 0);
    this.#cell = wider(this.#cell, size, NONE);
    this.#next = wider(this.#next, size, 0);
    this.#previous = wider(this.#previous, size, 0);
  }
}
