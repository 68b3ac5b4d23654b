// Jobs on a Docker engine that is killed while they run, and started again: with and without `live-restore`.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fieldsOf, listOf } from "../../../fallback-executors/docker/documents.ts";
import { createEngine } from "../../../fallback-executors/docker/engine.ts";
import { outputOf, volume } from "../../end-to-end-jobs.ts";
import { install, type Installation } from "../../installation.ts";
import { startDockerd, TEST_IMAGE, type TestDockerd } from "../../services/dockerd.ts";
import { until } from "../../until.ts";

const home = mkdtempSync(join(tmpdir(), "godocker-restarts-suite-"));
chmodSync(home, 0o755);
after(() => rmSync(home, { recursive: true, force: true }));

const TASKS = 100;
/** So many of them end while no engine is there. */
const EARLY = 10;
const SMALL = { cpus: 0.01, memoryBytes: 16 * 1024 ** 2 };
/** Each start leaves a line; none ends before it is told to. */
const SCRIPT = `#!/bin/sh
echo begun >>"$GODOCKER_VOLUME_MARKS/begun-$GODOCKER_ARRAY_INDEX"
echo begun
test "$GODOCKER_ATTEMPT" -gt 1 && exec echo again
go=go
test "$GODOCKER_ARRAY_INDEX" -gt ${EARLY} || go=early
while [ ! -e "$GODOCKER_VOLUME_MARKS/$go" ]; do sleep 1; done
echo ended $GODOCKER_ARRAY_INDEX
exit $((GODOCKER_ARRAY_INDEX % 2))
`;

describe("an engine that keeps its containers when it goes", { timeout: 900_000 }, () => {
  it("is killed and comes back: all tasks are kept, none is started twice, and each has its own end", async () => {
    await using stage = await open("live", ["--live-restore"]);
    const { engine, marks, site } = stage;
    const job = await submit(site, TASKS, 3);
    await until("all of them run", () => runs(site, job, TASKS));
    const before = await containersOf(engine);
    assert.equal(before.length, TASKS);
    await engine.kill();
    writeFileSync(join(marks, "early"), "");
    await until(
      "all of them are known to be out of sight",
      async () => (await site.client.get(job)).unreachable === TASKS,
    );
    await engine.start();
    await until("those that ended meanwhile are told", async () => {
      const { progress } = await site.client.get(job);
      return (progress?.succeeded ?? 0) + (progress?.failed ?? 0) === EARLY;
    });
    assert.equal((await site.client.get(job)).progress?.running, TASKS - EARLY);
    assert.deepEqual(await containersOf(engine), before);
    writeFileSync(join(marks, "go"), "");
    const ended = await site.client.waitForEnd(job);
    assert.deepEqual([ended.progress?.succeeded, ended.progress?.failed], [TASKS / 2, TASKS / 2]);
    const attempts = await attemptsOf(site, job);
    assert.equal(attempts.length, TASKS);
    for (const { index = 0, exitCode } of attempts) assert.equal(exitCode, index % 2);
    const begun = readdirSync(marks).filter((name) => name.startsWith("begun-"));
    assert.equal(begun.length, TASKS);
    for (const name of begun) assert.equal(readFileSync(join(marks, name), "utf8"), "begun\n", name);
    for (const index of [EARLY + 1, TASKS])
      assert.equal(await outputOf(site, job, index), `begun\nended ${index}\n`);
    // What a task wrote last that ended meanwhile an engine may have missed.
    for (const index of [1, EARLY])
      assert.ok(["begun\n", `begun\nended ${index}\n`].includes(await outputOf(site, job, index)));
  });
});

describe("an engine that takes its containers along", { timeout: 600_000 }, () => {
  it("is killed and comes back: attempts end as NodeLost, and are tried again as their jobs allow", async () => {
    await using stage = await open("plain", []);
    const { engine, marks, site } = stage;
    const count = 20;
    const [again, once] = [await submit(site, count, 2), await submit(site, count, 1)];
    for (const job of [again, once]) await until("all of them run", () => runs(site, job, count));
    await engine.kill();
    await engine.start();
    const [retried, lost] = [await site.client.waitForEnd(again), await site.client.waitForEnd(once)];
    assert.equal(retried.progress?.succeeded, count, JSON.stringify(retried));
    assert.equal(lost.progress?.failed, count, JSON.stringify(lost));
    const attempts = [...(await attemptsOf(site, again)), ...(await attemptsOf(site, once))];
    const first = attempts.filter(({ attempt }) => attempt === 1);
    assert.deepEqual([attempts.length, first.length], [3 * count, 2 * count]);
    for (const attempt of first) assert.equal(attempt.reason, "NodeLost", JSON.stringify(attempt));
    // Both jobs once, and the one that may again.
    for (const name of readdirSync(marks))
      assert.equal(readFileSync(join(marks, name), "utf8"), "begun\n".repeat(3), name);
  });
});

interface Stage extends AsyncDisposable {
  readonly engine: TestDockerd;
  readonly site: Installation;
  /** A directory that tasks see as the volume `marks`. */
  readonly marks: string;
}

let stages = 0;

async function open(name: string, flags: readonly string[]): Promise<Stage> {
  stages += 1;
  // Not the beginning of the engine's own directory: it would take that for a mount of its own files.
  const marks = join(home, `${name}-marks`);
  mkdirSync(marks);
  const net = `10.97.${50 + stages}`;
  const engine = await startDockerd(join(home, `${name}-engine`), net, `gd${process.pid}r${stages}`, flags);
  const set = [`docker.url=${engine.url}`, "jobs.shared=true", volume("marks", marks)];
  const site = await install({ set });
  return {
    engine,
    site,
    marks,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await engine.remove();
    },
  };
}

async function submit({ client }: Installation, count: number, maxAttempts: number): Promise<number> {
  const { id } = await client.submit({
    image: TEST_IMAGE,
    script: SCRIPT,
    array: { from: 1, to: count },
    resources: SMALL,
    volumes: [{ name: "marks", mode: "rw" }],
    retry: { maxAttempts, on: ["node"], backoff: { initialSeconds: 1 }, avoidFailedNodes: false },
  });
  return id;
}

async function attemptsOf({ client }: Installation, job: number) {
  const { items, truncated } = await client.attempts(job, { limit: 1000 });
  assert.ok(!truncated);
  return items;
}

async function runs({ client }: Installation, job: number, count: number): Promise<boolean> {
  const { progress } = await client.get(job);
  assert.equal(progress?.failed, 0);
  return progress.running === count;
}

/** Their ids, also of those that ended. */
async function containersOf({ url }: TestDockerd): Promise<readonly string[]> {
  const engine = createEngine({ url });
  try {
    const all = listOf(await engine.json({ path: "/containers/json?all=true" }));
    return all.map((one) => String(fieldsOf(one)["Id"])).sort();
  } finally {
    engine.close();
  }
}
