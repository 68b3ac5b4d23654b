import { wider, widerBytes, widerDoubles } from "./columns.ts";

const INITIAL = 64;

/** Tasks that start, in the order of the decisions: columns, valid until the next `settle`. */
export class Starts {
  count = 0;
  /** Whether more could start. */
  isCut = false;
  job = new Float64Array(INITIAL);
  /** Entry of the job. A job whose last task this was has none any more: the number may name another one soon. */
  entry = new Int32Array(INITIAL);
  account = new Int32Array(INITIAL);
  shape = new Int32Array(INITIAL);
  agent = new Int32Array(INITIAL);
  /** 1 = it was the last task of the entry, which is gone. */
  last = new Uint8Array(INITIAL);

  add(job: number, entry: number, account: number, shape: number, agent: number, isLast: boolean): void {
    if (this.count === this.job.length) this.#grow();
    const at = this.count;
    this.job[at] = job;
    this.entry[at] = entry;
    this.account[at] = account;
    this.shape[at] = shape;
    this.agent[at] = agent;
    this.last[at] = isLast ? 1 : 0;
    this.count = at + 1;
  }

  #grow(): void {
    const size = this.job.length * 2;
    this.job = widerDoubles(this.job, size);
    this.entry = wider(this.entry, size);
    this.account = wider(this.account, size);
    this.shape = wider(this.shape, size);
    this.agent = wider(this.agent, size);
    this.last = widerBytes(this.last, size);
  }
}
