/** What a policy may look at when it says whose turn it is. */
export interface Contender {
  readonly account: string;
  /** Decayed usage now, in milli-CPU × ms. */
  readonly usage: number;
  /** Smallest id among the account's jobs that could start here. */
  readonly firstJob: number;
}

/** Pure: the smaller key goes first; equal keys go by account, so that runs repeat. */
export interface Policy {
  readonly name: "fair-share" | "fifo";
  key(contender: Contender): number;
}

/** Least decayed usage first. */
export const fairShare: Policy = { name: "fair-share", key: (contender) => contender.usage };
/** Oldest job first, whoever it belongs to. */
export const fifo: Policy = { name: "fifo", key: (contender) => contender.firstJob };

export function goesBefore(policy: Policy, a: Contender, b: Contender): boolean {
  const difference = policy.key(a) - policy.key(b);
  return difference < 0 || (difference === 0 && a.account < b.account);
}
