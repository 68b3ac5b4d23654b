import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ANA, aWorld, BOB, ROOT } from "../../api/api.builders.ts";
import { aDesk, aDeskAt } from "../cli.builders.ts";

describe("finding the server", () => {
  it("uses what `godocker up` wrote when nothing else is named", async () => {
    await using world = await aWorld();
    const url = await world.listen();
    using desk = aDesk();
    mkdirSync(join(desk.directory, "state", "godocker"), { recursive: true });
    desk.file("state/godocker/server.json", JSON.stringify({ url }));
    desk.file("state/godocker/token", `${ANA}\n`);
    assert.match((await desk.run("whoami")).stdout, /^user {9}ana\n/);
    // The flag goes before the environment, and that before the file.
    desk.file("bob", BOB);
    const env = { GODOCKER_TOKEN: ROOT };
    assert.match((await desk.start(["whoami"], { env }).ended).stdout, /^user {9}root\n/);
    assert.match(
      (await desk.start(["--token-file", "bob", "whoami"], { env }).ended).stdout,
      /^user {9}bob\n/,
    );
  });

  it("shows the token of this machine's server to no other", async () => {
    await using world = await aWorld();
    const url = await world.listen();
    using desk = aDesk();
    mkdirSync(join(desk.directory, "state", "godocker"), { recursive: true });
    desk.file("state/godocker/server.json", JSON.stringify({ url: "http://127.0.0.1:1" }));
    desk.file("state/godocker/token", ANA);
    const { exit, stderr } = await desk.run("whoami", "--server", url);
    assert.equal(exit, 4);
    assert.match(stderr, /no token for http:\/\/127\.0\.0\.1:\d+/);
  });

  it("exits with 9 and says how to start one when there is none", async () => {
    using desk = aDesk();
    const unknown = await desk.run("ls");
    assert.equal(unknown.exit, 9);
    assert.match(
      unknown.stderr,
      /^error: no server is known\n {2}why: .*\n {2}fix: start one with `godocker up`/,
    );
    const env = { GODOCKER_SERVER: "http://127.0.0.1:1", GODOCKER_TOKEN: ANA };
    for (const argv of [["ls"], ["logs", "-f", "1"], ["wait", "1"], ["run", "--", "true"], ["cancel", "1"]]) {
      const { exit, stdout, stderr } = await desk.start(argv, { env }).ended;
      assert.deepEqual([exit, stdout], [9, ""], argv.join(" "));
      assert.match(
        stderr,
        /^error: the server http:\/\/127\.0\.0\.1:1 cannot be reached\n {2}why: .*\n {2}fix: start one/,
      );
    }
  });

  it("exits with 4 for a token that the server does not know, and never shows it", async () => {
    await using world = await aWorld();
    using desk = await aDeskAt(world, { env: { GODOCKER_DEBUG: "1" } }, "gd_nobody");
    const { exit, stderr } = await desk.run("ls");
    assert.equal(exit, 4);
    assert.doesNotMatch(stderr, /gd_nobody/);
  });

  it("tells its own version without any", async () => {
    using desk = aDesk();
    const { exit, stdout } = await desk.run("--version");
    assert.equal(exit, 0);
    assert.match(stdout, /^godocker \d+\.\d+\.\d+\S*\n$/);
    const { server } = JSON.parse((await desk.run("version", "--json")).stdout);
    assert.deepEqual(server, { answers: false, why: "no server is known" });
  });
});
