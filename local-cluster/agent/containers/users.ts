import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import type { TaskInfo } from "../../../proto/generated/types.ts";

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Further groups; absent: those that this machine knows of the name. */
  readonly groups?: readonly number[];
}

/** Numbers that a framework names for an account. */
export type NamedIds = Required<Pick<User, "uid" | "gid" | "groups">>;

/**
 * From the labels `godocker.uid`, `godocker.gid` and `godocker.groups` of a task; `undefined`: it names none. An agent of
 * root runs tasks as whatever account they name anyway.
 */
export function namedIds({ labels }: Pick<TaskInfo, "labels">): NamedIds | undefined {
  const of = (name: string) =>
    labels?.labels?.find(({ key }) => key === `godocker.${name}`)?.value ?? undefined;
  const [uid, gid, groups] = [of("uid"), of("gid"), of("groups")];
  if (uid === undefined || gid === undefined || groups === undefined) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(uid) || !/^[1-9]\d{0,9}$/.test(gid) || !/^[\d,]*$/.test(groups))
    return undefined;
  const further = groups.split(",").filter((group) => group !== "");
  return { uid: Number(uid), gid: Number(gid), groups: further.map(Number) };
}

export type FoundUser =
  | { readonly kind: "found"; readonly user: User }
  /** The words follow `Failed to chown directory to '<user>': `, as Mesos has them. */
  | { readonly kind: "refused"; readonly why: string };

/**
 * The account a task is to run as. Only an agent of root can take another one than its own; a task is never
 * run as somebody else than it asks for.
 * @param ids  that the account must have; where this machine does not know its name they are enough
 */
export async function findUser(name: string, ids?: NamedIds): Promise<FoundUser> {
  const own = userInfo();
  if (name === own.username) {
    if (ids !== undefined && ids.uid !== own.uid) return { kind: "refused", why: otherIds(own.uid, ids) };
    return { kind: "found", user: { name, uid: own.uid, gid: own.gid } };
  }
  const line = await passwdEntry(name);
  const [known, , uid, gid] = line?.split(":") ?? [];
  if (ids !== undefined && (known !== name || Number(uid) === ids.uid)) {
    if (own.uid !== 0 && own.uid !== ids.uid) return { kind: "refused", why: "Operation not permitted" };
    return { kind: "found", user: { name, ...ids } };
  }
  if (ids !== undefined) return { kind: "refused", why: otherIds(Number(uid), ids) };
  // `getent` also looks numbers up by uid; Mesos takes names only.
  if (known !== name || uid === undefined || gid === undefined)
    return { kind: "refused", why: `No such user '${name}'` };
  if (own.uid !== 0 && Number(uid) !== own.uid) return { kind: "refused", why: "Operation not permitted" };
  return { kind: "found", user: { name, uid: Number(uid), gid: Number(gid) } };
}

function otherIds(here: number, { uid }: NamedIds): string {
  return `The user id is ${here} on this agent, and ${uid} in the directory of the framework`;
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
