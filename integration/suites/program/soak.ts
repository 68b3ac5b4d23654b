// A scheduler on many simulated agents while everything around it goes wrong now and then. How long: `--minutes` of
// `npm run integration`; to see a fault found: `--sabotage`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "../../../app/roles/child.ts";
import { createClient, type Client } from "../../../client/client.ts";
import { startLocalCluster, startSimulatedAgents } from "../../../local-cluster/start.ts";
import { freePort } from "../../../local-cluster/testing/free-port.ts";
import { Schedulers } from "../../crash/schedulers.ts";
import {
  broken,
  growthMbPerMinute,
  memoryRule,
  type MemorySample,
  type WireView,
} from "../../soak/criteria.ts";
import { disorder } from "../../soak/disorder.ts";
import { SOAK_SABOTAGES, type SoakWords } from "../../soak/tamper.ts";
import { startWitness } from "../../soak/witness.ts";

const MINUTES = Number(process.env["INTEGRATION_MINUTES"] ?? 2);
const SEED = Number(process.env["INTEGRATION_SEED"] ?? 1);
const SABOTAGE = SOAK_SABOTAGES.find((name) => name === process.env["INTEGRATION_SABOTAGE"]);
const SOAK_MS = MINUTES * 60_000;
const AGENTS = 200;
/** Jobs that have not ended, always about so many. */
const LOAD = 100;
/**
 * So many end in calm weather before the soak begins, or as many as do in a while: until then a process grows by its
 * code and by its caches.
 */
const WARM_UP_JOBS = 1000;
const WARM_UP_MS = 120_000;
const SAMPLE_MS = 2000;
const REPORT_MS = 10_000;
const DRAIN_MS = 120_000;
const LIMITS = {
  growthMbPerMinute: 1,
  unacknowledgedMs: 60_000,
  // What two rounds of the master can bring before the first is answered.
  heldOffers: 2 * AGENTS,
  // A turn answers all that came before it, and a turn has to do with a store that is slow several times.
  heldOfferMs: 15_000,
};

describe(`${AGENTS} agents, ${MINUTES} minutes of trouble, seed ${SEED}`, () => {
  it(
    "neither memory grows, nor updates or offers are left lying",
    { timeout: SOAK_MS + 4 * DRAIN_MS },
    async () => {
      const directory = await mkdtemp(join(tmpdir(), "godocker-soak-"));
      const testing = join(import.meta.dirname, "../../../local-cluster/testing");
      const port = await freePort();
      const linkFile = join(directory, "links.json");
      const recordFile = join(directory, "record.ndjson");
      const memoryFile = join(directory, "memory.ndjson");
      process.env["LOCAL_CLUSTER_FAULTS_PORT"] = String(port);
      await using cluster = await startLocalCluster({
        directory: join(directory, "cluster"),
        agents: [],
        masterFlags: ["--agent-ping-timeout", "500ms", "--max-agent-ping-timeouts", "4"],
        nodeArguments: ["--import", join(testing, "wire-faults.ts")],
      });
      delete process.env["LOCAL_CLUSTER_FAULTS_PORT"];
      const trouble = disorder({
        seed: SEED,
        master: cluster.master,
        wireControl: `http://127.0.0.1:${port}/faults`,
        linkFile,
      });
      process.env["LOCAL_CLUSTER_FAULTS"] = linkFile;
      await writeFile(linkFile, "{}");
      await using agents = await startSimulatedAgents({
        masterUrl: cluster.masterUrl,
        count: AGENTS,
        seed: SEED,
        recordFile,
        taskDurationMs: { min: 500, max: 5000 },
        failureRate: 0.02,
        nodeArguments: ["--import", join(testing, "faults.ts")],
      });
      delete process.env["LOCAL_CLUSTER_FAULTS"];
      await using witness = await startWitness(cluster.masterUrl, {
        hidden: SABOTAGE === "kept-offers" ? ["DECLINE"] : [],
      });
      const state = join(directory, "state");
      await mkdir(state);
      const set = [
        `stateDirectory=${state}`,
        `mesos.masters=${witness.url}`,
        "jobs.shared=true",
        "server.listen=127.0.0.1:0",
      ];
      const api = await startChild({
        role: "api",
        args: set.flatMap((one) => ["--set", one]),
        logFile: join(directory, "api.log"),
        onRestart: (message) => console.log(message),
      });
      const token = readFileSync(join(state, "token"), "utf8").trim();
      const client = createClient({ baseUrl: api.url ?? "", token });
      const words: SoakWords = {
        seed: SEED,
        memoryFile,
        sampleMs: SAMPLE_MS,
        ...(SABOTAGE === undefined ? {} : { sabotage: SABOTAGE }),
      };
      const schedulers = new Schedulers(directory, set, {
        tampering: { module: join(import.meta.dirname, "../../soak/tamper.ts"), words },
      });
      const over = new AbortController();
      let isKept = true;
      try {
        schedulers.start();
        const feed = feeder(client, recordFile);
        const ended = (): number => feed.submitted() - feed.unfinished();
        for (const deadlineMs = Date.now() + WARM_UP_MS; ended() < WARM_UP_JOBS && Date.now() < deadlineMs;) {
          await sleep(1000);
          await feed.topUp();
        }
        console.log(`${ended()} jobs have ended in calm weather`);
        const beganMs = Date.now();
        const wire: WireView[] = [];
        // In calm weather a fault of the scheduler has nothing to hide behind.
        const troubled = SABOTAGE === undefined ? trouble.run(over.signal) : Promise.resolve();
        let reportedMs = beganMs;
        while (Date.now() - beganMs < SOAK_MS) {
          await sleep(1000);
          await feed.topUp();
          wire.push(witness.view());
          if (Date.now() - reportedMs < REPORT_MS) continue;
          reportedMs = Date.now();
          const memory = samples(memoryFile, beganMs).at(-1);
          const view = wire.at(-1);
          console.log(
            `${clock(Date.now() - beganMs)}  ${feed.submitted()} jobs, ${feed.unfinished()} unfinished; ` +
              `rss ${mb(memory?.rssBytes)} MB, live ${mb(memory?.liveBytes)} MB; ` +
              `${view?.heldOffers} offers held, ${view?.unacknowledged} updates open; ` +
              `${witness.counts.get("SUBSCRIBED") ?? 0} sessions; ${told(trouble.counts)}`,
          );
        }
        over.abort();
        await troubled;
        const memory = samples(memoryFile, beganMs).filter(({ atMs }) => atMs <= SOAK_MS);
        const drained = await feed.drained();
        console.log(
          [
            `\n${feed.submitted()} jobs, ${ended()} ended, in ${MINUTES} minutes`,
            `trouble: ${told(trouble.counts)}`,
            `wire: ${told(witness.counts)}`,
            memoryReport(memory),
            `offers held: ${Math.max(...wire.map((one) => one.heldOffers))} at most, ${seconds(wire.map((one) => one.oldestOfferMs))} s at the longest`,
            `updates not acknowledged: ${Math.max(...wire.map((one) => one.unacknowledged))} at most, ${seconds(wire.map((one) => one.oldestUpdateMs))} s at the longest`,
          ].join("\n"),
        );
        const found = broken({ memory, wire }, SOAK_MS, LIMITS);
        assert.deepEqual(found, []);
        assert.ok(drained, `${feed.unfinished()} jobs did not end; see ${directory}`);
        isKept = false;
      } finally {
        over.abort();
        await schedulers.stop();
        await api.stop();
        await agents.stop();
        if (!isKept) await rm(directory, { recursive: true, force: true });
      }
    },
  );
});

