import { leadership, type Term } from "../../coordination/lease.ts";
import { systemClock } from "../../coordination/clock.ts";
import { appendSurely } from "../../scheduler/leading/appending.ts";
import { FencedError, type JournalRecord, type Store } from "../../store/store.ts";
import { StartError } from "../settings/settings.ts";

const TTL_MS = 3000;

/** The journal while nobody else writes it. */
export interface Writing {
  readonly epoch: number;
  /** @throws StartError  when a scheduler took over */
  append(records: readonly JournalRecord[]): Promise<void>;
  /** Aborted once another process leads. */
  readonly signal: AbortSignal;
}

/**
 * Leads as a scheduler does, and schedules nothing: so none can do so meanwhile, nor can a second import.
 * @throws StartError  when somebody leads already
 */
export async function whileNobodyLeads<T>(
  store: Store,
  instance: string,
  nowMs: () => number,
  act: (writing: Writing) => Promise<T>,
): Promise<T> {
  const waiting = new AbortController();
  const before = await store.lease();
  const patience = setTimeout(() => waiting.abort(), (before?.ttlMs ?? TTL_MS) * 2);
  const terms = leadership({
    store,
    instance,
    address: "",
    secret: "",
    ttlMs: TTL_MS,
    clock: systemClock,
    signal: waiting.signal,
  });
  for await (const term of terms) {
    clearTimeout(patience);
    return await act(await writingIn(store, instance, nowMs, term));
  }
  throw new StartError(
    `a scheduler is at work on this store (${before?.holder ?? "one that has just begun"}): stop it, and every other one, and run the import again. Servers that only serve the API may go on`,
    { exitCode: 7 },
  );
}

export function takenOver(cause?: unknown): StartError {
  return new StartError(
    "a scheduler took over: stop it and run the import again, which goes on where it was",
    { exitCode: 7, cause },
  );
}

async function writingIn(
  store: Store,
  instance: string,
  nowMs: () => number,
  { signal }: Term,
): Promise<Writing> {
  const last = await store.lastEntry();
  const epoch = (last?.epoch ?? 0) + 1;
  let n = last?.n ?? 0;
  const wait = (ms: number) => systemClock.sleep(ms);
  const append = async (records: readonly JournalRecord[]): Promise<void> => {
    const entry = { n: n + 1, epoch, atMs: nowMs(), writer: instance, records };
    await appendSurely({ store, wait }, entry, signal).catch((error: unknown) => {
      throw error instanceof FencedError ? takenOver(error) : error;
    });
    n = entry.n;
  };
  await append([{ type: "led", instance }]);
  return { epoch, append, signal };
}
