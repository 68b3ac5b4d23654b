import { Evidence, type Charge, type Outcome } from "./evidence.ts";

/** How far an agent is trusted. */
export type Standing =
  | { readonly state: "well" }
  /** Something failed there that goes well elsewhere: one task at a time, until one has proved itself. */
  | { readonly state: "wary" }
  /** Nothing starts there until then. `held`: a few fast failures; `quarantined`: much against it. */
  | { readonly state: "held" | "quarantined"; readonly untilMs: number; readonly charge: Charge }
  /** One task may try. */
  | { readonly state: "probation"; readonly charge: Charge };

/** What is to be told of a change. */
export interface Verdict {
  readonly agent: string;
  readonly standing: Standing;
  readonly before: Standing["state"];
}

interface HealthOptions {
  readonly isOn: () => boolean;
  /** Whether whatever could run on an agent could run on another one, too. */
  readonly standsIn: (other: string, agent: string) => boolean;
}

/** A failure so soon after the start is fast; a task that lasts longer has proved its agent. */
const FAST_MS = 5000;
/** After probation a task that lasts so long has proved it. */
const CANARY_MS = 60_000;
/** So many of them, of two accounts, hold the agent for so long. */
const FAST_MOST = 3;
const HOLD_MS = 60_000;
/** Fast failures of that time count together. */
const FAST_WINDOW_MS = 10 * 60_000;
/** To hold it, a tenth of what proves it is enough. */
const TENTH = Math.LN10;
/** What speaks against it is of two accounts or three shapes; or of so many attempts of kinds that go well elsewhere. */
const ACCOUNTS = 2;
const SHAPES = 3;
const FAILURES = 4;
/** How long a quarantine takes, the first, the second one, and so on. */
const TERMS_MS = [5, 20, 60].map((minutes) => minutes * 60_000);
/** After so long without a relapse the first term is the first again. */
const REFORMED_MS = 6 * 3_600_000;

const WELL: Standing = { state: "well" };

interface Agent {
  standing: Standing;
  /** When it was last convicted, and how often in a row. */
  terms: number;
  freedMs: number;
  /** Ends of the last fast failures there. */
  readonly fast: { readonly atMs: number; readonly account: string }[];
  /** Tasks that have not proved it yet. */
  readonly trying: Set<string>;
}

/**
 * Agents that fail what goes well elsewhere are left alone for a while, then tried with one task. Never more than a
 * tenth of all agents (one, of few), and never one for which no other could stand in: a small cluster goes on with what it has.
 */
export class Health {
  readonly #agents = new Map<string, Agent>();
  readonly #evidence = new Evidence();
  readonly #isOn: () => boolean;
  readonly #standsIn: (other: string, agent: string) => boolean;
  /** Those that nothing, or one task, may start on. */
  readonly #apart = new Map<string, Agent>();

  constructor({ isOn, standsIn }: HealthOptions) {
    this.#isOn = isOn;
    this.#standsIn = standsIn;
  }

