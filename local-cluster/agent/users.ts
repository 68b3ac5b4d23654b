import { execFile } from "node:child_process";
import { userInfo } from "node:os";

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export type FoundUser =
  | { readonly kind: "found"; readonly user: User }
  /** The words follow `Failed to chown directory to '<user>': `, as Mesos has them. */
  | { readonly kind: "refused"; readonly why: string };

/**
 * The account a task is to run as. Only an agent of root can take another one than its own; a task is never
 * run as somebody else than it asks for.
 */
export async function findUser(name: string): Promise<FoundUser> {
  const own = userInfo();
  if (name === own.username) return { kind: "found", user: { name, uid: own.uid, gid: own.gid } };
  const line = await passwdEntry(name);
  const [known, , uid, gid] = line?.split(":") ?? [];
  // `getent` also looks numbers up by uid; Mesos takes names only.
  if (known !== name || uid === undefined || gid === undefined)
    return { kind: "refused", why: `No such user '${name}'` };
  if (own.uid !== 0 && Number(uid) !== own.uid) return { kind: "refused", why: "Operation not permitted" };
  return { kind: "found", user: { name, uid: Number(uid), gid: Number(gid) } };
}

/** Asks the name service, so that accounts of a directory server are found as well. */
function passwdEntry(name: string): Promise<string | undefined> {
  if (!/^[^\s:/-][^\s:/]*$/.test(name)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    execFile("getent", ["passwd", name], { timeout: 10_000 }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined);
    });
  });
}
