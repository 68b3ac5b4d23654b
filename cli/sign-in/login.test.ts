import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../../api/api.builders.ts";
import { aPeopledWorld, PASSWORD, type PeopledWorld } from "../../api/context/identity.builders.ts";
import { aDesk, type DeskOptions } from "../cli.builders.ts";

async function aPlace(options: DeskOptions = {}) {
  const world = await aPeopledWorld();
  const url = await world.listen();
  const desk = aDesk({ ...options, env: { GODOCKER_SERVER: url, ...options.env } });
  const credentials = join(desk.directory, ".config", "godocker", "credentials.json");
  const kept = () => JSON.parse(readFileSync(credentials, "utf8"));
  return {
    world,
    url,
    desk,
    credentials,
    kept,
    start: (argv: readonly string[], more: DeskOptions = {}) => desk.start(argv, more).ended,
    [Symbol.asyncDispose]: async () => {
      desk[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function anAccount(world: PeopledWorld, name: string): Promise<string> {
  const made = await world.inject({ method: "POST", url: "/api/v2/users", as: ROOT, payload: { name } });
  return made.json().password;
}

describe("godocker login", () => {
  it("keeps the token of a server in a file of one's own, and later commands use it", async () => {
    await using place = await aPlace();
    const { exit, stdout } = await place.start(["login", "--user", "ana", "--password-stdin"], {
      stdin: `${PASSWORD}\n`,
    });
    assert.deepEqual([exit, stdout.includes(`signed in at ${place.url} as Ana until `)], [0, true]);
    assert.equal(statSync(place.credentials).mode & 0o777, 0o600);
    assert.match(place.kept()[place.url].token, /^gd_/);
    const who = await place.start(["whoami", "--json"]);
    assert.equal(JSON.parse(who.stdout).user, "Ana");
  });

  it("asks for name and password at a terminal, and shows nothing of what is typed", async () => {
    await using place = await aPlace({ tty: true });
    const running = place.desk.start(["login"]);
    await running.printed("User: ");
    running.type("ana\n");
    await running.printed("Password: ");
    running.type(`${PASSWORD}x\u007f\r`);
    const { exit, stdout, stderr } = await running.ended;
    assert.equal(exit, 0, stderr);
    assert.doesNotMatch(stdout + stderr, /violet/);
    assert.equal(running.isRaw(), false);
  });

  it("asks for a new password where the one given is for one use", async () => {
    await using place = await aPlace({ tty: true });
    const first = await anAccount(place.world, "caro");
    const running = place.desk.start(["login", "--user", "caro"]);
    await running.printed("Password: ");
    running.type(`${first}\r`);
    await running.printed("New password: ");
    running.type(`${PASSWORD}\r`);
    await running.printed("The same again: ");
    running.type(`${PASSWORD}\r`);
    assert.equal((await running.ended).exit, 0);
  });

  it("takes a new password from the second line of standard input", async () => {
    await using place = await aPlace();
    const first = await anAccount(place.world, "caro");
    const argv = ["login", "--user", "caro", "--password-stdin"];
    const without = await place.start(argv, { stdin: `${first}\n` });
    assert.deepEqual([without.exit, without.stderr.includes("for one use")], [5, true]);
    assert.equal((await place.start(argv, { stdin: `${first}\n${PASSWORD}\n` })).exit, 0);
  });

  it("keeps a token that is given, when the server knows it", async () => {
    await using place = await aPlace();
    const token = await place.world.logIn("bob");
    assert.equal((await place.start(["login", "--token-stdin"], { stdin: token })).exit, 0);
    assert.equal(place.kept()[place.url].user, "bob");
    assert.equal((await place.start(["login", "--token-stdin"], { stdin: "gd_wrong" })).exit, 4);
    assert.equal(place.kept()[place.url].token, token);
  });

  it("ends with 4 when name and password do not belong together, and never takes one on the command line", async () => {
    await using place = await aPlace();
    const argv = ["login", "--user", "ana", "--password-stdin"];
    assert.equal((await place.start(argv, { stdin: "wrong\n" })).exit, 4);
    assert.equal((await place.start(["login", "--user", "ana"])).exit, 2);
    assert.equal((await place.start(["login", "--user", "ana", "--password", "x"])).exit, 2);
  });

  it("uses no file that others can read", async () => {
    await using place = await aPlace();
    await place.start(["login", "--user", "ana", "--password-stdin"], { stdin: PASSWORD });
    writeFileSync(place.credentials, readFileSync(place.credentials), { mode: 0o644, flag: "w" });
    const { chmodSync } = await import("node:fs");
    chmodSync(place.credentials, 0o644);
    const { exit, stderr } = await place.start(["whoami"]);
    assert.equal(exit, 4);
    assert.match(stderr, /others can read it/);
  });
});

describe("godocker logout", () => {
  it("ends the token at the server, and forgets it", async () => {
    await using place = await aPlace();
    await place.start(["login", "--user", "ana", "--password-stdin"], { stdin: PASSWORD });
    const { token } = place.kept()[place.url];
    assert.equal((await place.start(["logout"])).exit, 0);
    assert.deepEqual(place.kept(), {});
    assert.equal((await place.world.inject({ url: "/api/v2/whoami", as: token })).statusCode, 401);
    assert.equal((await place.start(["logout"])).exit, 0, "again: there is nothing to do");
    assert.equal((await place.start(["whoami"])).exit, 4);
  });
});

describe("godocker token", () => {
  it("makes one, shows it once, lists and revokes it", async () => {
    await using place = await aPlace();
    await place.start(["login", "--user", "ana", "--password-stdin"], { stdin: PASSWORD });
    const made = await place.start(["token", "create", "nightly", "--scope", "jobs:read", "--expires", "1h"]);
    assert.equal(made.exit, 0, made.stderr);
    const token = made.stdout.trim();
    assert.match(token, /^gd_[\w-]{51}$/);
    const rows = JSON.parse((await place.start(["token", "list", "--json"])).stdout).items;
    const row = rows.find(({ name }: { name: string }) => name === "nightly");
    assert.deepEqual(row.scopes, ["jobs:read"]);
    assert.equal((await place.start(["token", "revoke", row.id])).exit, 0);
    assert.equal((await place.start(["token", "revoke", row.id])).exit, 6);
    assert.equal((await place.start(["whoami"], { env: { GODOCKER_TOKEN: token } })).exit, 4);
  });
});

describe("godocker user", () => {
  it("adds, shows, changes and removes an account", async () => {
    await using place = await aPlace({ env: { GODOCKER_TOKEN: ROOT } });
    const added = await place.start([
      "user",
      "add",
      "caro",
      "--uid",
      "3001",
      "--gid",
      "3001",
      "--group",
      "40,50",
    ]);
    assert.match(added.stdout, /^caro [a-z2-9-]{23}\n$/);
    const shown = JSON.parse((await place.start(["user", "show", "CARO", "--json"])).stdout);
    assert.deepEqual([shown.name, shown.uid, shown.groups], ["caro", 3001, [40, 50]]);
    assert.equal((await place.start(["user", "set", "caro", "--role", "user", "--role", "auditor"])).exit, 0);
    assert.match((await place.start(["user", "list"])).stdout, /caro +local +3001 +3001 +user,auditor/);
    assert.match((await place.start(["user", "reset-password", "caro"])).stdout, /^caro /);
    assert.equal((await place.start(["user", "remove", "caro"])).exit, 0);
    assert.equal((await place.start(["user", "show", "caro"])).exit, 6);
  });

  it("shuts people of LDAP out and in", async () => {
    await using place = await aPlace({ env: { GODOCKER_TOKEN: ROOT } });
    const token = await place.world.logIn("ana");
    assert.equal((await place.start(["user", "disable", "ana", "--reason", "left"])).exit, 0);
    assert.equal((await place.start(["whoami"], { env: { GODOCKER_TOKEN: token } })).exit, 4);
    assert.match((await place.start(["user", "list"])).stdout, /Ana .* disabled/);
    assert.equal((await place.start(["user", "enable", "ana"])).exit, 0);
  });

  it("makes an account for each line of a list, and says which it could not", async () => {
    await using place = await aPlace({ env: { GODOCKER_TOKEN: ROOT } });
    const file = place.desk.file(
      "people.csv",
      'name,uid,gid,groups,home\r\n# a comment\ncaro,3001,3001,"40 50",/home/caro\r\n"o""neil",3002,3002,,\nana,3003,3003,,\n',
    );
    const tried = await place.start(["user", "import", file, "--dry-run"]);
    assert.deepEqual([tried.exit, tried.stdout], [3, 'caro\no"neil\n']);
    const { exit, stdout, stderr } = await place.start(["user", "import", file]);
    assert.match(stdout, /^caro\t[a-z2-9-]{23}\no"neil\t[a-z2-9-]{23}\n$/);
    assert.deepEqual([exit, stderr.includes("people.csv:5: ana: /name")], [3, true]);
    for (const [text, says] of [
      ["name,password\nx,y\n", 'names the column "password"'],
      ["name\nx,y\n", "more than 1 cells"],
      ['name\n"x\n', "not closed"],
      ["", "is empty"],
      ["name,uid\nx,abc\n", "is no number"],
      ["uid\n5\n", "has no name"],
    ] as const) {
      const bad = await place.start(["user", "import", place.desk.file("bad.csv", text)]);
      assert.ok(bad.exit !== 0 && bad.stderr.includes(says), `${text}: ${bad.stderr}`);
    }
  });

  it("says what people have left behind whom no directory knows", async () => {
    await using place = await aPlace({ env: { GODOCKER_TOKEN: ROOT } });
    await place.world.logIn("bob");
    place.world.ldap.known.delete("bob");
    place.world.clock.nowMs += 60_000;
    const { stdout } = await place.start(["user", "sync", "--dry-run"]);
    assert.match(stdout, /1 people are known; tokens and sessions of bob, .* would be ended/);
    assert.equal(JSON.parse((await place.start(["user", "sync", "--json"])).stdout).ended, 1);
  });
});
