import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Person } from "../../../accounts/person.ts";
import { DirectoryUnavailableError, type Directory } from "../../../auth/directory.ts";
import { ldapDirectory } from "../../../auth/ldap/ldap-directory.ts";
import type { LdapSettings } from "../../../auth/ldap/settings.ts";
import { eventually } from "../../../local-cluster/testing/eventually.ts";
import {
  BASE,
  GROUPS_DN,
  ldapTree,
  ODD,
  passwordOf,
  PEOPLE,
  PEOPLE_DN,
  SERVICE_DN,
  SERVICE_PASSWORD,
  userName,
} from "../../services/ldap-tree.ts";
import { makeCertificates, startSlapd, type TestLdap } from "../../services/slapd.ts";

const ANA = userName(1);

const home = mkdtempSync(join(tmpdir(), "godocker-ldap-"));
let one: TestLdap;
let two: TestLdap;

before(async () => {
  one = await startSlapd(join(home, "one"), ldapTree(10_000));
  two = await startSlapd(join(home, "two"), ldapTree());
});
after(async () => {
  await one.stop();
  await two.stop();
  rmSync(home, { recursive: true, force: true });
});

function aDirectory(
  urls: readonly string[],
  fields: Partial<LdapSettings> = {},
  clock?: { nowMs: number },
): Directory {
  const settings: LdapSettings = {
    urls,
    startTls: false,
    service: { dn: SERVICE_DN, password: () => SERVICE_PASSWORD },
    baseDn: BASE,
    userFilter: "(&(objectClass=inetOrgPerson)(uid={user}))",
    attributes: { name: "uid", uid: "uidNumber", gid: "gidNumber", home: "homeDirectory", mail: "mail" },
    groupBaseDn: GROUPS_DN,
    groupFilter: "(|(memberUid={user})(member={dn}))",
    nestedGroups: true,
    timeoutMs: 3000,
    pool: 4,
    ...fields,
  };
  return ldapDirectory({ settings, nowMs: () => clock?.nowMs ?? Date.now(), log: () => undefined });
}

const DIRECT = { userDn: `uid={user},${PEOPLE_DN}` };

describe("people of LDAP", { timeout: 900_000 }, () => {
  it("come in with their password, and with nothing else", async () => {
    const directory = aDirectory([two.url]);
    const right = await directory.checkPassword(ANA, passwordOf(ANA));
    assert.equal(right.kind, "right");
    const { person } = right as { readonly person: Person }; // it is right, so it has one
    assert.deepEqual(person, {
      name: ANA,
      uid: 20_001,
      gid: 40_001,
      groups: [50, 40_000],
      groupNames: ["department", "docker", "site (main)*", "staff", "team"],
      home: "/home/20001",
      mail: "p20001@example.org",
      roles: ["user"],
      directory: "ldap",
    });
    for (const wrong of ["wrong", " ", passwordOf(userName(2)), passwordOf(ANA).toUpperCase()])
      assert.equal((await directory.checkPassword(ANA, wrong)).kind, "wrong", wrong);
    assert.equal((await directory.checkPassword("nobody", "wrong")).kind, "unknown");
  });

  it("come in by a template of their DN as well", async () => {
    const directory = aDirectory([two.url], DIRECT);
    assert.equal((await directory.checkPassword(ANA, passwordOf(ANA))).kind, "right");
    assert.equal((await directory.checkPassword(ANA, "wrong")).kind, "wrong");
    assert.equal((await directory.checkPassword("nobody", "wrong")).kind, "unknown");
    assert.equal((await directory.find(ANA))?.uid, 20_001);
  });

  it("keep the directory's spelling, whichever way their name is typed", async () => {
    for (const fields of [{}, DIRECT])
      for (const typed of ["ada.lovelace", "ADA.LOVELACE", "Ada.Lovelace"]) {
        const directory = aDirectory([two.url], fields);
        assert.equal((await directory.find(typed))?.name, "Ada.Lovelace", typed);
        assert.equal((await directory.checkPassword(typed, passwordOf("Ada.Lovelace"))).kind, "right", typed);
      }
  });

  it("may have any letters in their names", async () => {
    for (const fields of [{}, DIRECT]) {
      const directory = aDirectory([two.url], fields);
      for (const { uid, uidNumber } of ODD) {
        assert.equal((await directory.find(uid))?.uid, uidNumber, uid);
        assert.equal((await directory.checkPassword(uid, passwordOf(uid))).kind, "right", uid);
      }
    }
  });

  it("are nobody when their name is one of two, or a way to ask for others", async () => {
    for (const fields of [{}, DIRECT]) {
      const directory = aDirectory([two.url], fields);
      const tries = [
        "*",
        "*)(uid=*",
        `${ANA})(&)`,
        `${ANA}*`,
        "\\00",
        `${ANA},ou=people`,
        `${ANA})(|(uid=*))`,
        "x".repeat(10_000),
      ];
      for (const name of tries) {
        assert.equal(await directory.find(name), undefined, name.slice(0, 40));
        assert.equal(
          (await directory.checkPassword(name, passwordOf(ANA))).kind,
          "unknown",
          name.slice(0, 40),
        );
      }
    }
    assert.equal(await aDirectory([two.url]).find("twice"), undefined);
    assert.equal((await aDirectory([two.url]).checkPassword("twice", passwordOf("twice"))).kind, "unknown");
  });

  it("are in groups of both kinds, and in the groups of those", async () => {
    const directory = aDirectory([two.url]);
    assert.deepEqual((await directory.find("comma,plus+"))?.groupNames, [
      "department",
      "site (main)*",
      "team",
    ]);
    assert.deepEqual((await directory.find(userName(3)))?.groupNames, ["site (main)*"]);
    assert.deepEqual((await directory.find(userName(4)))?.groupNames, ["egg", "hen"], "groups in each other");
    const flat = aDirectory([two.url], { nestedGroups: false });
    assert.deepEqual((await flat.find("comma,plus+"))?.groupNames, ["team"]);
  });

  it("may be in ten thousand groups", async () => {
    const person = await aDirectory([one.url], { timeoutMs: 30_000 }).find(ANA);
    assert.equal(person?.groups.length, 10_002);
  });

  it("end when the directory says so", async () => {
    const directory = aDirectory([two.url]);
    assert.equal((await directory.find("expired"))?.expiresAtMs, 10 * 86_400_000);
    assert.equal((await directory.find("later"))?.expiresAtMs, 60_000 * 86_400_000);
    assert.equal((await directory.find("nonumbers"))?.uid, undefined);
  });

  it("are listed page by page, also beyond what the server gives at once", async () => {
    const names = (await Array.fromAsync(aDirectory([two.url]).people())).map(({ name }) => name);
    assert.ok(names.length >= PEOPLE + ODD.length && names.includes(userName(PEOPLE)));
  });
});

