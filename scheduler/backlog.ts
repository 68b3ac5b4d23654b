import type { ResourceVector } from "../resources/vector.ts";
import { Heap } from "./heap.ts";
import type { LiveJob } from "./live-job.ts";
import { goesFirst, startableElement } from "./live-job.ts";

/** Equal needs: they fit or don't fit together, however many jobs have them. */
export interface Shape {
  readonly key: string;
  readonly need: ResourceVector;
  /** Jobs with something to start, by account, the first to go on top. */
  readonly queues: Map<string, Heap<LiveJob>>;
}

/**
 * Jobs that could start, by shape and account. A job has at most one entry; an entry whose job can't start any more
 * is dropped when it comes to the top, so nothing is ever searched for.
 */
export class Backlog {
  readonly #shapes = new Map<string, Shape>();

  /** Enters a job that may have become startable. @returns its shape when nothing of that shape was waiting before */
  add(job: LiveJob, nowMs: number): Shape | undefined {
    if (job.queued || startableElement(job, nowMs) === undefined) return undefined;
    const shape = this.#shapeOf(job.need);
    const wasEmpty = !this.hasStartable(shape, nowMs); // may drop the shape: it is entered again below
    let queue = shape.queues.get(job.account);
    if (queue === undefined) {
      queue = new Heap(goesFirst);
      shape.queues.set(job.account, queue);
    }
    queue.push(job);
    job.queued = true;
    this.#shapes.set(shape.key, shape);
    return wasEmpty ? shape : undefined;
  }

  /** The job of this account and shape that goes first, if any can start. */
  head(shape: Shape, account: string, nowMs: number): LiveJob | undefined {
    const queue = shape.queues.get(account);
    for (let top = queue?.top(); top !== undefined; top = queue?.top()) {
      if (startableElement(top, nowMs) !== undefined) return top;
      queue?.pop();
      top.queued = false;
    }
    shape.queues.delete(account);
    if (shape.queues.size === 0) this.#shapes.delete(shape.key);
    return undefined;
  }

  hasStartable(shape: Shape, nowMs: number): boolean {
    for (const account of shape.queues.keys())
      if (this.head(shape, account, nowMs) !== undefined) return true;
    return false;
  }

  isEmpty(nowMs: number): boolean {
    for (const shape of this.shapes()) if (this.hasStartable(shape, nowMs)) return false;
    return true;
  }

  /** A copy: shapes may leave while it is walked. */
  shapes(): readonly Shape[] {
    return [...this.#shapes.values()];
  }

  #shapeOf(need: ResourceVector): Shape {
    const key = `${need.cpusMilli},${need.memMib},${need.diskMib},${need.gpus}`;
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      shape = { key, need, queues: new Map() };
      this.#shapes.set(key, shape);
    }
    return shape;
  }
}
