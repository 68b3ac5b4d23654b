// `npm run crash -- --rounds N --seed S [--build acknowledge-before-commit|no-fencing] [--json FILE]`
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startChild } from "../../app/child.ts";
import { createClient, type Client } from "../../client/client.ts";
import type { Attempt, Job } from "../../jobs/job.ts";
import { isFinal } from "../../jobs/job.ts";
import { startLocalCluster } from "../../local-cluster/start.ts";
import type { LoopStep } from "../../scheduler/leader.ts";
import { CHECKERS, type History } from "../../scheduler/simulation/checkers.ts";
import { seededRandom, type Random } from "../../scheduler/simulation/random.ts";
import type { Sabotage } from "../../scheduler/simulation/sabotage.builders.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite.ts";
import type { JournalEntry, Store } from "../../store/store.ts";
import { markingScript, readRuns } from "./marks.ts";
import type { Order } from "./scheduler.ts";
import { Schedulers, type Scheduler } from "./schedulers.ts";

const HELP = `Two schedulers on one store, under load; the one that leads is killed (SIGKILL), or stopped (SIGSTOP) past its lease
and let go on, at random moments and at random steps of its loop. Afterwards the marks that the jobs themselves wrote,
the store and the journal are checked: nothing lost, nothing twice, everything ended.

  npm run crash -- --rounds 50 --seed 1
  npm run crash -- --rounds 20 --build no-fencing                 a scheduler with a fault, to see it found
  npm run crash -- --rounds 20 --build acknowledge-before-commit
  --json FILE   the report as JSON

Exit status 1 when an invariant was broken, or when fewer than 80 % of the kills hit a live attempt.`;

const LEASE_MS = 1000;
/** Unfinished jobs that are kept in the system. */
const LOAD = 16;
const STEPS: readonly LoopStep[] = ["decide", "prepare", "commit", "tell", "idle"];
/** After it was let go on, a leader that still leads then has kept its lease. */
const STEADY_MS = 3000;
const TAKE_OVER_MS = 30_000;
const DRAIN_MS = 120_000;
const LIVE_SHARE = 0.8;

interface Kill {
  readonly round: number;
  readonly how: "kill" | "stop";
  /** A moment drawn at random, or a step of the loop at which it was to happen. */
  readonly when: LoopStep | "any";
  readonly hitStep: string;
  readonly liveAttempts: number;
  /**
   * Until somebody else led. `undefined`: nobody did. A process that is stopped in the middle of a transaction keeps
   * SQLite's lock, so that nobody can take the lease before it goes on.
   */
  readonly takeOverMs: number | undefined;
}

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    build: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const rounds = Number(values.rounds);
const seed = Number(values.seed);
const builds: readonly (string | undefined)[] = [undefined, "acknowledge-before-commit", "no-fencing"];
if (
  !Number.isSafeInteger(rounds) ||
  rounds < 1 ||
  !Number.isSafeInteger(seed) ||
  !builds.includes(values.build)
) {
  console.error(HELP);
  process.exit(2);
}
const directory = mkdtempSync(join(tmpdir(), "godocker-crash-"));
process.exitCode = await campaign(directory, rounds, seed, values.build as Sabotage | undefined); // checked above
if (process.exitCode === 0) rmSync(directory, { recursive: true, force: true });

