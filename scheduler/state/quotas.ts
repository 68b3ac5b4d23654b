import {
  limitsOf,
  softLimitsOf,
  userLimitsOf,
  type NodeLimits,
  type QuotaDefinition,
  type QuotaNode,
} from "../../accounts/quota.ts";
import {
  arrangeHierarchy,
  lineOf,
  type PlacedShare,
  type ShareDefinition,
} from "../../fair-share/hierarchy.ts";
import { HourLedger, type BudgetView, type Burn } from "../../fair-share/hour-ledger.ts";
import { isFinal, type Attempt } from "../../jobs/life/job.ts";
import type { UsageBucket } from "../../store/store.ts";
import type { LiveJob } from "./live-job.ts";
import type { RunLimit } from "../matching/run-limits.ts";
import type { CoreState } from "./state.ts";

/** The site itself, beside projects (their names) and accounts (`project/user`). */
export const SITE_KEY = "";

/**
 * The limits of every node of the tree, by its name, and what was used of hours. A budget that is used up is a limit of
 * no tasks until its window ends.
 */
export class Quotas {
  #definitions: readonly QuotaDefinition[] = [];
  #shares: readonly PlacedShare[] = [];
  readonly #hours: HourLedger;
  readonly #numbers = new Map<string, number>();
  readonly #keys: string[] = [];
  #parents: number[] = [];
  /** For when the next look is planned. */
  plannedMs = Infinity;

  constructor(rules: QuotaRules, nowMs: number) {
    this.#hours = new HourLedger((node) => this.#parents[node] ?? -1, nowMs);
    this.configure(rules);
  }