interface Feeder {
  topUp(): Promise<void>;
  submitted(): number;
  unfinished(): number;
  /** Resolves with whether every job has ended. */
  drained(): Promise<boolean>;
}

/** Keeps the load up. What has ended is read from the agents' own record, by bytes that are new in it. */
function feeder(client: Client, recordFile: string): Feeder {
  const open = new Set<number>();
  let submitted = 0;
  let readTo = 0;
  const look = (): void => {
    const record = readFileSync(recordFile);
    const end = record.lastIndexOf("\n") + 1;
    for (const line of record.subarray(readTo, end).toString("utf8").split("\n")) {
      if (line === "") continue;
      // One of the record's own lines.
      const { event, taskId, state } = JSON.parse(line) as Readonly<
        Record<"event" | "taskId" | "state", string>
      >;
      if (event === "end" && state !== "TASK_KILLED") open.delete(Number(taskId.split(".")[0]));
    }
    readTo = end;
  };
  return {
    submitted: () => submitted,
    unfinished: () => open.size,
    async topUp() {
      look();
      const specs = Array.from({ length: Math.max(0, LOAD - open.size) }, () => ({
        command: ["true"],
        resources: { cpus: 1, memoryBytes: 64 * 1024 ** 2 },
      }));
      if (specs.length === 0) return;
      for await (const line of client.submitMany(specs)) {
        if (!("id" in line)) continue;
        open.add(line.id);
        submitted += 1;
      }
    },
    async drained() {
      const deadline = Date.now() + DRAIN_MS;
      const state = ["pending", "starting", "running", "stopping"] as const;
      while (Date.now() < deadline) {
        const left = client.list({ state, pageSize: 1 });
        if ((await left.next()).done === true) return true;
        await left.return(undefined);
        await sleep(1000);
      }
      return false;
    },
  };
}

function samples(file: string, beganMs: number): readonly MemorySample[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => {
      const sample = JSON.parse(line) as MemorySample; // written by tamper.ts, by the clock on the wall
      return { ...sample, atMs: sample.atMs - beganMs };
    });
  } catch {
    return []; // none yet
  }
}

function memoryReport(memory: readonly MemorySample[]): string {
  const { fromMs, measure } = memoryRule(SOAK_MS);
  const judged = memory.filter(({ atMs }) => atMs >= fromMs);
  const [first, last] = [judged[0], judged.at(-1)];
  const growth = (which: typeof measure): string => growthMbPerMinute(judged, which).toFixed(2);
  return (
    `memory after ${clock(fromMs)}: resident ${mb(first?.rssBytes)} to ${mb(last?.rssBytes)} MB, ${growth("rssBytes")} MB a minute; ` +
    `reachable ${mb(first?.liveBytes)} to ${mb(last?.liveBytes)} MB, ${growth("liveBytes")} MB a minute; ` +
    `${judged.length} samples, each after a collection; judged by ${measure}`
  );
}

function told(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([what, times]) => `${what} ${times}`).join(", ");
}

function mb(bytes: number | undefined): string {
  return ((bytes ?? 0) / 1_000_000).toFixed(0);
}

function seconds(ms: readonly number[]): string {
  return (Math.max(...ms) / 1000).toFixed(1);
}

function clock(ms: number): string {
  return `${Math.floor(ms / 60_000)}:${String(Math.floor((ms % 60_000) / 1000)).padStart(2, "0")}`;
}
