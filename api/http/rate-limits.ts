import type { Route } from "./route.ts";
import { PublicError } from "./problems.ts";

export type Bucket = "reads" | "writes" | "streams";

/** Requests of one user in a minute; as many may come at once. One address may send four times that. */
export type RateLimits = Readonly<Record<Bucket, number>>;

export const RATE_LIMITS: RateLimits = { reads: 30_000, writes: 12_000, streams: 1200 };

const WINDOW_SECONDS = 60;
const ADDRESS_FACTOR = 4;
/** Those who have been quiet longest are forgotten beyond that: their buckets are full again by then. */
const REMEMBERED_MAX = 10_000;

export function bucketOf(route: Pick<Route, "method" | "isStream">): Bucket {
  if (route.isStream === true) return "streams";
  return route.method === "GET" ? "reads" : "writes";
}

export interface RateLimiter {
  /**
   * Takes one request out of a bucket.
   * @param who  a user or an address
   * @returns  the headers that tell what is left (draft-ietf-httpapi-ratelimit-headers)
   * @throws PublicError  `rate_limited`
   */
  take(
    bucket: Bucket,
    who: { readonly user?: string; readonly address?: string },
  ): Readonly<Record<string, string>>;
}

interface Level {
  left: number;
  atMs: number;
}

/** In this process only: several processes give a user as many times the limit. */
export function createRateLimiter(limits: RateLimits, nowMs: () => number): RateLimiter {
  const levels = new Map<string, Level>();

  /** What is left after this request, negative when there was nothing left. */
  const takeOne = (key: string, quota: number): number => {
    const now = nowMs();
    const level = levels.get(key) ?? { left: quota, atMs: now };
    const elapsedMs = Math.max(0, now - level.atMs);
    const filled = Math.min(quota, level.left + (elapsedMs / (WINDOW_SECONDS * 1000)) * quota);
    const left = filled - 1;
    // Refused requests do not empty it further: who goes on asking still gets his share.
    levels.delete(key);
    levels.set(key, { left: Math.max(0, left < 0 ? filled : left), atMs: now });
    const [oldest] = levels.keys();
    if (levels.size > REMEMBERED_MAX && oldest !== undefined) levels.delete(oldest);
    return left;
  };

  return {
    take(bucket, { user, address }) {
      const isUser = user !== undefined;
      const quota = isUser ? limits[bucket] : limits[bucket] * ADDRESS_FACTOR;
      const left = takeOne(`${bucket} ${isUser ? `user ${user}` : `address ${address}`}`, quota);
      const perSecond = quota / WINDOW_SECONDS;
      const headers = {
        "ratelimit-policy": `"${bucket}";q=${quota};w=${WINDOW_SECONDS}`,
        // Until one more than now is possible again.
        ratelimit: `"${bucket}";r=${Math.max(0, Math.floor(left))};t=${Math.ceil(1 / perSecond)}`,
      };
      if (left >= 0) return headers;
      const seconds = Math.ceil(-left / perSecond);
      throw new PublicError(
        "rate_limited",
        `${isUser ? "A user" : "An address"} may send ${quota} of these requests in a minute. Try again in ${seconds} s.`,
        { headers: { ...headers, "retry-after": String(seconds) } },
      );
    },
  };
}
