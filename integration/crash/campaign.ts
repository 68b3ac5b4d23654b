// `npm run crash -- --target scheduler|master|agent --rounds N --seed S [--build acknowledge-before-commit|no-fencing]
// [--store sqlite|mongodb] [--json FILE]`
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startChild } from "../../app/roles/child.ts";
import { createClient, type Client } from "../../client/client.ts";
import { isFinal } from "../../jobs/life/job.ts";
import { startLocalCluster } from "../../local-cluster/start.ts";
import { seededRandom, type Random } from "../../simulation/random.ts";
import type { Sabotage } from "../../simulation/sabotage.builders.ts";
import type { Store } from "../../store/store.ts";
import { check } from "./check.ts";
import { LEASE_MS } from "./leader.ts";
import { markingScript, readRuns } from "./marks.ts";
import { Schedulers } from "./schedulers.ts";
import { STORE_NAMES, STORES, type StoreName } from "./stores.ts";
import { MASTER_FLAGS, TARGET_NAMES, TARGETS, type Strike, type TargetName } from "./targets.ts";

const HELP = `Schedulers, a master and agents under load, one of which is struck again and again: killed (SIGKILL) and started anew, or
stopped (SIGSTOP) and let go on, at random moments and at chosen ones. Afterwards the marks that the jobs themselves
wrote, the store and the journal are checked: nothing lost, nothing twice, everything ended.

  npm run crash -- --rounds 50 --seed 1
  npm run crash -- --target scheduler             of two on one store, the one that leads; stops outlast its lease
  npm run crash -- --target master                the local cluster's master
  npm run crash -- --target agent                 one of its two agents; some stops outlast the master's pings
  npm run crash -- --store mongodb                the schedulers and the API share a database, reached over the network
  npm run crash -- --rounds 20 --build no-fencing                 a scheduler with a fault, to see it found
  npm run crash -- --rounds 20 --build acknowledge-before-commit
  --json FILE   the report as JSON

Exit status 1 when an invariant was broken, or when fewer than 80 % of the strikes hit a live attempt.`;

const DRAIN_MS = 120_000;
const RUNS_MS = 5000;
const LIVE_SHARE = 0.8;

