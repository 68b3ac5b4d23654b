// Schedulers that are killed around RESERVE, LAUNCH and UNRESERVE, one after the other. How often: `--rounds` of
// `npm run integration`; to see orphans found: `--sabotage kept-reservations`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "../../../app/roles/child.ts";
import { createClient, type Client } from "../../../client/client.ts";
import type { JobSpec } from "../../../client/documents/spec.ts";
import { isFinal } from "../../../jobs/life/job.ts";
import { startLocalCluster } from "../../../local-cluster/start.ts";
import { seededRandom } from "../../../simulation/random.ts";
import { openSqliteStore } from "../../../store/sqlite/sqlite.ts";
import type { Store } from "../../../store/store.ts";
import { check } from "../../crash/check.ts";
import { LEASE_MS } from "../../crash/leader.ts";
import { markingScript } from "../../crash/marks.ts";
import { hitsIn, WINDOWS, type ReservationWords } from "../../crash/reservation-windows.ts";
import { Schedulers } from "../../crash/schedulers.ts";

const ROUNDS = Number(process.env["INTEGRATION_ROUNDS"] ?? 10);
const SEED = Number(process.env["INTEGRATION_SEED"] ?? 1);
const IS_SABOTAGED = process.env["INTEGRATION_SABOTAGE"] === "kept-reservations";
const CPUS = 4;
const MIB = 1024 ** 2;
const ROUND_MAX_MS = 30_000;
const DRAIN_MS = 120_000;
/** By then nothing may be reserved any more. */
const ORPHAN_MS = 60_000;

/** Unfinished jobs of each kind, always. Small ones keep the agents busy, so that wide ones need a reservation. */
const KINDS = {
  small: { load: 10, input: { resources: { cpus: 0.5, memoryBytes: 32 * MIB } } },
  wide: { load: 2, input: { resources: { cpus: CPUS, memoryBytes: 64 * MIB } } },
  scratch: {
    load: 3,
    input: { resources: { cpus: 0.5, memoryBytes: 32 * MIB }, scratch: { bytes: 64 * MIB } },
  },
} as const;

