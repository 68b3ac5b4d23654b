import { request } from "undici";
import type { LeaderLink } from "../api/leader.ts";
import type { AgentView, Explanation } from "../offers/explanation.ts";
import type { Lease, Store } from "../store/store.ts";
import type { ClusterStatus } from "./patient-backend.ts";

/** How long the address of the leader is taken from memory. */
const LEASE_FRESH_MS = 1000;
const TIMEOUT_MS = 1000;

export interface ClusterLink {
  /** `undefined` when no leader can be reached. Never rejects. */
  clusters(): Promise<readonly ClusterStatus[] | undefined>;
}

/** Asks the leader through the door that its lease names. Without one, or on any fault, there is no answer. */
export function createLeaderLink(store: Store, nowMs: () => number): LeaderLink & ClusterLink {
  let known: { readonly atMs: number; readonly lease: Promise<Lease | undefined> } | undefined;
  const lease = (): Promise<Lease | undefined> => {
    const atMs = nowMs();
    if (known === undefined || atMs - known.atMs > LEASE_FRESH_MS) known = { atMs, lease: store.lease() };
    return known.lease;
  };
  const askOnce = async (method: "GET" | "POST", path: string): Promise<unknown> => {
    const current = await lease();
    if (current?.held !== true) return undefined;
    const { statusCode, body } = await request(`${current.address}${path}`, {
      method,
      headers: { authorization: `Bearer ${current.secret}` },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const answer = await body.json();
    return statusCode < 300 ? answer : undefined;
  };
  const ask = async (method: "GET" | "POST", path: string): Promise<unknown> => {
    // Twice: a kept connection may have been closed just now, and the lease in memory may name the last leader.
    for (let tries = 0; tries < 2; tries += 1) {
      try {
        return await askOnce(method, path);
      } catch {
        // No leader, one that is just dying, a store that is away: all the same to who asks.
        known = undefined;
      }
    }
    return undefined;
  };
  let waking = false;
  return {
    wake: () => {
      if (waking) return; // a wake-up that is on its way serves this submission, too
      waking = true;
      setImmediate(() => {
        waking = false;
        void ask("POST", "/wake");
      });
    },
    // The door is ours, of the same version or one apart, and behind a secret: its answers are taken as they are.
    explain: (job) => ask("GET", `/explain/${job}`) as Promise<Explanation | undefined>,
    metrics: () => ask("GET", "/metrics") as Promise<string | undefined>,
    clusters: () => ask("GET", "/clusters") as Promise<readonly ClusterStatus[] | undefined>,
    agents: () => ask("GET", "/agents") as Promise<readonly AgentView[] | undefined>,
  };
}
