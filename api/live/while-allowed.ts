import type { Credential } from "../../auth/authenticator.ts";
import type { ApiContext } from "../context/context.ts";

/** How often a stream's credential is looked at again. */
const RECHECK_MS = 2500;

/**
 * What goes on for hours, as long as the credential that it began with holds; then the connection is cut, for bytes have
 * no other way to say that they are not all.
 * @param open  the bytes, until the signal that it is given is aborted
 */
export async function* whileAllowed(
  { stillAllowed }: Pick<ApiContext, "stillAllowed">,
  credential: Credential | undefined,
  signal: AbortSignal,
  open: (signal: AbortSignal) => AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const refused = new AbortController();
  const timer = setInterval(() => {
    stillAllowed(credential).then(
      (isAllowed) => (isAllowed ? undefined : refused.abort()),
      () => undefined, // it cannot be known now; the next look may tell
    );
  }, RECHECK_MS);
  timer.unref();
  try {
    yield* open(AbortSignal.any([signal, refused.signal]));
  } finally {
    clearInterval(timer);
  }
  if (refused.signal.aborted) throw new Error("the credential of this stream does not hold any more");
}
