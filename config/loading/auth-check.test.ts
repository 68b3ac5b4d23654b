import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadConfig } from "./load.ts";

function faultsOf(settings: object): readonly string[] {
  const loaded = loadConfig({
    files: [{ name: "a.json5", text: JSON.stringify(settings) }],
    env: {},
    set: [],
    readFile: () => "",
    home: "/home/ana",
  });
  return loaded.ok ? [] : loaded.problems.map(({ key, reason }) => `${key} ${reason}`);
}

const LDAP = { urls: ["ldaps://ldap1"], baseDn: "dc=example,dc=org" };

describe("settings about people", () => {
  it("are none at all, and then there is one user", () => {
    assert.deepEqual(faultsOf({}), []);
  });

  it("are taken where they can work", () => {
    for (const settings of [
      { auth: { backends: ["local"] } },
      { auth: { backends: ["local", "ldap"], admins: ["ana", "@admins"] }, ldap: LDAP },
      { auth: { backends: ["ldap"] }, ldap: { ...LDAP, urls: ["ldap://ldap1:3389"], startTls: true } },
      { auth: { backends: ["ldap"] }, ldap: { ...LDAP, urls: ["ldap://ldap1"], insecure: true } },
      {
        auth: {
          backends: ["ldap", "header"],
          remoteUser: { header: "X-Auth-User", trustedProxies: ["10.0.0.7", "fd00::/64"] },
        },
        ldap: LDAP,
      },
    ])
      assert.deepEqual(faultsOf(settings), [], JSON.stringify(settings));
  });

  it("are refused where they would be dangerous, or without effect", () => {
    const rows: readonly (readonly [object, RegExp])[] = [
      [{ auth: { backends: ["ldap"] } }, /^auth\.backends needs the address/],
      [{ ldap: LDAP }, /^ldap\.urls are asked by nobody/],
      [{ auth: { backends: ["ldap"] }, ldap: { urls: LDAP.urls } }, /^ldap\.urls need the entry/],
      [
        { auth: { backends: ["ldap"] }, ldap: { ...LDAP, bindDn: "cn=x" } },
        /^ldap\.bindDn has no effect without/,
      ],
      [{ auth: { backends: ["header"] } }, /name no directory that knows people/],
      [{ auth: { backends: ["local", "header"] } }, /needs the addresses of the proxies/],
      [
        { auth: { remoteUser: { trustedProxies: ["10.0.0.7"] } } },
        /have no effect without the backend header/,
      ],
      [{ auth: { backends: ["local", "oidc"] } }, /needs a provider/],
      [{ auth: { tokens: { lifetime: "60d", maxLifetime: "30d" } } }, /^auth\.tokens\.lifetime is longer/],
      [{ auth: { backends: ["local", "local"] } }, /names one twice/],
      [{ auth: { backends: ["kerberos"] } }, /is not one of the allowed words/],
      [{ auth: { remoteUser: { trustedProxies: ["10.0.0.0/33"] } } }, /is no range/],
      [{ auth: { remoteUser: { trustedProxies: ["proxy"] } } }, /is no address/],
      [{ ldap: { urls: ["http://x"] } }, /is no address of an LDAP server/],
      [{ ldap: { urls: ["ldaps://u:p@x"] } }, /must not hold a user or password/],
      [{ ldap: { urls: ["ldaps://x/dc=x"] } }, /behind the host stands nothing but a port/],
      [{ ldap: { userFilter: "(uid=ana)" } }, /has no \{user\} in it/],
      [{ ldap: { userFilter: "(uid={user}))" } }, /parentheses do not match/],
      [{ ldap: { baseDn: "example.org" } }, /is no distinguished name/],
    ];
    for (const [settings, fault] of rows)
      assert.ok(
        faultsOf(settings).some((one) => fault.test(one)),
        `${JSON.stringify(settings)}: ${faultsOf(settings).join("\n")}`,
      );
  });
});
