/** A directory as sites have them: 200 people, groups of both kinds, groups in groups, letters of all kinds. */
export const BASE = "dc=example,dc=org";
export const PEOPLE_DN = `ou=people,${BASE}`;
export const GROUPS_DN = `ou=groups,${BASE}`;
export const SERVICE_DN = `cn=godocker,${BASE}`;
export const SERVICE_PASSWORD = "of the service";
export const PEOPLE = 200;

export interface TestPerson {
  readonly uid: string;
  readonly uidNumber: number;
  readonly cn?: string;
  readonly more?: readonly string[];
}

/** Names that would mean something to a filter, a DN or a shell. */
export const ODD: readonly TestPerson[] = [
  { uid: "o'brien", uidNumber: 30_001, cn: "O'Brien" },
  { uid: "zo\u00eb", uidNumber: 30_002, cn: "Zo\u00eb \u00d8rsted" },
  { uid: "a(b)*c", uidNumber: 30_003, cn: "Paren (Thesis)*" },
  { uid: "comma,plus+", uidNumber: 30_004, cn: 'Quo"te' },
  { uid: "semi;colon=x", uidNumber: 30_005, cn: "Semi" },
  { uid: "Ada.Lovelace", uidNumber: 30_006, cn: "Ada" },
  { uid: "\u674e\u660e", uidNumber: 30_007, cn: "\u674e\u660e" },
];

export const passwordOf = (uid: string): string => `secret of ${uid}`;

/** @param manyGroups  further groups, all of which `user001` is in */
export function ldapTree(manyGroups = 0): string {
  const entries: (readonly string[])[] = [
    [`dn: ${BASE}`, "objectClass: dcObject", "objectClass: organization", "dc: example", "o: Example"],
    [`dn: ${PEOPLE_DN}`, "objectClass: organizationalUnit", "ou: people"],
    [`dn: ou=guests,${BASE}`, "objectClass: organizationalUnit", "ou: guests"],
    [`dn: ${GROUPS_DN}`, "objectClass: organizationalUnit", "ou: groups"],
    [
      `dn: ${SERVICE_DN}`,
      "objectClass: simpleSecurityObject",
      "objectClass: organizationalRole",
      "cn: godocker",
      `userPassword: ${SERVICE_PASSWORD}`,
    ],
  ];
  const people: TestPerson[] = [
    ...Array.from({ length: PEOPLE }, (_, n) => ({ uid: userName(n + 1), uidNumber: 20_001 + n })),
    ...ODD,
    { uid: "system", uidNumber: 33 },
    { uid: "expired", uidNumber: 30_100, more: ["objectClass: shadowAccount", "shadowExpire: 10"] },
    { uid: "later", uidNumber: 30_101, more: ["objectClass: shadowAccount", "shadowExpire: 60000"] },
  ];
  for (const person of people) entries.push(personEntry(person, PEOPLE_DN));
  // Twice below the base: whose account it is is not known.
  for (const ou of ["people", "guests"])
    entries.push(personEntry({ uid: "twice", uidNumber: 30_200 }, `ou=${ou},${BASE}`));
  // Somebody without numbers.
  entries.push([
    `dn: uid=nonumbers,${PEOPLE_DN}`,
    "objectClass: inetOrgPerson",
    "uid: nonumbers",
    "cn: No Numbers",
    "sn: Numbers",
    `userPassword: ${passwordOf("nonumbers")}`,
  ]);
  entries.push(posixGroup("staff", 40_000, [userName(1), userName(2)]));
  entries.push(posixGroup("docker", 50, [userName(1)]));
  // A person in a team in a department in a site.
  entries.push(groupOfNames("team", [personDn(userName(1)), personDn("comma,plus+")]));
  entries.push(groupOfNames("department", [`cn=team,${GROUPS_DN}`]));
  entries.push(groupOfNames("site (main)*", [`cn=department,${GROUPS_DN}`, personDn(userName(3))]));
  // Two groups in each other.
  entries.push(groupOfNames("hen", [`cn=egg,${GROUPS_DN}`, personDn(userName(4))]));
  entries.push(groupOfNames("egg", [`cn=hen,${GROUPS_DN}`]));
  for (let n = 0; n < manyGroups; n += 1) entries.push(posixGroup(`many${n}`, 100_000 + n, [userName(1)]));
  return `${entries.map((lines) => lines.map(line).join("\n")).join("\n\n")}\n`;
}

export function userName(n: number): string {
  return `user${String(n).padStart(3, "0")}`;
}

function personDn(uid: string): string {
  const escaped = uid.replaceAll(/[,+"\\<>;=]/g, (letter) => `\\${letter}`);
  return `uid=${escaped},${PEOPLE_DN}`;
}

function personEntry({ uid, uidNumber, cn = uid, more = [] }: TestPerson, base: string): readonly string[] {
  return [
    `dn: ${personDn(uid).replace(PEOPLE_DN, base)}`,
    "objectClass: inetOrgPerson",
    "objectClass: posixAccount",
    ...more,
    `uid: ${uid}`,
    `cn: ${cn}`,
    `sn: ${cn}`,
    `uidNumber: ${uidNumber}`,
    "gidNumber: 40001",
    `homeDirectory: /home/${uidNumber}`,
    `mail: p${uidNumber}@example.org`,
    `userPassword: ${passwordOf(uid)}`,
  ];
}

function posixGroup(cn: string, gid: number, members: readonly string[]): readonly string[] {
  return [
    `dn: cn=${cn},${GROUPS_DN}`,
    "objectClass: posixGroup",
    `cn: ${cn}`,
    `gidNumber: ${gid}`,
    ...members.map((uid) => `memberUid: ${uid}`),
  ];
}

function groupOfNames(cn: string, members: readonly string[]): readonly string[] {
  return [
    `dn: cn=${cn},${GROUPS_DN}`,
    "objectClass: groupOfNames",
    `cn: ${cn}`,
    ...members.map((dn) => `member: ${dn}`),
  ];
}

/** LDIF: what is not plain is base64. */
function line(text: string): string {
  const at = text.indexOf(": ");
  const [name, value] = [text.slice(0, at), text.slice(at + 2)];
  return /^[A-Za-z0-9/][ -~]*$/.test(value) && !value.endsWith(" ")
    ? text
    : `${name}:: ${Buffer.from(value).toString("base64")}`;
}
