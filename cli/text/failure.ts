/** Exit statuses that scripts may rely on. Jobs that ran give theirs: 1–124 and 126–255. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  invalid: 3,
  notSignedIn: 4,
  forbidden: 5,
  notFound: 6,
  conflict: 7,
  overLimit: 8,
  unreachable: 9,
  checkFailed: 10,
  timedOut: 124,
  neverBegan: 125,
  interrupted: 130,
} as const;

/** One of several things that are wrong. */
export interface Fault {
  /** A flag, a field, or `file:line:column`. */
  readonly where: string;
  readonly why: string;
  readonly fix?: string;
}

export interface FailureParts {
  /** One of `EXIT`, or what a job gave. */
  readonly exit: number;
  /** What happened, without a full stop. */
  readonly what: string;
  readonly why?: string;
  /** How to fix it. */
  readonly fix?: string;
  readonly faults?: readonly Fault[];
  /** Usage line of the command that was meant. */
  readonly usage?: string;
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** Ends a command with a message in three parts: what happened, why, how to fix it. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly parts: FailureParts;
  constructor(parts: FailureParts) {
    super(parts.what, parts.cause === undefined ? {} : { cause: parts.cause });
    this.parts = parts;
  }
}

/** The lines that a person reads, without line ends. Texts are made harmless by whoever prints them. */
export function failureLines(parts: FailureParts): readonly string[] {
  const lines = [`error: ${parts.what}`];
  if (parts.why !== undefined) lines.push(`  why: ${parts.why}`);
  if (parts.fix !== undefined) lines.push(`  fix: ${parts.fix}`);
  for (const { where, why, fix } of parts.faults ?? []) {
    lines.push(where === "" ? `  ${why}` : `  ${where}: ${why}`);
    if (fix !== undefined) lines.push(`      fix: ${fix}`);
  }
  if (parts.usage !== undefined) lines.push(`usage: ${parts.usage}`);
  if (parts.requestId !== undefined) lines.push(`request ${parts.requestId} · exit ${parts.exit}`);
  return lines;
}

/** `1 problem`, `3 problems`. */
export function problemCount(count: number): string {
  return count === 1 ? "1 problem" : `${count} problems`;
}