const { values } = parseArgs({
  options: {
    target: { type: "string", default: "scheduler" },
    rounds: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    build: { type: "string" },
    store: { type: "string", default: "sqlite" },
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
const target = TARGET_NAMES.find((name) => name === values.target);
const storeKind = STORE_NAMES.find((name) => name === values.store);
const builds: readonly (string | undefined)[] = [undefined, "acknowledge-before-commit", "no-fencing"];
if (
  !Number.isSafeInteger(rounds) ||
  rounds < 1 ||
  !Number.isSafeInteger(seed) ||
  target === undefined ||
  storeKind === undefined ||
  !builds.includes(values.build)
) {
  console.error(HELP);
  process.exit(2);
}
const sabotage = values.build as Sabotage | undefined; // checked above
const directory = mkdtempSync(join(tmpdir(), "godocker-crash-"));
process.exitCode = await campaign({ directory, target, rounds, seed, sabotage, storeKind });
if (process.exitCode === 0) rmSync(directory, { recursive: true, force: true });

interface Orders {
  readonly directory: string;
  readonly target: TargetName;
  readonly rounds: number;
  readonly seed: number;
  readonly sabotage: Sabotage | undefined;
  readonly storeKind: StoreName;
}

async function campaign({ directory, target, rounds, seed, sabotage, storeKind }: Orders): Promise<number> {
  const { agents, load, schedulers: schedulerCount, strike } = TARGETS[target];
  const random = seededRandom(seed);
  const marks = join(directory, "marks");
  mkdirSync(marks);
  await using cluster = await startLocalCluster({
    directory: join(directory, "cluster"),
    agents: agents.map((resources) => ({ resources })),
    masterFlags: MASTER_FLAGS,
  });
  mkdirSync(join(directory, "state"));
  await using home = await STORES[storeKind](directory);
  const set = [
    `stateDirectory=${join(directory, "state")}`,
    ...home.set,
    `mesos.masters=${cluster.masterUrl}`,
    `volumes=${JSON.stringify([{ name: "marks", source: marks, mode: "rw" }])}`,
    `cluster.leaderTtl=${(home.slowness * LEASE_MS) / 1000}s`,
    "jobs.shared=true",
    "server.listen=127.0.0.1:0",
  ];
  const store = await home.open();
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
  const schedulers = new Schedulers(directory, set, sabotage === undefined ? {} : { sabotage });
  const accepted: number[] = [];
  const strikes: Strike[] = [];
  let violations: string[] = [];
  const field = {
    schedulers,
    store,
    slowness: home.slowness,
    cluster,
    marks,
    topUp: () => topUp(client, store, random, load, accepted),
  };
  try {
    for (let count = 0; count < schedulerCount; count += 1) schedulers.start();
    console.log(
      `${rounds} rounds against the ${target} on ${storeKind}, seed ${seed}${sabotage === undefined ? "" : `, build ${sabotage}`}, in ${directory}`,
    );
    for (let round = 1; round <= rounds; round += 1) {
      await field.topUp();
      await sleep(home.slowness * random.integer(200, 2000));
      await untilSomethingRuns(marks, home.slowness * RUNS_MS);
      const struck = await strike(field, random);
      strikes.push(struck);
      console.log(`round ${round}: ${describeStrike(struck)}`);
    }
    await drained(store, accepted, home.slowness * DRAIN_MS);
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
  return report({ directory, target, seed, sabotage, strikes, accepted: accepted.length, violations });
}

/** Keeps the system busy: submissions go through the API, and count once it has answered. */
async function topUp(
  client: Client,
  store: Store,
  random: Random,
  load: number,
  accepted: number[],
): Promise<void> {
  const unfinished = (await Promise.all(accepted.slice(-4 * load).map((id) => store.job(id)))).filter(
    (job) => job === undefined || !isFinal(job.status.state),
  ).length;
  const specs = Array.from({ length: Math.max(0, load - unfinished) }, () => ({
    name: "marks",
    script: markingScript(random.integer(5, 50) / 10),
    resources: { cpus: 0.5, memoryBytes: 32 * 1024 ** 2 },
    volumes: [{ name: "marks", mode: "rw" as const }],
  }));
  for await (const line of client.submitMany(specs)) if ("id" in line) accepted.push(line.id);
}

/** Or until it has been waited for long enough: what cannot be harmed teaches little. */
async function untilSomethingRuns(marks: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && !readRuns(marks).some(({ endMs }) => endMs === undefined)) await sleep(50);
}

async function drained(store: Store, accepted: readonly number[], withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const jobs = await Promise.all(accepted.map((id) => store.job(id)));
    if (jobs.every((job) => job !== undefined && isFinal(job.status.state))) return;
    await sleep(200);
  }
}

function describeStrike({ whom, how, when, hit, liveAttempts, downMs, waits }: Strike): string {
  const after = Object.entries(waits).map(([what, ms]) =>
    ms === undefined ? `no ${what}` : `${what} after ${ms} ms`,
  );
  const down = downMs === undefined ? "" : ` for ${downMs} ms`;
  return `${how} of ${whom} at ${when}${down}, hit ${hit} with ${liveAttempts} live attempts; ${after.join(", ")}`;
}

function report(result: {
  readonly directory: string;
  readonly target: TargetName;
  readonly seed: number;
  readonly sabotage: Sabotage | undefined;
  readonly strikes: readonly Strike[];
  readonly accepted: number;
  readonly violations: readonly string[];
}): number {
  const { strikes, violations, accepted } = result;
  const live = strikes.filter((one) => one.liveAttempts > 0).length;
  const byHit = Object.entries(Object.groupBy(strikes, ({ how, hit }) => `${how} ${hit}`)).map(
    ([hit, those]) => `${hit} ${those?.length}`,
  );
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`\n${accepted} jobs accepted, ${strikes.length} strikes: ${byHit.join(", ")}`);
  console.log(`${live} of ${strikes.length} strikes with a live attempt`);
  for (const what of Object.keys(strikes[0]?.waits ?? {})) {
    const waits = strikes.flatMap(({ waits }) => waits[what] ?? []).sort((a, b) => a - b);
    const without = strikes.length - waits.length;
    console.log(
      `${what} after ${waits[waits.length >> 1]} ms (median), ${waits.at(-1)} ms (longest)${without === 0 ? "" : `; ${without} times none`}`,
    );
  }
  for (const violation of violations.slice(0, 20)) console.log(`VIOLATION ${violation}`);
  const enough = live >= LIVE_SHARE * strikes.length;
  if (!enough) console.log(`FAILED: fewer than ${LIVE_SHARE * 100} % of the strikes hit a live attempt`);
  if (violations.length > 0 || !enough) {
    console.log(`FAILED (${violations.length} violations); logs, marks and store are in ${result.directory}`);
    return 1;
  }
  console.log("no accepted job lost, none ran twice, every job ended");
  return 0;
}