  configure({ quotas, shares }: QuotaRules): void {
    const hierarchy = arrangeHierarchy(shares.definitions.filter(({ name }) => !name.includes("/")));
    this.#definitions = quotas;
    this.#shares = hierarchy.ok ? hierarchy.shares : [];
    // Projects may be part of something else than before, so all of it is summed up anew.
    for (const key of this.#keys) this.#place(key);
    for (const key of this.#keys) this.#hours.setBudgets(this.number(key), this.limits(key).hours);
  }

  get areAny(): boolean {
    return this.#definitions.length > 0;
  }

  get areAnySoft(): boolean {
    return this.#definitions.some(({ soft }) => soft === true);
  }

  /** Whether jobs have limits, and not only their tasks. */
  get limitJobs(): boolean {
    return this.#definitions.some(({ jobs }) => jobs !== undefined);
  }

  /** Of all that a user has running. */
  userLimits(user: string): NodeLimits["running"] {
    return this.areAny ? userLimitsOf(this.#definitions, user) : {};
  }

  softLimits(key: string): NodeLimits["running"] {
    return softLimitsOf(this.#definitions, nodeOf(key));
  }

  /** What the matcher is to hold a node to now. */
  runLimit(key: string): RunLimit {
    if (this.#definitions.length === 0) return {};
    return this.#hours.isExhausted(this.number(key)) ? { tasks: 0 } : this.limits(key).running;
  }

  /**
   * Whether nothing of a job may start for longer: a limit of no tasks, hours that are used up, or a limit of no jobs.
   * @param runs  whether something of it runs already: then it is no further job
   */
  isShut(key: string, runs: boolean): boolean {
    if (!this.areAny) return false;
    return this.lineOf(key).some((above) => {
      const { jobs, tasks } = this.runLimit(above);
      return tasks === 0 || (jobs === 0 && !runs);
    });
  }

  limits(key: string): NodeLimits {
    return limitsOf(this.#definitions, nodeOf(key));
  }

  budgets(key: string): readonly BudgetView[] {
    return this.#hours.budgets(this.number(key));
  }

  /** An account or a project, what it is part of, and the site. */
  lineOf(key: string): readonly string[] {
    if (key === SITE_KEY) return [key];
    const slash = key.indexOf("/");
    const project = slash < 0 ? key : key.slice(0, slash);
    return [...(slash < 0 ? [] : [key]), ...lineOf(this.#shares, project), SITE_KEY];
  }

  book(key: string, { cpuMilliMs, gpuMs, hourMs }: UsageBucket): void {
    this.#hours.book(this.number(key), { cpuHours: cpuMilliMs, gpuHours: gpuMs }, hourMs);
  }

  begin(key: string, burn: Burn, sinceMs: number): void {
    this.#hours.begin(this.number(key), burn, sinceMs);
  }

  end(key: string, burn: Burn): void {
    this.#hours.end(this.number(key), burn);
  }

  /** @returns the nodes whose limit is another one now */
  advance(nowMs: number): readonly string[] {
    return this.#hours.advance(nowMs).map((node) => this.#keys[node] ?? SITE_KEY);
  }

  nextMs(): number {
    return this.#hours.nextMs();
  }

  /** In the ledger, where a node stays what it is whatever matcher there is. */
  number(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#keys.length;
    this.#numbers.set(key, number);
    this.#keys.push(key);
    this.#place(key);
    const { hours } = this.limits(key);
    if (hours.length > 0) this.#hours.setBudgets(number, hours);
    return number;
  }

  #place(key: string): void {
    const [, above] = this.lineOf(key);
    this.#parents[this.number(key)] = above === undefined ? -1 : this.number(above);
  }
}

export interface QuotaRules {
  readonly quotas: readonly QuotaDefinition[];
  readonly shares: { readonly definitions: readonly ShareDefinition[] };
}

export function nodeOf(key: string): QuotaNode {
  if (key === SITE_KEY) return { scope: "site" };
  const slash = key.indexOf("/");
  return slash < 0
    ? { scope: "project", project: key }
    : { scope: "account", project: key.slice(0, slash), user: key.slice(slash + 1) };
}

/** Holds the matcher to the limits of now, those of hours that are used up or came back included. */
export function followQuotas(state: Pick<CoreState, "matcher" | "nowMs" | "quotas" | "timers">): void {
  const { quotas } = state;
  for (const key of quotas.advance(state.nowMs)) holdTo(state, key);
  const nextMs = quotas.nextMs();
  if (quotas.plannedMs <= state.nowMs) quotas.plannedMs = Infinity;
  if (nextMs >= quotas.plannedMs) return;
  quotas.plannedMs = nextMs;
  state.timers.add({ kind: "quota", atMs: nextMs });
}

/** Whether limits of jobs have come, or gone: the matcher counts jobs only while there are any. */
export function isCountNew({ matcher, quotas }: Pick<CoreState, "matcher" | "quotas">): boolean {
  return quotas.limitJobs !== matcher.matching.questions.countsJobs;
}

/** Takes over other quotas; what runs goes on. */
export function applyQuotas(state: Pick<CoreState, "matcher" | "quotas">): void {
  const { matching, shares } = state.matcher;
  for (const key of shares.keys()) holdTo(state, key);
  for (const [user, number] of shares.users()) matching.setUserLimit(number, state.quotas.userLimits(user));
}

function holdTo({ matcher, quotas }: Pick<CoreState, "matcher" | "quotas">, key: string): void {
  const node = matcher.shares.node(key);
  if (node !== undefined) matcher.matching.setLimit(node, quotas.runLimit(key));
}

/** Counts the hours of an attempt from running to its end, as they will be booked. */
export function burn(
  { quotas }: Pick<CoreState, "quotas">,
  job: LiveJob,
  before: Attempt | undefined,
  after: Attempt | undefined,
): void {
  const from = burningSince(before);
  const to = burningSince(after);
  const attempt = after ?? before;
  if ((from === undefined) === (to === undefined) || attempt === undefined) return;
  const { cpusMilli, gpus } = attempt.resources;
  const rate = { cpuHours: cpusMilli, gpuHours: gpus };
  if (to === undefined) quotas.end(job.account, rate);
  else quotas.begin(job.account, rate, to);
}

function burningSince(attempt: Attempt | undefined): number | undefined {
  return attempt === undefined || isFinal(attempt.state) ? undefined : attempt.runningAtMs;
}
