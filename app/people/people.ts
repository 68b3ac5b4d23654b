import { userInfo } from "node:os";
import type { Person } from "../../accounts/person.ts";
import type { People, Person as LegacyPerson } from "../../api/godocker-1/frame/options.ts";
import { singleUser } from "../../auth/single-user.ts";
import { isAdmin } from "../../auth/caller.ts";
import type { Config } from "../../config/loading/config.ts";
import { accountOnAgents } from "./accounts.ts";
import type { SitePeople } from "./directories.ts";

/** Who has an account, as clients of GoDocker 1.0 see them. */
export function peopleOf(config: Config, { directories, isShared }: SitePeople): People {
  if (!isShared) return onlyUser(config);
  return {
    async find(user) {
      const person = await directories.find(user);
      return person === undefined ? undefined : legacyPerson(person);
    },
    list: async () => (await Array.fromAsync(directories.people())).map(legacyPerson),
  };
}

/** `nobody` of most systems stands for ids that there are not: these clients want numbers. */
const NO_ID = 65_534;

function legacyPerson({ name, uid = NO_ID, gid = NO_ID, groups, home, mail, roles }: Person): LegacyPerson {
  return {
    user: name,
    uid,
    gid,
    sgids: groups,
    ...(mail === undefined ? {} : { email: mail }),
    homeDirectory: home ?? "/",
    isAdmin: roles.includes("admin"),
  };
}

/** This installation has one user, with the ids that their tasks run with. */
function onlyUser(config: Config): People {
  const caller = singleUser();
  const { homedir, uid: ownUid, gid: ownGid } = userInfo();
  const { uid = ownUid, gid = ownGid } = accountOnAgents(config);
  const person: LegacyPerson = {
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
