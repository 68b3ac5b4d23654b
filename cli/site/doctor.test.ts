import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { anAgent, aWorld, ROOT } from "../../api/api.builders.ts";
import { clientVersion } from "../frame/client-version.ts";
import { aDesk, aDeskAt } from "../cli.builders.ts";

const version = await clientVersion();

describe("doctor", () => {
  it("finds nothing wrong where nothing is", async () => {
    await using world = await aWorld({
      version,
      checks: [{ name: "store", kind: "hard", check: async () => "entry 7" }],
    });
    using desk = await aDeskAt(world, {}, ROOT);
    const { exit, stdout, stderr } = await desk.run("doctor");
    assert.deepEqual([exit, stderr], [0, ""], stdout);
    assert.match(stdout, /^OK {4}server {6}http:\/\/127\.0\.0\.1:\d+, from GODOCKER_SERVER$/m);
    assert.match(stdout, /^OK {4}server {6}store: entry 7$/m);
    assert.match(stdout, /^OK {4}nodes {7}1 in service with 8 CPUs$/m);
    assert.match(stdout, /\n\d+ checks: 0 failed, 0 warnings\n$/);
  });

  it("says of each fault what to do, and exits with 10", async () => {
    await using world = await aWorld({
      version: "1.0.0",
      checks: [
        { name: "store", kind: "hard", check: () => Promise.reject(new Error("the disk is full")) },
        { name: "cluster", kind: "soft", check: () => Promise.reject(new Error("mesos is away")) },
      ],
    });
    world.agents = [
      anAgent(),
      anAgent({ id: "a2", hostname: "node2", active: false }),
      anAgent({ id: "a3", backend: "docker", active: false, sharedWith: "mesos" }),
    ];
    using desk = await aDeskAt(world, {}, ROOT);
    const { exit, stdout } = await desk.run("doctor");
    assert.equal(exit, 10);
    for (const line of stdout.split("\n").filter((each) => /^(WARN|FAIL)/.test(each))) {
      assert.match(stdout.slice(stdout.indexOf(line)), /^.*\n {18}fix: ./, line);
    }
    assert.match(stdout, /^FAIL {2}version {5}the server is 1\.0\.0, this program /m);
    assert.match(stdout, /^FAIL {2}server {6}store: the disk is full$/m);
    assert.match(stdout, /^WARN {2}server {6}cluster: mesos is away$/m);
    assert.match(stdout, /^WARN {2}nodes {7}1 in service with 8 CPUs, 2 not in service$/m);
    assert.match(
      stdout,
      /^WARN {2}nodes {7}node1 is in the clusters mesos and docker: only the first uses it$/m,
    );
    const { ok, checks } = JSON.parse((await desk.run("doctor", "--json")).stdout);
    assert.equal(ok, false);
    assert.ok(
      checks.every(
        ({ status, fix }: { status: string; fix?: string }) => (status === "OK") === (fix === undefined),
      ),
    );
  });

  it("tells a server that is away, one that is none, a wrong token, and a name that nobody knows apart", async () => {
    await using world = await aWorld({ version });
    const url = await world.listen();
    const other = createServer((_request, response) => response.writeHead(404).end()).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo; // it listens on TCP
    using desk = aDesk();
    for (const [server, token, says] of [
      ["http://127.0.0.1:1", "x", /^FAIL {2}connection {2}(nothing listens|.*bad port)/m],
      [`http://127.0.0.1:${port}`, "x", /^FAIL {2}connection {2}.*\/livez answers 404/m],
      [url, "gd_wrong", /^FAIL {2}token {7}/m],
      ["http://no.such.host.invalid", "x", /^FAIL {2}name {8}/m],
      ["http:/", "x", /^FAIL {2}server {6}"http:\/" is no address of a server/m],
    ] as const) {
      const { exit, stdout } = await desk.start(["doctor"], {
        env: { GODOCKER_SERVER: server, GODOCKER_TOKEN: token },
      }).ended;
      assert.equal(exit, 10, stdout);
      assert.match(stdout, says);
    }
    other.close();
  });

  it("warns of a token file that others can read", async () => {
    await using world = await aWorld({ version });
    const url = await world.listen();
    using desk = aDesk();
    desk.file("token", ROOT);
    await desk.run("context", "set", "lab", "--server", url, "--token-file", "token");
    await desk.run("context", "use", "lab");
    assert.match((await desk.run("doctor")).stdout, /^OK {4}token file {2}.* is yours alone$/m);
    chmodSync(join(desk.directory, "token"), 0o644);
    assert.match((await desk.run("doctor")).stdout, /^WARN {2}token file {2}.*\n {18}fix: chmod 600 /m);
  });
});
