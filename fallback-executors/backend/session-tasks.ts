import type { LaunchOrder, StatusUpdate, TaskLaunch, TaskRef } from "../../offers/backend.ts";
import type { SessionContext } from "./connected-backend.ts";
import { DerivedOffers, type Holding } from "./derived-offers.ts";
import { createLimiter } from "./limiter.ts";
import type { Clock } from "./ports.ts";

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
  { life, prefix, killed, emit }: SessionContext,
  clock: Clock,
  work: TaskWork<Own>,
): SessionTasks<Own> {
  const offers = new DerivedOffers({ prefix, emit, nowMs: clock.nowMs, after: clock.after });
  life.signal.addEventListener("abort", () => offers.close());
  const all = new Map<string, Entry<Own>>();
  const inTurn = createLimiter(LAUNCHES_AT_ONCE);
  const adopted = Promise.withResolvers<void>();
  /** In the order of their acknowledgements. */
  const ended: { readonly entry: Entry<Own>; readonly atMs: number }[] = [];
  life.every(REPEAT_MS, async () => {
    for (const { end } of all.values()) if (end !== undefined) emit({ type: "status", update: end });
    await Promise.resolve();
  });

  const track = (taskId: string, holding: Holding, own: Own, last: Found): Entry<Own> => {
    const entry: Entry<Own> = {
      taskId,
      holding,
      own,
      last,
      launch: undefined,
      end: undefined,
      isOver: false,
    };
    all.set(taskId, entry);
    return entry;
  };
  const entryOf = ({ taskId }: Tracked<Own>): Entry<Own> | undefined => all.get(taskId);

  const tell = (tracked: Tracked<Own>, found: Found): void => {
    const entry = entryOf(tracked);
    if (entry === undefined || entry.isOver) return;
    const isSame = found.state === entry.last.state && found.message === entry.last.message;
    entry.last = found;
    const { taskId, holding } = entry;
    const update = { taskId, agentId: holding.agentId, ...found, reconciliation: false };
    if (!isSame) emit({ type: "status", update });
  };
  const tellEnd = (tracked: Tracked<Own>, found: Found): void => {
    const entry = entryOf(tracked);
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
    offers.release(taskId);
    emit({ type: "status", update: entry.end });
  };
  const answer = (taskId: string, agentId: string): void => {
    const entry = all.get(taskId);
    const update: StatusUpdate =
      entry === undefined
        ? { taskId, agentId, state: "gone", fault: "agent", message: work.unknown, reconciliation: true }
        : {
            ...(entry.end ?? { taskId, agentId: entry.holding.agentId, ...entry.last }),
            reconciliation: true,
          };
    emit({ type: "status", update });
  };
  const begin = (task: TaskLaunch, entry: Entry<Own>): void =>
    life.beside(async () => {
      const launch = new AbortController();
      entry.launch = launch;
      const signal = AbortSignal.any([launch.signal, life.signal]);
      const found = await inTurn(() => work.launch(task, entry, signal));
      entry.launch = undefined;
      if (found !== undefined) (isEnd(found) ? tellEnd : tell)(entry, found);
      if (killed.has(task.taskId) && !entry.isOver) await work.stop(entry, task.graceMs);
    });

  return {
    offers,
    all,
    adopt(taskId, holding, own, found) {
      const entry = track(taskId, holding, own, found);
      if (isEnd(found)) tellEnd(entry, found);
      else offers.hold(taskId, holding);
      return entry;
    },
    ready: () => adopted.resolve(),
    tell,
    tellEnd,
    tellBounced(tracked, message) {
      offers.bounced(tracked.taskId);
      tellEnd(tracked, { state: "dropped", message });
    },
    async cleanUp() {
      const nowMs = clock.nowMs();
      const young = ended.findIndex(({ atMs }) => atMs + work.keepMs > nowMs);
      const due = ended.splice(0, young < 0 ? ended.length : young);
      for (const { entry } of due) {
        await work.remove(entry);
        all.delete(entry.taskId);
        killed.delete(entry.taskId);
      }
      return due.length;
    },
    launch({ agentId, offerIds, tasks, refuseMs }) {
      const holdings = new Map(
        tasks.map(({ taskId, resources, ports }): [string, Holding] => [
          taskId,
          { agentId, resources, ports: ports.map(({ port }) => port) },
        ]),
      );
      if (!offers.use(offerIds, holdings, refuseMs)) {
        const dropped = { agentId, state: "dropped", message: STALE, reconciliation: false } as const;
        queueMicrotask(() => {
          for (const { taskId } of tasks) emit({ type: "status", update: { taskId, ...dropped } });
        });
        return;
      }
      for (const task of tasks) {
        const holding = holdings.get(task.taskId);
        // One after the other: what a task is given (a GPU) the next one does not get.
        if (holding !== undefined) begin(task, track(task.taskId, holding, work.own(task), STAGING));
      }
    },
    kill({ taskId, agentId }, graceMs) {
      killed.add(taskId);
      life.beside(async () => {
        await adopted.promise;
        const entry = all.get(taskId);
        if (entry === undefined || entry.isOver) answer(taskId, agentId);
        else if (entry.launch !== undefined) entry.launch.abort(KILLED);
        else await work.stop(entry, graceMs);
      });
    },
    reconcile(asked) {
      life.beside(async () => {
        await adopted.promise;
        for (const { taskId, agentId } of asked) answer(taskId, agentId);
        if (asked.length > 0) return;
        for (const { taskId, holding, end, isOver } of all.values())
          if (!isOver || end !== undefined) answer(taskId, holding.agentId);
      });
    },
    acknowledge({ taskId }) {
      const entry = all.get(taskId);
      if (entry?.end === undefined) return;
      entry.end = undefined;
      ended.push({ entry, atMs: clock.nowMs() });
    },
  };
}

const STAGING: Found = { state: "staging" };
const STALE = "its offer was not valid any more";

export function isEnd({ state }: Found): boolean {
  return !["staging", "starting", "running", "killing", "unknown", "unreachable"].includes(state);
}
