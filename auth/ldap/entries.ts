import type { Entry } from "ldapts";
import { personKey, type Person } from "../../accounts/person.ts";
import type { LdapSettings } from "./settings.ts";

const DAY_MS = 86_400_000;
/** `ACCOUNTDISABLE` of Active Directory. */
const DISABLED_FLAG = 2;
/** Locked by an administrator, as the password policy of OpenLDAP says it; other values pass by themselves. */
const LOCKED_FOR_EVER = "000001010000Z";

/** Of a group, what its members get. */
export interface LdapGroup {
  readonly dn: string;
  readonly name: string;
  readonly gid?: number;
}

/** Attributes to ask a server for. */
export function personAttributes({ attributes }: Pick<LdapSettings, "attributes">): readonly string[] {
  const { name, uid, gid, home, mail } = attributes;
  return [name, uid, gid, home, mail, "shadowExpire", "pwdAccountLockedTime", "userAccountControl"];
}

/** `undefined`: the entry has no name that an account could have. */
export function personOf(
  entry: Entry,
  groups: readonly LdapGroup[],
  { attributes }: Pick<LdapSettings, "attributes">,
  directory: string,
): Person | undefined {
  const name = accountName(entry, attributes.name);
  if (name === undefined) return undefined;
  const uid = wholeNumber(entry, attributes.uid);
  const gid = wholeNumber(entry, attributes.gid);
  const [home] = texts(entry, attributes.home);
  const [mail] = texts(entry, attributes.mail);
  const expires = wholeNumber(entry, "shadowExpire");
  const gids = groups.flatMap((group) => (group.gid === undefined || group.gid === gid ? [] : [group.gid]));
  return {
    name,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    groups: [...new Set(gids)].sort((a, b) => a - b),
    groupNames: [...new Set(groups.map((group) => group.name))].sort(),
    ...(home?.startsWith("/") === true ? { home } : {}),
    ...(mail === undefined ? {} : { mail }),
    roles: ["user"],
    ...(isDisabled(entry) ? { disabled: true } : {}),
    ...(expires === undefined ? {} : { expiresAtMs: expires * DAY_MS }),
    directory,
  };
}

export function groupOf(entry: Entry): LdapGroup | undefined {
  const [name] = texts(entry, "cn");
  if (name === undefined) return undefined;
  const gid = wholeNumber(entry, "gidNumber");
  return { dn: entry.dn, name, ...(gid === undefined ? {} : { gid }) };
}

/**
 * Of several names that in the entry's own name, else the first by the alphabet: which of them is typed must make no
 * difference.
 */
function accountName(entry: Entry, attribute: string): string | undefined {
  const names = texts(entry, attribute).filter((name) => personKey(name) !== undefined);
  const dn = entry.dn.toLowerCase();
  const own = names.find((name) => dn.startsWith(`${attribute.toLowerCase()}=${name.toLowerCase()},`));
  return own ?? [...names].sort()[0];
}

function isDisabled(entry: Entry): boolean {
  const [locked] = texts(entry, "pwdAccountLockedTime");
  const flags = wholeNumber(entry, "userAccountControl") ?? 0;
  return locked === LOCKED_FOR_EVER || (flags & DISABLED_FLAG) !== 0;
}

function wholeNumber(entry: Entry, attribute: string): number | undefined {
  const [text] = texts(entry, attribute);
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** Servers choose the letters of an attribute's name. */
function texts(entry: Entry, attribute: string): readonly string[] {
  const wanted = attribute.toLowerCase();
  const found = Object.entries(entry).find(([name]) => name !== "dn" && name.toLowerCase() === wanted)?.[1];
  if (found === undefined) return [];
  return [found].flat().map((value) => (typeof value === "string" ? value : value.toString("utf8")));
}
