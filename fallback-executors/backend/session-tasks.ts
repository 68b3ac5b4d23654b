import type { BackendEvent, LaunchOrder, StatusUpdate, TaskLaunch, TaskRef } from "../../offers/backend.ts";
import type { SessionContext } from "./connected-backend.ts";
import { DerivedOffers, type Holding } from "./derived-offers.ts";
import { createLimiter } from "./limiter.ts";
import type { Clock } from "./ports.ts";
import type { SessionLife } from "./session-life.ts";

/** What is told of a task. */
export type Found = Omit<StatusUpdate, "taskId" | "agentId" | "reconciliation" | "acknowledgement">;

/** A task of ours in one session. */
export interface Tracked<Own> {
  readonly taskId: string;
  readonly holding: Holding;
  /** What the adapter knows of it, and changes. */
  readonly own: Own;
  /** What was found last; of what is over: its end. */
  readonly last: Found;
  /** While it is being launched. */
  readonly launch: AbortController | undefined;
  readonly isOver: boolean;
}

/** What an adapter does with the tasks of its cluster. A rejection is the end of the session. */
export interface TaskWork<Own> {
  /** Of a task that is launched next. */
  own(task: TaskLaunch): Own;
  /**
   * @param signal  aborted when the task is killed before it began, with `KILLED` as its reason, or the session is over
   * @returns its first news, or how it ended without beginning; nothing: there is no news yet
   */
  launch(task: TaskLaunch, tracked: Tracked<Own>, signal: AbortSignal): Promise<Found | undefined>;
  /** Of a task that is there and not over. Repeating it is harmless. */
  stop(tracked: Tracked<Own>, graceMs: number): Promise<void>;
  /** Whatever is left of one that is over. */
  remove(tracked: Tracked<Own>): Promise<void>;
  /** What is told of a task that is not there, a sentence. */
  readonly unknown: string;
  /** How long what is left of ended tasks stays. */
  readonly keepMs: number;
}

/** The calls of `Backend` that are about tasks. */
export interface TaskCalls {
  readonly offers: DerivedOffers;
  launch(order: LaunchOrder): void;
  kill(task: TaskRef, graceMs: number): void;
  reconcile(tasks: readonly TaskRef[]): void;
  acknowledge(update: Pick<StatusUpdate, "taskId">): void;
}

export interface SessionTasks<Own> extends TaskCalls {
  /** By their ids; also those that are over, until their time to stay is, too. */
  readonly all: ReadonlyMap<string, Tracked<Own>>;
  /** A task that an earlier session, or process, left. Nothing is told of it yet, unless it is over. */
  adopt(taskId: string, holding: Holding, own: Own, found: Found): Tracked<Own>;
  /** All that was there is adopted: from now on kills and questions are answered. */
  ready(): void;
  /** News of a task. The same again is not told. */
  tell(tracked: Tracked<Own>, found: Found): void;
  /** Its end, the first one that is found; told again until it is acknowledged. */
  tellEnd(tracked: Tracked<Own>, found: Found): void;
  /** The cluster would not take it for want of room: its node has less than it seems. */
  tellBounced(tracked: Tracked<Own>, message: string): void;
  /** Removes what is left of tasks whose time to stay is over. @returns of how many */
  cleanUp(): Promise<number>;
}

interface Entry<Own> extends Tracked<Own> {
  last: Found;
  launch: AbortController | undefined;
  /** Told and not acknowledged. */
  end: StatusUpdate | undefined;
  isOver: boolean;
}

const REPEAT_MS = 15_000;
const LAUNCHES_AT_ONCE = 16;
/** Reason of the signal of a task that is killed before it began. */
export const KILLED = "killed";

/** Tasks of one session: what they hold of the cluster, and what is told of them. */
export function trackTasks<Own>(
  context: SessionContext,
  clock: Clock,
  work: TaskWork<Own>,
): SessionTasks<Own> {
  return new EngineTasks(context, clock, work);
}

class EngineTasks<Own> implements SessionTasks<Own> {
  readonly #life: SessionLife;
  readonly #killed: Set<string>;
  readonly #emit: (event: BackendEvent) => void;
  readonly #clock: Clock;
  readonly #work: TaskWork<Own>;
  readonly offers: DerivedOffers;
  readonly all = new Map<string, Entry<Own>>();
  readonly #inTurn = createLimiter(LAUNCHES_AT_ONCE);
  readonly #adopted = Promise.withResolvers<void>();
  /** In the order of their acknowledgements. */
  readonly #ended: { readonly entry: Entry<Own>; readonly atMs: number }[] = [];

