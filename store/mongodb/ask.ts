import { setTimeout as sleep } from "node:timers/promises";
import { StoreUnavailableError } from "../store.ts";
import { isPassing, translate } from "./errors.ts";

/**
 * Asks the database, again and again while its errors are of the passing kind: a lost connection, an election, an
 * answer that does not come. A question must bear being asked twice, for the first time may have had its effect.
 */
export interface Ask {
  <T>(question: () => Promise<T>): Promise<T>;
}

export interface AskOptions {
  /** The address without its password, for messages. */
  readonly where: string;
  /** After that long a question is given up. */
  readonly patienceMs: number;
}

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 500;

/** What it rejects with is a `StoreUnavailableError`, or tells of a fault of this program. */
export function askPatiently({ where, patienceMs }: AskOptions): Ask {
  return async (question) => {
    const deadlineMs = performance.now() + patienceMs;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs)) {
      try {
        return await question();
      } catch (error) {
        if (!isPassing(error) || performance.now() + waitMs > deadlineMs) throw translate(error, where);
      }
      await sleep(waitMs);
    }
  };
}

/** The calls of one handle of the store, which can be closed. */
export interface Calls {
  call<T>(run: () => Promise<T>): Promise<T>;
  /** For what nobody waits for, and what may fail. */
  beside(run: () => Promise<unknown>): void;
  /** Refuses what comes from now on; resolves once what is under way has ended. */
  close(): Promise<void>;
}

export function openCalls(): Calls {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  const follow = <T>(answer: Promise<T>): Promise<T> => {
    underWay.add(answer);
    return answer.finally(() => underWay.delete(answer));
  };
  return {
    call: (run) =>
      closed
        ? Promise.reject(new StoreUnavailableError("this handle of the store is closed"))
        : follow(run()),
    beside: (run) => void follow(run()),
    async close() {
      closed = true;
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
