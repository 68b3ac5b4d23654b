import { createHmac } from "node:crypto";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { portOf } from "../../jobs/submission/notify-rules.ts";
import { addressPolicy, type Address } from "./address-policy.ts";
import type { Delivery, Notification, Notifier } from "../ports/notifier.ts";

export interface WebhookOptions {
  /** Key of the signature. */
  readonly secret: string;
  readonly ports: readonly number[];
  /** CIDR ranges that may be reached though they are not public. */
  readonly allowed: readonly string[];
  readonly nowMs: () => number;
  /** For all of one delivery. */
  readonly timeoutMs?: number;
  /** All addresses of a host name. */
  readonly resolve?: (hostname: string) => Promise<readonly Address[]>;
}

const TIMEOUT_MS = 10_000;
/** Of an answer is read; nothing is done with it, but a connection that is not cut off says more to the receiver. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** Not now, as the receiver says. */
const LATER = new Set([408, 425, 429]);

/**
 * Tells by an HTTP POST with a JSON body and a signature, `sha256=` and the hexadecimal HMAC-SHA256 of timestamp, a
 * point, and the body. The name is resolved once, all of its addresses are checked, and one of these is connected to:
 * a name that means another machine a moment later gains nothing. Redirects are not followed.
 */
export function createWebhook(options: WebhookOptions): Notifier {
  const { ports, timeoutMs = TIMEOUT_MS, resolve = resolveAll } = options;
  const mayReach = addressPolicy(options.allowed);
  return {
    async deliver(address, notification, signal) {
      if (!URL.canParse(address)) return { outcome: "refused", why: "the address is no URL" };
      const url = new URL(address);
      const isHttp = url.protocol === "https:" || url.protocol === "http:";
      if (!isHttp || url.username !== "" || url.password !== "" || !ports.includes(portOf(address)))
        return { outcome: "refused", why: "the address may not be used" };
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const addresses = await within(limit, addressesOf(url, resolve));
        if (addresses.length === 0) return { outcome: "failed", why: "the host has no address" };
        if (!addresses.every(mayReach))
          return { outcome: "refused", why: "the host is not on the public network" };
        return await post(url, addresses, requestOf(notification, options), limit);
      } catch (error) {
        return { outcome: "failed", why: reasonOf(error, limit) };
      }
    },
  };
}

interface SignedRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function requestOf(notification: Notification, { nowMs, secret }: WebhookOptions): SignedRequest {
  const { of, ...rest } = notification;
  const body = JSON.stringify({ event: `job.${of}`, ...rest });
  const timestamp = String(Math.floor(nowMs() / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "GoDocker",
      "x-godocker-delivery": notification.id,
      "x-godocker-timestamp": timestamp,
      "x-godocker-signature": `sha256=${signature}`,
    },
  };
}

async function post(
  url: URL,
  addresses: readonly Address[],
  { body, headers }: SignedRequest,
  signal: AbortSignal,
): Promise<Delivery> {
  // One connection for one delivery: none is kept that was checked some time ago.
  const agent = new Agent({ connect: { lookup: always(addresses) }, pipelining: 0 });
  try {
    const answer = await request(url, { dispatcher: agent, method: "POST", headers, body, signal });
    await answer.body.dump({ limit: ANSWER_BYTES_MAX, signal }).catch(() => undefined);
    return deliveryOf(answer.statusCode);
  } finally {
    void agent.destroy().catch(() => undefined);
  }
}

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return { outcome: "delivered" };
  if (status >= 300 && status < 400)
    return { outcome: "refused", why: `it answered ${status}: redirects are not followed` };
  const why = `it answered ${status}`;
  return { outcome: status < 500 && !LATER.has(status) ? "refused" : "failed", why };
}

/** Names are looked up nowhere but in the list. */
function always(addresses: readonly Address[]): LookupFunction {
  return (_hostname, { all }, done) => {
    const [first] = addresses;
    if (all === true || first === undefined)
      done(
        null,
        addresses.map((each) => ({ ...each })),
      );
    else done(null, first.address, first.family);
  };
}

async function addressesOf(
  { hostname }: URL,
  resolve: (hostname: string) => Promise<readonly Address[]>,
): Promise<readonly Address[]> {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(bare);
  return family === 4 || family === 6 ? [{ address: bare, family }] : resolve(bare);
}

async function resolveAll(hostname: string): Promise<readonly Address[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** Looking up a name cannot be taken back, but need not be waited for. */
async function within<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
    promise.catch(() => undefined);
  }
}

function reasonOf(error: unknown, limit: AbortSignal): string {
  if (limit.aborted) return "it took too long";
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return code === undefined ? "it could not be reached" : `it could not be reached (${code})`;
}
