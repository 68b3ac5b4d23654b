import type { TrustEvidence } from "../../store/trust.ts";
import { fading, Tally } from "./tally.ts";
import { kindKey, UnderWay, type Kind as KindOfTask } from "./under-way.ts";

/** How one attempt ended, as far as it may be its agent's doing. */
export interface Outcome extends KindOfTask {
  readonly agent: string;
  readonly job: number;
  readonly failed: boolean;
  /** The agent, not the program, says that it could not: a start that failed, an image that could not be had. */
  readonly blamed: boolean;
  /** Its image could not be had, which is as often for a fault of the job's own. */
  readonly image?: true;
  /** From the launch, or the moment it ran, to its end. */
  readonly lastedMs: number;
}

/** What an agent has against it, since it last had nothing. */
export interface Charge {
  /** The logarithm of how much likelier all this is on a bad agent than elsewhere; 0: nothing. */
  readonly weight: number;
  /** How much proves it: more where more was tried, since what happens often happens by chance, too. */
  readonly proof: number;
  /** Accounts, shapes and attempts that failed there and go well elsewhere. */
  readonly accounts: number;
  readonly shapes: number;
  readonly failures: number;
}

/** How likely a task fails on an agent that is bad. */
const FAILS_ON_BAD = 0.9;
/** What is taken to be known before anything is: of ten programs one fails, of a thousand starts one. */
const PRIOR = { program: 0.5, agent: 0.005, of: 5 } as const;
/** No failure is so rare elsewhere, and no success so sure, that one alone decides. */
const RAREST = 0.02;
/** ln 1000: of a thousand agents that did nothing, one would look like this. */
const PROOF = 6.908;
/** What is less than half of what proves it is not worth being remembered. */
export const REMEMBERED = PROOF / 2;
/** More tasks that run elsewhere say nothing more. */
const UNDER_WAY_MAX = 10;
/** More failures are never asked for: four prove it, of whomever they are. */
const FAILURES_MAX = 4;

interface Kind {
  readonly everywhere: Tally;
  readonly byAgent: Map<string, Tally>;
}

interface Suspect {
  readonly tally: Tally;
  weight: number;
  atMs: number;
  /** As long as it has to prove itself, nothing is forgotten. */
  isKept: boolean;
  failures: { readonly account: string; readonly shape: string }[];
}

/**
 * Which agents fail tasks that go well elsewhere. Each attempt weighs by how likely its end is on a bad agent, against
 * how often the same kind of task ends so on the others; what happened half an hour ago counts half. What went well
 * before the first failure is no excuse: a weight never falls below nothing.
 */
export class Evidence {
  readonly #kinds = new Map<string, Kind>();
  readonly #suspects = new Map<string, Suspect>();
  /** Never more than a few of all agents. */
  readonly #convicted = new Set<string>();
  readonly underWay = new UnderWay();
  #sweepAtMs = 0;

  report(outcome: Outcome, nowMs: number): void {
    const { account, agent, blamed, failed, lastedMs, shape } = outcome;
    const key = kindKey(outcome);
    const kind = this.#kinds.get(key) ?? { everywhere: new Tally(), byAgent: new Map<string, Tally>() };
    this.#kinds.set(key, kind);
    const here = kind.byAgent.get(agent) ?? new Tally();
    kind.byAgent.set(agent, here);
    // What runs elsewhere for longer than this one did goes well so far.
    const since = { agent, atMs: nowMs - lastedMs, withAdopted: blamed, most: UNDER_WAY_MAX };
    const runs = failed ? this.underWay.lasting(key, since, nowMs) : 0;
    const elsewhere = elsewhereThan(here, kind, nowMs);
    if (blamed) this.#leaveOutConvicted(elsewhere, agent, kind, nowMs);
    const well = elsewhere.well + runs;
    const { badly } = elsewhere;
    const rate = (badly + (blamed ? PRIOR.agent : PRIOR.program)) / (well + badly + PRIOR.of);
    const fails = Math.min(1 - RAREST, Math.max(RAREST, rate));
    const suspect = this.#suspects.get(agent) ?? {
      tally: new Tally(),
      weight: 0,
      atMs: nowMs,
      isKept: false,
      failures: [],
    };
    this.#suspects.set(agent, suspect);
    age(suspect, nowMs);
    const says = failed ? ln(FAILS_ON_BAD / fails) : ln((1 - FAILS_ON_BAD) / (1 - fails));
    suspect.weight = Math.max(0, suspect.weight + says);
    if (suspect.weight === 0) suspect.failures = [];
    else if (failed && well > badly) {
      suspect.failures.push({ account, shape });
      if (suspect.failures.length > 2 * FAILURES_MAX) suspect.failures.shift();
    }
    for (const tally of [kind.everywhere, here, suspect.tally]) tally.add(failed, nowMs);
    if (nowMs >= this.#sweepAtMs) this.#sweep(nowMs);
  }

