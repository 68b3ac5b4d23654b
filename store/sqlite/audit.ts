import type { AuditQuery, AuditRecord } from "../audit.ts";
import type { Database } from "./database.ts";
import { number, text, type Row } from "./rows.ts";

/** The audit log: rows are added behind the last one, and read. */
export function auditOperations(db: Database) {
  const lastSeq = db.prepare("SELECT coalesce(max(seq), 0) AS seq FROM audit");
  const insert = db.prepare(`
    INSERT INTO audit (seq, at_ms, actor, action, resource, project, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);

  return {
    addAudit: (records: readonly AuditRecord[]): number =>
      db.writing(() => {
        if (records[0]?.seq !== number(lastSeq.get() ?? {}, "seq") + 1) return 0;
        for (const { action, actor, atMs, body, hash, project, resource, seq } of records)
          insert.run(seq, atMs, actor, action, resource, project, body, hash);
        return records.length;
      }),

    audit: (query: AuditQuery): readonly AuditRecord[] => {
      const { action, actor, after, limit, order, reach, resource, sinceMs, untilMs } = query;
      const parameters: (string | number)[] = [];
      const bind = (value: string | number): string => {
        parameters.push(value);
        return `?${parameters.length}`;
      };
      const terms = [
        ...(actor === undefined ? [] : [`actor = ${bind(actor)}`]),
        ...(action === undefined ? [] : [`substr(action, 1, ${bind(action.length)}) = ${bind(action)}`]),
        ...(resource === undefined ? [] : [`resource = ${bind(resource)}`]),
        ...(sinceMs === undefined ? [] : [`at_ms >= ${bind(sinceMs)}`]),
        ...(untilMs === undefined ? [] : [`at_ms < ${bind(untilMs)}`]),
        ...(reach === undefined
          ? []
          : [
              `(actor = ${bind(reach.actor)} OR project IN (SELECT value FROM json_each(${bind(JSON.stringify(reach.projects))})))`,
            ]),
        ...(after === undefined ? [] : [`seq ${order === "oldest" ? ">" : "<"} ${bind(after)}`]),
      ];
      const where = terms.length === 0 ? "" : ` WHERE ${terms.join(" AND ")}`;
      const by = order === "oldest" ? "seq" : "seq DESC";
      return db
        .prepareOneOfMany(`SELECT * FROM audit${where} ORDER BY ${by} LIMIT ${bind(limit)}`)
        .all(...parameters)
        .map(recordOf);
    },
  };
}

function recordOf(row: Row): AuditRecord {
  return {
    seq: number(row, "seq"),
    atMs: number(row, "at_ms"),
    actor: text(row, "actor"),
    action: text(row, "action"),
    resource: text(row, "resource"),
    project: text(row, "project"),
    body: text(row, "body"),
    hash: text(row, "hash"),
  };
}