describe("connections to LDAP", { timeout: 900_000 }, () => {
  const ca = () => readFileSync(two.ca, "utf8");
  const isAway = (error: unknown) => error instanceof DirectoryUnavailableError;

  it("speak TLS by StartTLS and by ldaps, to a server of a known authority", async () => {
    for (const fields of [{}, DIRECT])
      for (const directory of [
        aDirectory([two.tlsUrl], { ca, ...fields }),
        aDirectory([two.url], { ca, startTls: true, ...fields }),
      ]) {
        assert.equal((await directory.find(ANA))?.uid, 20_001);
        assert.equal((await directory.checkPassword(ANA, passwordOf(ANA))).kind, "right");
      }
  });

  it("are made to nobody else: no password is ever said to them", async () => {
    makeCertificates(join(home, "other"));
    const other = () => readFileSync(join(home, "other", "ca.crt"), "utf8");
    const wrong = [
      aDirectory([two.tlsUrl], { ca: other }),
      aDirectory([two.url], { ca: other, startTls: true }),
      aDirectory([two.tlsUrl]),
      aDirectory([two.tlsUrl.replace("localhost", "127.0.0.2")], { ca }),
    ];
    for (const directory of wrong) {
      await assert.rejects(directory.find(ANA), isAway);
      await assert.rejects(directory.checkPassword(ANA, passwordOf(ANA)), isAway);
    }
  });

  it("with a wrong service account let nobody in", async () => {
    const service = { dn: SERVICE_DN, password: () => "wrong" };
    await assert.rejects(aDirectory([two.url], { service }).checkPassword(ANA, passwordOf(ANA)), isAway);
  });

  it("go to another server when one is gone, and back", async () => {
    const third = await startSlapd(join(home, "third"), ldapTree());
    try {
      const clock = { nowMs: 0 };
      const directory = aDirectory([third.url, two.url], {}, clock);
      assert.equal((await directory.find(ANA))?.uid, 20_001);
      for (let n = 0; n < 3; n += 1) {
        await third.stop();
        assert.equal((await directory.find(userName(5 + n)))?.uid, 20_005 + n, "by the other one");
        assert.equal((await directory.checkPassword(ANA, passwordOf(ANA))).kind, "right");
        await third.start();
        clock.nowMs += 31_000;
        assert.equal((await directory.find(userName(9)))?.uid, 20_009, "by the first one");
      }
      await third.stop();
      const alone = aDirectory([third.url], {}, clock);
      await assert.rejects(alone.find(ANA), isAway);
      await assert.rejects(alone.find(ANA), /a moment ago/, "nobody waits for a server that just failed");
      await third.start();
      clock.nowMs += 2000;
      assert.equal((await alone.find(ANA))?.uid, 20_001);
    } finally {
      await third.stop();
    }
  });

  it("are given up when a server says nothing", async () => {
    const silent: Server = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      const url = `ldap://127.0.0.1:${port}`;
      await assert.rejects(aDirectory([url], { timeoutMs: 300 }).find(ANA), isAway);
      assert.equal((await aDirectory([url, two.url], { timeoutMs: 300 }).find(ANA))?.uid, 20_001);
    } finally {
      silent.close();
    }
    const clock = { nowMs: 0 };
    const slow = aDirectory([two.url], { timeoutMs: 300 }, clock);
    two.pause();
    await assert.rejects(slow.find(ANA), isAway);
    clock.nowMs += 2000;
    const settled: string[] = [];
    const probe = assert.rejects(slow.find(ANA), isAway).then(() => settled.push("probe"));
    await assert.rejects(slow.find(userName(2)), /a moment ago/).then(() => settled.push("other"));
    await probe;
    assert.deepEqual(settled, ["other", "probe"], "one finds out, and nobody else waits for that");
    two.resume();
    await eventually("it answers again", async () => {
      clock.nowMs += 2000;
      return slow.find(ANA).then(
        (person) => person?.uid === 20_001,
        () => false,
      );
    });
  });
});

