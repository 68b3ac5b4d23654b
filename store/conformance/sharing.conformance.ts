import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aJob } from "../../jobs/life/job.builders.ts";
import { HOUR_MS } from "../projection.ts";
import {
  aDocument,
  aLease,
  allLive,
  anEntry,
  aRequest,
  ended,
  file,
  launched,
  running,
} from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import type { Store } from "../store.ts";
import { StoreUnavailableError } from "../store.ts";

export function describeSharing(open: Open): void {
  describe("the lease", () => {
    it("is not there at first, and then as it was written", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      assert.equal(await a.lease(), undefined);
      assert.equal(await a.replaceLease(undefined, aLease()), true);
      assert.deepEqual(await b.lease(), aLease());
      assert.equal(await b.replaceLease(aLease(), aLease({ holder: "b", renewal: 2, held: false })), true);
      assert.deepEqual(await a.lease(), aLease({ holder: "b", renewal: 2, held: false }));
    });

    it("stays as it is when it is not the expected one", async () => {
      await using store = (await open()).store;
      await store.replaceLease(undefined, aLease());
      for (const expected of [undefined, aLease({ renewal: 2 }), aLease({ holder: "b" })])
        assert.equal(await store.replaceLease(expected, aLease({ holder: "c" })), false);
      assert.deepEqual(await store.lease(), aLease());
    });

    it("goes to one of many who want it at once", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      await a.replaceLease(undefined, aLease());
      const wanted = Array.from({ length: 20 }, (_, k) => aLease({ holder: `h${k}`, renewal: 2 }));
      const got = await Promise.all(
        wanted.map((next, k) => (k % 2 === 0 ? a : b).replaceLease(aLease(), next)),
      );
      const winners = wanted.filter((_, k) => got[k] === true);
      assert.equal(winners.length, 1);
      assert.deepEqual(await a.lease(), winners[0]);
    });
  });

  describe("a shared secret", () => {
    it("is one for all who ask for it, and another one under another name", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      const [first, ...others] = await Promise.all(
        Array.from({ length: 6 }, (_, k) => (k % 2 === 0 ? a : b).sharedSecret("cursor")),
      );
      assert.ok(first !== undefined && first.length >= 32);
      for (const other of others) assert.equal(other, first);
      assert.notEqual(await a.sharedSecret("session"), first);
    });
  });
}

export function describeHandles(open: Open): void {
  describe("a handle", () => {
    it("that is closed refuses everything, and the others go on", async () => {
      const { store, again } = await open();
      await using other = await again();
      await store.submit([aDocument(1)]);
      await store[Symbol.asyncDispose]();
      await assert.rejects(store.job(1), StoreUnavailableError);
      await assert.rejects(store.submit([aDocument(2)]), StoreUnavailableError);
      await assert.rejects(store.append(anEntry(1)), StoreUnavailableError);
      await assert.rejects(allLive(store), StoreUnavailableError);
      assert.deepEqual((await other.job(1))?.spec, aJob().spec);
      await store[Symbol.asyncDispose]();
    });

    it("finds what others left when all of them are closed", async () => {
      const { store, again } = await open();
      const firstId = await store.takeIds(5);
      await file(store, 1, aDocument(1), aDocument(2));
      await store.append(anEntry(2, [launched(1), running(1), launched(2)], { atMs: HOUR_MS }));
      await store.append(
        anEntry(3, [ended(1), { type: "registered", backend: "mesos", registrationId: "f" }], {
          atMs: 2 * HOUR_MS,
        }),
      );
      await store.submit([aDocument(3), aRequest("request/1")]);
      await store.replaceLease(undefined, aLease());
      const look = async (handle: Store) => ({
        inbox: await handle.inbox(10),
        entries: await handle.entries(0, 10),
        jobs: await handle.jobs({ limit: 10 }),
        attempts: await handle.attempts(1, { limit: 10 }),
        live: await allLive(handle),
        usage: await handle.usage(0),
        registration: await handle.registration("mesos"),
        lease: await handle.lease(),
        secret: await handle.sharedSecret("s"),
      });
      const before = await look(store);
      await store[Symbol.asyncDispose]();
      await using later = await again();
      assert.deepEqual(await look(later), before);
      assert.equal(await later.takeIds(1), firstId + 5);
    });
  });
}
