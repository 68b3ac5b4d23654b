import {
  InvalidDNSyntaxError,
  NoSuchObjectError,
  SizeLimitExceededError,
  type Client,
  type Entry,
} from "ldapts";
import { randomBytes } from "node:crypto";
import type { Person } from "../../accounts/person.ts";
import { DirectoryUnavailableError, type Directory, type PasswordCheck } from "../directory.ts";
import { tryPassword } from "./connection.ts";
import { groupOf, personAttributes, personOf, type LdapGroup } from "./entries.ts";
import type { LdapSettings } from "./settings.ts";
import { ldapServers, type LdapServers, type LdapServersOptions } from "./servers.ts";
import { dnValue, filledIn, filterValue } from "./text.ts";

export const LDAP = "ldap";

const NO_SUCH_PERSON = [NoSuchObjectError, SizeLimitExceededError, InvalidDNSyntaxError] as const;

const PAGE = 500;
/** One more than there may be: then it is not known whose account it is. */
const MATCHES_MAX = 2;
/** Groups in groups in groups, at most. */
const NESTING_MAX = 8;
const GROUPS_MAX = 20_000;
/** Groups whose groups are asked for in one question. */
const BATCH = 50;
/** Matches no `memberUid`: of groups in groups only the DN counts. */
const NO_SUCH_USER = "\u0001";

/** People of the site's LDAP servers. Nothing of theirs is copied; referrals are not followed. */
export function ldapDirectory(options: LdapServersOptions): Directory {
  const { settings } = options;
  const servers = ldapServers(options);

  return {
    name: LDAP,
    find: (name) => findPerson(settings, servers, name),
    async checkPassword(name, password) {
      const { userDn } = settings;
      if (userDn !== undefined) return checkByTemplate(settings, servers, userDn, name, password);
      const found = await servers.ask(async (client) => {
        const entry = await entryOf(settings, client, name);
        const person = entry === undefined ? undefined : await wholePerson(settings, client, entry);
        return entry === undefined || person === undefined ? undefined : { dn: entry.dn, person };
      });
      // Without such an entry the server is asked about another one, so that it takes about as long.
      const dn = found?.dn ?? `cn=${randomBytes(9).toString("hex")},${settings.baseDn}`;
      const tried = await servers.askAlone((connection) => tryPassword(connection, dn, password));
      if (found === undefined) return { kind: "unknown" };
      if (tried === "right") return { kind: "right", person: found.person };
      return tried === "wrong" ? { kind: "wrong" } : { kind: "outdated", why: tried };
    },
    async *people() {
      const { baseDn, userFilter, attributes: names } = settings;
      const filter = userFilter.includes("{user}") ? filledIn(userFilter, { user: "*" }) : userFilter;
      const found = await servers.ask(async (client) => {
        const { searchEntries } = await client.search(baseDn, {
          scope: "sub",
          filter: settings.userDn === undefined ? filter : `(${names.name}=*)`,
          attributes: [...personAttributes(settings)],
          paged: { pageSize: PAGE },
        });
        return searchEntries;
      });
      for (const entry of found) {
        // Without their groups: that would be a question for each.
        const person = personOf(entry, [], settings, LDAP);
        if (person !== undefined) yield person;
      }
    },
  };
}

