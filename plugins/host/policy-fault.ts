import type { SnapshotPolicy } from "../../fair-share/policy.ts";
import { type KeysRequest, reckonedKeys } from "../ports/reckoned-keys.ts";

/** Two accounts, one of which has used more and waits longer. */
const TRIAL: KeysRequest = {
  waiting: [
    { account: 1, job: 1, waitedMs: 60_000 },
    { account: 2, job: 2, waitedMs: 0 },
  ],
  figures: [1, 2].map((account) => [
    account,
    {
      user: `user${account}`,
      project: "default",
      weight: 1,
      projectWeight: 1,
      userUsed: { cpu: account, ram: account, seconds: account * 3600 },
      projectUsed: { cpu: 3, ram: 3, seconds: 10_800 },
    },
  ]),
  jobs: [
    { account: 1, job: 1, waitedMs: 60_000, walltimeMs: 3_600_000 },
    { account: 2, job: 2, waitedMs: 0 },
  ],
};

/** Why something is no policy that could be used, as far as that shows without a queue. */
export function policyFault(made: unknown): string | undefined {
  if (typeof made !== "object" || made === null) return "create gave no policy back";
  const { keysAt, name, settings } = made as Partial<Record<string, unknown>>;
  if (typeof name !== "string") return "its policy has no name";
  if (typeof keysAt !== "function") return "its policy has no function keysAt";
  if (typeof settings !== "object" || settings === null) return "its policy has no settings, which may be {}";
  try {
    reckonedKeys(made as SnapshotPolicy, TRIAL); // it has all that one has
    return undefined;
  } catch (error) {
    return `its policy cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}
