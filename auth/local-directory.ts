import type { LocalAccount } from "../accounts/local-account.ts";
import type { Person } from "../accounts/person.ts";
import type { Directory } from "./directory.ts";
import type { Passwords } from "./passwords.ts";

/** What it needs of where the accounts are kept. */
export interface LocalAccounts {
  find(name: string): Promise<LocalAccount | undefined>;
  list(after: string, limit: number): Promise<readonly LocalAccount[]>;
}

const PAGE = 200;
export const LOCAL = "local";

/** Accounts of this installation itself. */
export function localDirectory(accounts: LocalAccounts, passwords: Passwords): Directory {
  return {
    name: LOCAL,
    async find(name) {
      const account = await accounts.find(name);
      return account === undefined ? undefined : personOf(account);
    },
    async checkPassword(name, password) {
      const account = await accounts.find(name);
      // Also without an account: it takes as long.
      const isRight = await passwords.matches(password, account?.password.hash);
      if (account === undefined) return { kind: "unknown" };
      if (!isRight) return { kind: "wrong" };
      return {
        kind: "right",
        person: personOf(account),
        ...(account.password.once === true ? { once: true } : {}),
      };
    },
    async *people() {
      for (let after = ""; ;) {
        const page = await accounts.list(after, PAGE);
        for (const account of page) yield personOf(account);
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) return;
        after = last.name;
      }
    },
  };
}

function personOf({ name, uid, gid, groups, home, mail, roles, expiresAtMs }: LocalAccount): Person {
  return {
    name,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    groups,
    groupNames: [],
    ...(home === undefined ? {} : { home }),
    ...(mail === undefined ? {} : { mail }),
    roles,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    directory: LOCAL,
  };
}
