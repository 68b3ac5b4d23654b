import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Refusal } from "../formats/formats.ts";
import { storeUrl } from "./store.ts";

describe("the address of a store", () => {
  for (const address of [
    "sqlite:/var/lib/godocker/godocker.db",
    "mongodb://db1/godocker",
    "mongodb://127.0.0.1:27017",
    "mongodb://god@db1:27017,db2:27018,[::1]:27019/godocker?replicaSet=rs0&authSource=admin&tls=true",
    "mongodb+srv://god@cluster.example.org/godocker",
  ])
    it(`may be ${address}`, () => assert.equal(storeUrl.read(address), address));

  it("is written in one way", () => {
    assert.equal(storeUrl.read("SQLite:///x/y.db"), "sqlite:/x/y.db");
    assert.equal(storeUrl.read("MongoDB://db1/godocker"), "mongodb://db1/godocker");
  });

  for (const [address, reason] of [
    [7, /is not text/],
    ["memory:", /does not have/],
    ["sqlite:x.db", /absolute path/],
    ["mongodb:db1", /is not mongodb:/],
    ["mongodb:///godocker", /is not mongodb:/],
    ["mongodb://god:hunter2@db1/godocker", /must not hold a password/],
    ["mongodb://@db1/godocker", /names no user/],
    ["mongodb://db1:0/godocker", /"db1:0", which is not host/],
    ["mongodb://db1:99999/godocker", /not host or host:port/],
    ["mongodb://db1,,db2/godocker", /"", which is not host/],
    ["mongodb://db1/go.docker", /database name/],
    ["mongodb://db1/a/b", /is not mongodb:/],
    ["mongodb://db1/godocker?w=0", /the option w;/],
    ["mongodb://db1/godocker?readPreference=secondary", /the option readPreference;/],
    ["mongodb+srv://a,b/godocker", /one host without a port/],
    ["mongodb+srv://a:27017/godocker", /one host without a port/],
  ] as const)
    it(`may not be ${address}`, () => {
      assert.throws(
        () => storeUrl.read(address),
        (error) => error instanceof Refusal && reason.test(error.message),
      );
    });
});
