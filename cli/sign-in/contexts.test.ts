import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ANA, aWorld } from "../../api/api.builders.ts";
import { aDesk } from "../cli.builders.ts";

describe("servers by name", () => {
  it("are set, used, meant for one command, and forgotten", async () => {
    await using world = await aWorld();
    const url = await world.listen();
    using desk = aDesk();
    desk.file("token", ANA);
    assert.equal((await desk.run("context", "set", "lab", "--server", url, "--token-file", "token")).exit, 0);
    await desk.run("context", "set", "away", "--server", "http://127.0.0.1:1");
    assert.equal((await desk.run("whoami")).exit, 9);
    assert.equal((await desk.run("context", "use", "lab")).exit, 0);
    assert.match((await desk.run("whoami")).stdout, /^user {9}ana/);
    assert.equal(
      (await desk.run("context", "ls", "--columns", "name,in use")).stdout,
      "NAME  IN USE\nlab   yes\naway  -\n",
    );
    assert.equal((await desk.start(["whoami"], { env: { GODOCKER_CONTEXT: "away" } }).ended).exit, 4);
    const wrong = await desk.start(["whoami"], { env: { GODOCKER_CONTEXT: "lap" } }).ended;
    assert.equal(wrong.exit, 2);
    assert.match(wrong.stderr, /there is no context "lap"/);
    await desk.run("context", "use", "-");
    assert.equal((await desk.run("whoami")).exit, 9);
    await desk.run("context", "delete", "lab");
    assert.equal((await desk.run("context", "ls", "-o", "name")).stdout, "away\n");
  });

  it("are kept where only their owner reads them, without the token", async () => {
    using desk = aDesk();
    desk.file("token", "gd_secret");
    await desk.run("context", "set", "lab", "--server", "http://lab:1", "--token-file", "token");
    const file = join(desk.directory, ".config", "godocker", "contexts.json");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(file, "utf8"), /gd_secret/);
    writeFileSync(file, "{");
    const { exit, stderr } = await desk.run("ls");
    assert.equal(exit, 1);
    assert.match(stderr, /contexts\.json cannot be used\n {2}why: it is not JSON\n {2}fix: fix or remove it/);
  });
});
