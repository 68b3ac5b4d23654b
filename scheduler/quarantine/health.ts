import type { AgentTrust } from "../../store/trust.ts";
import { Evidence, type Charge, type Outcome } from "./evidence.ts";
import { agentOf, isNews, newAgent, REFORMED_MS, trustIn, type Agent } from "./memory.ts";
import { isApart, isLimited, isOpen, untilMsOf, WELL, type Standing, type Verdict } from "./standing.ts";
import type { Kind } from "./under-way.ts";

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
/** One task that fails convicts an agent that is tried, unless its kind is known to fail, or not at all: then two do. */
const RELAPSE = 2.5;
/** So does one that could not be started, unless more than a fourth of its kind cannot elsewhere. */
const RELAPSE_AT_START = 1.28;
/** What speaks against it is of two accounts or three shapes; or of so many attempts of kinds that go well elsewhere. */
const ACCOUNTS = 2;
const SHAPES = 3;
const FAILURES = 4;
/** How long a quarantine takes, the first, the second one, and so on. */
const TERMS_MS = [5, 20, 60].map((minutes) => minutes * 60_000);
/** The same of one that no other can stand in for: four tries in the first hour, three in each further one. */
const PAUSES_MS = [1, 5, 20].map((minutes) => minutes * 60_000);
/** One that no task has tried for so long may be tried by a gang, which cannot send a single one. */
const IDLE_MS = 60_000;
/** So often it is looked whether something may be forgotten. */
const SWEEP_MS = 30 * 60_000;

/**
 * Agents that fail what goes well elsewhere are left alone for a while, then tried with one task. Never more than a
 * tenth of all agents (one, of few), and never one for which no other could stand in: those are tried with single
 * tasks, after pauses, as long as any other is trusted. So a small cluster goes on with what it has.
 */
export class Health {
  readonly #agents = new Map<string, Agent>();
  /** Agents that are not there, and of which something is remembered. */
  readonly #away = new Map<string, Agent>();
  readonly #evidence = new Evidence();
  readonly #isOn: () => boolean;
  readonly #standsIn: (other: string, agent: string) => boolean;
  /** Those that nothing, or one task, may start on. */
  readonly #apart = new Map<string, Agent>();
  /** All that are not trusted as others are. */
  readonly #tried = new Map<string, Agent>();
  /** Of these the next leader may have to be told something. */
  readonly #touched = new Set<string>();
  #isOneGone = false;
  #sweepAtMs = 0;

  constructor({ isOn, standsIn }: HealthOptions) {
    this.#isOn = isOn;
    this.#standsIn = standsIn;
  }

  // --- which agents there are ----------------------------------------------------------------------------------------

