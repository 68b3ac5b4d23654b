import { createHash } from "node:crypto";
import type { Note, Store } from "../../store/store.ts";
import { NoteTakenError, StoreUnavailableError } from "../../store/store.ts";
import { canonicalHash } from "./canonical.ts";
import type { JsonSchema } from "./parameters.ts";
import { PublicError } from "./problems.ts";

/** How long an answer is given again: a day, and an hour for clocks and queues. */
const KEPT_MS = 25 * 3600 * 1000;

export const IDEMPOTENCY_HEADER: Readonly<
  Record<string, { readonly description: string; readonly schema: JsonSchema }>
> = {
  "Idempotency-Key": {
    description:
      "1 to 255 visible ASCII characters. The same request with the same key within a day is carried out once and answered the same.",
    schema: { type: "string", pattern: "^[!-~]{1,255}$", maxLength: 255 },
  },
};

/** The answer to a request that came again. */
export const REPLAYED_HEADERS: Readonly<Record<string, string>> = { "idempotent-replayed": "true" };

/** A request by what makes it the same one again. */
export interface KeyedRequest {
  readonly user: string;
  readonly operation: string;
  /** `undefined`: without a key it is carried out every time. */
  readonly key: string | undefined;
  /** All that the request says. */
  readonly content: unknown;
}

export interface Outcome<Answer> {
  readonly answer: Answer;
  readonly replayed: boolean;
}

export interface Idempotency {
  /**
   * Carries a request out at most once. `act` stores the note that it is given in the same write as what it does.
   * @throws PublicError  `idempotency_conflict`, `idempotency_in_flight`; `timeout` when the store failed and cannot
   *                      be asked whether it had stored
   */
  once<Answer>(
    request: KeyedRequest,
    act: (noteOf: (answer: Answer) => readonly Note[]) => Promise<Answer>,
  ): Promise<Outcome<Answer>>;
  /**
   * Marks a key as under way, for what is carried out in parts that have keys of their own.
   * @returns  what ends that
   * @throws PublicError  `idempotency_in_flight`
   */
  hold(request: Omit<KeyedRequest, "content">): () => void;
}

/** What a note says: the content that it was for, and how it was answered. */
interface Kept {
  readonly hash: string;
  readonly answer: unknown;
}

/**
 * Which requests were carried out is in the store, so that every process knows, whoever was asked first; which ones
 * are being carried out is only known here. Where two processes are asked at once, the write decides.
 */
export function createIdempotency(store: Store, nowMs: () => number): Idempotency {
  const inFlight = new Set<string>();

  const earlier = async <Answer>(noteKey: string, hash: string): Promise<Outcome<Answer> | undefined> => {
    const [note] = await store.notes([noteKey], nowMs());
    return note === undefined ? undefined : { answer: answerIn<Answer>(note, hash), replayed: true };
  };

  const hold = (noteKey: string): (() => void) => {
    if (inFlight.has(noteKey)) {
      throw new PublicError("idempotency_in_flight", "Ask again in a second: the answer will be the same.", {
        headers: { "retry-after": "1" },
      });
    }
    inFlight.add(noteKey);
    return () => void inFlight.delete(noteKey);
  };

  return {
    hold: (request) => (request.key === undefined ? () => undefined : hold(noteKeyOf(request, request.key))),
    async once(request, act) {
      const { key } = request;
      if (key === undefined) return { answer: await act(() => []), replayed: false };
      const noteKey = noteKeyOf(request, key);
      const hash = canonicalHash(request.content);
      const release = hold(noteKey);
      try {
        const before = await earlier<Awaited<ReturnType<typeof act>>>(noteKey, hash);
        if (before !== undefined) return before;
        try {
          const answer = await act((given) => [noteFor(noteKey, { hash, answer: given }, nowMs())]);
          return { answer, replayed: false };
        } catch (error) {
          if (!(error instanceof NoteTakenError) && !isUnknown(error)) throw error;
          // Somebody was faster, or the store failed and may have stored all the same: it knows.
          const after = await earlier<Awaited<ReturnType<typeof act>>>(noteKey, hash).catch(
            (cause: unknown) => {
              throw unknownOutcome(cause);
            },
          );
          if (after !== undefined) return after;
          throw error instanceof NoteTakenError ? unknownOutcome(error) : error;
        }
      } finally {
        release();
      }
    },
  };
}

/** @throws PublicError  `bad_parameter` for a key that is none */
export function keyOf(header: string | undefined): string | undefined {
  if (header === undefined || /^[!-~]{1,255}$/.test(header)) return header;
  throw new PublicError("bad_parameter", "Idempotency-Key has 1 to 255 visible ASCII characters.", {
    extra: { parameter: "Idempotency-Key" },
  });
}

/** Long keys of users are theirs alone. */
export function noteKeyOf(
  { user, operation }: Pick<KeyedRequest, "user" | "operation">,
  key: string,
): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([user, operation, key]))
    .digest("base64url");
  return `idempotency/${hash}`;
}

export function noteFor(key: string, kept: Kept, atMs: number): Note {
  return { key, body: JSON.stringify(kept), atMs, expiresAtMs: atMs + KEPT_MS };
}

/** @throws PublicError  `idempotency_conflict` when the note was for something else */
export function answerIn<Answer>(note: Note, hash: string): Answer {
  const kept: Kept = JSON.parse(note.body); // `noteFor` made it
  if (kept.hash !== hash) {
    throw new PublicError(
      "idempotency_conflict",
      "This Idempotency-Key was used for a request with another content. Send a new key for a new request.",
    );
  }
  return kept.answer as Answer; // the same operation stored it under this key
}

function isUnknown(error: unknown): boolean {
  return error instanceof StoreUnavailableError || (error instanceof PublicError && error.code === "timeout");
}

function unknownOutcome(cause: unknown): PublicError {
  return new PublicError(
    "timeout",
    "The store did not answer, so it is not known whether this was done. Send the same request with the same Idempotency-Key again.",
    { cause },
  );
}
