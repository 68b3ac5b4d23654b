import { isSnapshotPolicy, type Policy, type Snapshot } from "../fair-share/policy.ts";

/** A call of a policy holds up everything else. */
export const CALL_MS = 50;
/** So often it may take longer. */
const SLOW_MAX = 3;

export interface GuardOptions {
  /** Under which it stands in recordings. */
  readonly name: string;
  /** A clock that never goes back. */
  readonly spentMs: () => number;
  /** It is not asked any more; until another policy is taken, the oldest job goes first. */
  readonly ended: (why: string) => void;
  /** It took so long, and may go on. */
  readonly slow: (ms: number) => void;
}

/**
 * A policy that does no harm: when it throws, gives a key that is no number, or is slow for the third time, it is not
 * asked again. A call that never ends cannot be ended: that is looked for before, in another process.
 */
export function guardedPolicy(policy: Policy, { ended, name, slow, spentMs }: GuardOptions): Policy {
  let isOver = false;
  let slowTimes = 0;
  const end = (why: string): void => {
    if (isOver) return;
    isOver = true;
    ended(why);
  };
  const guarded = <T>(run: () => T, otherwise: T, isRight: (value: T) => boolean): T => {
    if (isOver) return otherwise;
    const began = spentMs();
    try {
      const value = withoutExit(run);
      if (!isRight(value)) {
        end("gave a key that is no number");
        return otherwise;
      }
      return value;
    } catch (error) {
      end(`failed: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    } finally {
      const ms = spentMs() - began;
      if (ms > CALL_MS) {
        slowTimes += 1;
        slow(ms);
        if (slowTimes >= SLOW_MAX) end(`took longer than ${CALL_MS} ms for the third time`);
      }
    }
  };
  if (isSnapshotPolicy(policy)) {
    return {
      name,
      settings: {}, // whatever they are, it cannot be made again elsewhere

      keysAt(snapshot) {
        const keys = guarded(
          () => policy.keysAt(snapshot),
          undefined,
          (value) => typeof value === "function",
        );
        return (account, job) => (keys === undefined ? job : guarded(() => keys(account, job), job, isKey));
      },
    };
  }
  const { among, ofJob, stable } = policy;
  return {
    name,
    stable,
    ofJob,
    among,
    key: (tree, node, job) => guarded(() => policy.key(tree, node, job), job, isKey),
  };
}

function isKey(key: unknown): boolean {
  return typeof key === "number" && !Number.isNaN(key);
}

let inPolicy = 0;
let exit: typeof process.exit | undefined;

/** What a policy calls is in the process itself, and must not end it. */
function withoutExit<T>(run: () => T): T {
  if (exit === undefined) {
    const real = (exit = process.exit.bind(process));
    process.exit = (code) => {
      if (inPolicy > 0) throw new Error("it wants to end the process");
      return real(code);
    };
  }
  inPolicy += 1;
  try {
    return run();
  } finally {
    inPolicy -= 1;
  }
}

/** Two accounts, one of which has used more and waits longer. */
const TRIAL: Snapshot = {
  waiting: [
    { account: 1, waitedMs: 60_000 },
    { account: 2, waitedMs: 0 },
  ],
  figures: (account) => ({
    user: `user${account}`,
    project: "default",
    weight: 1,
    projectWeight: 1,
    userUsed: { cpu: account, ram: account, seconds: account * 3600 },
    projectUsed: { cpu: 3, ram: 3, seconds: 10_800 },
  }),
  waitedMs: (job) => (job === 1 ? 60_000 : 0),
};

/** Why something is no policy that could be used, as far as that shows without a queue. */
export function policyFault(made: unknown): string | undefined {
  if (typeof made !== "object" || made === null) return "create gave no policy back";
  const { among, key, keysAt, name, ofJob, settings, stable } = made as Partial<Record<string, unknown>>;
  if (typeof name !== "string") return "its policy has no name";
  if (keysAt === undefined) {
    if (typeof key !== "function") return "its policy has neither keysAt nor key";
    if (typeof stable !== "boolean" || typeof ofJob !== "boolean")
      return "its policy does not say whether it is stable and ofJob";
    if (among !== "siblings" && among !== "accounts")
      return "its policy is among neither siblings nor accounts";
    if (among === "siblings" && (ofJob || !stable))
      return "its policy is among siblings: then it must be stable, and not ofJob";
    return undefined;
  }
  if (typeof keysAt !== "function") return "keysAt of its policy is no function";
  if (typeof settings !== "object" || settings === null) return "its policy has no settings, which may be {}";
  // It is an object with this function: all that is needed to try it.
  const keys: unknown = (made as { keysAt(snapshot: Snapshot): unknown }).keysAt(TRIAL);
  if (typeof keys !== "function") return "keysAt of its policy gives no function back";
  const tried: readonly unknown[] = [keys(1, 1), keys(2, 2)];
  return tried.every(isKey) ? undefined : "its policy gives keys that are no numbers";
}
