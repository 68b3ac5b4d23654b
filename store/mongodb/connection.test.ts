import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { StoreUnavailableError } from "../store.ts";
import { clientOf, type MongoOptions } from "./connection.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-mongo-client-"));
after(() => rmSync(home, { recursive: true, force: true }));

async function settingsOf(options: MongoOptions) {
  const { client, database, where } = clientOf(options);
  const settings = client.options;
  await client.close();
  return { settings, database, where };
}

describe("a client of MongoDB", () => {
  it("writes to a majority's disks and reads what cannot be rolled back, whatever it connects to", async () => {
    const { settings } = await settingsOf({
      url: "mongodb://a,b:27018/jobs?replicaSet=rs0",
      timeoutMs: 9000,
    });
    assert.deepEqual(
      [settings.writeConcern?.w, settings.writeConcern?.journal, settings.readConcern?.level],
      ["majority", true, "majority"],
    );
    assert.deepEqual(
      [settings.retryWrites, settings.readPreference.mode, settings.socketTimeoutMS, settings.replicaSet],
      [false, "primary", 3000, "rs0"],
    );
    assert.deepEqual(
      settings.hosts.map(({ host, port }) => `${host}:${port}`),
      ["a:27017", "b:27018"],
    );
  });

  it("has the database of the address, else godocker", async () => {
    const names = [
      "mongodb://a/jobs?tls=false",
      "mongodb://a",
      "mongodb://a/",
      "mongodb+srv://a.example.org/x",
    ];
    const found = [];
    for (const url of names.slice(0, 3)) found.push((await settingsOf({ url })).database);
    assert.deepEqual(found, ["jobs", "godocker", "godocker"]);
  });

  it("signs in with the password of the file, which is in no message", async () => {
    const passwordFile = join(home, "password");
    writeFileSync(passwordFile, "hunter2:%@\n");
    const { settings, where } = await settingsOf({
      url: "mongodb://go%20d@a/jobs?authSource=admin",
      passwordFile,
    });
    assert.deepEqual(
      [settings.credentials?.username, settings.credentials?.password, settings.credentials?.source],
      ["go d", "hunter2:%@", "admin"],
    );
    assert.equal(where, "mongodb://a/jobs");
  });

  it("speaks TLS when it is given a file for it", async () => {
    const ca = join(home, "ca.pem");
    writeFileSync(ca, "the certificates");
    const { settings } = await settingsOf({ url: "mongodb://a/jobs", tls: { ca } });
    assert.deepEqual([settings.tls, settings.ca], [true, "the certificates"]);
  });

  it("is not made of files that are missing, or of what is no address", () => {
    for (const options of [
      { url: "mongodb://a/jobs", passwordFile: join(home, "none") },
      { url: "mongodb://a/jobs", tls: { ca: join(home, "none") } },
      { url: "mongodb://a:b:c/jobs" },
    ])
      assert.throws(() => clientOf(options), StoreUnavailableError);
  });
});
