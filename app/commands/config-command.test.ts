import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

const MAIN = join(import.meta.dirname, "..", "main.ts");

describe("godocker config", () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-config-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, "godocker.json5");
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: directory, ...env },
    });
    return { status, stdout, stderr };
  };

  it("check tells every fault with line and fix, exits with 10, and speaks JSON", () => {
    writeFileSync(file, '{\n  server: { listen: "80a" },\n  store: { url: "mysql://x" },\n}\n');
    const { status, stdout, stderr } = run(["config", "check", file]);
    assert.deepEqual([status, stdout], [10, ""]);
    assert.match(stderr, /^error: the configuration has 2 faults:\n {2}.*:2:13 server\.listen .*— valid: /);
    const json = run(["config", "check", "--config", file, "--json"]);
    assert.equal(json.status, 10);
    const found = JSON.parse(json.stdout);
    assert.deepEqual(
      [found.ok, found.problems.map(({ key }: { key: string }) => key)],
      [false, ["server.listen", "store.url"]],
    );
    writeFileSync(file, "{}\n");
    assert.deepEqual(run(["config", "check", file]), {
      status: 0,
      stdout: "the configuration has no faults\n",
      stderr: "",
    });
    assert.equal(run(["server", "--check", "--config", file]).status, 0);
  });

  it("show tells where each value comes from, and no password", () => {
    writeFileSync(file, '{\n  mesos: { masters: "zk://me:hunter2@zk1:2181/mesos" },\n}\n');
    const env = { GODOCKER_TELEMETRY__LOG_LEVEL: "warn" };
    const all = run(["config", "show", "--config", file, "--set", "mesos.name=lab"], env);
    assert.equal(all.status, 0, all.stderr);
    assert.match(all.stdout, /^KEY +VALUE +SOURCE$/m);
    assert.match(all.stdout, /^mesos\.masters +zk:\/\/\*\*\*@zk1:2181\/mesos +.*:2:12$/m);
    assert.match(all.stdout, /^mesos\.name +lab +--set mesos\.name$/m);
    assert.match(all.stdout, /^telemetry\.logLevel +warn +GODOCKER_TELEMETRY__LOG_LEVEL$/m);
    assert.match(all.stdout, /^store\.url +\(godocker\.db in the state directory\) +default$/m);
    const print = run(["server", "--print-config", "--config", file]);
    for (const { stdout } of [all, print, run(["config", "show", "--config", file, "--json"])]) {
      assert.doesNotMatch(stdout, /hunter2/);
    }
    const some = run(["config", "show", "telemetry.logLevel", "-o", "csv"], env);
    assert.equal(some.stdout, "key,value,source\ntelemetry.logLevel,warn,GODOCKER_TELEMETRY__LOG_LEVEL\n");
  });

  it("explain says what a setting is for, what may stand there, and what it is now", () => {
    const { status, stdout } = run(["config", "explain", "telemetry.logLevel"]);
    assert.equal(status, 0);
    for (const line of [
      /^telemetry\.logLevel\n {2}Least level that is logged\.\n/,
      /^ {2}default +info$/m,
      /^ {2}allowed +debug, info, warn, error$/m,
      /^ {2}variable +GODOCKER_TELEMETRY__LOG_LEVEL$/m,
      /^ {2}a change +takes effect at once/m,
      /^ {2}now +info {2}\(default\)$/m,
    ]) {
      assert.match(stdout, line);
    }
    const wrong = run(["config", "explain", "telemetry.loglevle"]);
    assert.deepEqual([wrong.status, /did you mean telemetry\.logLevel\?/.test(wrong.stderr)], [2, true]);
  });

  it("schema is JSON Schema, and other words are refused", () => {
    assert.equal(JSON.parse(run(["config", "schema"]).stdout).title, "Configuration of GoDocker");
    const { status, stderr } = run(["config", "chekc"]);
    assert.equal(status, 2);
    assert.match(stderr, /config has no "chekc"\n {2}fix: did you mean check\?/);
    assert.equal(run(["config"]).status, 2);
  });
});

describe("godocker config migrate", () => {
  const directory = mkdtempSync(join(tmpdir(), "godocker-migrate-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const old = join(directory, "go-d.ini");
  const out = join(directory, "new");
  writeFileSync(
    old,
    "shared_dir: /opt/godshared\nemail_from: god@example.org\nemail_smtp_host: smtp.example.org\nemail_smtp_user: god\nemail_smtp_password: s3cret\n",
  );
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [MAIN, "config", "migrate", ...args], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: directory },
    });

  it("prints a configuration and, apart from it, what became of every value", () => {
    const { status, stdout, stderr } = run(old);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /directory: "\/opt\/godshared\/tasks", \/\/ shared_dir, line 1/);
    assert.match(stderr, /line 3 email_smtp_host → notify\.mail\.server/);
    assert.match(stderr, /1 secret not shown/);
    assert.doesNotMatch(stdout + stderr, /s3cret/);
  });

  it("writes it with its secrets, for their owner alone, and never over anything", () => {
    const first = run(old, "--out", out);
    assert.equal(first.status, 0, first.stderr);
    assert.equal(statSync(join(out, "secrets", "mail-password")).mode & 0o777, 0o600);
    const check = spawnSync(process.execPath, [MAIN, "config", "check", join(out, "godocker.json5")], {
      encoding: "utf8",
    });
    assert.equal(check.status, 0, check.stderr);
    const again = run(old, "--out", out);
    assert.equal(again.status, 7);
    assert.match(again.stderr, /there already/);
  });

  it("with --strict fails when anything is left to do", () => {
    const odd = join(directory, "odd.ini");
    writeFileSync(odd, "influxdb_host: influx1\n");
    assert.equal(run(odd).status, 0);
    assert.equal(run(odd, "--strict").status, 10);
  });

  it("says what it needs, and where a file is broken", () => {
    assert.equal(run().status, 2);
    assert.match(run(join(directory, "none.ini")).stderr, /cannot be read[^]*ENOENT/);
    const broken = join(directory, "broken.ini");
    writeFileSync(broken, "a: [\n");
    const { status, stderr } = run(broken);
    assert.equal(status, 10);
    assert.match(stderr, /broken\.ini:2 is not YAML/);
  });
});
