import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import type { Config } from "../../config/loading/config.ts";
import { changedSince, idsOf, type AccountIds } from "../../accounts/person.ts";
import { DirectoryUnavailableError } from "../../auth/directory.ts";
import type { NewJob } from "../../jobs/life/job.ts";
import type { RunAs } from "../../offers/backend.ts";
import type { SitePeople } from "./directories.ts";

/** Whom the tasks of a job run as now, or why they must not start, a sentence. */
export type LaunchAccount =
  { readonly runAs: RunAs; readonly home?: string } | { readonly runAs: RunAs; readonly why: string };

/**
 * The account of a job's owner, asked for again with each launch: who has left starts nothing any more, and a name that
 * was given to somebody else does not run what its former owner submitted. While the directory does not answer, what was
 * written down at the submission holds.
 */
export function launchAccounts(
  config: Pick<Config, "auth" | "mesos">,
  { directories, isShared }: Pick<SitePeople, "directories" | "isShared">,
  { nowMs, hold }: { readonly nowMs: () => number; readonly hold: (job: number) => Promise<void> },
): (job: NewJob) => Promise<LaunchAccount> {
  const own = accountOnAgents(config);
  if (!isShared) return async () => ({ runAs: own });
  return async ({ id, user, account }) => {
    const not = async (reason: string): Promise<LaunchAccount> => {
      await hold(id);
      return { runAs: { name: user }, why: `${reason}; the job is held until it is released` };
    };
    try {
      const person = await directories.find(user);
      if (person === undefined) return await not(`no directory of this site knows ${user} any more`);
      const found = idsOf(person, config.auth.ids, nowMs());
      if (!found.ok) return await not(found.why);
      const why = account === undefined ? undefined : changedSince(account, found.ids);
      return why === undefined ? launchAs(found.ids) : await not(why);
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      // That passes, and the next attempt comes by itself.
      if (account === undefined)
        return { runAs: { name: user }, why: "the directory of people does not answer" };
      return launchAs(account);
    }
  };
}

function launchAs({ name, uid, gid, groups, home }: AccountIds): LaunchAccount {
  return { runAs: { name, uid, gid, groups }, ...(home === undefined ? {} : { home }) };
}

/**
 * The account that tasks run as: this installation has one user. With its ids when they are configured, or this machine
 * knows the account: in Docker's containers names mean nothing.
 */
export function accountOnAgents({ mesos }: Pick<Config, "mesos">): RunAs {
  const own = userInfo();
  const name = mesos.user ?? own.username;
  if (mesos.userIds !== undefined) return { name, ...mesos.userIds };
  if (name === own.username) return { name, uid: own.uid, gid: own.gid };
  const [uid, gid] = [idOf("-u", name), idOf("-g", name)];
  return uid === undefined || gid === undefined ? { name } : { name, uid, gid };
}

/** By the machine's own databases of accounts, LDAP included; `undefined` for one that is not there. */
function idOf(which: "-u" | "-g", name: string): number | undefined {
  try {
    const text = execFileSync("id", [which, "--", name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /^\d+$/.test(text.trim()) ? Number(text) : undefined;
  } catch {
    return undefined; // no such account here, or no such program: the agents know by name
  }
}
