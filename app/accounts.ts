import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import type { Config } from "../config/config.ts";
import type { RunAs } from "../offers/backend.ts";

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
