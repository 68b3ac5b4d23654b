/** How the site's LDAP servers are asked. */
export interface LdapSettings {
  /** `ldap:` or `ldaps:`; all have the same entries. The first that answers is taken. */
  readonly urls: readonly string[];
  /** TLS on connections to `ldap:` addresses, before anything else is said. */
  readonly startTls: boolean;
  /** Certificates in PEM of those who may have signed the servers'; absent: those that Node knows. */
  readonly ca?: () => string;
  /** Who looks people up; absent: nobody in particular. */
  readonly service?: { readonly dn: string; readonly password: () => string };
  readonly baseDn: string;
  /** Finds one person: `{user}` is their name. */
  readonly userFilter: string;
  /** The name of a person's own entry, where it can be told from theirs: then nothing is searched to sign in. */
  readonly userDn?: string;
  readonly attributes: {
    readonly name: string;
    readonly uid: string;
    readonly gid: string;
    readonly home: string;
    readonly mail: string;
  };
  /** Where groups are; default: `baseDn`. */
  readonly groupBaseDn?: string;
  /** Finds groups: `{user}` is the name of a person, `{dn}` that of their entry, or of a group that is in others. */
  readonly groupFilter: string;
  readonly nestedGroups: boolean;
  /** For a connection, and for each answer. */
  readonly timeoutMs: number;
  /** Connections that are kept for the next question, to each server. */
  readonly pool: number;
}
