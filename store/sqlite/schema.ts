import type { DatabaseSync } from "node:sqlite";
import { StoreUnavailableError } from "../store.ts";

/** "GoDk" in the file's header: tells our files from other SQLite databases. */
export const APPLICATION_ID = 0x476f446b;

/**
 * Steps from an empty file to today's schema; version k is the state after the k-th step. A step that was released is
 * never changed: add another one.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- The newest block; the next one begins where it ends.
  CREATE TABLE id_blocks (
    first INTEGER PRIMARY KEY,
    count INTEGER NOT NULL
  ) STRICT;

  -- Jobs (with the columns that they are searched by) and requests (job and what follows is null), in order.
  CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    job INTEGER,
    user TEXT,
    project TEXT,
    name TEXT,
    state TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX inbox_job ON inbox (job) WHERE job IS NOT NULL;

  -- Keys that entry n took without filing a job; kept as long as that entry.
  CREATE TABLE taken (
    key TEXT PRIMARY KEY,
    n INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX taken_n ON taken (n);

  CREATE TABLE entries (
    n INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    writer TEXT NOT NULL,
    records TEXT NOT NULL
  ) STRICT;

  -- status: JSON; n: last entry that changed the row.
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    n INTEGER NOT NULL,
    user TEXT NOT NULL,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    live INTEGER NOT NULL,
    status TEXT NOT NULL
  ) STRICT;
  CREATE INDEX jobs_user ON jobs (user, id);
  CREATE INDEX jobs_user_live ON jobs (user, id) WHERE live = 1;
  CREATE INDEX jobs_project ON jobs (project, id);
  CREATE INDEX jobs_name ON jobs (name, id);
  CREATE INDEX jobs_state ON jobs (state, id);
  CREATE INDEX jobs_live ON jobs (id) WHERE live = 1;

  -- Submissions of filed jobs as JSON. Beside the jobs, since a script may be long and a changed row is written anew.
  CREATE TABLE bodies (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE labels (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    job INTEGER NOT NULL,
    PRIMARY KEY (key, value, job)
  ) STRICT, WITHOUT ROWID;

  -- In the order of their launches.
  CREATE TABLE attempts (
    seq INTEGER PRIMARY KEY,
    n INTEGER NOT NULL,
    job INTEGER NOT NULL,
    element INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    task_id TEXT NOT NULL UNIQUE,
    live INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX attempts_job ON attempts (job, seq);
  CREATE INDEX attempts_element ON attempts (job, element, seq);
  CREATE INDEX attempts_live ON attempts (job, seq) WHERE live = 1;

  -- Sums are REAL: an integer beyond 2^53 could not be read back.
  CREATE TABLE usage (
    hour_ms INTEGER NOT NULL,
    user TEXT NOT NULL,
    project TEXT NOT NULL,
    n INTEGER NOT NULL,
    cpu_milli_ms REAL NOT NULL,
    mem_mib_ms REAL NOT NULL,
    gpu_ms REAL NOT NULL,
    PRIMARY KEY (hour_ms, user, project)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE registrations (
    backend TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    registration_id TEXT NOT NULL
  ) STRICT;

  -- At most one row.
  CREATE TABLE lease (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    holder TEXT NOT NULL,
    renewal INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    secret TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What lists are filtered and sorted by; a start or an end that did not come yet is 0.
  ALTER TABLE jobs ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN started_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN ended_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN updated_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN cpus REAL NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN gpus INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN memory_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN is_array INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN retry_of INTEGER;
  ALTER TABLE jobs ADD COLUMN exit_code INTEGER;
  ALTER TABLE jobs ADD COLUMN reason TEXT;
  -- 1: left out of lists.
  ALTER TABLE jobs ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
  -- Used by the attempts that ended.
  ALTER TABLE jobs ADD COLUMN cpu_milli_ms REAL NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN mem_mib_ms REAL NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN gpu_ms REAL NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN wall_ms REAL NOT NULL DEFAULT 0;
  UPDATE jobs SET
    created_ms = body ->> '$.submittedAtMs',
    started_ms = coalesce(status ->> '$.startedAtMs', 0),
    ended_ms = coalesce(status ->> '$.endedAtMs', 0),
    updated_ms = max(body ->> '$.submittedAtMs', status ->> '$.stateSinceMs'),
    priority = body ->> '$.spec.priority',
    cpus = body ->> '$.spec.resources.cpus',
    gpus = coalesce(body ->> '$.spec.resources.gpus', 0),
    memory_bytes = body ->> '$.spec.resources.memoryBytes',
    is_array = body ->> '$.spec.array' IS NOT NULL,
    exit_code = status ->> '$.exitCode',
    reason = status ->> '$.reason'
  FROM bodies WHERE bodies.id = jobs.id;
  UPDATE jobs SET cpu_milli_ms = cpu, mem_mib_ms = mem, gpu_ms = gpu, wall_ms = wall
  FROM (SELECT job,
               sum((body ->> '$.resources.cpusMilli') * max(0, (body ->> '$.endedAtMs') - (body ->> '$.runningAtMs'))) AS cpu,
               sum((body ->> '$.resources.memMib') * max(0, (body ->> '$.endedAtMs') - (body ->> '$.runningAtMs'))) AS mem,
               sum((body ->> '$.resources.gpus') * max(0, (body ->> '$.endedAtMs') - (body ->> '$.runningAtMs'))) AS gpu,
               sum(max(0, (body ->> '$.endedAtMs') - (body ->> '$.runningAtMs'))) AS wall
        FROM attempts WHERE body ->> '$.endedAtMs' IS NOT NULL AND body ->> '$.runningAtMs' IS NOT NULL GROUP BY job)
  WHERE job = jobs.id;
  CREATE INDEX jobs_user_state ON jobs (user, state, id);
  CREATE INDEX jobs_created ON jobs (created_ms, id);
  CREATE INDEX jobs_started ON jobs (started_ms, id);
  CREATE INDEX jobs_ended ON jobs (ended_ms, id);
  CREATE INDEX jobs_updated ON jobs (updated_ms, id);
  CREATE INDEX jobs_priority ON jobs (priority, id);
  CREATE INDEX jobs_cpus ON jobs (cpus, id);
  CREATE INDEX jobs_memory ON jobs (memory_bytes, id);
  CREATE INDEX jobs_user_created ON jobs (user, created_ms, id);
  CREATE INDEX jobs_user_started ON jobs (user, started_ms, id);
  CREATE INDEX jobs_user_ended ON jobs (user, ended_ms, id);
  CREATE INDEX jobs_user_priority ON jobs (user, priority, id);
  CREATE INDEX jobs_user_cpus ON jobs (user, cpus, id);
  CREATE INDEX jobs_user_memory ON jobs (user, memory_bytes, id);
  CREATE INDEX jobs_retry_of ON jobs (retry_of, id) WHERE retry_of IS NOT NULL;

  CREATE INDEX labels_of ON labels (job, key, value);

  -- Name of the machine.
  ALTER TABLE attempts ADD COLUMN node TEXT NOT NULL DEFAULT '';
  UPDATE attempts SET node = body ->> '$.placement.hostname';
  CREATE INDEX attempts_node ON attempts (node, job);

  -- Which entries tell something of a job; kept as long as they are.
  CREATE TABLE job_entries (
    job INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (job, n)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX job_entries_n ON job_entries (n);
  INSERT INTO job_entries (job, n)
    SELECT DISTINCT record.value ->> '$.job', n FROM entries, json_each(records) AS record
    WHERE record.value ->> '$.type' = 'job';

  CREATE TABLE notes (
    key TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notes_expires ON notes (expires_ms);
  `,
  `
  CREATE TABLE kept (
    key TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Jobs that ended long ago, as they are read; nothing searches them.
  CREATE TABLE archived_jobs (
    id INTEGER PRIMARY KEY,
    ended_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    n INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    cpu_milli_ms REAL NOT NULL,
    mem_mib_ms REAL NOT NULL,
    gpu_ms REAL NOT NULL,
    wall_ms REAL NOT NULL,
    hidden INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE archived_attempts (
    seq INTEGER PRIMARY KEY,
    job INTEGER NOT NULL,
    element INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX archived_attempts_element ON archived_attempts (job, element, seq);
  CREATE INDEX archived_attempts_job ON archived_attempts (job, seq);
  `,
  `
  -- What administrators decided over the API, as entry n left it; at most one row.
  CREATE TABLE rules (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    n INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

  -- Each with the hash of the one before; nothing removes them.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    project TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_actor ON audit (actor, seq);
  CREATE INDEX audit_action ON audit (action, seq);
  CREATE INDEX audit_resource ON audit (resource, seq);
  CREATE INDEX audit_project ON audit (project, seq) WHERE project <> '';
  CREATE INDEX audit_at ON audit (at_ms, seq);
  `,
  `
  -- Whoever looks at a job asks for those that repeat it: a long inbox is not read for that.
  ALTER TABLE inbox ADD COLUMN retry_of INTEGER;
  UPDATE inbox SET retry_of = body ->> '$.retryOf' WHERE job IS NOT NULL;
  CREATE INDEX inbox_retry_of ON inbox (retry_of) WHERE retry_of IS NOT NULL;
  `,
  `
  -- How far agents are trusted, as entry n left it, as JSON; null: nothing is remembered, kept as long as that entry.
  CREATE TABLE trust (
    backend TEXT NOT NULL,
    agent TEXT NOT NULL,
    n INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (backend, agent)
  ) STRICT, WITHOUT ROWID;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the file to today's schema; does nothing, and takes no lock, when it is there already.
 * @throws StoreUnavailableError  when the file is of a newer program or is not ours
 */
