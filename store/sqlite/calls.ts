import type { Worker } from "node:worker_threads";
import { StoreUnavailableError } from "../store.ts";
import { receive, type SentError } from "./errors.ts";
import type { Operations } from "./operations.ts";

/** Calls of the thread's operations from the thread that uses the store. */
export interface Calls {
  call<Name extends keyof Operations>(
    name: Name,
    ...args: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>>;
  /** Resolves once the calls before it are answered and the thread has ended. */
  close(): Promise<void>;
}

export type Request =
  | { readonly id: number; readonly name: keyof Operations; readonly args: readonly unknown[] }
  | { readonly id: number; readonly name: "close" };

/** `id` 0 answers the opening. */
export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: SentError };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** More are refused: a thread that is that far behind does not catch up by more calls. */
const MAX_PENDING = 10_000;

/**
 * Resolves once the thread has opened its database.
 * @throws StoreUnavailableError  when it can't
 */
export async function startCalls(worker: Worker): Promise<Calls> {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let ended: StoreUnavailableError | undefined;

  const end = (why: string) => {
    ended ??= new StoreUnavailableError(why);
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", (code) => {
      end(`The store's thread ended (code ${code}). Restart this process.`);
      resolve();
    });
  });
  worker.on("error", (error) => {
    const why = error instanceof Error ? error.message : String(error);
    end(`The store's thread failed: ${why}. Restart this process.`);
  });
  worker.on("messageerror", (error) => end(`The store's thread sent what cannot be read: ${error.message}`));
  worker.on("message", (answer: Answer) => {
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(receive(answer.error));
  });

  const opened = new Promise<unknown>((resolve, reject) => pending.set(0, { resolve, reject }));
  try {
    await opened;
  } catch (error) {
    await worker.terminate();
    throw error;
  }

  return {
    call(name, ...args) {
      if (ended !== undefined) return Promise.reject(ended);
      if (pending.size >= MAX_PENDING)
        return Promise.reject(
          new StoreUnavailableError(
            `The store is ${MAX_PENDING} calls behind. Ask it for less, or give it a faster disk.`,
          ),
        );
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        // The thread answers with what the operation of this name returned.
        pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
        const request: Request = { id, name, args };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(request);
      });
    },
    async close() {
      if (ended === undefined) {
        ended = new StoreUnavailableError("this handle of the store is closed");
        const request: Request = { id: 0, name: "close" };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(request);
      }
      await exited;
    },
  };
}