/** The one entry of that name; none when several match. */
async function entryOf(settings: LdapSettings, client: Client, user: string): Promise<Entry | undefined> {
  const { userDn, baseDn, userFilter } = settings;
  const attributes = [...personAttributes(settings)];
  try {
    const { searchEntries } =
      userDn === undefined
        ? await client.search(baseDn, {
            scope: "sub",
            filter: filledIn(userFilter, { user: filterValue(user) }),
            attributes,
            sizeLimit: MATCHES_MAX,
          })
        : await client.search(filledIn(userDn, { user: dnValue(user) }), { scope: "base", attributes });
    return searchEntries.length === 1 ? searchEntries[0] : undefined;
  } catch (error) {
    // About the name that was asked for, and not about the server.
    if (NO_SUCH_PERSON.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

async function groupsOf(
  settings: LdapSettings,
  client: Client,
  filter: string,
): Promise<readonly LdapGroup[]> {
  const { groupBaseDn = settings.baseDn } = settings;
  const found: LdapGroup[] = [];
  const pages = client.searchPaginated(groupBaseDn, {
    scope: "sub",
    filter,
    attributes: ["cn", "gidNumber"],
    paged: { pageSize: PAGE },
  });
  try {
    for await (const { searchEntries } of pages)
      for (const entry of searchEntries) {
        const group = groupOf(entry);
        if (group !== undefined) found.push(group);
      }
  } catch (error) {
    if (!(error instanceof NoSuchObjectError)) throw error;
  }
  return found;
}

/** All that a person is in, also by way of other groups. */
async function allGroups(
  settings: LdapSettings,
  client: Client,
  user: string,
  dn: string,
): Promise<readonly LdapGroup[]> {
  const byDn = new Map<string, LdapGroup>();
  let next = await groupsOf(settings, client, groupFilterFor(settings, user, dn));
  for (let depth = 0; next.length > 0; depth += 1) {
    const added = next.filter((group) => !byDn.has(group.dn.toLowerCase()));
    for (const group of added) byDn.set(group.dn.toLowerCase(), group);
    if (byDn.size > GROUPS_MAX)
      throw new DirectoryUnavailableError(`${user} is in more than ${GROUPS_MAX} groups of LDAP`);
    if (!settings.nestedGroups || depth >= NESTING_MAX) break;
    next = await parentsOf(settings, client, added);
  }
  return [...byDn.values()];
}

/** Groups that these are in; many are asked for at a time. */
async function parentsOf(
  settings: LdapSettings,
  client: Client,
  groups: readonly LdapGroup[],
): Promise<readonly LdapGroup[]> {
  const found: LdapGroup[] = [];
  for (let at = 0; at < groups.length; at += BATCH) {
    const each = groups.slice(at, at + BATCH).map(({ dn }) => groupFilterFor(settings, NO_SUCH_USER, dn));
    found.push(...(await groupsOf(settings, client, `(|${each.join("")})`)));
  }
  return found;
}

async function wholePerson(
  settings: LdapSettings,
  client: Client,
  entry: Entry,
): Promise<Person | undefined> {
  const bare = personOf(entry, [], settings, LDAP);
  if (bare === undefined) return undefined;
  return personOf(entry, await allGroups(settings, client, bare.name, entry.dn), settings, LDAP);
}

function findPerson(settings: LdapSettings, servers: LdapServers, name: string): Promise<Person | undefined> {
  return servers.ask(async (client) => {
    const entry = await entryOf(settings, client, name);
    return entry === undefined ? undefined : wholePerson(settings, client, entry);
  });
}

/** By the template its own entry may be readable for the person only. */
async function checkByTemplate(
  settings: LdapSettings,
  servers: LdapServers,
  userDn: string,
  name: string,
  password: string,
): Promise<PasswordCheck> {
  const dn = filledIn(userDn, { user: dnValue(name) });
  const found = await servers.askAlone(async (connection): Promise<PasswordCheck> => {
    const tried = await tryPassword(connection, dn, password);
    if (tried === "wrong") return { kind: "wrong" };
    if (tried !== "right") return { kind: "outdated", why: tried };
    const entry = await entryOf(settings, connection.client, name);
    const person = entry === undefined ? undefined : await wholePerson(settings, connection.client, entry);
    return person === undefined ? { kind: "wrong" } : { kind: "right", person };
  });
  if (found.kind !== "wrong") return found;
  // Who is known here must not be looked for in the next directory.
  return { kind: (await findPerson(settings, servers, name)) === undefined ? "unknown" : "wrong" };
}

function groupFilterFor({ groupFilter }: LdapSettings, user: string, dn: string): string {
  return filledIn(groupFilter, { user: filterValue(user), dn: filterValue(dn) });
}
