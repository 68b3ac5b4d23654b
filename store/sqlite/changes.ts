import { isFinal, type Attempt, type JobStatus } from "../../jobs/life/job.ts";
import { withChanges } from "../../jobs/life/spec-changes.ts";
import { jobKey, type Changes, type FiledJob, type JobView } from "../projection.ts";
import type { Database } from "./database.ts";
import { text } from "./rows.ts";

/** One transaction writes an entry and all its changes, so `before` of an attempt is not kept. */
export function changesWriter(db: Database): (n: number, changes: Changes) => void {
  const { fileJob, moveJob } = jobWriter(db);
  const attempt = db.prepare(`
    INSERT INTO attempts (n, job, element, attempt, task_id, node, live, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (task_id) DO UPDATE SET n = excluded.n, live = excluded.live, body = excluded.body`);
  const usage = db.prepare(`
    INSERT OR REPLACE INTO usage (hour_ms, user, project, n, cpu_milli_ms, mem_mib_ms, gpu_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const registration = db.prepare(`
    INSERT OR REPLACE INTO registrations (backend, n, registration_id) VALUES (?, ?, ?)`);
  const judge = db.prepare("INSERT OR REPLACE INTO trust (backend, agent, n, body) VALUES (?, ?, ?, ?)");
  const rule = db.prepare("INSERT OR REPLACE INTO rules (one, n, body) VALUES (1, ?, ?)");
  const take = db.prepare("INSERT OR REPLACE INTO taken (key, n) VALUES (?, ?)");
  const leave = db.prepare("DELETE FROM inbox WHERE key = ?");

  return (n, changes) => {
    for (const { attempt: a } of changes.attempts) {
      const { job, element, attempt: k, taskId, placement, state } = a;
      attempt.run(n, job, element, k, taskId, placement.hostname, liveFlag(state), JSON.stringify(a));
    }
    for (const { bucket: b } of changes.usage)
      usage.run(b.hourMs, b.user, b.project, n, b.cpuMilliMs, b.memMibMs, b.gpuMs);
    for (const { backend, registrationId } of changes.registrations)
      registration.run(backend, n, registrationId);
    for (const { agentId, backend, trust } of changes.trust)
      judge.run(backend, agentId, n, trust === undefined ? null : JSON.stringify(trust));
    if (changes.rules !== undefined) rule.run(n, JSON.stringify(changes.rules.rules));
    for (const job of changes.filed) fileJob(job);
    for (const job of changes.moved) moveJob(job);
    for (const key of changes.taken) take.run(key, n);
    for (const key of changes.dealtWith) leave.run(key);
  };
}

function jobWriter(db: Database) {
  const file = db.prepare(`
    INSERT INTO jobs (id, n, user, project, name, state, live, status, created_ms, updated_ms, priority, cpus, gpus,
                      memory_bytes, is_array, retry_of, reason, ended_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const keepBody = db.prepare("INSERT INTO bodies (id, body) SELECT job, body FROM inbox WHERE key = ?");
  const bringBody = db.prepare("INSERT INTO bodies (id, body) VALUES (?, ?)");
  const label = db.prepare("INSERT INTO labels (key, value, job) VALUES (?, ?, ?)");
  const unlabel = db.prepare("DELETE FROM labels WHERE key = ? AND value = ? AND job = ?");
  const labelsBefore = db.prepare(`
    SELECT coalesce(status ->> '$.changes.labels', body ->> '$.spec.labels') AS labels
    FROM jobs JOIN bodies USING (id) WHERE id = ?`);
  // A statement writes every index of the columns that it names, whether their values change or not: those that seldom
  // do have statements of their own.
  const move = db.prepare(`
    UPDATE jobs SET n = ?2, status = ?3, updated_ms = ?4, exit_code = ?5, reason = ?6, cpu_milli_ms = ?7,
                    mem_mib_ms = ?8, gpu_ms = ?9, wall_ms = ?10
    WHERE id = ?1`);
  const enter = db.prepare("UPDATE jobs SET state = ?2, live = ?3 WHERE id = ?1 AND state <> ?2");
  const start = db.prepare("UPDATE jobs SET started_ms = ?2 WHERE id = ?1 AND started_ms <> ?2");
  const end = db.prepare("UPDATE jobs SET ended_ms = ?2 WHERE id = ?1 AND ended_ms <> ?2");
  const rename = db.prepare(
    "UPDATE jobs SET name = coalesce(?, name), priority = coalesce(?, priority) WHERE id = ?",
  );

  const fileJob = (filed: FiledJob): void => {
    const { id, n, user, project, status, updatedAtMs, body, isImported } = filed;
    const { state, reason = null, endedAtMs = 0 } = status;
    const spec = withChanges(body.spec, status.changes);
    const { name, labels, priority, resources, array } = spec;
    // An earlier version's document may wait in the inbox: it has no GPUs.
    const { cpus, gpus = 0, memoryBytes } = resources;
    const stored = JSON.stringify(status);
    file.run(
      id,
      n,
      user,
      project,
      name,
      state,
      liveFlag(state),
      stored,
      body.submittedAtMs,
      updatedAtMs,
      priority,
      cpus,
      gpus,
      memoryBytes,
      array === undefined ? 0 : 1,
      body.retryOf ?? null,
      reason,
      endedAtMs,
    );
    if (isImported) bringBody.run(id, JSON.stringify(body));
    else keepBody.run(jobKey(id));
    if (status.startedAtMs !== undefined || status.endedAtMs !== undefined) moveJob(filed);
    for (const [key, value] of Object.entries(labels)) label.run(key, value, id);
  };

  const moveJob = ({ id, n, status, updatedAtMs, used }: JobView): void => {
    const { state, startedAtMs = 0, endedAtMs = 0, exitCode = null, reason = null, changes } = status;
    if (changes?.labels !== undefined) relabel(id, changes.labels);
    move.run(
      id,
      n,
      JSON.stringify(status),
      updatedAtMs,
      exitCode,
      reason,
      used.cpuMilliMs,
      used.memMibMs,
      used.gpuMs,
      used.wallMs,
    );
    enter.run(id, state, liveFlag(state));
    if (startedAtMs !== 0) start.run(id, startedAtMs);
    if (endedAtMs !== 0) end.run(id, endedAtMs);
    if (changes !== undefined) rename.run(changes.name ?? null, changes.priority ?? null, id);
  };

  /** Comes before the status that says the same. */
  const relabel = (id: number, labels: Readonly<Record<string, string>>): void => {
    const stored = text(labelsBefore.get(id) ?? {}, "labels");
    if (stored === JSON.stringify(labels)) return;
    const before: Readonly<Record<string, string>> = JSON.parse(stored); // `submit` or a change stored it
    for (const [key, value] of Object.entries(before)) unlabel.run(key, value, id);
    for (const [key, value] of Object.entries(labels)) label.run(key, value, id);
  };

  return { fileJob, moveJob };
}

function liveFlag(state: Attempt["state"] | JobStatus["state"]): 0 | 1 {
  return isFinal(state) ? 0 : 1;
}
