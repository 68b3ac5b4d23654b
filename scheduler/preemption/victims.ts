import { KINDS, type Amounts } from "../matching/requirement.ts";
import { covers } from "../backfill/outlook.ts";

/** Who would get room. */
export interface Beneficiary {
  readonly account: string;
  readonly priority: number;
  readonly need: Amounts;
}

export interface RunningTask {
  readonly task: string;
  readonly account: string;
  readonly priority: number;
  readonly amounts: Amounts;
  readonly preemptible: boolean;
  /** Being stopped already. */
  readonly stopping: boolean;
  readonly sinceMs: number;
  readonly limitMs?: number;
}

export interface AgentLoad {
  readonly agent: string;
  readonly free: Amounts;
  readonly tasks: readonly RunningTask[];
}

/** What decides who may take from whom. */
export interface Claims {
  /** `priority`: from one's own tasks of less priority. `shares`: from accounts over their share, below it oneself. */
  readonly by: "priority" | "shares";
  /** What an account holds, as a multiple of its share: 1 = just that. */
  readonly standing: (account: string) => number;
  /** By how much these amounts change that. */
  readonly worth: (account: string, amounts: Amounts) => number;
  /** So far apart both must still be afterwards, as part of a share: or they would take from each other in turn. */
  readonly margin: number;
  /** What running these amounts is worth, per ms. */
  readonly rateOf: (amounts: Amounts) => number;
  /** So long a task is safe. */
  readonly protectMs: number;
}

export interface Taking {
  readonly agent: string;
  readonly victims: readonly RunningTask[];
  /** Work that is lost: what they did so far, by `rateOf`. */
  readonly lost: number;
}

/** Who is so close to the end is left alone: the last twentieth of the time limit. */
const ALMOST_DONE = 0.05;

/**
 * The tasks that give way on one agent, so that the beneficiary fits there: among all agents those of which the least
 * work is lost, the first of equals. Nothing when that would take from somebody who has the better claim.
 */
export function chooseVictims(
  beneficiary: Beneficiary,
  agents: Iterable<AgentLoad>,
  claims: Claims,
  nowMs: number,
): Taking | undefined {
  if (claims.by === "shares" && standsAt(beneficiary, claims) >= 1) return undefined;
  let best: Taking | undefined;
  for (const load of agents) {
    if (covers(load.free, beneficiary.need)) continue; // it needs nobody's room here
    const victims = victimsOn(load, beneficiary, claims, nowMs);
    if (victims === undefined) continue;
    const lost = victims.reduce((sum, task) => sum + lossOf(task, claims, nowMs), 0);
    if (best === undefined || lost < best.lost) best = { agent: load.agent, victims, lost };
  }
  return best;
}

function standsAt({ account }: Beneficiary, { standing }: Claims): number {
  return standing(account);
}

function victimsOn(
  { free, tasks }: AgentLoad,
  beneficiary: Beneficiary,
  claims: Claims,
  nowMs: number,
): readonly RunningTask[] | undefined {
  const taken = new Map<string, number>();
  const room = { ...free };
  const victims: RunningTask[] = [];
  const candidates = tasks
    .filter((task) => isAvailable(task, claims, nowMs))
    .map((task) => ({ task, lost: lossOf(task, claims, nowMs), excess: excessOf(task, claims) }))
    .sort((a, b) => b.excess - a.excess || a.lost - b.lost || (a.task.task < b.task.task ? -1 : 1));
  for (const { task } of candidates) {
    if (covers(room, beneficiary.need)) break;
    if (!helps(task, room, beneficiary) || !yields(task, beneficiary, claims, taken)) continue;
    victims.push(task);
    taken.set(task.account, (taken.get(task.account) ?? 0) + claims.worth(task.account, task.amounts));
    for (const kind of KINDS) room[kind] += task.amounts[kind];
  }
  return covers(room, beneficiary.need)
    ? withoutSuperfluous(victims, room, beneficiary, claims, nowMs)
    : undefined;
}

/** Whether its room has something of which there is too little. */
function helps({ amounts }: RunningTask, room: Amounts, { need }: Beneficiary): boolean {
  return KINDS.some((kind) => room[kind] < need[kind] && amounts[kind] > 0);
}

/** Whether the claim of the beneficiary is the better one, also after all that was taken so far, and this. */
function yields(
  { account, amounts, priority }: RunningTask,
  beneficiary: Beneficiary,
  { by, margin, standing, worth }: Claims,
  taken: ReadonlyMap<string, number>,
): boolean {
  if (by === "priority") return account === beneficiary.account && priority < beneficiary.priority;
  if (account === beneficiary.account) return false;
  const has = standing(account) - (taken.get(account) ?? 0);
  const gains = standing(beneficiary.account) + worth(beneficiary.account, beneficiary.need);
  return has > 1 && gains <= has - worth(account, amounts) - margin;
}

function isAvailable(
  { limitMs, preemptible, sinceMs, stopping }: RunningTask,
  { protectMs }: Claims,
  nowMs: number,
): boolean {
  if (!preemptible || stopping || nowMs - sinceMs < protectMs) return false;
  return limitMs === undefined || sinceMs + limitMs - nowMs > ALMOST_DONE * limitMs;
}

function excessOf({ account, priority }: RunningTask, { by, standing }: Claims): number {
  return by === "priority" ? -priority : standing(account);
}

function lossOf({ amounts, sinceMs }: RunningTask, { rateOf }: Claims, nowMs: number): number {
  return Math.max(0, nowMs - sinceMs) * rateOf(amounts);
}

/** Those that lost most go first out of what is taken in vain. */
function withoutSuperfluous(
  victims: readonly RunningTask[],
  room: Amounts,
  { need }: Beneficiary,
  claims: Claims,
  nowMs: number,
): readonly RunningTask[] {
  const left = { ...room };
  const spared = new Set<RunningTask>();
  for (const task of [...victims].sort((a, b) => lossOf(b, claims, nowMs) - lossOf(a, claims, nowMs))) {
    const without = { ...left };
    for (const kind of KINDS) without[kind] -= task.amounts[kind];
    if (!covers(without, need)) continue;
    spared.add(task);
    for (const kind of KINDS) left[kind] = without[kind];
  }
  return victims.filter((task) => !spared.has(task));
}
