import { request } from "undici";
import type { ExecutorView, LeaderLink, LeaderStanding } from "../../api/context/leader.ts";
import type { AccountsView } from "../../fair-share/views.ts";
import type { AgentView, Explanation } from "../../offers/explanation.ts";
import type { StartForecast } from "../../offers/forecast.ts";
import type { OfferRecord } from "../../offers/offer-record.ts";
import type { WhatIfAnswer, WhatIfRefusal } from "../../offers/what-if.ts";
import type { Lease, Store } from "../../store/store.ts";
import type { ClusterStatus } from "../executors/patient-backend.ts";

/** How long the address of the leader is taken from memory. */
const LEASE_FRESH_MS = 1000;
const TIMEOUT_MS = 1000;
/** So old may forecasts be that are answered at once; younger ones are asked for meanwhile. */
const SIMULATION_MS = 40_000;
const FORECASTS_FRESH_MS = 2000;
const FORECASTS_USABLE_MS = 15_000;

export interface ClusterLink {
  /** `undefined` when no leader can be reached. Never rejects. */
  clusters(): Promise<readonly ClusterStatus[] | undefined>;
  /** What operators must know of the leader. `undefined` when none can be reached. Never rejects. */
  troubles(): Promise<readonly string[] | undefined>;
}

/** Asks the leader through the door that its lease names. Without one, or on any fault, there is no answer. */
export function createLeaderLink(store: Store, nowMs: () => number): LeaderLink & ClusterLink {
  let known: { readonly atMs: number; readonly lease: Promise<Lease | undefined> } | undefined;
  const lease = (): Promise<Lease | undefined> => {
    const atMs = nowMs();
    if (known === undefined || atMs - known.atMs > LEASE_FRESH_MS) known = { atMs, lease: store.lease() };
    return known.lease;
  };
  const askOnce = async (
    method: "GET" | "POST",
    path: string,
    { body: question, timeoutMs = TIMEOUT_MS }: { readonly body?: string; readonly timeoutMs?: number } = {},
  ): Promise<unknown> => {
    const current = await lease();
    if (current?.held !== true) return undefined;
    const { statusCode, body } = await request(`${current.address}${path}`, {
      method,
      headers: { authorization: `Bearer ${current.secret}` },
      ...(question === undefined ? {} : { body: question }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
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
  let forecasts: { readonly atMs: number; readonly byJob: ReadonlyMap<number, StartForecast> } = {
    atMs: -Infinity,
    byJob: new Map(),
  };
  let asking: Promise<void> | undefined;
  const askForecasts = (): Promise<void> => {
    asking ??= ask("GET", "/forecasts")
      .then((answer) => {
        const all = (answer ?? []) as readonly StartForecast[];
        forecasts = { atMs: nowMs(), byJob: new Map(all.map((one) => [one.job, one])) };
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
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
    async simulate(change) {
      try {
        const question = { body: JSON.stringify(change), timeoutMs: SIMULATION_MS };
        return (await askOnce("POST", "/simulate", question)) as WhatIfAnswer | WhatIfRefusal | undefined;
      } catch {
        known = undefined;
        return undefined;
      }
    },
    async forecasts() {
      const ageMs = nowMs() - forecasts.atMs;
      const asked = ageMs > FORECASTS_FRESH_MS ? askForecasts() : undefined;
      if (ageMs > FORECASTS_USABLE_MS) await asked;
      return forecasts.byJob;
    },
    // The door is ours, of the same version or one apart, and behind a secret: its answers are taken as they are.
    explain: (job) => ask("GET", `/explain/${job}`) as Promise<Explanation | undefined>,
    metrics: () => ask("GET", "/metrics") as Promise<string | undefined>,
    troubles: () => ask("GET", "/troubles") as Promise<readonly string[] | undefined>,
    clusters: () => ask("GET", "/clusters") as Promise<readonly ClusterStatus[] | undefined>,
    executors: () => ask("GET", "/clusters") as Promise<readonly ExecutorView[] | undefined>,
    standing: () => ask("GET", "/leader") as Promise<LeaderStanding | undefined>,
    reconcile: () => ask("POST", "/reconcile") as Promise<readonly string[] | undefined>,
    async stepDown() {
      try {
        // Once: told again, the next one would step down, too.
        return (await askOnce("POST", "/step-down")) !== undefined;
      } catch {
        return false;
      } finally {
        known = undefined;
      }
    },
    accounts: () => ask("GET", "/accounts") as Promise<AccountsView | undefined>,
    offers: () => ask("GET", "/offers") as Promise<readonly OfferRecord[] | undefined>,
    agents: () => ask("GET", "/agents") as Promise<readonly AgentView[] | undefined>,
  };
}