  constructor({ life, prefix, killed, emit }: SessionContext, clock: Clock, work: TaskWork<Own>) {
    this.#life = life;
    this.#killed = killed;
    this.#emit = emit;
    this.#clock = clock;
    this.#work = work;
    this.offers = new DerivedOffers({
      prefix,
      emit,
      nowMs: clock.nowMs,
      after: clock.after,
    });
    this.#life.signal.addEventListener("abort", () => this.offers.close());
    this.#life.every(REPEAT_MS, async () => {
      for (const { end } of this.all.values())
        if (end !== undefined) this.#emit({ type: "status", update: end });
      await Promise.resolve();
    });
  }

  tell(tracked: Tracked<Own>, found: Found): void {
    const entry = this.#entryOf(tracked);
    if (entry === undefined || entry.isOver) return;
    const isSame = found.state === entry.last.state && found.message === entry.last.message;
    entry.last = found;
    const { taskId, holding } = entry;
    const update = { taskId, agentId: holding.agentId, ...found, reconciliation: false };
    if (!isSame) this.#emit({ type: "status", update });
  }

  tellEnd(tracked: Tracked<Own>, found: Found): void {
    const entry = this.#entryOf(tracked);
    if (entry === undefined || entry.isOver) return;
    const { taskId, holding } = entry;
    entry.isOver = true;
    entry.last = found;
    entry.end = {
      taskId,
      agentId: holding.agentId,
      ...found,
      reconciliation: false,
      acknowledgement: taskId,
    };
    this.offers.release(taskId);
    this.#emit({ type: "status", update: entry.end });
  }

  adopt(taskId: string, holding: Holding, own: Own, found: Found): Tracked<Own> {
    const entry = this.#track(taskId, holding, own, found);
    if (isEnd(found)) this.tellEnd(entry, found);
    else this.offers.hold(taskId, holding);
    return entry;
  }

  ready(): void {
    this.#adopted.resolve();
  }

  tellBounced(tracked: Tracked<Own>, message: string): void {
    this.offers.bounced(tracked.taskId);
    this.tellEnd(tracked, { state: "dropped", message });
  }

  async cleanUp(): Promise<number> {
    const nowMs = this.#clock.nowMs();
    const young = this.#ended.findIndex(({ atMs }) => atMs + this.#work.keepMs > nowMs);
    const due = this.#ended.splice(0, young < 0 ? this.#ended.length : young);
    for (const { entry } of due) {
      await this.#work.remove(entry);
      this.all.delete(entry.taskId);
      this.#killed.delete(entry.taskId);
    }
    return due.length;
  }

  launch({ agentId, offerIds, tasks, refuseMs }: LaunchOrder): void {
    const holdings = new Map(
      tasks.map(({ taskId, resources, ports }): [string, Holding] => [
        taskId,
        { agentId, resources, ports: ports.map(({ port }) => port) },
      ]),
    );
    if (!this.offers.use(offerIds, holdings, refuseMs)) {
      const dropped = { agentId, state: "dropped", message: STALE, reconciliation: false } as const;
      queueMicrotask(() => {
        for (const { taskId } of tasks) this.#emit({ type: "status", update: { taskId, ...dropped } });
      });
      return;
    }
    for (const task of tasks) {
      const holding = holdings.get(task.taskId);
      // One after the other: what a task is given (a GPU) the next one does not get.
      if (holding !== undefined)
        this.#begin(task, this.#track(task.taskId, holding, this.#work.own(task), STAGING));
    }
  }

  kill({ taskId, agentId }: TaskRef, graceMs: number): void {
    this.#killed.add(taskId);
    this.#life.beside(async () => {
      await this.#adopted.promise;
      const entry = this.all.get(taskId);
      if (entry === undefined || entry.isOver) this.#answer(taskId, agentId);
      else if (entry.launch !== undefined) entry.launch.abort(KILLED);
      else await this.#work.stop(entry, graceMs);
    });
  }

  reconcile(asked: readonly TaskRef[]): void {
    this.#life.beside(async () => {
      await this.#adopted.promise;
      for (const { taskId, agentId } of asked) this.#answer(taskId, agentId);
      if (asked.length > 0) return;
      for (const { taskId, holding, end, isOver } of this.all.values())
        if (!isOver || end !== undefined) this.#answer(taskId, holding.agentId);
    });
  }

  acknowledge({ taskId }: Pick<StatusUpdate, "taskId">): void {
    const entry = this.all.get(taskId);
    if (entry?.end === undefined) return;
    entry.end = undefined;
    this.#ended.push({ entry, atMs: this.#clock.nowMs() });
  }

  #track(taskId: string, holding: Holding, own: Own, last: Found): Entry<Own> {
    const entry: Entry<Own> = {
      taskId,
      holding,
      own,
      last,
      launch: undefined,
      end: undefined,
      isOver: false,
    };
    this.all.set(taskId, entry);
    return entry;
  }

  #entryOf({ taskId }: Tracked<Own>): Entry<Own> | undefined {
    return this.all.get(taskId);
  }

  #answer(taskId: string, agentId: string): void {
    const entry = this.all.get(taskId);
    const update: StatusUpdate =
      entry === undefined
        ? {
            taskId,
            agentId,
            state: "gone",
            fault: "agent",
            message: this.#work.unknown,
            reconciliation: true,
          }
        : {
            ...(entry.end ?? { taskId, agentId: entry.holding.agentId, ...entry.last }),
            reconciliation: true,
          };
    this.#emit({ type: "status", update });
  }

  #begin(task: TaskLaunch, entry: Entry<Own>): void {
    this.#life.beside(async () => {
      const launch = new AbortController();
      entry.launch = launch;
      const signal = AbortSignal.any([launch.signal, this.#life.signal]);
      const found = await this.#inTurn(() => this.#work.launch(task, entry, signal));
      entry.launch = undefined;
      if (found !== undefined && isEnd(found)) this.tellEnd(entry, found);
      else if (found !== undefined) this.tell(entry, found);
      if (this.#killed.has(task.taskId) && !entry.isOver) await this.#work.stop(entry, task.graceMs);
    });
  }
}

const STAGING: Found = { state: "staging" };
const STALE = "its offer was not valid any more";

export function isEnd({ state }: Found): boolean {
  return !["staging", "starting", "running", "killing", "unknown", "unreachable"].includes(state);
}
