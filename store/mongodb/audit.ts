import type { Filter } from "mongodb";
import type { AuditQuery, AuditRecord } from "../audit.ts";
import type { Ask } from "./ask.ts";
import type { AuditDocument, Collections } from "./documents.ts";
import { insertIfNew } from "./writes.ts";

/** The audit log: a number is taken by the one whose insertion of it succeeds. */
export function auditOperations({ audit }: Collections, ask: Ask) {
  return {
    /** One by one, since each rests on the one before it. */
    async addAudit(records: readonly AuditRecord[]): Promise<number> {
      for (const [at, { seq, ...fields }] of records.entries()) {
        if (at === 0 && seq > 1 && (await ask(() => audit.findOne({ _id: seq - 1 }))) === null) return 0;
        if (await insertIfNew(ask, audit, { _id: seq, ...fields })) continue;
        // Ours, if an answer was lost and it was asked again.
        const there = await ask(() => audit.findOne({ _id: seq }));
        if (there?.hash !== fields.hash) return at;
      }
      return records.length;
    },

    async audit(query: AuditQuery): Promise<readonly AuditRecord[]> {
      const { action, actor, after, limit, order, reach, resource, sinceMs, untilMs } = query;
      if (limit === 0) return [];
      const terms: Filter<AuditDocument>[] = [
        ...(actor === undefined ? [] : [{ actor }]),
        ...(action === undefined ? [] : [{ action: { $gte: action, $lt: `${action}\u{10ffff}` } }]),
        ...(resource === undefined ? [] : [{ resource }]),
        ...(sinceMs === undefined ? [] : [{ atMs: { $gte: sinceMs } }]),
        ...(untilMs === undefined ? [] : [{ atMs: { $lt: untilMs } }]),
        ...(reach === undefined
          ? []
          : [{ $or: [{ actor: reach.actor }, { project: { $in: [...reach.projects] } }] }]),
        ...(after === undefined ? [] : [{ _id: order === "oldest" ? { $gt: after } : { $lt: after } }]),
      ];
      const found = await ask(() =>
        audit
          .find(terms.length === 0 ? {} : { $and: terms })
          .sort({ _id: order === "oldest" ? 1 : -1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ _id: seq, action: what, actor: who, atMs, body, hash, project, resource: of }) => ({
        seq,
        atMs,
        actor: who,
        action: what,
        resource: of,
        project,
        body,
        hash,
      }));
    },
  };
}
