import { LineHash, stream } from "./chance.ts";

/** W2d, a dense grid: many accounts that each hold jobs of many shapes. */
export interface DenseGrid {
  readonly accounts: number;
  readonly count: number;
  /** By shape. */
  readonly cpusMilli: Int32Array;
  readonly memMib: Int32Array;
  readonly gpus: Int32Array;
  /** By job. */
  readonly account: Int32Array;
  readonly shape: Int32Array;
  readonly runMs: Int32Array;
}

export function denseGrid(options: {
  readonly seed: number;
  readonly accounts?: number;
  readonly shapes?: number;
  readonly count?: number;
}): DenseGrid {
  const { seed, accounts = 2000, shapes = 500, count = 1_000_000 } = options;
  const draws = stream(seed, "W2d");
  const byShape = () => new Int32Array(shapes);
  const byJob = () => new Int32Array(count);
  const grid = {
    accounts,
    count,
    cpusMilli: byShape(),
    memMib: byShape(),
    gpus: byShape(),
    account: byJob(),
    shape: byJob(),
    runMs: byJob(),
  };
  for (let shape = 0; shape < shapes; shape += 1) {
    grid.cpusMilli[shape] = 250 * (1 + draws.int(40));
    grid.memMib[shape] = 256 * (1 + draws.int(120));
    grid.gpus[shape] = draws.int(10) === 0 ? 1 + draws.int(4) : 0;
  }
  const jitter = Math.max(1, Math.floor(accounts / 1000));
  for (let job = 0; job < count; job += 1) {
    const k = draws.int(1000);
    // A cube: few accounts own most jobs. The product is exact: below 2^53 for up to 9 million accounts.
    const account = Math.floor((k * k * k * accounts) / 1e9) + draws.int(jitter);
    grid.account[job] = Math.min(accounts - 1, account);
    grid.shape[job] = draws.int(shapes);
    grid.runMs[job] = draws.range(1000, 10_000);
  }
  return grid;
}

/** Of lines `j account cpu mem gpu run`. */
export function hashOfGrid(grid: DenseGrid): string {
  const hash = new LineHash();
  for (let job = 0; job < grid.count; job += 1) {
    const shape = grid.shape[job] ?? 0;
    hash.add(
      `${job} ${grid.account[job]} ${grid.cpusMilli[shape]} ${grid.memMib[shape]} ${grid.gpus[shape]} ${grid.runMs[job]}`,
    );
  }
  return hash.hex();
}
