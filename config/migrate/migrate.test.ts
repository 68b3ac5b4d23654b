import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { loadConfig } from "../loading/load.ts";
import { migrateConfig } from "./migrate.ts";

const SAMPLE = readFileSync(join(import.meta.dirname, "testing/go-d.ini"), "utf8");
const DIRECTORY = "/etc/godocker/secrets";

function migrated(text: string) {
  const migration = migrateConfig(text, DIRECTORY);
  assert.ok(migration.ok, migration.ok ? "" : migration.reason);
  const of = (key: string) => migration.report.filter((reported) => reported.key === key);
  return { ...migration, of };
}

function loaded(text: string) {
  const config = loadConfig({
    files: [{ name: "godocker.json5", text }],
    env: {},
    set: [],
    readFile: () => assert.fail("nothing names a file"),
    home: "/home/ada",
  });
  assert.ok(config.ok, JSON.stringify(config.ok ? [] : config.problems));
  return config;
}

describe("a configuration of GoDocker 1.x", () => {
  const { text, secrets, report, of } = migrated(SAMPLE);

  it("becomes a valid one, each value with where it comes from", () => {
    const { config } = loaded(text);
    assert.equal(config.jobs.defaults.memoryBytes, 2 * 1024 ** 3);
    assert.equal(config.jobs.defaults.maxAttempts, 3);
    assert.equal(config.jobs.defaults.walltimeSeconds, 7 * 86_400);
    assert.deepEqual(config.volumes, [{ name: "db", source: "/db", mode: "ro" }]);
    assert.match(text, /policy: "fifo", \/\/ scheduler_policy, line 62$/m);
  });

  it("is reported on value by value, none left out", () => {
    const keys = [...SAMPLE.matchAll(/^([a-z_]+):/gm)].map(([, key]) => key ?? "");
    const reported = new Set(report.map(({ key }) => key.split(".")[0]));
    assert.deepEqual(
      keys.filter((key) => !reported.has(key)),
      [],
    );
    assert.ok(keys.length > 80);
    for (const { key, became, note } of report)
      if (became === "left") assert.ok((note ?? "").length > 20, `${key} says what to do`);
    assert.deepEqual(
      of("executors").map(({ became }) => became),
      ["built in", "left", "built in"],
    );
  });

  it("keeps what clients of 1.0 see of it", () => {
    const { config } = loaded(text);
    assert.deepEqual(
      config.legacy.images.map(({ name, default: isDefault }) => [name, isDefault]),
      [
        ["debian", true],
        ["centos", false],
      ],
    );
    assert.deepEqual(config.legacy.constraints[0], { name: "storage", value: ["ssd", "disk"] });
    assert.deepEqual(config.legacy.dynamicFields, [{ name: "ticket", adminOnly: false }]);
    assert.deepEqual([config.legacy.userImages, config.legacy.usageDays], [false, 30]);
    assert.equal(config.jobs.directory, "/opt/godshared/tasks");
    assert.equal(of("docker.url")[0]?.became, "built in");
  });

  it("keeps secrets in files of their own, and out of everything that is shown", () => {
    assert.deepEqual(secrets, [{ name: "mail-password", content: "s3cret-for-mail" }]);
    assert.match(text, /passwordFile: "\/etc\/godocker\/secrets\/mail-password"/);
    assert.doesNotMatch(text + JSON.stringify(report), /s3cret|mysamplesecret|mysecretkey/);
  });
});

