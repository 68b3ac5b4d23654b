import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { observe } from "./backend.builders.ts";
import { createCertificateFiles } from "./certificates.builders.ts";
import { createConnector } from "./connection/connections.ts";
import { startTinyMaster } from "./tiny-master.builders.ts";
import type { TinyMasterOptions } from "./tiny-master.builders.ts";

const timeout = 240_000;
const files = createCertificateFiles();
after(() => files[Symbol.dispose]());
const authority = files.authority("authority");
const stranger = files.authority("stranger");
const server = authority.issue("master", ["IP:127.0.0.1", "DNS:m1.example"]);
const client = authority.issue("scheduler", ["DNS:scheduler.example"]);
const foreign = stranger.issue("foreigner", ["DNS:scheduler.example"]);
const tls = { cert: server.cert, key: server.key };
const caFile = authority.certificateFile;
const { certificateFile, keyFile } = client;
const credentials = { principal: "gd", secret: "s3cret" };

/** Why a subscription over TLS does not come about. */
async function causeOf(
  master: TinyMasterOptions,
  mine: Parameters<typeof observe>[0]["tls"] = {},
): Promise<string> {
  await using tiny = await startTinyMaster(master);
  await using observed = observe({ masters: [tiny.url], tls: mine, credentials });
  await observed.start();
  const { cause } = await observed.until("disconnected");
  assert.deepEqual(tiny.requests, []);
  return cause;
}

describe("a master that speaks TLS", { timeout }, () => {
  for (const [version, more] of [
    ["1.2 with the cipher of Mesos", { maxVersion: "TLSv1.2", ciphers: "AES128-SHA" }],
    ["1.2", { maxVersion: "TLSv1.2" }],
    ["1.3", { minVersion: "TLSv1.3" }],
  ] as const) {
    it(`${version} is known by its authority: stream, calls and inventory go over it [C-51]`, async () => {
      await using master = await startTinyMaster({ tls: { ...tls, ...more } });
      await using observed = observe({ masters: [master.url], tls: { caFile }, credentials });
      await observed.start();
      await observed.until("connected");
      observed.backend.revive();
      await master.until("REVIVE");
      await observed.until("agents");
      assert.ok(master.requests.every(({ headers }) => headers.authorization !== undefined));
    });
  }

  it("of an authority that is not ours is told nothing, and we are told what to do", async () => {
    for (const mine of [{}, { caFile: stranger.certificateFile }])
      assert.match(await causeOf({ tls }, mine), /no authority that we trust.*name the file/);
  });

  it("under another name is told nothing, unless it is the name configured", async () => {
    const named = authority.issue("named", ["DNS:m1.example"]);
    const other = { tls: { cert: named.cert, key: named.key } };
    assert.match(await causeOf(other, { caFile }), /for another name.*as the server name/);
    await using master = await startTinyMaster(other);
    await using observed = observe({ masters: [master.url], tls: { caFile, serverName: "m1.example" } });
    await observed.start();
    await observed.until("connected");
  });

  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    const wanting = { tls: { ...tls, maxVersion, ca: authority.cert, requestCert: true } };

    it(`${maxVersion} and wants a certificate gets ours [C-51]`, async () => {
      await using master = await startTinyMaster(wanting);
      await using observed = observe({ masters: [master.url], tls: { caFile, certificateFile, keyFile } });
      await observed.start();
      await observed.until("connected");
    });

    it(`${maxVersion} and wants a certificate says so when we have none, or one of nobody it knows`, async () => {
      const remedy = /it may want a client certificate of an authority that it trusts/;
      assert.match(await causeOf(wanting, { caFile }), remedy);
      const wrong = { caFile, certificateFile: foreign.certificateFile, keyFile: foreign.keyFile };
      assert.match(await causeOf(wanting, wrong), remedy);
    });
  }

  it("is found under http as little as one without TLS under https", async () => {
    await using plain = await startTinyMaster();
    await using observed = observe({ masters: [plain.url.replace("http:", "https:")], tls: { caFile } });
    await observed.start();
    assert.match(
      (await observed.until("disconnected")).cause,
      /does not speak TLS: use an address with http/,
    );
    await using secure = await startTinyMaster({ tls });
    await using other = observe({ masters: [secure.url.replace("https:", "http:")] });
    await other.start();
    await other.until("disconnected");
  });
});

describe("the files for TLS", { timeout }, () => {
  it("are read for every connection, so renewed ones are used without a restart", async () => {
    const mine = { caFile: join(files.directory, "renewed.pem"), certificateFile, keyFile };
    await using master = await startTinyMaster({ tls });
    await using observed = observe({ masters: [master.url], tls: mine });
    await observed.start();
    assert.match(
      (await observed.until("disconnected")).cause,
      /authorities cannot be read from .*renewed.pem/,
    );
    writeFileSync(mine.caFile, "no certificate");
    observed.time.advance(1000);
    await observed.waiting(2);
    copyFileSync(caFile, mine.caFile);
    observed.time.advance(2000);
    await observed.until("connected");
  });

  it("must belong together", async () => {
    assert.throws(() => createConnector({ keyFile }, 1000), /needs its key/);
    const wrong = { caFile, certificateFile, keyFile: foreign.keyFile };
    assert.match(await causeOf({ tls }, wrong), /key values mismatch|mismatch/);
  });
});

describe("redirects after https", { timeout }, () => {
  it("stay with https, for Mesos names no scheme [C-16]", async () => {
    await using leader = await startTinyMaster({ tls });
    await using other = await startTinyMaster({
      tls,
      onSubscribe: (response) => {
        const location = `//${new URL(leader.url).host}/master/api/v1/scheduler`;
        response.writeHead(307, { location, "content-length": 0 }).end();
        return "answered";
      },
    });
    await using observed = observe({ masters: [other.url], tls: { caFile }, credentials });
    await observed.start();
    await observed.until("connected");
    assert.equal(leader.requests[0]?.headers.authorization?.startsWith("Basic "), true);
  });

  it("never show credentials to anybody over plain HTTP [C-16]", async () => {
    await using listener = await startTinyMaster();
    await using other = await startTinyMaster({
      tls,
      onSubscribe: (response) => {
        response.writeHead(307, { location: `${listener.url}/master/api/v1/scheduler` }).end();
        return "answered";
      },
    });
    await using observed = observe({ masters: [other.url], tls: { caFile }, credentials });
    await observed.start();
    const { cause } = await observed.until("disconnected");
    assert.match(cause, /from https to http, which would show the credentials to everyone/);
    assert.deepEqual(listener.requests, []);
  });
});
