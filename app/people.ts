import { userInfo } from "node:os";
import type { People, Person } from "../api/godocker-1/options.ts";
import { singleUser } from "../auth/single-user.ts";
import { isAdmin } from "../auth/caller.ts";
import type { Config } from "../config/config.ts";
import { accountOnAgents } from "./accounts.ts";

/** Who has an account: this installation has one user, with the ids that their tasks run with. */
export function peopleOf(config: Config): People {
  const caller = singleUser();
  const { homedir, uid: ownUid, gid: ownGid } = userInfo();
  const { uid = ownUid, gid = ownGid } = accountOnAgents(config);
  const person: Person = {
    user: caller.user,
    uid,
    gid,
    sgids: (process.getgroups?.() ?? []).filter((group) => group !== gid),
    homeDirectory: homedir,
    isAdmin: isAdmin(caller),
  };
  return {
    find: async (user) => (user === person.user ? person : undefined),
    list: async () => [person],
  };
}
