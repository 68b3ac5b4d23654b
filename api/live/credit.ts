/** Counts what was sent and not acknowledged, and makes a sender wait that is too far ahead. */
export interface Credit {
  /** Resolves when so much may be sent, or after `close`. */
  take(bytes: number): Promise<void>;
  /** So much was acknowledged. */
  give(bytes: number): void;
  close(): void;
}

/** One sender at a time. */
export function createCredit(windowBytes: number): Credit {
  let outstanding = 0;
  let open = true;
  let wake = (): void => undefined;
  return {
    async take(bytes) {
      while (open && outstanding > 0 && outstanding + bytes > windowBytes) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      outstanding += bytes;
    },
    give(bytes) {
      outstanding = Math.max(0, outstanding - bytes);
      wake();
    },
    close() {
      open = false;
      wake();
    },
  };
}
