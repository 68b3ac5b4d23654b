/** How far a leader trusts an agent, and what it has against it: the next leader goes on with that. */
export interface AgentTrust {
  readonly state: "well" | "wary" | "held" | "quarantined" | "probation" | "throttled";
  /** Since when it is so: tasks that were started there later are to prove it. */
  readonly sinceMs: number;
  /** Nothing starts there before. */
  readonly untilMs?: number;
  /** What spoke against it when it was judged so: its next failure must add to that. */
  readonly weight?: number;
  /** How often in a row it was left alone. */
  readonly terms: number;
  /** When it had last proved itself after that. */
  readonly freedMs?: number;
  readonly evidence: TrustEvidence;
}

/** What speaks against an agent, as it was weighed at that moment; it fades from then on. */
export interface TrustEvidence {
  readonly atMs: number;
  /** A logarithm: how much likelier all that happened there is on a bad agent than elsewhere. */
  readonly weight: number;
  /** How much was tried there of late. */
  readonly tries: number;
  /** What failed there and goes well elsewhere, the last ones. */
  readonly failures: readonly { readonly account: string; readonly shape: string }[];
  /** The last failures at once, one after the other. */
  readonly fast: readonly { readonly atMs: number; readonly account: string }[];
}

export interface TrustedAgent {
  readonly backend: string;
  readonly agentId: string;
  readonly trust: AgentTrust;
}

/** `trust` is absent once nothing is remembered of that agent any more. */
export interface JudgedRecord extends Omit<TrustedAgent, "trust"> {
  readonly type: "judged";
  readonly trust?: AgentTrust;
}
