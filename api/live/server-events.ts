import { setTimeout as sleep } from "node:timers/promises";
import type { Credential } from "../../auth/authenticator.ts";
import type { ApiContext } from "../context/context.ts";

const HEARTBEAT_MS = 15_000;
/** How often the credential of a stream is looked at again: before anything more is said, when that long ago. */
const RECHECK_MS = 2500;

export interface ServerEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

/** Server-sent events (WHATWG HTML, section 9.2) as text. */
export function frameOf({ event, id, data }: ServerEvent): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * Events as a stream: with a comment while there is nothing to say, and an end when its credential no longer holds.
 * Pulled by the connection: a slow client makes the source wait, never the server remember.
 * @param open  the events, until the signal that it is given is aborted
 */
export async function* eventStream(
  context: Pick<ApiContext, "stillAllowed" | "nowMs">,
  credential: Credential | undefined,
  signal: AbortSignal,
  open: (signal: AbortSignal) => AsyncGenerator<ServerEvent>,
): AsyncGenerator<string> {
  const ending = new AbortController();
  const stop = AbortSignal.any([signal, ending.signal]);
  const events = open(stop);
  let checkedAtMs = context.nowMs();
  // What is asked for stays asked for over heartbeats.
  let next: ReturnType<typeof events.next> | undefined;
  try {
    yield "retry: 2000\n\n";
    while (!signal.aborted) {
      next ??= events.next();
      const came = await Promise.race([next, heartbeat(stop)]);
      if (context.nowMs() - checkedAtMs > RECHECK_MS) {
        checkedAtMs = context.nowMs();
        if (!(await context.stillAllowed(credential))) {
          yield frameOf({ event: "end", data: { reason: "token_expired" } });
          return;
        }
      }
      if (came === undefined) {
        yield ": heartbeat\n\n";
        continue;
      }
      next = undefined;
      if (came.done === true) return;
      yield frameOf(came.value);
    }
  } finally {
    ending.abort();
    // Nobody waits for it any more; the abort settles it, and its failure concerns nobody.
    next?.catch(() => undefined);
  }
}

async function heartbeat(signal: AbortSignal): Promise<undefined> {
  try {
    await sleep(HEARTBEAT_MS, undefined, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error; // the loop sees the abort itself
  }
  return undefined;
}
