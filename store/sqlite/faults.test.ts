import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync, closeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { aSpec } from "../../jobs/life/job.builders.ts";
import { aDocument, anEntry, file, filed, launched } from "../store.builders.ts";
import { FencedError, StoreUnavailableError } from "../store.ts";
import { translate } from "./errors.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { openSqliteStore } from "./sqlite.ts";
import { temporaryDirectories } from "./temporary.builders.ts";

const aDirectory = temporaryDirectories();

/** Refused with a message that names what, and how to fix it. */
function unavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StoreUnavailableError, String(error));
    assert.match(error.message, pattern);
    return true;
  };
}

const longScript = (id: number) => aDocument(id, { spec: aSpec({ script: "x".repeat(20_000) }) });

describe("a store whose disk is full", { timeout: 240_000 }, () => {
  it("says so, keeps what it has, and goes on when there is room", async () => {
    const directory = aDirectory();
    const stored: number[] = [];
    {
      await using store = await openSqliteStore({ directory, maxBytes: 512 * 1024 });
      await file(store, 1, aDocument(1));
      const failures: unknown[] = [];
      for (let id = 2; failures.length === 0 && id < 100; id += 1) {
        await store.submit([longScript(id)]).then(
          () => stored.push(id),
          (error: unknown) => failures.push(error),
        );
      }
      unavailable(/no space left .*godocker\.sqlite.*Make room/)(failures[0]);
      assert.equal((await store.inbox(100)).length, stored.length);
      const big = anEntry(2, [launched(1), { type: "taken", key: "x".repeat(100_000) }]);
      await assert.rejects(store.append(big), unavailable(/no space left/));
      assert.equal((await store.lastEntry())?.n, 1);
      assert.equal((await store.job(1))?.status.state, "pending");
    }
    await using store = await openSqliteStore({ directory });
    await store.append(anEntry(2, [launched(1)]));
    await store.submit([longScript(200)]);
    assert.equal((await store.inbox(100)).length, stored.length + 1);
  });
});

describe("a store that another process keeps locked", { timeout: 240_000 }, () => {
  it("can be read, refuses writes after its timeout, and goes on afterwards", async () => {
    const directory = aDirectory();
    await using store = await openSqliteStore({ directory, busyTimeoutMs: 20 });
    await store.append(anEntry(1));
    const other = new DatabaseSync(join(directory, "godocker.sqlite"));
    try {
      other.exec("BEGIN IMMEDIATE");
      await assert.rejects(store.append(anEntry(2)), unavailable(/locked by another process/));
      await assert.rejects(store.submit([aDocument(1)]), unavailable(/locked/));
      await assert.rejects(store.takeIds(1), unavailable(/locked/));
      assert.deepEqual(await store.lastEntry(), anEntry(1));
      other.exec("ROLLBACK");
    } finally {
      other.close();
    }
    await store.append(anEntry(2));
    await assert.rejects(store.append(anEntry(2)), FencedError);
  });

  it("is not opened while it is locked as a whole", async () => {
    const directory = aDirectory();
    await (await openSqliteStore({ directory }))[Symbol.asyncDispose]();
    const other = new DatabaseSync(join(directory, "godocker.sqlite"));
    try {
      other.exec("PRAGMA locking_mode = EXCLUSIVE");
      other.exec("BEGIN EXCLUSIVE");
      await assert.rejects(openSqliteStore({ directory, busyTimeoutMs: 20 }), unavailable(/locked/));
    } finally {
      other.close();
    }
  });
});

