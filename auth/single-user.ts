import { userInfo } from "node:os";
import { samePerson, type Person } from "../accounts/person.ts";
import type { Caller } from "./caller.ts";
import type { Directory } from "./directory.ts";

/** Without a directory of users, the person who started the process is its only user and administrator. */
export function singleUser(): Caller {
  return { user: userInfo().username, roles: ["user", "admin"], via: "single-user" };
}

/** That person as a directory of one, who has no password here. */
export function singleUserDirectory(): Directory {
  const { user, roles } = singleUser();
  const { uid, gid, homedir } = userInfo();
  const person: Person = {
    name: user,
    uid,
    gid,
    groups: [],
    groupNames: [],
    home: homedir,
    roles,
    directory: "single-user",
  };
  return {
    name: person.directory,
    find: async (name) => (samePerson(name, user) ? person : undefined),
    checkPassword: async () => ({ kind: "unknown" }),
    async *people() {
      yield person;
    },
  };
}
