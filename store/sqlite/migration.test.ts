import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { aJob, anAttempt, aSpec } from "../../jobs/life/job.builders.ts";
import { newStatus } from "../../jobs/life/transition.ts";
import { anEntry, aTrust, ended, filed, judged, launched, running } from "../store.builders.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";
import { openSqliteStore } from "./sqlite.ts";
import { temporaryDirectories } from "./temporary.builders.ts";

const aDirectory = temporaryDirectories();

/** A file as version 1 left it: one job that ran for 500 ms, told by three entries, and one in the inbox. */
function fileOfVersion1(): string {
  const file = join(aDirectory(), "old.sqlite");
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  db.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at_ms INTEGER NOT NULL) STRICT");
  db.exec("INSERT INTO migrations VALUES (1, 0)");
  db.exec(MIGRATIONS[0] ?? "");
  const job = aJob({ id: 1, spec: aSpec({ name: "old", priority: 70, labels: { run: "1" } }) });
  const status = {
    ...newStatus(job),
    state: "failed",
    reason: "ExitCode",
    exitCode: 3,
    stateSinceMs: 6500,
    startedAtMs: 6000,
    endedAtMs: 6500,
  };
  const attempt = anAttempt({ state: "failed", runningAtMs: 6000, endedAtMs: 6500 });
  const run = (sql: string, ...values: (string | number)[]) => db.prepare(sql).run(...values);
  run("INSERT INTO jobs VALUES (1, 3, 'ada', 'default', 'old', 'failed', 0, ?)", JSON.stringify(status));
  run("INSERT INTO bodies VALUES (1, ?)", JSON.stringify(job));
  run("INSERT INTO labels VALUES ('run', '1', 1)");
  run("INSERT INTO attempts VALUES (1, 3, 1, 0, 1, '1.1.1', 0, ?)", JSON.stringify(attempt));
  for (const { n, epoch, atMs, writer, records } of [
    anEntry(1, filed(1)),
    anEntry(2, [launched(1), running(1)]),
    anEntry(3, [ended(1)]),
  ])
    run("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", n, epoch, atMs, writer, JSON.stringify(records));
  const waiting = aJob({ id: 2, spec: aSpec({ name: "new" }), retryOf: 1 });
  run(
    "INSERT INTO inbox VALUES (1, 'job/2', 2, 'ada', 'default', 'new', 'pending', ?)",
    JSON.stringify(waiting),
  );
  db.close();
  return file;
}

describe("a store that version 1 wrote", () => {
  it("is brought to today's, with all that lists are made by", async () => {
    await using store = await openSqliteStore({ file: fileOfVersion1() });
    const found = async (...of: Parameters<typeof store.jobs>) =>
      (await store.jobs(...of)).map(({ id }) => id);
    const limit = 9;
    assert.deepEqual(await found({ sort: [{ field: "priority", descending: true }], limit }), [1, 2]);
    assert.deepEqual(await found({ sort: [{ field: "endedAt", descending: true }], limit }), [1, 2]);
    for (const filter of [
      { kind: "number", field: "exitCode", op: "=", value: 3 },
      { kind: "number", field: "startedAt", op: "=", value: 6000 },
      { kind: "word", field: "reason", values: ["ExitCode"] },
      { kind: "node", hostname: "node1" },
    ] as const)
      assert.deepEqual(await found({ filter, limit }), [1], JSON.stringify(filter));
    assert.deepEqual(
      await found({ filter: { kind: "number", field: "retryOf", op: "=", value: 1 }, limit }),
      [2],
    );
    const job = await store.job(1);
    assert.deepEqual(
      [job?.used, job?.version],
      [{ cpuMilliMs: 500_000, memMibMs: 512_000, gpuMs: 0, wallMs: 500 }, 3],
    );
    assert.deepEqual(
      (await store.entriesOf(1, 0, 9)).map(({ n }) => n),
      [1, 2, 3],
    );
    await store.append(anEntry(4, [...filed(2), judged("a1", aTrust())]));
    assert.deepEqual(await store.trust(), [{ backend: "mesos", agentId: "a1", trust: aTrust() }]);
    assert.deepEqual(await found({ limit }), [2, 1]);
  });
});
