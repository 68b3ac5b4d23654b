import { randomBytes } from "node:crypto";
import { sameLease } from "../arguments.ts";
import type { Kept, Lease } from "../store.ts";
import type { Ask } from "./ask.ts";
import type { Collections, KeptDocument } from "./documents.ts";
import { putDecidedly } from "./writes.ts";

/** No text that begins with a prefix is larger than the prefix and this. */
const HIGHEST = "\u{10ffff}";

/** What processes agree on beside the journal. Each replacement has a name: after a lost answer it tells whose is there. */
export function sharingOperations(c: Collections, ask: Ask, put: () => string) {
  const readKept = (_id: string) => ask(() => c.kept.findOne({ _id }));
  const readLease = () => ask(() => c.lease.findOne({ _id: "lease" }));

  const lease = async (): Promise<Lease | undefined> => {
    const found = await readLease();
    if (found === null) return undefined;
    const { holder, renewal, ttlMs, held, address, secret } = found;
    return { holder, renewal, ttlMs, held, address, secret };
  };

  return {
    async kept(key: string): Promise<Kept | undefined> {
      const found = await readKept(key);
      return found === null ? undefined : keptOf(found);
    },

    async keptUnder(prefix: string, after: string, limit: number): Promise<readonly Kept[]> {
      if (limit === 0) return [];
      const range = { $gte: prefix, $gt: after, $lt: prefix + HIGHEST };
      const found = await ask(() => c.kept.find({ _id: range }).sort({ _id: 1 }).limit(limit).toArray());
      return found.map(keptOf);
    },

    async keep(key: string, expected: number | undefined, body: string | undefined): Promise<boolean> {
      const name = put();
      if (expected === undefined) {
        if (body === undefined) return (await readKept(key)) === null;
        const first = { _id: key, revision: 1, put: name, body };
        return (await putDecidedly(ask, c.kept, first, () => readKept(key))).put === name;
      }
      const before = { _id: key, revision: expected };
      if (body === undefined) {
        let asked = 0;
        const { deletedCount } = await ask(() => {
          asked += 1;
          return c.kept.deleteOne(before);
        });
        // Asked again, it cannot be told who removed it; what was wanted is so.
        return deletedCount > 0 || (asked > 1 && (await readKept(key)) === null);
      }
      const next = { revision: expected + 1, put: name, body };
      if ((await ask(() => c.kept.updateOne(before, { $set: next }))).matchedCount > 0) return true;
      return (await readKept(key))?.put === name;
    },

    lease,

    async replaceLease(expected: Lease | undefined, next: Lease): Promise<boolean> {
      const name = put();
      const { holder, renewal, ttlMs, held, address, secret } = next;
      const fields = { holder, renewal, ttlMs, held, address, secret, put: name };
      if (expected === undefined)
        return (await putDecidedly(ask, c.lease, { _id: "lease", ...fields }, readLease)).put === name;
      const there = { _id: "lease", holder: expected.holder, renewal: expected.renewal };
      if ((await ask(() => c.lease.updateOne(there, { $set: fields }))).matchedCount > 0) return true;
      return (await readLease())?.put === name && sameLease(await lease(), next);
    },

    async sharedSecret(name: string): Promise<string> {
      const read = () => ask(() => c.secrets.findOne({ _id: name }));
      const fresh = { _id: name, secret: randomBytes(32).toString("base64url") };
      return ((await read()) ?? (await putDecidedly(ask, c.secrets, fresh, read))).secret;
    },
  };
}

function keptOf({ _id: key, revision, body }: KeptDocument): Kept {
  return { key, revision, body };
}
