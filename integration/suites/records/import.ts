import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, it } from "node:test";
import { MongoClient, type Document } from "mongodb";
import { checkStore } from "../../../store/check.ts";
import { openSqliteStore } from "../../../store/sqlite/sqlite.ts";
import { startFerretDb, type TestDatabase } from "../../services/ferretdb.ts";

/** A database of GoDocker 1.x with so many tasks comes over into SQLite: by the program itself, as a person does it. */

const TASKS = Number(process.env["INTEGRATION_TASKS"] ?? 5000);
const MAIN = join(import.meta.dirname, "../../../app/main.ts");
const DATE = 1_700_000_000;
const USERS = 40;
const LOOK_MS = 10;

const home = mkdtempSync(join(tmpdir(), "godocker-import-"));
let server: TestDatabase;
let client: MongoClient;

before(async () => {
  server = await startFerretDb({ directory: join(home, "old") });
  client = await new MongoClient(server.url).connect();
});
after(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** What the generator made, to be found again. */
interface Expected {
  jobs: number;
  arrayTasks: number;
  pending: number;
  running: number;
  /** By user. */
  readonly cpuMilliMs: Map<string, number>;
  readonly states: Map<string, number>;
}

/** Always the same tasks: of 100, 60 single ones, an array of 30 with its parent, 5 that wait, 2 that run, 2 odd ones. */
function* tasksOf(
  count: number,
  expected: Expected,
): Generator<{ readonly over: boolean; readonly task: Document }> {
  let seed = 1;
  const draw = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const add = (of: Map<string, number>, key: string, by: number) => of.set(key, (of.get(key) ?? 0) + by);
  const task = (id: number, user: string, project: string, cpu: number): Document => ({
    id,
    parent_task_id: null,
    date: DATE + id,
    notify: { email: false },
    user: { id: user, uid: 1000, gid: 1000, sgids: [], email: null, project },
    meta: { name: `job${id}`, description: "made up", tags: ["t"] },
    requirements: {
      cpu,
      ram: 1 + draw(16),
      label: [],
      tasks: [],
      tmpstorage: null,
      array: { values: null, task_id: null, nb_tasks: null, nb_tasks_over: null, tasks: [] },
    },
    container: {
      image: "debian:12",
      network: true,
      root: false,
      id: null,
      meta: null,
      volumes: [],
      ports: [],
    },
    command: {
      cmd: `#!/bin/bash\necho ${id}\n${"# a longer script\n".repeat(draw(40))}`,
      interactive: false,
    },
    status: { primary: "pending", secondary: null, reason: null, exitcode: null, date_over: null },
  });
  const end = (one: Document): string => {
    const [seconds, kind] = [1 + draw(7200), draw(10)];
    const date_running = Number(one["date"]) + draw(3600);
    const exitcode = kind === 0 ? 137 : kind === 1 ? 2 : 0;
    one["status"] = {
      primary: kind % 2 === 0 ? "over" : "archived",
      secondary: kind === 0 ? "killed" : "",
      reason: "",
      exitcode,
      date_running,
      date_over: date_running + seconds,
      duration: seconds,
    };
    one["container"] = {
      ...one["container"],
      id: `c${one["id"]}`,
      meta: { Node: { Name: `node${draw(20)}` } },
    };
    add(expected.cpuMilliMs, one["user"].id, one["requirements"].cpu * 1000 * seconds * 1000);
    return kind === 0 ? "cancelled" : kind === 1 ? "failed" : "succeeded";
  };
  let id = 0;
  while (id < count) {
    const [user, project] = [`user${draw(USERS)}`, draw(3) === 0 ? "default" : `team${draw(4)}`];
    for (let single = 0; single < 60; single += 1) {
      const one = task((id += 1), user, project, 1 + draw(8));
      add(expected.states, end(one), 1);
      expected.jobs += 1;
      yield { over: true, task: one };
    }
    const parent = task((id += 1), user, project, 2);
    const children = Array.from({ length: 30 }, (_, k) => ({ id: id + 1 + k, index: k + 1 }));
    const ends = children.map(({ id: own, index }) => {
      const child = task(own, user, project, 2);
      child["parent_task_id"] = parent["id"];
      child["requirements"].array.task_id = index;
      return { child, state: end(child) };
    });
    parent["requirements"].array = {
      values: "30",
      task_id: null,
      nb_tasks: 30,
      nb_tasks_over: 30,
      tasks: [],
    };
    const dates = ends.map(({ child }) => child["status"]);
    parent["status"] = {
      primary: "over",
      secondary: "",
      reason: "",
      exitcode: null,
      date_running: Math.min(...dates.map(({ date_running }) => date_running)),
      date_over: Math.max(...dates.map(({ date_over }) => date_over)),
    };
    const states = new Set(ends.map(({ state }) => state));
    add(expected.states, ["cancelled", "failed", "succeeded"].find((state) => states.has(state)) ?? "", 1);
    expected.jobs += 1;
    expected.arrayTasks += 30;
    yield { over: true, task: parent };
    for (const { child } of ends) yield { over: true, task: child };
    id += 30;
    for (let waiting = 0; waiting < 5; waiting += 1) {
      expected.pending += 1;
      yield { over: false, task: task((id += 1), user, project, 1) };
    }
    for (let running = 0; running < 2; running += 1) {
      const one = task((id += 1), user, project, 1);
      one["status"] = { ...one["status"], primary: "running", date_running: DATE };
      one["container"] = { ...one["container"], id: "c", meta: { Node: { Name: "node1" } } };
      expected.running += 1;
      yield { over: false, task: one };
    }
    const odd = task((id += 1), user, project, 1);
    odd["status"].primary = "reschedule";
    yield { over: false, task: odd };
    const root = task((id += 1), user, project, 1);
    root["container"].root = true;
    yield { over: false, task: root };
  }
}

async function fill(name: string, expected: Expected): Promise<number> {
  const db = client.db(name);
  let [written, batches]: [number, { readonly jobs: Document[]; readonly jobsover: Document[] }] = [
    0,
    { jobs: [], jobsover: [] },
  ];
  const flush = async (): Promise<void> => {
    for (const collection of ["jobs", "jobsover"] as const)
      if (batches[collection].length > 0) await db.collection(collection).insertMany(batches[collection]);
    batches = { jobs: [], jobsover: [] };
  };
  for (const { over, task } of tasksOf(TASKS, expected)) {
    batches[over ? "jobsover" : "jobs"].push(task);
    written += 1;
    if (written % 1000 === 0) await flush();
  }
  await flush();
  await db.collection("users").insertMany(
    Array.from({ length: USERS }, (_, k) => ({
      id: `user${k}`,
      usage: { prio: k === 0 ? 100 : 50, quota_time: k === 1 ? 36_000 : 0, quota_cpu: 0, quota_ram: 0 },
      credentials: { apikey: "APIKEY1234" },
    })),
  );
  await db.collection("projects").insertMany(
    [0, 1, 2, 3].map((k) => ({
      id: `team${k}`,
      prio: 50,
      members: Array.from({ length: USERS }, (_, u) => `user${u}`),
    })),
  );
  return written;
}

/** @param isDue  asked again and again: whether the program is to be killed now */
async function godocker(args: readonly string[], isDue?: () => boolean) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => (stdout += text));
  child.stderr.on("data", (text) => (stderr += text));
  const timer =
    isDue === undefined ? undefined : setInterval(() => isDue() && child.kill("SIGKILL"), LOOK_MS);
  const status = await new Promise((resolve) => child.on("exit", resolve));
  clearInterval(timer);
  return { status, stdout, stderr };
}

