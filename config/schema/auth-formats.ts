import { asItIs, name, oneOf, Refusal, textOf, type Format } from "../formats/formats.ts";
import { objectOf, texts } from "../formats/objects.ts";

export const BACKENDS = ["local", "ldap", "header", "oidc"] as const;
export type AuthBackend = (typeof BACKENDS)[number];

/** In what order people are looked for. */
export const backends: Format<readonly AuthBackend[]> = {
  allowed: `a list of ${BACKENDS.join(", ")}; with commas in variables and flags`,
  example: ["local", "ldap"],
  schema: { type: "array", items: { enum: BACKENDS } },
  fromText: commas,
  read: (value) => {
    const found = texts.read(value).map((text) => oneOf(BACKENDS).read(text));
    if (new Set(found).size < found.length) throw new Refusal("names one twice");
    return found;
  },
};

/** People by their names, and groups of them: `@name`. */
export const people: Format<readonly string[]> = {
  allowed: "a list of names, and of groups as @name; with commas in variables and flags",
  example: ["ana", "@hpc-admins"],
  schema: { type: "array", items: { type: "string" } },
  fromText: commas,
  read: (value) => texts.read(value),
};

export const ldapUrls: Format<readonly string[]> = {
  allowed: "a list of ldaps://host:port or ldap://host:port; with commas in variables and flags",
  example: ["ldaps://ldap1.example.org", "ldaps://ldap2.example.org"],
  schema: { type: "array", items: { type: "string", pattern: "^ldaps?://" } },
  fromText: commas,
  read: (value) =>
    texts.read(value).map((text) => {
      const url = URL.parse(text);
      if (url === null || !["ldap:", "ldaps:"].includes(url.protocol) || url.hostname === "")
        throw new Refusal(`names "${text}", which is no address of an LDAP server`);
      if (url.username !== "" || url.password !== "") throw new Refusal("must not hold a user or password");
      if (url.pathname.length > 1 || url.search !== "" || url.hash !== "")
        throw new Refusal(`names "${text}": behind the host stands nothing but a port; see ldap.baseDn`);
      return `${url.protocol}//${url.host}`;
    }),
};

export const distinguishedName: Format<string> = {
  allowed: "a distinguished name",
  example: "ou=people,dc=example,dc=org",
  schema: { type: "string" },
  fromText: asItIs,
  read: (value) => {
    const text = textOf(value);
    if (!/^[A-Za-z][\w.-]*\s*=/.test(text)) throw new Refusal("is no distinguished name");
    return text;
  },
};

/** @param place  what must be in it */
export function ldapText(place: string, example: string): Format<string> {
  return {
    allowed: `a text with ${place} in it`,
    example,
    schema: { type: "string" },
    fromText: asItIs,
    read: (value) => {
      const text = textOf(value);
      if (!text.includes(place)) throw new Refusal(`has no ${place} in it`);
      if (example.startsWith("(") && !isBalanced(text))
        throw new Refusal("is no filter: its parentheses do not match");
      return text;
    },
  };
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const letter of text) {
    open += letter === "(" ? 1 : letter === ")" ? -1 : 0;
    if (open < 0) return false;
  }
  return open === 0 && text.startsWith("(") && text.endsWith(")");
}

const ATTRIBUTE = name(/^[A-Za-z][A-Za-z0-9;-]{0,63}$/, "a name of an attribute", "uidNumber");

/** Which attributes of an entry say what. */
export const ldapAttributes = objectOf({
  fields: ["name", "uid", "gid", "home", "mail"],
  example: { name: "uid", uid: "uidNumber", gid: "gidNumber", home: "homeDirectory", mail: "mail" },
  read: (field) => ({
    name: field("name", ATTRIBUTE, "uid"),
    uid: field("uid", ATTRIBUTE, "uidNumber"),
    gid: field("gid", ATTRIBUTE, "gidNumber"),
    home: field("home", ATTRIBUTE, "homeDirectory"),
    mail: field("mail", ATTRIBUTE, "mail"),
  }),
});

/** Addresses and ranges of them. */
export const addressRanges: Format<readonly string[]> = {
  allowed: "a list of addresses, or ranges such as 10.0.0.0/8; with commas in variables and flags",
  example: ["10.0.0.7", "fd00::/64"],
  schema: { type: "array", items: { type: "string" } },
  fromText: commas,
  read: (value) =>
    texts.read(value).map((text) => {
      const [address = "", bits] = text.split("/");
      const most = address.includes(":") ? 128 : 32;
      const isAddress = URL.parse(`http://${address.includes(":") ? `[${address}]` : address}/`) !== null;
      if (!isAddress || !/^[0-9a-fA-F.:]+$/.test(address))
        throw new Refusal(`names "${text}", which is no address`);
      if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))
        throw new Refusal(`names "${text}", which is no range`);
      return text;
    }),
};

export const headerName = name(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "a name of a header", "X-Remote-User");

function commas(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