async function campaign(
  directory: string,
  rounds: number,
  seed: number,
  sabotage: Sabotage | undefined,
): Promise<number> {
  const random = seededRandom(seed);
  const marks = join(directory, "marks");
  mkdirSync(marks);
  await using cluster = await startLocalCluster({
    directory: join(directory, "cluster"),
    agents: [{ resources: "cpus:8;mem:8192;disk:10000" }],
  });
  const file = join(directory, "state", "godocker.db");
  mkdirSync(join(directory, "state"));
  const set = [
    `stateDirectory=${join(directory, "state")}`,
    `store.url=sqlite:${file}`,
    `mesos.masters=${cluster.masterUrl}`,
    `volumes=${JSON.stringify([{ name: "marks", source: marks, mode: "rw" }])}`,
    `cluster.leaderTtl=${LEASE_MS / 1000}s`,
    "jobs.shared=true",
    "server.listen=127.0.0.1:0",
  ];
  const store = await openSqliteStore({ file });
  const api = await startChild({
    role: "api",
    args: set.flatMap((one) => ["--set", one]),
    logFile: join(directory, "api.log"),
    onRestart: (message) => console.log(message),
  });
  const client = createClient({
    baseUrl: api.url ?? "",
    token: readFileSync(join(directory, "state", "token"), "utf8").trim(),
  });
  const schedulers = new Schedulers(directory, set, sabotage);
  const accepted: number[] = [];
  const kills: Kill[] = [];
  let violations: string[] = [];
  try {
    schedulers.start();
    schedulers.start();
    console.log(
      `${rounds} rounds, seed ${seed}${sabotage === undefined ? "" : `, build ${sabotage}`}, in ${directory}`,
    );
    for (let round = 1; round <= rounds; round += 1) {
      await topUp(client, store, random, accepted);
      await sleep(random.integer(200, 2000));
      const kill = await strike(round, schedulers, store, random);
      kills.push(kill);
      console.log(
        `round ${round}: ${kill.how} at ${kill.when === "any" ? "a random moment" : kill.when}, hit ${kill.hitStep} with ` +
          `${kill.liveAttempts} live attempts; ` +
          (kill.takeOverMs === undefined ? "it kept the lease" : `next leader after ${kill.takeOverMs} ms`),
      );
    }
    await drained(store, accepted);
    violations = await check(store, accepted, marks);
  } catch (error) {
    violations.push(
      `the campaign could not go on: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    await schedulers.stop();
    await api.stop();
    await store[Symbol.asyncDispose]();
  }
  return report({ directory, seed, sabotage, kills, accepted: accepted.length, violations });
}

/** Keeps the system busy: submissions go through the API, and count once it has answered. */
async function topUp(client: Client, store: Store, random: Random, accepted: number[]): Promise<void> {
  const unfinished = (await Promise.all(accepted.slice(-4 * LOAD).map((id) => store.job(id)))).filter(
    (job) => job === undefined || !isFinal(job.status.state),
  ).length;
  const specs = Array.from({ length: Math.max(0, LOAD - unfinished) }, () => ({
    name: "marks",
    script: markingScript(random.integer(5, 50) / 10),
    resources: { cpus: 0.5, memoryBytes: 32 * 1024 ** 2 },
    volumes: [{ name: "marks", mode: "rw" as const }],
  }));
  for await (const line of client.submitMany(specs)) if ("id" in line) accepted.push(line.id);
}

/** Ends or stops the leader and waits for the next one. */
async function strike(round: number, schedulers: Schedulers, store: Store, random: Random): Promise<Kill> {
  const leader = await leaderOf(schedulers, store, undefined);
  const how = random.chance(0.6) ? "kill" : "stop";
  const when = random.chance(0.4) ? "any" : random.pick(STEPS);
  const signal = how === "kill" ? "SIGKILL" : "SIGSTOP";
  if (when === "any") leader.child.kill(signal);
  else {
    leader.child.send({ at: when, signal } satisfies Order);
    // A step that does not come (nothing to commit just now) becomes a random moment.
    const deadline = Date.now() + 3000;
    while (Date.now() < deadline && !isDown(leader.child)) await sleep(5);
    if (!isDown(leader.child)) leader.child.kill(signal);
  }
  const [hitStep = "?", live = "0"] = readFileSync(leader.stepFile, "utf8").trim().split(" ");
  const struckMs = Date.now();
  const kill = { round, how, when, hitStep, liveAttempts: Number(live) } as const;
  if (how === "kill") {
    schedulers.remove(leader);
    schedulers.start();
    await leaderOf(schedulers, store, leader.instance);
    return { ...kill, takeOverMs: Date.now() - struckMs };
  }
  const goesOn = sleep(random.integer(1200, 3000)).then(() => leader.child.kill("SIGCONT"));
  const next = await leaderOf(
    schedulers,
    store,
    leader.instance,
    goesOn.then(() => sleep(STEADY_MS)),
  );
  return { ...kill, takeOverMs: next.instance === leader.instance ? undefined : Date.now() - struckMs };
}

/** The scheduler that holds the lease and has begun its epoch; not `except`, unless that one still leads `afterAll`. */
async function leaderOf(
  schedulers: Schedulers,
  store: Store,
  except: string | undefined,
  afterAll: Promise<unknown> = new Promise(() => {}),
): Promise<Scheduler> {
  let any = except === undefined;
  void afterAll.then(() => {
    any = true;
  });
  const deadline = Date.now() + TAKE_OVER_MS;
  while (Date.now() < deadline) {
    const lease = await store.lease().catch(() => undefined);
    const entry = await store.lastEntry().catch(() => undefined);
    const found = schedulers.all.find((one) => one.instance === lease?.holder && lease.held);
    const leads = found !== undefined && entry?.writer === found.instance;
    if (leads && (any || found.instance !== except)) return found;
    await sleep(20);
  }
  throw new Error(`nobody led within ${TAKE_OVER_MS / 1000} s`);
}

function isDown(child: ChildProcess): boolean {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  try {
    return / T /.test(readFileSync(`/proc/${child.pid}/stat`, "utf8").replace(/\(.*\)/, ""));
  } catch {
    return true; // it is gone, and we shall be told in a moment
  }
}

async function drained(store: Store, accepted: readonly number[]): Promise<void> {
  const deadline = Date.now() + DRAIN_MS;
  while (Date.now() < deadline) {
    const jobs = await Promise.all(accepted.map((id) => store.job(id)));
    if (jobs.every((job) => job !== undefined && isFinal(job.status.state))) return;
    await sleep(200);
  }
}

async function check(store: Store, accepted: readonly number[], marks: string): Promise<string[]> {
  const jobs = new Map<number, Job | undefined>();
  const attempts = new Map<number, readonly Attempt[]>();
  for (const id of accepted) {
    jobs.set(id, await store.job(id));
    attempts.set(id, await store.attempts(id, { limit: 1000 }));
  }
  const journal: JournalEntry[] = [];
  for (;;) {
    const more = await store.entries(journal.at(-1)?.n ?? 0, 1000);
    if (more.length === 0) break;
    journal.push(...more);
  }
  const runs = readRuns(marks);
  const history: History = {
    accepted: jobs,
    cancelRequested: new Set(),
    attempts,
    runs,
    journal,
    usage: await store.usage(0),
  };
  const violations: string[] = [];
  for (const [name, checker] of Object.entries(CHECKERS)) {
    const found = checker(history);
    if (found.length > 0)
      violations.push(`${name}: ${found.slice(0, 3).join("; ")} (${found.length} in all)`);
  }
  for (const [id, job] of jobs) {
    if (job !== undefined && job.status.state !== "succeeded") {
      violations.push(`every job succeeds here: job ${id} ${job.status.state} (${job.status.reason ?? "-"})`);
    }
  }
  // No agent fails in this campaign, so nothing may begin a second time at all.
  const begun = Map.groupBy(runs, (run) => run.job);
  for (const [id, own] of begun) if (own.length > 1) violations.push(`job ${id} began ${own.length} times`);
  for (const run of runs)
    if (run.endMs === undefined) violations.push(`task ${run.taskId} began and never ended`);
  return violations;
}

function report(result: {
  readonly directory: string;
  readonly seed: number;
  readonly sabotage: Sabotage | undefined;
  readonly kills: readonly Kill[];
  readonly accepted: number;
  readonly violations: readonly string[];
}): number {
  const { kills, violations, accepted } = result;
  const live = kills.filter((kill) => kill.liveAttempts > 0).length;
  const waits = kills
    .flatMap(({ takeOverMs }) => (takeOverMs === undefined ? [] : [takeOverMs]))
    .sort((a, b) => a - b);
  const bySteps = Object.entries(Object.groupBy(kills, (kill) => kill.hitStep)).map(
    ([step, hit]) => `${step} ${hit?.length}`,
  );
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`\n${accepted} jobs accepted, ${kills.length} kills: ${bySteps.join(", ")}`);
  console.log(
    `${live} of ${kills.length} kills with a live attempt; next leader after ${waits[waits.length >> 1]} ms (median), ${waits.at(-1)} ms (longest); ${kills.length - waits.length} kept the lease`,
  );
  for (const violation of violations.slice(0, 20)) console.log(`VIOLATION ${violation}`);
  const enough = live >= LIVE_SHARE * kills.length;
  if (!enough) console.log(`FAILED: fewer than ${LIVE_SHARE * 100} % of the kills hit a live attempt`);
  if (violations.length > 0 || !enough) {
    console.log(`FAILED (${violations.length} violations); logs, marks and store are in ${result.directory}`);
    return 1;
  }
  console.log("no accepted job lost, none ran twice, every job ended");
  return 0;
}