/** Looked up beside the program that writes it. */
function jobsIn(file: string): number {
  if (!existsSync(file)) return 0;
  try {
    using db = new DatabaseSync(file, { readOnly: true });
    return Number(db.prepare("SELECT count(*) AS count FROM jobs").get()?.["count"] ?? 0);
  } catch {
    return 0; // it is being made
  }
}

describe(`a database of GoDocker 1.x with ${TASKS} tasks`, { timeout: 1_800_000 }, () => {
  const expected: Expected = {
    jobs: 0,
    arrayTasks: 0,
    pending: 0,
    running: 0,
    cpuMilliMs: new Map(),
    states: new Map(),
  };
  const file = join(home, "new.db");
  const out = join(home, "out");
  const words = () => [
    "import",
    "--from",
    `${server.url}/god`,
    "--json",
    "--set",
    `store.url=sqlite:${file}`,
  ];
  let written = 0;

  it("comes over into SQLite, killed on the way and run again", async (test) => {
    written = await fill("god", expected);
    const dry = await godocker([...words(), "--dry-run"]);
    assert.equal(dry.status, 0, dry.stderr);
    const told = JSON.parse(dry.stdout);
    assert.deepEqual(
      [told.tasks, told.ended.jobs, told.pending.jobs],
      [written, expected.jobs, expected.pending],
    );
    await godocker([...words(), "--yes"], () => jobsIn(file) > 0);
    const before = jobsIn(file);
    assert.ok(
      before > 0 && before < expected.jobs,
      `${before} of ${expected.jobs} were there when it was killed`,
    );
    const beginMs = performance.now();
    const { status, stdout, stderr } = await godocker([...words(), "--yes", "--out", out]);
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    test.diagnostic(
      `${written} tasks in ${((performance.now() - beginMs) / 1000).toFixed(1)} s, the rest of a killed one`,
    );
    assert.deepEqual([report.ended.alreadyThere, report.ended.jobs], [before, expected.jobs - before]);
    assert.equal(report.pending.jobs + report.pending.alreadyThere, expected.pending);
    assert.equal(report.running.length, expected.running);
    const rounds = expected.running / 2;
    const left = report.left.map(({ jobs }: { readonly jobs: readonly number[] }) => jobs.length);
    assert.deepEqual(left.sort(), [rounds, rounds]);
    const accounts = readFileSync(join(out, "accounts.json5"), "utf8");
    assert.match(accounts, /name: "team3"/);
    assert.doesNotMatch(accounts + stdout, /APIKEY1234/);
  });

  it("has then all counts and all usage, and a store without faults", async () => {
    await using store = await openSqliteStore({ file });
    for (const [state, count] of expected.states) {
      const filter = { kind: "word", field: "state", values: [state] } as const;
      assert.equal(await store.countJobs({ filter }, 10_000_000), count, state);
    }
    const booked = new Map<string, number>();
    for (const { user, cpuMilliMs } of await store.usage(0))
      booked.set(user, (booked.get(user) ?? 0) + cpuMilliMs);
    assert.deepEqual(
      [...booked].sort(([a], [b]) => a.localeCompare(b)),
      [...expected.cpuMilliMs].sort(([a], [b]) => a.localeCompare(b)),
    );
    assert.ok((await store.takeIds(1)) > written);
    if (TASKS <= 10_000) assert.deepEqual((await checkStore(store)).faults, []);
  });

  it("does not change when it comes over again, nor what it came from", async (test) => {
    const before = await client.db("god").collection("jobsover").countDocuments();
    const beginMs = performance.now();
    const { status, stdout, stderr } = await godocker([...words(), "--yes", "--strict"]);
    assert.equal(status, 10, stderr);
    const report = JSON.parse(stdout);
    assert.deepEqual([report.ended.jobs, report.pending.jobs, report.changed], [0, 0, []]);
    test.diagnostic(`a second time: ${((performance.now() - beginMs) / 1000).toFixed(1)} s`);
    assert.equal(await client.db("god").collection("jobsover").countDocuments(), before);
    assert.deepEqual((await client.db("god").listCollections().toArray()).map(({ name }) => name).sort(), [
      "jobs",
      "jobsover",
      "projects",
      "users",
    ]);
  });

  it("comes over in one go in so long", async (test) => {
    const fresh = join(home, "fresh.db");
    const beginMs = performance.now();
    const set = ["--set", `store.url=sqlite:${fresh}`];
    const { status, stdout, stderr } = await godocker([...words().slice(0, 4), ...set, "--yes"]);
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    assert.equal(report.ended.jobs, expected.jobs);
    const seconds = (performance.now() - beginMs) / 1000;
    test.diagnostic(`${written} tasks in ${seconds.toFixed(1)} s, ${Math.round(written / seconds)} a second`);
  });
});
