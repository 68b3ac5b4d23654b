import { readFileSync } from "node:fs";
import type { Person, PersonRole } from "../../accounts/person.ts";
import { createDirectories, type Directories } from "../../auth/directories.ts";
import type { Directory } from "../../auth/directory.ts";
import { ldapDirectory } from "../../auth/ldap/ldap-directory.ts";
import type { LdapSettings } from "../../auth/ldap/settings.ts";
import { localDirectory } from "../../auth/local-directory.ts";
import { createPasswords, type Passwords } from "../../auth/passwords.ts";
import { singleUserDirectory } from "../../auth/single-user.ts";
import type { Config } from "../../config/loading/config.ts";
import type { LdapConfig } from "../../config/schema/auth.ts";
import { peopleIn, type People } from "../../store/people.ts";
import type { Store } from "../../store/store.ts";
import type { Logger } from "../../telemetry/logger.ts";

/** Who there is, from the configured directories. */
export interface SitePeople {
  readonly directories: Directories;
  readonly people: People;
  readonly passwords: Passwords;
  /** There are accounts of several people, and jobs run as theirs. */
  readonly isShared: boolean;
}

/** @param settings  of which roles are read again */
export function sitePeople(
  settings: { readonly config: Config },
  {
    store,
    log,
    plugins,
  }: {
    readonly store: Store;
    readonly log: Logger;
    readonly plugins?: { readonly directories: readonly Directory[] };
  },
): SitePeople {
  const { auth, ldap } = settings.config;
  const people = peopleIn(store);
  const passwords = createPasswords();
  const further = plugins?.directories ?? [];
  const isShared = auth.backends.length > 0 || further.length > 0;
  const directories = auth.backends.flatMap((backend): readonly Directory[] => {
    if (backend === "local") return [localDirectory(people, passwords)];
    if (backend !== "ldap" || ldap === undefined) return [];
    const say = (message: string, fields: Readonly<Record<string, unknown>>) =>
      log.warn(message, { event: "ldap.server", ...fields });
    return [ldapDirectory({ settings: ldapSettings(ldap), nowMs: Date.now, log: say })];
  });
  return {
    isShared,
    people,
    passwords,
    directories: createDirectories(isShared ? [...directories, ...further] : [singleUserDirectory()], {
      isShutOut: isShared ? people.isShutOut : async () => false,
      completed: (person) => withSiteRoles(person, settings.config),
      knownMs: auth.knownMs,
      unknownMs: auth.unknownMs,
      staleMs: auth.staleMs,
      nowMs: Date.now,
    }),
  };
}

/** Files are read each time they are needed: what is renewed there is used without a restart. */
function ldapSettings({ ca, service, ...settings }: LdapConfig): LdapSettings {
  return {
    ...settings,
    ...(ca === undefined ? {} : { ca: () => readFileSync(ca, "utf8") }),
    ...(service === undefined
      ? {}
      : {
          service: {
            dn: service.dn,
            password: () => readFileSync(service.passwordFile, "utf8").replace(/\r?\n$/, ""),
          },
        }),
  };
}

/** Roles that the configuration gives by name or group, beside those that a local account has. */
function withSiteRoles(person: Person, { auth }: Pick<Config, "auth">): Person {
  const given: readonly (readonly [PersonRole, readonly string[]])[] = [
    ["admin", auth.admins],
    ["operator", auth.operators],
    ["auditor", auth.auditors],
  ];
  const names = new Set([
    person.name.toLowerCase(),
    ...person.groupNames.map((group) => `@${group.toLowerCase()}`),
  ]);
  const more = given.flatMap(([role, whom]) =>
    whom.some((one) => names.has(one.toLowerCase())) ? [role] : [],
  );
  return { ...person, roles: [...new Set([...person.roles, ...more])] };
}