  add(agent: string): void {
    if (this.#agents.has(agent)) return;
    const trying = new Set<string>();
    this.#agents.set(agent, { standing: WELL, terms: 0, freedMs: -Infinity, fast: [], trying });
  }

  remove(agent: string): void {
    const known = this.#agents.get(agent);
    if (known === undefined) return;
    this.#set(agent, known, WELL);
    this.#agents.delete(agent);
    this.#evidence.acquit(agent);
  }

  standing(agent: string): Standing {
    return this.#agents.get(agent)?.standing ?? WELL;
  }

  /** Agents that nothing, or one task, may start on. */
  apart(): Iterable<string> {
    return this.#apart.keys();
  }

  /** How many more tasks may start there now. */
  mayStart(agent: string): number {
    const known = this.#agents.get(agent);
    switch (known?.standing.state) {
      case undefined:
      case "well":
        return Infinity;
      case "wary":
      case "probation":
        return known.trying.size === 0 ? 1 : 0;
      default:
        return 0;
    }
  }

  started(agent: string, task: string): void {
    const known = this.#agents.get(agent);
    if (known !== undefined && known.standing !== WELL) known.trying.add(task);
  }

  /** When a task that was started now would have proved its agent by running; nothing where there is nothing to prove. */
  provesAfterMs(agent: string): number | undefined {
    const state = this.#agents.get(agent)?.standing.state;
    return state === "wary" ? FAST_MS : state === "probation" ? CANARY_MS : undefined;
  }

  /** A task is still running. @returns the agent's new standing, when it has proved it so */
  lasted(agent: string, task: string, lastedMs: number, nowMs: number): Verdict | undefined {
    const known = this.#agents.get(agent);
    if (known === undefined || !known.trying.has(task)) return undefined;
    const isProof = lastedMs >= (this.provesAfterMs(agent) ?? Infinity);
    return isProof ? this.#proved(agent, known, nowMs) : undefined;
  }

  /** Of one that says nothing of its agent: cancelled, or it reached its limit. */
  endedOtherwise(agent: string, task: string): void {
    this.#agents.get(agent)?.trying.delete(task);
  }

  ended(outcome: Outcome, task: string, nowMs: number): Verdict | undefined {
    const { account, agent: name, failed, lastedMs } = outcome;
    const agent = this.#agents.get(name);
    if (agent === undefined) return undefined;
    const wasTrying = agent.trying.delete(task);
    // What was under way before is no excuse, nor is it held against it: what is bad may be how tasks start.
    if (agent.standing !== WELL && !wasTrying && (!failed || isApart(agent.standing))) return undefined;
    this.#evidence.report(outcome, nowMs);
    if (!this.#isOn()) return agent.standing === WELL ? undefined : this.#move(name, agent, WELL);
    if (!failed) return this.#proved(name, agent, nowMs);
    const isFast = lastedMs < FAST_MS;
    if (isFast) agent.fast.push({ atMs: nowMs, account });
    while (agent.fast.length > FAST_MOST || (agent.fast[0]?.atMs ?? nowMs) < nowMs - FAST_WINDOW_MS)
      agent.fast.shift();
    const charge = this.#evidence.against(name, nowMs);
    if (isApart(agent.standing))
      return charge.weight > charge.proof ? this.#convict(name, agent, charge, nowMs) : undefined;
    if (!this.#canSpare(name, agent)) return this.#move(name, agent, WELL);
    if (isConvincing(charge)) return this.#convict(name, agent, charge, nowMs);
    const isRow = agent.fast.length === FAST_MOST && charge.weight > charge.proof - TENTH;
    if (isRow && new Set(agent.fast.map((one) => one.account)).size >= ACCOUNTS) {
      agent.terms = Math.max(1, agent.terms);
      return this.#move(name, agent, { state: "held", untilMs: nowMs + HOLD_MS, charge });
    }
    const isSuspect = isFast && (outcome.blamed || charge.failures > 0);
    return isSuspect && agent.standing === WELL ? this.#move(name, agent, { state: "wary" }) : undefined;
  }

  /** What time brings about: terms that are over. */
  renew(nowMs: number): readonly Verdict[] {
    const verdicts: Verdict[] = [];
    for (const [name, agent] of this.#apart) {
      const { standing } = agent;
      if (standing.state !== "held" && standing.state !== "quarantined") continue;
      if (standing.untilMs > nowMs && this.#isOn()) continue;
      const next: Standing = this.#isOn() ? { state: "probation", charge: standing.charge } : WELL;
      const verdict = this.#move(name, agent, next);
      if (verdict !== undefined) verdicts.push(verdict);
    }
    return verdicts;
  }

  /** When `renew` has something to do next. */
  nextMs(): number {
    let nextMs = Infinity;
    for (const { standing } of this.#apart.values())
      if (standing.state === "held" || standing.state === "quarantined")
        nextMs = Math.min(nextMs, standing.untilMs);
    return nextMs;
  }

  #proved(name: string, agent: Agent, nowMs: number): Verdict | undefined {
    agent.fast.length = 0;
    const { state } = agent.standing;
    if (state === "well" || state === "held" || state === "quarantined") return undefined;
    if (state === "probation") {
      agent.freedMs = nowMs;
      this.#evidence.acquit(name);
    }
    return this.#move(name, agent, WELL);
  }

  #convict(name: string, agent: Agent, charge: Charge, nowMs: number): Verdict | undefined {
    if (agent.freedMs + REFORMED_MS <= nowMs && agent.standing.state !== "probation") agent.terms = 0;
    const termMs = TERMS_MS[Math.min(agent.terms, TERMS_MS.length - 1)] ?? HOLD_MS;
    agent.terms += 1;
    agent.fast.length = 0;
    return this.#move(name, agent, { state: "quarantined", untilMs: nowMs + termMs, charge });
  }

  /** Whether the others can do without it. */
  #canSpare(name: string, agent: Agent): boolean {
    if (isApart(agent.standing)) return true; // it is missing already
    if (this.#apart.size >= Math.max(1, Math.floor(this.#agents.size / 10))) return false;
    for (const [other, { standing }] of this.#agents)
      if (other !== name && !isApart(standing) && this.#standsIn(other, name)) return true;
    return false;
  }

  #move(name: string, agent: Agent, standing: Standing): Verdict | undefined {
    const before = agent.standing.state;
    this.#set(name, agent, standing);
    return before === "well" && standing === WELL ? undefined : { agent: name, standing, before };
  }

  #set(name: string, agent: Agent, standing: Standing): void {
    if (isApart(standing)) this.#apart.set(name, agent);
    else this.#apart.delete(name);
    if (isApart(standing)) this.#evidence.keep(name);
    agent.standing = standing;
    if (standing === WELL) agent.trying.clear();
  }
}

function isConvincing({ accounts, failures, proof, shapes, weight }: Charge): boolean {
  return weight > proof && (accounts >= ACCOUNTS || shapes >= SHAPES || failures >= FAILURES);
}

function isApart({ state }: Standing): boolean {
  return state === "held" || state === "quarantined" || state === "probation";
}