  add(agent: string): void {
    if (this.#agents.has(agent)) return;
    const known = this.#away.get(agent) ?? newAgent();
    this.#away.delete(agent);
    known.awaySinceMs = undefined;
    this.#agents.set(agent, known);
    this.#list(agent, known);
  }

  /** What is known of it is kept: it may come back. */
  remove(agent: string, nowMs: number): void {
    const known = this.#agents.get(agent);
    if (known === undefined) return;
    this.#agents.delete(agent);
    this.#apart.delete(agent);
    this.#tried.delete(agent);
    this.#isOneGone = true;
    known.awaySinceMs = nowMs;
    if (known.standing !== WELL || known.terms > 0 || known.told !== undefined) this.#away.set(agent, known);
    else this.#evidence.acquit(agent);
  }

  /** What the leader before knew of an agent, whether it is there yet or not. */
  restore(agent: string, trust: AgentTrust, nowMs: number): void {
    this.#evidence.restore(agent, trust.evidence, trust.state !== "well");
    if (isLimited(trust)) this.#evidence.convict(agent);
    this.#away.set(agent, agentOf(trust, this.#evidence.against(agent, nowMs), nowMs));
  }

  /** What is worth being told to the next leader since this was last asked; `undefined`: nothing is remembered. */
  takeNews(nowMs: number): readonly (readonly [agent: string, trust: AgentTrust | undefined])[] {
    const news: (readonly [string, AgentTrust | undefined])[] = [];
    for (const name of this.#touched) {
      const agent = this.#find(name);
      if (agent === undefined) continue;
      const trust = this.#isOn() ? trustIn(name, agent, this.#evidence, nowMs) : undefined;
      if (isNews(agent.told, trust)) {
        agent.told = trust;
        news.push([name, trust]);
      }
      if (trust === undefined && this.#away.delete(name)) this.#evidence.acquit(name);
    }
    this.#touched.clear();
    return news;
  }

  // --- questions -----------------------------------------------------------------------------------------------------

  standing(agent: string): Standing {
    return this.#find(agent)?.standing ?? WELL;
  }

  /** Agents that nothing, or one task, may start on, though others could. */
  apart(): Iterable<string> {
    return this.#apart.keys();
  }

  /** Agents that are tried with single tasks, since no other can stand in for them. */
  *throttled(): Iterable<string> {
    for (const [name, { standing }] of this.#tried) if (standing.state === "throttled") yield name;
  }

  /** Whether several tasks may start there that only start together. */
  mayStartTogether(agent: string): boolean {
    const standing = this.standing(agent);
    return standing === WELL || ("idle" in standing && this.mayStart(agent) > 0);
  }

  /** How many more tasks may start there now. */
  mayStart(agent: string): number {
    const known = this.#find(agent);
    switch (known?.standing.state) {
      case undefined:
      case "well":
        return Infinity;
      case "wary":
      case "probation":
      case "throttled":
        return known.trying.size === 0 && isOpen(known.standing) ? 1 : 0;
      default:
        return 0;
    }
  }

  /** When a task that was started now would have proved its agent by running; nothing where there is nothing to prove. */
  provesAfterMs(agent: string): number | undefined {
    const state = this.standing(agent).state;
    if (state === "wary") return FAST_MS;
    return state === "probation" || state === "throttled" ? CANARY_MS : undefined;
  }

  /** When `renew` has something to do next. */
  nextMs(): number {
    let nextMs = Infinity;
    for (const { sinceMs, standing, trying } of this.#tried.values()) {
      const isIdle = "idle" in standing || trying.size > 0;
      nextMs = Math.min(nextMs, untilMsOf(standing) ?? (isIdle ? Infinity : sinceMs + IDLE_MS));
    }
    return nextMs;
  }

  // --- what happens --------------------------------------------------------------------------------------------------

  started(agent: string, task: string): void {
    const known = this.#find(agent);
    if (known !== undefined && known.standing !== WELL) known.trying.add(task);
  }

  /** A task that an earlier leader launched. @returns whether it is to prove its agent */
  adopted(agent: string, task: string, launchedAtMs: number): boolean {
    const known = this.#find(agent);
    if (known === undefined || known.standing === WELL || launchedAtMs < known.sinceMs) return false;
    known.trying.add(task);
    return true;
  }

  /** Whether a task is there to prove the agent. */
  isTrying(agent: string, task: string): boolean {
    return this.#find(agent)?.trying.has(task) === true;
  }

  /** @param isAdopted  an earlier leader knows how others of its kind ended */
  runs(task: string, at: Kind & { readonly agent: string }, sinceMs: number, isAdopted: boolean): void {
    this.#evidence.underWay.add(task, at, { agent: at.agent, sinceMs, isAdopted });
  }

  /** A task is still running. @returns the agent's new standing, when it has proved it so */
  lasted(agent: string, task: string, lastedMs: number, nowMs: number): Verdict | undefined {
    const known = this.#find(agent);
    if (known === undefined || !known.trying.has(task)) return undefined;
    const isProof = lastedMs >= (this.provesAfterMs(agent) ?? Infinity);
    return isProof ? this.#proved(agent, known, nowMs) : undefined;
  }

  /** After `ended`, or without it: of one that says nothing of its agent, cancelled, or it reached its limit. */
  over(agent: string, task: string): void {
    this.#evidence.underWay.remove(task);
    this.#find(agent)?.trying.delete(task);
  }

  /** Somebody takes care of it: nothing is held against it any more. */
  forgive(agent: string, nowMs: number): Verdict | undefined {
    const known = this.#find(agent);
    if (known === undefined) return undefined;
    known.fast.length = 0;
    known.terms = 0;
    this.#evidence.acquit(agent);
    this.#touched.add(agent);
    return this.#move(agent, known, WELL, nowMs);
  }

  ended(outcome: Outcome, task: string, nowMs: number): Verdict | undefined {
    const { account, agent: name, failed, lastedMs } = outcome;
    const agent = this.#find(name);
    if (agent === undefined) return undefined;
    const wasTrying = agent.trying.delete(task);
    // What was under way before is no excuse, nor is it held against it: what is bad may be how tasks start.
    if (agent.standing !== WELL && !wasTrying && (!failed || isLimited(agent.standing))) return undefined;
    this.#evidence.report(outcome, nowMs);
    if (failed || agent.told !== undefined) this.#touched.add(name);
    if (!this.#isOn()) return agent.standing === WELL ? undefined : this.#move(name, agent, WELL, nowMs);
    if (!failed) return this.#proved(name, agent, nowMs);
    const isFast = lastedMs < FAST_MS;
    if (isFast) agent.fast.push({ atMs: nowMs, account });
    while (agent.fast.length > FAST_MOST || (agent.fast[0]?.atMs ?? nowMs) < nowMs - FAST_WINDOW_MS)
      agent.fast.shift();
    const charge = this.#evidence.against(name, nowMs);
    if ("charge" in agent.standing) {
      if (!isOpen(agent.standing)) return undefined; // it is left alone already
      const more = charge.weight - agent.standing.charge.weight;
      return charge.weight > charge.proof && more >= (outcome.blamed ? RELAPSE_AT_START : RELAPSE)
        ? this.#convict(name, agent, charge, nowMs)
        : undefined;
    }
    const canSpare = this.#canSpare(name, agent);
    const isOneOfMore = canSpare || this.#isAnyTrusted(name);
    // Each of the tries failed, one after the other, for no fault of the program's.
    const isHopeless =
      wasTrying && outcome.blamed && outcome.image !== true && charge.weight > charge.proof + RELAPSE;
    if ((isConvincing(charge) || isHopeless) && isOneOfMore) return this.#convict(name, agent, charge, nowMs);
    const isRow = agent.fast.length === FAST_MOST && charge.weight > charge.proof - TENTH;
    if (canSpare && isRow && new Set(agent.fast.map((one) => one.account)).size >= ACCOUNTS) {
      agent.terms = Math.max(1, agent.terms);
      return this.#move(name, agent, { state: "held", untilMs: nowMs + HOLD_MS, charge }, nowMs);
    }
    if (!isOneOfMore) return this.#move(name, agent, WELL, nowMs);
    const isSuspect = isFast && (outcome.blamed || (canSpare && charge.failures > 0));
    return isSuspect && agent.standing === WELL
      ? this.#move(name, agent, { state: "wary" }, nowMs)
      : undefined;
  }

  /** What time brings about: terms that are over, and that nobody is left to stand in. */
  renew(nowMs: number): readonly Verdict[] {
    if (nowMs >= this.#sweepAtMs) this.#sweep(nowMs);
    const moves: (Verdict | undefined)[] = [];
    for (const [name, agent, charge] of this.#alone(nowMs))
      moves.push(this.#move(name, agent, { state: "throttled", untilMs: nowMs + HOLD_MS, charge }, nowMs));
    for (const [name, agent] of this.#tried) {
      const { sinceMs, standing, trying } = agent;
      if (isOpen(standing) && trying.size === 0 && sinceMs + IDLE_MS <= nowMs && !("idle" in standing)) {
        agent.standing = { ...standing, idle: true };
        moves.push({ agent: name, standing: agent.standing, before: standing.state });
      }
      if (!this.#isOn()) moves.push(this.#move(name, agent, WELL, nowMs));
      else if ("charge" in standing && (untilMsOf(standing) ?? Infinity) <= nowMs) {
        const state = standing.state === "throttled" ? "throttled" : "probation";
        moves.push(this.#move(name, agent, { state, charge: standing.charge }, nowMs));
      }
    }
    return moves.filter((verdict) => verdict !== undefined);
  }

  // --- verdicts ------------------------------------------------------------------------------------------------------

  #proved(name: string, agent: Agent, nowMs: number): Verdict | undefined {
    agent.fast.length = 0;
    const { state } = agent.standing;
    if (state === "well" || untilMsOf(agent.standing) !== undefined) return undefined;
    if (state !== "wary") {
      agent.freedMs = nowMs;
      if (state === "throttled") agent.terms = 0; // it is needed, and has shown that it works
      this.#evidence.acquit(name);
    }
    return this.#move(name, agent, WELL, nowMs);
  }

  #convict(name: string, agent: Agent, charge: Charge, nowMs: number): Verdict | undefined {
    if (agent.freedMs + REFORMED_MS <= nowMs && !isLimited(agent.standing)) agent.terms = 0;
    const canSpare = this.#canSpare(name, agent);
    const lengths = canSpare ? TERMS_MS : PAUSES_MS;
    const untilMs = nowMs + (lengths[Math.min(agent.terms, lengths.length - 1)] ?? HOLD_MS);
    agent.terms += 1;
    agent.fast.length = 0;
    const state = canSpare ? "quarantined" : "throttled";
    return this.#move(name, agent, { state, untilMs, charge }, nowMs);
  }

  /** Whether the others can do without it. */
  #canSpare(name: string, agent: Agent): boolean {
    if (isApart(agent.standing)) return true; // it is missing already
    if (this.#apart.size >= Math.max(1, Math.floor(this.#agents.size / 10))) return false;
    return this.#hasStandIn(name);
  }

  #isAnyTrusted(but: string): boolean {
    for (const [name, { standing }] of this.#agents) if (name !== but && !isLimited(standing)) return true;
    return false;
  }

  #hasStandIn(name: string): boolean {
    for (const [other, { standing }] of this.#agents)
      if (other !== name && !isLimited(standing) && this.#standsIn(other, name)) return true;
    return false;
  }

  /** Those that are left alone for long, and for which no other stands in any more. */
  #alone(nowMs: number): readonly (readonly [string, Agent, Charge])[] {
    if (!this.#isOneGone) return [];
    this.#isOneGone = false;
    return [...this.#apart].flatMap(([name, agent]) => {
      const { standing } = agent;
      const isLong = (untilMsOf(standing) ?? 0) > nowMs + HOLD_MS;
      return "charge" in standing && isLong && !this.#hasStandIn(name)
        ? [[name, agent, standing.charge]]
        : [];
    });
  }

  #move(name: string, agent: Agent, standing: Standing, nowMs: number): Verdict | undefined {
    const before = agent.standing.state;
    if (before === "well" && standing === WELL) return undefined;
    agent.standing = standing;
    agent.sinceMs = nowMs;
    this.#touched.add(name);
    if (standing === WELL) agent.trying.clear();
    if (this.#agents.has(name)) this.#list(name, agent);
    if (standing === WELL) this.#evidence.fade(name, nowMs);
    else this.#evidence.keep(name);
    if (isLimited(standing)) this.#evidence.convict(name);
    return { agent: name, standing, before };
  }

  #list(name: string, agent: Agent): void {
    const { standing } = agent;
    if (isApart(standing)) this.#apart.set(name, agent);
    else this.#apart.delete(name);
    if (standing === WELL) this.#tried.delete(name);
    else this.#tried.set(name, agent);
  }

  #find(name: string): Agent | undefined {
    return this.#agents.get(name) ?? this.#away.get(name);
  }

  /** Once in a while: what is long past may be forgotten. */
  #sweep(nowMs: number): void {
    this.#sweepAtMs = nowMs + SWEEP_MS;
    for (const name of this.#away.keys()) this.#touched.add(name);
    for (const [name, { told }] of this.#agents) if (told !== undefined) this.#touched.add(name);
  }
}

function isConvincing({ accounts, failures, proof, shapes, weight }: Charge): boolean {
  return weight > proof && (accounts >= ACCOUNTS || shapes >= SHAPES || failures >= FAILURES);
}