describe(`${ROUNDS} schedulers killed around reservations, seed ${SEED}`, () => {
  it(
    "leave no reservation behind, and every job ends exactly once",
    { timeout: ROUNDS * ROUND_MAX_MS + DRAIN_MS + ORPHAN_MS },
    async (t) => {
      const directory = await mkdtemp(join(tmpdir(), "godocker-reservations-"));
      const marks = join(directory, "marks");
      const state = join(directory, "state");
      await mkdir(marks);
      await mkdir(state);
      await using cluster = await startLocalCluster({
        directory: join(directory, "cluster"),
        agents: [1, 2].map(() => ({ resources: `cpus:${CPUS};mem:4096;disk:4096` })),
      });
      const file = join(state, "godocker.db");
      const set = [
        `stateDirectory=${state}`,
        `store.url=sqlite:${file}`,
        `mesos.masters=${cluster.masterUrl}`,
        `volumes=${JSON.stringify([{ name: "marks", source: marks, mode: "rw" }])}`,
        `cluster.leaderTtl=${LEASE_MS / 1000}s`,
        "scheduling.reserveAfter=1s",
        "scheduling.reservationsMax=2",
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
      const token = readFileSync(join(state, "token"), "utf8").trim();
      const client = createClient({ baseUrl: api.url ?? "", token });
      const hitsFile = join(directory, "hits.ndjson");
      const words: ReservationWords = {
        seed: SEED,
        rounds: ROUNDS,
        hitsFile,
        ...(IS_SABOTAGED ? { sabotage: "kept-reservations" } : {}),
      };
      const schedulers = new Schedulers(directory, set, {
        tampering: { module: join(import.meta.dirname, "../../crash/reservation-windows.ts"), words },
      });
      const feed = feeder(client, store);
      let isKept = true;
      try {
        schedulers.start();
        const deadline = Date.now() + ROUNDS * ROUND_MAX_MS;
        let seen = 0;
        while (seen < ROUNDS && Date.now() < deadline) {
          await feed.topUp();
          await sleep(200);
          for (const { window, when } of hitsIn(hitsFile).slice(seen)) {
            seen += 1;
            const moment = when === "before" ? "before it" : `${when} ms after it`;
            console.log(`${seen}: killed ${window === "none" ? "at any moment" : `at ${window}, ${moment}`}`);
          }
        }
        assert.equal(seen, ROUNDS, "all rounds took place in time");
        const unended = await feed.drained();
        const drainedMs = Date.now();
        let left = await reserved(cluster.masterUrl);
        while (left.length > 0 && Date.now() - drainedMs < ORPHAN_MS) {
          await sleep(500);
          left = await reserved(cluster.masterUrl);
        }
        const hits = hitsIn(hitsFile);
        for (const window of WINDOWS)
          t.diagnostic(`killed at ${window}: ${hits.filter((hit) => hit.window === window).length}`);
        t.diagnostic(
          `jobs: ${feed.counts()}; nothing reserved ${Date.now() - drainedMs} ms after the last end`,
        );
        const violations = await check(store, feed.accepted(), marks);
        assert.deepEqual(
          { orphans: left, unended, violations },
          { orphans: [], unended: [], violations: [] },
        );
        for (const window of WINDOWS)
          assert.ok(
            ROUNDS < 2 * WINDOWS.length || hits.some((hit) => hit.window === window),
            `no scheduler was killed at ${window}`,
          );
        isKept = false;
      } finally {
        await schedulers.stop();
        await api.stop();
        await store[Symbol.asyncDispose]();
        if (isKept) console.log(`logs, marks and store are in ${directory}`);
        else await rm(directory, { recursive: true, force: true });
      }
    },
  );
});

interface Feeder {
  topUp(): Promise<void>;
  accepted(): readonly number[];
  counts(): string;
  /** Resolves with the jobs that do not end. */
  drained(): Promise<readonly number[]>;
}

function feeder(client: Client, store: Store): Feeder {
  const random = seededRandom(SEED);
  const accepted: Record<keyof typeof KINDS, number[]> = { small: [], wide: [], scratch: [] };
  const ended = new Set<number>();
  const unfinished = async (ids: readonly number[]): Promise<readonly number[]> => {
    for (const id of ids.filter((one) => !ended.has(one))) {
      const job = await store.job(id);
      if (job !== undefined && isFinal(job.status.state)) ended.add(id);
    }
    return ids.filter((id) => !ended.has(id));
  };
  return {
    accepted: () => Object.values(accepted).flat(),
    counts: () =>
      Object.entries(accepted)
        .map(([kind, ids]) => `${ids.length} ${kind}`)
        .join(", "),
    async topUp() {
      for (const [kind, { load, input }] of Object.entries(KINDS)) {
        const own = accepted[kind as keyof typeof KINDS]; // its own keys
        const missing = load - (await unfinished(own)).length;
        const specs = Array.from({ length: Math.max(0, missing) }, (): JobSpec => ({
          ...input,
          name: kind,
          script: markingScript(random.integer(2, 20) / 10),
          volumes: [{ name: "marks", mode: "rw" }],
        }));
        if (specs.length === 0) continue;
        for await (const line of client.submitMany(specs)) if ("id" in line) own.push(line.id);
      }
    },
    async drained() {
      const deadline = Date.now() + DRAIN_MS;
      for (;;) {
        const left = await unfinished(Object.values(accepted).flat());
        if (left.length === 0 || Date.now() > deadline) return left;
        await sleep(200);
      }
    },
  };
}

/** What the master shows as reserved, an agent a line. */
async function reserved(masterUrl: string): Promise<readonly string[]> {
  const answer = await fetch(`${masterUrl}/slaves`);
  const { slaves } = (await answer.json()) as {
    readonly slaves: readonly { readonly id: string; readonly reserved_resources: object }[]; // as Mesos has it
  };
  return slaves
    .filter(({ reserved_resources: held }) => Object.keys(held).length > 0)
    .map(({ id, reserved_resources: held }) => `${id}: ${JSON.stringify(held)}`);
}
