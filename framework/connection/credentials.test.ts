import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { observe } from "../backend.builders.ts";
import { authorizer, secretFile } from "./credentials.ts";
import { startTinyMaster } from "../tiny-master.builders.ts";
import type { TinyMasterOptions } from "../tiny-master.builders.ts";

const timeout = 240_000;
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
const home = mkdtempSync(join(tmpdir(), "godocker-credentials-"));
after(() => rmSync(home, { recursive: true, force: true }));

describe("what we prove to be", () => {
  it("is nothing, a principal with a secret, or what a header says [C-51]", async () => {
    assert.equal(await authorizer(undefined)(), undefined);
    assert.equal(await authorizer({ principal: "gd", secret: "s3cret" })(), basic("gd:s3cret"));
    assert.equal(await authorizer({ header: "token=abc" })(), "token=abc");
  });

  it("is read again each time when it is in a file [F-44]", async () => {
    const file = join(home, "secret");
    const authorize = authorizer({ principal: "gd", secret: secretFile(file) });
    await assert.rejects(authorize(), /cannot be read from .*secret .*name a file that this user may read/);
    writeFileSync(file, "one\n");
    assert.equal(await authorize(), basic("gd:one"));
    writeFileSync(file, "two\n");
    assert.equal(await authorize(), basic("gd:two"));
    writeFileSync(file, "\n");
    await assert.rejects(authorize(), /is empty/);
  });

  it("holds no colon, at which Mesos would split it", async () => {
    assert.throws(() => authorizer({ principal: "a:b", secret: "c" }), RangeError);
    assert.throws(() => authorizer({ principal: "a", secret: "b:c" }), RangeError);
    assert.throws(() => authorizer({ principal: "a:b", secret: () => "c" }), RangeError);
    await assert.rejects(authorizer({ principal: "a", secret: () => "b:c" })(), /colon/);
  });

  it("is not shown where it cannot be a header", async () => {
    await assert.rejects(
      authorizer({ header: "token=s3\ncret" })(),
      (error) => error instanceof Error && !error.message.includes("s3"),
    );
  });
});

/** Lets in whoever says that. */
function wanting(current: { secret: string }): TinyMasterOptions {
  const refuse = (given: string | undefined): boolean => given !== basic(`gd:${current.secret}`);
  return {
    onSubscribe: (response) => {
      if (!refuse(response.req.headers.authorization)) return undefined;
      response.writeHead(401).end("401 Unauthorized.");
      return "answered";
    },
    onCall: (_, response) => {
      if (!refuse(response.req.headers.authorization)) return undefined;
      response.writeHead(401).end("401 Unauthorized.");
      return "answered";
    },
  };
}

describe("a secret that is changed", { timeout }, () => {
  it("heals a subscription that is denied, without a restart [F-44]", async () => {
    const current = { secret: "new" };
    const file = join(home, "rotated");
    writeFileSync(file, "old");
    await using master = await startTinyMaster(wanting(current));
    const credentials = { principal: "gd", secret: secretFile(file) };
    await using observed = observe({ masters: [master.url], credentials });
    await observed.start();
    await observed.untilLogged(/a person must act.*HTTP 401/);
    writeFileSync(file, "new");
    observed.time.advance(90_000);
    await observed.until("connected");
  });

  it("while a session lasts costs no call [F-44]", async () => {
    const current = { secret: "one" };
    let secret = "one";
    await using master = await startTinyMaster(wanting(current));
    const credentials = { principal: "gd", secret: () => secret };
    await using observed = observe({ masters: [master.url], credentials });
    await observed.start();
    await observed.until("connected");
    observed.backend.revive();
    await master.until("REVIVE");
    current.secret = secret = "two";
    observed.backend.suppress();
    await master.until("SUPPRESS", 2);
    observed.backend.revive();
    await master.until("REVIVE", 2);
    assert.ok(observed.events.every(({ type }) => type !== "disconnected"));
  });

  it("to something else ends the session at the next call", async () => {
    const current = { secret: "one" };
    await using master = await startTinyMaster(wanting(current));
    const credentials = { principal: "gd", secret: () => "one" };
    await using observed = observe({ masters: [master.url], credentials });
    await observed.start();
    await observed.until("connected");
    current.secret = "two";
    observed.backend.revive();
    assert.match((await observed.until("disconnected")).cause, /REVIVE was answered HTTP 401/);
    assert.equal(master.calls().length, 1);
  });

  it("to something that cannot be read is told, and tried again", async () => {
    await using master = await startTinyMaster();
    const credentials = { header: secretFile(join(home, "none")) };
    await using observed = observe({ masters: [master.url], credentials });
    await observed.start();
    assert.match((await observed.until("disconnected")).cause, /secret cannot be read/);
    assert.equal(master.requests.length, 0);
    writeFileSync(join(home, "none"), "token=abc");
    observed.time.advance(1000);
    await observed.until("connected");
    assert.equal(master.requests[0]?.headers.authorization, "token=abc");
  });
});
