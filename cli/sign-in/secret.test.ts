import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aWorld } from "../../api/api.builders.ts";
import { secretsIn } from "../../store/secrets.ts";
import { aDesk, aDeskAt } from "../cli.builders.ts";

const CANARY = "canary-77aa";

describe("secrets at the command line", () => {
  it("are stored from a file as it is, and from standard input without the last line end", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    desk.file("key.pem", `${CANARY}\n`);
    assert.equal((await desk.run("secret", "create", "key", "--from-file", "key.pem")).exit, 0);
    const made = await desk.start(["secret", "create", "db"], { stdin: `${CANARY}\n` }).ended;
    assert.deepEqual([made.exit, made.stdout], [0, "secret db is stored\n"]);
    assert.equal((await desk.run("secrets", "-q")).stdout, "db\nkey\n");
    const told = JSON.stringify([
      await desk.run("secret", "--json"),
      await desk.run("secret", "ls", "-o", "wide"),
    ]);
    assert.doesNotMatch(told, new RegExp(CANARY));
    const keys = { current: "k1", keys: new Map([["k1", new Uint8Array(32)]]) };
    const secrets = secretsIn(world.store, keys);
    assert.deepEqual(
      [await secrets.reveal("ana", "key"), await secrets.reveal("ana", "db")],
      [`${CANARY}\n`, CANARY],
    );
  });

  it("are removed, and one that is not there is 6", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    await desk.start(["secret", "create", "db"], { stdin: "x" }).ended;
    assert.equal((await desk.run("secret", "rm", "db")).exit, 0);
    assert.equal((await desk.run("secret", "rm", "db")).exit, 6);
  });

  it("are never taken from the command line, nor typed at a terminal", async () => {
    using desk = aDesk();
    for (const [argv, tty] of [
      [["secret", "create", "db", CANARY], false],
      [["secret", "create", "db"], true],
      [["secret", "create"], false],
      [["secret", "show", "db"], false],
    ] as const) {
      const { exit, stdout, stderr } = await desk.start(argv, { tty }).ended;
      assert.deepEqual([exit, stdout], [2, ""], stderr);
    }
    const { exit, stderr } = await desk.start(["secret", "create", "db"], { stdin: "" }).ended;
    assert.deepEqual([exit, /the value is empty/.test(stderr)], [2, true]);
  });

  it("are named by jobs, as variables and as files", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world);
    for (const name of ["db-password", "key"])
      await desk.start(["secret", "create", name], { stdin: "x" }).ended;
    const flags = [
      "--secret",
      "db-password",
      "--secret",
      "db-password=PGPASSWORD",
      "--secret",
      "key=file:id_rsa",
    ];
    assert.equal((await desk.run("submit", ...flags, "--", "true")).exit, 0);
    const { secrets } = JSON.parse((await desk.run("show", "1", "--spec")).stdout);
    assert.deepEqual(secrets, [
      { name: "db-password", env: "DB_PASSWORD" },
      { name: "db-password", env: "PGPASSWORD" },
      { name: "key", file: "id_rsa" },
    ]);
    const refused = await desk.run("submit", "--secret", "none", "--", "true");
    assert.equal(refused.exit, 3);
    assert.match(refused.stderr, /no secret "none"[^]*godocker secret create none/);
    assert.equal((await desk.run("submit", "--secret", "DB", "--", "true")).exit, 2);
  });
});
