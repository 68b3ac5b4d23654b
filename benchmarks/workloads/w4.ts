import { LineHash, stream } from "./chance.ts";

/** W4: what goes wrong, each kind from draws of its own. Times are seconds after midnight unless a name says otherwise. */
export interface Flap {
  readonly agent: number;
  readonly atSeconds: number;
  readonly downSeconds: number;
}

const DAY_SECONDS = 86_400;
/** Jobs and agents that the failures are added to: the first of the mixed day. */
export const FAILING_DAY = { jobs: 200_000, agents: 2000 } as const;

/** Agents that go away and come back, agent by agent. */
export function flaps(seed: number, agents: number = FAILING_DAY.agents): readonly Flap[] {
  const draws = stream(seed, "W4.flaps");
  const rows: Flap[] = [];
  for (let agent = 0; agent < agents; agent += 1) {
    let atSeconds = draws.range(0, 3600);
    while (atSeconds <= DAY_SECONDS) {
      const downSeconds = draws.range(5, 600);
      rows.push({ agent, atSeconds, downSeconds });
      atSeconds += downSeconds + draws.range(1800, 43_200);
    }
  }
  return rows;
}

/** Of lines `a t down`. */
export function hashOfFlaps(rows: readonly Flap[]): string {
  const hash = new LineHash();
  for (const { agent, atSeconds, downSeconds } of rows) hash.add(`${agent} ${atSeconds} ${downSeconds}`);
  return hash.hex();
}

/** Agents that fail every task after 200 ms from some moment on. */
export function blackHoles(
  seed: number,
  agents: number = FAILING_DAY.agents,
): readonly { readonly agent: number; readonly fromSeconds: number; readonly afterMs: 200 }[] {
  const draws = stream(seed, "W4.black holes");
  const found: { agent: number; fromSeconds: number; afterMs: 200 }[] = [];
  for (let agent = 0; agent < agents; agent += 1) {
    if (draws.int(100) === 0) found.push({ agent, fromSeconds: draws.range(0, 43_200), afterMs: 200 });
  }
  return found;
}

/** For one status update after the other: whether it comes twice, and how much later it comes. */
export function updateFaults(seed: number): () => { readonly twice: boolean; readonly delayMs: number } {
  const draws = stream(seed, "W4.updates");
  return () => ({ twice: draws.int(100) < 5, delayMs: draws.int(100) < 2 ? draws.range(0, 30_000) : 0 });
}

/** For one offer after the other: whether it is rescinded before the answer arrives. */
export function offerFaults(seed: number): () => boolean {
  const draws = stream(seed, "W4.offers");
  return () => draws.int(100) < 2;
}

/** When the leading scheduler is killed. */
export function schedulerKills(seed: number): readonly number[] {
  const draws = stream(seed, "W4.scheduler");
  const times: number[] = [];
  for (let at = draws.range(120, 600); at <= DAY_SECONDS; at += draws.range(120, 600)) times.push(at);
  return times;
}

/** When the master fails over, and how long it says nothing. */
export function masterFailovers(
  seed: number,
): readonly { readonly atSeconds: number; readonly silentSeconds: number }[] {
  const draws = stream(seed, "W4.master");
  const rows: { atSeconds: number; silentSeconds: number }[] = [];
  for (let at = draws.range(600, 1800); at <= DAY_SECONDS; at += draws.range(600, 1800)) {
    rows.push({ atSeconds: at, silentSeconds: draws.range(1, 10) });
  }
  return rows;
}

/** For one write after the other: how long it takes more, and whether it fails after it was applied. */
export function storeFaults(
  seed: number,
): () => { readonly delayMs: number; readonly failsAfterwards: boolean } {
  const draws = stream(seed, "W4.store");
  return () => ({
    delayMs: draws.int(100) < 1 ? draws.range(50, 3000) : 0,
    failsAfterwards: draws.int(1000) < 1,
  });
}
