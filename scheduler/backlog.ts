import type { Requirement } from "../jobs/requirement.ts";
import { isSuitable } from "../offers/fit.ts";
import type { AgentPool, PooledAgent } from "../offers/agent-pool.ts";
import { fits } from "../resources/vector.ts";
import { Heap } from "./heap.ts";
import type { LiveJob } from "./live-job.ts";
import { goesFirst, startableElement } from "./live-job.ts";

interface Queue {
  /** The first to go on top. */
  readonly jobs: Heap<LiveJob>;
  /** No job in it has a shorter time limit than this; without one there is `someUnlimited`. */
  shortestMs: number;
  /** False when all have one. */
  someUnlimited: boolean;
}

/** Which time limits will do at a place. */
export interface LimitsAllowed {
  readonly longestMs: number;
  readonly unlimited: boolean;
}

/** Equal needs: they fit or don't fit together, however many jobs have them. */
export interface Shape {
  readonly key: string;
  readonly need: Requirement;
  /** Jobs with something to start, by account. */
  readonly queues: Map<string, Queue>;
  /** Agents that would do if they were empty, as of a version of the pool. */
  hosts: { readonly version: number; readonly agents: readonly Readonly<PooledAgent>[] } | undefined;
}

/**
 * Jobs that could start, by shape and account. A job has at most one entry; an entry whose job can't start any more
 * is dropped when it comes to the top, so nothing is ever searched for.
 */
export class Backlog {
  readonly #shapes = new Map<string, Shape>();
  #version = 0;

  /** Changes whenever a shape comes or goes. */
  get version(): number {
    return this.#version;
  }

  /** Enters a job that may have become startable. @returns its shape when nothing of that shape was waiting before */
  add(job: LiveJob, nowMs: number): Shape | undefined {
    if (job.queued || startableElement(job, nowMs) === undefined) return undefined;
    const shape = this.shapeOf(job);
    const wasEmpty = !this.hasStartable(shape, nowMs); // may drop the shape: it is entered again below
    let queue = shape.queues.get(job.account);
    if (queue === undefined) {
      queue = { jobs: new Heap(goesFirst), shortestMs: Infinity, someUnlimited: false };
      shape.queues.set(job.account, queue);
    }
    queue.jobs.push(job);
    noteLimit(queue, job);
    job.queued = true;
    if (!this.#shapes.has(shape.key)) {
      this.#shapes.set(shape.key, shape);
      this.#version += 1;
    }
    return wasEmpty ? shape : undefined;
  }

  /** Takes out a job that is replaced by another one. */
  remove(job: LiveJob): void {
    if (!job.queued) return;
    job.queued = false;
    this.#shapes.get(job.shapeKey)?.queues.get(job.account)?.jobs.remove(job);
  }

  /** The job of this account and shape that goes first, if any can start. */
  head(shape: Shape, account: string, nowMs: number): LiveJob | undefined {
    const jobs = shape.queues.get(account)?.jobs;
    for (let top = jobs?.top(); top !== undefined; top = jobs?.top()) {
      if (startableElement(top, nowMs) !== undefined) return top;
      jobs?.pop();
      top.queued = false;
    }
    shape.queues.delete(account);
    if (shape.queues.size === 0 && this.#shapes.delete(shape.key)) this.#version += 1;
    return undefined;
  }

  /**
   * The first of this account and shape that passes; those before it keep their places.
   * @param allowed  where no job of a queue has such a limit, it is not walked
   */
  firstWhere(
    shape: Shape,
    account: string,
    nowMs: number,
    passes: (job: LiveJob) => boolean,
    allowed: LimitsAllowed = ANY_LIMIT,
  ): LiveJob | undefined {
    const head = this.head(shape, account, nowMs);
    if (head === undefined || passes(head)) return head;
    const queue = shape.queues.get(account);
    if (queue === undefined || !mayHave(queue, allowed)) return undefined;
    const found = queue.jobs.firstWhere((job) => startableElement(job, nowMs) !== undefined && passes(job));
    if (found === undefined) countLimits(queue);
    return found;
  }

  hasStartable(shape: Shape, nowMs: number): boolean {
    for (const account of shape.queues.keys())
      if (this.head(shape, account, nowMs) !== undefined) return true;
    return false;
  }

  isEmpty(nowMs: number): boolean {
    for (const shape of this.#shapes.values()) if (this.hasStartable(shape, nowMs)) return false;
    return true;
  }

  /** Shapes of which something could start. */
  waiting(nowMs: number): readonly Shape[] {
    return this.shapes().filter((shape) => this.hasStartable(shape, nowMs));
  }

  /** A copy: shapes may leave while it is walked. */
  shapes(): readonly Shape[] {
    return [...this.#shapes.values()];
  }

  /** That of a job, whether or not anything of it waits. */
  shapeOf({ shapeKey: key, need }: LiveJob): Shape {
    return this.#shapes.get(key) ?? { key, need, queues: new Map(), hosts: undefined };
  }
}

const ANY_LIMIT: LimitsAllowed = { longestMs: Infinity, unlimited: true };

function mayHave(queue: Queue, { longestMs, unlimited }: LimitsAllowed): boolean {
  return queue.shortestMs <= longestMs || (unlimited && queue.someUnlimited);
}

function noteLimit(queue: Queue, { walltimeMs }: LiveJob): void {
  if (walltimeMs === undefined) queue.someUnlimited = true;
  else queue.shortestMs = Math.min(queue.shortestMs, walltimeMs);
}

/** What was noted of jobs that have left is forgotten, so that a vain walk is not repeated. */
function countLimits(queue: Queue): void {
  queue.shortestMs = Infinity;
  queue.someUnlimited = false;
  for (const job of queue.jobs) noteLimit(queue, job);
}

/** Agents in service that would do for a shape if they were empty. */
export function hostsOf(
  shape: Pick<Shape, "need" | "hosts">,
  pool: AgentPool,
): readonly Readonly<PooledAgent>[] {
  if (shape.hosts?.version !== pool.version)
    shape.hosts = { version: pool.version, agents: hostsFor(shape.need, pool) };
  return shape.hosts.agents;
}

function hostsFor(need: Requirement, pool: AgentPool): readonly Readonly<PooledAgent>[] {
  return [...pool.agents()].filter(
    (agent) => agent.active && fits(need.resources, agent.total) && isSuitable(need, agent),
  );
}