describe("a value of GoDocker 1.x", () => {
  for (const [what, old, key, expected] of [
    ["a time in bare seconds", "maxlifespan: 90000", "jobs.defaults.walltime", "90000s"],
    ["a master without a scheme", "mesos_master: mesos1:5050", "mesos.masters", ["http://mesos1:5050"]],
    ["a limit of what waits", "rate_limit: 50", "quotas", [{ user: "*", queuedTasks: 50 }]],
    ["the longest download", "max_file_download: 1000", "legacy.fileBytesMax", 1000],
    [
      "a Docker engine",
      "executors: [swarm]\ndocker: {url: 'tcp://docker1:2375', tls: false}",
      "docker.url",
      "tcp://docker1:2375",
    ],
    [
      "a swarm",
      "executors: [dockerswarm]\ndocker: {url: 'tcp://manager1:2376', tls: true}",
      "swarm.managers",
      ["https://manager1:2376"],
    ],
    [
      "a Docker engine behind TLS",
      "executor: swarm\ndocker: {url: 'tcp://docker1:2376', tls: true, ca_cert: /etc/ca.pem}",
      "docker.tls.ca",
      "/etc/ca.pem",
    ],
    [
      "a database",
      "mongo_url: mongodb://db1:27017/\nmongo_db: god",
      "store.url",
      "mongodb://db1:27017/godocker",
    ],
    ["the fair share of 1.x", "scheduler_policy: FairShare", "scheduling.policy", "fair-share"],
    [
      "a network of CNI",
      "network: {use_cni: true, cni_public_network_name: lab}",
      "networks",
      [{ name: "lab", dockerMode: "user" }],
    ],
  ] as const)
    it(`may be ${what}`, () => {
      const { text, report } = migrated(old);
      assert.ok(report.some(({ to }) => to === key));
      assert.deepEqual(loaded(text).settings.get(key), expected);
    });

  it("that the new configuration would refuse is left, with the reason", () => {
    const [reported] = migrated("email_smtp_host: 'two words'\n").of("email_smtp_host");
    assert.equal(reported?.became, "left");
    assert.match(reported?.note ?? "", /notify\.mail\.server is not host:port.*host:port/);
    const [policy] = migrated("scheduler_policy: Lottery\n").of("scheduler_policy");
    assert.match(policy?.note ?? "", /no policy Lottery; choose among FiFo/);
  });

  it("with an unknown key is left, with the key that may be meant", () => {
    const [reported] = migrated("shard_dir: /x\n").report;
    assert.deepEqual([reported?.became, reported?.line], ["left", 1]);
    assert.match(reported?.note ?? "", /was shared_dir meant\?/);
  });

  it("never shows the password of a database", () => {
    const { report } = migrated("mongo_url: mongodb://god:hunter2@db1,db2/?replicaSet=rs\nmongo_db: prod\n");
    assert.doesNotMatch(JSON.stringify(report), /hunter2/);
    assert.match(JSON.stringify(report), /mongodb:\/\/\*\*\*@db1,db2\/prod\?replicaSet=rs/);
  });
});

describe("a file that is no configuration", () => {
  it("is refused with its line", () => {
    const broken = migrateConfig("a: 1\nb: [\n", DIRECTORY);
    assert.deepEqual([broken.ok, !broken.ok && broken.line], [false, 3]);
    const list = migrateConfig("- a\n", DIRECTORY);
    assert.match(list.ok ? "" : list.reason, /must hold keys and values/);
  });
});

describe("the directory of GoDocker 1.x", () => {
  const written = `
auth_policy: 'goauth'
ldap_host: 'ldap.example.org'
ldap_port: null
ldap_dn: 'dc=example,dc=org'
ldap_base_dn_filter: 'ou=People'
ldap_admin_dn: 'cn=reader,dc=example,dc=org'
ldap_admin_password: 's3cret-for-ldap'
ldap:
  ssl: False
  fields:
    homeDirectory: 'unixHome'
`;

  it("is carried over whole, its password in a file, and never in the clear any more", () => {
    const { secrets, text } = migrated(written);
    const { auth, ldap } = loaded(text).config;
    assert.deepEqual(auth.backends, ["ldap"]);
    assert.ok(ldap !== undefined);
    const { attributes, baseDn, insecure, service, startTls, urls } = ldap;
    assert.deepEqual(
      { baseDn, home: attributes.home, insecure, service, startTls, urls },
      {
        baseDn: "ou=People,dc=example,dc=org",
        service: {
          dn: "cn=reader,dc=example,dc=org",
          passwordFile: "/etc/godocker/secrets/ldap-password",
        },
        home: "unixHome",
        insecure: false,
        startTls: true,
        urls: ["ldap://ldap.example.org:389"],
      },
    );
    assert.deepEqual(secrets, [{ name: "ldap-password", content: "s3cret-for-ldap" }]);
    assert.doesNotMatch(text, /s3cret/);
  });

  it("keeps TLS where it had it", () => {
    const { config } = loaded(migrated(written.replace("ssl: False", "ssl: True")).text);
    assert.deepEqual([config.ldap?.urls, config.ldap?.startTls], [["ldaps://ldap.example.org:636"], false]);
  });

  it("that was accounts of its own says what to do about their passwords", () => {
    const { of, text } = migrated("auth_policy: 'local'\n");
    assert.deepEqual(loaded(text).config.auth.backends, ["local"]);
    assert.match(
      of("auth_policy")
        .map(({ note }) => note)
        .join(),
      /user import/,
    );
  });
});