  /** What could not be started where nothing can says nothing of its kind. */
  #leaveOutConvicted(elsewhere: Elsewhere, agent: string, { byAgent }: Kind, nowMs: number): void {
    for (const one of this.#convicted) {
      const there = one === agent ? undefined : byAgent.get(one);
      if (there === undefined) continue;
      elsewhere.well = Math.max(0, elsewhere.well - there.well(nowMs));
      elsewhere.badly = Math.max(0, elsewhere.badly - there.badly(nowMs));
    }
  }

  against(agent: string, nowMs: number): Charge {
    const suspect = this.#suspects.get(agent);
    if (suspect === undefined) return { weight: 0, proof: PROOF, accounts: 0, shapes: 0, failures: 0 };
    age(suspect, nowMs);
    const { failures, tally, weight } = suspect;
    return {
      weight,
      proof: PROOF + ln(Math.max(1, tally.well(nowMs) + tally.badly(nowMs))),
      accounts: new Set(failures.map((one) => one.account)).size,
      shapes: new Set(failures.map((one) => one.shape)).size,
      failures: failures.length,
    };
  }

  /** What the next leader goes on with. */
  remembered(agent: string, nowMs: number): Omit<TrustEvidence, "fast"> {
    const suspect = this.#suspects.get(agent);
    if (suspect === undefined) return { atMs: nowMs, weight: 0, tries: 0, failures: [] };
    age(suspect, nowMs);
    const { failures, tally, weight } = suspect;
    const tries = tally.well(nowMs) + tally.badly(nowMs);
    return { atMs: nowMs, weight, tries, failures: failures.slice(-FAILURES_MAX) };
  }

  restore(agent: string, { atMs, failures, tries, weight }: TrustEvidence, isKept: boolean): void {
    const tally = new Tally();
    tally.restore(tries, atMs);
    this.#suspects.set(agent, { tally, weight, atMs, isKept, failures: [...failures] });
  }

  /** It is no measure for others any more, until `fade` or `acquit`. */
  convict(agent: string): void {
    this.#convicted.add(agent);
  }

  /** What is known of it is not forgotten, until `acquit`. */
  keep(agent: string): void {
    const suspect = this.#suspects.get(agent);
    if (suspect !== undefined) suspect.isKept = true;
  }

  /** From now on it is forgotten as with any other. */
  fade(agent: string, nowMs: number): void {
    this.#convicted.delete(agent);
    const suspect = this.#suspects.get(agent);
    if (suspect === undefined) return;
    suspect.isKept = false;
    suspect.atMs = nowMs;
  }

  /** Nothing is held against it any more. */
  acquit(agent: string): void {
    for (const { byAgent } of this.#kinds.values()) byAgent.delete(agent);
    this.#suspects.delete(agent);
    this.#convicted.delete(agent);
  }

  /** Once in a while, what is long past is forgotten. */
  #sweep(nowMs: number): void {
    this.#sweepAtMs = nowMs + 30 * 60_000;
    for (const [key, { byAgent, everywhere }] of this.#kinds) {
      for (const [agent, tally] of byAgent) if (tally.isForgotten(nowMs)) byAgent.delete(agent);
      if (everywhere.isForgotten(nowMs)) this.#kinds.delete(key);
    }
    for (const [agent, { isKept, tally }] of this.#suspects)
      if (!isKept && tally.isForgotten(nowMs)) this.#suspects.delete(agent);
  }
}

interface Elsewhere {
  well: number;
  badly: number;
}

function elsewhereThan(here: Tally, { everywhere }: Kind, nowMs: number): Elsewhere {
  return {
    well: Math.max(0, everywhere.well(nowMs) - here.well(nowMs)),
    badly: Math.max(0, everywhere.badly(nowMs) - here.badly(nowMs)),
  };
}

/** Failures of which next to nothing is left are forgotten. */
const FORGOTTEN = 0.1;

function age(suspect: Suspect, nowMs: number): void {
  if (!suspect.isKept) suspect.weight *= fading(nowMs - suspect.atMs);
  suspect.atMs = Math.max(suspect.atMs, nowMs);
  if (suspect.weight >= FORGOTTEN) return;
  suspect.weight = 0;
  suspect.failures = [];
}

/** Natural logarithm from + − × ÷ alone, so that it is bit-equal on every machine. For 0 < x. */
export function ln(x: number): number {
  let rest = x;
  let halvings = 0;
  for (; rest > 1.5; rest /= 2) halvings += 1;
  for (; rest < 0.75; rest *= 2) halvings -= 1;
  const z = (rest - 1) / (rest + 1);
  const square = z * z;
  let power = z;
  let sum = 0;
  for (let odd = 1; odd < 30; odd += 2, power *= square) sum += power / odd;
  return 2 * sum + halvings * Math.LN2;
}
