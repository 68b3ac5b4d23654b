import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { SecretError, secretsIn, TooManySecretsError } from "../secrets.ts";
import type { SecretKeys } from "../secrets.ts";
import type { Open } from "../store.conformance.ts";

const LIMITS = { nowMs: 1000, most: 10 };

/** The first id is the current key. */
function keysOf(...ids: readonly string[]): SecretKeys {
  return { current: ids[0] ?? "", keys: new Map(ids.map((id) => [id, KEYS.get(id) ?? randomBytes(32)])) };
}
const KEYS = new Map(["k1", "k2"].map((id) => [id, randomBytes(32)]));

export function describeSecrets(open: Open): void {
  describe("secrets of users", () => {
    it("are given back to every process with the key, and are text", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const value = 'p\u00e4ss\n$(id) "';
      const first = await secretsIn(a, keysOf("k1")).put("ana", "db", value, LIMITS);
      assert.deepEqual(first, { name: "db", createdAtMs: 1000, updatedAtMs: 1000, isNew: true });
      assert.equal(await secretsIn(b, keysOf("k1")).reveal("ana", "db"), value);
    });

    it("are not in the store as they are", async () => {
      await using store = (await open()).store;
      await secretsIn(store, keysOf("k1")).put("ana", "db", "canary-of-this-test", LIMITS);
      const kept = JSON.stringify(await store.keptUnder("", "", 100));
      assert.match(kept, /secret\/ana\/db/);
      for (const form of ["utf8", "base64", "hex"] as const)
        assert.doesNotMatch(kept, new RegExp(Buffer.from("canary-of-this").toString(form)));
    });

    it("are one user's: nobody else sees or reads them", async () => {
      await using store = (await open()).store;
      const secrets = secretsIn(store, keysOf("k1"));
      for (const user of ["ana", "an", "ana.b", "ana b"]) await secrets.put(user, "db", user, LIMITS);
      await secrets.put("ana", "api-token", "x", LIMITS);
      assert.deepEqual(
        (await secrets.list("ana")).map(({ name }) => name),
        ["api-token", "db"],
      );
      assert.deepEqual(await secrets.list("bob"), []);
      assert.equal(await secrets.reveal("an", "db"), "an");
      assert.deepEqual([...(await secrets.known("bob", ["db"]))], []);
      assert.deepEqual([...(await secrets.known("ana", ["db", "db", "other"]))], ["db"]);
      await assert.rejects(secrets.reveal("bob", "db"), SecretError);
    });

    it("are replaced and removed", async () => {
      await using store = (await open()).store;
      const secrets = secretsIn(store, keysOf("k1"));
      await secrets.put("ana", "db", "1", LIMITS);
      const later = await secrets.put("ana", "db", "2", { ...LIMITS, nowMs: 2000 });
      assert.deepEqual(later, { name: "db", createdAtMs: 1000, updatedAtMs: 2000, isNew: false });
      assert.equal(await secrets.reveal("ana", "db"), "2");
      assert.deepEqual([await secrets.remove("ana", "db"), await secrets.remove("ana", "db")], [true, false]);
      await assert.rejects(secrets.reveal("ana", "db"), SecretError);
    });

    it("are so many for a user at most; one that is there can be replaced", async () => {
      await using store = (await open()).store;
      const secrets = secretsIn(store, keysOf("k1"));
      await secrets.put("ana", "a", "1", { nowMs: 1, most: 1 });
      await assert.rejects(secrets.put("ana", "b", "1", { nowMs: 1, most: 1 }), TooManySecretsError);
      await secrets.put("ana", "a", "2", { nowMs: 1, most: 1 });
    });

    it("open with the key that sealed them, in their own place only", async () => {
      await using store = (await open()).store;
      await secretsIn(store, keysOf("k1")).put("ana", "db", "v", LIMITS);
      await assert.rejects(secretsIn(store, keysOf("k2")).reveal("ana", "db"), /secrets\.keyFile/);
      const stolen = await store.kept("secret/ana/db");
      await store.keep("secret/bob/db", undefined, stolen?.body);
      await assert.rejects(secretsIn(store, keysOf("k1")).reveal("bob", "db"), SecretError);
    });

    it("go over to a new key, and the old one is needed no more", async () => {
      await using store = (await open()).store;
      await secretsIn(store, keysOf("k1")).put("ana", "db", "v", LIMITS);
      const both = secretsIn(store, keysOf("k2", "k1"));
      assert.equal(await both.reveal("ana", "db"), "v");
      assert.deepEqual(await both.reseal(), { resealed: 1, unreadable: 0 });
      assert.deepEqual(await both.reseal(), { resealed: 0, unreadable: 0 });
      assert.equal(await secretsIn(store, keysOf("k2")).reveal("ana", "db"), "v");
      assert.deepEqual(await secretsIn(store, keysOf("k1")).reseal(), { resealed: 0, unreadable: 1 });
    });

    it("of many writers at once, one is there whole", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const values = Array.from({ length: 10 }, (_, n) => `value ${n}`);
      await Promise.all(
        values.map((value, n) =>
          secretsIn(n % 2 === 0 ? a : b, keysOf("k1")).put("ana", "db", value, LIMITS),
        ),
      );
      assert.ok(values.includes(await secretsIn(a, keysOf("k1")).reveal("ana", "db")));
    });
  });
}
