import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anEntry, aTrust, judged } from "../store.builders.ts";
import type { Open } from "../store.conformance.ts";
import { FencedError, type Store } from "../store.ts";

const termsOf = async (store: Store) =>
  Object.fromEntries(
    (await store.trust()).map(({ agentId, backend, trust }) => [`${backend}/${agentId}`, trust.terms]),
  );

export function describeTrust(open: Open): void {
  describe("trust in agents", () => {
    it("is nothing at first, and what was told of each agent last for every process", async () => {
      const { store, again } = await open();
      await using a = store;
      await using b = await again();
      assert.deepEqual(await b.trust(), []);
      await a.append(anEntry(1, [judged("a1", aTrust()), judged("a1", aTrust({ terms: 2 }))]));
      await a.append(anEntry(2, [judged("a 2", aTrust({ terms: 3 })), judged("a1", aTrust(), "docker")]));
      assert.deepEqual(await termsOf(b), { "mesos/a1": 2, "mesos/a 2": 3, "docker/a1": 1 });
    });

    it("comes back as it was given", async () => {
      await using store = (await open()).store;
      const fast = [{ atMs: 900, account: "ben bio" }];
      const evidence = { ...aTrust().evidence, weight: 0.1 + 0.2, fast };
      const { untilMs: _, ...rest } = aTrust({ state: "well", freedMs: 77, evidence });
      await store.append(anEntry(1, [judged("a1", rest)]));
      assert.deepEqual(await store.trust(), [{ backend: "mesos", agentId: "a1", trust: rest }]);
    });

    it("is forgotten when nothing is remembered any more, and may be told anew", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [judged("a1", aTrust()), judged("a2", aTrust())]));
      await store.append(anEntry(2, [judged("a1")]));
      assert.deepEqual(await termsOf(store), { "mesos/a2": 1 });
      await store.append(anEntry(3, [judged("a1", aTrust({ terms: 2 })), judged("never seen")]));
      assert.deepEqual(await termsOf(store), { "mesos/a1": 2, "mesos/a2": 1 });
    });

    it("outlives the entries that told it, and jobs that are archived", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [judged("a1", aTrust()), judged("a2", aTrust())]));
      await store.append(anEntry(2, [judged("a2")]));
      await store.append(anEntry(3));
      await store.compact(3);
      await store.archive(Number.MAX_SAFE_INTEGER, 10);
      assert.deepEqual(await termsOf(store), { "mesos/a1": 1 });
      await store.append(anEntry(4, [judged("a2", aTrust({ terms: 2 }))]));
      assert.deepEqual(await termsOf(store), { "mesos/a1": 1, "mesos/a2": 2 });
    });

    it("is as it was when the entry was another leader's", async () => {
      await using store = (await open()).store;
      await store.append(anEntry(1, [judged("a1", aTrust())]));
      await assert.rejects(store.append(anEntry(1, [judged("a1")], { writer: "late" })), FencedError);
      assert.deepEqual(await termsOf(store), { "mesos/a1": 1 });
    });
  });
}
