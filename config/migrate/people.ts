import { builtIn, left, part, set, type Old, type Outcome } from "./outcome.ts";

/** How GoDocker 1.x knew people, by the name of its plug-in. */
export function authPolicy(value: unknown, old: Old): readonly Outcome[] {
  switch (value) {
    case "goauth":
      return [
        typeof old("ldap_host") === "string"
          ? part("ldap_host")
          : left(
              "it names no LDAP server: set `auth.backends` and `ldap.*` (docs/how-to/administrators/accounts.md); until then there is one user",
            ),
      ];
    case "local":
      return [
        set("auth.backends", ["local"]),
        left(
          "passwords can't be taken along: make the accounts with `godocker user import` from a CSV file, which gives each a first password",
        ),
      ];
    case "fake":
      return [
        builtIn(
          "anybody could be anybody; now there is one user, or accounts (docs/how-to/administrators/accounts.md)",
        ),
      ];
    default:
      return [
        left(
          `there is no plug-in ${JSON.stringify(value)}; a directory of your own is a plugin of the kind auth (docs/how-to/site/plugins.md)`,
        ),
      ];
  }
}

/** The directory, with all that was said of it in keys of its own. */
export function ldap(host: unknown, old: Old): readonly Outcome[] {
  const isTls = old("ldap.ssl") === true;
  const port = old("ldap_port") ?? (isTls ? 636 : 389);
  const [dn, below, admin, password, home] = [
    "ldap_dn",
    "ldap_base_dn_filter",
    "ldap_admin_dn",
    "ldap_admin_password",
    "ldap.fields.homeDirectory",
  ].map((key) => {
    const value = old(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  });
  const base = [below, dn].filter((part) => part !== undefined).join(",");
  return [
    set(
      "auth.backends",
      ["ldap"],
      "`auth.admins` names administrators; put `local` first to get in when LDAP is down",
    ),
    set("ldap.urls", [`${isTls ? "ldaps" : "ldap"}://${String(host)}:${String(port)}`]),
    ...(isTls
      ? []
      : [
          set(
            "ldap.startTls",
            true,
            "passwords went in the clear; where the server knows no TLS, `ldap.insecure` allows that again",
          ),
        ]),
    ...(dn === undefined ? [] : [set("ldap.baseDn", base)]),
    ...(admin === undefined ? [] : [set("ldap.bindDn", admin)]),
    ...(password === undefined
      ? []
      : [
          { kind: "secret", key: "ldap.bindPasswordFile", file: "ldap-password", content: password } as const,
        ]),
    ...(home === undefined || home === "homeDirectory" ? [] : [set("ldap.attributes", { home })]),
  ];
}