describe("a store that cannot be opened", { timeout: 240_000 }, () => {
  it("says so when its directory cannot be made", async () => {
    const directory = aDirectory();
    writeFileSync(join(directory, "file"), "");
    await assert.rejects(
      openSqliteStore({ directory: join(directory, "file", "sub") }),
      unavailable(/file.sub.godocker\.sqlite cannot be opened. See that its directory exists/),
    );
  });

  it("says so when its file is a directory", async () => {
    const directory = aDirectory();
    mkdirSync(join(directory, "godocker.sqlite"));
    await assert.rejects(openSqliteStore({ directory }), unavailable(/cannot be opened/));
  });

  it("says so when its file is something else", async () => {
    const file = join(aDirectory(), "notes.txt");
    writeFileSync(file, "milk, bread, and a good deal of text that is no database\n".repeat(100));
    await assert.rejects(openSqliteStore({ file }), unavailable(/notes\.txt is no SQLite database/));
  });

  it("says so when its file is another program's database, and leaves that alone", async () => {
    const file = join(aDirectory(), "other.sqlite");
    const other = new DatabaseSync(file);
    other.exec("CREATE TABLE recipes (name TEXT)");
    other.close();
    await assert.rejects(openSqliteStore({ file }), unavailable(/database of another program/));
    const again = new DatabaseSync(file);
    assert.deepEqual(
      again
        .prepare("SELECT name FROM sqlite_schema")
        .all()
        .map((row) => row["name"]),
      ["recipes"],
    );
    again.close();
  });

  it("says so when a newer program wrote it", async () => {
    const directory = aDirectory();
    await (await openSqliteStore({ directory }))[Symbol.asyncDispose]();
    const db = new DatabaseSync(join(directory, "godocker.sqlite"));
    db.prepare("INSERT INTO migrations (version, applied_at_ms) VALUES (?, 0)").run(SCHEMA_VERSION + 1);
    db.close();
    const both = new RegExp(
      `version ${SCHEMA_VERSION + 1}; this program knows versions up to ${SCHEMA_VERSION}`,
    );
    await assert.rejects(openSqliteStore({ directory }), unavailable(both));
  });

  it("says so when it is damaged", async () => {
    const directory = aDirectory();
    const path = join(directory, "godocker.sqlite");
    {
      await using store = await openSqliteStore({ directory });
      await file(store, 1, ...Array.from({ length: 50 }, (_, k) => aDocument(k + 1)));
    }
    const descriptor = openSync(path, "r+");
    const garbage = Buffer.alloc(statSync(path).size - 4096, 0xa5);
    writeSync(descriptor, garbage, 0, garbage.length, 4096);
    closeSync(descriptor);
    await assert.rejects(
      async () => {
        await using store = await openSqliteStore({ directory });
        await store.jobs({ limit: 100 });
      },
      unavailable(/is damaged.*restore a copy/),
    );
  });

  it("says so when it may only be read", () => {
    const path = join(aDirectory(), "read-only.sqlite");
    new DatabaseSync(path).close();
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      db.exec("CREATE TABLE t (a)");
      assert.fail("a read-only database was written");
    } catch (error) {
      unavailable(/read-only\.sqlite is read-only. Give this program's user the right/)(
        translate(error, path),
      );
    } finally {
      db.close();
    }
  });
});

describe("the files of a store", { timeout: 240_000 }, () => {
  it("are for their owner only", async () => {
    const directory = join(aDirectory(), "made", "by", "open");
    await using store = await openSqliteStore({ directory });
    await store.takeIds(1);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    const files = readdirSync(directory);
    assert.ok(files.includes("godocker.sqlite-wal"));
    for (const name of files) assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name);
  });

  it("are made once by many that open them at the same time", async () => {
    const directory = aDirectory();
    const stores = await Promise.all(Array.from({ length: 8 }, () => openSqliteStore({ directory })));
    await Promise.all(stores.map((store, k) => store.submit([aDocument(k + 1)])));
    assert.equal((await stores[0]?.inbox(100))?.length, 8);
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
  });
});

describe("a handle that is closed while calls are under way", { timeout: 240_000 }, () => {
  it("answers them first", async () => {
    const directory = aDirectory();
    const store = await openSqliteStore({ directory });
    const calls = [
      ...Array.from({ length: 20 }, (_, k) => store.submit([aDocument(k + 1)])),
      store.append(anEntry(1)),
    ];
    await store[Symbol.asyncDispose]();
    await Promise.all(calls);
    await using later = await openSqliteStore({ directory });
    assert.equal((await later.inbox(100)).length, 20);
  });
});

describe("a process that is killed", { timeout: 240_000 }, () => {
  it("leaves everything that it was told to be stored, and whole entries only", async () => {
    const directory = aDirectory();
    const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const program = `
      const { openSqliteStore } = await import(${url("./sqlite.ts")});
      const { aDocument, anEntry, filed } = await import(${url("../store.builders.ts")});
      const store = await openSqliteStore({ directory: ${JSON.stringify(directory)} });
      for (let n = 1; ; n += 1) {
        await store.submit([aDocument(2 * n - 1), aDocument(2 * n)]);
        await store.append(anEntry(n, [...filed(2 * n - 1), ...filed(2 * n)]));
        console.log(n);
      }`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let told = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      told = Number(line);
      if (told === 25) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    assert.equal(child.signalCode, "SIGKILL");

    await using store = await openSqliteStore({ directory });
    const last = await store.lastEntry();
    assert.ok(last !== undefined && last.n >= told);
    const jobs = await store.jobs({ limit: 1_000_000 });
    const entries = await store.entries(0, 1_000_000);
    const inInbox = (await store.inbox(1000)).length;
    assert.equal(jobs.length, 2 * entries.length + inInbox);
    assert.ok(inInbox === 0 || inInbox === 2);
    await store.append(anEntry(last.n + 1, filed(2 * last.n + 1)));
  });
});
