import type { Database } from "./database.ts";
import { number } from "./rows.ts";

/** Moves what ended long ago out of the tables that lists, indexes and new leaders work on. */
export function archiveOperations(db: Database) {
  const oldest = db.prepare(`
    SELECT id FROM jobs WHERE live = 0 AND ended_ms > 0 AND ended_ms < ? ORDER BY ended_ms, id LIMIT ?`);
  const copyAttempts = db.prepare(`
    INSERT INTO archived_attempts (seq, job, element, task_id, body)
    SELECT seq, job, element, task_id, body FROM attempts WHERE job = ? ORDER BY seq LIMIT ?`);
  const dropAttempts = db.prepare(`
    DELETE FROM attempts WHERE job = ?1 AND seq <= (SELECT max(seq) FROM archived_attempts WHERE job = ?1)`);
  const copyJob = db.prepare(`
    INSERT INTO archived_jobs (id, ended_ms, body, status, n, updated_ms, cpu_milli_ms, mem_mib_ms, gpu_ms, wall_ms, hidden)
    SELECT id, ended_ms, body, status, n, updated_ms, cpu_milli_ms, mem_mib_ms, gpu_ms, wall_ms, hidden
    FROM jobs JOIN bodies USING (id) WHERE id = ?`);
  const dropJob = db.prepare("DELETE FROM jobs WHERE id = ?");
  const dropBody = db.prepare("DELETE FROM bodies WHERE id = ?");
  const dropLabels = db.prepare("DELETE FROM labels WHERE job = ?");

  return {
    /** The attempts of a job go first, in several calls if they are many, and the job when none is left. */
    archive: (endedBeforeMs: number, limit: number): number =>
      db.writing(() => {
        let moved = 0;
        for (const row of oldest.all(endedBeforeMs, limit)) {
          const id = number(row, "id");
          const attempts = Number(copyAttempts.run(id, limit - moved).changes);
          if (attempts > 0) dropAttempts.run(id);
          moved += attempts;
          if (moved >= limit) break;
          copyJob.run(id);
          for (const drop of [dropJob, dropBody, dropLabels]) drop.run(id);
          moved += 1;
          if (moved >= limit) break;
        }
        return moved;
      }),
  };
}