export function migrate(db: DatabaseSync, file: string): void {
  if (readVersion(db, file) === SCHEMA_VERSION) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    // Read again: another process may have done it while we waited for the lock.
    const from = readVersion(db, file);
    if (from === 0) {
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      db.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at_ms INTEGER NOT NULL) STRICT");
    }
    const note = db.prepare("INSERT INTO migrations (version, applied_at_ms) VALUES (?, ?)");
    MIGRATIONS.slice(from).forEach((step, at) => {
      db.exec(step);
      note.run(from + at + 1, Date.now());
    });
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function readVersion(db: DatabaseSync, file: string): number {
  const tables = db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()?.["tables"];
  const applicationId = db.prepare("PRAGMA application_id").get()?.["application_id"];
  if (applicationId !== APPLICATION_ID) {
    if (tables === 0 && applicationId === 0) return 0;
    throw new StoreUnavailableError(
      `The file ${file} is a SQLite database of another program. Name another file or directory for the store.`,
    );
  }
  const version = Number(db.prepare("SELECT max(version) AS version FROM migrations").get()?.["version"]);
  if (version > SCHEMA_VERSION)
    throw new StoreUnavailableError(
      `The store ${file} has schema version ${version}; this program knows versions up to ${SCHEMA_VERSION}. ` +
        "A newer GoDocker wrote it: run that one or a later one, or restore a copy made before the upgrade.",
    );
  return version;
}
