import type { AgentTrust } from "../../store/trust.ts";
import { type Charge, type Evidence, REMEMBERED } from "./evidence.ts";
import { type Standing, untilMsOf, WELL } from "./standing.ts";
import { fading } from "./tally.ts";

/** After so long without a relapse the first term is the first again. */
export const REFORMED_MS = 6 * 3_600_000;
/** An agent that was not seen for so long is not waited for any more, whoever leads. */
const GONE_MS = 7 * 24 * 3_600_000;
/** What is known differs from what was told when it weighs so much more or less: e times likelier. */
const STEP = 1;

/** What is known of one agent beside what speaks against it. */
export interface Agent {
  standing: Standing;
  /** Since when it is so: tasks that are launched from then on try it. */
  sinceMs: number;
  /** How often in a row it was left alone, and when it had last proved itself after that. */
  terms: number;
  freedMs: number;
  /** Ends of the last fast failures there. */
  readonly fast: { readonly atMs: number; readonly account: string }[];
  /** Tasks that have not proved it yet. */
  readonly trying: Set<string>;
  /** Since when it is not there. */
  awaySinceMs: number | undefined;
  /** What the next leader would be told of it. */
  told: AgentTrust | undefined;
}

export function newAgent(): Agent {
  return {
    standing: WELL,
    sinceMs: -Infinity,
    terms: 0,
    freedMs: -Infinity,
    fast: [],
    trying: new Set(),
    awaySinceMs: undefined,
    told: undefined,
  };
}

/** As the leader before left it. Its evidence must be restored. */
export function agentOf(trust: AgentTrust, charge: Charge, nowMs: number): Agent {
  const { evidence, freedMs = -Infinity, sinceMs, terms, weight = charge.weight } = trust;
  return {
    standing: standingOf(trust, { ...charge, weight }),
    sinceMs,
    terms,
    freedMs,
    fast: [...evidence.fast],
    trying: new Set(),
    awaySinceMs: nowMs,
    told: trust,
  };
}

function standingOf({ state, untilMs }: AgentTrust, charge: Charge): Standing {
  switch (state) {
    case "well":
      return WELL;
    case "wary":
      return { state };
    case "held":
    case "quarantined":
      return { state, untilMs: untilMs ?? 0, charge };
    case "probation":
      return { state, charge };
    case "throttled":
      return { state, charge, ...(untilMs === undefined ? {} : { untilMs }) };
    default:
      return state satisfies never;
  }
}

/** What is worth being remembered of an agent; `undefined`: nothing */
export function trustIn(
  name: string,
  agent: Agent,
  evidence: Evidence,
  nowMs: number,
): AgentTrust | undefined {
  const { awaySinceMs = Infinity, fast, freedMs, sinceMs, standing, terms } = agent;
  const weighed = evidence.remembered(name, nowMs);
  const lastMs = Math.max(sinceMs, freedMs);
  const isPast = lastMs + REFORMED_MS <= nowMs;
  const isGone = awaySinceMs + REFORMED_MS <= nowMs || (awaySinceMs < Infinity && lastMs + GONE_MS <= nowMs);
  const isWeighty = weighed.weight >= REMEMBERED;
  if (standing.state === "well" ? !isWeighty && (terms === 0 || isPast) : isGone) return undefined;
  const untilMs = untilMsOf(standing);
  return {
    state: standing.state,
    sinceMs: Math.max(0, sinceMs),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...("charge" in standing ? { weight: standing.charge.weight } : {}),
    terms,
    ...(freedMs === -Infinity ? {} : { freedMs }),
    evidence: { ...weighed, fast: [...fast] },
  };
}

/** Whether what would be told now is so much another thing that it is worth an entry. */
export function isNews(told: AgentTrust | undefined, now: AgentTrust | undefined): boolean {
  if (told === undefined || now === undefined) return told !== now;
  if (told.state !== now.state || told.untilMs !== now.untilMs || told.sinceMs !== now.sinceMs) return true;
  if (told.terms !== now.terms || told.freedMs !== now.freedMs) return true;
  const faded = told.state !== "well" ? 1 : fading(now.evidence.atMs - told.evidence.atMs);
  return Math.abs(now.evidence.weight - told.evidence.weight * faded) >= STEP;
}
