import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulatedAgents } from "../../../local-cluster/start.ts";
import { install } from "../../installation.ts";
import { until } from "../../until.ts";
import { startMasters } from "../../services/masters.ts";
import { ensurePackages } from "../../services/packages.ts";
import { startZooKeeper, ZOOKEEPER_JAR, type TestZooKeeper } from "../../services/zookeeper.ts";

const KILLS = 10;
const AGENTS = 100;
const RUNNING = 2000;
/** Enough for so many to run until the last kill is over. */
const JOBS = 6000;
/** Of masters with ZooKeeper: for so long nobody knows that a leader is dead. */
const SESSION_MS = 2000;

interface Line {
  readonly event: "launch" | "end";
  readonly taskId: string;
  readonly atMs: number;
}

describe(`three masters on ZooKeeper with digest authentication, ${RUNNING} running jobs`, () => {
  const home = mkdtempSync(join(tmpdir(), "godocker-failover-"));
  let zookeeper: TestZooKeeper;

  before(async () => {
    ensurePackages([ZOOKEEPER_JAR, "/usr/bin/java"], ["zookeeper", "default-jre-headless"]);
    zookeeper = await startZooKeeper(join(home, "zookeeper"));
  });
  after(async () => {
    await zookeeper.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it(`lose nothing and run nothing twice at once while the leading master is killed ${KILLS} times, and frozen once`, async (t) => {
    const zk = `zk://mesos:zk-s3cret@127.0.0.1:${zookeeper.port}/mesos`;
    await using masters = await startMasters({
      directory: home,
      zk,
      count: 3,
      sessionTimeout: `${SESSION_MS}ms`,
    });
    const recordFile = join(home, "record.ndjson");
    await using agents = await startSimulatedAgents({
      masterUrl: zk,
      count: AGENTS,
      seed: 1,
      recordFile,
      resources: `cpus:${RUNNING / AGENTS};mem:65536;disk:65536`,
      taskDurationMs: { min: 10_000, max: 40_000 },
    });
    await using installation = await install({ masterUrl: zk });
    const { client } = installation;
    const specs = Array.from({ length: JOBS }, () => ({
      command: ["true"],
      resources: { cpus: 1, memoryBytes: 32 * 1024 ** 2 },
    }));
    const ids: number[] = [];
    for await (const line of client.submitMany(specs)) if ("id" in line) ids.push(line.id);
    assert.equal(ids.length, JOBS);

    const record = (): readonly Line[] =>
      readFileSync(recordFile, "utf8")
        .split("\n")
        .slice(0, -1) // the last may be half written
        .map((line): Line => JSON.parse(line));
    const running = (): number =>
      record().reduce((count, { event }) => count + (event === "launch" ? 1 : -1), 0);
    const ends = (): number => record().filter(({ event }) => event === "end").length;
    await until(
      "all slots are in use, and tasks come and go",
      () => running() >= RUNNING * 0.95 && ends() > 0,
    );

    /** When something is launched for the first time after `sinceMs`. */
    const launchAfter = async (sinceMs: number): Promise<number> => {
      let launchedMs: number | undefined;
      await until("something is launched under the new leader", () => {
        launchedMs = record().find(({ event, atMs }) => event === "launch" && atMs >= sinceMs)?.atMs;
        return launchedMs !== undefined;
      });
      return launchedMs ?? 0;
    };

    const elections: number[] = [];
    const launches: number[] = [];
    const atKill: number[] = [];
    for (let nth = 1; nth <= KILLS; nth += 1) {
      const old = await masters.leader();
      atKill.push(running());
      const killedMs = Date.now();
      old.kill("SIGKILL");
      const next = await masters.leader();
      const electedMs = Date.now();
      assert.notEqual(next.url, old.url);
      elections.push(electedMs - killedMs);
      launches.push((await launchAfter(electedMs)) - killedMs);
      await old.restart();
      await sleep(1000); // and the cluster works for a while
    }

    const frozen = await masters.leader();
    const frozenMs = Date.now();
    frozen.kill("SIGSTOP"); // its streams stay open, and say nothing
    const successor = await masters.leader();
    assert.notEqual(successor.url, frozen.url);
    await until("the scheduler is with the new leader", async () => {
      const answer = await fetch(`${successor.url}/frameworks`);
      const { frameworks } = (await answer.json()) as { frameworks: { connected: boolean }[] }; // as Mesos says
      return frameworks.some(({ connected }) => connected);
    });
    const movedMs = Date.now();
    frozen.kill("SIGCONT"); // finds that it leads no more, and ends
    await frozen.restart();

    const ended = new Map<string, number>();
    await until("all jobs have ended", async () => {
      await sleep(500);
      ended.clear();
      for await (const { state } of client.list({ pageSize: 1000 }))
        ended.set(state, (ended.get(state) ?? 0) + 1);
      return (ended.get("succeeded") ?? 0) + (ended.get("failed") ?? 0) === JOBS;
    });
    assert.deepEqual([...ended], [["succeeded", JOBS]], "nothing is lost");
    await agents.stop(); // writes the rest of its record
    const { twice, relaunched } = attemptsIn(record());
    assert.deepEqual(twice, [], "nothing runs twice at once");
    const frameworks = await (await fetch(`${(await masters.leader()).url}/frameworks`)).json();
    assert.equal(JSON.stringify(frameworks).match(/"completed_frameworks":\[\]/)?.length, 1);

    const log = readFileSync(join(installation.directory, "scheduler.log"), "utf8");
    assert.ok(!log.includes("zk-s3cret"), "the password is logged nowhere");
    t.diagnostic(`running at the kills: ${Math.min(...atKill)} to ${Math.max(...atKill)}`);
    t.diagnostic(`from kill to election (session ${SESSION_MS} ms): ${spread(elections)}`);
    t.diagnostic(`from kill to the first new launch: ${spread(launches)}`);
    t.diagnostic(
      `from election to the first new launch: ${spread(launches.map((ms, at) => ms - (elections[at] ?? 0)))}`,
    );
    t.diagnostic(`from freezing the leader to the subscription with the next: ${movedMs - frozenMs} ms`);
    t.diagnostic(`jobs launched more than once, one after the other: ${relaunched}`);
  });
});

/** By the agents' own record. */
function attemptsIn(record: readonly Line[]): {
  readonly twice: readonly string[];
  readonly relaunched: number;
} {
  const live = new Map<string, string>();
  const launches = new Map<string, number>();
  const twice: string[] = [];
  for (const { event, taskId } of record) {
    const job = taskId.split(".")[0] ?? "";
    if (event === "end") {
      if (live.get(job) === taskId) live.delete(job);
      continue;
    }
    const other = live.get(job);
    if (other !== undefined) twice.push(`${other} and ${taskId}`);
    live.set(job, taskId);
    launches.set(job, (launches.get(job) ?? 0) + 1);
  }
  return { twice, relaunched: [...launches.values()].filter((count) => count > 1).length };
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms, max ${sorted.at(-1)} ms`;
}