describe("passwords of LDAP with a policy", { timeout: 900_000 }, () => {
  const policy = `cn=default,ou=policies,${BASE}`;
  let server: TestLdap;
  before(async () => {
    const person = (uid: string, ...more: readonly string[]) =>
      [
        `dn: uid=${uid},${PEOPLE_DN}`,
        "objectClass: inetOrgPerson",
        "objectClass: posixAccount",
        `uid: ${uid}`,
        `cn: ${uid}`,
        `sn: ${uid}`,
        "uidNumber: 30300",
        "gidNumber: 40001",
        `homeDirectory: /home/${uid}`,
        `userPassword: ${passwordOf(uid)}`,
        ...more,
      ].join("\n");
    const ldif = [
      ldapTree(),
      `dn: ou=policies,${BASE}\nobjectClass: organizationalUnit\nou: policies`,
      `dn: ${policy}\nobjectClass: organizationalRole\nobjectClass: pwdPolicy\ncn: default\npwdAttribute: userPassword\npwdMaxAge: 86400\npwdMustChange: TRUE\npwdLockout: TRUE`,
      person("stale", "pwdChangedTime: 20200101000000Z"),
      person("fresh", `pwdChangedTime: ${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}Z`),
      person("given", "pwdReset: TRUE"),
      person("shut", "pwdAccountLockedTime: 20200101000000Z"),
    ].join("\n\n");
    server = await startSlapd(join(home, "policy"), `${ldif}\n`, policy);
  });
  after(() => server.stop());

  it("that are too old, or were set by somebody else, are told as such to who knows them", async () => {
    for (const fields of [{}, DIRECT]) {
      const directory = aDirectory([server.url], fields);
      const check = (uid: string, password = passwordOf(uid)) => directory.checkPassword(uid, password);
      assert.equal((await check("fresh")).kind, "right");
      assert.deepEqual(await check("stale"), { kind: "outdated", why: "expired" });
      assert.deepEqual(await check("given"), { kind: "outdated", why: "must-change" });
    }
  });

  it("are told nothing of to anybody else, nor that an account is locked", async () => {
    for (const fields of [{}, DIRECT]) {
      const directory = aDirectory([server.url], fields);
      for (const uid of ["stale", "given", "shut", "fresh"])
        assert.deepEqual(await directory.checkPassword(uid, "wrong"), { kind: "wrong" }, uid);
      assert.deepEqual(await directory.checkPassword("shut", passwordOf("shut")), { kind: "wrong" });
    }
  });

  it("are tried as ever where the server knows no policy", async () => {
    assert.equal((await aDirectory([two.url]).checkPassword(ANA, passwordOf(ANA))).kind, "right");
  });
});
